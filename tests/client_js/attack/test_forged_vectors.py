"""The same markup, turned into operations by a customer's side that leaves nothing out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.client_js.attack.arena import Arena, forging, planted
from tests.client_js.attack.vectors import Vector, load

VECTORS = load()
AT_ONCE = 80


@pytest.fixture
def forged(arena: Arena) -> Arena:
    forging(arena)
    return arena


def parts() -> Iterator[list[tuple[int, str]]]:
    numbered = [(vector.number, vector.markup) for vector in VECTORS]
    for start in range(0, len(numbered), AT_ONCE):
        yield numbered[start : start + AT_ONCE]


def send(arena: Arena, call: str, argument: object, mark: str) -> None:
    """`call` is a function of the forgery."""
    forgery = f"([argument, mark]) => forgery.{call}(argument, mark)"
    arena.pair.customer.evaluate(forgery, [argument, mark])


def fresh(arena: Arena, mark: str) -> None:
    """A good page comes, and is shown."""
    arena.pair.customer.evaluate("mark => forgery.fresh(mark)", mark)
    shown(arena, mark)


def shown(arena: Arena, mark: str) -> None:
    arena.pair.agent.wait_for_function(
        "mark => lab.states.includes('live') && lab.mirror.body?.title === mark", arg=mark
    )


def test_as_a_snapshot(forged: Arena) -> None:
    for number, part in enumerate(parts()):
        send(forged, "snapshot", part, f"part {number}")
        shown(forged, f"part {number}")
        forged.assert_inert()
    forged.assert_unreachable()
    assert forged.pair.agent.evaluate("lab.problems") == []
    forged.assert_no_connection()


def test_as_changes(forged: Arena) -> None:
    fresh(forged, "empty")
    for number, part in enumerate(parts()):
        send(forged, "change", part, f"part {number}")
        shown(forged, f"part {number}")
        forged.assert_inert()
    assert forged.pair.agent.evaluate("lab.problems") == []
    forged.assert_unreachable()
    forged.assert_no_connection()


def test_with_all_that_may_be_in_no_mirror(forged: Arena) -> None:
    """Refused as a whole, or shown without it; either way a good snapshot shows again."""
    fresh(forged, "empty")
    for vector in refusable(forged):
        mark = f"vector {vector.number}"
        send(forged, "wild", [vector.number, vector.markup], mark)
        forged.pair.agent.wait_for_function(
            "mark => lab.states.at(-1) !== 'live' || lab.mirror.body.title === mark", arg=mark
        )
        fresh(forged, f"after {mark}")
    forged.assert_inert()
    forged.assert_unreachable()
    forged.assert_no_connection()


def refusable(arena: Arena) -> list[Vector]:
    vectors = [(vector.number, vector.markup) for vector in VECTORS]
    numbers = arena.pair.customer.evaluate("vectors => attack.refusable(vectors)", vectors)
    assert len(numbers) > 100
    return [VECTORS[number] for number in numbers]


def test_the_page_behind_the_mirror_holds_without_the_lists(forged: Arena) -> None:
    """A frame of the mirror inherits the sandbox and the policy. (What only a list can stop, such
    as connections made ahead for frames, is not in here.)"""
    html = ["html", {}, [["body", {}, ["in the frame"]]]]
    page = [
        ["start", 1, "standards"],
        ["c", 1, 0, 0, [["html", {}, [["body", {"title": "framed"}, [["iframe", {}]]]]]]],
        ["h", 4, "standards", [html]],
        ["ready", 1],
        ["whole", 1],
    ]
    text = json.dumps(page)
    forged.pair.customer.evaluate(
        "text => new attack.Forgery(lab.channels.mirror, 7).raw(new TextEncoder().encode(text), 4)",
        text,
    )
    shown(forged, "framed")
    kinds = ("events", "css_declarations", "css_sheets")
    plain = "<script>top.ran=1</script><img src=//v0.evil.test/x onerror=top.ran=1>"
    planted(forged, [plain, *(vector.markup for vector in VECTORS if vector.kind in kinds)])
    assert forged.pair.agent.evaluate("window.ran === undefined")
    assert forged.pair.in_mirror("mirror.body.children.length") > len(VECTORS) / 2
    stopped = [event for event in forged.events if not event.startswith("console ")]
    assert [event for event in stopped if not event.startswith("request ")] == []
    forged.assert_no_connection()
