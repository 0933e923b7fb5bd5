"""One timer for all conversations, at the next deadline."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable

# The clock of the rules may be a little behind the loop's: not to wake up just before the time.
GRACE = 0.005


class Deadlines:
    """`fire(key)` is awaited when the deadline of `key` has come; until then it can be moved."""

    def __init__(self, clock: Callable[[], float], fire: Callable[[str], Awaitable[None]]) -> None:
        self._clock = clock
        self._fire = fire
        self._due: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        self._changed = asyncio.Event()

    def set(self, key: str, deadline: float | None) -> None:
        """`key` is due at `deadline`, seconds since the epoch; None: never."""
        if deadline is None:
            self._due.pop(key, None)
        elif self._due.get(key) != deadline:
            self._due[key] = deadline
            heapq.heappush(self._heap, (deadline, key))
            if self._heap[0] == (deadline, key):
                self._changed.set()

    async def run(self) -> None:
        """For ever, in a task of its own."""
        while True:
            await self._wait()
            while (key := self._pop_due()) is not None:
                await self._fire(key)

    async def _wait(self) -> None:
        while self._heap:
            delay = self._heap[0][0] - self._clock()
            if delay <= 0:
                return
            self._changed.clear()
            try:
                async with asyncio.timeout(delay + GRACE):
                    await self._changed.wait()
            except TimeoutError:
                continue
        self._changed.clear()
        await self._changed.wait()

    def _pop_due(self) -> str | None:
        while self._heap and self._heap[0][0] <= self._clock():
            deadline, key = heapq.heappop(self._heap)
            # Older entries of a deadline that was moved stay in the heap and are skipped here.
            if self._due.get(key) == deadline:
                del self._due[key]
                return key
        return None
