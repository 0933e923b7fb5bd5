"""What an operator looks for in the audit log of a site: by time, kind, conversation and person.

Rows hold canonical JSON (broker/audit.py), so a member of it is found by its text. Time is not a
column; it rises with the number of the row, so where a period begins is looked for by halving.
"""

import msgspec
from sqlalchemy import Connection, Select, bindparam, func, select

from broker.audit import AuditRecord
from signaling.store.engine import Database
from signaling.store.tables import audit, checkpoints
from signaling.store.trail import Stored

_LAST = select(func.max(audit.c.number)).where(audit.c.site == bindparam("of"))
# The first row from here on whose record is not erased.
_NEXT = (
    select(audit.c.number, audit.c.record)
    .where(
        audit.c.site == bindparam("of"),
        audit.c.number >= bindparam("low"),
        audit.c.number < bindparam("high"),
        audit.c.record != "",
    )
    .order_by(audit.c.number)
    .limit(1)
)
_CHECKPOINT = (
    select(checkpoints.c.rows, checkpoints.c.at, checkpoints.c.note)
    .where(checkpoints.c.site == bindparam("of"))
    .order_by(checkpoints.c.rows.desc(), checkpoints.c.number.desc())
    .limit(1)
)


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """`since` and `until`: seconds since the epoch, the second excluded. None: whatever it is."""

    type: str | None = None
    conversation: str | None = None
    by: str | None = None
    since: float | None = None
    until: float | None = None


class Signed(msgspec.Struct, frozen=True):
    """The checkpoint of the most rows."""

    rows: int
    at: float
    note: str


class End(msgspec.Struct, frozen=True):
    """Where the log of a site is now. `signed`: None: there is no checkpoint yet."""

    rows: int
    signed: Signed | None


class Records:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, site: str, wanted: Search, before: int, most: int) -> list[Stored]:
        """Those with a lower number than `before`, the last one first."""
        return await self._found(site, wanted, 1, before, most, newest=True)

    async def oldest(self, site: str, wanted: Search, after: int, most: int) -> list[Stored]:
        """Those with a higher number than `after`, in order."""
        return await self._found(site, wanted, after + 1, None, most, newest=False)

    async def end(self, site: str) -> End:
        def work(connection: Connection) -> End:
            signed = connection.execute(_CHECKPOINT, {"of": site}).one_or_none()
            rows = connection.execute(_LAST, {"of": site}).scalar_one() or 0
            return End(rows, None if signed is None else Signed(*signed))

        return await self._database.read(work)

    async def _found(
        self,
        site: str,
        wanted: Search,
        low: int,
        high: int | None,
        most: int,
        *,
        newest: bool,
    ) -> list[Stored]:
        def work(connection: Connection) -> list[Stored]:
            last = connection.execute(_LAST, {"of": site}).scalar_one() or 0
            above = last + 1 if high is None else min(high, last + 1)
            first = max(low, _first_at(connection, site, wanted.since, last))
            if wanted.until is not None:
                above = min(above, _first_at(connection, site, wanted.until, last))
            query = _query(site, wanted).where(audit.c.number >= first, audit.c.number < above)
            order = audit.c.number.desc() if newest else audit.c.number
            rows = connection.execute(query.order_by(order).limit(most))
            return [Stored(row.number, row.record, row.hash) for row in rows]

        return await self._database.read(work)


def _query(site: str, wanted: Search) -> Select[tuple[int, str, str]]:
    query = select(audit.c.number, audit.c.record, audit.c.hash).where(audit.c.site == site)
    for name in ("type", "conversation", "by"):
        value: str | None = getattr(wanted, name)
        if value is not None:
            said = msgspec.json.encode(value).decode()
            query = query.where(audit.c.record.contains(f'"{name}":{said}', autoescape=True))
    return query


def _first_at(connection: Connection, site: str, at: float | None, last: int) -> int:
    """The number of the first row that is not before `at`; behind the last one if all are. Rows
    that say no time count to what follows them."""
    if at is None:
        return 1
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        found = _next(connection, site, middle, high)
        if found is None or found[1] >= at * 1000:
            high = middle
        else:
            low = found[0] + 1
    return low


def _next(connection: Connection, site: str, low: int, high: int) -> tuple[int, int] | None:
    """Number and time of the first of these rows that says one."""
    while True:
        row = connection.execute(_NEXT, {"of": site, "low": low, "high": high}).first()
        if row is None:
            return None
        record = read_record(Stored(row.number, row.record, ""))
        if record is not None:
            return row.number, record.at
        low = row.number + 1


def read_record(row: Stored) -> AuditRecord | None:
    """None: it was erased, or somebody has broken it."""
    try:
        return msgspec.json.decode(row.record, type=AuditRecord) if row.record else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
