"""Opens the database and brings its schema up to date.

SQLite runs in threads of its own, one for all writing and a few for reading: a whole batch of
statements costs one change of thread. What runs there is plain SQLAlchemy Core on a `Connection`,
as an `AsyncConnection.run_sync` would run it for a database across the network.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

T = TypeVar("T")

READERS = 2
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # An acknowledged decision survives a power cut, not only kill -9.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # What people wrote is overwritten when it is erased, not only given free.
    "PRAGMA secure_delete=ON",
    # The command line writes beside a running server.
    "PRAGMA busy_timeout=5000",
)


class StoreUnavailable(Exception):
    """The database cannot be opened, or does not take what was to be written."""


class Database:
    """`read` and `write` run a function in the database's threads, in a transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open = True
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connect and migrate. Raises StoreUnavailable with a sentence for the operator."""
        database = cls(_engine(url))
        try:
            await database.write(upgrade)
        except (DBAPIError, OSError) as error:
            await database.close()
            raise StoreUnavailable("The database cannot be opened or migrated.") from error
        return database

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns. Raises StoreUnavailable."""
        try:
            return await self._run(self._readers, self._read, work)
        except (DBAPIError, OSError) as error:
            raise StoreUnavailable("The database cannot be read.") from error

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, durable by then. Raises what `work` or the commit raises; nothing
        has changed then."""
        return await self._run(self._writer, self._write, work)

    async def close(self) -> None:
        """Waits for what is running."""
        self._open = False
        await asyncio.to_thread(self._close)

    async def _run(self, threads: ThreadPoolExecutor, call: Callable[..., T], work: object) -> T:
        if not self._open:
            raise StoreUnavailable("The store is closed.")
        return await asyncio.get_running_loop().run_in_executor(threads, call, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        self._engine.dispose()


def upgrade(connection: Connection) -> None:
    """Apply the migrations that this database does not have yet."""
    command.upgrade(migrations(connection), "head")


def migrations(connection: Connection) -> Config:
    """Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUnavailable("database_url is not an SQLAlchemy URL.") from None
    if parsed.get_backend_name() != "sqlite":
        raise StoreUnavailable("database_url does not begin with sqlite:///.")
    if parsed.database:
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"No data folder: {error.strerror}.") from None
    engine = create_engine(parsed.set(drivername="sqlite"))
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
