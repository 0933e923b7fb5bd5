"""A website of its own embeds the SDK as docs/integrators.md tells it to, under a strict policy."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.sampled import sampled

PAGE = """<!doctype html><html lang="en"><head><title>Strict</title>
<script async nonce="n0nce" src="{source}" {more} data-site="{key}"></script>
</head><body><h1>Strict shop</h1></body></html>"""
POLICY = (
    "default-src 'none'; script-src {scripts}; connect-src {broker} {socket}; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html"
)


class Website:
    """One page; `key` is set once the site is registered."""

    def __init__(self, broker: str) -> None:
        self.broker = broker
        self.key = ""
        self.source = f"{broker}/sdk/v1/alongside.js"
        # More attributes of the tag.
        self.more = ""
        self.scripts = "'nonce-n0nce' 'strict-dynamic'"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, self))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def pin(self) -> str:
        """To the present copy, as the tag in the admin console does; returns the copy's folder."""
        with urllib.request.urlopen(f"{self.broker}/sdk/v1/manifest.json") as answer:
            found = json.load(answer)
        [copy] = [one for one in found["copies"] if one["copy"] == found["present"]]
        file = copy["files"][0]
        self.source = file["url"]
        self.more = f'integrity="{file["integrity"]}" crossorigin="anonymous"'
        return self.source.removesuffix("alongside.js")

    def page(self) -> tuple[str, str]:
        socket = self.broker.replace("http://", "ws://")
        return (
            PAGE.format(source=self.source, more=self.more, key=self.key),
            POLICY.format(scripts=self.scripts, broker=self.broker, socket=socket),
        )


class Handler(BaseHTTPRequestHandler):
    def __init__(self, website: Website, *rest: object) -> None:
        self.website = website
        super().__init__(*rest)  # type: ignore[arg-type]  # as the server calls it

    def do_GET(self) -> None:
        body, policy = self.website.page()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Not into the output of the tests."""


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    made = Website(server.origin)
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def register(server: DemoServer, origin: str, preset: str = "standard") -> str:
    """By the command line, beside the running server; returns the site key."""
    printed = server.cli("site", "add", "Strict", "--origin", origin, "--preset", preset)
    return printed.removeprefix("Site key: ").strip()


@pytest.mark.parametrize(
    "scripts", sampled(["'nonce-n0nce' 'strict-dynamic'", "'nonce-n0nce'", "{broker}/sdk/v1/"], 2)
)
def test_it_works_under_a_strict_policy(
    browser: Browser, server: DemoServer, website: Website, agent: Agent, scripts: str
) -> None:
    website.key = register(server, website.origin)
    website.scripts = scripts.format(broker=server.origin)
    complaints: list[str] = []
    customer = Customer.open(browser, "about:blank")
    customer.page.on("console", lambda message: complaints.append(message.text))
    customer.page.goto(website.origin)
    customer.say("Hello from a strict page")
    agent.accept("Hello from a strict page")
    agent.say("May I see it?")
    agent.request()
    customer.allow()
    agent.sees("Strict shop")
    assert complaints == []
    customer.page.context.close()


def test_nothing_is_shared_by_a_script_that_was_changed_on_its_way(
    browser: Browser, server: DemoServer, website: Website, agent: Agent
) -> None:
    """The page pins the first part of the SDK; that pins what it loads."""
    website.key = register(server, website.origin)
    website.pin()
    website.scripts = f"{server.origin}/sdk/v1/"
    customer = Customer.open(browser, "about:blank")

    def changed(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body="window.spied = true;\n" + answer.text())

    customer.page.route("**/together.js*", changed)
    customer.page.goto(website.origin)
    customer.say("Hello from a page that is attacked")
    agent.accept("Hello from a page that is attacked")
    agent.request()
    customer.allow()
    customer.widget.wait_text("Your page cannot be shown yet")
    assert customer.page.evaluate("window.spied") is None
    agent.sees_nothing()
    customer.page.context.close()


def test_R2_under_agent_led_a_request_needs_a_message_of_the_agent_first(
    browser: Browser, server: DemoServer, website: Website, agent: Agent
) -> None:
    website.key = register(server, website.origin, preset="agent-led")
    customer = Customer.open(browser, website.origin)
    customer.say("Hello?")
    agent.accept("Hello?")
    button = agent.toolbar.get_by_role("button", name="Request co-browse")
    expect(button).to_be_disabled()
    agent.say("Hi!")
    expect(button).to_be_enabled()
    agent.request()
    customer.allow()
    agent.sees("Strict shop")
    customer.page.context.close()


def test_an_origin_that_is_not_registered_is_refused_with_a_code(
    browser: Browser, server: DemoServer, website: Website
) -> None:
    website.key = register(server, "https://somewhere-else.example")
    customer = Customer.open(browser, "about:blank")
    with customer.page.expect_console_message(
        lambda message: message.text.startswith("[alongside] origin_not_allowed: ")
    ):
        customer.page.goto(website.origin)
    assert not customer.widget.exists("button", "Help")
    customer.page.context.close()


def test_an_unknown_site_key_is_refused_with_a_code(
    browser: Browser, server: DemoServer, website: Website
) -> None:
    website.key = "site_nobody"
    customer = Customer.open(browser, "about:blank")
    with customer.page.expect_console_message(
        lambda message: message.text.startswith("[alongside] unknown_site: ")
    ):
        customer.page.goto(website.origin)
    assert not customer.widget.exists("button", "Help")
    customer.page.context.close()
