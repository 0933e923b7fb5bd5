"""Writes the audit log of a site, or that of operators, out of the store
(broker/audit_export.py)."""

from collections.abc import AsyncIterator

from broker.acts import OPERATORS, Act
from broker.audit import GENESIS
from broker.audit_export import checkpoint_line, header_line, row_line
from signaling.store import Store

PAGE = 500


async def note_export(store: Store, chain: str) -> None:
    """That is an act itself, and stands in the export of the acts."""
    if chain == OPERATORS:
        await store.acts.write(Act.AUDIT_EXPORTED, {"chain": OPERATORS})
    else:
        await store.acts.write(Act.AUDIT_EXPORTED, {}, chain)


async def export(store: Store, site: str) -> AsyncIterator[bytes]:
    """Piece by piece, up to a checkpoint that is made for it. Reads what is there, and does not
    judge it: a row that was tampered with must arrive at who checks it."""
    made = await store.checkpoints.make(site)
    last = made.checkpoint.rows
    yield header_line(site, await store.checkpoints.keys())
    # Checkpoints of no rows stand first.
    reached, previous = -1, GENESIS
    upto = 0
    while True:
        rows = await store.trail.page(site, max(reached, 0), upto, PAGE)
        notes = await store.checkpoints.between(site, reached, upto)
        lines = []
        for row in rows:
            while notes and notes[0][0] < row.number:
                lines.append(checkpoint_line(notes.pop(0)[1]))
            lines.append(row_line(row.number, previous, row.record, row.hash))
            previous = row.hash
        lines += [checkpoint_line(note) for _, note in notes]
        yield b"".join(lines)
        if upto == last:
            return
        reached, upto = upto, min(upto + PAGE, last)
