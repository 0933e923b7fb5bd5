"""A receipt as a file that can be read by people and checked without the server.

It is a JWS in the flattened JSON serialization of RFC 7515, whose `payload` is the receipt as JSON,
signed with Ed25519 (`alg` EdDSA); `jwk` in the protected header is the key. A further member,
`receipt`, shows the same to people: it must say what was signed.
"""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec

from broker import jose
from broker.checkpoints import SIGNATURE_BYTES, PublicKey, Sign, Verify
from broker.jose import BadEncoding
from broker.receipt_consents import consents
from broker.receipts import SCHEMA, Receipt
from broker.statement import VerifySigned

TYPE = "consent-receipt+json"
MEMBERS = {"receipt", "payload", "protected", "signature"}


class Problem(StrEnum):
    NOT_A_RECEIPT = "not_a_receipt"
    CHANGED = "changed"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    BAD_CONSENT = "bad_consent"


class Bad(msgspec.Struct, frozen=True):
    problem: Problem
    text: str


class Good(msgspec.Struct, frozen=True):
    """`receipt`: what was signed. `signed`, `unsigned`: so many times something was given with the
    customer's own signature, and without. `customer_key`: that of her browser; None where nothing
    is signed with it."""

    receipt: dict[str, Any]
    key: PublicKey
    signed: int
    unsigned: int
    customer_key: str | None


def write(receipt: Receipt, key: PublicKey, sign: Sign) -> bytes:
    header = {"alg": "EdDSA", "typ": TYPE, "jwk": jose.jwk(key)}
    protected = jose.encode(msgspec.json.encode(header))
    payload = msgspec.json.encode(receipt)
    signed = f"{protected}.{jose.encode(payload)}"
    file = {
        "receipt": msgspec.Raw(payload),
        "payload": jose.encode(payload),
        "protected": protected,
        "signature": jose.encode(sign(signed.encode())),
    }
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def check(
    file: bytes, verify: Verify, verify_signed: VerifySigned, trusted: Sequence[PublicKey]
) -> Good | Bad:
    """`verify`: of the server's keys, `verify_signed`: of customers'. `trusted`: none: the key that
    the file itself names, which proves no more than that it fits together."""
    try:
        checked = _checked(file, verify, trusted)
        return checked if isinstance(checked, Bad) else _consented(*checked, verify_signed)
    except BadEncoding as error:
        return Bad(Problem.NOT_A_RECEIPT, f"This is not a consent receipt: {error}.")


def _checked(
    file: bytes, verify: Verify, trusted: Sequence[PublicKey]
) -> tuple[dict[str, Any], PublicKey] | Bad:
    members = _object(file, "text")
    if set(members) != MEMBERS:
        raise BadEncoding("it has other members than one")
    payload, protected, signature = (
        members[name] for name in ("payload", "protected", "signature")
    )
    if not all(isinstance(one, str) for one in (payload, protected, signature)):
        raise BadEncoding("what was signed is no text")
    header = _object(jose.decode(protected, "header"), "header")
    if set(header) != {"alg", "typ", "jwk"} or (header["alg"], header["typ"]) != ("EdDSA", TYPE):
        raise BadEncoding("its header is that of something else")
    key, raw = jose.read_jwk(header["jwk"]), jose.decode(signature, "signature")
    message = f"{protected}.{payload}".encode()
    if len(raw) != SIGNATURE_BYTES or not verify(key, raw, message):
        return Bad(Problem.BAD_SIGNATURE, "The signature is not one of what the file says.")
    if trusted and key not in trusted:
        return Bad(Problem.UNKNOWN_KEY, f"It was signed by another key: {key.text}.")
    told = _object(jose.decode(payload, "payload"), "payload")
    if told.get("schema_version") != SCHEMA:
        raise BadEncoding("it is of another version")
    if _canonical(members["receipt"]) != _canonical(told):
        return Bad(Problem.CHANGED, "What the file shows is not what was signed.")
    return told, key


def _consented(told: dict[str, Any], key: PublicKey, verify: VerifySigned) -> Good | Bad:
    """What the customer has signed in it must say what the receipt says."""
    try:
        receipt = msgspec.convert(told, Receipt)
    except msgspec.ValidationError:
        raise BadEncoding("its payload is none of one") from None
    found = consents(receipt, verify)
    if found is None:
        text = "What the customer is said to have allowed she did not sign."
        return Bad(Problem.BAD_CONSENT, text)
    return Good(told, key, found.signed, found.unsigned, found.key)


def _object(text: bytes, what: str) -> dict[str, Any]:
    """Raises BadEncoding, also where a name stands twice: readers differ in which one counts."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise BadEncoding(f"its {what} is not JSON") from None
    if not isinstance(found, dict):
        raise BadEncoding(f"its {what} is not an object")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
