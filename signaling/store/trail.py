"""The audit log in the store: one hash chain per site, written with the events it tells of."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, bindparam, desc, insert, select

from broker.audit import GENESIS, AuditRecord, ChainedRecord, canonical, chain, record
from broker.events import Event
from signaling.store.engine import Database
from signaling.store.tables import audit

_INSERT = insert(audit)
_HEAD = (
    select(audit.c.number, audit.c.hash)
    .where(audit.c.site == bindparam("site"))
    .order_by(desc(audit.c.number))
    .limit(1)
)
_ROWS = select(audit).where(audit.c.site == bindparam("site")).order_by(audit.c.number)


class Head(msgspec.Struct, frozen=True):
    """The last row of a site's chain."""

    number: int
    hash: str


class Trail:
    """`append` inside the writer's transactions only; `forget` after one that failed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._heads: dict[str, Head] = {}

    def forget(self) -> None:
        """What was appended is not there: look the ends of the chains up again."""
        self._heads.clear()

    def append(self, connection: Connection, site: str, decided: Iterable[Event]) -> None:
        head = self._heads.get(site) or _head(connection, site)
        rows = []
        for event in decided:
            link = chain(head.hash, record(event))
            head = Head(head.number + 1, link.hash)
            rows.append(
                {
                    "site": site,
                    "number": head.number,
                    "record": canonical(link.record).decode(),
                    "hash": link.hash,
                }
            )
        connection.execute(_INSERT, rows)
        self._heads[site] = head

    async def rows(self, site: str) -> list[ChainedRecord]:
        """The whole chain of a site, for broker.audit.verify."""
        rows = await self._database.read(lambda c: c.execute(_ROWS, {"site": site}).all())
        chained, previous = [], GENESIS
        for row in rows:
            kept = msgspec.json.decode(row.record, type=AuditRecord)
            chained.append(ChainedRecord(previous_hash=previous, record=kept, hash=row.hash))
            previous = row.hash
        return chained


def _head(connection: Connection, site: str) -> Head:
    row = connection.execute(_HEAD, {"site": site}).one_or_none()
    return Head(0, GENESIS) if row is None else Head(row.number, row.hash)
