"""What one end says of a page, the other understands."""

import random
from collections.abc import Iterable
from typing import Any

import pytest

from media.mirror.css_rules import split_rules
from media.mirror.fold import Fold
from media.mirror.operations import (
    AnyOperation,
    Children,
    InnerRoot,
    decode_batch,
    encode_batch,
    encode_operation,
)
from media.mirror.page import AS_GAP, WITHOUT_CHILDREN, Change, Page, Tag
from media.mirror.recorder import Recorder
from media.mirror.tree import Element, MirrorTree, Node, Text


class Mirrored:
    """A page, and what a viewer has of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.recorder = Recorder(page)
        self.fold = Fold()
        self.said: list[AnyOperation] = []
        self._take(self.recorder.snapshot(1), snapshot=True)
        page.listen(self._changed)

    @property
    def tree(self) -> MirrorTree:
        assert self.fold.shown is not None
        return self.fold.shown

    def repair(self, id: int) -> None:
        self._take(self.recorder.repair(id))

    def _changed(self, change: Change) -> None:
        self._take(self.recorder.change(change))

    def _take(self, operations: Iterable[AnyOperation], *, snapshot: bool = False) -> None:
        self.said = list(operations)
        payload = encode_batch(encode_operation(operation) for operation in self.said)
        self.fold.apply(decode_batch(payload), snapshot=snapshot)

    def check(self) -> None:
        assert [shape(node) for node in self.tree.document.children] == [outline(self.page.root)]
        below = {node.id for node in self.tree.document.walk()}
        assert below == self.tree.nodes.keys()


def shape(node: Node) -> Any:
    if isinstance(node, Text):
        return node.data
    assert isinstance(node, Element)
    inner = [shape(child) for child in node.inner.children] if node.inner else None
    return node.tag, node.attributes, node.value, [shape(child) for child in node.children], inner


def outline(node: Tag | str) -> Any:
    """The shape that the mirror of `node` must have."""
    if isinstance(node, str):
        return node
    if node.name in AS_GAP:
        return "gap", {}, None, [], None
    bare = node.name in WITHOUT_CHILDREN
    children = [] if bare else [outline(child) for child in node.children]
    inner = None if node.inner is None else [outline(child) for child in node.inner]
    return node.name, node.attributes, node.value, children, inner


def some_tag(dice: random.Random, depth: int) -> Tag:
    name = dice.choice(["div", "p", "iframe", "input", "script", "x-y", "svg:g"])
    tag = Tag(name, {"class": dice.choice("ab")})
    if name == "input":
        tag.value = dice.choice(["", "typed", "v" * 40])
    if depth and name in ("iframe", "x-y"):
        tag.inner = some_children(dice, depth - 1)
    if depth and name not in ("iframe", "input", "script"):
        tag.children = some_children(dice, depth - 1)
    return tag


def some_children(dice: random.Random, depth: int) -> list[Tag | str]:
    return [
        dice.choice(["text", "ä\U0001f600", "\ud83d"])
        if dice.random() < 0.4
        else some_tag(dice, depth)
        for _ in range(dice.randint(0, 4))
    ]


def change(dice: random.Random, mirrored: Mirrored) -> None:
    page = mirrored.page
    tag = dice.choice(list(page.root.walk()))
    match dice.randint(0, 4):
        case 0 if tag.name not in WITHOUT_CHILDREN:
            page.set_children(tag, some_children(dice, 2))
        case 1 if tag.name not in WITHOUT_CHILDREN:
            page.set_text(tag, dice.choice(["", "new", "n" * 40 + "ew"]))
        case 2 if tag.name == "input":
            page.set_value(tag, dice.choice(["", "v" * 41, "other"]))
        case 3:
            page.set_attribute(tag, "id", dice.choice([None, "i"]))
        case _:
            mirrored.repair(dice.choice(list(mirrored.tree.nodes)))


@pytest.mark.parametrize("seed", range(60))
def test_the_mirror_equals_the_page_whatever_happens(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    # Small ones are reached by small pages.
    monkeypatch.setattr("media.mirror.recorder.OPERATION_NODES", dice.choice([3, 5, 17, 4096]))
    monkeypatch.setattr("media.mirror.recorder.ITEM_DEPTH", dice.choice([1, 2, 3, 64]))
    monkeypatch.setattr("media.mirror.recorder.DEFINITIONS", dice.choice([0, 2, 4096]))
    monkeypatch.setattr("media.mirror.recorder.OPERATION_CHARACTERS", dice.choice([1, 10, 999]))
    body = Tag("body", {}, some_children(dice, 6))
    mirrored = Mirrored(Page(Tag("html", {}, [body])))
    mirrored.check()
    for _ in range(20):
        change(dice, mirrored)
        mirrored.check()
    again = Mirrored(mirrored.page)
    again.check()


def test_a_large_and_deep_page_goes_out_in_parts() -> None:
    rows: list[Tag | str] = [Tag("tr", {}, [Tag("td", {}, [str(n)])]) for n in range(5000)]
    deep = Tag("p", {}, ["bottom"])
    for _ in range(200):
        deep = Tag("p", {}, [deep])
    mirrored = Mirrored(Page(Tag("html", {}, [Tag("body", {}, [Tag("table", {}, rows), deep])])))
    mirrored.check()
    parts = [said for said in mirrored.said if isinstance(said, Children | InnerRoot)]
    assert len(parts) > 15_000 / 4096 + 200 / 64


def test_equal_elements_are_written_out_once() -> None:
    rows: list[Tag | str] = [Tag("td", {"class": "n"}, ["x"]), Tag("td", {"class": "n"}, ["y"])]
    mirrored = Mirrored(Page(Tag("tr", {}, rows)))
    (children,) = (said for said in mirrored.said if isinstance(said, Children))
    assert children.items == [["tr", {}, [["td", {"class": "n"}, ["x"]], [1, ["y"]]]]]


@pytest.mark.parametrize(
    ("css", "rules"),
    [
        ("", []),
        ("b{color:red}", ["b{color:red}"]),
        ('@import "a;b"; b{}', ['@import "a;b";', "b{}"]),
        ("@media print{a{x:y}b{}} i{}", ["@media print{a{x:y}b{}}", "i{}"]),
        ('b::after{content:"}{"} i{}', ['b::after{content:"}{"}', "i{}"]),
        ("/* { */b{}/* } */i{}", ["/* { */b{}", "/* } */i{}"]),
        (r"\{{}i{}", [r"\{{}", "i{}"]),
        ("b{} i{color:", ["b{}"]),
        ("} b{}", ["}", "b{}"]),
    ],
)
def test_rules_are_told_apart(css: str, rules: list[str]) -> None:
    assert split_rules(css) == rules
