"""The channel `call` of a media link: what the other side says of what it sends. docs/calls.md,
"The media link", has the messages; nothing here opens a gate."""

from collections import Counter
from enum import StrEnum
from typing import Annotated

import msgspec

from media.control.pace import Bucket
from signaling.messages import Surface

CHANNEL = "call"
MESSAGE_BYTES = 4096
RATE = 30.0  # messages a second


class Shown(StrEnum):
    """What has become of the screen."""

    OFF = "off"
    CHOOSING = "choosing"
    LIVE = "live"
    FROZEN = "frozen"
    DENIED = "denied"
    IMPOSSIBLE = "impossible"
    FORBIDDEN = "forbidden"


class DeviceTrouble(StrEnum):
    """Why a microphone or a camera is not sent although it may be."""

    DENIED = "denied"
    MISSING = "missing"
    BUSY = "busy"
    IMPOSSIBLE = "impossible"


class Trouble(msgspec.Struct, frozen=True):
    microphone: DeviceTrouble | None = None
    camera: DeviceTrouble | None = None


class StateMessage(msgspec.Struct, frozen=True, tag_field="type", tag="state"):
    """What the sender sends now."""

    muted: bool = False
    camera: bool = False
    surface: Surface | None = None
    screen: Shown = Shown.OFF
    trouble: Trouble = Trouble()


class JoinedMessage(msgspec.Struct, frozen=True, tag_field="type", tag="joined"):
    """From a console: this agent takes part in the call, or no more."""

    joined: bool


PersonId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class PeopleMessage(msgspec.Struct, frozen=True, tag_field="type", tag="people"):
    """From a dock: the agents who take part in the call, by id."""

    agents: Annotated[tuple[PersonId, ...], msgspec.Meta(max_length=32)]


class AgainMessage(msgspec.Struct, frozen=True, tag_field="type", tag="again"):
    """From a console: please pick another surface."""


CallMessage = StateMessage | JoinedMessage | PeopleMessage | AgainMessage

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(CallMessage)


def encode(message: CallMessage) -> bytes:
    return _encoder.encode(message)


class Listener:
    """What the other side has said, and how much of it was refused, by reason. `agents`: whether
    the other side is a console."""

    def __init__(self, *, agents: bool) -> None:
        self.state: StateMessage | None = None
        self.joined = False
        self.people: tuple[str, ...] | None = None
        self.asked_again = 0
        self.faults: Counter[str] = Counter()
        self._agents = agents
        self._bucket: Bucket | None = None

    def receive(self, data: bytes, now: float) -> None:
        """At `now`, in seconds. What does not parse, is too long, too much, or is not theirs to
        say, changes nothing."""
        self._bucket = self._bucket or Bucket(RATE, RATE, now)
        if not self._bucket.take(now):
            self.faults["rate"] += 1
        elif len(data) > MESSAGE_BYTES:
            self.faults["size"] += 1
        else:
            try:
                self._hear(_decoder.decode(data))
            except (msgspec.DecodeError, UnicodeDecodeError):
                self.faults["format"] += 1

    def _hear(self, message: CallMessage) -> None:
        match message:
            case StateMessage():
                self._hear_state(message)
            case JoinedMessage() if self._agents:
                self.joined = message.joined
            case PeopleMessage() if not self._agents:
                self.people = message.agents
            case AgainMessage() if self._agents:
                self.asked_again += 1
            case _:
                self.faults["role"] += 1

    def _hear_state(self, state: StateMessage) -> None:
        if self._agents and (state.surface is not None or state.screen is not Shown.OFF):
            self.faults["role"] += 1
        else:
            self.state = state
