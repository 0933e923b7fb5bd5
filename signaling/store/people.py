"""Agents with their sign-ins, and customers."""

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from signaling.store.tables import agents, customers, sign_ins
from signaling.store.writer import Writer


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """`password` is an argon2id PHC string."""

    id: str
    user_name: str
    name: str
    password: str
    enabled: bool
    created_at: float


class Agents:
    def __init__(self, engine: AsyncEngine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    async def add(self, agent: Agent) -> None:
        """Raises Conflict when the user name is taken."""

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(insert(agents).values(msgspec.structs.asdict(agent)))

        await self._writer.run(job)

    async def set_password(self, agent: str, password: str) -> None:
        async def job(connection: AsyncConnection) -> None:
            query = update(agents).where(agents.c.id == agent).values(password=password)
            await connection.execute(query)

        await self._writer.run(job)

    async def by_user_name(self, user_name: str) -> Agent | None:
        query = select(agents).where(agents.c.user_name == user_name)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _to_agent(row)

    async def sign_in(self, agent: str, token: bytes, expires_at: float) -> None:
        """`token`: the hash of what the cookie holds."""

        async def job(connection: AsyncConnection) -> None:
            values = {"agent": agent, "token": token, "expires_at": expires_at}
            await connection.execute(insert(sign_ins).values(values))

        await self._writer.run(job)

    async def signed_in(self, token: bytes, now: float) -> Agent | None:
        """Whose sign-in this is; None when unknown, expired, or the account is off."""
        query = (
            select(agents)
            .join(sign_ins, sign_ins.c.agent == agents.c.id)
            .where(sign_ins.c.token == token, sign_ins.c.expires_at > now, agents.c.enabled)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _to_agent(row)

    async def sign_out(self, token: bytes) -> None:
        async def job(connection: AsyncConnection) -> None:
            await connection.execute(delete(sign_ins).where(sign_ins.c.token == token))

        await self._writer.run(job)


def _to_agent(row: Row[tuple[object, ...]]) -> Agent:
    return Agent(**{name: getattr(row, name) for name in Agent.__struct_fields__})


class Customers:
    def __init__(self, engine: AsyncEngine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    async def add(self, customer: str, token: bytes, site: str, expires_at: float) -> None:
        async def job(connection: AsyncConnection) -> None:
            values = {"id": customer, "token": token, "site": site, "expires_at": expires_at}
            await connection.execute(insert(customers).values(values))

        await self._writer.run(job)

    async def find(self, token: bytes, site: str, now: float) -> str | None:
        """The customer's id; None for a token that is unknown, expired, or of another site."""
        query = select(customers.c.id).where(
            customers.c.token == token, customers.c.site == site, customers.c.expires_at > now
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()
