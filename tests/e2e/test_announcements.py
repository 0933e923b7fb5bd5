"""What happens is announced once on each side, and nothing is announced that has not happened (R62;
WCAG 4.1.3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.announcements import LISTEN, Listener
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    context = browser.new_context(viewport={"width": 1100, "height": 750})
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto(server.customer_page)
    yield Customer(page)
    context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    person = Agent.sign_in(browser, server)
    person.page.context.add_init_script(LISTEN)
    person.page.reload()
    yield person
    person.page.context.close()


def test_R62_a_session_is_announced_once(talking: None, customer: Customer, agent: Agent) -> None:
    hers, theirs = Listener(customer.page), Listener(agent.page)
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    agent.say("Look here")
    customer.widget.wait_text("Look here")
    agent.page.get_by_role("button", name="Laser").click()
    agent.click(agent.mirror.get_by_role("link", name="See the new pour-over"))
    hers.hears("Alex Demo points at: See the new pour-over")
    customer.widget.click("button", "Pause")
    theirs.hears("Session paused")
    customer.widget.click("button", "Continue browsing")
    agent.sees(customer.page.locator("h1").inner_text())
    customer.stop()
    theirs.hears("Co-browse has ended")

    assert only(hers.said) == [
        "My parcel is late",
        "Alex Demo joined the conversation",
        "Let me have a look",
        "Alex Demo asked to see this page",
        "Alex Demo may see this page now",
        "Look here",
        "Session paused. Nobody sees this page until you continue.",
        "You continued the shared session",
        "You ended the shared session. Nothing leaves this page any more.",
    ]
    for text in ("Let me have a look", "Look here"):
        theirs.hears(text)
    assert not [one for one in theirs.said if "paused the session" in one]
    assert twice(theirs.said) <= {"The customer's page is live."}


def only(said: list[str]) -> list[str]:
    """Without who types, what the mouse passes, and who wrote a message when."""
    told = [one for one in said if not re.search(r"is typing…$|points at: ", one)]
    return [re.sub(r"^.* · [\d:]+ [AP]M ", "", one) for one in told]


def twice(said: list[str]) -> set[str]:
    return {one for one, count in Counter(only(said)).items() if count > 1}
