"""A website of several pages that embeds the SDK, on an origin of its own."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.e2e.demo_server import DemoServer

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<script async src="{broker}/sdk/v1/alongside.js" data-site="{key}"></script>
</head><body><main><h1>{title}</h1>{body}</main></body></html>"""


class Website:
    """`with Website(server) as site:` serves `pages` (body by path; any other path is a page that
    says its path) and is registered with the broker under a preset."""

    def __init__(self, server: DemoServer, preset: str = "standard") -> None:
        self.pages: dict[str, str] = {}
        self.preset = preset
        # Of the pages.
        self.language = "en"
        # Sent with every page.
        self.headers: dict[str, str] = {}
        self.key = ""
        self._broker = server
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def outside(self) -> str:
        """The same pages on an origin that is none of the site's."""
        return f"http://localhost:{self._server.server_port}"

    def html(self, path: str) -> str:
        title = path.strip("/").capitalize() or "Home"
        body = self.pages.get(path, "")
        return PAGE.format(
            language=self.language, title=title, body=body, broker=self._broker.origin, key=self.key
        )

    def __enter__(self) -> Website:
        self._thread.start()
        where = ["--origin", self.origin, "--preset", self.preset]
        printed = self._broker.cli("site", "add", "Small shop", *where)
        self.key = printed.removeprefix("Site key: ").strip()
        return self

    def change(self, **policy: object) -> None:
        """Changes fields of the policy; running sessions follow within about a second."""
        changes = self._broker.data / "changes.json"
        changes.write_text(json.dumps(policy))
        self._broker.cli("site", "policy", self.key, "--set", str(changes))

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, website: Website, *rest: object) -> None:
        self._website = website
        super().__init__(*rest)  # type: ignore[arg-type]  # as the server calls it

    def do_GET(self) -> None:
        html = self._website.html(urlsplit(self.path).path).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(html)))
        for name, value in self._website.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(html)

    def log_message(self, format: str, *args: object) -> None:
        """Not into the output of the tests."""
