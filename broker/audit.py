"""The audit log: what was decided, by whom, when, and proof that no line of it was touched.

A record holds ids and kinds only: what people wrote, what they are called and what the page
showed can be erased elsewhere without breaking the chain. Each row's hash is the SHA-256 over the
hash of the row before (its 32 bytes) followed by the record as canonical JSON: UTF-8, keys
sorted, no blanks, no fractions; for such records this is RFC 8785, so that a verifier can be
written in any language.

Where even ids have to go (a customer wants to be forgotten, or it is long ago), records are erased
and their hashes stay, so that the chain goes on. A later row says which rows these are (`erasure`):
who takes away others is found out.
"""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from broker.events import Event, Person
from broker.statement import Signed

# The previous hash of the first row.
GENESIS = "0" * 64

# Every field of every event stands in one of these, or is its `content_field`: what is in none
# is not recorded, and a test fails.
PERSONS = ("by", "person", "customer")
DETAILS = (
    *("site", "session", "scope", "request", "grant", "to", "endpoint", "kind", "reason"),
    *("limit", "survives_load", "outside", "transfer", "policy", "alone", "key"),
    "signed",
)
# Whom it was given to.
OWNER = "owner"
TIMES = ("at", "until", "deadline", "not_before", "dock_deadline")
# The type of rows that are about no conversation but about other rows.
ERASURE = "audit.erased"

# Numbers of rows, from the first one of each range to the last one.
Ranges = tuple[tuple[int, int], ...]
# What may be told of an operator's act: ids, names of our own, numbers; never what somebody wrote.
Small = bool | int | str | list[str] | None
Fact = Small | dict[str, Small]


class AuditRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`type` is the event's; `by` and `role` say whose act it was, or whom it was about; None
    where a rule or the clock decided. Times are in milliseconds since the epoch. `erased`: of a
    row that says so: the records of these rows are gone. `what`: of an operator's act (acts.py), in
    which no member is called as one of these."""

    conversation: str
    seq: int
    type: str
    at: int
    by: str | None = None
    role: str | None = None
    site: str | None = None
    session: str | None = None
    scope: str | None = None
    request: str | None = None
    grant: int | None = None
    to: str | None = None
    owner: str | None = None
    endpoint: str | None = None
    kind: str | None = None
    reason: str | None = None
    limit: str | None = None
    survives_load: bool = False
    outside: bool = False
    transfer: bool = False
    policy: str = ""
    alone: bool | None = None
    key: str | None = None
    signed: Signed | None = None
    erased: Ranges = ()
    what: dict[str, Fact] = {}
    until: int | None = None
    deadline: int | None = None
    not_before: int | None = None
    dock_deadline: int | None = None


class ChainedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the log; both hashes as 64 lower-case hexadecimal digits."""

    previous_hash: str
    record: AuditRecord
    hash: str


def record(event: Event) -> AuditRecord:
    """What the audit log keeps of `event`."""
    fields = msgspec.structs.asdict(event)
    kept: dict[str, object] = {name: fields[name] for name in DETAILS if name in fields}
    for name in TIMES:
        seconds = fields.get(name)
        kept[name] = None if seconds is None else round(seconds * 1000)
    if isinstance(owner := fields.get(OWNER), Person):
        kept[OWNER] = owner.id
    person = next((fields[name] for name in PERSONS if fields.get(name) is not None), None)
    if isinstance(person, Person):
        kept |= {"by": person.id, "role": person.role}
    return msgspec.convert(
        kept
        | {
            "conversation": event.conversation,
            "seq": event.seq,
            "type": event.__struct_config__.tag,
        },
        AuditRecord,
    )


def erasure(rows: Iterable[int], reason: str, at: float) -> AuditRecord:
    """What is chained when the records of `rows` are erased."""
    return AuditRecord(
        conversation="",
        seq=0,
        type=ERASURE,
        at=round(at * 1000),
        reason=reason,
        erased=ranges(sorted(rows)),
    )


def ranges(numbers: Sequence[int]) -> Ranges:
    """`numbers`, in order and each once, as ranges."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def canonical(record: AuditRecord) -> bytes:
    """The bytes of `record` that are hashed."""
    return msgspec.json.encode(record, order="sorted")


def chain(previous_hash: str, record: AuditRecord) -> ChainedRecord:
    """The row of `record` after the row with `previous_hash`, or after `GENESIS`."""
    return ChainedRecord(
        previous_hash=previous_hash,
        record=record,
        hash=link_hash(previous_hash, canonical(record)),
    )


def verify(rows: Iterable[ChainedRecord], previous_hash: str = GENESIS) -> int | None:
    """The index of the first row that was edited, or before which a row was put in, taken out or
    moved; None if there is none.

    `previous_hash` is the hash before the first of `rows`. Rows cut off at the end leave a whole
    chain: that is what checkpoints are for (broker/checkpoints.py).
    """
    expected = previous_hash
    for index, row in enumerate(rows):
        if row.previous_hash != expected or row.hash != link_hash(expected, canonical(row.record)):
            return index
        expected = row.hash
    return None


def link_hash(previous_hash: str, record: bytes) -> str:
    """The hash of the row whose canonical `record` follows the row with `previous_hash`."""
    return hashlib.sha256(bytes.fromhex(previous_hash) + record).hexdigest()
