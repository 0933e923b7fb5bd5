"""R32: an agent works inside another product: the desk of docs/integrators.md, on another site."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Frame,
    FrameLocator,
    Page,
    Playwright,
    expect,
)

from tests.docs.blocks import DOCS
from tests.e2e.agent_calls import WATCH_CONNECTIONS, Caller, accept, customer_with_devices
from tests.e2e.call_lab import COUNT_TRACKS
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer, free_port
from tests.e2e.test_accessibility import violations
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags

TOKEN = "operator-token-of-32-characters-or-more"
LANGUAGES = {"desk.html": "html", "desk.js": "js", "desk.py": "python"}


class Desk:
    """The example's page. Another site than the server, for the browser: `localhost`."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self._heard = 0

    @property
    def pane(self) -> FrameLocator:
        return self.page.frame_locator("alongside-agent iframe")

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    @property
    def agent(self) -> Caller:
        """The agent in the frame, which a test uses as it does a page; until it is loaded anew."""
        return Caller(cast(Page, self.frame))

    def open(self) -> None:
        self.page.goto(self.origin)
        self.happens("signed-in agent_")

    def happens(self, text: str) -> None:
        """This event has come, after those that were waited for before."""

        def has_come() -> bool:
            told = self.page.locator("#events li").all_text_contents()
            since = self._heard if self._heard <= len(told) else 0
            for at in range(since, len(told)):
                if text in told[at]:
                    self._heard = at + 1
                    return True
            return False

        wait_until(self.page, has_come, f"the event {text!r}")

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
    """The example's server; its origin, as it prints it."""
    environment = {"ALONGSIDE_URL": server.origin, "ALONGSIDE_OPERATOR_TOKEN": TOKEN}
    command = [sys.executable, "desk.py", server.user_name, str(port)]
    environment = {**os.environ, **environment}
    with (
        (folder / "desk.log").open("w") as log,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("Desk: ").strip()
        finally:
            process.kill()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def embedding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> Iterator[DemoServer]:
    monkeypatch.setenv("ALONGSIDE_OPERATOR_TOKEN", TOKEN)
    monkeypatch.setenv("ALONGSIDE_EMBED_ORIGINS", f"http://localhost:{port}")
    with DemoServer(tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def media_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def desk(
    media_browser: Browser, embedding: DemoServer, tmp_path: Path, port: int
) -> Iterator[Desk]:
    example(tmp_path, embedding.origin)
    with listening(embedding, tmp_path, port) as origin:
        context = media_browser.new_context(
            viewport={"width": 1280, "height": 950}, permissions=["microphone"]
        )
        for script in (COUNT_TRACKS, WATCH_CONNECTIONS):
            context.add_init_script(script)
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
    media_browser: Browser, embedding: DemoServer, desk: Desk
) -> None:
    customer = customer_with_devices(media_browser, embedding.customer_page)
    customer.say("My parcel is late")
    complaints = complaints_of(desk.page)
    desk.open()
    pane, agent = desk.pane, desk.agent
    expect(pane.get_by_text("No conversation selected")).to_be_visible()
    desk.choose("queued")
    desk.happens("queued false")
    assert violations(desk.frame) == []
    # By the keyboard, from the last thing before the frame; then she can write at once.
    desk.page.get_by_role("button", name="Sign out").focus()
    desk.page.keyboard.press("Tab")
    expect(pane.get_by_role("button", name="Accept")).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.happens("active true")
    expect(pane.get_by_role("textbox", name="Message")).to_be_focused()
    expect(agent.log).to_contain_text("My parcel is late")
    expect(agent.inbox).to_have_count(0)
    agent.say("Let me have a look")
    # A call: voices need what the element lets the frame use.
    agent.button("Call").click()
    accept(customer)
    agent.captures(1)
    agent.hears(TONE_HZ)
    agent.button("Hang up").click()
    agent.captures(0)
    desk.press("Ask to see the page")
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    desk.happens(" active")
    assert violations(desk.page) == []
    assert violations(desk.frame) == []
    # 360 px for the pane: one panel at a time, nothing beside the edge.
    desk.page.set_viewport_size({"width": 376, "height": 800})
    expect(agent.toolbar).to_be_hidden()
    pane.get_by_role("button", name="Co-browse", exact=True).click()
    expect(agent.toolbar).to_be_visible()
    inside = desk.frame
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(inside) == []
    desk.page.set_viewport_size({"width": 1280, "height": 950})

    # A reload has forgotten the sign-in, and gets another code; the page is shared all the while.
    desk.open()
    agent = desk.agent
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
    assert violations(desk.frame) == []
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
    desk.frame.wait_for_load_state()
    page.clock.fast_forward(10_000)
    desk.happens("error unreachable")
    # Nor is it more than a notice where nobody is around it.
    page.goto(f"{embedding.origin}/agent/?embedded")
    expect(page.get_by_text("This page belongs inside another product")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Console").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
