"""The audit log in the store: one hash chain per site, written with the events it tells of, and one
for what operators do (acts.py)."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, delete, desc, insert, select, text, update

from broker.acts import OPERATORS
from broker.audit import (
    GENESIS,
    AuditRecord,
    ChainedRecord,
    canonical,
    chain,
    erasure,
    record,
)
from broker.events import Event
from signaling.store.engine import Database
from signaling.store.tables import audit

_INSERT = insert(audit)
_ERASE = (
    update(audit)
    .where(audit.c.site == bindparam("of"), audit.c.number == bindparam("row"))
    .values(record="")
)
_HEAD = (
    select(audit.c.number, audit.c.hash)
    .where(audit.c.site == bindparam("site"))
    .order_by(desc(audit.c.number))
    .limit(1)
)
_PAGE = (
    select(audit.c.number, audit.c.record, audit.c.hash)
    .where(
        audit.c.site == bindparam("site"),
        audit.c.number > bindparam("after"),
        audit.c.number <= bindparam("upto"),
    )
    .order_by(audit.c.number)
    .limit(bindparam("most"))
)
# Changes nothing, and waits until nobody else is writing.
_LOCK = (
    delete(audit).where(audit.c.site == OPERATORS, audit.c.number == 0),
    text("SELECT pg_advisory_xact_lock(1634562931)"),
)
_ROWS = select(audit).where(audit.c.site == bindparam("site")).order_by(audit.c.number)


class Head(msgspec.Struct, frozen=True):
    """The last row of a site's chain."""

    number: int
    hash: str


class Stored(msgspec.Struct, frozen=True):
    """A row as it is in the store; `record` is the text that was hashed, empty where it was
    erased."""

    number: int
    record: str
    hash: str


# Writes a signed checkpoint of a site's chain up to its end.
Seal = Callable[[Connection, str, Head], object]


class Trail:
    """`append` inside the writer's transactions only; `forget` after one that failed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._heads: dict[str, Head] = {}
        self._seal: Seal | None = None
        self._every = 1

    def seal_every(self, rows: int, seal: Seal) -> None:
        self._every, self._seal = rows, seal

    def forget(self) -> None:
        """What was appended is not there: look the ends of the chains up again."""
        self._heads.clear()

    def append(self, connection: Connection, site: str, decided: Iterable[Event]) -> None:
        self._chain(connection, site, map(record, decided))

    def append_act(self, connection: Connection, act: AuditRecord) -> None:
        self._chain(connection, OPERATORS, [act])

    def erase(
        self, connection: Connection, site: str, rows: Sequence[int], reason: str, at: float
    ) -> None:
        """The records of `rows`, whose hashes stay, are gone; the row that says so is chained."""
        for row in rows:
            connection.execute(_ERASE, {"of": site, "row": row})
        self._chain(connection, site, [erasure(rows, reason, at)])

    def _chain(self, connection: Connection, site: str, records: Iterable[AuditRecord]) -> None:
        if site == OPERATORS:
            # Other nodes and the command line act as well, and nobody decides again what an
            # operator did: they wait for each other instead.
            _lock(connection)
            head = head_of(connection, site)
        else:
            head = self._heads.get(site) or head_of(connection, site)
        before = head.number
        head = add_rows(connection, site, head, records)
        self._heads[site] = head
        if self._seal is not None and head.number // self._every > before // self._every:
            self._seal(connection, site, head)

    async def page(self, site: str, after: int, upto: int, most: int) -> list[Stored]:
        """At most so many rows behind the row `after`, not beyond the row `upto`."""
        values = {"site": site, "after": after, "upto": upto, "most": most}
        rows = await self._database.read(lambda c: c.execute(_PAGE, values).all())
        return [Stored(row.number, row.record, row.hash) for row in rows]

    async def rows(self, site: str) -> list[ChainedRecord]:
        """The whole chain of a site of which nothing was erased, for broker.audit.verify."""
        rows = await self._database.read(lambda c: c.execute(_ROWS, {"site": site}).all())
        chained, previous = [], GENESIS
        for row in rows:
            kept = msgspec.json.decode(row.record, type=AuditRecord)
            chained.append(ChainedRecord(previous_hash=previous, record=kept, hash=row.hash))
            previous = row.hash
        return chained


def _lock(connection: Connection) -> None:
    """Until the end of the transaction."""
    of_sqlite, of_postgresql = _LOCK
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(of_sqlite if is_sqlite else of_postgresql)


def add_rows(connection: Connection, site: str, head: Head, records: Iterable[AuditRecord]) -> Head:
    """The end of the chain behind `records`, which follow `head`."""
    rows = []
    for kept in records:
        link = chain(head.hash, kept)
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
    return head


def head_of(connection: Connection, site: str) -> Head:
    row = connection.execute(_HEAD, {"site": site}).one_or_none()
    return Head(0, GENESIS) if row is None else Head(row.number, row.hash)
