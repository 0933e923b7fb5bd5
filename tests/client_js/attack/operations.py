"""Operations that a customer's side must not send, against the page that `GOOD` makes.

Text 5, div 6 with text 7 and p 8 in it, input 9, style 10, iframe 11, select 12 with option 13.
"""

from __future__ import annotations

import json
from typing import Any

Operation = list[Any]

BODY = [
    "text",
    ["div", {}, ["in", ["p", {}]]],
    ["input", {}],
    ["style", {}],
    ["iframe", {}],
    ["select", {}, [["option", {}]]],
]


def good(mark: str, generation: int = 1) -> list[Operation]:
    """A whole page; `mark` is the body's title."""
    html = ["html", {}, [["head", {}], ["body", {"title": mark}, BODY]]]
    return [
        ["start", generation, "standards"],
        ["view", 800, 600],
        ["c", 1, 0, 0, [html]],
        ["ready", generation],
        ["whole", generation],
    ]


def items(*given: Any) -> list[Operation]:
    """These behind what the body has."""
    return [["c", 4, 6, 0, list(given)]]


ITEMS: dict[str, Any] = {
    "null": None,
    "true": True,
    "an object": {},
    "an empty list": [],
    "a list of a list": [[]],
    "a list of null": [None],
    "attributes null": ["b", None],
    "attributes a list": ["b", []],
    "attributes a text": ["b", "class"],
    "children a text": ["b", {}, "text"],
    "children an object": ["b", {}, {}],
    "too long": ["b", {}, [], [], []],
    "a value that is a number": ["b", {"class": 5}],
    "a value that is an object": ["b", {"class": {"toString": "x"}}],
    "a value that is null": ["b", {"class": None}],
    "children of an image": ["img", {}, ["x"]],
    "children of a gap": ["gap", {}, ["x"]],
    "children of a style": ["style", {}, ["@import 'x'"]],
    "children of an input": ["input", {}, ["x"]],
    "a shadow root in an image": ["img", {}, [], ["x"]],
    "a shadow root in a table": ["table", {}, [], ["x"]],
    "a drawing's shadow root": ["svg:svg", {}, [], ["x"]],
    "two shadow roots": ["b", {}, [], [], ["x"]],
    "an unknown definition": [4000, []],
    "a definition out of range": [10**9],
    "a negative definition": [-1],
    "a broken definition": [1.5],
    "an unknown id": 999,
    "id zero": 0,
    "a negative id": -4,
    "a broken id": 4.5,
    "a huge id": 2**60,
    "the document": 1,
    "an ancestor": 2,
    "the parent itself": 4,
    "a child of another": 7,
    "a child that stays": 5,
    "an ancestor in something new": ["b", {}, [4]],
    "a child that stays in something new": ["b", {}, [5]],
    "text in the document's place": ["b", {}, [1]],
}
ITEMS |= {
    f"tag {tag}": [tag, {}]
    for tag in (
        "script SCRIPT sCript svg:script math:script svg:set svg:animate svg:feImage object embed "
        "link meta base frame frameset noscript template video audio source track portal applet "
        "__proto__ constructor toString hasOwnProperty svg: :a svg:svg:svg x:div xlink:href "
        "math:annotation-xml a<b a>b <b -x x-\x00 #text #document html:div DIV"
    ).split(" ")
}

