import json
from typing import Any

import pytest

from media.errors import BadFrame
from media.mirror.fold import MOST_DEPTH, Fold, UnknownNode
from media.mirror.operations import decode_batch
from media.mirror.tree import Element, MirrorTree

# The example of docs/mirror.md.
EXAMPLE: list[list[Any]] = [
    ["start", 1, 1, "standards"],
    ["view", 1280, 720],
    ["c", 1, 0, 0, [[2, 0, "html", {}]]],
    ["c", 2, 0, 0, [[3, 0, "head", {}], [4, 0, "body", {"class": "shop"}]]],
    ["c", 4, 0, 0, [[5, "Hello "], [6, 0, "b", {}]]],
    ["c", 6, 0, 0, [[7, "you"]]],
    ["p", 1, 0, 0],
    ["ready", 1],
]


def apply(fold: Fold, *operations: list[Any]) -> MirrorTree:
    fold.apply(decode_batch(json.dumps(operations).encode()))
    assert fold.shown is not None
    return fold.shown


@pytest.fixture
def fold() -> Fold:
    fold = Fold()
    apply(fold, *EXAMPLE)
    return fold


def tree(fold: Fold) -> MirrorTree:
    assert fold.shown is not None
    return fold.shown


def test_the_example_of_the_documentation(fold: Fold) -> None:
    assert tree(fold).text() == "Hello you"
    assert tree(fold).viewport == (1280, 720)
    assert apply(fold, ["t", 7, "all"]).text() == "Hello all"


def test_nothing_is_shown_before_ready() -> None:
    fold = Fold()
    fold.apply(decode_batch(json.dumps(EXAMPLE[:-1]).encode()))
    assert fold.shown is None


def test_a_new_generation_is_built_out_of_sight(fold: Fold) -> None:
    apply(fold, ["start", 2, 1, "quirks"], ["c", 1, 0, 0, [[2, 0, "html", {}]]])
    assert tree(fold).text() == "Hello you"
    shown = apply(fold, ["c", 2, 0, 0, [[3, "new"]]], ["ready", 2])
    assert (shown.text(), shown.mode, shown.generation) == ("new", "quirks", 2)


def test_find_by_tag_and_attributes(fold: Fold) -> None:
    body = tree(fold).find("body", class_="shop")
    assert body is not None and body.id == 4
    assert tree(fold).find("body", class_="other") is None
    apply(fold, ["a", 4, {"data-a": "1", "class": None}])
    assert body.attributes == {"data-a": "1"}
    assert tree(fold).find(data_a="1") is body


def test_children_keep_head_and_tail_and_may_move(fold: Fold) -> None:
    apply(fold, ["c", 4, 2, 0, [[8, "!"], [9, 0, "i", {}]]])
    apply(fold, ["c", 4, 1, 1, [8, 6]])
    body = tree(fold).nodes[4]
    assert [child.id for child in body.children] == [5, 8, 6, 9]


def test_a_node_moves_to_another_parent_by_detaching_first(fold: Fold) -> None:
    apply(fold, ["d", 6, [7]], ["c", 4, 2, 0, [7]])
    assert [child.id for child in tree(fold).nodes[4].children] == [5, 6, 7]
    assert tree(fold).nodes[7].parent is tree(fold).nodes[4]


def test_what_stays_detached_is_forgotten_with_all_below(fold: Fold) -> None:
    apply(fold, ["d", 4, [6]])
    assert tree(fold).text() == "Hello"
    assert not {6, 7} & tree(fold).nodes.keys()
    with pytest.raises(UnknownNode):
        apply(fold, ["t", 7, "ghost"])


def test_shadow_roots_are_part_of_the_page(fold: Fold) -> None:
    apply(fold, ["h", 6, 20], ["c", 20, 0, 0, [[21, "in the shadow"]]])
    assert tree(fold).text() == "Hello in the shadow you"
    apply(fold, ["y", 40, "p{}", ""], ["l", 20, [40]])
    apply(fold, ["d", 4, [6]])
    assert 21 not in tree(fold).nodes


def test_form_values(fold: Fold) -> None:
    controls = [
        [30, 0, "input", {"name": "who"}],
        [31, 0, "input", {"name": "news", "type": "checkbox"}],
        [32, 0, "select", {"id": "size"}],
        [33, 0, "input", {}],
    ]
    options = [[34, 0, "option", {}], [35, 0, "option", {}]]
    shown = apply(
        fold,
        ["c", 4, 2, 0, controls],
        ["c", 32, 0, 0, options],
        ["c", 34, 0, 0, [[36, "small"]]],
        ["c", 35, 0, 0, [[37, "large"]]],
        ["v", 30, "Ada"],
        ["k", 31, 1],
        ["o", 32, [35]],
    )
    assert shown.values() == {"who": "Ada", "news": "on", "size": "large"}
    assert apply(fold, ["k", 31, 2], ["o", 32, []]).values()["news"] == "off"


