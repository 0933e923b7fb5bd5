"""Operations of a batch: docs/mirror.md, "Batches". Each is an array that begins with its name; one
name may have two forms, of different length."""

import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from media.errors import BadFrame

Natural = Annotated[int, Meta(ge=0)]
Number = Annotated[float, Meta(ge=-1e300, le=1e300)]  # finite
# The hash of content, or the URL of what the agent's browser loads itself.
Hash = Annotated[str, Meta(pattern=r"^(?:[0-9a-f]{64}|https?://[!-~]{1,2040})\Z")]
Mode = Literal["standards", "quirks"]


class Operation(msgspec.Struct, frozen=True, array_like=True):
    pass


class Start(Operation, frozen=True, tag="start"):
    generation: int
    mode: Mode


class Ready(Operation, frozen=True, tag="ready"):
    generation: int


class Whole(Operation, frozen=True, tag="whole"):
    generation: int


class Viewport(Operation, frozen=True, tag="view"):
    width: Number
    height: Number


class Renumber(Operation, frozen=True, tag="e"):
    """The next new nodes have these numbers: from, how many, ...; the last run goes on."""

    runs: list[Natural]


class ForgetDefinitions(Operation, frozen=True, tag="f"):
    pass


class Detach(Operation, frozen=True, tag="d"):
    parent: int
    children: list[int]


class Children(Operation, frozen=True, tag="c"):
    """`items`: see media/mirror/items.py."""

    parent: int
    head: Natural
    tail: Natural
    items: list[Any]


class InnerRoot(Operation, frozen=True, tag="h"):
    host: int
    mode: Literal["", "standards", "quirks"]
    items: list[Any]


class SetAttributes(Operation, frozen=True, tag="a"):
    id: int
    attributes: dict[str, str | None]


class SetText(Operation, frozen=True, tag="t"):
    id: int
    text: str


class SpliceText(Operation, frozen=True, tag="t"):
    id: int
    head: Natural
    tail: Natural
    text: str


class SetValue(Operation, frozen=True, tag="v"):
    id: int
    value: str


class SpliceValue(Operation, frozen=True, tag="v"):
    id: int
    head: Natural
    tail: Natural
    value: str


class SetChecked(Operation, frozen=True, tag="k"):
    id: int
    state: Literal[0, 1, 2]


class SetSelected(Operation, frozen=True, tag="o"):
    select: int
    options: list[int]


class SetTopLayer(Operation, frozen=True, tag="s"):
    id: int
    state: Literal[0, 1, 2]


class Scroll(Operation, frozen=True, tag="p"):
    id: int
    x: Number
    y: Number


class SetSheet(Operation, frozen=True, tag="y"):
    sheet: int
    media: str


class SetRules(Operation, frozen=True, tag="r"):
    sheet: int
    head: Natural
    tail: Natural
    rules: list[str]


class AdoptSheets(Operation, frozen=True, tag="l"):
    root: int
    sheets: list[int]


class SetUse(Operation, frozen=True, tag="u"):
    """`state`: see media.mirror.tree.Use; `id` is 0 for none."""

    state: Literal[0, 1, 2, 3]
    id: int


class Select(Operation, frozen=True, tag="x"):
    anchor: int
    anchor_offset: Natural
    focus: int
    focus_offset: Natural


class SelectNothing(Operation, frozen=True, tag="x"):
    pass


class Animate(Operation, frozen=True, tag="n"):
    """What moves is looks: of no use here."""

    id: int
    key: Any
    animation: Any


class ImageSize(Operation, frozen=True, tag="i"):
    id: int
    width: Number
    height: Number


class NameAsset(Operation, frozen=True, tag="m"):
    asset: int
    hash: Hash | None


class Check(Operation, frozen=True, tag="q"):
    id: int
    sum: Natural


AnyOperation = (
    Start
    | Ready
    | Whole
    | Viewport
    | Renumber
    | ForgetDefinitions
    | Detach
    | Children
    | InnerRoot
    | SetAttributes
    | SetText
    | SpliceText
    | SetValue
    | SpliceValue
    | SetChecked
    | SetSelected
    | SetTopLayer
    | Scroll
    | SetSheet
    | SetRules
    | AdoptSheets
    | SetUse
    | Select
    | SelectNothing
    | Animate
    | ImageSize
    | NameAsset
    | Check
)

# By name and length.
_FORMS: dict[tuple[object, int], type[AnyOperation]] = {
    (form.__struct_config__.tag, 1 + len(form.__struct_fields__)): form
    for form in AnyOperation.__args__
}


def decode_batch(payload: bytes) -> list[AnyOperation]:
    """Raises BadFrame."""
    try:
        # Not msgspec's own decoder: a text may hold half a character, which that refuses.
        batch = json.loads(payload.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise BadFrame(f"not a batch: {problem}") from problem
    if not isinstance(batch, list):
        raise BadFrame("not a batch: not an array")
    return [_operation(item) for item in batch]


def encode_operation(operation: AnyOperation) -> bytes:
    """JSON; half a character is written as its escape."""
    text = json.dumps(msgspec.to_builtins(operation), ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="backslashreplace")


def encode_batch(operations: Iterable[bytes]) -> bytes:
    """Of what `encode_operation` has made."""
    return b"[" + b",".join(operations) + b"]"


def _operation(item: object) -> AnyOperation:
    if not isinstance(item, list) or not item or not isinstance(item[0], str):
        raise BadFrame("not a batch: an operation that is not an array with a name")
    form = _FORMS.get((item[0], len(item)))
    if form is None:
        raise BadFrame(f"not a batch: {item[0][:20]!r} with {len(item)} fields")
    try:
        return msgspec.convert(item, form)
    except msgspec.ValidationError as problem:
        raise BadFrame(f"not a batch: {item[0]!r}: {problem}") from problem


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
