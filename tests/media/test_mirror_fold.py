import json
from typing import Any

import pytest

from media.errors import BadFrame
from media.mirror.assets import Asset, AssetBook
from media.mirror.checksum import checksum
from media.mirror.fold import Fold
from media.mirror.limits import DEFINITIONS, ITEM_DEPTH, MOST_DEPTH, MOST_RULES, OPERATION_NODES
from media.mirror.operations import decode_batch
from media.mirror.structure import UnknownNode
from media.mirror.tree import Element, MirrorTree, Use

HASH = "ab" * 32

# The example of docs/mirror.md.
EXAMPLE: list[list[Any]] = [
    ["start", 1, "standards"],
    ["view", 1280, 720],
    [
        "c",
        1,
        0,
        0,
        [["html", {}, [["head", {}], ["body", {"class": "shop"}, ["Hello ", ["b", {}, ["you"]]]]]]],
    ],
    ["p", 1, 0, 0],
    ["ready", 1],
    ["whole", 1],
]
# The definitions: 0 html, 1 head, 2 body, 3 b.
HEAD, BODY_ID, HELLO, BOLD, YOU, NEXT = 3, 4, 5, 6, 7, 8


def put(fold: Fold, *operations: list[Any], snapshot: bool = False) -> list[int]:
    return fold.apply(decode_batch(json.dumps(operations).encode()), snapshot=snapshot)


def apply(fold: Fold, *operations: list[Any]) -> MirrorTree:
    put(fold, *operations)
    return tree(fold)


def tree(fold: Fold) -> MirrorTree:
    assert fold.shown is not None
    return fold.shown


def element(fold: Fold, id: int) -> Element:
    node = tree(fold).nodes[id]
    assert isinstance(node, Element)
    return node


def append(*items: Any) -> list[Any]:
    """To the body of the example, once."""
    return ["c", BODY_ID, 2, 0, list(items)]


@pytest.fixture
def fold() -> Fold:
    fold = Fold()
    put(fold, *EXAMPLE, snapshot=True)
    return fold


def test_the_example_of_the_documentation(fold: Fold) -> None:
    assert tree(fold).text() == "Hello you"
    assert tree(fold).viewport == (1280, 720)
    assert tree(fold).whole
    assert apply(fold, ["t", YOU, "all"]).text() == "Hello all"


# --- generations ------------------------------------------------------------------------------


def test_nothing_is_shown_before_ready_and_not_all_before_whole() -> None:
    fold = Fold()
    put(fold, *EXAMPLE[:-2], snapshot=True)
    assert fold.shown is None
    assert not apply(fold, ["ready", 1]).whole
    assert apply(fold, append("!"), ["whole", 1]).whole
    assert tree(fold).text() == "Hello you !"


def test_a_new_generation_is_built_out_of_sight(fold: Fold) -> None:
    put(fold, ["start", 2, "quirks"], ["c", 1, 0, 0, [["html", {}]]], snapshot=True)
    assert tree(fold).text() == "Hello you"
    shown = apply(fold, ["c", 2, 0, 0, ["new"]], ["ready", 2])
    assert (shown.text(), shown.mode, shown.generation) == ("new", "quirks", 2)


def test_a_snapshot_begins_with_start_and_nothing_else_has_one(fold: Fold) -> None:
    with pytest.raises(BadFrame, match="outside a snapshot"):
        put(fold, ["start", 2, "standards"])
    with pytest.raises(BadFrame, match="does not begin"):
        put(fold, ["view", 1, 1], snapshot=True)
    with pytest.raises(BadFrame, match="does not begin"):
        put(fold, snapshot=True)
    with pytest.raises(BadFrame, match="outside a snapshot"):
        put(fold, ["start", 2, "standards"], ["start", 3, "standards"], snapshot=True)


def test_whole_comes_once_and_after_ready(fold: Fold) -> None:
    with pytest.raises(BadFrame, match="whole now"):
        put(fold, ["whole", 1])
    put(fold, ["start", 2, "standards"], snapshot=True)
    with pytest.raises(BadFrame, match="whole now"):
        put(fold, ["whole", 2])
    with pytest.raises(BadFrame, match="not started"):
        put(fold, ["ready", 3])


