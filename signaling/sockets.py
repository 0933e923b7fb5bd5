"""All WebSockets of this process: how many, from where, and whether they are still alive."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from signaling.errors import TooManyConnections
from signaling.metrics import Metrics
from signaling.websocket import Socket

# Between two looks at all sockets: what is silent is noticed at most this much late.
LOOK_SECONDS = 0.25
LATE_SECONDS = 1.0


class Sockets:
    def __init__(self, *, per_source: int, metrics: Metrics) -> None:
        self._per_source = per_source
        self._metrics = metrics
        self._sockets: set[Socket] = set()
        self._sources: Counter[str] = Counter()

    @contextmanager
    def place(self, source: str) -> Iterator[None]:
        """A place for one connection from `source`. Raises TooManyConnections."""
        if self._sources[source] >= self._per_source:
            raise TooManyConnections
        self._sources[source] += 1
        try:
            yield
        finally:
            self._sources[source] -= 1
            if self._sources[source] <= 0:
                del self._sources[source]

    @contextmanager
    def watched(self, socket: Socket) -> Iterator[None]:
        """`run` looks after `socket` meanwhile."""
        self._sockets.add(socket)
        self._metrics.connections.inc()
        try:
            yield
        finally:
            self._sockets.discard(socket)
            self._metrics.connections.dec()
            self._metrics.closes.labels(str(socket.peer.close_code)).inc()

    async def run(self) -> None:
        """For ever, in a task of its own: one timer for the heartbeats of all sockets."""
        looked_at = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            before, looked_at = looked_at, time.monotonic()
            if looked_at - before > LATE_SECONDS:
                # It was this process that stood still: their pongs are waiting to be read.
                continue
            for socket in list(self._sockets):
                socket.check(looked_at)