OPERATIONS: dict[str, list[Operation] | str] = {
    **{f"item {name}": items(item) for name, item in ITEMS.items()},
    "an item twice": [["d", 4, [5]], ["c", 4, 0, 0, [5, 5]]],
    "a cycle": [["d", 4, [6]], ["c", 8, 0, 0, [6]]],
    "a cycle in something new": [["d", 4, [6]], ["c", 8, 0, 0, [["b", {}, [6]]]]],
    "itself": [["d", 4, [6]], ["c", 6, 2, 0, [6]]],
    "a second root": [["c", 1, 1, 0, [["html", {}]]]],
    "text beside the root": [["c", 1, 1, 0, ["text"]]],
    "children of a text": [["c", 5, 0, 0, ["x"]]],
    "children of an input": [["c", 9, 0, 0, ["x"]]],
    "children of a style": [["c", 10, 0, 0, ["@import 'x'"]]],
    "children of a frame": [["c", 11, 0, 0, ["x"]]],
    "a lying head": [["c", 4, 7, 0, []]],
    "a lying tail": [["c", 4, 0, 7, []]],
    "head and tail overlap": [["c", 4, 4, 4, []]],
    "a negative head": [["c", 4, -1, 0, []]],
    "a broken head": [["c", 4, 0.5, 0, []]],
    "a text for a head": [["c", 4, "0", 0, []]],
    "an endless head": '[["c",4,1e999,0,[]]]',
    "no items": [["c", 4, 0, 0]],
    "items an object": [["c", 4, 0, 0, {"length": 1}]],
    "children of an unknown node": [["c", 77, 0, 0, []]],
    "detaching a stranger": [["d", 4, [7]]],
    "detaching twice": [["d", 4, [5]], ["d", 4, [5]]],
    "detaching itself": [["d", 4, [4]]],
    "detaching the unknown": [["d", 4, [99]]],
    "detaching no list": [["d", 4, 5]],
    "a root in a text": [["h", 5, "", []]],
    "a root in the document": [["h", 1, "", []]],
    "a root in an html": [["h", 2, "", []]],
    "two roots": [["h", 6, "", []], ["h", 6, "", []]],
    "a shadow root in a frame": [["h", 11, "", []]],
    "a frame's mode": [["h", 11, "no-mode", []]],
    "a document in a div": [["h", 6, "standards", []]],
    "a root's items": [["h", 6, "", 5]],
    "two elements in a frame": [["h", 11, "standards", [["html", {}], ["html", {}]]]],
    "attributes of a text": [["a", 5, {"class": "x"}]],
    "attributes of the document": [["a", 1, {"class": "x"}]],
    "attributes a list": [["a", 6, ["class"]]],
    "attributes null": [["a", 6, None]],
    "an attribute's value": [["a", 6, {"class": ["x"]}]],
    "a long attribute": [["a", 6, {"class": "x" * 70_000}]],
    "many attributes": [["a", 6, {f"data-{n}": "" for n in range(600)}]],
    "the text of an element": [["t", 6, "x"]],
    "a text that is none": [["t", 5, 5]],
    "a text's lying head": [["t", 5, 9, 0, "x"]],
    "a text's overlap": [["t", 5, 3, 3, "x"]],
    "a text's negative tail": [["t", 5, 0, -1, "x"]],
    "the value of a div": [["v", 6, "x"]],
    "a value that is none": [["v", 9, None]],
    "a value's lying tail": [["v", 9, 0, 5, "x"]],
    "checking a div": [["k", 6, 1]],
    "checking twice over": [["k", 9, 7]],
    "selecting in a div": [["o", 6, []]],
    "selecting the unknown": [["o", 12, [99]]],
    "opening a text": [["s", 5, 1]],
    "opening oddly": [["s", 6, 7]],
    "scrolling nowhere": '[["p",6,1e999,0]]',
    "scrolling by text": [["p", 6, "1", 0]],
    "scrolling by null": [["p", 6, None, 0]],
    "scrolling the unknown": [["p", 99, 0, 0]],
    "a sheet of a div": [["y", 6, ""]],
    "a sheet of the unknown": [["y", 99, ""]],
    "sheet zero": [["y", 0, ""]],
    "a sheet's media": [["y", -1, 5]],
    "rules without a sheet": [["r", -9, 0, 0, ["x{}"]]],
    "rules with a lying head": [["y", -1, ""], ["r", -1, 1, 0, []]],
    "rules that are none": [["y", -1, ""], ["r", -1, 0, 0, [5]]],
    "adopting the unknown": [["l", 1, [-44]]],
    "adopting a node": [["l", 1, [10]]],
    "adopting in a div": [["l", 6, []]],
    "adopting no list": [["l", 1, -1]],
    "pointing oddly": [["u", 9, 6]],
    "pointing at the unknown": [["u", 0, 99]],
    "selecting from the unknown": [["x", 99, 0, 99, 0]],
    "selecting by halves": [["x", 5, 0]],
    "selecting by a negative offset": [["x", 5, -1, 5, 0]],
    "animating the unknown": [["n", 99, 1, None]],
    "animating a text": [["n", 5, 1, None]],
    "sizing a text": [["i", 5, 1, 1]],
    "sizing by a negative number": [["i", 6, -1, 1]],
    "sizing without end": '[["i",6,1e999,1]]',
    "asset text": [["m", "1", None]],
    "asset below zero": [["m", -1, None]],
    "asset path": [["m", 1, "../../x"]],
    "asset number": [["m", 1, 7]],
    "a viewport below zero": [["view", -1, 1]],
    "a viewport without end": '[["view",1e999,1]]',
    "a huge viewport": [["view", 10**9, 10**9]],
    "a viewport in words": [["view", "wide", 1]],
    "checking the unknown": [["q", 99, 1]],
    "a sum that is none": [["q", 6, "1"]],
    "a second start": [["start", 2, "standards"]],
    "an unknown operation": [["eval", "x"]],
    "an operation of all objects": [["toString"]],
    "an operation called constructor": [["constructor", 1]],
    "an operation called __proto__": [["__proto__", 1]],
    "an operation that is a text": '["ready"]',
    "an operation that is null": "[null]",
    "an operation that is an object": '[{"0":"ready"}]',
    "an empty operation": "[[]]",
    "a batch that is an object": '{"length":1}',
    "a batch that is null": "null",
    "a batch that is a number": "5",
    "no JSON": "[[",
    "two batches": "[][]",
}

# Sent instead of a snapshot's operations.
SNAPSHOTS: dict[str, list[Operation] | str] = {
    "no start": [["view", 800, 600]],
    "nothing": [],
    "ready before the start": [["ready", 1], *good("x")],
    "two starts": [good("x")[0], *good("x")],
    "an odd mode": [["start", 1, "odd"], *good("x")[1:]],
    "a generation in words": [["start", "1", "standards"], *good("x")[1:]],
}


def raw(operations: list[Operation] | str) -> str:
    return operations if isinstance(operations, str) else json.dumps(operations)