def test_an_operation_before_the_first_start_is_a_fault() -> None:
    with pytest.raises(BadFrame, match="before the first start"):
        put(Fold(), ["view", 1, 1])


# --- nodes ------------------------------------------------------------------------------------


def test_nodes_are_counted_in_the_order_of_the_text(fold: Fold) -> None:
    shadowed = ["x-a", {}, ["slotted", ["i", {}]], ["in the root", ["u", {}]]]
    put(fold, append(shadowed, "after"))
    host = element(fold, NEXT)
    assert [node.id for node in host.walk()] == [8, 11, 12, 13, 9, 10]
    assert host.inner is not None and (host.inner.id, host.inner.mode) == (11, "")
    assert tree(fold).nodes[14].parent is tree(fold).nodes[BODY_ID]
    put(fold, ["d", BODY_ID, [14]])
    assert [child.id for child in apply(fold, append("again")).nodes[BODY_ID].children][-1] == 15


def test_definitions_stand_for_tag_and_attributes(fold: Fold) -> None:
    put(fold, append(["p", {"class": "a"}, [[4, ["inner"]]]], [3, ["bold"]]))
    first, second = tree(fold).find_all("p")
    assert first.attributes == second.attributes == {"class": "a"}
    put(fold, ["a", first.id, {"class": "b"}], ["c", second.id, 1, 0, [[4]]])
    assert [found.attributes["class"] for found in tree(fold).find_all("p")] == ["b", "a", "a"]
    with pytest.raises(BadFrame, match="no definition 5"):
        put(fold, append([5]))


def test_a_new_generation_has_new_definitions(fold: Fold) -> None:
    with pytest.raises(BadFrame, match="no definition 0"):
        put(fold, ["start", 2, "standards"], ["c", 1, 0, 0, [[0]]], snapshot=True)


def test_definitions_may_be_numbered_anew(fold: Fold) -> None:
    put(fold, ["f"], append(["u", {}], [0]))
    assert [element(fold, id).tag for id in (NEXT, NEXT + 1)] == ["u", "u"]
    with pytest.raises(BadFrame):
        put(fold, ["f"], ["c", BODY_ID, 4, 0, [[0]]])


def test_new_nodes_may_have_other_numbers(fold: Fold) -> None:
    put(fold, ["e", [50, 2, 30, 1, 70]], append("a", ["i", {}, ["b", "c"]], "d"))
    put(fold, ["c", BODY_ID, 5, 0, ["e"]])
    texts = {id: getattr(tree(fold).nodes[id], "data", None) for id in (50, 51, 30, 70, 71, 72)}
    assert texts == {50: "a", 51: None, 30: "b", 70: "c", 71: "d", 72: "e"}
    with pytest.raises(BadFrame):
        put(fold, ["e", [YOU]], ["c", BODY_ID, 6, 0, ["again"]])


def test_only_so_many_definitions_have_a_number(fold: Fold) -> None:
    for start in range(0, DEFINITIONS, 1024):
        put(fold, ["c", HEAD, start, 0, [["i", {}]] * 1024])
    put(fold, append([DEFINITIONS - 1]))
    with pytest.raises(BadFrame, match="no definition"):
        put(fold, append([DEFINITIONS]))


def test_find_by_tag_and_attributes(fold: Fold) -> None:
    body = tree(fold).find("body", class_="shop")
    assert body is not None and body.id == BODY_ID
    assert tree(fold).find("body", class_="other") is None
    put(fold, ["a", BODY_ID, {"data-a": "1", "class": None}], append(["svg:path", {}]))
    assert body.attributes == {"data-a": "1"}
    assert tree(fold).find(data_a="1") is body
    assert tree(fold).find("svg:path") is not None


def test_children_keep_head_and_tail_and_may_move(fold: Fold) -> None:
    put(fold, append("!", ["i", {}]))
    put(fold, ["c", BODY_ID, 1, 1, [8, BOLD]])
    assert [child.id for child in tree(fold).nodes[BODY_ID].children] == [HELLO, 8, BOLD, 9]


def test_a_node_moves_to_another_parent_by_detaching_first(fold: Fold) -> None:
    put(fold, ["d", BOLD, [YOU]], append(["i", {}, [YOU]]))
    assert tree(fold).nodes[YOU].parent is tree(fold).nodes[NEXT]
    assert tree(fold).nodes[BOLD].children == []


