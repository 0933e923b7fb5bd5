"""What the messages of the channels `pointer`, `ink` and `input` are made of: docs/control.md."""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from media.mirror.texts import length

T = TypeVar("T")

MAX_MESSAGE = 16_384  # UTF-16 units
SAFE_INTEGER = 2**53 - 1  # browsers read no higher one exactly
MOST = 1_000  # how far outside of its box something may lie, in parts of the box

Count = Annotated[int, Meta(ge=1, le=SAFE_INTEGER)]
Index = Annotated[int, Meta(ge=0, le=SAFE_INTEGER)]
Part = Annotated[float, Meta(ge=-MOST, le=MOST)]


class NodeRef(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The element `node` in the snapshot `page`."""

    page: Count
    node: Count


class Spot(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """`x` and `y` are parts of the element's border box from its top left corner, 0 to 1 inside."""

    page: Count
    node: Count
    x: Part
    y: Part


def encode(message: msgspec.Struct) -> bytes:
    """Raises ValueError for what the other side would drop because of its length."""
    data = msgspec.json.encode(message)
    if _is_too_long(data):
        raise ValueError("the message has more than 16 KiB")
    return data


def decode(decoder: msgspec.json.Decoder[T], data: bytes) -> T | None:
    """None for whatever is no such message."""
    try:
        return None if _is_too_long(data) else decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def at_most(text: str, most: int) -> None:
    """Raises ValueError for more than `most` UTF-16 units."""
    if length(text) > most:
        raise ValueError(f"a text of {length(text)} units, more than {most}")


def _is_too_long(data: bytes) -> bool:
    return len(data) > MAX_MESSAGE and length(data.decode()) > MAX_MESSAGE
