"""What a customer's browser signs when she says yes, as text.

A statement says to whom and to what she says yes, so that the signature under it is good for that
alone. It is signed as lines of ASCII, `name: value`, in the order of the fields and each of them
once; what a statement says nothing about has `-`, several scopes are divided by a blank. The
signature is ECDSA with P-256 and SHA-256 in the form of IEEE P1363 (r, then s), as WebCrypto makes
it. tests/helpers/statements.json holds examples for other implementations.

Pure: who checks the signatures brings a function that can.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import msgspec

from broker.names import ControlLimit, Scope

VERSION = 1
CONSENT = f"alongside-consent/{VERSION}"
VOUCHER = f"alongside-voucher/{VERSION}"
OFFER = f"alongside-offer/{VERSION}"
NOTHING = "-"

# What cannot break out of its line.
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
# A point of P-256, not compressed (SEC 1 section 2.3.3), in hexadecimal.
SigningKey = Annotated[str, msgspec.Meta(pattern=r"^04[0-9a-f]{128}$")]
SignatureHex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}$")]
Nonce = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]

_FINGERPRINT = re.compile(r"^a=fingerprint:(.+)$", re.MULTILINE)

# Whether `signature` (r and s) is that of `key` (an uncompressed point) under these bytes.
VerifySigned = Callable[[bytes, bytes, bytes], bool]


class SignedAct(StrEnum):
    """`start`: she shares her page of her own accord. `allow`: she answers a question. `give`: she
    gives control unasked. `ask`: she calls, or wants to show a document. `admit`: she lets somebody
    join."""

    START = "start"
    ALLOW = "allow"
    GIVE = "give"
    ASK = "ask"
    ADMIT = "admit"


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`conversation`, `session`: None where there is none yet, or it is about none. `scopes`: what
    is asked first, then what comes with it. `person`: who asked, or to whom it is given. `at`:
    when, by the server's clock, in milliseconds since the epoch. `nonce`: 16 random bytes."""

    act: SignedAct
    customer: Word
    conversation: Word | None = None
    session: Word | None = None
    scopes: Annotated[tuple[Scope, ...], msgspec.Meta(max_length=2)] = ()
    request: Word | None = None
    person: Word | None = None
    limit: ControlLimit | None = None
    at: Milliseconds
    nonce: Nonce


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """By which the key of a page (`key`) answers for that of the dock that it has opened, which
    lives on another origin and cannot use it."""

    key: SigningKey
    at: Milliseconds
    signature: SignatureHex


class Signature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Under what is no statement: an offer (`offer_text`), or a key of the sealed relay,
    which browsers alone have (client_js/src/signing/statement.ts). `voucher`: of a dock."""

    key: SigningKey
    signature: SignatureHex
    voucher: Voucher | None = None

    @property
    def root(self) -> str:
        """The key that it comes down to: of her page."""
        return self.key if self.voucher is None else self.voucher.key


class Signed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`voucher`: of a dock."""

    statement: Statement
    key: SigningKey
    signature: SignatureHex
    voucher: Voucher | None = None

    @property
    def root(self) -> str:
        """The key that it comes down to: of her page."""
        return self.key if self.voucher is None else self.voucher.key


def statement_text(statement: Statement) -> bytes:
    """The bytes that are signed."""
    fields = msgspec.structs.asdict(statement)
    return _lines(CONSENT, {**fields, "scopes": " ".join(statement.scopes)})


def voucher_text(customer: str, key: str, at: int) -> bytes:
    """The bytes by which a page's key answers for the dock's `key`."""
    return _lines(VOUCHER, {"customer": customer, "key": key, "at": at})


def offer_text(customer: str, link: str, attempt: int, fingerprints: str) -> bytes:
    """The bytes that are signed with an offer, by which the other side knows that it is hers:
    `fingerprints` (`fingerprints_of`) say to whom DTLS connects it (RFC 8122)."""
    fields = {"customer": customer, "link": link, "attempt": attempt}
    return _lines(OFFER, {**fields, "fingerprints": fingerprints})


def fingerprints_of(sdp: str) -> str:
    """All of a session description, each once, in the order in which they stand there."""
    found = [line.strip() for line in _FINGERPRINT.findall(sdp)]
    return " ".join(dict.fromkeys(found))


def is_under(signature: Signature, customer: str, text: bytes, verify: VerifySigned) -> bool:
    """Whether the signature is that of its key, and the key, of a dock, one that her page answers
    for."""
    key, voucher = signature.key, signature.voucher
    if voucher is not None and not is_vouched(customer, key, voucher, verify):
        return False
    return _verified(key, signature.signature, text, verify)


def is_vouched(customer: str, key: str, voucher: Voucher, verify: VerifySigned) -> bool:
    return _verified(
        voucher.key, voucher.signature, voucher_text(customer, key, voucher.at), verify
    )


def is_signed(signed: Signed, verify: VerifySigned) -> bool:
    """Whether the signature is that of its key, and the key, of a dock, one that her page answers
    for. Whether it is hers, and what it says is what happened, is for the caller to look at."""
    customer = signed.statement.customer
    signature = Signature(key=signed.key, signature=signed.signature, voucher=signed.voucher)
    return is_under(signature, customer, statement_text(signed.statement), verify)


def _verified(key: str, signature: str, message: bytes, verify: VerifySigned) -> bool:
    return verify(bytes.fromhex(key), bytes.fromhex(signature), message)


def _lines(head: str, fields: dict[str, object]) -> bytes:
    lines = [
        f"{name}: {NOTHING if value in (None, '') else value}" for name, value in fields.items()
    ]
    return "\n".join([head, *lines, ""]).encode("ascii")
