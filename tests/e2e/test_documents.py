"""R40: either side shows a document from its own device, and both see the same of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Frame, Locator, Page, Playwright, expect

from tests.e2e.agent_calls import Caller, accept, customer_with_devices
from tests.e2e.calls import window_opened_by
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import BEA, DemoServer
from tests.e2e.documents import encrypted, pdf, png, scan
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.helpers.chromium import EXECUTABLE, media_flags

WAITING = "Waiting for the customer\u2019s answer. Only you see it so far."
# What runs or loads something where a viewer lets it.
ACTIVE = "/OpenAction << /S /JavaScript /JS (self.hit = 1; app.alert\\(1\\)) >>"
# CVE-2024-4367: text where pdf.js once compiled numbers.
MATRIX = "/FontMatrix [0.001 0 0 0.001 0 (0\\); self.hit = 1; //)]"


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield chromium
    chromium.close()


class Reader:
    """One side's view of the document: the agent's console, or the customer's dock."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.region = page.get_by_role("region", name="Shared document")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def pick(self, name: str, content: bytes, kind: str = "application/pdf") -> None:
        payload: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
        self.page.locator("input[type=file]").set_input_files(payload)

    def says(self, text: str) -> None:
        expect(self.region.get_by_role("status").first).to_have_text(text)

    @property
    def frame(self) -> Frame:
        frames = [frame for frame in self.page.frames if "/document" in frame.url]
        return frames[-1]

    def at(self, page: int) -> None:
        """That page is painted."""
        wait_until(
            self.page,
            lambda: any("/document" in frame.url for frame in self.page.frames),
            "the viewer's frame",
        )
        expect(self.frame.locator(f".sheet[data-page='{page}'] .paper")).to_be_visible()
        expect(self.region.get_by_label("Page", exact=True)).to_have_value(str(page))

    def zoom(self) -> str:
        return self.region.locator(".percent").inner_text()

    def refuses(self, why: str) -> None:
        expect(self.page.get_by_role("alert").filter(has_text=why)).to_be_visible()
        expect(self.region).to_have_count(0)
        self.button("OK").click()


class Talk:
    def __init__(self, browser: Browser, server: DemoServer) -> None:
        self.agent = Caller.at(browser, server)
        self.customer: Customer = customer_with_devices(browser, server.customer_page)
        self.customer.say("I have a question")
        self.agent.accept("I have a question")
        self.agent.say("Let me see")
        self.customer.widget.wait_text("Let me see")
        self.reader = Reader(self.agent.page)

    def close(self) -> None:
        self.agent.page.context.close()
        self.customer.page.context.close()


@pytest.fixture
def talk(browser: Browser, server: DemoServer) -> Iterator[Talk]:
    running = Talk(browser, server)
    yield running
    running.close()


def test_R40_an_agents_pdf_is_seen_alike_by_both(talk: Talk) -> None:
    agent = talk.reader
    loaded: list[str] = []
    talk.agent.page.on("request", lambda request: loaded.append(request.url))
    agent.pick("contract.pdf", pdf(extra=ACTIVE, font=MATRIX))
    agent.at(1)
    agent.says(WAITING)
    dock = accept(talk.customer, "Look at a document?", "Allow")
    customer = Reader(dock)
    customer.at(1)
    expect(customer.region).to_contain_text("contract.pdf")
    agent.says("You and the customer see it")
    customer.says("You and the agent see it")

    # Outside of the frame: a page of a document is a picture.
    assert violations(agent.page) == violations(customer.page) == []
    # The list of pages is each side's own, and what is chosen in it is for both.
    agent.button("Page list").click()
    agent.frame.get_by_role("option", name="3", exact=True).click()
    customer.at(3)
    agent.page.keyboard.press("ArrowUp")
    customer.at(2)
    agent.page.keyboard.press("Home")
    customer.at(1)
    expect(customer.frame.get_by_role("listbox")).to_have_count(0)
    agent.button("Page list").click()
    agent.button("Next page").click()
    customer.at(2)
    customer.button("Next page").click()
    agent.at(3)
    expect(agent.button("Next page")).to_have_attribute("aria-disabled", "true")
    customer.button("Zoom in").click()
    customer.button("Zoom in").click()
    wait_until(agent.page, lambda: agent.zoom() == customer.zoom() == "156 %", "the same zoom")
    customer.frame.locator("main").evaluate("room => room.scrollTo(0, 300)")
    wait_until(agent.page, lambda: scrolled(agent) > 0, "the same scroll")
    assert abs(scrolled(agent) - scrolled(customer)) < 0.02

    agent.region.get_by_label("Find in the document").fill("contr")
    agent.region.get_by_label("Find in the document").press("Enter")
    agent.at(1)
    customer.at(1)
    expect(agent.frame.locator(".found")).to_have_count(1)

    agent.button("Pen").click()
    draw(agent)
    expect(customer.frame.locator("polyline")).to_have_count(1)
    customer.button("Clear drawings").click()
    expect(agent.frame.locator("polyline")).to_have_count(0)
    agent.button("Laser pointer").click()
    point(agent)
    wait_until(customer.page, lambda: lasers(customer) > 0 or pointed(agent), "the laser")

    # No origin of its own, and nothing but its two scripts was loaded.
    assert agent.frame.evaluate("self.origin") == "null"
    assert agent.frame.evaluate("self.hit") is None
    assert {url.rpartition("/")[2].partition("?")[0] for url in loaded if "blob:" not in url} <= {
        *("document", "document.js", "pdf_worker.js"),
    }
    customer.button("Close document").click()
    expect(agent.region).to_have_count(0)
    expect(talk.agent.page.get_by_text("The customer closed the document")).to_be_visible()


