"""A page with nothing but a document in it, as the console and the call window show one: with the
server's own frame, policy and scripts."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Browser, Frame, Page, Request

from signaling.shells import FOR_DOCUMENTS
from tests.client_js.mirror_lab import Site

# Milliseconds that a frame may take: less than people are asked to wait.
PATIENCE = 4_000
# That the page around it may be busy with a file itself: it reads it, and hands it over.
BUSY = 3_000
PAGE = "<!doctype html><title>Console</title><style>body { display: flex; height: 600px }</style>"
OUR_OWN = {"/document", "/console", "/documents.js", *(f"/static/{name}" for name in FOR_DOCUMENTS)}


class Console:
    """A page with nothing but a document in it, and a server that hears whatever is asked for."""

    def __init__(self, browser: Browser, site: Site, sink: Site) -> None:
        self.site = site
        self.sink = sink
        self.page: Page = browser.new_page()
        self.acts: list[str] = []
        self.asked: list[str] = []
        self.page.on("dialog", lambda dialog: self._acted(f"dialog {dialog.type}"))
        self.page.on("popup", lambda popup: self._acted(f"popup {popup.url}"))
        self.page.on("download", lambda download: self._acted(f"download {download.url}"))
        self.page.on("request", self._requested)
        self.page.goto(f"{site.origin}/console")

    def _acted(self, what: str) -> None:
        self.acts.append(what)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(("blob:", self.site.origin)):
            self.asked.append(request.url)

    def open(self, name: str, file: bytes) -> dict[str, Any]:
        """What becomes of it, which takes no longer than it may."""
        arguments = [name, base64.b64encode(file).decode(), PATIENCE]
        self.page.evaluate("([name, content, ms]) => lab.open(name, content, ms)", arguments)
        settled = self.page.wait_for_function("lab.verdict", timeout=2 * PATIENCE + BUSY)
        verdict: dict[str, Any] = settled.json_value()
        return verdict

    def painted(self) -> str | None:
        """Why its first page is no view after all; None: it is one."""
        self.page.wait_for_function(
            """lab.verdict.trouble || document.querySelector('alongside-document')
                ?.shadowRoot.querySelector('.paper[aria-busy=false] iframe')""",
            timeout=2 * PATIENCE + BUSY,
        )
        trouble: str | None = self.page.evaluate("lab.verdict.trouble")
        return trouble

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "/document" in frame.url)

    def press(self) -> None:
        """Where a link or a field of the page would be."""
        box = self.page.locator("iframe").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.keyboard.press("a")
