"""The aiohttp shell around connection.py: one WebSocket from upgrade to close."""

import asyncio
import math
import time
from typing import Any, Literal

from aiohttp import WSMsgType, web

from broker.errors import BrokerError
from signaling import __version__
from signaling.auth.admission import Admitted
from signaling.config import Settings
from signaling.connection import Close, Connection
from signaling.failures import as_refusal
from signaling.hub import Hub
from signaling.messages import (
    PROTOCOL,
    SUBPROTOCOL,
    Ack,
    ClientMessage,
    CloseCode,
    Error,
    Hello,
    Limits,
    Ping,
    RelayRefused,
    Welcome,
)
from signaling.peer import Peer
from signaling.requests import carry_out
from signaling.sealed_frame import link_of

# The other side does not read: waiting for it to take a goodbye is pointless.
_ABRUPT = (CloseCode.SLOW_READER, CloseCode.HEARTBEAT)


class Socket:
    """`serve` is its whole life; `check` is called from outside, several times a second."""

    def __init__(self, settings: Settings, hub: Hub, admitted: Admitted) -> None:
        self._settings = settings
        self._hub = hub
        self._ws: web.WebSocketResponse[Literal[False]] = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,),
            compress=False,
            autoping=False,
            # One more than allowed: aiohttp refuses what is as long as the limit.
            max_msg_size=settings.message_bytes + 1,
            timeout=settings.close_seconds,
            decode_text=False,
        )
        self._transport: asyncio.Transport | None = None
        self._writer: asyncio.Task[None] | None = None
        self._heard_at = self._pinged_at = time.monotonic()
        self._connection = Connection(
            message_bytes=settings.message_bytes,
            rate=settings.message_rate,
            burst=settings.message_burst,
            now=self._heard_at,
        )
        self.peer = Peer(
            endpoint=admitted.endpoint,
            kind=admitted.kind,
            person=admitted.person,
            site=admitted.site,
            source=admitted.source,
            sign_in=admitted.sign_in,
            queue_messages=settings.queue_messages,
            queue_bytes=settings.queue_bytes,
            on_close=self._hurry,
        )

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Returns when the WebSocket is closed and the hub has been told."""
        await self._ws.prepare(request)
        self._transport = request.transport
        self._writer = asyncio.create_task(self._write(), name=f"writer {self.peer.endpoint}")
        code = CloseCode.INTERNAL
        try:
            self.peer.greet(self._welcome())
            code = await self._read()
        except (ConnectionError, RuntimeError):
            code = CloseCode.GOING_AWAY
        finally:
            self._connection.closed()
            # The others hear of it before this side has been waved goodbye.
            await self._hub.detach(self.peer)
            self.peer.close(code)
            await asyncio.wait({self._writer})
        return self._ws

    def check(self, now: float) -> None:
        """Ping when it is time; give up a side that has been silent for too long."""
        if now - self._heard_at > self._settings.heartbeat_timeout:
            self.peer.close(CloseCode.HEARTBEAT)
        elif now - self._pinged_at >= self._settings.heartbeat_seconds:
            self._pinged_at = now
            self.peer.ping()

    def _welcome(self) -> Welcome:
        settings = self._settings
        limits = Limits(
            message_bytes=settings.message_bytes,
            rate=settings.message_rate,
            burst=settings.message_burst,
            hello_seconds=settings.hello_seconds,
            resume_seconds=settings.resume_seconds,
            ping_seconds=settings.heartbeat_seconds,
            relay_rate=settings.relay_rate,
            relay_burst=settings.relay_burst,
        )
        return Welcome(
            protocol=PROTOCOL, version=__version__, server_time=time.time(), limits=limits
        )

    # --- reading --------------------------------------------------------------------------------

    async def _read(self) -> int:
        """Returns the code to close with."""
        try:
            async with asyncio.timeout(self._settings.hello_seconds):
                hello = await self._next()
        except TimeoutError:
            return self._connection.hello_missing().code
        match hello:
            case Close():
                return hello.code
            case Hello():
                if not await self._attach(hello):
                    return CloseCode.INTERNAL
            case _:
                raise AssertionError("nothing passes before hello")
        while not isinstance(outcome := await self._next(), Close):
            # Nothing is read meanwhile: silence proves nothing.
            self._heard_at = math.inf
            await self._answer(outcome)
            self._heard_at = time.monotonic()
        return outcome.code

    async def _attach(self, hello: Hello) -> bool:
        self.peer.session = hello.session
        self.peer.pane = hello.pane
        self.peer.signing_key = hello.signing_key
        if self._settings.relay_rate > 0:
            self.peer.key, self.peer.key_signed = hello.key, hello.key_signed
        try:
            await self._hub.attach(self.peer, hello.id)
        except Exception as error:
            refusal = as_refusal(error)
            self.peer.begin(Error(code=refusal.code, message=str(refusal), id=hello.id))
            return False
        return True

    async def _next(self) -> ClientMessage | Close:
        """The next request; what needs no carrying out is dealt with on the way."""
        while True:
            frame = await self._ws.receive()
            self._heard_at = now = time.monotonic()
            outcome = self._judge(frame.type, frame.data, now)
            match outcome:
                case None:
                    continue
                case Error():
                    self.peer.send(outcome)
                case Ping():
                    self.peer.send(Ack(id=outcome.id))
                case _:
                    return outcome

    def _judge(
        self, kind: WSMsgType, data: Any, now: float
    ) -> ClientMessage | Error | Close | None:
        match kind:
            case WSMsgType.TEXT:
                return self._connection.receive_text(data, now)
            case WSMsgType.BINARY:
                return self._connection.receive_binary(data) or self._pass_on(data, now)
            case WSMsgType.PING:
                self.peer.pong(data)
                return self._connection.receive_control(now)
            case WSMsgType.PONG:
                return self._connection.receive_control(now)
            case _:
                return Close(CloseCode.GOING_AWAY)

    def _pass_on(self, frame: bytes, now: float) -> Close | None:
        try:
            self._hub.sealed_relay.pass_on(self.peer, frame, now)
        except BrokerError as refusal:
            link = link_of(frame)
            self.peer.send(RelayRefused(link=link, code=refusal.code, message=str(refusal)))
            return self._connection.receive_control(now)
        return None

    async def _answer(self, request: ClientMessage) -> None:
        try:
            result = await carry_out(self._hub, self.peer, request)
        except Exception as error:
            refusal = as_refusal(error)
            self._hub.note_refusal(self.peer, refusal)
            self.peer.send(Error(code=refusal.code, message=str(refusal), id=request.id))
        else:
            self.peer.send(Ack(id=request.id, result=result))

    # --- writing --------------------------------------------------------------------------------

    async def _write(self) -> None:
        """Sends what waits, until the peer is closed; then closes the WebSocket."""
        try:
            while True:
                for opcode, payload in await self.peer.outgoing():
                    await self._ws.send_frame(payload, opcode)
                if self.peer.close_code is not None:
                    break
        except (ConnectionError, RuntimeError):
            # The other side is gone; the reader notices too.
            pass
        except asyncio.CancelledError:
            if self.peer.close_code is None:
                raise
        await self._close(self.peer.close_code or CloseCode.GOING_AWAY)

    def _hurry(self, code: int) -> None:
        """The peer is being closed: a writer that is stuck must not delay it for ever."""
        if self._writer is not None:
            delay = 0.0 if code in _ABRUPT else self._settings.close_seconds
            asyncio.get_running_loop().call_later(delay, self._writer.cancel)

    async def _close(self, code: int) -> None:
        if self._transport is not None:
            asyncio.get_running_loop().call_later(
                self._settings.close_seconds, self._transport.abort
            )
        await self._ws.close(code=code, drain=False)
