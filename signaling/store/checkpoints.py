"""Signed checkpoints of the audit log in the store, and the keys that have signed: only ever added
to. After so many rows a checkpoint is written in the transaction of these rows."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from broker.checkpoints import Checkpoint, PublicKey, Sign, write_note
from signaling.store.engine import Database
from signaling.store.tables import audit, checkpoints, signing_keys
from signaling.store.trail import Head, Trail, head_of
from signaling.store.writer import Conflict, Writer

_INSERT = insert(checkpoints)
_BETWEEN = (
    select(checkpoints.c.rows, checkpoints.c.note)
    .where(
        checkpoints.c.site == bindparam("site"),
        checkpoints.c.rows > bindparam("after"),
        checkpoints.c.rows <= bindparam("upto"),
    )
    .order_by(checkpoints.c.rows, checkpoints.c.number)
)
_KEYS = select(signing_keys.c.public).order_by(signing_keys.c.since)
_HEADS = select(audit.c.site, func.max(audit.c.number)).group_by(audit.c.site)
_COVERED = select(checkpoints.c.site, func.max(checkpoints.c.rows)).group_by(checkpoints.c.site)


class Made(msgspec.Struct, frozen=True):
    """A checkpoint that is durable."""

    checkpoint: Checkpoint
    note: str


class Checkpoints:
    """`start` before the first one is made."""

    def __init__(self, database: Database, writer: Writer, trail: Trail) -> None:
        self._database = database
        self._writer = writer
        self._trail = trail

    async def remember_key(self, key: PublicKey, now: float) -> None:
        if key in await self.keys():
            return
        values = {"public": key.raw, "since": now}
        try:
            await self._writer.run(lambda c: c.execute(insert(signing_keys), values))
        except Conflict:
            pass

    async def keys(self) -> list[PublicKey]:
        """All that have ever signed, the oldest first."""
        found = await self._database.read(lambda c: list(c.execute(_KEYS).scalars()))
        return [PublicKey(raw) for raw in found]

    def start(
        self, key: PublicKey, sign: Sign, clock: Callable[[], float], every_rows: int
    ) -> None:
        """`every_rows`: how many rows go without a checkpoint at most."""
        self._key, self._sign, self._clock = key, sign, clock
        self._trail.seal_every(every_rows, self._seal)

    async def make(self, site: str) -> Made:
        """A checkpoint of all rows that a site has now."""
        made: Made = await self._writer.run(lambda c: self._seal(c, site, head_of(c, site)))
        return made

    async def make_due(self) -> list[Made]:
        """Those of all sites that have rows under no checkpoint."""

        def due(connection: Connection) -> list[str]:
            covered = {site: rows for site, rows in connection.execute(_COVERED)}
            heads = connection.execute(_HEADS).all()
            return [site for site, number in heads if number > covered.get(site, 0)]

        return [await self.make(site) for site in await self._database.read(due)]

    async def between(self, site: str, after: int, upto: int) -> list[tuple[int, str]]:
        """Rows and note of those that are of more than `after` and of at most `upto` rows."""
        values = {"site": site, "after": after, "upto": upto}
        found = await self._database.read(lambda c: c.execute(_BETWEEN, values).all())
        return [(rows, note) for rows, note in found]

    def _seal(self, connection: Connection, site: str, head: Head) -> Made:
        at = self._clock()
        checkpoint = Checkpoint(site, head.number, head.hash, round(at * 1000))
        note = write_note(checkpoint, self._key, self._sign)
        values = {"site": site, "rows": head.number, "note": note, "at": at}
        connection.execute(_INSERT, values)
        return Made(checkpoint, note)
