"""Checkpoints of the audit log: how many rows a site's chain had at a time, and the hash of the
last one, signed. Who keeps one elsewhere can prove later that no row before it was touched.

A checkpoint is a C2SP signed note (https://c2sp.org/signed-note) with an Ed25519 signature; its
text has four lines:

    alongside audit SITE_ID
    ROWS
    BASE64 OF THE 32 BYTES OF THE LAST ROW'S HASH (of no rows: 32 zero bytes)
    MILLISECONDS SINCE THE EPOCH

Signing and checking signatures is somebody else's job: the functions are arguments.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable

import msgspec

KEY_NAME = "alongside"
ED25519 = b"\x01"
KEY_BYTES = 32
SIGNATURE_BYTES = 64
NOTE_MOST = 2000

_TEXT = re.compile(
    r"alongside audit ([A-Za-z0-9_.:-]{1,64})\n"
    r"(0|[1-9][0-9]{0,14})\n"
    r"([A-Za-z0-9+/]{43}=)\n"
    r"([1-9][0-9]{0,15})\n"
)
# U+2014, as the specification wants it.
_SIGNATURE = re.compile(f"\u2014 {KEY_NAME} ([A-Za-z0-9+/=]{{92}})\n")
_KEY = re.compile(rf"{KEY_NAME}\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]{{44}})")

Sign = Callable[[bytes], bytes]
# Of a key, a signature and what was signed.
Verify = Callable[["PublicKey", bytes, bytes], bool]


class BadNote(ValueError):
    """`str()` says what is wrong, without quoting anything."""


class PublicKey(msgspec.Struct, frozen=True):
    """An Ed25519 key: `raw` are its 32 bytes."""

    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key. Not unique: a hint only."""
        return hashlib.sha256(KEY_NAME.encode() + b"\n" + ED25519 + self.raw).digest()[:4]

    @property
    def text(self) -> str:
        """As people keep it: the "vkey" of the specification."""
        encoded = base64.b64encode(ED25519 + self.raw).decode()
        return f"{KEY_NAME}+{self.id.hex()}+{encoded}"


class Checkpoint(msgspec.Struct, frozen=True):
    """`rows`: how many the chain of `site` had; `hash`: of the last one; `at`: in milliseconds."""

    site: str
    rows: int
    hash: str
    at: int


class Note(msgspec.Struct, frozen=True):
    """A checkpoint as it was read: `text` is what `signature` is over. Believe it only after
    `is_signed_by`."""

    checkpoint: Checkpoint
    text: bytes
    key_id: bytes
    signature: bytes

    def is_signed_by(self, key: PublicKey, verify: Verify) -> bool:
        return self.key_id == key.id and verify(key, self.signature, self.text)


def read_key(text: str) -> PublicKey:
    """Raises BadNote."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        raise BadNote("it is not a public key of the form alongside+ID+KEY")
    raw = base64.b64decode(found[2])
    key = PublicKey(raw[1:])
    if raw[:1] != ED25519 or len(key.raw) != KEY_BYTES or key.text != text.strip():
        raise BadNote("the public key is damaged")
    return key


def write_note(checkpoint: Checkpoint, key: PublicKey, sign: Sign) -> str:
    head = base64.b64encode(bytes.fromhex(checkpoint.hash)).decode()
    text = f"alongside audit {checkpoint.site}\n{checkpoint.rows}\n{head}\n{checkpoint.at}\n"
    signature = base64.b64encode(key.id + sign(text.encode())).decode()
    return f"{text}\n\u2014 {KEY_NAME} {signature}\n"


def read_note(note: str) -> Note:
    """Raises BadNote. What can be written in one way only is accepted in that way only."""
    text, blank, signature = note[:NOTE_MOST].partition("\n\n")
    told, signed = _TEXT.fullmatch(text + "\n"), _SIGNATURE.fullmatch(signature)
    if not blank or told is None or signed is None:
        raise BadNote("it is not a signed checkpoint")
    head, end = _decoded(told[3]), _decoded(signed[1])
    if len(end) != 4 + SIGNATURE_BYTES:
        raise BadNote("its signature has the wrong length")
    checkpoint = Checkpoint(told[1], int(told[2]), head.hex(), int(told[4]))
    return Note(checkpoint, f"{text}\n".encode(), end[:4], end[4:])


def _decoded(text: str) -> bytes:
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadNote("it is damaged") from None
    if base64.b64encode(decoded).decode() != text:
        raise BadNote("it is damaged")
    return decoded
