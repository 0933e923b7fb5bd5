"""The messages of remote control, pointers and ink as they travel, and what is none of them."""

import json
import re

import pytest

from media.control.ink import At, Clear, Erase, InkMessage, Press, Stroke, decode_at, decode_ink
from media.control.input import (
    AnyAnswer,
    AnyInput,
    Done,
    InputAsked,
    InputRefused,
    PasteInput,
    RefusalCode,
    decode_answer,
    decode_input,
)
from media.control.whereabouts import Tab, Tabs, Whereabouts, decode_told
from media.control.wire import NodeRef, encode
from tests.docs.blocks import DOCS, ROOT
from tests.media.control_samples import SPOT, every_input

POINTER = {"type": "pointer", "phase": "down", "button": 0, "buttons": 1, "clicks": 1, "keys": 0}
KEY = {"type": "key", "phase": "down", "key": "a", "code": "KeyA", "keys": 0, "repeat": False}
WHEEL = {"type": "wheel", "spot": [1, 2, 0, 0], "dx": 0, "dy": 0, "keys": 0}
CHOOSE = {"type": "choose", "target": [1, 2], "options": [3]}
STROKE = {"type": "stroke", "id": 3, "anchor": [1, 40], "from": 0, "points": [0, 1], "done": True}

NO_INPUT = {
    "an unknown type": {"type": "evaluate", "text": "1"},
    "no type": {"text": "a"},
    "no grant": {"type": "text", "text": "a", "grant": None},
    "a broken grant": {"type": "text", "text": "a", "grant": 1.5},
    "a huge grant": {"type": "text", "text": "a", "grant": 2**60},
    "no number": {"type": "text", "text": "a", "seq": None},
    "number 0": {"type": "text", "text": "a", "seq": 0},
    "a truth for a number": {"type": "text", "text": "a", "seq": True},
    "no spot": POINTER,
    "half a spot": {**POINTER, "spot": [1, 2, 0]},
    "more than a spot": {**POINTER, "spot": [1, 2, 0, 0, 0]},
    "a spot of node 0": {**POINTER, "spot": [1, 0, 0, 0]},
    "huge coordinates": {**POINTER, "spot": [1, 2, 1e9, 0]},
    "an unknown phase": {**POINTER, "spot": [1, 2, 0, 0], "phase": "hover"},
    "a sixth button": {**POINTER, "spot": [1, 2, 0, 0], "button": 5},
    "half a caret": {**POINTER, "spot": [1, 2, 0, 0], "caret": [3]},
    "a huge wheel": {**WHEEL, "dy": 1e99},
    "a wheel of text": {**WHEEL, "dy": "12"},
    "a negative node": {**CHOOSE, "target": [1, -2]},
    "an option of text": {**CHOOSE, "options": ["3"]},
    "too many options": {**CHOOSE, "options": [3] * 1_001},
    "a key that moves": {**KEY, "phase": "move"},
    "a key without a name": {**KEY, "key": ""},
    "a long key": {**KEY, "key": "a" * 33},
    "unknown keys": {**KEY, "keys": 16},
    "a long text": {"type": "text", "text": "a" * 1_001},
    "a long text of pairs": {"type": "text", "text": "\U0001f600" * 501},
    "a long paste": {"type": "paste", "text": "a" * 10_001},
    "nowhere to go": {"type": "navigate", "to": "address"},
    "an unknown way": {"type": "navigate", "to": "home"},
    "a long address": {"type": "navigate", "to": "address", "address": "a" * 2_049},
    "no tab to show": {"type": "tab", "act": "show", "address": "/a"},
    "no address to open": {"type": "tab", "act": "open", "tab": "e1"},
    "a long tab": {"type": "tab", "act": "show", "tab": "a" * 65},
    "a long message": {"type": "mark", "more": "a" * 16_384},
}

GARBAGE = {
    "nothing": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "null": b"null",
    "no object": b"[1]",
    "deep": b"[" * 100_000,
    "a number that is none": b'{"type":"wheel","grant":9,"seq":1,"spot":[1,2,NaN,0]}',
    "half a character": b'{"type":"text","grant":9,"seq":1,"text":"\\ud800"}',
}


@pytest.mark.parametrize("input", every_input(), ids=lambda input: type(input).__name__)
def test_input_travels_unchanged(input: AnyInput) -> None:
    assert decode_input(encode(input)) == input


