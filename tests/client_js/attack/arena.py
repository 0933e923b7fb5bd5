"""A customer and an agent in browsers of their own, and everything the agent's browser does."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Frame, Page, Request, Route

from tests.client_js.attack.sink import Sink
from tests.client_js.attack.vectors import DOMAIN
from tests.client_js.mirror_lab import GRANT, Pair, Site

CONSOLE = (
    "<!doctype html><title>Console</title><style>body{margin:0}</style>"
    "<input id=own><div id=container></div><button id=after>b</button>"
    "<script src=/lab.js></script><script src=/attack.js></script>"
)
CUSTOMER = (
    "<!doctype html><title>Page</title><script src=/lab.js></script>"
    "<script src=/attack.js></script><body></body>"
)
# Vectors shall not take the customer's page apart; the mirror does not know of this policy.
CUSTOMER_POLICY = {"Content-Security-Policy": "script-src 'self'"}
# The browser says so when the sandbox or the policy had to step in: the view's lists failed.
STOPPED = ("Blocked script execution", "Refused to", "Content Security Policy", "violates")
NOT_IN_A_MIRROR = (
    "script, noscript, template, object, embed, applet, link, meta, base, frame, frameset, portal, "
    "fencedframe, video, audio, source, track, param, set, animate, animateMotion, feImage, "
    "[src^='http'], [srcdoc], [autofocus], [http-equiv], [formaction], [action], [ping], [target], "
    "[download], [srcset], [background], [poster], [contenteditable], [accesskey], [tabindex], "
    "iframe[src], iframe[name], form[name], [onload], [onclick], [onerror], [onfocus]"
)


def resolving_to(sink: Sink) -> list[str]:
    """Flags with which a browser finds the sink behind every hostile name and port."""
    return [f"--host-resolver-rules=MAP *.{DOMAIN} 127.0.0.1:{sink.port}"]


class Arena:
    """`pair` is linked; what the agent's browser does from then on is taken down."""

    def __init__(self, pair: Pair, site: Site, sink: Sink) -> None:
        self.pair = pair
        self.sink = sink
        self._site = site
        self.events: list[str] = []
        agent = pair.agent
        agent.on("request", self._requested)
        agent.on("dialog", self._asked)
        agent.on("popup", lambda _: self.events.append("popup"))
        agent.on("download", lambda _: self.events.append("download"))
        agent.on("framenavigated", self._navigated)
        agent.on("console", self._logged)
        agent.on("pageerror", lambda error: self.events.append(f"error {error}"))
        agent.focus("#own")

    def _requested(self, request: Request) -> None:
        own = (f"{self._site.origin}/mirror", "data:", "blob:")
        if not request.url.startswith(own):
            self.events.append(f"request {request.url}")

    def _asked(self, dialog: Dialog) -> None:
        self.events.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _navigated(self, frame: Frame) -> None:
        if frame.url not in (f"{self._site.origin}/mirror", "about:blank", ""):
            self.events.append(f"navigation {frame.url}")

    def _logged(self, message: ConsoleMessage) -> None:
        if any(text in message.text for text in STOPPED):
            self.events.append(f"console {message.text}")

    def assert_inert(self) -> None:
        """Nothing happened in the agent's browser, and nothing can."""
        agent = self.pair.agent
        assert self.events == []
        assert agent.evaluate("window.ran === undefined")
        assert self.pair.in_mirror("mirror.defaultView.ran === undefined")
        assert self.pair.in_mirror(FOUND) == []
        assert agent.evaluate("document.activeElement.id") == "own"
        assert agent.url == f"{self._site.origin}/console"

    def assert_unreachable(self) -> None:
        """Clicks and keys get nowhere near the mirror. Leaves the focus where it was."""
        agent = self.pair.agent
        box = agent.locator("iframe[title]").bounding_box()
        assert box is not None
        for part in range(1, 6):
            agent.mouse.click(box["x"] + box["width"] * part / 6, box["y"] + 100 * part)
            agent.keyboard.type("zz9")
            agent.keyboard.press("Tab")
            assert agent.evaluate("document.activeElement.localName") != "iframe"
        fields = "[...mirror.querySelectorAll('input, textarea')]"
        assert self.pair.in_mirror(f"{fields}.every(field => !field.value.includes('zz9'))")
        assert self.pair.in_mirror("[null, mirror.body].includes(mirror.activeElement)")
        agent.focus("#own")

    def assert_no_connection(self) -> None:
        """Nobody was connected to; that the sink would have told is proved."""
        probe = f"http://probe.{DOMAIN}/"
        self.events.clear()
        self.pair.agent.evaluate("url => fetch(url, {mode: 'no-cors'}).catch(() => null)", probe)
        deadline = time.monotonic() + 10
        while not any(b"probe." in first for first in self.sink.connections):
            assert time.monotonic() < deadline, "the sink is not reached"
        assert [first for first in self.sink.connections if b"probe." not in first] == []


FOUND = f"""(root => {{
  const walk = inner => [...inner.querySelectorAll('*')].flatMap(element => [
    ...(element.matches("{NOT_IN_A_MIRROR}") ? [element.outerHTML.slice(0, 300)] : []),
    ...[...element.attributes].filter(({{name}}) => /^on/i.test(name)).map(({{name}}) => name),
    ...[...element.attributes].filter(({{value}}) => /^\\s*javascript:/i.test(value))
      .filter(({{name}}) => !/^(title|value|alt|label|data-.*|aria-.*)$/.test(name))
      .map(({{name, value}}) => name + '=' + value),
    ...(element.shadowRoot ? walk(element.shadowRoot) : []),
    ...(element.contentDocument ? walk(element.contentDocument) : []),
  ])
  return walk(root)
}})(mirror)"""


def open_arena(
    customers: Browser, agents: Browser, site: Site, sink: Sink, scripts: tuple[Path, Path]
) -> Arena:
    """`agents` must find the sink: see `resolving_to`."""
    lab, attack = (script.read_bytes() for script in scripts)
    site.put("/lab.js", lab, "text/javascript")
    site.put("/attack.js", attack, "text/javascript")
    site.put("/console", CONSOLE)
    site.put("/page", CUSTOMER, headers=CUSTOMER_POLICY)
    customer = _open(customers, f"{site.origin}/page", hostile=True)
    agent = _open(agents, f"{site.origin}/console", hostile=False)
    pair = Pair(customer, agent)
    pair.link()
    return Arena(pair, site, sink)


def _open(browser: Browser, url: str, *, hostile: bool) -> Page:
    context = browser.new_context(accept_downloads=False)
    if hostile:
        # Without content a navigation goes nowhere.
        context.route(f"**://*.{DOMAIN}/**", _no_content)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(url)
    return page


def _no_content(route: Route) -> None:
    route.fulfill(status=204)


def planted(arena: Arena, markups: list[str]) -> None:
    """Puts markup into the mirror and into a frame in it, past all of the view's lists."""
    plant = """markups => { for (const root of [lab.mirror, frames[0].frames[0].document])
      for (const node of markups.flatMap(attack.parse))
        root.body.append(root.importNode(node, true)) }"""
    arena.pair.agent.evaluate(plant, markups)


def forging(arena: Arena) -> None:
    """The agent watches; the customer's end sends what tests tell it to."""
    start: Any = arena.pair.agent.evaluate
    start("grant => lab.startView(grant)", GRANT)
    make = "grant => { window.forgery = new attack.VectorForgery(lab.channels.mirror, grant) }"
    arena.pair.customer.evaluate(make, GRANT)
