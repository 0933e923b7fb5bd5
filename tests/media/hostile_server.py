"""A server that speaks the protocol and says whatever the test tells it to, true or not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec
from aiohttp import web

from media.waiting import Changes
from signaling.messages import (
    PROTOCOL,
    SUBPROTOCOL,
    Ack,
    ClientMessage,
    Hello,
    Limits,
    Person,
    Ping,
    Ready,
    Role,
    ServerMessage,
    Welcome,
)

M = TypeVar("M")

LIMITS = Limits(
    message_bytes=65536,
    rate=50,
    burst=100,
    hello_seconds=5,
    resume_seconds=30,
    ping_seconds=10,
    relay_rate=0,
    relay_burst=65536,
)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(ClientMessage)


class HostileServer:
    """It answers `hello` with `ready`, and `ping`; all else is up to the test. `heard` is what
    clients said, `tickets` what they came with, in order."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[ClientMessage] = []
        self.tickets: list[str] = []
        self.good_tickets = {"fresh-1", "fresh-2", "resume-1", "resume-2"}
        self.ready = Ready(
            id="",
            endpoint="e1",
            person=Person(id="c1", role=Role.CUSTOMER),
            resume_ticket="",
            conversations=[],
            queue=[],
            links=[],
        )
        self._changes = Changes()
        self._sockets: list[web.WebSocketResponse] = []
        self._admitted = 0

    # --- what a test does ---------------------------------------------------------------------

    async def say(self, *messages: ServerMessage) -> None:
        for message in messages:
            await self.say_raw(_encoder.encode(message).decode())

    async def say_raw(self, text: str) -> None:
        await self._sockets[-1].send_str(text)

    async def close_socket(self, code: int) -> None:
        await self._sockets[-1].close(code=code)

    async def hears(self, kind: type[M]) -> M:
        """The first message of `kind` that a client has said or says."""

        def found() -> M | None:
            return next((message for message in self.heard if isinstance(message, kind)), None)

        return await self._changes.until(found, f"a {kind.__name__} from the client", 10)

    # --- what clients see ---------------------------------------------------------------------

    async def admit(self, request: web.Request) -> web.Response:
        self._admitted += 1
        ticket = f"fresh-{self._admitted}"
        return web.json_response({"customer": "c1", "token": "t", "ticket": ticket})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query["ticket"]
        self.tickets.append(ticket)
        self._changes.notify()
        if ticket not in self.good_tickets:
            raise web.HTTPUnauthorized
        socket = web.WebSocketResponse(protocols=(SUBPROTOCOL,), compress=False)
        await socket.prepare(request)
        self._sockets.append(socket)
        await self.say(Welcome(protocol=PROTOCOL, version="0", server_time=0.0, limits=LIMITS))
        async for frame in socket:
            await self._hear(_decoder.decode(frame.data))
        return socket

    async def _hear(self, message: ClientMessage) -> None:
        match message:
            case Hello():
                ticket = f"resume-{len(self._sockets)}"
                await self.say(
                    msgspec.structs.replace(self.ready, id=message.id, resume_ticket=ticket)
                )
            case Ping():
                await self.say(Ack(id=message.id))
            case _:
                pass
        self.heard.append(message)
        self._changes.notify()


@asynccontextmanager
async def hostile_server() -> AsyncIterator[HostileServer]:
    server = HostileServer()
    app = web.Application()
    app.router.add_post("/api/v1/customers", server.admit)
    app.router.add_get("/ws", server.connect)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
