"""Opens the database and brings its schema up to date."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # An acknowledged decision survives a power cut, not only kill -9.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # The command line writes beside a running server.
    "PRAGMA busy_timeout=5000",
)


class StoreUnavailable(Exception):
    """The database cannot be opened, or does not take what was to be written."""


async def open_engine(url: str) -> AsyncEngine:
    """Connect and migrate. Raises StoreUnavailable with a sentence for the operator."""
    try:
        parsed = make_url(url)
        is_sqlite = parsed.get_backend_name() == "sqlite"
        if is_sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(parsed)
    except (ArgumentError, NoSuchModuleError):
        raise StoreUnavailable("database_url is not an SQLAlchemy URL of a known driver.") from None
    except OSError as error:
        raise StoreUnavailable(f"The data folder cannot be made: {error.strerror}.") from None
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _set_pragmas)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        raise StoreUnavailable("The database cannot be opened or migrated.") from error
    return engine


def upgrade(connection: Connection) -> None:
    """Apply the migrations that this database does not have yet."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
