"""What viewers cost the customer, and what a narrow path leaves: all ends in pages of one browser,
without a server; in turn with our limits (rtc/shares.ts) and without any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from tests.client_js.media_lab import CONSOLE, DOCK, MediaPair
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import PICK_THIS_TAB

NO_LIMITS = "RTCRtpSender.prototype.setParameters = async () => undefined"
# A page full of text, another one 25 times a second: the most that a screen has to show.
TEXT = """() => {
  const text = document.body.appendChild(document.createElement('pre'))
  text.style = 'position: fixed; inset: 0; margin: 0; font: 12px monospace; color: white'
  const line = () => Math.random().toString(36).repeat(9)
  setInterval(() => { text.textContent = Array.from({ length: 50 }, line).join('\\n') }, 40)
}"""
ALL = ["voice", "camera", "screen"]
NARROW_BITS = 500_000
KBIT = 1000
NOTHING = {"frames": 0, "width": 0}

Figures = dict[str, float]


class Viewers:
    """`warm_ms` of each take are for the browser to find out what the path carries."""

    def __init__(self, browser: Browser, site: Site, script: Path, warm_ms: int, take_ms: int):
        self._browser = browser
        self._site = site
        self._script = script
        self._warm_ms = warm_ms
        self._take_ms = take_ms

    def take(self, viewers: int, *, limits: bool) -> Figures:
        """Frames a second and width at the viewer in the middle, kbit/s of upload, and how many
        processors encode."""
        with self._call(viewers, limits=limits) as (dock, consoles):
            dock.wait_for_timeout(self._warm_ms)
            before = [self._got(page) for page in consoles], dock.evaluate("ours.sent()")
            dock.wait_for_timeout(self._take_ms)
            after = [self._got(page) for page in consoles], dock.evaluate("ours.sent()")
        seconds = self._take_ms / 1000
        found: Figures = {
            "upload": (after[1]["bytes"] - before[1]["bytes"]) * 8 / KBIT / seconds,
            "encoders": (after[1]["encoding"] - before[1]["encoding"]) / seconds,
        }
        return found | self._pictures(before[0], after[0])

    def take_narrow(self, *, limits: bool) -> Figures:
        """One viewer at NARROW_BITS."""
        with self._call(1, limits=limits, narrow=True) as (dock, consoles):
            (console,) = consoles
            dock.wait_for_timeout(self._warm_ms)
            before = self._got(console)
            dock.wait_for_timeout(self._take_ms)
            after = self._got(console)
        lost = after["voice"]["lost"] - before["voice"]["lost"]
        got = after["voice"]["packets"] - before["voice"]["packets"]
        found: Figures = {"voice lost": 100 * lost / max(1, lost + got)}
        return found | self._pictures([before], [after])

    def _pictures(self, before: list[Any], after: list[Any]) -> Figures:
        found: Figures = {}
        for slot in ("camera", "screen"):
            shown = [
                late.get(slot, NOTHING)["frames"] - early.get(slot, NOTHING)["frames"]
                for early, late in zip(before, after, strict=True)
            ]
            found[f"{slot} frames"] = median(shown) / (self._take_ms / 1000)
            found[f"{slot} width"] = median(it.get(slot, NOTHING)["width"] for it in after)
        return found

    @contextmanager
    def _call(
        self, viewers: int, *, limits: bool, narrow: bool = False
    ) -> Iterator[tuple[Page, list[Page]]]:
        context = self._browser.new_context(permissions=["microphone", "camera"])
        context.add_init_script(PICK_THIS_TAB)
        if not limits:
            context.add_init_script(NO_LIMITS)
        try:
            dock = self._open(context.new_page(), "/dock", DOCK)
            consoles = [self._open(context.new_page(), "/console", CONSOLE) for _ in range(viewers)]
            if narrow:
                MediaPair(dock, consoles[0]).narrow(NARROW_BITS)
            ids = [f"m{number}" for number in range(viewers)]
            for page, link in zip(consoles, ids, strict=True):
                page.evaluate("([l, s]) => ours.open([l], s, false)", [link, ALL])
            dock.evaluate("slots => ours.capture(slots)", ALL)
            dock.evaluate("([l, s]) => ours.open(l, s, true)", [ids, ALL])
            dock.wait_for_function("ours.connected()")
            # A tab behind another one hardly draws, and it is the one that is captured.
            dock.bring_to_front()
            dock.evaluate(TEXT)
            yield dock, consoles
        finally:
            context.close()

    def _open(self, page: Page, path: str, html: str) -> Page:
        page.set_default_timeout(60_000)
        self._site.put(path, html)
        page.goto(self._site.origin + path)
        page.add_script_tag(path=self._script)
        return page

    def _got(self, page: Page) -> Any:
        return page.evaluate("ours.got()")
