"""Writes all that is in the store into a file while the server runs, and an empty store from it.

A file is restored as a whole or not at all: PostgreSQL takes it in one transaction; of SQLite a new
file is written, which takes its place at the end.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec
from sqlalchemy import (
    Connection,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from broker.acts import OPERATORS, Act, record_of
from broker.audit import Fact
from signaling import __version__
from signaling.store import backup_file
from signaling.store.acts import CLI
from signaling.store.backup_file import BadBackup, Header
from signaling.store.engine import Database, StoreUnavailable
from signaling.store.schema_versions import EMPTY, current, downgrade, knows, upgrade
from signaling.store.trail import add_rows, head_of

T = TypeVar("T")

VERSIONS = "alembic_version"
AT_ONCE = 500
NOT_EMPTY = "The store is not empty: a backup is restored into an empty one only."


class Summary(msgspec.Struct, frozen=True):
    """Of a file that is whole."""

    header: Header
    rows: int


async def write_backup(database: Database, file: BinaryIO, now: float) -> Summary:
    """All of one moment. Raises StoreUnavailable."""

    def work(connection: Connection) -> Summary:
        schema = current(connection)
        if schema is None:
            raise StoreUnavailable("The store has no tables: there is nothing to back up.")
        header = Header(
            format=backup_file.FORMAT,
            version=backup_file.VERSION,
            schema=schema,
            server=__version__,
            made_at=now,
        )
        writer = backup_file.Writer(file, header)
        for table in _tables(connection):
            writer.table(str(table.name), [str(column.name) for column in table.columns])
            order = select(table).order_by(*table.primary_key.columns)
            for row in connection.execution_options(yield_per=AT_ONCE).execute(order):
                writer.row(tuple(row))
        return Summary(header, writer.end())

    return await database.snapshot(work)


def examine(file: BinaryIO) -> Summary:
    """Reads all of it. Raises BadBackup, also for one that a later version of the server made."""
    contents = backup_file.read(file)
    header = next(contents)
    assert isinstance(header, Header)
    if not knows(header.schema):
        raise BadBackup(
            f"The backup was made by version {header.server}, with schema {header.schema}, which"
            " this version does not know: restore it with that one."
        )
    return Summary(header, sum(isinstance(one, backup_file.Row) for one in contents))


async def restore_backup(url: str, file: BinaryIO) -> Summary:
    """Fill an empty store; it is up to date then. Raises BadBackup and StoreUnavailable; nothing
    has changed then."""
    summary = examine(file)

    def load(connection: Connection) -> None:
        _load(connection, file)
        _note(connection, summary)

    if make_url(url).get_backend_name() == "sqlite":
        await _into_sqlite(url, load)
    else:
        await _with(url, load)
    return summary


async def _into_sqlite(url: str, load: Callable[[Connection], None]) -> None:
    path = Path(make_url(url).database or "")
    if not path.name or path.name == ":memory:":
        raise StoreUnavailable("database_url names no file that a backup could be restored into.")
    await _with(url, _must_be_empty)
    beside = path.with_name(f"{path.name}.restoring")
    _remove(beside)
    try:
        await _with(f"sqlite:///{beside}", load)
        _remove(path)
        os.replace(beside, path)
    except OSError as error:
        raise StoreUnavailable(f"Cannot write {path}: {error.strerror}.") from None
    finally:
        _remove(beside)


async def _with(url: str, work: Callable[[Connection], T]) -> T:
    database = Database.connect(url)
    try:
        return await database.migrate(work)
    finally:
        await database.close()


def _must_be_empty(connection: Connection) -> None:
    current(connection)
    if any(connection.execute(select(table).limit(1)).first() for table in _tables(connection)):
        raise StoreUnavailable(NOT_EMPTY)


def _load(connection: Connection, file: BinaryIO) -> None:
    _must_be_empty(connection)
    if current(connection) is not None:
        downgrade(connection, EMPTY)
    contents = backup_file.read(file)
    header = next(contents)
    assert isinstance(header, Header)
    upgrade(connection, header.schema)
    tables = {table.name: table for table in _tables(connection)}
    try:
        _insert(connection, tables, contents)
    except (SQLAlchemyError, KeyError, TypeError, ValueError) as error:
        raise BadBackup("What is in the backup does not fit into the store.") from error
    _go_on_counting(connection, tables.values())
    upgrade(connection)


def _note(connection: Connection, summary: Summary) -> None:
    """What came after the backup is gone: the audit log says when, and that it was meant."""
    what: dict[str, Fact] = {"made_at": round(summary.header.made_at), "rows": summary.rows}
    act = record_of(Act.BACKUP_RESTORED, CLI, time.time(), None, what)
    add_rows(connection, OPERATORS, head_of(connection, OPERATORS), [act])


def _insert(
    connection: Connection,
    tables: dict[str, Table],
    contents: Iterator[Header | backup_file.Table | backup_file.Row],
) -> None:
    table: Table | None = None
    names: tuple[str, ...] = ()
    waiting: list[dict[str, Any]] = []

    def write() -> None:
        if table is not None and waiting:
            connection.execute(insert(table), waiting)
            waiting.clear()

    for content in contents:
        match content:
            case backup_file.Table():
                write()
                table, names = tables[content.table], content.columns
                if set(names) != set(table.columns.keys()):
                    raise KeyError(content.table)
            case backup_file.Row():
                waiting.append(dict(zip(names, content.values, strict=True)))
                if len(waiting) == AT_ONCE:
                    write()
    write()


def _go_on_counting(connection: Connection, tables: Any) -> None:
    """PostgreSQL counts numbers beside the table, and has not seen those that were given."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            found = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": table.name, "column": column.name},
            )
            most = None if found is None else connection.scalar(select(func.max(column)))
            if most is not None:
                values = {"sequence": found, "most": most}
                connection.execute(text("SELECT setval(:sequence, :most)"), values)


def _tables(connection: Connection) -> list[Table]:
    """Those that the store has now, each behind those that it refers to."""
    there = MetaData()
    if inspect(connection).has_table(VERSIONS):
        there.reflect(connection)
    return [table for table in there.sorted_tables if table.name != VERSIONS]


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
