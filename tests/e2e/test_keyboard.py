"""Customer and agent without a mouse: each step is reached by the keyboard, the focus is seen
there, not covered, and never lost (R62; WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Playwright, expect

from tests.e2e.agent_calls import Caller
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import BEA, DemoServer
from tests.e2e.documents import pdf
from tests.e2e.people import Agent, Customer
from tests.e2e.reach import Keyboard
from tests.e2e.test_accessibility import OPEN_ROOTS
from tests.helpers.chromium import EXECUTABLE, media_flags


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield chromium
    chromium.close()


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    context = browser.new_context(
        viewport={"width": 1100, "height": 750}, permissions=["microphone", "camera"]
    )
    context.add_init_script(OPEN_ROOTS)
    page = context.new_page()
    page.goto(server.customer_page)
    person = Customer(page)
    person.widget.wait("button", "Help")
    yield person
    context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Caller]:
    """Signs in by the keyboard, too."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, permissions=["microphone", "camera"]
    )
    page = context.new_page()
    page.goto(server.agent_console)
    keys = Keyboard(page)
    keys.waits_at("User name")
    page.keyboard.type(server.user_name)
    keys.to("Password")
    page.keyboard.type(server.password)
    keys.press("Enter")
    keys.waits_at("Conversations")
    yield Caller(page)
    context.close()


def answer(page: Page, keys: Keyboard, name: str, safe: str = "Deny") -> None:
    """A question opens on the safe answer. It is modal: Tab comes to nothing else of the page."""
    keys.waits_at(safe)
    for _ in range(4):
        page.keyboard.press("Tab")
        if keys.seen_or_nothing().name == name:
            break
    keys.waits_at(name)
    # Once she has had a moment to read it: what comes at once counts as not meant.
    page.keyboard.press("Enter")


def test_R62_from_the_first_message_to_the_end(
    customer: Customer, agent: Caller, browser: Browser, server: DemoServer
) -> None:
    hers, theirs = Keyboard(customer.page), Keyboard(agent.page)
    widget = customer.widget
    hers.to("Help", "Shift+Tab")
    hers.press("Enter")
    hers.waits_at("Message")
    customer.page.keyboard.type("My parcel is late")
    hers.press("Enter")
    widget.wait_text("My parcel is late")

    theirs.to("Accept")
    theirs.press("Enter")
    theirs.waits_at("Message")
    agent.page.keyboard.type("Let me have a look")
    theirs.press("Enter")
    widget.wait_text("Let me have a look")
    theirs.to("Request co-browse", "Shift+Tab")
    theirs.press("Enter")
    theirs.waits_at("Request")
    theirs.press("Escape")
    theirs.waits_at("Request co-browse")
    theirs.press("Enter")
    theirs.waits_at("Request")
    theirs.press("Enter")

    answer(customer.page, hers, "Allow")
    widget.wait("region", "Shared session")
    hers.waits_at("Message")
    agent.sees(customer.page.locator("h1").inner_text())
    theirs.waits_at("Co-browse")

    # Nothing of the page is below what is ours while it has the focus: the bars, the chat.
    hers.to("Table")
    hers.to(re.compile("^Sort by"))
    hers.to("Pause")
    hers.press("Enter")
    hers.waits_at("Shared session")
    agent.sees_nothing()
    hers.to("Continue browsing")
    hers.press("Enter")
    hers.waits_at("Shared session")
    agent.sees(customer.page.locator("h1").inner_text())

    the_agents_tools(agent, theirs, browser, server)
    answer(customer.page, hers, "Allow")
    widget.wait("DisclosureTriangle", "Participants 3")
    hers.to("Participants 3")
    hers.press("Enter")
    hers.to("Remove Bea Baker")
    hers.press("Escape")
    hers.waits_at("Participants 3")

    hers.to("Stop")
    hers.press("Enter")
    widget.wait_gone("region", "Shared session")
    hers.waits_at("Message")
    hers.to("Language", "Shift+Tab", most=40)
    hers.press("Escape")
    hers.waits_at("Help")


