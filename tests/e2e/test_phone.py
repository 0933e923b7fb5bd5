"""The customer on a phone: 360 px wide, touched, in a real browser's emulation of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.closed_shadow import ClosedShadow, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    page = context.new_page()
    page.goto(server.customer_page)
    yield Customer(page)
    context.close()


def is_within_the_screen(customer: Customer) -> bool:
    fits: bool = customer.page.evaluate(
        "() => document.scrollingElement.scrollWidth <= 360 && visualViewport.scale === 1"
    )
    return fits


def test_a_session_by_touch_on_a_narrow_screen(
    talking: None, customer: Customer, agent: Agent
) -> None:
    assert is_within_the_screen(customer)
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    assert is_within_the_screen(customer)
    customer.widget.tap("button", "Allow")
    customer.widget.wait("region", "Shared session")
    agent.sees(customer.page.locator("h1").inner_text())
    customer.widget.tap("button", "Close")
    assert is_within_the_screen(customer)

    # What she touches has a circle for the agent.
    console = ClosedShadow(agent.page)

    def is_seen() -> bool:
        customer.page.touchscreen.tap(180, 400)
        return console.attribute("ring", "class") != ""

    wait_until(agent.page, is_seen, "a circle where she taps")

    # All of the bar is in reach: what does not fit is behind More.
    customer.widget.tap("button", "More")
    customer.widget.wait("button", "Pause")
    customer.widget.tap("button", "Pause")
    agent.sees_nothing()
    customer.widget.tap("button", "Continue browsing")
    agent.sees(customer.page.locator("h1").inner_text())
    assert is_within_the_screen(customer)
    customer.widget.tap("button", "Stop")
    customer.widget.wait_gone("region", "Shared session")
    agent.sees_nothing()
    wait_until(customer.page, lambda: is_within_the_screen(customer), "the page as it was")