def test_what_stays_detached_is_forgotten_with_all_below(fold: Fold) -> None:
    put(fold, ["u", 2, BOLD], ["x", YOU, 0, YOU, 3], ["d", BODY_ID, [BOLD]])
    assert tree(fold).text() == "Hello"
    assert not {BOLD, YOU} & tree(fold).nodes.keys()
    assert (tree(fold).uses, tree(fold).selection) == ({}, None)
    with pytest.raises(UnknownNode):
        put(fold, ["t", YOU, "ghost"])


def test_text_in_the_head_is_not_on_the_page(fold: Fold) -> None:
    put(fold, ["c", HEAD, 0, 0, [["x-note", {}, ["Title"]]]])
    assert tree(fold).text() == "Hello you"


def test_a_text_is_spliced_in_utf_16_units(fold: Fold) -> None:
    put(fold, ["t", YOU, "a\U0001f600b"])
    assert apply(fold, ["t", YOU, 1, 1, "-"]).text() == "Hello a-b"
    # Half a character is a unit like others.
    put(fold, ["t", YOU, "a\U0001f600b"], ["t", YOU, 2, 1, "\ude01"])
    assert tree(fold).text() == "Hello a\U0001f601b"
    for head, tail in ((4, 1), (0, 5), (-1, 0)):
        with pytest.raises(BadFrame):
            put(fold, ["t", YOU, head, tail, ""])


# --- inner roots ------------------------------------------------------------------------------


def test_a_shadow_root_comes_once(fold: Fold) -> None:
    put(fold, ["h", BOLD, "", ["in the shadow"]])
    assert tree(fold).text() == "Hello in the shadow you"
    with pytest.raises(BadFrame, match="no inner root now"):
        put(fold, ["h", BOLD, "", []])


def test_a_page_in_a_frame_is_part_of_the_page_and_may_be_replaced(fold: Fold) -> None:
    put(fold, append(["iframe", {}]), ["h", NEXT, "standards", [["html", {}, ["first"]]]])
    frame = element(fold, NEXT)
    assert frame.inner is not None and frame.inner.mode == "standards"
    put(fold, ["h", NEXT, "quirks", [["html", {}, ["second"]]]], ["p", 12, 0, 30])
    assert not {9, 10, 11} & tree(fold).nodes.keys()
    assert (frame.inner.id, frame.inner.mode, frame.inner.scroll) == (12, "quirks", (0, 30))
    assert tree(fold).text() == "Hello you second"
    assert frame.inner.find("html") is tree(fold).nodes[13]


@pytest.mark.parametrize(
    ("item", "mode"), [("b", "standards"), ("iframe", ""), ("gap", ""), ("textarea", "")]
)
def test_other_inner_roots_are_faults(fold: Fold, item: str, mode: str) -> None:
    with pytest.raises(BadFrame, match="inner root"):
        put(fold, append([item, {}]), ["h", NEXT, mode, []])


# --- states -----------------------------------------------------------------------------------


def test_form_values(fold: Fold) -> None:
    size = ["select", {"id": "size"}, [["option", {}, ["small"]], ["option", {}, ["large"]]]]
    news = ["input", {"id": "news", "type": "checkbox"}]
    put(fold, append(["input", {"name": "who"}], news, size, ["input", {}]))
    put(fold, ["v", 8, "Ada Love"], ["v", 8, 4, 0, "Byron"], ["k", 9, 1], ["o", 10, [13]])
    assert tree(fold).values() == {"who": "Ada Byron", "news": "on", "size": "large"}
    assert apply(fold, ["k", 9, 2], ["o", 10, []]).values()["news"] == "off"
    put(fold, ["v", 15, 0, 0, "new"])
    assert element(fold, 15).value == "new"


