"""The customer's end of `input`: the one place that decides what an agent's input may do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from media.control.consent import Control
from media.control.input import (
    AnyInput,
    ChooseInput,
    Done,
    InputAnswer,
    InputAsked,
    InputRefused,
    KeyInput,
    Mark,
    NavigateInput,
    PasteInput,
    Phase,
    PointerInput,
    RefusalCode,
    TabInput,
    TextInput,
    ValueInput,
    WheelInput,
    decode_input,
)
from media.control.pace import INPUTS_A_SECOND, INPUTS_AT_ONCE, Bucket
from media.control.wire import NodeRef, Spot, encode
from media.mirror.page import WITH_VALUE, Tag
from signaling.messages import ControlLimit, Person, PolicyView

# She is asked.
ASKED = frozenset({RefusalCode.LEAVES_SITE, RefusalCode.NEEDS_CLICK})
SUBMITS = {"input": ("submit", "image"), "button": ("submit", None)}


@dataclass(frozen=True)
class Applied:
    """Input that was let in. `target`: what it aims at; None: the page as a whole."""

    by: Person
    input: AnyInput
    target: Tag | None


Judge = Callable[[Applied], RefusalCode | None]


@dataclass(frozen=True)
class InputGateOptions:
    """`permits` gives the live grant of that number, if there is one; `tag` what a viewer's node
    is. `judge` has the last word: a code refuses, or means that she is asked; None lets in.
    `applied` is called with what was let in; `send` takes messages for `input`."""

    grant: int
    by: Person
    permits: Callable[[int], Control | None]
    policy: Callable[[], PolicyView]
    tag: Callable[[int, int], Tag | None]
    judge: Judge
    applied: Callable[[Applied], None]
    send: Callable[[bytes], None]


class InputGate:
    """One per open link. `dropped` counts what had no effect, by code; `malformed` is no such
    message, `replayed` was there before."""

    def __init__(self, options: InputGateOptions, dropped: Counter[str]) -> None:
        self._options = options
        self._dropped = dropped
        self._control = 0
        self._seq = 0
        self._bucket = self._new_bucket()
        self._focus: Tag | None = None

    def receive(self, data: bytes) -> None:
        """A message of the agent's, whatever it is."""
        input = decode_input(data)
        if input is None:
            self._dropped["malformed"] += 1
            return
        control = self._options.permits(input.grant)
        if control is None:
            self._refuse(input, RefusalCode.NO_GRANT)
        elif self._is_replayed(input):
            self._dropped["replayed"] += 1
        elif not self._bucket.take(_now()):
            self._refuse(input, RefusalCode.TOO_FAST)
        elif isinstance(input, Mark):
            self._answer(Done(grant=self._options.grant, seq=input.seq))
        else:
            self._take(input, control)

    def _is_replayed(self, input: AnyInput) -> bool:
        if input.grant != self._control:
            self._control, self._seq = input.grant, 0
            self._bucket = self._new_bucket()
            self._focus = None
        if input.seq <= self._seq:
            return True
        self._seq = input.seq
        return False

    def _take(self, input: AnyInput, control: Control) -> None:
        target = self._target(input)
        applied = Applied(self._options.by, input, target)
        code = (
            self._not_there(input, target)
            or self._forbidden(input, target)
            or _limited(control, input, target)
            or self._options.judge(applied)
        )
        if code is not None:
            self._refuse(input, code)
            return
        if isinstance(input, PointerInput) and input.phase is Phase.DOWN:
            self._focus = target
        self._options.applied(applied)

    def _target(self, input: AnyInput) -> Tag | None:
        match input:
            case PointerInput(spot=at) | WheelInput(spot=at):
                return self._tag(at)
            case ChooseInput(target=at) | ValueInput(target=at):
                return self._tag(at)
            case KeyInput() | TextInput() | PasteInput():
                return self._focus
            case NavigateInput() | TabInput() | Mark():
                return None
            case _:
                assert_never(input)

    def _tag(self, at: Spot | NodeRef) -> Tag | None:
        return self._options.tag(at.page, at.node)

    def _not_there(self, input: AnyInput, target: Tag | None) -> RefusalCode | None:
        aims = isinstance(input, PointerInput | WheelInput | ChooseInput | ValueInput)
        return RefusalCode.GONE if aims and target is None else None

    def _forbidden(self, input: AnyInput, target: Tag | None) -> RefusalCode | None:
        policy = self._options.policy()
        permitted = {
            NavigateInput: policy.navigation_by_agents,
            TabInput: policy.tabs_by_agents,
            PasteInput: policy.paste_by_agents,
        }
        if not permitted.get(type(input), True):
            return RefusalCode.NOT_PERMITTED
        if target is None or _only_looks(input):
            return None
        if target.secret:
            return RefusalCode.SECRET_FIELD
        if target.name == "input" and target.attributes.get("type") == "file":
            return RefusalCode.FILE
        if not policy.submit_by_agents and _is_submitter(target):
            return RefusalCode.SUBMIT
        return None

    def _refuse(self, input: AnyInput, code: RefusalCode) -> None:
        self._dropped[code] += 1
        kind = InputAsked if code in ASKED else InputRefused
        self._answer(kind(grant=self._options.grant, seq=input.seq, code=code))

    def _answer(self, answer: InputAnswer) -> None:
        self._options.send(encode(answer))

    def _new_bucket(self) -> Bucket:
        return Bucket(INPUTS_AT_ONCE, INPUTS_A_SECOND, _now())


def _limited(control: Control, input: AnyInput, target: Tag | None) -> RefusalCode | None:
    limits = control.limits
    if limits.limit is ControlLimit.REGION:
        region = limits.region
        inside = region is not None and target is not None and target in region.walk()
        return None if inside else RefusalCode.LIMITED
    if limits.limit is ControlLimit.TYPING:
        typing = isinstance(input, KeyInput | TextInput | PasteInput) or (
            target is not None and target.name in WITH_VALUE
        )
        return None if typing else RefusalCode.LIMITED
    return None


def _only_looks(input: AnyInput) -> bool:
    if isinstance(input, PointerInput):
        return input.phase is Phase.MOVE and input.buttons == 0
    return isinstance(input, WheelInput)


def _is_submitter(tag: Tag) -> bool:
    return tag.attributes.get("type") in SUBMITS.get(tag.name, ())


def _now() -> float:
    return asyncio.get_running_loop().time()
