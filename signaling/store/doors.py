"""Things that open a door once: WebSocket tickets and session codes. Stored as hashes."""

from enum import StrEnum

import msgspec
from sqlalchemy import Row, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.events import Person
from signaling.store.tables import codes, customers, sign_ins, tickets
from signaling.store.writer import Writer


class TicketKind(StrEnum):
    CONNECT = "connect"
    RESUME = "resume"


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever holds it becomes `endpoint` of `person`. `site` is empty for agents."""

    kind: TicketKind
    endpoint: str
    person: Person
    site: str
    expires_at: float


class Code(msgspec.Struct, frozen=True, kw_only=True):
    conversation: str
    session: str
    site: str
    expires_at: float


class Doors:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def add_ticket(self, hashed: bytes, ticket: Ticket) -> None:
        """A new ticket of the same kind replaces the endpoint's old one."""
        values = msgspec.structs.asdict(ticket)
        values["hash"] = hashed
        values["kind"] = ticket.kind.value
        values["person"] = msgspec.json.encode(ticket.person).decode()

        async def job(connection: AsyncConnection) -> None:
            if ticket.kind is TicketKind.RESUME:
                await connection.execute(
                    delete(tickets).where(
                        tickets.c.endpoint == ticket.endpoint, tickets.c.kind == values["kind"]
                    )
                )
            await connection.execute(insert(tickets).values(values))

        await self._writer.run(job)

    async def redeem_ticket(self, hashed: bytes, now: float) -> Ticket | None:
        """Take the ticket out of the store; None when there is none, or too late."""

        async def job(connection: AsyncConnection) -> Row[tuple[object, ...]] | None:
            query = delete(tickets).where(tickets.c.hash == hashed).returning(tickets)
            return (await connection.execute(query)).one_or_none()

        row = await self._writer.run(job)
        if row is None or row.expires_at <= now:
            return None
        return Ticket(
            kind=TicketKind(row.kind),
            endpoint=row.endpoint,
            person=msgspec.json.decode(row.person, type=Person),
            site=row.site,
            expires_at=row.expires_at,
        )

    async def limit_resume(self, expires_at: float, endpoint: str | None = None) -> None:
        """The WebSocket of `endpoint` is gone (None: all are): its resume ticket counts down."""
        query = (
            update(tickets)
            .where(tickets.c.kind == TicketKind.RESUME.value, tickets.c.expires_at > expires_at)
            .values(expires_at=expires_at)
        )
        if endpoint is not None:
            query = query.where(tickets.c.endpoint == endpoint)

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(query)

        await self._writer.run(job)

    async def add_code(self, hashed: bytes, code: Code) -> None:
        """Raises Conflict when this very code is in use: make another one."""

        async def job(connection: AsyncConnection) -> None:
            values = {"hash": hashed, **msgspec.structs.asdict(code)}
            await connection.execute(insert(codes).values(values))

        await self._writer.run(job)

    async def redeem_code(self, hashed: bytes, now: float) -> Code | None:
        """Take the code out of the store: of two who race, one gets it."""

        async def job(connection: AsyncConnection) -> Row[tuple[object, ...]] | None:
            query = delete(codes).where(codes.c.hash == hashed).returning(codes)
            return (await connection.execute(query)).one_or_none()

        row = await self._writer.run(job)
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

        async def job(connection: AsyncConnection) -> None:
            for table in (tickets, codes, sign_ins, customers):
                await connection.execute(delete(table).where(table.c.expires_at <= now))

        await self._writer.run(job)
