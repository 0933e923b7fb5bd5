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

    def look_at_drawings(self) -> None:
        """Only what is in sight is drawn here. The last one is harmless, and has to come."""
        show = """() => {
          const drawn = [...document.querySelectorAll('[data-part] canvas, #controls canvas')]
          drawn.sort((one, other) => !!one.closest('#controls') - !!other.closest('#controls'))
          return drawn.reduce((before, canvas) => before.then(() => {
            canvas.scrollIntoView()
            return new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))
          }), Promise.resolve()) }"""
        self.pair.customer.evaluate(show)
        self.pair.wait_in_mirror(
            "[...mirror.querySelectorAll('#controls img')]"
            ".every(image => image.src.startsWith('blob:'))"
        )

    def colours(self) -> set[str]:
        return colours(self.pair)


def colours(pair: Pair) -> set[str]:
    """Of the pictures that left the customer's tab."""
    sent = [message.payload for message in messages(pair) if message.channel == "assets"]
    encoded = [base64.b64encode(payload).decode() for payload in sent]
    return set(pair.customer.evaluate("messages => attack.colours(messages)", encoded))


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
    watched.look_at_drawings()
    assert canaries.leaks(watched.seen()) == []
    assert canaries.missing_controls(watched.seen()) == []
    watched.look_at_drawings()
    assert watched.colours() == {CONTROL_COLOUR}
    for phase in "bcdefgh":
        watched.run(phase)
        assert canaries.leaks(watched.seen()) == [], phase
    watched.resync()
    assert canaries.leaks(watched.seen()) == []
    assert canaries.missing_controls(watched.seen()) == []
    watched.look_at_drawings()
    assert watched.colours() == {CONTROL_COLOUR}


DRAWN = """mark => Promise.all([...document.querySelectorAll('canvas')].map(async (canvas, n) => {
  // At different times between the frames in which drawings are read.
  for (let frame = 0; frame < n; frame++) await new Promise(requestAnimationFrame)
  await new Promise(done => setTimeout(done, n % 7))
  mark === 'class' ? canvas.classList.add('alongside-mask')
    : canvas.parentElement.setAttribute('data-alongside', 'block')
  const context = canvas.getContext('2d')
  context.fillStyle = '#1b5e20'
  context.fillRect(0, 0, 8, 8)
}))"""


@pytest.mark.parametrize("mark", ["class", "block around it"])
def test_what_is_drawn_when_the_mark_is_set_stays(
    shared: Callable[..., Pair], attack_script: Path, mark: str
) -> None:
    canvases = "<div><canvas width=8 height=8></canvas></div>" * 40
    pair = shared(
        f"<!doctype html><body>{canvases}<script>for (const c of document.querySelectorAll("
        "'canvas')) { const x = c.getContext('2d'); x.fillStyle = '#4a148c'; "
        "x.fillRect(0, 0, 8, 8) }</script></body>"
    )
    pair.customer.add_script_tag(path=attack_script)
    pair.wait_in_mirror("mirror.querySelectorAll('img[src^=\"blob:\"]').length > 20")
    pair.customer.evaluate(DRAWN, mark)
    pair.settle()
    pair.wait_in_mirror("mirror.querySelectorAll('alongside-box').length === 40")
    assert colours(pair) == {CONTROL_COLOUR}
