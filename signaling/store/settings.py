"""What operators set while the server runs: JSON by name."""

from collections.abc import Callable

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

    async def edit(self, name: str, edited: Callable[[str | None], str]) -> str:
        """What `edited` makes of what is there now, and is there from now on; it may be called
        twice."""

        def job(connection: Connection) -> str:
            values = {"wanted": name}
            now = connection.execute(_FIND.with_for_update(), values).scalar_one_or_none()
            value = edited(now)
            connection.execute(_DROP, values)
            connection.execute(insert(settings), {"name": name, "value": value})
            return value

        return await self._writer.run(job)
