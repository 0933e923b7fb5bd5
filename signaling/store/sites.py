"""Registered websites, and the server's own secrets."""

import secrets as dice

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from broker.policy import Policy
from signaling.store.tables import secrets, sites
from signaling.store.writer import Conflict, Writer


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is public: it stands in the website's HTML. `origins` may embed the SDK."""

    id: str
    key: str
    name: str
    organisation: str
    origins: tuple[str, ...]
    policy: Policy
    created_at: float


class Sites:
    def __init__(self, engine: AsyncEngine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    async def add(self, site: Site) -> None:
        """Raises Conflict when the id or the key is taken."""
        values = {
            "id": site.id,
            "key": site.key,
            "name": site.name,
            "organisation": site.organisation,
            "origins": msgspec.json.encode(site.origins).decode(),
            "policy": msgspec.json.encode(site.policy).decode(),
            "created_at": site.created_at,
        }

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(insert(sites).values(values))

        await self._writer.run(job)

    async def set_origins(self, site: str, origins: tuple[str, ...]) -> None:
        query = update(sites).where(sites.c.id == site)
        query = query.values(origins=msgspec.json.encode(origins).decode())

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(query)

        await self._writer.run(job)

    async def by_key(self, key: str) -> Site | None:
        return await self._one(sites.c.key == key)

    async def by_id(self, site: str) -> Site | None:
        return await self._one(sites.c.id == site)

    async def all(self) -> list[Site]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(sites).order_by(sites.c.created_at))
            return [_to_site(row) for row in rows]

    async def _one(self, condition: object) -> Site | None:
        query = select(sites).where(condition)  # type: ignore[arg-type]
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _to_site(row)


def _to_site(row: Row[tuple[object, ...]]) -> Site:
    return Site(
        id=row.id,
        key=row.key,
        name=row.name,
        organisation=row.organisation,
        origins=msgspec.json.decode(row.origins, type=tuple[str, ...]),
        policy=msgspec.json.decode(row.policy, type=Policy),
        created_at=row.created_at,
    )


class Secrets:
    def __init__(self, engine: AsyncEngine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    async def get(self, name: str) -> bytes:
        """The secret of this name, 32 bytes, made now if there is none."""
        found = await self._find(name)
        if found is not None:
            return found
        value = dice.token_bytes(32)

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(insert(secrets).values(name=name, value=value))

        try:
            await self._writer.run(job)
        except Conflict:
            found = await self._find(name)
            assert found is not None
            return found
        return value

    async def _find(self, name: str) -> bytes | None:
        query = select(secrets.c.value).where(secrets.c.name == name)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()