def test_scroll_images_uses_and_selection(fold: Fold) -> None:
    put(fold, append(["img", {}], ["dialog", {}]))
    shown = apply(
        fold,
        ["p", 1, 0, 400.5],
        ["p", BODY_ID, 3, 4],
        ["i", NEXT, 10, 20],
        ["s", 9, 2],
        ["u", 0, BOLD],
        ["u", 3, NEXT],
        ["x", HELLO, 1, YOU, 2],
        ["n", BOLD, "spin", {"name": "spin"}],
        ["n", BOLD, "spin", None],
    )
    assert (shown.scroll, element(fold, BODY_ID).scroll) == ((0, 400.5), (3, 4))
    assert shown.image_sizes == {NEXT: (10, 20)}
    assert element(fold, 9).top_layer == 2
    assert shown.uses == {Use.POINTED_AT: BOLD, Use.FOCUS_RING: NEXT}
    assert shown.selection == (HELLO, 1, YOU, 2)
    shown = apply(fold, ["u", 0, 0], ["x"])
    assert (shown.uses, shown.selection) == ({Use.FOCUS_RING: NEXT}, None)


def test_sheets_have_rules_that_change_in_part(fold: Fold) -> None:
    put(fold, append(["style", {}]), ["y", NEXT, "print"], ["r", NEXT, 0, 0, ["a{}", "b{}"]])
    put(fold, ["r", NEXT, 1, 0, ["c{}", "d{}"]], ["y", -1, ""], ["l", 1, [-1]])
    sheets = tree(fold).sheets
    assert (sheets[NEXT].media, sheets[NEXT].rules) == ("print", ["a{}", "c{}", "d{}"])
    put(fold, ["y", NEXT, "not all"])
    assert (sheets[NEXT].media, len(sheets[NEXT].rules)) == ("not all", 3)
    assert tree(fold).document.sheets == [-1]
    put(fold, ["d", BODY_ID, [NEXT]])
    assert sheets.keys() == {-1}


def test_content_that_no_number_names_any_more_is_forgotten() -> None:
    book = AssetBook()
    fold = Fold(book)
    put(fold, *EXAMPLE, snapshot=True)
    book.keep(HASH, Asset("image/png", b"picture"))
    put(fold, ["m", 1, HASH], ["m", 2, HASH], ["m", 1, HASH], ["m", 3, None])
    put(fold, ["start", 2, "standards"], ["ready", 2], snapshot=True)
    assert tree(fold).assets == {1: HASH, 2: HASH, 3: None}
    put(fold, ["m", 1, None])
    assert book.contents.keys() == {HASH}
    put(fold, ["m", 2, "cd" * 32])
    assert book.contents == {}


# --- checks -----------------------------------------------------------------------------------


def fnv(text: str) -> int:
    sum = 0x811C9DC5
    for unit in memoryview(text.encode("utf-16")[2:]).cast("H"):
        sum = ((sum ^ unit) * 0x01000193) % 2**32
    return sum


def test_checksums_are_of_the_documented_text(fold: Fold) -> None:
    host = ["x-a", {"id": "i", "class": "c", "title": "t"}, ["ä\U0001f600"], ["r"]]
    put(fold, append(host, ["gap", {}], ["box", {"style": "s"}], ["svg:g", {"class": ""}]))
    shown = '<x-a class=c id=i>"ä\U0001f600;{"r;}/'
    body = f'<body class=shop>"Hello ;<b>"you;/{shown}<gap>/<box>/<svg:g class=>/'
    document = f"<html><head>/{body}//"
    texts = {1: document, HELLO: '"Hello ;', BOLD: '<b>"you;/', NEXT: shown, NEXT + 2: '"r;'}
    for id, text in texts.items():
        assert checksum(tree(fold).nodes[id]) == fnv(text), text


def test_a_check_that_fails_names_the_node(fold: Fold) -> None:
    right = fnv('<b>"you;/')
    assert put(fold, ["q", BOLD, right]) == []
    assert put(fold, ["q", BOLD, right ^ 1]) == [BOLD]
    assert put(fold, ["q", BOLD, 0], ["d", BODY_ID, [BOLD]]) == []


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["gap", "box", "style", "img", "input", "textarea", "iframe"])
def test_childless_elements_get_no_children(fold: Fold, tag: str) -> None:
    with pytest.raises(BadFrame, match="do not fit"):
        put(fold, append([tag, {}, ["x"]]))
    with pytest.raises(BadFrame, match="do not fit"):
        put(fold, append([tag, {}, [], []]))


