"""Time-based one-time passwords (RFC 6238) as all authenticator apps make them: SHA-1, six digits,
every 30 seconds. Pure: time is an argument.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
# Steps before and after now: clocks differ, and people are slow.
LEEWAY = 1
# RFC 4226 section 4: the length of what SHA-1 makes.
SECRET_BYTES = 20


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """As people type it into an app that reads no QR code."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, user_name: str, issuer: str) -> str:
    """What the QR code holds."""
    label = quote(f"{issuer}:{user_name}", safe="")
    query = urlencode({"secret": shown(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def code_at(secret: bytes, step: int) -> str:
    """RFC 4226 section 5.3."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, now: float) -> int | None:
    """The step that `code` is of, of those that are good now. Takes the same time for all codes."""
    given = code.encode(errors="replace")
    middle = int(now // STEP_SECONDS)
    found = None
    for step in range(middle - LEEWAY, middle + LEEWAY + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given):
            found = step
    return found
