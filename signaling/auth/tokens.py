"""Random things: ids, tokens, session codes; and how the store keeps them."""

import hashlib
import hmac
import secrets

# Crockford base32: no I, L, O, U. https://www.crockford.com/base32.html
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
# Nobody reads it out, and it opens the server.
SET_UP_CODE_LENGTH = 20
_FOLD = str.maketrans("ILO", "110", "- ")


def new_id(prefix: str) -> str:
    """An id nobody can guess: 128 bits after a readable prefix."""
    return f"{prefix}_{secrets.token_hex(16)}"


def new_token() -> str:
    """256 bits for a cookie, a header or a URL."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """A token has 256 bits of its own: it needs no salt and no slow hash. What comes in a header
    may be any bytes, which aiohttp reads so."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


def hash_invitation(invitation: str) -> bytes:
    """What it opens it opens as an invitation only: not where a token is wanted."""
    return hash_token(f"invitation {invitation}")


def hash_sign_in_code(code: str) -> bytes:
    """As an invitation, no token: it signs somebody in where it is redeemed, and nowhere else."""
    return hash_token(f"sign-in code {code}")


def hash_api_key(secret: str) -> bytes:
    """The same for what a program calls with."""
    return hash_token(f"api key {secret}")


def hash_set_up_code(code: str) -> bytes:
    """100 bits: as a token, and no token."""
    return hash_token(f"set-up code {code}")


def hash_guest_invitation(invitation: str) -> bytes:
    """The same for an invitation to a session, which is none for a customer."""
    return hash_token(f"guest {invitation}")


def hash_preview(code: str) -> bytes:
    """A code for a preview of rules: no token, but good for one."""
    return hash_token(f"preview {code}")


def new_code(length: int = CODE_LENGTH) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def show_code(code: str) -> str:
    """As people read it out: `XXXX-XXXX`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def fold_code(typed: str, length: int = CODE_LENGTH) -> str | None:
    """What was typed, as it was made: case, dashes, blanks, I L O folded; None if no code."""
    code = typed.strip().upper().translate(_FOLD)
    if len(code) != length or any(letter not in CODE_ALPHABET for letter in code):
        return None
    return code


def hash_code(code: str, secret: bytes) -> bytes:
    """40 bits are few: without the server's secret a stolen store would give them away."""
    return hmac.digest(secret, code.encode(), "sha256")