@pytest.mark.parametrize("tag", ["gap", "box", "style", "img", "input", "textarea", "iframe"])
def test_not_later_either(fold: Fold, tag: str) -> None:
    put(fold, append([tag, {}]))
    with pytest.raises(BadFrame, match="do not fit"):
        put(fold, ["c", NEXT, 0, 0, []])


@pytest.mark.parametrize(
    "operation",
    [
        ["t", 99, "x"],
        ["t", BOLD, "x"],
        ["v", YOU, "x"],
        ["d", BODY_ID, [99]],
        ["c", 99, 0, 0, []],
        append(99),
        append(BODY_ID),
        append(YOU),
        append(["i", {}, [1]]),
        ["l", 1, [-77]],
        ["r", -77, 0, 0, []],
        ["y", 77, ""],
        ["u", 1, 77],
        ["u", 1, YOU],
        ["x", 77, 0, YOU, 0],
        ["n", 77, "k", None],
        ["q", 77, 0],
        ["h", 77, "", []],
    ],
    ids=json.dumps,
)
def test_an_unknown_node_is_a_fault(fold: Fold, operation: list[Any]) -> None:
    with pytest.raises(UnknownNode):
        put(fold, operation)


@pytest.mark.parametrize(
    "operation",
    [
        ["nothing", 1],
        ["t", YOU],
        ["t", YOU, "x", 1],
        ["t", YOU, 0, 0, "x", 1],
        ["t", "7", "x"],
        ["t", True, "x"],
        ["ready", 2],
        ["c", BODY_ID, 2, 1, []],
        ["c", BODY_ID, -1, 0, []],
        ["c", YOU, 0, 0, []],
        append(None),
        append(True),
        append(1.5),
        append({}),
        append([]),
        append(["b"]),
        append(["b", []]),
        append(["", {}]),
        append(["b" * 101, {}]),
        append(["b", {"x": None}]),
        append(["b", {"x": 1}]),
        append(["b", {}, "text"]),
        append(["b", {}, [], "text"]),
        append(["b", {}, [], [], []]),
        append(["gap", {"class": "x"}]),
        append(["box", {"class": "x"}]),
        append([True]),
        append([-1]),
        append([1.0]),
        ["d", BODY_ID, [YOU]],
        ["d", BODY_ID, [HELLO, HELLO]],
        ["a", BODY_ID, {"x": "y" * 65537}],
        ["a", BODY_ID, {"x": "\U0001f600" * 32769}],
        ["a", BODY_ID, {f"x{n}": "" for n in range(513)}],
        ["t", YOU, "x" * (1024 * 1024 + 1)],
        ["v", BOLD, "x"],
        ["k", BOLD, 1],
        ["k", BOLD, 3],
        ["o", BOLD, []],
        ["s", BOLD, 3],
        ["i", BOLD, 1, 1],
        ["p", HELLO, 1, 1],
        ["p", 1, 1, "1"],
        ["view", 10**400, 1],
        ["y", BOLD, ""],
        ["y", 0, ""],
        ["u", 4, BOLD],
        ["x", 1, 0, YOU, 0],
        ["x", YOU, -1, YOU, 0],
        ["x", YOU],
        ["m", 1, "ab"],
        ["m", 1, "AB" * 32],
        ["q", BOLD, -1],
        ["e", []],
        ["e", [5, 3]],
        ["e", [0]],
        ["e", [5, 0, 9]],
        ["e", ["5"]],
    ],
    ids=lambda operation: json.dumps(operation)[:40],
)
def test_a_batch_that_breaks_a_rule_is_a_fault(fold: Fold, operation: list[Any]) -> None:
    with pytest.raises(BadFrame):
        put(fold, operation)


def test_a_shadow_root_does_not_scroll(fold: Fold) -> None:
    put(fold, ["h", BOLD, "", []])
    with pytest.raises(BadFrame, match="does not scroll"):
        put(fold, ["p", NEXT, 1, 1])


def test_no_operation_makes_a_cycle(fold: Fold) -> None:
    with pytest.raises(UnknownNode, match="not free"):
        put(fold, ["d", 2, [BODY_ID]], ["c", BOLD, 1, 0, [BODY_ID]])
    with pytest.raises(UnknownNode, match="not free"):
        put(fold, ["c", BODY_ID, 1, 0, [["i", {}, [BODY_ID]]]])