def scrolled(reader: Reader) -> float:
    found: float = reader.frame.locator("main").evaluate(
        "room => room.scrollTop / room.firstElementChild.offsetHeight"
    )
    return found


def draw(reader: Reader) -> None:
    box = reader.frame.locator("main").bounding_box()
    assert box is not None
    mouse = reader.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 160, box["y"] + 90, steps=5)
    mouse.up()


def point(reader: Reader) -> None:
    box = reader.frame.locator("main").bounding_box()
    assert box is not None
    reader.page.mouse.move(box["x"] + 80, box["y"] + 80)
    reader.page.mouse.move(box["x"] + 120, box["y"] + 100)


def pointed(reader: Reader) -> bool:
    """Once more, as the trail fades. False."""
    point(reader)
    return False


def lasers(reader: Reader) -> int:
    return reader.frame.locator(".laser").count()


def test_R40_every_agent_who_takes_part_sees_it(
    talk: Talk, browser: Browser, server: DemoServer
) -> None:
    talk.agent.request()
    talk.customer.allow()
    talk.agent.sees(talk.customer.page.locator("h1").inner_text())
    server.add(BEA)
    bea = Agent.sign_in_as(browser, server, BEA)
    bea.ask_to_join(talk.agent.session_link())
    talk.customer.widget.wait("alertdialog", "Let Bea Baker join?")
    talk.customer.widget.click("button", "Allow")

    agent, second = talk.reader, Reader(bea.page)
    agent.pick("contract.pdf", pdf())
    customer = Reader(accept(talk.customer, "Look at a document?", "Allow"))
    for reader in (agent, customer, second):
        reader.at(1)
    expect(second.region).to_contain_text("contract.pdf")
    customer.says("You and 2 agents see it")
    second.button("Next page").click()
    agent.at(2)
    customer.at(2)
    second.region.get_by_role("button", name="Pen").click()
    draw(second)
    lines = [reader.frame.locator("polyline") for reader in (agent, customer, second)]
    for line in lines:
        expect(line).to_have_count(1)
    # One colour for Bea's, whoever looks.
    assert len({line.get_attribute("stroke") for line in lines}) == 1
    second.button("Close document").click()
    expect(agent.region).to_have_count(0)
    expect(customer.region).to_have_count(0)
    bea.page.context.close()


def test_R40_a_customers_picture_opens_at_the_agents_by_itself(talk: Talk) -> None:
    customer = Reader(window_opened_by(talk.customer, "button", "Share a document"))
    expect(customer.button("Share a document")).to_be_visible()
    customer.pick("../../évidence\u202egnp.exe", png())
    agent = talk.reader
    agent.at(1)
    expect(agent.region.locator(".name")).to_have_text("évidencegnp.exe")
    customer.says("You and the agent see it")
    agent.button("Zoom in").click()
    wait_until(customer.page, lambda: customer.zoom() == "125 %", "the same zoom")
    agent.button("Close document").click()
    expect(customer.region).to_have_count(0)
    expect(customer.page.get_by_text("Document closed")).to_be_visible()
    talk.customer.widget.wait_text("closed the document")


def test_R40_a_document_goes_over_the_link_that_a_call_has(talk: Talk) -> None:
    agent = talk.reader
    agent.button("Call").click()
    customer = Reader(accept(talk.customer, "Incoming call", "Accept"))
    expect(agent.button("Hang up")).to_be_visible()
    for name in ("first.pdf", "second.pdf"):
        agent.pick(name, pdf())
        talk.customer.widget.wait("alertdialog", "Look at a document?")
        talk.customer.widget.click("button", "Allow")
        customer.at(1)
        expect(customer.region).to_contain_text(name)
        agent.says("You and the customer see it")
        agent.button("Next page").click()
        customer.at(2)
        customer.button("Close document").click()
        expect(agent.region).to_have_count(0)
    expect(agent.button("Hang up")).to_be_visible()


