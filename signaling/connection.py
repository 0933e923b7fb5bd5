"""The protocol of one WebSocket, without any I/O: frames in, requests or refusals out.

Theory of operation. A connection expects `hello`, is then ready, and is closed in the end; closed
is sticky. The shell (websocket.py) feeds every frame to `receive_text` or `receive_binary` and does
what the outcome says:

    Hello, another request    carry it out, answer with `ack` or `error`
    Error                     send it; the connection goes on
    None                      a binary frame that may be passed on, a ping, a pong
    Close                     close with this code; nothing that follows is looked at

What is JSON but no valid message costs an `error`, because the other side is a program of ours, or
of somebody who reads the answer. What is not JSON at all, or comes before `hello`, is not a client
of this protocol and costs the connection.
"""

from enum import Enum, auto

import msgspec

from signaling.limits import TokenBucket
from signaling.messages import PROTOCOL, ClientMessage, CloseCode, Error, Hello
from signaling.sealed_frame import is_sealed

_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)


class _Envelope(msgspec.Struct):
    """As much of a refused message as an answer needs."""

    id: object = None


_envelope = msgspec.json.Decoder(_Envelope)


class State(Enum):
    EXPECTING_HELLO = auto()
    READY = auto()
    CLOSED = auto()


class Close(msgspec.Struct, frozen=True):
    """Close with `code`, one of CloseCode."""

    code: int


Outcome = ClientMessage | Error | Close


class Connection:
    """`message_bytes`, `rate` and `burst` are what `welcome` told the client."""

    def __init__(self, *, message_bytes: int, rate: float, burst: int, now: float) -> None:
        self.state = State.EXPECTING_HELLO
        self._message_bytes = message_bytes
        self._bucket = TokenBucket(rate, burst, now)

    def receive_text(self, frame: bytes, now: float) -> Outcome:
        """A text frame has come. Raises nothing, whatever is in it."""
        if self.state is State.CLOSED:
            return Close(CloseCode.BAD_MESSAGE)
        if not self._bucket.take(now):
            return self._close(CloseCode.RATE)
        if len(frame) > self._message_bytes:
            return self._close(CloseCode.TOO_BIG)
        try:
            message = _decoder.decode(frame)
        except msgspec.ValidationError as error:
            return self._refuse(frame, str(error))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._close(CloseCode.BAD_MESSAGE)
        return self._in_turn(message)

    def receive_binary(self, frame: bytes) -> Close | None:
        """A binary frame has come: one of the sealed relay, which has limits of its own."""
        if self.state is not State.READY or not is_sealed(frame):
            return self._close(CloseCode.BAD_MESSAGE)
        if len(frame) > self._message_bytes:
            return self._close(CloseCode.TOO_BIG)
        return None

    def receive_control(self, now: float) -> Close | None:
        """A ping or pong has come, or a frame was refused; they count like messages."""
        return None if self._bucket.take(now) else self._close(CloseCode.RATE)

    def hello_missing(self) -> Close:
        """The time for `hello` is over."""
        return self._close(CloseCode.HELLO_TIMEOUT)

    def closed(self) -> None:
        """The transport is gone, or is being closed by the server."""
        self.state = State.CLOSED

    def _in_turn(self, message: ClientMessage) -> Outcome:
        match self.state, message:
            case State.EXPECTING_HELLO, Hello():
                if message.protocol != PROTOCOL:
                    return self._close(CloseCode.UNSUPPORTED_PROTOCOL)
                self.state = State.READY
                return message
            case State.EXPECTING_HELLO, _:
                return self._close(CloseCode.BAD_MESSAGE)
            case _, Hello():
                return Error(code="bad_message", message="hello was said already.", id=message.id)
            case _:
                return message

    def _refuse(self, frame: bytes, why: str) -> Outcome:
        if self.state is State.EXPECTING_HELLO:
            return self._close(CloseCode.BAD_MESSAGE)
        try:
            envelope = _envelope.decode(frame)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._close(CloseCode.BAD_MESSAGE)
        known = isinstance(envelope.id, str) and len(envelope.id) <= 64
        return Error(
            code="bad_message",
            message=f"The message is not valid: {why}.",
            id=str(envelope.id) if known else None,
        )

    def _close(self, code: int) -> Close:
        self.state = State.CLOSED
        return Close(code)
