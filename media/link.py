"""A link: the connection that should exist between this endpoint and one other, kept up through
attempt after attempt until it is closed. Which side offers is fixed for life (RTCPeerConnections
of aiortc cannot change it); the answerer can only ask for a new attempt.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Coroutine, Iterator
from enum import StrEnum
from typing import Generic, Protocol, TypeVar, assert_never

from media.errors import BadSignal, ConnectionLost, PeerError, Refused, TimedOut
from media.peer_connection import PeerConnection
from signaling.messages import (
    Description,
    MediaLinkView,
    PageLinkView,
    RefreshLink,
    RelayedCandidate,
    RelayedDescription,
    RelayedRestart,
    Request,
    SignalDescription,
    SignalRestart,
)

ATTEMPT_SECONDS = 10.0  # from the start of an attempt to open channels
PAUSE_SECONDS = 0.5  # between a failure and the next attempt
FRESH_SECONDS = 30.0  # half of the shortest life that TURN credentials can be given
QUEUED_SIGNALS = 256

V = TypeVar("V", bound=PageLinkView | MediaLinkView)
C = TypeVar("C", bound=PeerConnection)

Signal = RelayedDescription | RelayedCandidate | RelayedRestart


class LinkState(StrEnum):
    CONNECTING = "connecting"
    OPEN = "open"
    CLOSED = "closed"


class Again(StrEnum):
    """What else the worker of a link has to look at."""

    START = "start"
    OVERDUE = "overdue"
    OPENED = "opened"
    CHANGED = "changed"
    RESTART = "restart"
    LOST = "lost"
    SIGNALING_RETURNED = "signaling_returned"


class Signaling(Protocol):
    """What a link needs of the WebSocket; SignalingClient is one."""

    def new_id(self) -> str: ...

    def request(self, message: Request) -> Awaitable[object]:
        """Send; raises Refused, ConnectionLost or TimedOut."""
        ...


class Link(ABC, Generic[V, C]):
    """`start` once, hand in every signal for it with `receive`, `close` when told to.

    A kind of link says what its connection is, whether it may exist (`_may_exist`, the gate), and
    hears of each attempt that succeeds (`_on_opened`), and then once of its end (`_on_lost`),
    whoever closed it."""

    def __init__(self, view: V, signaling: Signaling, attempts: Iterator[int]) -> None:
        """`attempts`: the rising numbers of this endpoint's attempts."""
        self.view = view
        self._refreshed_at = time.monotonic()
        self._signaling = signaling
        self._attempts = attempts
        self._state = LinkState.CONNECTING
        self._attempt = -1
        self._connection: C | None = None
        self._inbox: asyncio.Queue[Signal | Again] = asyncio.Queue(QUEUED_SIGNALS)
        self._worker: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._deadline: float | None = None
        self._awaits_answer = False
        # The last thing that went wrong, for a test that wonders why a link does not open.
        self.problem: PeerError | None = None

    # --- what a kind of link adds -------------------------------------------------------------

    @abstractmethod
    def _may_exist(self) -> bool:
        """The gate: asked before anything is made or answered for this link."""

    @abstractmethod
    def _connect(self) -> C:
        """A new connection, which calls `_opened` and `_lost`."""

    @abstractmethod
    def _on_opened(self) -> None: ...

    @abstractmethod
    def _on_lost(self) -> None: ...

    def _is_stale(self) -> bool:
        """Whether the connection was offered on other terms than those of now: then it is
        renegotiated in place."""
        return False

    def _on_unsent(self) -> None:
        """The other side has not got the offer in place."""

    # --- from outside -------------------------------------------------------------------------

    @property
    def state(self) -> LinkState:
        return self._state

    @property
    def attempt(self) -> int:
        """The number of the attempt under way or open; -1 before the first."""
        return self._attempt

    def start(self, *, missed: bool) -> None:
        """`missed`: the other side may have signaled already, before this one could listen."""
        if self.view.offerer:
            self._put(Again.START)
        elif missed:
            self._put(Again.SIGNALING_RETURNED)
        self._worker = self._own(self._work())

    def receive(self, signal: Signal) -> None:
        """A flood of signals costs the attempt, not the memory."""
        self._put(signal)

    def signaling_returned(self) -> None:
        """The WebSocket is back: signals may have been lost meanwhile."""
        if self._state is LinkState.CONNECTING or self._awaits_answer:
            self._put(Again.SIGNALING_RETURNED)
        else:
            self._put(Again.CHANGED)

    def changed(self, view: V) -> None:
        """The server describes it anew. Call it with its own `view` when the gate has moved."""
        if view.ice_servers != self.view.ice_servers:
            self._refreshed_at = time.monotonic()
        self.view = view
        if view.offerer and self._is_stale():
            self._put(Again.CHANGED)

    async def break_connection(self) -> None:
        """What a broken network does, on purpose: the connection is gone, the link is not, and a
        new attempt follows."""
        connection = self._connection
        if connection is not None:
            self._lost()
            await connection.close()

    def close(self) -> None:
        """At once: nothing is sent or delivered from now on. Idempotent."""
        if self._state is LinkState.CLOSED:
            return
        self._drop_connection()
        self._state = LinkState.CLOSED
        if self._worker is not None:
            self._worker.cancel()

    @property
    def gone(self) -> bool:
        """Closed, and the sockets too."""
        return self._state is LinkState.CLOSED and not self._tasks

    async def closed(self) -> None:
        """Waits, after `close`, until the sockets are closed."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    # --- the worker ---------------------------------------------------------------------------

    async def _work(self) -> None:
        self._set_deadline(ATTEMPT_SECONDS)
        while True:
            try:
                await self._handle(await self._next_signal())
            except (BadSignal, TimedOut) as problem:
                self.problem = problem
                if self._state is LinkState.CONNECTING:
                    self._set_deadline(PAUSE_SECONDS)

    async def _next_signal(self) -> Signal | Again:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._inbox.get()
        except TimeoutError:
            return Again.OVERDUE

    async def _handle(self, signal: Signal | Again) -> None:
        match signal:
            case RelayedDescription():
                await self._describe(signal.attempt, signal.description)
            case RelayedCandidate():
                if signal.attempt == self._attempt and self._connection is not None:
                    await self._connection.add_candidate(signal.candidate, signal.mid)
            case RelayedRestart():
                if self.view.offerer:
                    await self._offer()
            case Again.LOST:
                self._set_deadline(PAUSE_SECONDS)
            case Again.START | Again.SIGNALING_RETURNED:
                if self._state is LinkState.CONNECTING or self._awaits_answer:
                    await self._next_attempt()
            case Again.OVERDUE:
                if self._deadline is not None:
                    await self._next_attempt()
            case Again.RESTART:
                await self._next_attempt()
            case Again.CHANGED:
                await self._offer_in_place()
            case Again.OPENED:
                pass  # only to look at the deadline again
            case _:
                assert_never(signal)

    async def _next_attempt(self) -> None:
        if self.view.offerer:
            await self._offer()
        else:
            self._set_deadline(ATTEMPT_SECONDS)
            link = self.view.link
            await self._signal(SignalRestart(id=self._signaling.new_id(), link=link))

    async def _offer(self) -> None:
        self._set_deadline(ATTEMPT_SECONDS)
        await self._refresh()
        connection = self._new_connection(next(self._attempts))
        if connection is not None:
            self._awaits_answer = await self._send_description(await connection.offer())

    async def _offer_in_place(self) -> None:
        """What changes while an answer is awaited waits for it, too."""
        connection = self._connection
        if connection is None or not self.view.offerer:
            return
        if self._awaits_answer or not self._is_stale():
            return
        self._set_deadline(ATTEMPT_SECONDS)
        self._awaits_answer = await self._send_description(await connection.offer())
        if not self._awaits_answer:
            self._on_unsent()
            if isinstance(self.problem, Refused):
                self._deadline = None  # what flows, flows on; `changed` says when to offer again

    async def _describe(self, attempt: int, description: Description) -> None:
        if self.view.offerer:
            if description.type == "answer" and attempt == self._attempt:
                await self._accept(description)
        elif description.type == "offer" and attempt >= self._attempt:
            await self._answer(attempt, description)

    async def _accept(self, answer: Description) -> None:
        if self._connection is None or not self._awaits_answer:
            return
        self._awaits_answer = False
        await self._connection.accept(answer)
        if self._state is LinkState.OPEN:
            self._deadline = None
        await self._offer_in_place()

    async def _answer(self, attempt: int, offer: Description) -> None:
        connection = self._connection
        if attempt > self._attempt:
            self._set_deadline(ATTEMPT_SECONDS)
            await self._refresh()
            connection = self._new_connection(attempt)
        if connection is None:
            return
        if not await self._send_description(await connection.answer(offer)):
            self._set_deadline(PAUSE_SECONDS)

    def _new_connection(self, attempt: int) -> C | None:
        self._attempt = attempt
        self._drop_connection()
        if not self._may_exist():
            return None
        self._connection = self._connect()
        return self._connection

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        self._awaits_answer = False
        if connection is not None:
            connection.silence()
            self._own(_close(connection))
        if self._state is LinkState.OPEN:
            self._state = LinkState.CONNECTING
            self._on_lost()

    def _opened(self) -> None:
        self._state = LinkState.OPEN
        if not self._awaits_answer:
            self._deadline = None
        self._put(Again.OPENED)
        self._on_opened()

    def _lost(self) -> None:
        self._drop_connection()
        self._put(Again.LOST)

    # --- small things -------------------------------------------------------------------------

    async def _refresh(self) -> None:
        """Credentials that are old may expire before they are used; `link.changed` comes before
        the answer."""
        if not any(server.username for server in self.view.ice_servers):
            return
        if time.monotonic() - self._refreshed_at > FRESH_SECONDS:
            await self._signal(RefreshLink(id=self._signaling.new_id(), link=self.view.link))

    async def _send_description(self, description: Description) -> bool:
        return await self._signal(
            SignalDescription(
                id=self._signaling.new_id(),
                link=self.view.link,
                attempt=self._attempt,
                description=description,
            )
        )

    async def _signal(self, request: Request) -> bool:
        """Whether the server took it. If not, the deadline of the attempt brings the next one."""
        try:
            await self._signaling.request(request)
        except (Refused, ConnectionLost, TimedOut) as problem:
            self.problem = problem
            return False
        return True

    def _put(self, item: Signal | Again) -> None:
        try:
            self._inbox.put_nowait(item)
        except asyncio.QueueFull:
            self.problem = BadSignal("too many signals at once")

    def _set_deadline(self, seconds: float) -> None:
        self._deadline = asyncio.get_running_loop().time() + seconds

    def _own(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _close(connection: PeerConnection) -> None:
    try:
        await connection.close()
    except PeerError:
        pass  # it is over either way
