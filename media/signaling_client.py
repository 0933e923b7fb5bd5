"""A client of the WebSocket protocol in signaling/messages/, as a QA peer needs it.

One endpoint, for as long as the object lives: when the connection is lost it comes back by itself
with the resume ticket of the last `ready`, or, where that is no longer good, as a new endpoint of
the same person.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
import msgspec

from media.errors import ConnectionLost, PeerError, ProtocolError, Refused, TimedOut
from media.tickets import TicketSource
from media.waiting import Changes
from signaling.messages import (
    PROTOCOL,
    SUBPROTOCOL,
    Ack,
    CloseCode,
    Error,
    Hello,
    Ping,
    Ready,
    Request,
    ServerMessage,
    Welcome,
)

M = TypeVar("M")

CLIENT = "headless/0.1.0"
OPEN_SECONDS = 10.0
REQUEST_SECONDS = 10.0
HEARTBEAT_SECONDS = 10.0
FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 5.0
KEPT_MESSAGES = 2000
MESSAGE_BYTES = 4 * 1024 * 1024  # `ready` may be longer than what a client may send

# The endpoint lives on elsewhere, or the person is no longer signed in.
FINAL_CODES = frozenset({CloseCode.REPLACED, CloseCode.SIGNED_OUT})

_decoder = msgspec.json.Decoder(ServerMessage)
_encoder = msgspec.json.Encoder()


class SignalingClient:
    """Use as an async context manager; inside, the connection is ready.

    `on_message` is called with every message in order, and must not block.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        base_url: str,
        tickets: TicketSource,
        on_message: Callable[[ServerMessage], None],
        session: Callable[[], str | None] = lambda: None,
        signing_key: str | None = None,
        sign: Callable[[Request], Request] = lambda message: message,
    ) -> None:
        """`session`: for which a customer's page holds her consent; asked at each connection.
        `signing_key`: of a customer, the public half of what she signs with there; `sign` puts it
        under what needs it."""
        self._http = http
        self._url = f"{base_url}/ws"
        self._tickets = tickets
        self._on_message = on_message
        self._session = session
        self._signing_key = signing_key
        self._sign = sign
        self._clock_offset = 0.0
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._task: asyncio.Task[None] | None = None
        self._answers: dict[str, asyncio.Future[Ack]] = {}
        self._numbers = itertools.count(1)
        self._welcome: Welcome | None = None
        self._ready: Ready | None = None
        self._readies = 0
        self._first_kept = 0
        self._kept: list[ServerMessage] = []
        self.changes = Changes()

    async def __aenter__(self) -> Self:
        """Raises Refused if the server does not want this person, TimedOut after 10 s."""
        self._task = asyncio.create_task(self._run())
        try:
            await self.changes.until(lambda: self._ready, "ready from the server", OPEN_SECONDS)
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Goodbye, for good. Idempotent."""
        if self._socket is not None:
            await self._socket.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def break_connection(self) -> None:
        """What a broken network does, on purpose: it comes back by itself."""
        if self._socket is not None:
            await self._socket.close()

    @property
    def ready(self) -> Ready:
        """The last `ready`. Raises ProtocolError before the first."""
        if self._ready is None:
            raise ProtocolError("not connected yet")
        return self._ready

    @property
    def welcome(self) -> Welcome:
        """The last `welcome`. Raises ProtocolError before the first."""
        if self._welcome is None:
            raise ProtocolError("not connected yet")
        return self._welcome

    @property
    def now(self) -> float:
        """The server's clock, in seconds since the epoch."""
        return time.time() + self._clock_offset

    @property
    def readies(self) -> int:
        """How often the connection has become ready: 1, and one more for each reconnection."""
        return self._readies

    @property
    def connected(self) -> bool:
        return self._socket is not None

    @property
    def mark(self) -> int:
        """The place in the stream of messages after the last one received; see `wait_for`."""
        return self._first_kept + len(self._kept)

    def new_id(self) -> str:
        """An id for a request, unique within this endpoint."""
        return f"q{next(self._numbers)}"

    async def request(
        self, message: Request, seconds: float = REQUEST_SECONDS
    ) -> dict[str, str | int | float | None]:
        """Send `message`, whose id comes from `new_id`, and return the `result` of its `ack`.

        Raises Refused for `error`, ConnectionLost if the connection goes first, TimedOut after
        `seconds`.
        """
        message = self._sign(message)
        if self._socket is None:
            raise ConnectionLost(None)
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._answers[message.id] = answer
        try:
            async with asyncio.timeout(seconds):
                await self._send(self._socket, message)
                return (await answer).result
        except TimeoutError as late:
            raise TimedOut(f"the answer to {type(message).__name__}", seconds) from late
        finally:
            self._answers.pop(message.id, None)
            answer.cancel()

    async def ping(self) -> None:
        """A barrier: whatever was sent before has been handled by the server, and whatever that
        made the server send to this client has been received."""
        await self.request(Ping(id=self.new_id()))

    async def wait_for(
        self,
        kind: type[M],
        where: Callable[[M], bool] = lambda message: True,
        *,
        since: int = 0,
        seconds: float = REQUEST_SECONDS,
    ) -> M:
        """The first message of `kind` that satisfies `where` and was received at or after the
        place `since` (see `mark`; 0: the first message kept, 2,000 are). Raises TimedOut after
        `seconds`."""

        def found() -> M | None:
            for message in self._kept[max(0, since - self._first_kept) :]:
                if isinstance(message, kind) and where(message):
                    return message
            return None

        return await self.changes.until(found, f"a {kind.__name__}", seconds)

    # --- the connection -----------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            await self._connect_again_and_again()
        except PeerError as problem:
            self.changes.fail(problem)
        except Exception as problem:
            # Nobody awaits this task: whoever waits for a message must not wait in vain.
            self.changes.fail(ProtocolError(f"cannot go on: {problem!r}"))
            raise

    async def _connect_again_and_again(self) -> None:
        ticket: str | None = None
        pause = FIRST_RETRY_SECONDS
        while True:
            before = self._readies
            try:
                await self._serve(ticket or await self._tickets.fresh())
                ticket = self._ready.resume_ticket if self._ready else None
            except aiohttp.WSServerHandshakeError as refused:
                if ticket is None:
                    raise Refused(f"http_{refused.status}", refused.message) from refused
                ticket = None
            except (aiohttp.ClientError, OSError):
                if self._ready is None:
                    raise ConnectionLost(None) from None
            pause = FIRST_RETRY_SECONDS if self._readies > before else pause * 2
            await asyncio.sleep(min(pause, LONGEST_RETRY_SECONDS) * random.uniform(0.5, 1))

    async def _serve(self, ticket: str) -> None:
        """One connection, until it ends. Raises ConnectionLost if it must be the last one."""
        async with self._http.ws_connect(
            self._url,
            params={"ticket": ticket},
            protocols=(SUBPROTOCOL,),
            origin=self._tickets.origin,
            heartbeat=HEARTBEAT_SECONDS,
            max_msg_size=MESSAGE_BYTES,
        ) as socket:
            try:
                await self._read(socket)
            finally:
                self._lose(socket.close_code)
        code = socket.close_code
        if code in FINAL_CODES or self._ready is None:
            raise ConnectionLost(code)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                raise ProtocolError(f"a frame of type {frame.type.name}")
            message = _decoder.decode(frame.data)
            match message:
                case Welcome():
                    self._welcome = message
                    self._clock_offset = message.server_time - time.time()
                    hello = Hello(
                        id=self.new_id(),
                        protocol=PROTOCOL,
                        client=CLIENT,
                        session=self._session(),
                        signing_key=self._signing_key,
                    )
                    await self._send(socket, hello)
                case Ready():
                    self._ready, self._socket = message, socket
                    self._readies += 1
                case Ack():
                    self._answer(message)
                case Error():
                    self._answer_with(message)
                case _:
                    pass
            self._keep(message)

    def _keep(self, message: ServerMessage) -> None:
        self._kept.append(message)
        if len(self._kept) > KEPT_MESSAGES:
            self._first_kept += 1
            del self._kept[0]
        self._on_message(message)
        self.changes.notify()

    def _answer(self, ack: Ack) -> None:
        answer = self._answers.get(ack.id)
        if answer is not None and not answer.done():
            answer.set_result(ack)

    def _answer_with(self, error: Error) -> None:
        answer = self._answers.get(error.id or "")
        if answer is not None and not answer.done():
            answer.set_exception(Refused(error.code, error.message))

    def _lose(self, code: int | None) -> None:
        self._socket = None
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionLost(code))
        self.changes.notify()

    @staticmethod
    async def _send(socket: aiohttp.ClientWebSocketResponse, message: Request) -> None:
        try:
            await socket.send_str(_encoder.encode(message).decode())
        except ConnectionError as gone:
            raise ConnectionLost(socket.close_code) from gone
