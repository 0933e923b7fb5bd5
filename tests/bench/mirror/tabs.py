"""The customer's tab and the agent's, with one engine between them, and their developer tools."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.sync_api import Browser, CDPSession, Page

from tests.bench.mirror import pages
from tests.bench.slow_path import SlowPath
from tests.client_js.mirror_lab import CONSOLE, FOREIGN, MODULES, REPOSITORY, Site

HARNESS = REPOSITORY / "tests" / "client_js" / "mirror_bench"
SCRIPTS = (
    "bench",
    "ours_recorder",
    "ours_viewer",
    "rrweb_recorder",
    "rrweb_viewer",
    "openreplay_recorder",
    "openreplay_viewer",
    "bulk",
    "viewers",
    "control",
    "ours_control",
    "rrweb_control",
    "echo_control",
)
SIZE: Any = {"width": 1280, "height": 900}
# Without a change for this long, a snapshot or a change has been sent completely.
QUIET_MS = 400


@dataclass(frozen=True)
class Engine:
    """`recorder` and `viewer` name scripts; without a recorder the page is left alone."""

    name: str
    recorder: str | None
    viewer: str | None
    mode: str = ""

    @property
    def shows(self) -> bool:
        return self.viewer in ("ours_viewer", "rrweb_viewer")


OURS = Engine("alongside", "ours_recorder", "ours_viewer")
RRWEB = Engine("rrweb", "rrweb_recorder", "rrweb_viewer", "immediate")
RRWEB_LIVE = Engine("rrweb live", "rrweb_recorder", "rrweb_viewer", "live")
OPENREPLAY = Engine("OpenReplay", "openreplay_recorder", "openreplay_viewer")
NONE = Engine("no recorder", None, None)


def prepare(site: Site, folder: Path) -> None:
    """Puts pages, scripts and what OpenReplay's tracker asks for on the site."""
    pages.serve(site)
    site.put("/console", CONSOLE)
    for name, content in bundle(folder).items():
        site.put(f"/bench/{name}.js", content, "text/javascript")

    async def start(request: web.Request) -> web.Response:
        return web.json_response(
            {
                "token": "token",
                "userUUID": "user",
                "projectID": "1",
                "sessionID": "1",
                "delay": 0,
                "beaconSizeLimit": 1_000_000,
                "assistOnly": True,
            }
        )

    site.put("/v1/web/start", start)
    site.put("/v1/web/tags", json.dumps({"tags": []}), "application/json")


def bundle(folder: Path) -> dict[str, bytes]:
    """The scripts by name, not minified, so that a profile names functions."""
    entries = [HARNESS / f"{name}.ts" for name in SCRIPTS]
    options = ["--bundle", "--format=iife", f"--outdir={folder}", "--log-level=warning"]
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    esbuild = MODULES / ".bin" / "esbuild"
    subprocess.run([esbuild, *entries, *options], check=True, timeout=60, env=environment)
    return {name: (folder / f"{name}.js").read_bytes() for name in SCRIPTS}


class Tabs:
    """Both tabs, linked; nothing is shared before `share`."""

    def __init__(
        self, browser: Browser, site: Site, engine: Engine, path: str, slow: SlowPath | None
    ) -> None:
        self.engine = engine
        self.customer = open_page(browser, site.origin + path)
        self.agent = open_page(browser, site.origin + "/console")
        self.customer_tools = self.customer.context.new_cdp_session(self.customer)
        self.agent_tools = self.agent.context.new_cdp_session(self.agent)
        self._load(site)
        self._link(slow)
        self.customer.evaluate("bench.idle()")

    def _load(self, site: Site) -> None:
        self.agent.evaluate("mode => { window.rrwebMode = mode }", self.engine.mode)
        for page, script in (
            (self.customer, "bench"),
            (self.agent, "bench"),
            (self.customer, self.engine.recorder),
            (self.agent, self.engine.viewer),
        ):
            if script is not None:
                page.add_script_tag(url=f"{site.origin}/bench/{script}.js")

    def _link(self, slow: SlowPath | None) -> None:
        offer = self.customer.evaluate("bench.link.offer()")
        if slow is not None:
            offer = slow.to_agent(offer)
        answer = self.agent.evaluate("sdp => bench.link.answer(sdp)", offer)
        if slow is not None:
            answer = slow.to_customer(answer)
        self.customer.evaluate("sdp => bench.link.accept(sdp)", answer)
        self.customer.evaluate("bench.link.opened()")
        self.agent.evaluate("bench.link.opened()")

    def share(self) -> tuple[float, float]:
        """Starts both ends. When the snapshot was asked for and when (nearly) all of it had been
        handed to the channel, milliseconds on the customer's clock."""
        if self.engine.recorder is None:
            return 0.0, 0.0
        self.agent.evaluate("bench.startViewer()")
        requested = self.customer.evaluate("bench.startRecorder()")
        self.quiet()
        return float(requested), float(self.customer.evaluate("bench.link.sentAt()"))

    def quiet(self) -> None:
        """Waits until nothing more is sent."""
        self.customer.evaluate(f"bench.link.quiet({QUIET_MS})")

    def offset(self) -> float:
        """What to add to a time of the customer's to get the agent's."""
        return float(self.customer.evaluate("bench.link.offset()"))

    def painted(self) -> float:
        """When the first picture was painted, on the agent's clock."""
        self.agent.wait_for_function("viewer.paintedAt > 0", timeout=30_000)
        return float(self.agent.evaluate("viewer.paintedAt"))

    def take(self) -> dict[str, float]:
        taken: dict[str, float] = self.customer.evaluate("bench.link.take()")
        return taken

    def close(self) -> None:
        self.customer.context.close()
        self.agent.context.close()


@contextmanager
def linked(
    browser: Browser, site: Site, engine: Engine, path: str, slow: SlowPath | None = None
) -> Iterator[Tabs]:
    """Over loopback, or over a slow path between the two."""
    tabs = Tabs(browser, site, engine, path, slow)
    try:
        yield tabs
    finally:
        tabs.close()


def heap_bytes(tools: CDPSession) -> float:
    """What the page's JavaScript holds, garbage excluded."""
    for _ in range(2):
        tools.send("HeapProfiler.collectGarbage")
    return float(tools.send("Runtime.getHeapUsage")["usedSize"])


def open_page(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport=SIZE).new_page()
    page.set_default_timeout(60_000)
    # Templates refer to content networks; what these answer is no part of a measure.
    page.route(FOREIGN, lambda route: route.abort())
    page.goto(url)
    return page
