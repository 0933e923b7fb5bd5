"""A customer's page and an agent's console with nothing but a mirror between them."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import threading
import zlib
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from aiohttp import web
from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).parents[2]
MODULES = REPOSITORY / "client_js" / "node_modules"
GRANT = 7
FOREIGN = re.compile(r"^https?://(?!127\.0\.0\.1|localhost)")

MIRROR_POLICY = (
    "default-src 'none'; img-src data: blob:; media-src blob:; style-src 'unsafe-inline'; "
    "font-src data: blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
CONSOLE = (
    "<!doctype html><title>Console</title>"
    "<style>body{margin:0} #container{height:100vh}</style><div id=container></div>"
)
BLANK = "<!doctype html><title>Mirror</title>"

MARKED = "lab.shown?.documentElement.lastChild.textContent.endsWith(mark)"

Content = str | bytes | Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]


def bundle(folder: Path) -> Path:
    """The harness as one script, in short: every page of every test gets it anew."""
    entry = Path(__file__).parent / "harness" / "lab.ts"
    script = folder / "lab.js"
    esbuild = MODULES / ".bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=iife", f"--outfile={script}"]
    options.append("--log-level=warning")
    subprocess.run([esbuild, entry, *options], check=True, timeout=60)
    return script


class Site:
    """A small web server: what tests put into `pages`, folders under `/npm`, the mirror's page.

    `requests` holds every path that was asked for.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[Content, str, Mapping[str, str]]] = {}
        self.requests: list[str] = []
        # Origins from which a mirror may load pictures.
        self.mirror_sources = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner = self._run(self._start())
        self.port = int(self._runner.addresses[0][1])
        self.origin = f"http://127.0.0.1:{self.port}"
        # Another origin of the same server.
        self.foreign = f"http://localhost:{self.port}"

    def put(
        self,
        path: str,
        content: Content,
        content_type: str = "text/html",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.pages[path] = (content, content_type, headers or {})

    def close(self) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/mirror", self._mirror)
        app.router.add_static("/npm", MODULES)
        app.router.add_route("*", "/{path:.*}", self._page)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    async def _mirror(self, request: web.Request) -> web.Response:
        policy = MIRROR_POLICY.replace("img-src", f"img-src {self.mirror_sources}".strip())
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=BLANK, content_type="text/html", headers=headers)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path_qs)
        found = self.pages.get(request.path)
        if found is None:
            return web.Response(status=404)
        content, content_type, headers = found
        if callable(content):
            return await content(request)
        body = content.encode() if isinstance(content, str) else content
        return web.Response(body=body, content_type=content_type, headers=headers)


FIRST, LAST, DEFLATED = 1, 2, 8


def whole(fragments: list[bytes]) -> Iterator[bytes]:
    """The messages of the channels `mirror` and `assets`: docs/mirror.md, "Fragments"."""
    message = b""
    for fragment in fragments:
        flags = fragment[1]
        message = fragment[12:] if flags & FIRST else message + fragment[12:]
        if flags & LAST:
            yield zlib.decompress(message, -15) if flags & DEFLATED else message


class Pair:
    """The customer's tab and the agent's console, linked."""

    def __init__(self, customer: Page, agent: Page) -> None:
        self.customer = customer
        self.agent = agent

    def link(self) -> None:
        offer = self.customer.evaluate("lab.offer()")
        answer = self.agent.evaluate("sdp => lab.answer(sdp)", offer)
        self.customer.evaluate("sdp => lab.accept(sdp)", answer)
        self.customer.evaluate("lab.opened()")
        self.agent.evaluate("lab.opened()")

    def start(self, policy: Mapping[str, Any] | None = None) -> None:
        """Starts both ends."""
        self.agent.evaluate("grant => lab.startView(grant)", GRANT)
        self.customer.evaluate(
            "([grant, policy]) => lab.startCapture(grant, policy)", [GRANT, dict(policy or {})]
        )

    def share(self, policy: Mapping[str, Any] | None = None) -> None:
        """Starts both ends and waits until the page can be seen."""
        self.start(policy)
        self.agent.wait_for_function("lab.paints === 1")

    def set_policy(self, policy: Mapping[str, Any]) -> None:
        self.customer.evaluate("policy => lab.setPolicy(policy)", dict(policy))

    def settle(self) -> None:
        """Waits until all that is in the page now has been sent.

        New parts are read level by level and in slices, so the mark is at the bottom of a deep
        chain: when it arrives, everything that began before it has arrived.
        """
        self.agent.wait_for_function("lab.states.at(-1) !== 'catching-up'")
        mark = self.customer.evaluate("lab.mark()")
        self.agent.wait_for_function(f"mark => {MARKED} === true", arg=mark)
        self.customer.evaluate("document.documentElement.lastChild.remove()")
        self.agent.wait_for_function(f"mark => {MARKED} === false", arg=mark)

    def assert_same(self) -> None:
        """The mirror shows what the page shows."""
        self.settle()
        assert self.mirror_description() == self.page_description()

    def page_description(self) -> str:
        return cast(str, self.customer.evaluate("lab.describePage()"))

    def mirror_description(self) -> str:
        return cast(str, self.agent.evaluate("lab.describeMirror(lab.mirror)"))

    def in_mirror(self, expression: str) -> Any:
        """The value of an expression over `mirror`, the mirrored document."""
        return self.agent.evaluate(
            f"(() => {{ const mirror = lab.mirror; return {expression} }})()"
        )

    def wait_in_mirror(self, expression: str) -> None:
        """Waits until there is a mirror, and an expression over `mirror` is true of it."""
        self.agent.wait_for_function(
            f"(() => {{ const mirror = lab.shown; return mirror !== null && ({expression}) }})()"
        )

    def sent(self, channel: str = "mirror") -> bytes:
        """The messages that capture has sent on a channel, put together and inflated."""
        encoded = self.customer.evaluate("name => lab.sentMessages(name)", channel)
        parts = [base64.b64decode(part) for part in encoded]
        return b"".join(parts) if channel == "sync" else b"".join(whole(parts))

    def sent_bytes(self) -> int:
        return int(self.customer.evaluate("lab.sentBytes()"))


def open_pair(browser: Browser, site: Site, script: Path, path: str, **context: Any) -> Pair:
    """The customer at `path`, the agent at the console, both with the harness, linked."""
    site.put("/console", CONSOLE)
    pages = []
    for url in (site.origin + path, site.origin + "/console"):
        opened = browser.new_context(**context)
        # Templates refer to content networks; what these answer is no part of a test.
        opened.route(FOREIGN, lambda route: route.abort())
        page = opened.new_page()
        page.set_default_timeout(15_000)
        page.goto(url)
        page.add_script_tag(path=script)
        pages.append(page)
    pair = Pair(*pages)
    pair.link()
    return pair