@pytest.mark.parametrize("fields", NO_INPUT.values(), ids=NO_INPUT)
def test_what_is_no_input(fields: dict[str, object]) -> None:
    message = {"grant": 9, "seq": 1, **fields}
    assert decode_input(json.dumps(message).encode()) is None


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_nothing_on_any_channel(data: bytes) -> None:
    assert decode_input(data) is None
    assert decode_answer(data, 7) is None
    assert decode_at(data, 7) is None
    assert decode_ink(data, 7) is None
    assert decode_told(data, 7) is None


def test_length_is_that_of_the_browsers() -> None:
    paste = PasteInput("\u4e2d" * 10_000, grant=9, seq=1)  # three bytes each
    assert decode_input(encode(paste)) == paste
    with pytest.raises(ValueError, match="16 KiB"):
        encode(PasteInput('"' * 10_000, grant=9, seq=1))  # two characters each


ANSWERS = [
    InputRefused(grant=7, seq=5, code="control.submit"),
    InputAsked(grant=7, seq=5, code="control.leaves_site"),
    Done(grant=7, seq=6),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_answers_travel_unchanged_under_their_grant(answer: AnyAnswer) -> None:
    assert decode_answer(encode(answer), 7) == answer
    assert decode_answer(encode(answer), 8) is None


def test_a_code_is_one_of_control() -> None:
    assert decode_answer(b'{"type":"refused","grant":7,"seq":1,"code":"<b>"}', 7) is None


INK: list[InkMessage] = [
    Press(SPOT, grant=7),
    Press(SPOT, grant=7, by="a1"),
    Stroke(3, NodeRef(1, 40), 2, [0.1, 0.2], True, grant=7),
    Erase(3, grant=7),
    Clear(False, grant=7),
]


@pytest.mark.parametrize("ink", INK, ids=lambda ink: type(ink).__name__)
def test_ink_travels_unchanged_under_its_grant(ink: InkMessage) -> None:
    assert decode_ink(encode(ink), 7) == ink
    assert decode_ink(encode(ink), 8) is None


def test_a_pointer_travels_unchanged_under_its_grant() -> None:
    for at in (At(12, SPOT, True, grant=7), At(13, None, grant=7, by="a1")):
        assert decode_at(encode(at), 7) == at
        assert decode_at(encode(at), 8) is None


@pytest.mark.parametrize(
    "fields",
    [
        {**STROKE, "points": [0]},
        {**STROKE, "points": [0, "1"]},
        {**STROKE, "points": [0, 1e9]},
        {**STROKE, "points": [0, 1] * 501},
        {**STROKE, "from": 500},
        {**STROKE, "from": -1},
        {**STROKE, "id": 0},
        {**STROKE, "by": ""},
        {**STROKE, "by": "a" * 65},
        {"type": "press", "spot": None},
        {"type": "clear", "all": "yes"},
        {"type": "at", "seq": 1, "spot": None},
    ],
    ids=json.dumps,
)
def test_what_is_no_ink(fields: dict[str, object]) -> None:
    assert decode_ink(json.dumps({"grant": 7, **fields}).encode(), 7) is None


PAGE = {"type": "page", "address": "https://a/", "title": "A", "back": True, "forward": False}


def test_what_is_told_of_pages_and_tabs() -> None:
    page = Whereabouts("https://a/", "A", True, False, grant=7)
    assert decode_told(json.dumps({"grant": 7, **PAGE}).encode(), 7) == page
    tabs = Tabs([Tab("e1", "A")], grant=7)
    assert decode_told(encode(tabs), 7) == tabs
    assert decode_told(encode(tabs), 8) is None


@pytest.mark.parametrize(
    "fields",
    [
        {**PAGE, "address": "a" * 2_049},
        {**PAGE, "title": "a" * 201},
        {**PAGE, "back": None},
        {"type": "tabs", "tabs": [{"tab": "", "title": ""}]},
        {"type": "tabs", "tabs": [{"tab": "e1"}]},
        {"type": "tabs", "tabs": [{"tab": "e1", "title": ""}] * 51},
    ],
    ids=lambda fields: json.dumps(fields)[:60],
)
def test_what_is_told_wrongly(fields: dict[str, object]) -> None:
    assert decode_told(json.dumps({"grant": 7, **fields}).encode(), 7) is None


def test_codes_are_those_of_the_documentation_and_of_the_browsers() -> None:
    codes = {str(code) for code in RefusalCode}
    table = re.findall(r"^\| `(control\.\w+)` \|", (DOCS / "control.md").read_text(), re.MULTILINE)
    source = (ROOT / "client_js" / "src" / "control" / "messages.ts").read_text()
    union = source.split("export type RefusalCode", 1)[1].split("}`", 1)[0]
    assert codes == set(table) == {f"control.{name}" for name in re.findall(r"'(\w+)'", union)}
