"""Not one canary that must not leave is in any byte that leaves the customer's tab."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client_js.attack.canary_page import PICTURE, Canaries, page
from tests.client_js.attack.wire_tap import messages, searchable
from tests.client_js.mirror_lab import Pair, Site

SECRET_COLOUR, CONTROL_COLOUR = "#1b5e20", "#4a148c"
SNAPSHOT_STARTED = (
    'lab.sent.filter(({channel, bytes}) => channel === "mirror" && (bytes[1] & 5) === 5)'
)


class Watched:
    """A shared canary page. `logged` is what either side's console got."""

    def __init__(self, pair: Pair, canaries: Canaries) -> None:
        self.pair = pair
        self.canaries = canaries
        self.logged: list[str] = []
        for tab in (pair.customer, pair.agent):
            tab.on("console", lambda message: self.logged.append(message.text))
            tab.on("pageerror", lambda error: self.logged.append(str(error)))

    def run(self, phase: str) -> None:
        self.pair.customer.evaluate("phase => attack.PHASES[phase]()", phase)
        self.pair.settle()

    def resync(self) -> None:
        """The agent asks for everything once more."""
        before = self.pair.customer.evaluate(f"{SNAPSHOT_STARTED}.length")
        ask = "JSON.stringify({type: 'resync', grant: 7, reason: 'gap'})"
        self.pair.agent.evaluate(f"lab.channels.sync.send({ask})")
        self.pair.customer.wait_for_function(f"n => {SNAPSHOT_STARTED}.length > n", arg=before)
        self.pair.settle()

    def seen(self) -> bytes:
        """What left the customer's tab, and what the agent's side made of it."""
        mirrored = self.pair.agent.evaluate("attack.everything(lab.mirror)")
        return b"\n".join([searchable(self.pair), mirrored.encode(), *self._logs()])

    def _logs(self) -> list[bytes]:
        return [text.encode() for text in self.logged]

    def colours(self) -> set[str]:
        """Of the pictures that left the customer's tab."""
        assets = [
            base64.b64encode(m.payload).decode()
            for m in messages(self.pair)
            if m.channel == "assets"
        ]
        return set(self.pair.customer.evaluate("messages => attack.colours(messages)", assets))


@pytest.fixture
def watched(site: Site, pair_at: Callable[..., Pair], attack_script: Path) -> Watched:
    canaries = Canaries()
    site.put("/page", page(canaries))
    site.put("/empty", "<!doctype html><body></body>")
    site.put("/picture.svg", PICTURE, "image/svg+xml")
    open_picture = canaries.fill("{{content of a picture}}", "control", harmless=True)
    site.put("/open.svg", PICTURE.replace("CANARY", open_picture), "image/svg+xml")
    pair = pair_at("/page")
    for tab in (pair.customer, pair.agent):
        tab.add_script_tag(path=attack_script)
    watched = Watched(pair, canaries)
    pair.customer.evaluate("attack.prepareAll()")
    pair.share()
    pair.settle()
    return watched


def test_no_canary_leaves(watched: Watched) -> None:
    canaries = watched.canaries
    assert canaries.secrets > 800
    watched.pair.agent.wait_for_function("lab.mirror.querySelector('img[src^=\"blob:\"]')")
    assert canaries.leaks(watched.seen()) == []
    assert canaries.missing_controls(watched.seen()) == []
    assert watched.colours() == {CONTROL_COLOUR}
    for phase in "bcdefgh":
        watched.run(phase)
        assert canaries.leaks(watched.seen()) == [], phase
    watched.resync()
    assert canaries.leaks(watched.seen()) == []
    assert canaries.missing_controls(watched.seen()) == []
    assert watched.colours() == {CONTROL_COLOUR}