def test_R40_what_is_no_document_is_refused_and_nobody_is_asked(talk: Talk, tmp_path: Path) -> None:
    agent = talk.reader
    cases = [
        (b"MZ\x90\0" + b"\0" * 200, "Only PDF, PNG, JPEG, WebP and GIF"),
        (b"<!doctype html><script>alert(1)</script>" + pdf(), "Only PDF, PNG, JPEG, WebP and GIF"),
        (pdf() + b"\nPK\x05\x06" + b"\0" * 18, "not only a document"),
        (png(claims=(20_000, 70_000)), "too large to be opened safely"),
        (encrypted(), "protected by a password"),
        (b"%PDF-1.7\nnothing\nstartxref\n3\n%%EOF\n", "damaged"),
        (png()[:-40], "damaged"),
        (b"", "empty"),
    ]
    for content, why in cases:
        agent.pick("x" * 1000 + ".pdf", content)
        agent.refuses(why)
    agent.pick("a.pdf", b"")
    expect(agent.page.get_by_role("alert").filter(has_text="empty")).to_be_visible()
    assert violations(agent.page) == []
    agent.button("OK").click()
    large = tmp_path / "large.pdf"
    large.write_bytes(pdf() + bytes(50 * 1024 * 1024))
    agent.page.locator("input[type=file]").set_input_files(large)
    agent.refuses("larger than 50 MB")
    assert not talk.customer.widget.exists("alertdialog")
    # What browsers cannot decode is, without WebAssembly.
    agent.pick("scan.pdf", scan())
    agent.at(1)
    canvas = agent.frame.locator("canvas")
    red = "canvas => [...canvas.getContext('2d').getImageData(99, 99, 1, 1).data].slice(0, 3)"
    pixel = canvas.evaluate(red)
    assert all(abs(one - other) < 12 for one, other in zip(pixel, (200, 20, 30), strict=True))
    # All is well afterwards, and a No leaves nothing behind.
    agent.says(WAITING)
    talk.customer.widget.wait("alertdialog", "Look at a document?")
    talk.customer.widget.click("button", "Deny")
    agent.refuses("has not agreed to it")


@pytest.mark.long
def test_R40_a_pause_hides_it_and_a_lost_connection_costs_nothing(talk: Talk) -> None:
    agent = talk.reader
    talk.agent.request()
    talk.customer.allow()
    # Random bytes do not shrink, and are what takes its time.
    agent.pick("large.pdf", pdf(trailer=f"/Rest <{os.urandom(6_000_000).hex()}>"))
    agent.at(1)
    dock = accept(talk.customer, "Look at a document?", "Allow")
    customer = Reader(dock)
    expect(customer.region.get_by_role("progressbar")).to_be_visible()
    talk.agent.page.evaluate("loseLinks()")
    customer.at(1)
    agent.says("You and the customer see it")
    customer.button("Next page").click()
    agent.at(2)
    talk.customer.widget.click("button", "Pause")
    customer.says("Paused: the document is hidden until sharing goes on.")
    agent.says("Paused: the document is hidden until sharing goes on.")
    expect(agent.region.locator("iframe")).to_be_hidden()
    talk.customer.widget.click("button", "Continue browsing")
    agent.at(2)
    customer.button("Next page").click()
    agent.at(3)


@pytest.mark.long
def test_R40_it_ends_with_the_page_of_a_phone_and_with_the_console_that_has_it(
    browser: Browser, server: DemoServer
) -> None:
    agent = Caller.at(browser, server)
    phone = browser.new_context(
        viewport={"width": 360, "height": 740}, screen={"width": 360, "height": 740}
    )
    page = phone.new_page()
    page.goto(server.customer_page)
    customer = Customer(page)
    customer.say("Small screen")
    agent.accept("Small screen")
    agent.say("Never mind")
    reader = Reader(agent.page)
    for end in ("reload of the console", "another page"):
        reader.pick("contract.pdf", pdf())
        reader.at(1)
        customer.widget.wait("alertdialog", "Look at a document?")
        customer.widget.click("button", "Allow")
        reader.says("You and the customer see it")
        customer.widget.wait("button", "Close document")
        (agent.page if end == "reload of the console" else page).reload()
        customer.widget.wait_gone("button", "Close document")
        expect(reader.region).to_have_count(0)
        expect(reader.button("Share document")).to_be_visible()
    agent.page.context.close()
    phone.close()
