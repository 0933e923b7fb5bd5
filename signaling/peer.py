"""The server's end of one connected endpoint: who it is, and what waits to be sent to it."""

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec
from aiohttp import WSMsgType

from broker.events import Event, Person
from broker.names import EndpointKind
from broker.redaction_policy import RedactionPolicy
from broker.statement import Signature
from signaling.messages import CloseCode, ConversationOpened, LinkView, Response

_encoder = msgspec.json.Encoder()


# An opcode (RFC 6455 section 5.2) and the payload.
Frame = tuple[WSMsgType, bytes]


def encode(message: Response | Event) -> bytes:
    """One message as the frame that goes on the wire."""
    return _encoder.encode(message)


class Introduction(msgspec.Struct):
    """What `ready` will tell: collected while the endpoint is being let in."""

    conversations: list[ConversationOpened] = []
    links: list[LinkView] = []


class Peer:
    """Sending never waits: a reader too slow for the queue is disconnected instead.

    Until `begin`, whatever is sent is held back, so that `ready` is the first thing a client
    hears and nothing that happened meanwhile is lost.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        kind: EndpointKind,
        person: Person,
        site: str,
        source: str,
        sign_in: str = "",
        queue_messages: int,
        queue_bytes: int,
        on_close: Callable[[int], None] = lambda code: None,
    ) -> None:
        self.endpoint = endpoint
        self.kind = kind
        self.person = person
        self.site = site
        self.source = source
        # The id of the agent's sign-in that it lives by; empty: of a customer or a guest.
        self.sign_in = sign_in
        # The public key that `hello` brought; None: no sealed relay with this endpoint.
        self.key: str | None = None
        # Under that key, of a customer; whoever uses the key looks at it.
        self.key_signed: Signature | None = None
        # With which a customer signs there, as `hello` said.
        self.signing_key: str | None = None
        self.close_code: int | None = None
        # What a customer's page was told last; None before `ready`, and for agents.
        self.redaction: RedactionPolicy | None = None
        # Rules that this page's browser does not understand, and that the operator is told of.
        self.failed_rules: set[str] = set()
        # The session for which a customer's page holds her consent, as `hello` said.
        self.session: str | None = None
        # The conversation whose page is all that this console window shows, as `hello` said.
        self.pane: str | None = None
        self._on_close = on_close
        self._queue_messages = queue_messages
        self._queue_bytes = queue_bytes
        self.introduction: Introduction | None = Introduction()
        self._held: list[Frame] = []
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()

    def send(self, message: Response | Event) -> None:
        self.send_frame(encode(message))

    def offer(self, message: Response | Event) -> bool:
        """Send what another client made, unless half of the queue is taken: nobody may push
        somebody else off. Whether it was sent."""
        return self._offer((WSMsgType.TEXT, encode(message)))

    def offer_sealed(self, frame: bytes) -> bool:
        """As `offer`, for a frame of the sealed relay, as it is."""
        return self._offer((WSMsgType.BINARY, frame))

    def send_uncounted(self, message: Response) -> None:
        """Send what is as long as it is because of others: it makes nobody a slow reader."""
        if self.close_code is None:
            self._frames.append((WSMsgType.TEXT, encode(message)))
            self._wake.set()

    def send_frame(self, frame: bytes) -> None:
        self._send((WSMsgType.TEXT, frame))

    def begin(self, ready: Response) -> None:
        """Send `ready`, then what was held back."""
        self.introduction = None
        # Not counted: an agent with many conversations is not a slow reader.
        self._frames.append((WSMsgType.TEXT, encode(ready)))
        self._wake.set()
        for opcode, payload in self._held:
            self._put(payload, opcode)
        self._held.clear()

    def greet(self, welcome: Response) -> None:
        """Send `welcome`, past what is held back."""
        self._put(encode(welcome))

    def ping(self) -> None:
        self._put(b"", WSMsgType.PING)

    def pong(self, payload: bytes) -> None:
        self._put(payload, WSMsgType.PONG)

    def close(self, code: int) -> None:
        """Close the WebSocket with `code`; the first reason counts."""
        if self.close_code is None:
            self.close_code = code
            self._wake.set()
            self._on_close(code)

    async def outgoing(self) -> list[Frame]:
        """Wait for frames to send; none left and `close_code` set: the end."""
        await self._wake.wait()
        self._wake.clear()
        frames = list(self._frames)
        self._frames.clear()
        self._bytes = 0
        if self.close_code is not None:
            self._wake.set()
        return frames

    def _offer(self, frame: Frame) -> bool:
        if len(self._frames) * 2 > self._queue_messages or self._bytes * 2 > self._queue_bytes:
            return False
        self._send(frame)
        return True

    def _send(self, frame: Frame) -> None:
        if self.introduction is not None:
            self._held.append(frame)
        else:
            opcode, payload = frame
            self._put(payload, opcode)

    def _put(self, payload: bytes, opcode: WSMsgType = WSMsgType.TEXT) -> None:
        if self.close_code is not None:
            return
        self._frames.append((opcode, payload))
        self._bytes += len(payload)
        if len(self._frames) > self._queue_messages or self._bytes > self._queue_bytes:
            self._frames.clear()
            self.close(CloseCode.SLOW_READER)
        self._wake.set()
