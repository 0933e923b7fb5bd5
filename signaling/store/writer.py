"""Group commit: all that arrives in one turn of the event loop becomes durable together.

Every caller waits for its own durability: when `run` returns, the commit has been synced to disk.
A batch that fails is repeated one by one, so that one caller's conflict is not another one's.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from signaling.store.engine import Database, StoreUnavailable, refusal

T = TypeVar("T")

# Its only effects are in the database, and it may run twice.
Job = Callable[[Connection], None]

# Hears of each committed batch: how many jobs it had, and how many seconds it took.
OnCommit = Callable[[int, float], None]

BATCH_MOST = 500


class Conflict(Exception):
    """Somebody else has written this first: reload and decide again."""


class Waiting(msgspec.Struct, eq=False):
    """A job and whoever waits for it."""

    job: Callable[[Connection], Any]
    done: asyncio.Future[Any]


class Writer:
    """`start()` before the first `run`; `stop()` writes what is still waiting."""

    def __init__(
        self,
        database: Database,
        *,
        on_commit: OnCommit,
        on_rollback: Callable[[], None],
    ) -> None:
        self._database = database
        self._on_commit = on_commit
        self._on_rollback = on_rollback
        self._waiting: list[Waiting] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="store-writer")

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def run(self, job: Callable[[Connection], T]) -> T:
        """Run `job` in a transaction and return its result once that is durable.

        `job` runs in the database's thread and may run twice, so its only effects are in the
        database. Raises Conflict when a unique key exists already, StoreUnavailable when the
        database refuses to work.
        """
        if self._stopping:
            raise StoreUnavailable("The store is closing.")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(job, done))
        self._wake.set()
        return await done

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            # Whoever else is ready in this turn of the loop shares the commit.
            await asyncio.sleep(0)
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MOST], self._waiting[BATCH_MOST:]
                await self._write(batch)
            if self._stopping:
                return

    async def _write(self, batch: list[Waiting]) -> None:
        def work(connection: Connection) -> list[Any]:
            return [waiting.job(connection) for waiting in batch]

        began = time.monotonic()
        try:
            results = await self._database.write(work)
        except Exception as error:  # whatever it is, it is the callers' to hear
            self._on_rollback()
            if len(batch) == 1:
                _fail(batch[0], error)
                return
            for waiting in batch:
                await self._write([waiting])
            return
        self._on_commit(len(batch), time.monotonic() - began)
        for waiting, result in zip(batch, results, strict=True):
            if not waiting.done.done():
                waiting.done.set_result(result)


def _fail(waiting: Waiting, error: Exception) -> None:
    if waiting.done.done():
        return
    failure: Exception
    match error:
        case IntegrityError():
            failure = Conflict()
        case DBAPIError() | OSError():
            failure = refusal(error, "The database does not take what was to be written.")
        case _:
            failure = error
    if failure is not error:
        failure.__cause__ = error
    waiting.done.set_exception(failure)
