"""Operations of a batch: docs/mirror.md, "Batches". Each is an array that begins with its name."""

from typing import Any, Literal

import msgspec

from media.errors import BadFrame

Attributes = dict[str, str]

# Elements of HTML that never get children: what is in them comes otherwise, or not at all.
CHILDLESS = frozenset({"gap", "box", "style", "img", "input", "textarea"})


class ElementRecord(msgspec.Struct, frozen=True, array_like=True):
    id: int
    namespace: Literal[0, 1, 2]
    tag: str
    attributes: Attributes


class TextRecord(msgspec.Struct, frozen=True, array_like=True):
    id: int
    text: str


class Operation(msgspec.Struct, frozen=True, array_like=True):
    pass


class Start(Operation, frozen=True, tag="start"):
    generation: int
    root: int
    mode: Literal["standards", "quirks"]


class Ready(Operation, frozen=True, tag="ready"):
    generation: int


class Viewport(Operation, frozen=True, tag="view"):
    width: float
    height: float


class Detach(Operation, frozen=True, tag="d"):
    parent: int
    children: list[int]


class Children(Operation, frozen=True, tag="c"):
    """`items`: ids of known nodes, or records; see `to_record` and `from_record`."""

    parent: int
    head: int
    tail: int
    items: list[int | list[Any]]


class ShadowRoot(Operation, frozen=True, tag="h"):
    host: int
    root: int


class SetAttributes(Operation, frozen=True, tag="a"):
    id: int
    attributes: dict[str, str | None]


class SetText(Operation, frozen=True, tag="t"):
    id: int
    text: str


class SetValue(Operation, frozen=True, tag="v"):
    id: int
    value: str


class SetChecked(Operation, frozen=True, tag="k"):
    id: int
    state: Literal[0, 1, 2]


class SetSelected(Operation, frozen=True, tag="o"):
    select: int
    options: list[int]


class Scroll(Operation, frozen=True, tag="p"):
    id: int
    x: float
    y: float


class SetSheet(Operation, frozen=True, tag="y"):
    id: int
    css: str
    media: str


class AdoptSheets(Operation, frozen=True, tag="l"):
    root: int
    sheets: list[int]


class ImageSize(Operation, frozen=True, tag="i"):
    id: int
    width: float
    height: float


class NameAsset(Operation, frozen=True, tag="m"):
    asset: int
    hash: str | None


AnyOperation = (
    Start
    | Ready
    | Viewport
    | Detach
    | Children
    | ShadowRoot
    | SetAttributes
    | SetText
    | SetValue
    | SetChecked
    | SetSelected
    | Scroll
    | SetSheet
    | AdoptSheets
    | ImageSize
    | NameAsset
)

Record = ElementRecord | TextRecord

_batch = msgspec.json.Decoder(list[AnyOperation])


def decode_batch(payload: bytes) -> list[AnyOperation]:
    """Raises BadFrame."""
    try:
        return _batch.decode(payload)
    except msgspec.DecodeError as problem:
        raise BadFrame(f"not a batch: {problem}") from problem


def encode_batch(operations: list[AnyOperation]) -> bytes:
    return msgspec.json.encode(operations)


def to_record(item: list[Any]) -> Record:
    """The two kinds of record differ in length. Raises BadFrame."""
    try:
        if len(item) == 2:
            return msgspec.convert(item, TextRecord)
        return msgspec.convert(item, ElementRecord)
    except msgspec.ValidationError as problem:
        raise BadFrame(f"not a record: {problem}") from problem


def from_record(record: Record) -> list[Any]:
    items: list[Any] = msgspec.to_builtins(record)
    return items
