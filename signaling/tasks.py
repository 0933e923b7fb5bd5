"""Tasks that somebody owns."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


def own(work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
    """A task for the caller to keep, and to `end`. If it fails, that is logged at once."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_report)
    return task


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks and wait until they are gone."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


def _report(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task.failed", task=task.get_name(), exc_info=error)
