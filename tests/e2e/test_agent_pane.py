"""R32: an agent works inside another product: the desk of docs/integrators.md, on another site."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FrameLocator, Page, expect

from tests.docs.blocks import DOCS
from tests.e2e.demo_server import DemoServer, free_port
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations

TOKEN = "operator-token-of-32-characters-or-more"
LANGUAGES = {"desk.html": "html", "desk.js": "js", "desk.py": "python"}


class Desk:
    """The example's page. Another site than the server, for the browser: `localhost`."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin

    @property
    def pane(self) -> FrameLocator:
        return self.page.frame_locator("alongside-agent iframe")

    @property
    def agent(self) -> Agent:
        """The agent in the frame, which a test uses as it does a page."""
        return Agent(cast(Page, self.pane))

    def open(self) -> None:
        self.page.goto(self.origin)
        self.happens("signed-in agent_")

    def happens(self, text: str) -> None:
        """The last event was this."""
        expect(self.page.locator("#events li").last).to_contain_text(text)

    def choose(self, state: str) -> None:
        self.page.locator("#conversations button").filter(has_text=state).click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


def example(folder: Path, broker: str) -> None:
    """The three files, as they stand in the documentation."""
    text = (DOCS / "integrators.md").read_text().split("## The agent pane")[1]
    for name, language in LANGUAGES.items():
        found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
        assert found is not None
        (folder / name).write_text(found[1].replace("https://broker.example", broker))


@contextmanager
def listening(server: DemoServer, folder: Path, port: int) -> Iterator[str]:
    """The example's server; its origin."""
    environment = {"ALONGSIDE_URL": server.origin, "ALONGSIDE_OPERATOR_TOKEN": TOKEN}
    command = [sys.executable, "desk.py", server.user_name, str(port)]
    log = (folder / "desk.log").open("w")
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, stderr=log, stdout=log
    )
    try:
        while True:
            assert process.poll() is None, (folder / "desk.log").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait()
        log.close()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def embedding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> Iterator[DemoServer]:
    monkeypatch.setenv("ALONGSIDE_OPERATOR_TOKEN", TOKEN)
    monkeypatch.setenv("ALONGSIDE_EMBED_ORIGINS", f"http://localhost:{port}")
    with DemoServer(tmp_path) as server:
        yield server


@pytest.fixture
def desk(browser: Browser, embedding: DemoServer, tmp_path: Path, port: int) -> Iterator[Desk]:
    example(tmp_path, embedding.origin)
    with listening(embedding, tmp_path, port) as origin:
        context = browser.new_context(viewport={"width": 1280, "height": 950})
        yield Desk(context.new_page(), origin)
        context.close()


def operator(server: DemoServer, path: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with urlopen(
        Request(f"{server.origin}/api/v1{path}", headers=headers, method="POST")
    ) as answer:
        json.load(answer)


def complaints_of(page: Page) -> list[str]:
    """What the browser says of both policies, and of the frame; but not that a closed dialog may
    not take the focus, which it does not want."""
    found: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if "autofocus" not in message.text:
            found.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_R32_an_agent_works_inside_another_product(
    browser: Browser, embedding: DemoServer, desk: Desk
) -> None:
    customer = Customer.open(browser, embedding.customer_page)
    customer.say("My parcel is late")
    complaints = complaints_of(desk.page)
    desk.open()
    pane, agent = desk.pane, desk.agent
    expect(pane.get_by_text("No conversation selected")).to_be_visible()
    desk.choose("queued")
    desk.happens("queued false")
    assert violations(desk.page.frames[1]) == []
    pane.get_by_role("button", name="Accept").click()
    desk.happens("active true")
    expect(agent.log).to_contain_text("My parcel is late")
    expect(agent.inbox).to_have_count(0)
    agent.say("Let me have a look")
    desk.press("Ask to see the page")
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    desk.happens(" active")
    assert violations(desk.page) == []
    assert violations(desk.page.frames[1]) == []
    # 360 px for the pane: one panel at a time, nothing beside the edge.
    desk.page.set_viewport_size({"width": 376, "height": 800})
    expect(agent.toolbar).to_be_hidden()
    pane.get_by_role("button", name="Co-browse", exact=True).click()
    expect(agent.toolbar).to_be_visible()
    inside = desk.page.frames[1]
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(inside) == []
    desk.page.set_viewport_size({"width": 1280, "height": 950})

    # A reload has forgotten the sign-in, and gets another code; the page is shared all the while.
    desk.open()
    desk.choose("active")
    agent.sees(customer.page.locator("h1").inner_text())
    desk.press("Stop seeing it")
    customer.widget.wait_gone("region", "Shared session")
    desk.happens("ended by_agent")
    talk = desk.page.locator("alongside-agent").get_attribute("conversation")
    operator(embedding, f"/conversations/{talk}/end")
    expect(pane.get_by_text("This conversation has ended")).to_be_visible()
    desk.press("Sign out")
    desk.happens("signed-out asked")
    expect(pane.get_by_text("You are not signed in")).to_be_visible()
    assert violations(desk.page.frames[1]) == []
    desk.press("Stop seeing it")
    desk.happens("error not_signed_in")
    pane.get_by_role("button", name="Sign in again").click()
    desk.happens("signed-in agent_")
    assert complaints == []
    customer.page.context.close()


def test_R32_pages_that_the_operator_has_not_named_get_no_pane(
    embedding: DemoServer, desk: Desk
) -> None:
    """The same page at another origin. It does not even learn whether there is a server."""
    page = desk.page
    page.clock.install()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(desk.origin.replace("localhost", "127.0.0.1"))
    page.frames[1].wait_for_load_state()
    page.clock.fast_forward(10_000)
    desk.happens("error unreachable")
    # Nor is it more than a notice where nobody is around it.
    page.goto(f"{embedding.origin}/agent/?embedded")
    expect(page.get_by_text("This page belongs inside another product")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Agent console").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
