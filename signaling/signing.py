"""The server's Ed25519 key: it signs checkpoints of the audit log and consent receipts.

What is signed as a checkpoint has line breaks, what is signed as a receipt has none (RFC 7515): a
signature of one kind is never one of the other.
"""

from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from broker.checkpoints import PublicKey
from signaling.config import Settings, SettingsError
from signaling.store import Store

SECRET = "signing"


class Signer:
    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = PublicKey(private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


async def open_signer(store: Store, settings: Settings, now: float) -> Signer:
    """The key of the settings, or the store's, made now if there is none. From now on the store
    counts it among those that have signed. Raises SettingsError."""
    if settings.signing_key_file:
        signer = Signer(read_key_file(Path(settings.signing_key_file)))
    else:
        seed = await store.secrets.get(SECRET)
        signer = Signer(Ed25519PrivateKey.from_private_bytes(seed))
    await store.checkpoints.remember_key(signer.key, now)
    return signer


def verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_key_file(file: Path) -> Ed25519PrivateKey:
    """Raises SettingsError."""
    try:
        private = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise SettingsError(f"signing_key_file: cannot read {file}: {error.strerror}.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SettingsError(f"signing_key_file: {file} is not a private key in PEM.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise SettingsError(f"signing_key_file: the key in {file} is not one of Ed25519.")
    return private
