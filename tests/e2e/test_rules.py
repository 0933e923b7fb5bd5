"""Rules and policies in the admin console: drafted, published, restored, tried on a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.e2e.closed_shadow import ClosedShadow, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import Operator
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.e2e.website import Website
from tests.e2e.words import DEFAULT

MASK = "\u2022" * 8


@pytest.fixture
def operator(browser: Browser, server: DemoServer) -> Iterator[Operator]:
    person = Operator.sign_in(browser, server)
    yield person
    person.page.context.close()


def publish(operator: Operator, note: str = "") -> None:
    page = operator.page
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog", name="Publish these changes?")
    dialog.get_by_role("textbox", name="Note").fill(note)
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog).to_be_hidden()


def test_R51_rules_are_drafted_published_and_restored_in_the_console(
    operator: Operator, server: DemoServer, sharing: None, customer: Customer, agent: Agent
) -> None:
    heading = customer.page.locator("h1").inner_text()
    operator.go("Rules")
    page = operator.page
    expect(page.get_by_text("There are no rules yet.")).to_be_visible()
    assert violations(page) == []
    # By keyboard only.
    page.get_by_role("button", name="Add rule").press("Enter")
    selector = page.get_by_role("textbox", name="CSS selector")
    expect(selector).to_be_focused()
    page.keyboard.type("h1[")
    expect(page.get_by_text("This browser does not understand it.")).to_be_visible()
    assert violations(page) == []
    selector.fill("h1")
    expect(page.get_by_text("This browser does not understand it.")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit rule 1")).to_be_focused()
    page.get_by_role("button", name="Save draft").click()
    expect(operator.told).to_contain_text("Nothing has changed for customers yet")
    agent.sees(heading)
    publish(operator, "Headings are secret")
    expect(operator.told).to_contain_text("Published as version 2")
    expect(agent.mirror.locator("h1")).to_have_text(MASK)
    # A rule that browsers do not understand hides the page, and is marked as such.
    page.get_by_role("button", name="Edit rule 1").click()
    selector.fill("h1[")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Selector not understood")).to_be_visible()
    publish(operator)
    agent.sees_nothing()
    page.reload()
    expect(page.get_by_text("Not understood; pages not shown: 1")).to_be_visible()
    # The history says what changed, and brings it back.
    history = page.get_by_role("region", name="History")
    history.get_by_text("Headings are secret").click()
    expect(history.get_by_text("New rule: Mask, h1 on *")).to_be_visible()
    assert violations(page) == []
    history.get_by_role("button", name="Restore version 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore version 2").click()
    expect(operator.told).to_contain_text("Published as version 4")
    expect(agent.mirror.locator("h1")).to_have_text(MASK)
    # What another product was told.
    page.get_by_role("textbox", name="What another product was told").fill("hotjar\n.iban\nLorem")
    page.get_by_role("button", name="Add to the draft").click()
    expect(page.get_by_text("Left out: 1")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Hotjar")).to_be_checked()
    expect(page.get_by_text("Not saved", exact=True)).to_be_visible()
    # What is not saved is there again after a look at another page.
    operator.go("Policy")
    laser = page.get_by_role("checkbox", name="Agents have a laser pointer")
    laser.uncheck()
    expect(page.get_by_text("Settings that differ from it: 1")).to_be_visible()
    expect(page.get_by_text("Preset: on")).to_be_visible()
    assert violations(page) == []
    publish(operator)
    expect(agent.page.get_by_role("button", name="Laser")).to_have_count(0)
    operator.go("Rules")
    expect(page.get_by_text("Not saved", exact=True)).to_be_visible()


def mirrored(page: Page) -> Frame | None:
    frames = [frame for frame in page.frames if "/preview/mirror" in frame.url]
    return frames[-1] if frames else None


def test_R51_a_draft_is_tried_on_a_page_and_nobody_else_sees_it(
    operator: Operator, server: DemoServer
) -> None:
    with Website(server) as website:
        website.pages["/"] = '<p class="iban">DE12</p><p id="open">Open</p>'
        page = operator.page
        page.reload()
        operator.go("Rules")
        page.get_by_role("combobox", name="Site").select_option("Small shop")
        page.get_by_role("button", name="Add rule").click()
        page.get_by_role("textbox", name="CSS selector").fill(".iban")
        page.get_by_role("button", name="Done").click()
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Open with the draft").click()
        tried = opened.value
        panel = ClosedShadow(tried, DEFAULT)
        panel.wait("complementary", "What the agent sees")
        wait_until(tried, lambda: (f := mirrored(tried)) and MASK in f.content(), "the mask")
        frame = mirrored(tried)
        assert frame is not None and "DE12" not in frame.content()
        assert "#" not in tried.url
        assert tried.locator("text=DE12").is_visible()
        panel.wait_text("Draft 1")
        panel.wait_text("Elements: 1")
        # Nobody is a customer here, and the published rules are what they were.
        assert server.cli("site", "redaction", website.key).count(".iban") == 0
        # Picked in the page, and masked on trial.
        panel.click("button", "Pick an element")
        # The panel lies above the right half of the page.
        tried.locator("#open").click(position={"x": 10, "y": 5})
        panel.click("button", "Try masking it")
        wait_until(tried, lambda: (f := mirrored(tried)) and "Open" not in f.content(), "masked")
        # Another page of the tab goes on with it; a used code opens nothing.
        tried.goto(website.origin + "/other")
        panel.wait("complementary", "What the agent sees")
        panel.click("button", "Close")
        panel.wait("button", "Help")
