"""How soon media begins and ends: ours with its server, its call window and every consent, and in
turn a bare RTCPeerConnection between two pages of the same browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.client_js.media_lab import MediaPair, open_media_pair
from tests.client_js.mirror_lab import Site
from tests.e2e.call_lab import CallLab, Dock
from tests.e2e.demo_server import DemoServer
from tests.e2e.website import Website

# Each encoded frame (of a voice: each packet) as it arrives.
WATCH_ARRIVALS = """() => {
  const Real = RTCPeerConnection
  const watched = new WeakSet()
  window.arrivals = []
  window.arrived = (kind) => arrivals.find((it) => it.kind === kind)?.at ?? 0
  window.since = (at) => {
    const late = arrivals.filter((it) => it.at > at)
    const bytes = late.reduce((sum, it) => sum + it.bytes, 0)
    return { frames: late.length, bytes, ms: (late.at(-1)?.at ?? at) - at }
  }
  const watch = (receiver) => {
    if (watched.has(receiver)) return
    watched.add(receiver)
    const { readable, writable } = receiver.createEncodedStreams()
    const count = new TransformStream({
      transform: (frame, out) => {
        const at = performance.timeOrigin + performance.now()
        arrivals.push({ at, kind: receiver.track.kind, bytes: frame.data.byteLength })
        out.enqueue(frame)
      },
    })
    void readable.pipeThrough(count).pipeTo(writable)
  }
  window.RTCPeerConnection = class extends Real {
    constructor(configuration) {
      super({ ...configuration, encodedInsertableStreams: true })
      this.addEventListener('track', ({ receiver }) => watch(receiver))
    }
    setConfiguration(configuration) {
      super.setConfiguration({ ...configuration, encodedInsertableStreams: true })
    }
  }
}"""
WATCH_CLICKS = """addEventListener('click', () => {
  window.clickedAt = performance.timeOrigin + performance.now()
}, true)"""
NOW = "performance.timeOrigin + performance.now()"
# What moves is sent.
MOVE = """() => {
  const dot = document.body.appendChild(document.createElement('i'))
  dot.style = 'position: fixed; top: 0; width: 9px; height: 9px; background: red'
  dot.animate([{ left: 0 }, { left: '90%' }], { duration: 500, iterations: Infinity })
}"""
WAYS = {"track.enabled = false": "disable", "replaceTrack(null)": "replace", "pc.close()": "close"}
# After an end, milliseconds in which nothing more is to come.
SILENCE_MS = 2_000

Figures = dict[str, float]


def first(page: Page, kind: str) -> float:
    page.wait_for_function("kind => arrived(kind)", arg=kind)
    return float(page.evaluate("kind => arrived(kind)", kind))


def late(page: Page, at: float) -> Figures:
    page.wait_for_timeout(SILENCE_MS)
    found: Figures = page.evaluate("at => since(at)", at)
    return found


class OurCalls:
    """The real server and the real call window."""

    def __init__(self, browser: Browser, server: DemoServer, website: Website, script: Path):
        self._browser = browser
        self._given = (server, website, script)

    @contextmanager
    def _lab(self) -> Iterator[CallLab]:
        lab = CallLab(self._browser, *self._given)
        try:
            lab.context.add_init_script(WATCH_CLICKS)
            lab.desk.evaluate(WATCH_ARRIVALS)
            yield lab
        finally:
            lab.close()

    def call(self) -> tuple[Figures, Figures]:
        """From Accept, from Camera on, and what arrives after Hang up."""
        with self._lab() as lab:
            wants = lab.agent_asks("video")
            accepted = lab.shop.evaluate(NOW)
            dock = lab.open_dock(wants)
            start = {"voice": first(lab.desk, "audio") - accepted}
            dock.at("call")
            dock.button("Camera on").click()
            shown = first(lab.desk, "video")
            start["camera"] = shown - self._clicked(dock)
            lab.desk.wait_for_timeout(1_000)
            dock.button("Hang up").click()
            return start, late(lab.desk, self._clicked(dock))

    def screen(self) -> tuple[float, Figures]:
        """From Allow, and what arrives after Stop sharing."""
        with self._lab() as lab:
            lab.in_session()
            wants = lab.agent_asks("screen")
            allowed = lab.shop.evaluate(NOW)
            dock = lab.open_dock(wants)
            start = first(lab.desk, "video") - allowed
            dock.page.evaluate(MOVE)
            lab.desk.wait_for_timeout(1_000)
            dock.button("Stop sharing").click()
            return start, late(lab.desk, self._clicked(dock))

    def _clicked(self, dock: Dock) -> float:
        return float(dock.page.evaluate("clickedAt"))


class BareCalls:
    """Two pages and nothing else."""

    def __init__(self, browser: Browser, site: Site, script: Path) -> None:
        self._browser = browser
        self._given = (site, script)

    @contextmanager
    def _pair(self) -> Iterator[MediaPair]:
        context = self._browser.new_context(permissions=["microphone", "camera"])
        try:
            pair = open_media_pair(context, *self._given)
            pair.console.evaluate(WATCH_ARRIVALS)
            for page in (pair.dock, pair.console):
                page.evaluate("void bare()")
            yield pair
        finally:
            context.close()

    def start(self) -> Figures:
        found: Figures = {}
        with self._pair() as pair:
            at = self._call(pair, screen=False)
            found["voice"] = first(pair.console, "audio") - at
            found["camera"] = first(pair.console, "video") - at
        with self._pair() as pair:
            at = self._call(pair, screen=True)
            found["screen"] = first(pair.console, "video") - at
        return found

    def stop(self, way: str) -> Figures:
        with self._pair() as pair:
            self._call(pair, screen=False)
            first(pair.console, "video")
            pair.console.wait_for_timeout(1_000)
            end = f"way => {{ const at = {NOW}; pair.end(way); return at }}"
            return late(pair.console, pair.dock.evaluate(end, way))

    def _call(self, pair: MediaPair, *, screen: bool) -> float:
        begin = f"screen => {{ const at = {NOW}; void pair.call(screen); return at }}"
        return float(pair.dock.evaluate(begin, screen))


def take(ours: OurCalls, bare: BareCalls, turn: int) -> dict[str, Any]:
    """One round, of which the other one goes first the next time."""
    found: dict[str, Any] = {"start": {}, "stop": {}}

    def take_ours() -> None:
        call, hung_up = ours.call()
        screen, stopped = ours.screen()
        found["start"]["alongside"] = {**call, "screen": screen}
        found["stop"] |= {"Hang up": hung_up, "Stop sharing": stopped}

    def take_bare() -> None:
        found["start"]["bare"] = bare.start()
        found["stop"] |= {name: bare.stop(way) for name, way in WAYS.items()}

    for one in (take_ours, take_bare) if turn % 2 == 0 else (take_bare, take_ours):
        one()
    return found
