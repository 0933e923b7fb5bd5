"""The real dock between a website's page and an agent's window, both without a UI of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page

from tests.e2e.demo_server import DemoServer
from tests.e2e.website import Website
from tests.helpers.chromium import PICK_THIS_TAB

CLIENT = Path(__file__).resolve().parents[2] / "client_js"
HARNESS = CLIENT.parent / "tests" / "client_js" / "harness" / "call.ts"

# What the browser has handed out is counted where it is handed out.
COUNT_TRACKS = """{
  const tracks = []
  for (const method of ['getUserMedia', 'getDisplayMedia']) {
    const real = navigator.mediaDevices?.[method].bind(navigator.mediaDevices)
    if (real) navigator.mediaDevices[method] = async (...given) => {
      const stream = await real(...given)
      tracks.push(...stream.getTracks())
      return stream
    }
  }
  window.captured = () => tracks.filter(({ readyState }) => readyState === 'live').length
}"""


def bundle(folder: Path) -> Path:
    script = folder / "call.js"
    options = ["--bundle", "--format=iife", f"--outfile={script}", "--log-level=warning"]
    esbuild = CLIENT / "node_modules" / ".bin" / "esbuild"
    subprocess.run([esbuild, HARNESS, *options], check=True, timeout=60)
    return script


class CallLab:
    """A customer and an agent who have talked in the chat, and no call yet."""

    def __init__(
        self, browser: Browser, server: DemoServer, website: Website, script: Path, **context: Any
    ) -> None:
        self.server = server
        self.website = website
        self.script = script
        permissions = context.pop("permissions", ["microphone", "camera"])
        self.context = browser.new_context(permissions=permissions, **context)
        # The lab's own script speaks for the page.
        self.context.route("**/sdk/**", lambda route: route.abort())
        self.context.add_init_script(PICK_THIS_TAB)
        self.context.add_init_script(COUNT_TRACKS)
        self.shop = self.load(self.context.new_page(), None)
        self.agents: BrowserContext = browser.new_context(
            permissions=["microphone", "camera"], bypass_csp=True
        )
        self.desk = self.agents.new_page()
        self.desk.set_default_timeout(15_000)
        self.desk.goto(f"{server.origin}/healthz")
        self.desk.add_script_tag(path=script)
        self.desk.evaluate("([u, p]) => openDesk(u, p)", [server.user_name, server.password])
        self.desk.wait_for_function("desk.socket.state === 'open'")
        self.shop.evaluate("shop.request('conversation.start', {text: 'Hello'})")
        self.shop.wait_for_function("shop.view?.state === 'queued'")
        conversation = self.shop.evaluate("shop.view.conversation")
        self.desk.evaluate("c => desk.accept(c)", conversation)
        self.desk.wait_for_function("desk.view?.state === 'active'")
        self.shop.wait_for_function("shop.view.state === 'active'")
        self.site = self.shop.evaluate("shop.view.site")

    def load(self, page: Page, token: str | None) -> Page:
        """The website's page, with the customer of this token or a new one."""
        page.set_default_timeout(15_000)
        page.goto(f"{self.website.origin}/shop")
        page.add_script_tag(path=self.script)
        given = [self.server.origin, self.website.key, token]
        self.token = page.evaluate("([b, s, t]) => openShop(b, s, t)", given)
        page.wait_for_function("shop.socket.state === 'open'")
        return page

    def open_dock(self, wants: dict[str, Any] | None) -> Dock:
        with self.context.expect_page() as opened:
            self.shop.evaluate("([s, w]) => shop.open(s, w)", [self.site, wants])
        opened.value.set_default_timeout(15_000)
        return Dock(opened.value)

    def agent_asks(self, scope: str, request: str = "r1") -> dict[str, Any]:
        """What the page hands to the dock when the customer says yes."""
        self.desk.evaluate(
            "given => desk.request('scope.ask', given)", {"scope": scope, "request": request}
        )
        self.shop.wait_for_function("s => shop.scope(s)?.state === 'asked'", arg=scope)
        return {"act": "accept", "scope": scope, "request": request}

    def in_session(self) -> None:
        """The customer shares a page and the agent is in."""
        self.shop.evaluate("shop.request('session.start')")
        self.desk.wait_for_function("desk.view.session")
        join = "desk.request('session.join', {session: desk.view.session.session})"
        self.desk.evaluate(join)
        self.desk.wait_for_function("desk.view.session.state === 'active'")

    def agent_speaks(self) -> None:
        self.desk.evaluate("desk.microphone.start().then(() => undefined)")

    def in_call(self, scope: str = "voice") -> Dock:
        dock = self.open_dock(self.agent_asks(scope))
        dock.at("call")
        return dock

    def close(self) -> None:
        self.context.close()
        self.agents.close()


class Dock:
    def __init__(self, page: Page | Frame) -> None:
        self.page = page

    def at(self, stage: str) -> None:
        self.page.wait_for_function(
            "stage => document.querySelector('alongside-dock')?.dataset.stage === stage", arg=stage
        )

    def captures(self, what: str) -> None:
        """Waits until this is what is said to be captured, and checks that it is."""
        self.page.wait_for_function(
            "w => document.querySelector('alongside-dock')?.dataset.capturing === w", arg=what
        )
        assert self.page.evaluate("captured()") == len(what.split())

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)
