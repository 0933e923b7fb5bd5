"""Signatures after Standard Webhooks (https://www.standardwebhooks.com), so that receivers check
them with a library that is there already."""

import base64
import hmac
import secrets
from collections.abc import Iterable

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def show_secret(secret: bytes) -> str:
    """As receivers configure it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def signed_headers(
    message: str, body: bytes, secrets: Iterable[bytes], now: float
) -> dict[str, str]:
    """The headers that prove who sent `body`, and when; one signature for each secret."""
    timestamp = str(int(now))
    signed = f"{message}.{timestamp}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(one, signed, "sha256")).decode() for one in secrets)
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
