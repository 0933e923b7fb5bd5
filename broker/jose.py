"""As much of JOSE as receipts need: base64url (RFC 7515) and Ed25519 keys as JWK (RFC 8037)."""

import base64
import binascii
import hashlib

from broker.checkpoints import KEY_BYTES, PublicKey


class BadEncoding(ValueError):
    """`str()` says of what, without quoting it."""


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str, what: str) -> bytes:
    """Raises BadEncoding. What can be written in one way only is accepted in that way only."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadEncoding(f"its {what} is not base64url") from None
    if encode(raw) != text:
        raise BadEncoding(f"its {what} is not base64url")
    return raw


def jwk(key: PublicKey) -> dict[str, str]:
    """`kid` is the thumbprint of RFC 7638."""
    x = encode(key.raw)
    thumbprint = hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": encode(thumbprint)}


def read_jwk(fields: object) -> PublicKey:
    """Raises BadEncoding."""
    if not isinstance(fields, dict) or not isinstance(fields.get("x"), str):
        raise BadEncoding("its key is none")
    key = PublicKey(decode(fields["x"], "key"))
    if len(key.raw) != KEY_BYTES or fields != jwk(key):
        raise BadEncoding("its key is none of Ed25519")
    return key
