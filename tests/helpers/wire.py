"""A small WebSocket client that speaks raw messages, right or wrong, and sees all that comes."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from media.signing import SigningKey
from tests.helpers.signing import with_signature

Message = dict[str, Any]

# Long enough for a busy machine; no test waits for it to pass.
PATIENCE = 20.0


class Refused(Exception):
    """The answer was `error`."""

    def __init__(self, error: Message) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: str = error["code"]


class WireClient:
    """Use `connect`. `received` is everything since the beginning, in order, and `sealed` the
    binary frames. `key`: what `hello` tells. `signing`: with which a customer signs what she says
    yes to."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.received: list[Message] = []
        self.sealed: list[bytes] = []
        self.key: str | None = "04" + "0" * 128
        self.signing = SigningKey()
        # The server's, in seconds since the epoch.
        self.clock: Callable[[], float] = time.time
        # Of a customer: with it the next page, or her dock, is hers.
        self.token: str | None = None
        self._ids = itertools.count(1)
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())
        self.ended = False

    async def _read(self) -> None:
        async for frame in self.ws:
            async with self._news:
                if frame.type is aiohttp.WSMsgType.BINARY:
                    self.sealed.append(frame.data)
                else:
                    self.received.append(json.loads(frame.data))
                self._news.notify_all()
        async with self._news:
            self.ended = True
            self._news.notify_all()

    async def send(self, message: Message) -> None:
        await self.ws.send_str(json.dumps(message))

    async def hello(self, session: str | None = None, pane: str | None = None) -> Message:
        """Says hello and returns `ready`. `session`: for which this page holds consent. `pane`: the
        conversation whose page is all that this console shows."""
        hello = {"type": "hello", "id": "hello", "protocol": 1, "client": "test/1", "key": self.key}
        more = {"session": session, "pane": pane, "signing_key": self.signing.public}
        await self.send(hello | {key: value for key, value in more.items() if value is not None})
        return await self.until(lambda message: message["type"] == "ready")

    @property
    def _is_a_customers(self) -> bool:
        readies = (message for message in self.received if message["type"] == "ready")
        return any(ready["person"]["role"] == "customer" for ready in readies)

    @property
    def ready(self) -> Message:
        return next(message for message in self.received if message["type"] == "ready")

    async def request(self, kind: str, **fields: Any) -> Message:
        """The `result` of the `ack`. Raises Refused. What a customer says yes with is signed,
        unless `signed` says how."""
        key = f"r{next(self._ids)}"
        message = {"type": kind, "id": key, **fields}
        if "signed" not in fields and self._is_a_customers:
            message = with_signature(message, self.received, self.signing, self.clock())
        await self.send(message)
        answer = await self.answer(key)
        if answer["type"] == "error":
            raise Refused(answer)
        result: Message = answer["result"]
        return result

    async def answer(self, key: str) -> Message:
        return await self.until(
            lambda message: message["type"] in ("ack", "error") and message.get("id") == key
        )

    async def ping(self) -> None:
        """A barrier: what this client sent before has been handled."""
        await self.request("ping")

    async def until(self, wanted: Callable[[Message], bool], since: int = 0) -> Message:
        """The first message that is wanted, be it here already or still to come."""
        async with asyncio.timeout(PATIENCE), self._news:
            seen = since
            while True:
                for message in self.received[seen:]:
                    if wanted(message):
                        return message
                seen = len(self.received)
                if self.ended:
                    kinds = [message["type"] for message in self.received]
                    raise AssertionError(f"closed with {self.ws.close_code} after {kinds}")
                await self._news.wait()

    async def event(self, kind: str, since: int = 0) -> Message:
        return await self.until(lambda message: message["type"] == kind, since)

    async def state(self, wanted: Callable[[Message], bool], since: int = 0) -> Message:
        """The first `conversation.state` (or `opened`) whose state is wanted."""
        found = await self.until(
            lambda message: (
                message["type"] in ("conversation.state", "conversation.opened")
                and wanted(message["state"])
            ),
            since,
        )
        state: Message = found["state"]
        return state

    def kinds(self, since: int = 0) -> list[str]:
        return [message["type"] for message in self.received[since:]]

    def stop_reading(self) -> None:
        """From now on the network fills up, as with a program that hangs."""
        self._reader.cancel()

    async def closed(self) -> int | None:
        """Waits for the end and returns the close code."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({self._reader})
        return self.ws.close_code

    async def close(self) -> None:
        await self.ws.close()
        await self.closed()


@asynccontextmanager
async def connect(
    http: aiohttp.ClientSession, base_url: str, ticket: str, origin: str
) -> AsyncIterator[WireClient]:
    """A connected client that has not said hello."""
    async with http.ws_connect(
        f"{base_url}/ws",
        params={"ticket": ticket},
        origin=origin,
        protocols=("alongside.v1",),
        max_msg_size=0,
    ) as ws:
        client = WireClient(ws)
        try:
            yield client
        finally:
            await client.close()
