"""The customer's end of the mirror on one open link: docs/mirror.md.

It sends nothing before the viewer asks, and never more than the credit allows, so that little is
under way when she stops.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from media.errors import PeerError
from media.mirror.fragments import HEADER_BYTES, SEQUENCES, Flag, Fragment, Message, split
from media.mirror.operations import AnyOperation, encode_batch
from media.mirror.page import Page
from media.mirror.sync import Acknowledge, Beat, Resync, decode, encode

CREDIT_BYTES = 65_536
SNAPSHOT_SECONDS = 1.0  # at most one in this time
BEAT_SECONDS = 1.0

Parts = deque[tuple[Flag, bytes]]


class Capture:
    """`send` takes a channel's name and a message, and raises a PeerError when the link may not
    carry it: that ends the capture. `start` when the link is open, `stop` when it is not."""

    def __init__(self, page: Page, grant: int, send: Callable[[str, bytes], None]) -> None:
        self._page = page
        self._grant = grant
        self._send = send
        self._current: Parts = deque()
        self._waiting: deque[Message] = deque()
        self._sequence = 0
        self._generation = 0
        self._sent = 0
        self._acknowledged = 0
        self._last_snapshot = -SNAPSHOT_SECONDS
        self._snapshot_timer: asyncio.TimerHandle | None = None
        self._beat_timer: asyncio.TimerHandle | None = None
        self._running = False
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._running = True
        self._unlisten = self._page.listen(self._page_changed)

    def stop(self) -> None:
        """Whatever was not sent is forgotten. Idempotent."""
        if not self._running:
            return
        self._running = False
        self._unlisten()
        self._current.clear()
        self._waiting.clear()
        for timer in (self._snapshot_timer, self._beat_timer):
            if timer is not None:
                timer.cancel()

    def show(self, page: Page) -> None:
        """Another page from now on."""
        self._unlisten()
        self._page = page
        self._unlisten = page.listen(self._page_changed)
        if self._generation:
            self._snapshot()

    def receive(self, channel: str, data: bytes) -> None:
        """A message of the viewer's; all of them come on `sync`."""
        if channel != "sync" or not self._running:
            return
        match decode(data, self._grant):
            case Resync():
                self._ask_for_snapshot()
            case Acknowledge(bytes=received, channel="mirror") if received <= self._sent:
                self._acknowledged = max(self._acknowledged, received)
                self._pump()
            case _:
                pass

    # --- snapshots and changes ----------------------------------------------------------------

    def _ask_for_snapshot(self) -> None:
        if self._snapshot_timer is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._last_snapshot + SNAPSHOT_SECONDS - loop.time()
        if wait <= 0:
            self._snapshot()
        else:
            self._snapshot_timer = loop.call_later(wait, self._snapshot)

    def _snapshot(self) -> None:
        self._snapshot_timer = None
        self._last_snapshot = asyncio.get_running_loop().time()
        self._generation += 1
        # The snapshot holds what waits; a message that is half out must become whole.
        self._waiting.clear()
        batch = encode_batch(self._page.snapshot(self._generation))
        self._queue(Message(batch, snapshot=True))
        if self._beat_timer is None:
            self._beat()

    def _page_changed(self, operations: list[AnyOperation]) -> None:
        if self._generation:
            self._queue(Message(encode_batch(operations), snapshot=False))

    # --- sending ------------------------------------------------------------------------------

    def _queue(self, message: Message) -> None:
        self._waiting.append(message)
        self._pump()

    def _pump(self) -> None:
        try:
            while self._next_part() and self._has_credit():
                self._send_part(*self._current.popleft())
        except PeerError:
            self.stop()

    def _next_part(self) -> bool:
        if not self._current and self._waiting:
            self._current.extend(split(self._waiting.popleft()))
        return bool(self._current)

    def _has_credit(self) -> bool:
        _, payload = self._current[0]
        size = HEADER_BYTES + len(payload)
        return self._sent - self._acknowledged + size <= CREDIT_BYTES

    def _send_part(self, flags: Flag, payload: bytes) -> None:
        data = Fragment(flags, self._grant, self._sequence, payload).encode()
        self._sequence = (self._sequence + 1) % SEQUENCES
        self._send("mirror", data)
        self._sent += len(data)

    def _beat(self) -> None:
        if not self._running:
            return
        try:
            self._send("sync", encode(Beat(self._grant, self._sequence)))
        except PeerError:
            self.stop()
            return
        loop = asyncio.get_running_loop()
        self._beat_timer = loop.call_later(BEAT_SECONDS, self._beat)
