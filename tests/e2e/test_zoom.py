"""Windows as low and narrow as zoom makes them, and text as people space it (R62; WCAG 1.4.4,
1.4.10, 1.4.12): everything comes into reach, and nothing goes sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import BEA, DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.reach import SPACING, unreachable
from tests.e2e.test_accessibility import OPEN_ROOTS

pytestmark = pytest.mark.long

# 1280 x 720 at 200 %, and 1280 x 1024 at 400 %.
SIZES = ((640, 360), (320, 256))
PANELS = ("Inbox", "Co-browse", "Chat")


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    context = browser.new_context(viewport={"width": 1100, "height": 750})
    context.add_init_script(OPEN_ROOTS)
    page = context.new_page()
    page.goto(server.customer_page)
    yield Customer(page)
    context.close()


def fits(page: Page, *, ours_only: bool = False, panels: tuple[str, ...] = ()) -> None:
    """In both sizes; `panels`: of the console, which shows one at a time there."""
    before = page.viewport_size
    assert before is not None
    faults = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for panel in panels or ("",):
            if panel:
                page.get_by_role("navigation").get_by_role("button", name=panel).click()
            page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
            found = unreachable(page, ours_only=ours_only)
            faults += [f"{width} x {height} {panel}: {one}" for one in found]
    page.set_viewport_size(before)
    assert faults == []


def allow_as_soon_as_it_counts(customer: Customer) -> None:
    """A press in the moment after a window has changed its size is one on what was not seen."""
    widget = customer.widget

    def is_on() -> bool:
        if widget.exists("alertdialog", "Allow remote control?"):
            widget.click("button", "Allow")
        return widget.exists("button", "End remote control")

    wait_until(customer.page, is_on, "remote control")


def test_R62_a_session_in_small_windows(customer: Customer, agent: Agent) -> None:
    page = customer.page
    customer.open_support()
    fits(page, ours_only=True)
    customer.say("My parcel is late")
    fits(agent.page, panels=PANELS)
    agent.accept("My parcel is late")
    agent.say("Let me have a look: https://shop.example/parcels")
    customer.widget.wait_text("Let me have a look")
    page.evaluate(SPACING)
    agent.page.evaluate(SPACING)
    fits(page, ours_only=True)
    fits(agent.page, panels=PANELS)
    agent.toolbar.get_by_role("button", name="Request co-browse").click()
    fits(agent.page)
    agent.page.keyboard.press("Escape")
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    fits(page, ours_only=True)
    customer.allow()
    agent.sees(page.locator("h1").inner_text())
    fits(page, ours_only=True)
    agent.ask_for_control()
    customer.widget.wait("alertdialog", "Allow remote control?")
    fits(page, ours_only=True)
    allow_as_soon_as_it_counts(customer)
    agent.in_control()
    fits(page, ours_only=True)
    fits(agent.page, panels=PANELS)
    customer.widget.click("button", "Pause")
    customer.widget.wait("button", "Continue browsing")
    fits(page, ours_only=True)
    agent.sees_nothing()
    fits(agent.page, panels=PANELS)


def test_R62_who_changes_in_small_windows(
    sharing: None, customer: Customer, agent: Agent, browser: Browser, server: DemoServer
) -> None:
    server.add(BEA)
    bea = Agent.sign_in_as(browser, server, BEA)
    agent.page.get_by_role("button", name="Transfer", exact=True).click()
    dialog = agent.page.get_by_role("dialog", name=re.compile("^Transfer Customer"))
    dialog.get_by_role("radio", name="Bea Baker no conversation").check()
    fits(agent.page)
    dialog.get_by_role("button", name="Transfer").click()
    customer.widget.wait("alertdialog", "Your agent is changing")
    fits(customer.page, ours_only=True)
    customer.widget.click("button", "Allow")
    expect(bea.page.get_by_role("button", name="Open")).to_be_visible()
    bea.page.context.close()