def the_agents_tools(agent: Caller, theirs: Keyboard, browser: Browser, server: DemoServer) -> None:
    """Up to the question whether Bea Baker may take over."""
    server.add(BEA)
    bea = Agent.sign_in_as(browser, server, BEA)
    for tool, key in (("Laser", "Tab"), ("Pen", "ArrowRight")):
        theirs.to(tool, key)
        theirs.press("Enter")
        expect(agent.button(tool)).to_have_attribute("aria-pressed", "true")
    people = agent.page.get_by_role("dialog", name="Participants")
    theirs.to("Participants: 2", "Shift+Tab")
    theirs.press("Enter")
    theirs.to("Copy session link")
    theirs.to("Invite")
    # What folds out is not left open over what comes next.
    theirs.press("Tab")
    theirs.seen()
    expect(people).to_be_hidden()
    theirs.to("Participants: 2", "Shift+Tab")
    theirs.press("Enter", "Escape")
    theirs.waits_at("Participants: 2")
    theirs.to("Requeue")
    theirs.press("Enter")
    theirs.waits_at("Requeue")
    theirs.press("Escape")
    theirs.waits_at("Requeue")
    theirs.to("Transfer", "Shift+Tab")
    theirs.press("Enter")
    theirs.to(re.compile("^Bea Baker"))
    theirs.press("Space")
    theirs.to("Transfer")
    theirs.press("Enter")
    theirs.waits_at("Transfer")
    expect(agent.log).to_contain_text("The customer is asked whether Bea Baker may take over")
    assert bea.page.url


def test_R62_calls_and_documents(talking: None, customer: Customer, agent: Caller) -> None:
    hers, theirs = Keyboard(customer.page), Keyboard(agent.page)
    hers.to("Send")
    theirs.to("Call", "Shift+Tab")
    theirs.press("Enter")
    theirs.waits_at("Call")
    with customer.page.expect_popup() as opening:
        answer(customer.page, hers, "Accept", safe="Decline")
    dock = opening.value
    agent.in_call()
    in_dock = Keyboard(dock)
    in_dock.to("Mute")
    in_dock.press("Enter")
    in_dock.waits_at("Unmute")
    in_dock.to("Devices")
    in_dock.press("Enter")
    in_dock.to(re.compile("^Microphone"), "Shift+Tab")
    in_dock.press("Escape")
    in_dock.waits_at("Devices")
    hers.to("Mute")
    hers.press("Enter")
    expect(dock.get_by_role("button", name="Mute", exact=True)).to_be_visible()
    theirs.to("Devices")
    theirs.press("Enter", "Escape")
    theirs.waits_at("Devices")
    hers.to("Hang up")
    hers.press("Enter")
    customer.widget.wait_gone("button", "Hang up")
    hers.waits_at("Message")
    wait_until(customer.page, dock.is_closed, "the call window closes by itself")

    theirs.to("Share document")
    with agent.page.expect_file_chooser() as choosing:
        theirs.press("Enter")
    file: FilePayload = {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    choosing.value.set_files(file)
    with customer.page.expect_popup() as opening:
        answer(customer.page, hers, "Allow")
    reads(Keyboard(opening.value))
    expect(agent.page.get_by_role("region", name="Shared document")).to_have_count(0)

    theirs.to("End conversation", "Shift+Tab")
    theirs.press("Enter")
    theirs.waits_at("End conversation")
    theirs.press("Enter")
    expect(agent.page.get_by_text("This conversation has ended.")).to_be_visible()
    theirs.waits_at("Conversation")


def reads(keys: Keyboard) -> None:
    """Through the document, from its first page to its end."""
    region = keys.page.get_by_role("region", name="Shared document")
    page = region.get_by_label("Page", exact=True)
    expect(page).to_have_value("1")
    keys.to("Next page")
    keys.press("Enter")
    expect(page).to_have_value("2")
    keys.to("Zoom in")
    keys.press("Enter")
    expect(region.locator(".percent")).to_have_text("125 %")
    keys.to("Find in the document")
    keys.page.keyboard.type("signa")
    keys.press("Enter")
    expect(page).to_have_value("3")
    keys.to("Close document", "Shift+Tab")
    keys.press("Enter")
