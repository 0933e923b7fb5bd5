"""The messages on `input`: docs/control.md."""

from enum import IntFlag, StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from media.control import wire
from media.control.wire import Count, Index, NodeRef, Spot, at_most

MAX_TEXT = 1_000
MAX_PASTE = 10_000
MAX_ADDRESS = 2_048
MAX_KEY = 32
MAX_TAB = 64
MAX_OPTIONS = 1_000

Keys = Annotated[int, Meta(ge=0, le=15)]
Pixels = Annotated[float, Meta(ge=-100_000, le=100_000)]


class Modifier(IntFlag):
    """`keys` of a message is their sum."""

    NONE = 0
    SHIFT = 1
    CONTROL = 2
    ALT = 4
    META = 8


class Phase(StrEnum):
    DOWN = "down"
    MOVE = "move"
    UP = "up"
    CANCEL = "cancel"


class Caret(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A text position: in a text node, or between the children of an element."""

    node: Count
    offset: Index


class InputMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """`grant` is that of control; `seq` rises under it."""

    grant: Count
    seq: Count


class PointerInput(InputMessage, frozen=True, tag="pointer"):
    """`button`, `buttons` as in PointerEvent; `clicks` is the `detail` of a click."""

    phase: Phase
    spot: Spot
    button: Annotated[int, Meta(ge=0, le=4)]
    buttons: Annotated[int, Meta(ge=0, le=31)]
    clicks: Annotated[int, Meta(ge=0, le=3)]
    keys: Keys
    caret: Caret | None = None


class WheelInput(InputMessage, frozen=True, tag="wheel"):
    """`dx`, `dy`: CSS pixels."""

    spot: Spot
    dx: Pixels
    dy: Pixels
    keys: Keys


class KeyInput(InputMessage, frozen=True, tag="key"):
    """As in KeyboardEvent."""

    phase: Phase
    key: str
    code: str
    keys: Keys
    repeat: bool

    def __post_init__(self) -> None:
        if not self.key or self.phase not in (Phase.DOWN, Phase.UP):
            raise ValueError("a key without a name, or neither down nor up")
        at_most(self.key, MAX_KEY)
        at_most(self.code, MAX_KEY)


class TextInput(InputMessage, frozen=True, tag="text"):
    """What no single key gives."""

    text: str

    def __post_init__(self) -> None:
        at_most(self.text, MAX_TEXT)


class PasteInput(InputMessage, frozen=True, tag="paste"):
    text: str

    def __post_init__(self) -> None:
        at_most(self.text, MAX_PASTE)


class ChooseInput(InputMessage, frozen=True, tag="choose"):
    """These `options` of a `select`, and no others."""

    target: NodeRef
    options: Annotated[list[Count], Meta(max_length=MAX_OPTIONS)]


class ValueInput(InputMessage, frozen=True, tag="value"):
    """For a date, a time, a colour, a range."""

    target: NodeRef
    value: str

    def __post_init__(self) -> None:
        at_most(self.value, MAX_TEXT)


class To(StrEnum):
    BACK = "back"
    FORWARD = "forward"
    REFRESH = "refresh"
    ADDRESS = "address"


class NavigateInput(InputMessage, frozen=True, tag="navigate"):
    """`address`: for `to` ADDRESS alone."""

    to: To
    address: str | None = None

    def __post_init__(self) -> None:
        if self.to is To.ADDRESS:
            _needs(self.address, "address", MAX_ADDRESS)


class TabAct(StrEnum):
    OPEN = "open"
    SHOW = "show"
    CLOSE = "close"


class TabInput(InputMessage, frozen=True, tag="tab"):
    """`address`: to open; `tab`, an endpoint: to show and to close."""

    act: TabAct
    address: str | None = None
    tab: str | None = None

    def __post_init__(self) -> None:
        if self.act is TabAct.OPEN:
            _needs(self.address, "address", MAX_ADDRESS)
        else:
            _needs(self.tab, "tab", MAX_TAB)


class Mark(InputMessage, frozen=True, tag="mark"):
    """To be answered with `Done` when all before it has been dealt with."""


AnyInput = (
    PointerInput
    | WheelInput
    | KeyInput
    | TextInput
    | PasteInput
    | ChooseInput
    | ValueInput
    | NavigateInput
    | TabInput
    | Mark
)


class RefusalCode(StrEnum):
    """Why the customer's side does not do something. A later version may have more."""

    NO_GRANT = "control.no_grant"
    GONE = "control.gone"
    HIDDEN = "control.hidden"
    SECRET_FIELD = "control.secret_field"
    FILE = "control.file"
    SUBMIT = "control.submit"
    READ_ONLY = "control.read_only"
    OTHER_SITE = "control.other_site"
    LINK = "control.link"
    LEAVES_SITE = "control.leaves_site"
    OWN_UI = "control.own_ui"
    LIMITED = "control.limited"
    CUSTOMER_FIRST = "control.customer_first"
    TRUSTED_ONLY = "control.trusted_only"
    NOT_PERMITTED = "control.not_permitted"
    NEEDS_CLICK = "control.needs_click"
    TOO_FAST = "control.too_fast"


class InputAnswer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """`grant` is that of the view; `seq` that of the input."""

    grant: Count
    seq: Count


class InputRefused(InputAnswer, frozen=True, tag="refused"):
    """It had no effect."""

    code: Annotated[str, Meta(pattern=r"^control\.[a-z_]+$")]


class InputAsked(InputAnswer, frozen=True, tag="asked"):
    """The customer is being asked."""

    code: Annotated[str, Meta(pattern=r"^control\.[a-z_]+$")]


class Done(InputAnswer, frozen=True, tag="done"):
    """To a mark: all before it has been dealt with, and what was refused has been told."""


AnyAnswer = InputRefused | InputAsked | Done

_inputs = msgspec.json.Decoder(AnyInput)
_answers = msgspec.json.Decoder(AnyAnswer)


def decode_input(data: bytes) -> AnyInput | None:
    """None for whatever is none."""
    return wire.decode(_inputs, data)


def decode_answer(data: bytes, grant: int) -> AnyAnswer | None:
    """None for whatever is none, and for another grant than that of the view."""
    answer = wire.decode(_answers, data)
    return answer if answer is not None and answer.grant == grant else None


def _needs(text: str | None, name: str, most: int) -> None:
    if text is None:
        raise ValueError(f"no {name}")
    at_most(text, most)
