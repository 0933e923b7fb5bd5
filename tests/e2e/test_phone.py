"""The customer on a phone: 360 px wide, touched, in a real browser's emulation of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, expect

from tests.e2e.agent_calls import Caller
from tests.e2e.closed_shadow import ClosedShadow, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    context = browser.new_context(**PHONE)
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


# What the browsers of phones do not have.
NO_SCREEN_CAPTURE = "delete MediaDevices.prototype.getDisplayMedia"


def dock_in(page: Page) -> Frame | None:
    return next((frame for frame in page.frames if "/dock?" in frame.url), None)


@pytest.fixture(scope="module")
def phone(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The whole browser: with a microphone, and with windows that open."""
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield chromium
    chromium.close()


def test_R14_a_call_on_a_phone_and_the_screen_that_it_cannot_show(
    phone: Browser, server: DemoServer
) -> None:
    context = phone.new_context(**PHONE, permissions=["microphone", "camera"])
    context.add_init_script(NO_SCREEN_CAPTURE)
    page = context.new_page()
    page.goto(server.customer_page)
    customer = Customer(page)
    agent = Caller.at(phone, server)
    customer.say("My parcel is late")
    agent.accept("My parcel is late")
    agent.say("Let me call you")
    customer.widget.wait_text("Let me call you")

    agent.button("Call").click()
    customer.widget.wait("alertdialog", "Incoming call")
    assert is_within_the_screen(customer)
    customer.widget.tap("button", "Accept")
    # A window of its own would hide the page: the call is in the page.
    dock = wait_until(page, lambda: dock_in(page), "the call in the page")
    agent.in_call()
    agent.hears(TONE_HZ)
    mute = dock.get_by_role("button", name="Mute", exact=True)
    mute.tap()
    dock.get_by_role("button", name="Unmute", exact=True).wait_for()
    agent.page.wait_for_function("() => tone() === 0")
    assert not dock.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    # Back on the page, the bar of the call is in reach of a finger.
    customer.widget.tap("button", "Mute")
    mute.wait_for()
    assert is_within_the_screen(customer)

    # The page is shared beside the call, and stays when it ends.
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    customer.widget.tap("button", "Allow")
    agent.sees(page.locator("h1").inner_text())
    customer.widget.tap("button", "Hang up")
    customer.widget.wait_gone("button", "Hang up")
    expect(agent.button("Call")).to_be_visible()
    agent.sees(page.locator("h1").inner_text())
    agent.ask_for_full_device()
    customer.widget.wait("alertdialog", "Share your screen?")
    assert is_within_the_screen(customer)
    customer.widget.tap("button", "Allow")
    dock = wait_until(page, lambda: dock_in(page), "the window that says so, in the page")
    dock.get_by_text("browsers of phones and tablets cannot").wait_for()
    expect(agent.page.get_by_text("The customer's browser cannot show a screen")).to_be_visible()

    agent.page.context.close()
    context.close()
