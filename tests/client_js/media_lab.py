"""A customer's dock and an agent's console with nothing but a media link between them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.client_js.mirror_lab import MODULES, Site
from tests.helpers.chromium import PICK_THIS_TAB

# Green, and in motion: what does not change is hardly sent.
DOCK = """<!doctype html><title>Dock</title>
<style>html { background: rgb(0, 160, 0) } i { position: fixed; width: 8px; height: 8px;
  background: black; animation: run .5s infinite alternate } @keyframes run { to { left: 90% } }
  video { display: none }</style><i></i>"""
CONSOLE = "<!doctype html><title>Console</title>"

VOICE, CALL = ["voice"], ["voice", "camera"]


def bundle(folder: Path) -> Path:
    """The harness as one script."""
    entry = Path(__file__).parent / "harness" / "media.ts"
    script = folder / "media.js"
    options = ["--bundle", "--format=iife", f"--outfile={script}", "--log-level=warning"]
    subprocess.run([MODULES / ".bin" / "esbuild", entry, *options], check=True, timeout=60)
    return script


class MediaPair:
    """Two pages of one browser."""

    def __init__(self, dock: Page, console: Page) -> None:
        self.dock = dock
        self.console = console

    def open(self, slots: list[str], *, to_dock: list[str] | None = None) -> None:
        """The server wants a link. `slots`: what the dock may send, and the console what is in
        `to_dock` (by default the same)."""
        back = slots if to_dock is None else to_dock
        self.console.evaluate("([a, b]) => media.open(false, a, b)", [back, slots])
        self.dock.evaluate("([a, b]) => media.open(true, a, b)", [slots, back])

    def change(self, slots: list[str], *, to_dock: list[str] | None = None) -> None:
        back = slots if to_dock is None else to_dock
        self.console.evaluate("([a, b]) => media.change(a, b)", [back, slots])
        self.dock.evaluate("([a, b]) => media.change(a, b)", [slots, back])

    def connected(self) -> None:
        for page in (self.dock, self.console):
            page.wait_for_function("media.state() === 'connected'")

    def hears(self, page: Page, hertz: int) -> None:
        """Waits until this is the tone that arrives."""
        page.wait_for_function("hertz => Math.abs(media.tone() - hertz) < 12", arg=hertz)

    def sees(self, page: Page, slot: str, colour: tuple[int, int, int]) -> None:
        """Waits until this is the colour that arrives."""
        page.wait_for_function(
            """([slot, colour]) => media.colour(slot)?.every(
                 (part, at) => Math.abs(part - colour[at]) < 48)""",
            arg=[slot, list(colour)],
        )

    def speak(self, page: Page) -> None:
        page.evaluate("async () => media.links.send('voice', await media.microphone.start())")

    def film(self, page: Page) -> None:
        page.evaluate("async () => media.links.send('camera', await media.camera.start())")

    def pick(self, surfaces: list[str] | None = None) -> Any:
        """The dock captures its own tab; the surface."""
        return self.dock.evaluate(
            """async surfaces => {
                 const picked = await media.screen.pick({ surfaces, sound: false })
                 media.links.send('screen', picked.track)
                 return picked.surface }""",
            surfaces or ["browser", "window", "monitor"],
        )

    def narrow(self, bits: int) -> None:
        """The dock's line carries so many bits a second, either way."""
        cdp = self.dock.context.new_cdp_session(self.dock)
        cdp.send("Network.enable")
        line = {"offline": False, "latency": 30, "packetQueueLength": 50}
        throughput = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8}
        cdp.send("Network.emulateNetworkConditions", line | throughput)


def open_media_pair(context: BrowserContext, site: Site, script: Path) -> MediaPair:
    context.add_init_script(PICK_THIS_TAB)
    pages = []
    for path, html in (("/dock", DOCK), ("/console", CONSOLE)):
        site.put(path, html)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(site.origin + path)
        page.add_script_tag(path=script)
        pages.append(page)
    return MediaPair(*pages)
