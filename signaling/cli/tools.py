"""What all commands share."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvloop
from rich.console import Console

from signaling.config import Settings
from signaling.store import Store
from signaling.store.acts import CLI, acting

T = TypeVar("T")

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="TOML file with settings.", envvar="ALONGSIDE_CONFIG"),
]

# Tables are as wide as the terminal. For a program that reads them nothing is cut off.
WIDE = 1_000
# For people; everything that went wrong is one sentence on standard error.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)


def run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    store = await Store.open(settings.database_url)
    try:
        with acting(CLI):
            return await work(store)
    finally:
        await store.close()
