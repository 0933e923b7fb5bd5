"""The audit log in the store: one hash chain per site, written with the events it tells of."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import desc, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from broker.audit import GENESIS, AuditRecord, ChainedRecord, canonical, chain, record
from broker.events import Event
from signaling.store.tables import audit


class Head(msgspec.Struct, frozen=True):
    """The last row of a site's chain."""

    number: int
    hash: str


class Trail:
    """`append` inside the writer's transactions only; `forget` after one that failed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._heads: dict[str, Head] = {}

    def forget(self) -> None:
        """What was appended is not there: look the ends of the chains up again."""
        self._heads.clear()

    async def append(
        self, connection: AsyncConnection, site: str, decided: Iterable[Event]
    ) -> None:
        head = self._heads.get(site) or await _head(connection, site)
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
        await connection.execute(insert(audit), rows)
        self._heads[site] = head

    async def rows(self, site: str) -> list[ChainedRecord]:
        """The whole chain of a site, for broker.audit.verify."""
        query = select(audit).where(audit.c.site == site).order_by(audit.c.number)
        chained, previous = [], GENESIS
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                kept = msgspec.json.decode(row.record, type=AuditRecord)
                chained.append(ChainedRecord(previous_hash=previous, record=kept, hash=row.hash))
                previous = row.hash
        return chained


async def _head(connection: AsyncConnection, site: str) -> Head:
    query = (
        select(audit.c.number, audit.c.hash)
        .where(audit.c.site == site)
        .order_by(desc(audit.c.number))
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return Head(0, GENESIS) if row is None else Head(row.number, row.hash)
