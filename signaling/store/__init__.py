"""The store: `await Store.open(url)` migrates the database and starts the writer."""

from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.store.doors import Doors
from signaling.store.engine import StoreUnavailable, open_engine
from signaling.store.events import Streams
from signaling.store.people import Agents, Customers
from signaling.store.sites import Secrets, Sites
from signaling.store.trail import Trail
from signaling.store.writer import Conflict, Writer

__all__ = ["Conflict", "Store", "StoreUnavailable"]


class Store:
    """Everything durable, by subject."""

    def __init__(self, engine: AsyncEngine, on_commit: Callable[[int], None]) -> None:
        self._engine = engine
        self.trail = Trail(engine)
        self._writer = Writer(engine, on_commit=on_commit, on_rollback=self.trail.forget)
        self._writer.start()
        self.streams = Streams(engine, self._writer, self.trail)
        self.sites = Sites(engine, self._writer)
        self.secrets = Secrets(engine, self._writer)
        self.agents = Agents(engine, self._writer)
        self.customers = Customers(engine, self._writer)
        self.doors = Doors(self._writer)

    @classmethod
    async def open(cls, url: str, on_commit: Callable[[int], None] = lambda size: None) -> "Store":
        """`on_commit` hears the size of each committed batch. Raises StoreUnavailable."""
        return cls(await open_engine(url), on_commit)

    async def close(self) -> None:
        """Write what is waiting, then disconnect."""
        await self._writer.stop()
        await self._engine.dispose()

    async def answers(self) -> bool:
        """Whether the database can be read now."""
        try:
            async with self._engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return False
        return True