def test_scroll_sheets_images_and_assets(fold: Fold) -> None:
    shown = apply(
        fold,
        ["p", 1, 0, 400.5],
        ["p", 4, 3, 4],
        ["i", 6, 10, 20],
        ["m", 1, None],
        ["m", 2, "ab"],
        ["y", 6, "b{color:red}", "print"],
    )
    body = shown.nodes[4]
    assert isinstance(body, Element)
    assert (shown.scroll, body.scroll) == ((0, 400.5), (3, 4))
    assert shown.image_sizes == {6: (10, 20)}
    assert shown.assets == {1: None, 2: "ab"}
    assert shown.sheets == {6: ("b{color:red}", "print")}


def test_text_in_the_head_is_not_on_the_page(fold: Fold) -> None:
    apply(fold, ["c", 3, 0, 0, [[50, 0, "x-note", {}]]], ["c", 50, 0, 0, [[51, "Title"]]])
    assert tree(fold).text() == "Hello you"


@pytest.mark.parametrize("tag", ["gap", "box", "style", "img", "input", "textarea"])
def test_childless_elements_get_no_children(fold: Fold, tag: str) -> None:
    with pytest.raises(BadFrame, match="do not fit"):
        apply(fold, ["c", 4, 2, 0, [[52, 0, tag, {}]]], ["c", 52, 0, 0, []])


@pytest.mark.parametrize(
    "operation",
    [
        ["t", 99, "x"],
        ["t", 6, "x"],
        ["v", 7, "x"],
        ["d", 4, [99]],
        ["c", 99, 0, 0, []],
        ["c", 4, 2, 0, [99]],
        ["c", 4, 2, 0, [4]],
        ["c", 4, 2, 0, [7]],
        ["l", 1, [77]],
        ["o", 6, [77]],
    ],
    ids=json.dumps,
)
def test_an_unknown_node_is_a_fault(fold: Fold, operation: list[Any]) -> None:
    with pytest.raises(UnknownNode):
        apply(fold, operation)


@pytest.mark.parametrize(
    "operation",
    [
        ["nothing", 1],
        ["t", 7],
        ["t", "7", "x"],
        ["start", 2, 1, "other"],
        ["ready", 2],
        ["c", 4, 2, 1, []],
        ["c", 4, -1, 0, []],
        ["c", 7, 0, 0, []],
        ["c", 4, 2, 0, [[6, 0, "b", {}]]],
        ["c", 4, 2, 0, [[0, "zero"]]],
        ["c", 4, 2, 0, [[60, 3, "b", {}]]],
        ["c", 4, 2, 0, [[60]]],
        ["d", 4, [7]],
        ["h", 6, 5],
        ["a", 4, {"x": "y" * 65537}],
        ["a", 4, {f"x{n}": "" for n in range(513)}],
        ["t", 7, "x" * (1024 * 1024 + 1)],
    ],
    ids=lambda operation: json.dumps(operation)[:30],
)
def test_a_batch_that_breaks_a_rule_is_a_fault(fold: Fold, operation: list[Any]) -> None:
    with pytest.raises(BadFrame):
        apply(fold, operation)


def test_a_second_shadow_root_is_a_fault(fold: Fold) -> None:
    apply(fold, ["h", 6, 20])
    with pytest.raises(BadFrame, match="already"):
        apply(fold, ["h", 6, 21])


def test_no_operation_makes_a_cycle(fold: Fold) -> None:
    with pytest.raises(UnknownNode, match="not free"):
        apply(fold, ["d", 2, [4]], ["c", 6, 1, 0, [4]])


def test_a_page_that_is_too_deep_is_a_fault(fold: Fold) -> None:
    deep: list[list[Any]] = [
        ["c", n - 1 if n > 100 else 4, 0, 0, [[n, 0, "p", {}]]] for n in range(100, 700)
    ]
    with pytest.raises(BadFrame, match=f"deeper than {MOST_DEPTH}"):
        apply(fold, *deep)


def test_an_operation_before_the_first_start_is_a_fault() -> None:
    with pytest.raises(BadFrame, match="before the first start"):
        Fold().apply(decode_batch(b'[["view",1,1]]'))


@pytest.mark.parametrize("payload", [b"", b"{}", b"[[]]", b"[1]", b'[["c",1]]', b"\xff"])
def test_garbage_is_not_a_batch(payload: bytes) -> None:
    with pytest.raises(BadFrame, match="not a batch"):
        decode_batch(payload)
