"""The keys of programs, as hashes."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from broker.acts import Act
from broker.audit import Fact
from signaling.auth.scopes import ApiScope
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import api_keys
from signaling.store.writer import Writer

_ALL = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
_BY_HASH = select(api_keys).where(api_keys.c.hash == bindparam("wanted"))
_REMOVE = delete(api_keys).where(api_keys.c.id == bindparam("wanted"))
_USED = (
    update(api_keys).where(api_keys.c.id == bindparam("wanted")).values(used_on=bindparam("day"))
)


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """`sites`: the keys of those that it is for; None: all. `used_on`: the beginning (UTC) of the
    day of the last call."""

    id: str
    prefix: str
    name: str
    scopes: frozenset[ApiScope]
    sites: frozenset[str] | None
    created_at: float
    expires_at: float | None
    used_on: float | None = None


class ApiKeys:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def add(self, key: ApiKey, hashed: bytes) -> None:
        values = msgspec.structs.asdict(key) | {
            "hash": hashed,
            "scopes": msgspec.json.encode(sorted(key.scopes)).decode(),
            "sites": None if key.sites is None else msgspec.json.encode(sorted(key.sites)).decode(),
        }
        note = self._acts.note()
        what: dict[str, Fact] = {
            "key": key.id,
            "scopes": sorted(key.scopes),
            "sites": None if key.sites is None else sorted(key.sites),
            "expires_at": None if key.expires_at is None else round(key.expires_at),
        }

        def job(connection: Connection) -> None:
            connection.execute(insert(api_keys), values)
            note(connection, Act.API_KEY_ADDED, what)

        await self._writer.run(job)

    async def all(self) -> list[ApiKey]:
        rows = await self._database.read(lambda c: c.execute(_ALL).all())
        return [_from_row(row) for row in rows]

    async def find(self, hashed: bytes) -> ApiKey | None:
        row = await self._database.read(
            lambda c: c.execute(_BY_HASH, {"wanted": hashed}).one_or_none()
        )
        return None if row is None else _from_row(row)

    async def used(self, key: str, day: float) -> None:
        await self._writer.run(lambda c: c.execute(_USED, {"wanted": key, "day": day}))

    async def remove(self, key: str) -> bool:
        """Whether there was one."""
        note = self._acts.note()

        def job(connection: Connection) -> bool:
            if not connection.execute(_REMOVE, {"wanted": key}).rowcount:
                return False
            note(connection, Act.API_KEY_REVOKED, {"key": key})
            return True

        return await self._writer.run(job)


def _from_row(row: Row[Any]) -> ApiKey:
    sites = None if row.sites is None else msgspec.json.decode(row.sites, type=frozenset[str])
    return ApiKey(
        id=row.id,
        prefix=row.prefix,
        name=row.name,
        # A scope that this version does not know opens nothing.
        scopes=frozenset(
            ApiScope(scope) for scope in msgspec.json.decode(row.scopes) if scope in set(ApiScope)
        ),
        sites=sites,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_on=row.used_on,
    )
