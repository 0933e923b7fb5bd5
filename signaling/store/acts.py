"""What operators do, in the audit log (broker/acts.py): written in the transaction of what is done,
by the functions of the store that do it. So nobody who changes something can leave it out, and none
of both is there without the other.

Who it is comes from the context of the call: `acting` is entered once for each request (gate.py)
and for each command (cli/tools.py).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

import msgspec
from sqlalchemy import Connection, func, select

from broker.acts import OPERATORS, Act, record_of
from broker.audit import AuditRecord, Fact
from signaling.store.engine import Database
from signaling.store.tables import audit
from signaling.store.trail import Trail
from signaling.store.writer import Job, Writer

# In the place of an act: the row is no record of ours any more.
UNREADABLE = "unreadable"
# Who has no account and no key.
SERVER = "server"
CLI = "cli"
OPERATOR_TOKEN = "operator_token"
SET_UP_CODE = "set_up_code"

# The time stands first in a record, behind `{"at":`, with 13 digits until the year 2286: texts of
# digits, which all databases put in the same order.
_AT = func.substr(audit.c.record, 7, 13)

_who: ContextVar[str] = ContextVar("who", default=SERVER)


@contextmanager
def acting(who: str) -> Iterator[None]:
    """What is written in here is this one's act."""
    token = _who.set(who)
    try:
        yield
    finally:
        _who.reset(token)


class Note(Protocol):
    """Writes down one act, within the transaction of what is done."""

    def __call__(
        self, connection: Connection, act: Act, what: Mapping[str, Fact], site: str | None = None
    ) -> None: ...


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Of a list of acts. `site`: its id. `since`, `until`: seconds; the latter not included."""

    who: str | None = None
    act: str | None = None
    site: str | None = None
    since: float | None = None
    until: float | None = None


class Found(msgspec.Struct, frozen=True):
    """`number`: of the row in the chain."""

    number: int
    record: AuditRecord


class Acts:
    def __init__(
        self,
        database: Database,
        writer: Writer,
        trail: Trail,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._writer = writer
        self._trail = trail
        self._clock = clock

    def note(self) -> Note:
        """Of whoever acts now: a job that the writer carries out does not know it any more."""
        who, at = _who.get(), self._clock()

        def write(
            connection: Connection, act: Act, what: Mapping[str, Fact], site: str | None = None
        ) -> None:
            self._trail.append_act(connection, record_of(act, who, at, site, what))

        return write

    def noting(self, act: Act, what: Mapping[str, Fact], site: str | None = None) -> Job:
        """The job that writes down one act: for the transaction of a decision."""
        note = self.note()
        return lambda connection: note(connection, act, what, site)

    async def write(self, act: Act, what: Mapping[str, Fact], site: str | None = None) -> None:
        """One that changes nothing in the store."""
        await self._writer.run(self.noting(act, what, site))

    async def page(self, wanted: Wanted, before: int, most: int) -> list[Found]:
        """The newest first, from those with a number below `before`; none that were erased."""
        query = (
            select(audit.c.number, audit.c.record)
            .where(audit.c.site == OPERATORS, audit.c.number < before, audit.c.record != "")
            .order_by(audit.c.number.desc())
            .limit(most)
        )
        # Records are canonical: a member is written in one way, and texts have no quotes in them.
        for name, value in (("by", wanted.who), ("type", wanted.act), ("site", wanted.site)):
            if value is not None:
                said = f'"{name}":{msgspec.json.encode(value).decode()}'
                query = query.where(audit.c.record.contains(said, autoescape=True))
        if wanted.since is not None:
            query = query.where(_AT >= _digits(wanted.since))
        if wanted.until is not None:
            query = query.where(_AT < _digits(wanted.until))
        rows = await self._database.read(lambda c: c.execute(query).all())
        return [Found(row.number, _read(row.record)) for row in rows]


def _read(record: str) -> AuditRecord:
    """Whoever looks at the acts has to see the others, too, where somebody has spoilt one."""
    try:
        return msgspec.json.decode(record, type=AuditRecord)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return AuditRecord(conversation="", seq=0, type=UNREADABLE, at=0)


def _digits(at: float) -> str:
    return f"{round(at * 1000):013d}"