def nested(levels: int) -> list[Any]:
    item: list[Any] = ["p", {}]
    for _ in range(levels - 1):
        item = ["p", {}, [item]]
    return item


def test_elements_in_one_item_are_nested_so_deep_and_no_deeper(fold: Fold) -> None:
    put(fold, append(nested(ITEM_DEPTH)))
    with pytest.raises(BadFrame, match=f"more than {ITEM_DEPTH} elements"):
        put(fold, append(nested(ITEM_DEPTH + 1)))
    with pytest.raises(BadFrame, match=f"more than {ITEM_DEPTH} elements"):
        put(fold, ["h", BOLD, "", [["x-a", {}, [], [nested(ITEM_DEPTH)]]]])


def test_one_operation_makes_so_many_nodes_and_no_more(fold: Fold) -> None:
    put(fold, ["c", HEAD, 0, 0, ["x"] * OPERATION_NODES])
    with pytest.raises(BadFrame, match=f"more than {OPERATION_NODES} new"):
        put(fold, ["c", HEAD, 0, 0, [["b", {}, ["x"] * OPERATION_NODES]]])
    with pytest.raises(BadFrame, match=f"more than {OPERATION_NODES} new"):
        put(fold, ["h", BOLD, "", ["x"] * OPERATION_NODES])


def test_a_page_that_is_too_large_is_a_fault(fold: Fold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.mirror.structure.MOST_NODES", 10)
    put(fold, append("x", "y", "z"))
    with pytest.raises(BadFrame, match="more than 10 nodes"):
        put(fold, ["c", BODY_ID, 5, 0, ["x"]])


def deepen(fold: Fold, parent: int, levels: int) -> None:
    """One below the other, none of which has another child."""
    for _ in range(levels):
        put(fold, ["c", parent, 0, 0, [["p", {}]]])
        parent = max(tree(fold).nodes)


def test_a_page_that_is_too_deep_is_a_fault(fold: Fold) -> None:
    deepen(fold, HEAD, MOST_DEPTH - 3)
    deepest = max(tree(fold).nodes)
    above = deepest - 1
    for operation in (
        ["c", deepest, 0, 0, ["x"]],
        ["h", deepest, "", []],
        ["c", above, 1, 0, [["x-a", {}, [], []]]],
        ["c", above, 1, 0, [["x-a", {}, ["x"]]]],
    ):
        with pytest.raises(BadFrame, match=f"deeper than {MOST_DEPTH}"):
            put(fold, operation)


def test_what_moves_may_become_too_deep(fold: Fold) -> None:
    deepen(fold, HEAD, MOST_DEPTH - 4)
    deepest = max(tree(fold).nodes)
    put(fold, ["d", BODY_ID, [HELLO]], ["c", deepest, 0, 0, [HELLO]])
    with pytest.raises(BadFrame, match=f"deeper than {MOST_DEPTH}"):
        put(fold, ["d", BODY_ID, [BOLD]], ["c", deepest, 0, 0, [BOLD]])


def test_a_sheet_has_so_many_rules_and_no_more(fold: Fold) -> None:
    put(fold, ["y", -1, ""], ["r", -1, 0, 0, ["a{}"] * MOST_RULES])
    with pytest.raises(BadFrame, match="do not fit"):
        put(fold, ["r", -1, MOST_RULES, 0, ["a{}"]])
    with pytest.raises(BadFrame, match="do not fit"):
        put(fold, ["r", -1, MOST_RULES, 1, []])


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"[[]]",
        b"[1]",
        b'[["c",1]]',
        b"\xff",
        b'[["view",NaN,1]]',
        b'[["view",Infinity,1]]',
        b'[["view",1e999,1]]',
        b'[["t",' + b"9" * 5000 + b',""]]',
        b"[" * 1_000_000,
        b"[" * 1_000_000 + b"]" * 1_000_000,
        b'[["n",1,1,' + b'{"a":' * 1_000_000,
        "[]".encode("utf-16"),
    ],
    ids=lambda payload: repr(payload[:20]),
)
def test_garbage_is_not_a_batch(payload: bytes) -> None:
    with pytest.raises(BadFrame, match="not a batch"):
        decode_batch(payload)
