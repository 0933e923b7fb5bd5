"""Is the store there, does it take what is written, and has it room?"""

import asyncio
import secrets as dice
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import Connection, func, insert, make_url, select
from sqlalchemy.exc import ArgumentError

from signaling.config import Settings
from signaling.doctor.findings import Finding, Part, Speaker
from signaling.store.engine import Database, StoreUnavailable
from signaling.store.schema_versions import current, newest
from signaling.store.set_up import set_up_is_open
from signaling.store.tables import agents, secrets, sites

say = Speaker(Part.STORE)

LITTLE, NOTHING = 1_000_000_000, 100_000_000
# Larger files take minutes to read.
READ_MOST = 2_000_000_000


class _Undo(Exception):
    """What was written is not to stay."""


async def examine(settings: Settings, now: float) -> AsyncIterator[Finding]:
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        yield say.failed("Store: database_url is not an SQLAlchemy URL", "See docs/operators.md.")
        return
    file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if file is not None:
        yield await asyncio.to_thread(_room, file)
        if not await asyncio.to_thread(file.is_file):
            yield say.note(f"Store: {file} does not exist yet", "The first start makes it.")
            return
    database: Database | None = None
    try:
        database = Database.connect(settings.database_url)
        async for finding in _examine(database, file):
            yield finding
    except StoreUnavailable as problem:
        yield say.failed(f"Store: {str(problem).rstrip('.')}", "See docs/operators.md, Upgrade.")
    finally:
        if database is not None:
            await database.close()


async def _examine(database: Database, file: Path | None) -> AsyncIterator[Finding]:
    schema = await database.migrate(current)
    if schema is None:
        yield say.note("Store: it has no tables yet", "The first start makes them.")
        return
    if schema != newest():
        yield say.warn(
            f"Store: schema {schema}, which the next start brings to {newest()}",
            "Back it up first: alongside backup FILE.",
        )
        return
    yield say.ok(f"Store: readable, with schema {schema}, the newest")
    yield await _takes_writes(database)
    if file is not None:
        yield await _is_whole(database, file)
    async for finding in _is_used(database):
        yield finding


async def _takes_writes(database: Database) -> Finding:
    def work(connection: Connection) -> None:
        name = f"doctor-{dice.token_hex(8)}"
        connection.execute(insert(secrets), {"name": name, "value": b""})
        raise _Undo

    try:
        await database.migrate(work)
    except _Undo:
        return say.ok("Store: takes what is written")
    except StoreUnavailable:
        pass
    return say.failed(
        "Store: does not take what is written",
        "May this user write the file and its folder, or the tables? Is the disk full?",
    )


async def _is_whole(database: Database, file: Path) -> Finding:
    size = (await asyncio.to_thread(file.stat)).st_size
    if size > READ_MOST:
        return say.note(f"Store: {size // 10**6} MB, too large to read all of it now")
    found = await database.read(lambda c: c.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    if found == "ok":
        return say.ok("Store: the file is whole")
    return say.failed(
        f"Store: the file is damaged ({found})", "Restore a backup: docs/operators.md."
    )


async def _is_used(database: Database) -> AsyncIterator[Finding]:
    def work(connection: Connection) -> tuple[int, int, bool]:
        counted = (
            connection.scalar(select(func.count()).select_from(sites)),
            connection.scalar(select(func.count()).select_from(agents).where(agents.c.enabled)),
        )
        return counted[0] or 0, counted[1] or 0, set_up_is_open(connection)

    count_sites, count_agents, is_open = await database.read(work)
    if count_sites:
        yield say.ok(f"Sites: {count_sites}")
    else:
        yield say.warn("Sites: none", "alongside site add NAME --origin https://...")
    if count_agents:
        yield say.ok(f"Accounts that may sign in: {count_agents}")
    else:
        yield say.warn(
            "Accounts that may sign in: none", "alongside agent add USER_NAME --name ..."
        )
    if is_open:
        yield say.note(
            "Set-up: open, nobody is the first operator yet",
            "alongside operator setup-code, then /admin/.",
        )
    else:
        yield say.ok("Set-up: closed")


def _room(file: Path) -> Finding:
    folder = next(one for one in file.absolute().parents if one.is_dir())
    free = shutil.disk_usage(folder).free
    what = f"Disk: {free // 10**6} MB free for {file.name}"
    if free < NOTHING:
        return say.failed(what, "Without room nothing is decided any more.")
    if free < LITTLE:
        return say.warn(what, "Without room nothing is decided any more.")
    return say.ok(what)
