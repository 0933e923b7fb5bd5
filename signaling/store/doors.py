"""Things that open a door once: WebSocket tickets, sign-in codes and session codes. Stored as
hashes.
"""

from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import ReturningDelete

from broker.acts import Act
from broker.events import Person
from broker.names import EndpointKind
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import (
    answers,
    codes,
    customers,
    guests,
    previews,
    provider_flows,
    set_up_codes,
    sign_ins,
    spent_tokens,
    tickets,
)
from signaling.store.writer import Job, Writer


class TicketKind(StrEnum):
    CONNECT = "connect"
    RESUME = "resume"
    # Opens no WebSocket: who holds it signs in as this agent.
    SIGN_IN = "sign_in"


_ADD_TICKET = insert(tickets)
_IS_SIGN_IN = tickets.c.kind == TicketKind.SIGN_IN.value
_WANTED = tickets.c.hash == bindparam("wanted")
_REDEEM_TICKET = delete(tickets).where(_WANTED, ~_IS_SIGN_IN).returning(tickets)
_REDEEM_SIGN_IN = delete(tickets).where(_WANTED, _IS_SIGN_IN).returning(tickets)
_IS_RESUME = tickets.c.kind == TicketKind.RESUME.value
_DROP_RESUME = delete(tickets).where(_IS_RESUME, tickets.c.endpoint == bindparam("of"))
_LIMIT_ALL = (
    update(tickets)
    .where(_IS_RESUME, tickets.c.expires_at > bindparam("most"))
    .values(expires_at=bindparam("most"))
)
_LIMIT_ONE = _LIMIT_ALL.where(tickets.c.endpoint == bindparam("of"))
# `person` is written by one encoder, the id first: no part of a name can look like it.
_DROP_OF_PERSON = delete(tickets).where(tickets.c.person.startswith(bindparam("begins")))
_ADD_CODE = insert(codes)
_FIND_CODE = select(codes).where(codes.c.hash == bindparam("wanted"))
_SPEND_CODE = delete(codes).where(codes.c.hash == bindparam("wanted"))
_SWEEP = [
    delete(table).where(table.c.expires_at <= bindparam("now"))
    for table in (
        tickets,
        codes,
        sign_ins,
        customers,
        guests,
        previews,
        set_up_codes,
        answers,
        provider_flows,
        spent_tokens,
    )
]


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever holds it becomes `endpoint` of `person`. `site` is empty for agents."""

    kind: TicketKind
    endpoint: str
    endpoint_kind: EndpointKind
    person: Person
    site: str
    expires_at: float
    # The id of the agent's sign-in; empty: of a customer or a guest.
    sign_in: str = ""


class CodeSpent(Exception):
    """Somebody else was faster."""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    conversation: str
    session: str
    site: str
    expires_at: float


class Doors:
    """A code is stored and spent by jobs that belong into the transaction of a decision: there is
    no session without its code, and no code is spent for nothing."""

    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def add_ticket(self, hashed: bytes, ticket: Ticket) -> None:
        """A new resume ticket replaces the endpoint's old one."""
        values = msgspec.structs.asdict(ticket)
        values["hash"] = hashed
        values["kind"] = ticket.kind.value
        values["endpoint_kind"] = ticket.endpoint_kind.value
        values["person"] = msgspec.json.encode(ticket.person).decode()

        note = self._acts.note()

        def job(connection: Connection) -> None:
            if ticket.kind is TicketKind.RESUME:
                connection.execute(_DROP_RESUME, {"of": ticket.endpoint})
            connection.execute(_ADD_TICKET, values)
            if ticket.kind is TicketKind.SIGN_IN:
                note(connection, Act.SIGN_IN_CODE_MADE, {"agent": ticket.person.id})

        await self._writer.run(job)

    async def redeem_ticket(self, hashed: bytes, now: float) -> Ticket | None:
        """Take the ticket out of the store; None when there is none, or too late."""
        return await self._redeem(_REDEEM_TICKET, hashed, now)

    async def redeem_sign_in(self, hashed: bytes, now: float) -> Ticket | None:
        """As `redeem_ticket`, a sign-in code; the one never does for the other."""
        return await self._redeem(_REDEEM_SIGN_IN, hashed, now)

    async def _redeem(
        self, query: ReturningDelete[Any], hashed: bytes, now: float
    ) -> Ticket | None:
        row = await self._writer.run(lambda c: c.execute(query, {"wanted": hashed}).one_or_none())
        if row is None or row.expires_at <= now:
            return None
        return Ticket(
            kind=TicketKind(row.kind),
            endpoint=row.endpoint,
            endpoint_kind=EndpointKind(row.endpoint_kind),
            person=msgspec.json.decode(row.person, type=Person),
            site=row.site,
            expires_at=row.expires_at,
            sign_in=row.sign_in,
        )

    async def limit_resume(self, expires_at: float, endpoint: str | None = None) -> None:
        """The WebSocket of `endpoint` is gone (None: all are): its resume ticket counts down."""
        query = _LIMIT_ALL if endpoint is None else _LIMIT_ONE
        values = {"most": expires_at} | ({} if endpoint is None else {"of": endpoint})
        await self._writer.run(lambda c: c.execute(query, values))

    async def drop_tickets(self, person: str) -> None:
        """No ticket that `person` was given, of whichever kind, opens anything any more."""
        begins = msgspec.json.encode({"id": person}).decode().removesuffix("}") + ","
        await self._writer.run(lambda c: c.execute(_DROP_OF_PERSON, {"begins": begins}))

    async def drop_tickets_of(self, sign_in: str) -> None:
        """No ticket that was given under this sign-in opens anything any more."""
        query = delete(tickets).where(tickets.c.sign_in == sign_in)
        await self._writer.run(lambda c: c.execute(query))

    def adding_code(self, hashed: bytes, code: Code) -> Job:
        """The job that stores `code`. It raises Conflict when this very code is in use."""
        values = {"hash": hashed, **msgspec.structs.asdict(code)}

        def job(connection: Connection) -> None:
            connection.execute(_ADD_CODE, values)

        return job

    def spending_code(self, hashed: bytes) -> Job:
        """The job that takes the code out of the store: of two who race, one gets it. It raises
        CodeSpent for the other one, and what was to be written with it is not."""

        def job(connection: Connection) -> None:
            if connection.execute(_SPEND_CODE, {"wanted": hashed}).rowcount == 0:
                raise CodeSpent

        return job

    async def find_code(self, hashed: bytes, now: float) -> Code | None:
        """What the code opens, if it is spent."""
        row = await self._database.read(
            lambda c: c.execute(_FIND_CODE, {"wanted": hashed}).one_or_none()
        )
        if row is None or row.expires_at <= now:
            return None
        return Code(
            conversation=row.conversation,
            session=row.session,
            site=row.site,
            expires_at=row.expires_at,
        )

    async def sweep(self, now: float) -> None:
        """Forget what has expired."""

        def job(connection: Connection) -> None:
            for query in _SWEEP:
                connection.execute(query, {"now": now})

        await self._writer.run(job)
