"""The messages on `pointer` and `ink`: docs/control.md."""

from typing import Annotated

import msgspec
from msgspec import Meta

from media.control import wire
from media.control.wire import Count, Index, NodeRef, Part, Spot

MAX_POINTS = 500  # in one stroke

By = Annotated[str, Meta(min_length=1, max_length=64)]


class InkMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """`grant` is that of the view. `by`, a person's id: passed on by the customer's browser for
    them; None: the sender's own."""

    grant: Count
    by: By | None = None


class At(InkMessage, frozen=True, tag="at"):
    """The sender points here; None: nowhere. `seq` rises."""

    seq: Count
    spot: Spot | None
    laser: bool = False


class Press(InkMessage, frozen=True, tag="press"):
    spot: Spot


class Stroke(InkMessage, frozen=True, tag="stroke"):
    """The points of the stroke `id` from number `start` on, in place of those that were there: x
    and y in turn, parts of the anchor's box."""

    id: Count
    anchor: NodeRef
    start: Index = msgspec.field(name="from")
    points: list[Part]
    done: bool

    def __post_init__(self) -> None:
        if len(self.points) % 2 or self.start + len(self.points) // 2 > MAX_POINTS:
            raise ValueError("half a point, or too many of them")


class Erase(InkMessage, frozen=True, tag="erase"):
    """Take away the sender's stroke `id`."""

    id: Count


class Clear(InkMessage, frozen=True, tag="clear"):
    """Take away the sender's strokes, or everybody's."""

    all: bool


AnyInk = Press | Stroke | Erase | Clear

_at = msgspec.json.Decoder(At)
_ink = msgspec.json.Decoder(AnyInk)


def decode_at(data: bytes, grant: int) -> At | None:
    """None for whatever is none, and for another grant."""
    at = wire.decode(_at, data)
    return at if at is not None and at.grant == grant else None


def decode_ink(data: bytes, grant: int) -> AnyInk | None:
    """None for whatever is none, and for another grant."""
    message = wire.decode(_ink, data)
    return message if message is not None and message.grant == grant else None
