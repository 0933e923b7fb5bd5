"""The two kinds of databases that a store may be in, as tests look into them."""

import sqlite3
from pathlib import Path

from tests.helpers import postgres

KINDS = ("sqlite", "postgresql")


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'store' / 'test.sqlite3'}"


def new_url(kind: str, folder: Path) -> str:
    """Of an empty one."""
    return sqlite_url(folder) if kind == "sqlite" else postgres.new_database()


def sql(url: str, statement: str) -> str:
    """Carries it out behind the server's back. The answer: a row a line, with | in between."""
    if not url.startswith("sqlite"):
        return postgres.sql(url, statement)
    plain = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        with plain:
            rows = plain.execute(statement).fetchall()
    finally:
        plain.close()
    return "\n".join("|".join("" if cell is None else str(cell) for cell in row) for row in rows)
