"""Waiting for a condition instead of sleeping: whoever changes something says so."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from media.errors import PeerError, TimedOut

T = TypeVar("T")


class Changes:
    """A meeting point of those who change something and those who wait for it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._failure: PeerError | None = None

    def notify(self) -> None:
        """Everybody who waits looks again."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    def fail(self, failure: PeerError) -> None:
        """Nothing will change any more: waits that are not satisfied raise `failure`."""
        self._failure = failure
        self.notify()

    async def until(self, condition: Callable[[], T | None], what: str, seconds: float) -> T:
        """The first truthy value of `condition`, which is asked now and after every change.

        `what` names the condition in the TimedOut that is raised after `seconds`. A failure that
        was announced with `fail` is raised instead, once the condition is false.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (value := condition()):
                    if self._failure is not None:
                        raise self._failure
                    await self._next_change()
        except TimeoutError as late:
            raise TimedOut(what, seconds) from late
        return value

    async def _next_change(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
