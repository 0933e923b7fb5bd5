"""Exports of the audit log as the server writes them, for the tests of who checks them."""

from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker import events
from broker.audit import GENESIS, ChainedRecord, canonical, chain, record
from broker.audit_export import checkpoint_line, header_line, row_line
from broker.checkpoints import Checkpoint, write_note
from signaling.signing import Signer

SITE = "site_1"
SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


def chained(count: int, endpoint: str = "e-1") -> list[ChainedRecord]:
    rows: list[ChainedRecord] = []
    for seq in range(1, count + 1):
        event = events.PageShown(conversation="c-1", seq=seq, at=float(seq), endpoint=endpoint)
        rows.append(chain(rows[-1].hash if rows else GENESIS, record(event)))
    return rows


def chained_events(told: Iterable[events.AnyEvent]) -> list[ChainedRecord]:
    rows: list[ChainedRecord] = []
    for event in told:
        rows.append(chain(rows[-1].hash if rows else GENESIS, record(event)))
    return rows


def line_of(number: int, row: ChainedRecord) -> bytes:
    return row_line(number, row.previous_hash, canonical(row.record).decode(), row.hash)


def note_of(
    rows: list[ChainedRecord], upto: int, *, signer: Signer = SIGNER, site: str = SITE
) -> str:
    head = rows[upto - 1].hash if upto else GENESIS
    return write_note(Checkpoint(site, upto, head, 1_764_170_000_000), signer.key, signer.sign)


def lines_of(rows: list[ChainedRecord], *at: int, signer: Signer = SIGNER) -> list[bytes]:
    """With checkpoints after the rows `at` and after the last one."""
    lines = [header_line(SITE, [signer.key])]
    for number, row in enumerate(rows, start=1):
        lines.append(line_of(number, row))
        if number in at:
            lines.append(checkpoint_line(note_of(rows, number, signer=signer)))
    return [*lines, checkpoint_line(note_of(rows, len(rows), signer=signer))]
