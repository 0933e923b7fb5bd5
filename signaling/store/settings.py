"""What operators set while the server runs: JSON by name."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from signaling.store.engine import Database
from signaling.store.tables import settings
from signaling.store.writer import Writer

_FIND = select(settings.c.value).where(settings.c.name == bindparam("wanted"))
_DROP = delete(settings).where(settings.c.name == bindparam("wanted"))


class StoredSettings:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def find(self, name: str) -> str | None:
        return await self._database.read(
            lambda c: c.execute(_FIND, {"wanted": name}).scalar_one_or_none()
        )

    async def put(self, name: str, value: str) -> None:
        def job(connection: Connection) -> None:
            connection.execute(_DROP, {"wanted": name})
            connection.execute(insert(settings), {"name": name, "value": value})

        await self._writer.run(job)
