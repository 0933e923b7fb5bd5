"""axe-core finds nothing on either side in calls and with the screen shown (R62)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.agent_calls import Caller, accept, customer_with_devices
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Customer
from tests.e2e.test_accessibility import OPEN_ROOTS, too_small, violations
from tests.helpers.chromium import EXECUTABLE, media_flags


@pytest.fixture
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield chromium
    chromium.close()


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    person = customer_with_devices(browser, server.customer_page)
    person.page.context.add_init_script(OPEN_ROOTS)
    person.page.reload()
    yield person
    person.page.context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Caller]:
    person = Caller.at(browser, server)
    yield person
    person.page.context.close()


@pytest.mark.long
def test_from_ringing_to_hanging_up(talking: None, customer: Customer, agent: Caller) -> None:
    page = customer.page
    agent.button("Video").click()
    customer.widget.wait("alertdialog", "Incoming video call")
    assert violations(page) == []
    assert violations(agent.page) == []
    dock = accept(customer, "Incoming video call")
    agent.in_call("In a video call")
    customer.widget.wait("button", "Mute")
    dock.get_by_role("button", name="Camera on").click()
    dock.get_by_text("Live: microphone, camera").wait_for()
    assert violations(dock) == []
    agent.request()
    customer.allow()
    agent.sees(page.locator("h1").inner_text())
    agent.ask_for_full_device()
    customer.widget.wait("alertdialog", "Share your screen?")
    assert violations(page) == []
    customer.widget.click("button", "Allow")
    customer.widget.wait_text("can see your screen")
    expect(agent.screen.locator("video")).to_be_visible()
    for one in (page, dock, agent.page):
        one.emulate_media(color_scheme="dark")
        assert violations(one) == []
    customer.widget.click("button", "Stop sharing")
    agent.ask_for_control()
    customer.allow_control()
    # In the narrowest window, too, each of them is within reach.
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == []
    assert too_small(page) == []
    customer.widget.click("button", "Hang up")
    customer.widget.wait_gone("button", "Hang up")


def test_the_focus_stays_near_the_buttons_that_go(
    talking: None, customer: Customer, agent: Caller
) -> None:
    """On something that another press of the key does nothing to."""
    agent.button("Call").press("Enter")
    agent.button("Cancel the call").press("Enter")
    expect(agent.button("Call")).to_be_visible()
    expect(agent.page.get_by_role("region", name="Call", exact=True)).to_be_focused()
