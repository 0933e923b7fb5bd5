"""The messages on the channel `document` of a media link: docs/documents.md, "The channel"."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, field

CHANNEL = "document"
MESSAGE_BYTES = 8192
CHUNK_BYTES = 16_384
MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 2_000


class DocumentKind(StrEnum):
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"


Id = Annotated[str, Meta(pattern="^[A-Za-z0-9-]{1,64}$")]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Bytes = Annotated[int, Meta(ge=0, le=MOST_BYTES)]
PageNumber = Annotated[int, Meta(ge=1, le=MOST_PAGES)]
Part = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Offer(msgspec.Struct, frozen=True, tag_field="type", tag="offer"):
    id: Id
    name: Annotated[str, Meta(max_length=1024)]
    kind: DocumentKind
    size: Annotated[int, Meta(ge=1, le=MOST_BYTES)]
    hash: Hash


class ReadyForOffer(msgspec.Struct, frozen=True, tag_field="type", tag="ready"):
    """A document may be taken here from now on: what was offered before was not heard."""


class Wanted(msgspec.Struct, frozen=True, tag_field="type", tag="wanted"):
    id: Id
    start: Bytes = field(name="from")


class Got(msgspec.Struct, frozen=True, tag_field="type", tag="got"):
    id: Id
    bytes: Bytes


class RefusedDocument(msgspec.Struct, frozen=True, tag_field="type", tag="refused"):
    id: Id
    why: Annotated[str, Meta(max_length=32)]


class ShownDocument(msgspec.Struct, frozen=True, tag_field="type", tag="shown"):
    id: Id


class Look(msgspec.Struct, frozen=True, tag_field="type", tag="look"):
    """The page, and the place on it, that both sides see."""

    id: Id
    revision: Count
    page: PageNumber = 1
    zoom: Annotated[float, Meta(ge=0.25, le=8)] = 1
    x: Part = 0
    y: Part = 0


class Point(msgspec.Struct, frozen=True, tag_field="type", tag="point"):
    page: PageNumber
    x: Part | None
    y: Part | None
    laser: bool


class Stroke(msgspec.Struct, frozen=True, tag_field="type", tag="stroke"):
    stroke: Count
    page: PageNumber
    points: Annotated[tuple[Part, ...], Meta(max_length=400)]


class Clear(msgspec.Struct, frozen=True, tag_field="type", tag="clear"):
    pass


Drawn = Point | Stroke | Clear
DocumentMessage = (
    ReadyForOffer | Offer | Wanted | Got | RefusedDocument | ShownDocument | Look | Drawn
)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[DocumentMessage] = msgspec.json.Decoder(DocumentMessage)


def encode(message: DocumentMessage) -> str:
    return _encoder.encode(message).decode()


def decode(text: str) -> DocumentMessage | None:
    """None for whatever is not one."""
    if len(text) > MESSAGE_BYTES:
        return None
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return None
