"""The customer's end of the mirror on one open link: docs/mirror.md.

It sends nothing before the viewer asks, and never more than the credit allows, so that little is
under way when she stops.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from media.errors import PeerError
from media.mirror.fragments import (
    DEFLATE_BYTES,
    HEADER_BYTES,
    SEQUENCES,
    Flag,
    Fragment,
    Message,
    split,
)
from media.mirror.operations import AnyOperation, encode_batch, encode_operation
from media.mirror.page import Change, Page, Tag
from media.mirror.recorder import Recorder
from media.mirror.sync import Acknowledge, AnySync, Beat, PageShared, Repair, Resync, decode, encode

CREDIT_BYTES = 65_536
SNAPSHOT_SECONDS = 1.0  # at most one in this time
BEAT_SECONDS = 1.0
BATCH_BYTES = 256 * 1024  # a batch that has so much takes no more operations
REPAIRS_BEHIND = 64  # more messages than this waiting, and a repair becomes a snapshot

Parts = deque[tuple[Flag, bytes]]


class Capture:
    """`send` takes a channel's name and a message, and raises a PeerError when the link may not
    carry it: that ends the capture. `start` when the link is open, `stop` when it is not. `page` is
    None while she is on one that is not shared."""

    def __init__(self, page: Page | None, grant: int, send: Callable[[str, bytes], None]) -> None:
        self._page = page
        self._grant = grant
        self._send = send
        self._recorder: Recorder | None = None
        self._current: Parts = deque()
        self._waiting: deque[Message] = deque()
        self._sequence = 0
        self._generation = 0
        self._asked = False
        self._sent = 0
        self._acknowledged = 0
        self._last_snapshot = -SNAPSHOT_SECONDS
        self._snapshot_timer: asyncio.TimerHandle | None = None
        self._beat_timer: asyncio.TimerHandle | None = None
        self._running = False
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._running = True
        if self._page is not None:
            self._unlisten = self._page.listen(self._page_changed)
            self._tell(Beat(self._grant))
        else:
            self._beat()

    def stop(self) -> None:
        """Whatever was not sent is forgotten. Idempotent."""
        if not self._running:
            return
        self._running = False
        self._forget()
        for timer in (self._snapshot_timer, self._beat_timer):
            if timer is not None:
                timer.cancel()

    def show(self, page: Page | None) -> None:
        """Another page from now on. Nothing happens after `stop`."""
        if not self._running:
            return
        was_shared = self._page is not None
        self._forget()
        self._page = page
        if page is None:
            self._beat()
            return
        self._unlisten = page.listen(self._page_changed)
        if not was_shared:
            self._tell(PageShared(self._grant, shared=True))
        if self._asked:
            self._snapshot()

    def receive(self, channel: str, data: bytes) -> None:
        """A message of the viewer's; all of them come on `sync`."""
        if channel != "sync" or not self._running:
            return
        match decode(data, self._grant):
            case Resync():
                self._ask_for_snapshot()
            case Repair(node=node):
                self._repair(node)
            case Acknowledge(bytes=received, channel="mirror") if received <= self._sent:
                self._acknowledged = max(self._acknowledged, received)
                self._pump()
            case _:
                pass

    def tag_at(self, page: int, node: int) -> Tag | None:
        """The element `node` of the snapshot `page`; None if the viewer cannot mean any."""
        if page != self._generation or self._recorder is None:
            return None
        return self._recorder.tag_of(node)

    def place_of(self, tag: Tag) -> tuple[int, int] | None:
        """Snapshot and node, as the viewer knows `tag`; None if it does not."""
        node = None if self._recorder is None else self._recorder.id_of(tag)
        return None if node is None else (self._generation, node)

    # --- snapshots and changes ----------------------------------------------------------------

    def _ask_for_snapshot(self) -> None:
        self._asked = True
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
        if self._page is None:
            return  # `show` makes one when there is something to see
        self._last_snapshot = asyncio.get_running_loop().time()
        self._generation += 1
        # The snapshot holds all that waits, and cuts off what is half out.
        self._current.clear()
        self._waiting.clear()
        self._recorder = Recorder(self._page)
        self._say(self._recorder.snapshot(self._generation), snapshot=True)
        if self._running and self._beat_timer is None:
            self._beat()

    def _page_changed(self, change: Change) -> None:
        if self._recorder is not None:
            self._say(self._recorder.change(change))

    def _repair(self, node: int) -> None:
        if self._recorder is None:
            return
        if len(self._waiting) > REPAIRS_BEHIND:
            self._ask_for_snapshot()
        else:
            self._say(self._recorder.repair(node))

    def _forget(self) -> None:
        self._unlisten()
        self._unlisten = lambda: None
        self._recorder = None
        self._current.clear()
        self._waiting.clear()

    # --- sending ------------------------------------------------------------------------------

    def _say(self, operations: Iterable[AnyOperation], *, snapshot: bool = False) -> None:
        for batch in _batches(operations):
            self._waiting.append(Message(batch, snapshot, deflated=len(batch) >= DEFLATE_BYTES))
            snapshot = False
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

    def _tell(self, message: AnySync) -> None:
        try:
            self._send("sync", encode(message))
        except PeerError:
            self.stop()

    def _beat(self) -> None:
        if self._beat_timer is not None:
            self._beat_timer.cancel()
        hidden = self._page is None
        self._tell(PageShared(self._grant, shared=False) if hidden else Beat(self._grant))
        if self._running:
            loop = asyncio.get_running_loop()
            self._beat_timer = loop.call_later(BEAT_SECONDS, self._beat)


def _batches(operations: Iterable[AnyOperation]) -> Iterator[bytes]:
    batch: list[bytes] = []
    size = 0
    for operation in operations:
        batch.append(encode_operation(operation))
        size += len(batch[-1])
        if size >= BATCH_BYTES:
            yield encode_batch(batch)
            batch, size = [], 0
    if batch:
        yield encode_batch(batch)
