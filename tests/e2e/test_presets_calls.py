"""What each preset makes of calls and of the full device: what it has works, what it has not is
neither shown nor to be had by asking the server for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.agent_calls import Caller, accept, customer_with_devices
from tests.e2e.calls import Wire, window_opened_by
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Customer
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags

pytestmark = pytest.mark.long

CALLS = ("voice", "video")
Under = Callable[[str], Customer]


@pytest.fixture(scope="module")
def media_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def agent(media_browser: Browser, server: DemoServer) -> Iterator[Caller]:
    person = Caller.at(media_browser, server)
    yield person
    person.page.context.close()


@pytest.fixture
def under(media_browser: Browser, server: DemoServer, agent: Caller) -> Iterator[Under]:
    """`under(preset)`: a customer on a website of this preset, talking with the agent."""
    with ExitStack() as stack:

        def scene(preset: str) -> Customer:
            website = stack.enter_context(Website(server, preset))
            customer = customer_with_devices(media_browser, website.origin)
            stack.callback(customer.page.context.close)
            customer.say("My parcel is late")
            agent.accept("My parcel is late")
            agent.say("Let me have a look")
            customer.widget.wait_text("Let me have a look")
            return customer

        yield scene


def share(customer: Customer, agent: Caller) -> None:
    agent.join(customer.share())
    agent.sees("Home")


def no_calls(customer: Customer, agent: Caller) -> None:
    """Neither side has a button for them, and the server refuses them."""
    for name in ("Call", "Video"):
        expect(agent.button(name)).to_have_count(0)
        assert not customer.widget.exists("button", name)
    wire = Wire(agent)
    for scope in CALLS:
        assert wire.refused(scope) == "policy_forbids"


def no_full_device(agent: Caller) -> None:
    expect(agent.button("Full device")).to_have_count(0)
    assert Wire(agent).refused("screen") == "policy_forbids"


def full_device(customer: Customer, agent: Caller) -> None:
    """Entered, seen, and left by her."""
    agent.ask_for_full_device()
    dock = accept(customer, "Share your screen?", "Allow")
    agent.screen.locator("video").wait_for()
    dock.get_by_role("button", name="Stop sharing", exact=True).click()
    expect(agent.screen).to_have_count(0)
    agent.captures(0)


def test_R14_R15_equal_either_side_calls_with_video_or_without(under: Under, agent: Caller) -> None:
    customer = under("equal")
    agent.button("Call").click()
    dock = accept(customer)
    agent.hears(TONE_HZ)
    dock.get_by_role("button", name="Hang up", exact=True).click()
    agent.captures(0)
    with dock.expect_event("close"):
        dock.get_by_role("button", name="Close", exact=True).click()
    customer.widget.wait("button", "Video")
    dock = window_opened_by(customer, "button", "Video")
    agent.rings.get_by_role("button", name="Accept with camera").click()
    agent.in_call("In a video call")
    agent.captures(2)
    expect(dock.locator("video").first).to_be_visible()
    share(customer, agent)
    no_full_device(agent)


@pytest.mark.parametrize("preset", ["stepwise", "agent-led"])
def test_R12_R16_stepwise_agent_led_the_full_device_and_no_calls(
    under: Under, agent: Caller, preset: str
) -> None:
    customer = under(preset)
    agent.request()
    customer.allow()
    if preset == "stepwise":
        agent.button("View").click()
    agent.sees("Home")
    no_calls(customer, agent)
    full_device(customer, agent)
    agent.sees("Home")


@pytest.mark.parametrize("preset", ["customer-led", "write-mode"])
def test_R16_customer_led_write_mode_neither_calls_nor_the_full_device(
    under: Under, agent: Caller, preset: str
) -> None:
    customer = under(preset)
    share(customer, agent)
    no_calls(customer, agent)
    no_full_device(agent)
