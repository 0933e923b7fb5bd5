"""A forged customer's operations: refused, counted, and healed by the next good snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from tests.client_js.attack.arena import Arena
from tests.client_js.attack.operations import OPERATIONS, SNAPSHOTS, Operation, good, raw
from tests.client_js.mirror_lab import GRANT

MIRRORED = "lab.states.includes('live') && lab.mirror.body?.title === mark"
SEND = """([text, flags]) => forgery.raw(new TextEncoder().encode(text), flags)"""
PLAIN, SNAPSHOT = 0, 4


class Console:
    """The agent's console, and a customer's end that sends what it is told."""

    def __init__(self, arena: Arena) -> None:
        self.arena = arena
        self.agent = arena.pair.agent
        self.customer = arena.pair.customer
        self.agent.evaluate("grant => lab.startView(grant)", GRANT)
        make = "grant => { window.forgery = new attack.Forgery(lab.channels.mirror, grant) }"
        self.customer.evaluate(make, GRANT)
        self._pages = 0

    def send(self, text: str, flags: int = PLAIN) -> None:
        self.customer.evaluate(SEND, [text, flags])

    def show(self) -> None:
        """A good page comes, and is shown."""
        self._pages += 1
        mark = f"page {self._pages}"
        self.send(json.dumps(good(mark)), SNAPSHOT)
        self.agent.wait_for_function(
            f"mark => {MIRRORED} && lab.states.at(-1) === 'live'", arg=mark
        )

    def refuses(self) -> bool:
        """Was what came last refused? False when what comes after it is applied."""
        self.send(json.dumps([["a", 4, {"title": "went on"}]]))
        refused = "lab.states.at(-1) !== 'live'"
        self.agent.wait_for_function(f"mark => {refused} || {MIRRORED}", arg="went on")
        return bool(self.agent.evaluate(refused))


@pytest.fixture
def console(arena: Arena) -> Iterator[Console]:
    console = Console(arena)
    console.show()
    yield console
    # Whatever was sent: the console is alive, and nothing has come of it.
    console.show()
    arena.assert_inert()
    assert console.agent.evaluate("Object.keys(Object.prototype)") == []
    assert console.agent.evaluate("lab.problems") in ([], ["mirror.bad_message"])
    arena.assert_no_connection()


def accepted(console: Console, cases: Mapping[str, list[Operation] | str], flags: int) -> list[str]:
    """Names of the cases that were not refused."""
    found = []
    for name, operations in cases.items():
        console.send(raw(operations), flags)
        if not console.refuses():
            found.append(name)
        console.show()
    return found


def test_what_must_not_be_sent_is_refused(console: Console) -> None:
    assert accepted(console, OPERATIONS, PLAIN) == []
    # Not a repair but a warning: it does not stop.
    assert console.agent.evaluate("lab.problems") == ["mirror.bad_message"]


def test_what_is_no_snapshot_is_refused(console: Console) -> None:
    assert accepted(console, SNAPSHOTS, SNAPSHOT) == []


HARMLESS = {
    "keys of the prototype": '[["a",6,{"__proto__":"x","constructor":"x","toString":"x"}]]',
    "keys of the prototype in an item": '[["c",4,6,0,[["b",{"__proto__":"x"}]]]]',
    "ready again and again": json.dumps([["ready", 1]] * 5_000),
    "whole again and again": json.dumps([["whole", 1]] * 5_000),
    "attributes that no mirror has": '[["a",6,{"onclick":"x","srcdoc":"x","nonce":"x"}]]',
    "a scroll to the end of the world": '[["p",6,1e300,-1e300]]',
}


def test_what_means_nothing_is_left_out(console: Console) -> None:
    for operations in HARMLESS.values():
        console.send(operations)
        console.refuses()
        assert console.arena.pair.in_mirror("mirror.querySelectorAll('[toString]').length") == 0
        console.show()


def test_before_any_start(arena: Arena) -> None:
    console = Console(arena)
    for operations in ([["ready", 1]], [["a", 4, {}]], [["c", 1, 0, 0, [["html", {}]]]]):
        console.send(json.dumps(operations))
    console.show()
    arena.assert_inert()


@pytest.mark.long
def test_floods_are_refused(console: Console) -> None:
    for name in console.customer.evaluate("Object.keys(attack.FLOODS)"):
        console.customer.evaluate("name => attack.FLOODS[name](forgery)", name)
        assert console.refuses(), name
        console.show()


def test_the_console_goes_on_while_it_is_flooded(console: Console) -> None:
    console.agent.evaluate(
        "window.ticks = 0; window.ticking = setInterval(() => window.ticks++, 50)"
    )
    # 100,000 operations, as fast as they go out; nobody waits for acknowledgements.
    console.customer.evaluate("attack.hammer(forgery, 200, 500).then(() => { window.done = true })")
    while not console.customer.evaluate("window.done === true"):
        before = console.agent.evaluate("ticks")
        console.agent.wait_for_function("before => ticks > before + 1", arg=before, timeout=2_000)
    console.agent.keyboard.type("alive")
    assert console.agent.evaluate("document.querySelector('#own').value").endswith("alive")
