"""Opens the database, SQLite or PostgreSQL, and brings its schema up to date.

What runs in it is plain SQLAlchemy Core on a `Connection`, the same for both. SQLite runs in
threads of its own, one for all writing and a few for reading: a whole batch of statements costs one
change of thread. PostgreSQL is across the network, and `AsyncConnection.run_sync` waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from signaling.errors import BadRequest
from signaling.store.schema_versions import NewerSchema, upgrade

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

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
# The class of SQLSTATE.
DATA_EXCEPTION = "22"
# Seconds for a database server to take a connection, and to carry out one statement.
CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 60.0


class StoreUnavailable(Exception):
    """The database cannot be opened, or does not take what was to be written."""


def refusal(error: DBAPIError | OSError, sentence: str) -> Exception:
    """What the database did not do, as an error of ours. A value that it cannot hold (PostgreSQL
    takes no NUL in texts) is the fault of who sent it, and nothing is wrong with the database."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    if state.startswith(DATA_EXCEPTION):
        return BadRequest(why="a text has a character that the store cannot hold")
    return StoreUnavailable(sentence)


# What was to be written is no business of the log, where errors go.
HIDDEN = True


class Backend(Protocol):
    """Runs functions in transactions; what they raise comes back."""

    name: str

    async def read(self, work: Callable[[Connection], T]) -> T: ...

    async def snapshot(self, work: Callable[[Connection], T]) -> T: ...

    async def write(self, work: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class Database:
    """`read` and `write` run a function in a transaction."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._open = True

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connect and migrate. Raises StoreUnavailable with a sentence for the operator."""
        database = cls.connect(url)
        try:
            await database.migrate(upgrade)
        except BaseException:
            await database.close()
            raise
        return database

    @classmethod
    def connect(cls, url: str) -> "Database":
        """As it is. Raises StoreUnavailable for a URL that can be none."""
        return cls(_backend(url))

    async def migrate(self, work: Callable[[Connection], T]) -> T:
        """As `write`, for what looks at or changes the schema. Raises StoreUnavailable."""
        try:
            return await self.write(work)
        except NewerSchema as error:
            raise StoreUnavailable(str(error)) from None
        except (DBAPIError, OSError) as error:
            raise StoreUnavailable(_sentence(self._backend.name, error)) from error

    @property
    def is_sqlite(self) -> bool:
        return self._backend.name == "sqlite"

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns. Raises StoreUnavailable."""
        return await self._read(self._backend.read, work)

    async def snapshot(self, work: Callable[[Connection], T]) -> T:
        """As `read`; all that `work` reads is of one moment, while others go on writing."""
        return await self._read(self._backend.snapshot, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, durable by then. Raises what `work` or the commit raises; nothing
        has changed then."""
        self._must_be_open()
        return await self._backend.write(work)

    async def close(self) -> None:
        """Waits for what is running."""
        self._open = False
        await self._backend.close()

    async def _read(
        self,
        how: Callable[[Callable[[Connection], T]], Awaitable[T]],
        work: Callable[[Connection], T],
    ) -> T:
        self._must_be_open()
        try:
            return await how(work)
        except (DBAPIError, OSError) as error:
            raise refusal(error, "The database cannot be read.") from error

    def _must_be_open(self) -> None:
        if not self._open:
            raise StoreUnavailable("The store is closed.")


class Sqlite:
    name = "sqlite"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._run(self._readers, self._read, work)

    async def snapshot(self, work: Callable[[Connection], T]) -> T:
        def begun(connection: Connection) -> T:
            # By itself sqlite3 begins a transaction only to write.
            connection.exec_driver_sql("BEGIN")
            return work(connection)

        return await self._run(self._readers, self._read, begun)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._run(self._writer, self._write, work)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    async def _run(
        self,
        threads: ThreadPoolExecutor,
        call: Callable[[Callable[[Connection], T]], T],
        work: Callable[[Connection], T],
    ) -> T:
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


class Postgresql:
    name = "postgresql"

    def __init__(self, engine: "AsyncEngine") -> None:
        self._engine = engine

    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def snapshot(self, work: Callable[[Connection], T]) -> T:
        frozen = self._engine.execution_options(isolation_level="REPEATABLE READ")
        async with frozen.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


def _backend(url: str) -> Backend:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUnavailable("database_url is not an SQLAlchemy URL.") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql":
            return _postgresql(parsed)
        case _:
            raise StoreUnavailable("database_url begins with neither sqlite:/// nor postgresql://.")


def _sqlite(url: URL) -> Sqlite:
    if url.database:
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"No data folder: {error.strerror}.") from None
    engine = create_engine(url.set(drivername="sqlite"), hide_parameters=HIDDEN)
    event.listen(engine, "connect", _set_pragmas)
    return Sqlite(engine)


def _postgresql(url: URL) -> Postgresql:
    try:
        # Only with the extra `postgresql`; importing it needs greenlet.
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            hide_parameters=HIDDEN,
            # A connection that the database server has dropped is found before it is used.
            pool_pre_ping=True,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS},
        )
    except ImportError:
        raise StoreUnavailable(
            "PostgreSQL needs its driver: pip install 'alongside[postgresql]'."
        ) from None
    return Postgresql(engine)


def _sentence(backend: str, error: Exception) -> str:
    """For the operator; without the password that the URL holds."""
    if backend == "postgresql" and not isinstance(error, DBAPIError):
        return f"The database server cannot be reached: {error}."
    return "The database cannot be opened or migrated."


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
