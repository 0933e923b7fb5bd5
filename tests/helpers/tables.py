"""Databases that have their tables before a server opens them: making these is most of what its
first start takes. tests/signaling/test_schema_versions.py makes them as servers do."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from signaling.store.schema_versions import upgrade


def put_tables(url: str) -> None:
    """Into an SQLite database that is not there yet; nothing else is touched."""
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite") and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite3"
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        return file.read_bytes()
