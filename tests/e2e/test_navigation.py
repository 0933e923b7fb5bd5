"""Where the customer goes, the session goes: reload, history, routes of an app, the browser's
back/forward cache; and what agents are told of where she is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, FLAGS
from tests.helpers.sampled import sampled

# Everything the console receives on the channel `input`, from now on.
LISTEN = """() => {
    window.inputs = []
    const make = RTCPeerConnection.prototype.createDataChannel
    RTCPeerConnection.prototype.createDataChannel = function (label, init) {
        const channel = make.call(this, label, init)
        if (label === 'input') {
            channel.addEventListener('message', ({ data }) => window.inputs.push(data))
        }
        return channel
    }
}"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """As people have it: with the back/forward cache, which Playwright switches off."""
    chromium = playwright.chromium.launch(
        executable_path=EXECUTABLE,
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield chromium
    chromium.close()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoServer]:
    # What goes over the relay is sealed, and these tests listen.
    monkeypatch.setenv("ALONGSIDE_RELAY_RATE", "0")
    with DemoServer(tmp_path) as running:
        yield running


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as made:
        yield made


@pytest.fixture
def customer(browser: Browser, website: Website) -> Iterator[Customer]:
    person = Customer.open(browser, website.origin)
    yield person
    person.page.context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    person = Agent.sign_in(browser, server)
    # Its channels are made with the first link, long after.
    person.page.evaluate(LISTEN)
    yield person
    person.page.context.close()


# Why the browser did not keep the page.
NOT_RESTORED = """() => JSON.stringify(
    performance.getEntriesByType('navigation')[0].notRestoredReasons.reasons)"""


def told(agent: Agent, kind: str = "page") -> list[dict[str, Any]]:
    messages = [json.loads(data) for data in agent.page.evaluate("() => window.inputs")]
    return [message for message in messages if message["type"] == kind]


def wait_told(agent: Agent, **fields: object) -> None:
    def is_told() -> bool:
        last = (told(agent) or [{}])[-1]
        return all(last.get(name) == value for name, value in fields.items())

    wait_until(agent.page, is_told, f"the agent told {fields}; last: {told(agent)[-1:]}")


def test_R27_the_customer_goes_on_and_back_and_forward(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    page = customer.page
    page.goto(website.origin + "/cart")
    agent.sees("Cart")
    page.goto(website.origin + "/checkout")
    agent.sees("Checkout")
    page.go_back(wait_until="commit")
    agent.sees("Cart")
    wait_told(agent, address=website.origin + "/cart", title="Cart", back=True, forward=True)
    page.go_forward(wait_until="commit")
    agent.sees("Checkout")
    page.reload()
    customer.widget.wait("region", "Shared session")
    page.evaluate("document.querySelector('h1').textContent = 'After reload'")
    agent.sees("After reload")


def kept_by_the_browser(customer: Customer, agent: Agent, website: Website) -> bool:
    """Leave the front page for the cart and come back; whether it is the very same page.

    A browser promises that to nobody: a busy Chromium may look at what the page holds before its
    closed connection is off the list, and then says `rtc`.
    """
    page = customer.page
    page.evaluate(
        """() => {
            window.kept = true
            addEventListener('pageshow', (event) => { window.persisted = event.persisted })
        }"""
    )
    page.goto(website.origin + "/cart")
    agent.sees("Cart")
    page.go_back(wait_until="commit")
    customer.widget.wait("region", "Shared session")
    persisted: bool = page.evaluate("() => window.kept === true && window.persisted")
    if not persisted:
        print("not kept:", page.evaluate(NOT_RESTORED))
    return persisted


def test_R27_a_page_from_the_back_forward_cache_is_shared_again(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    page = customer.page
    assert any(kept_by_the_browser(customer, agent, website) for _ in range(4))
    agent.sees("Home")
    page.evaluate("document.querySelector('h1').textContent = 'Alive again'")
    agent.sees("Alive again")
    customer.stop()
    agent.sees_nothing()


@pytest.mark.parametrize("by", sampled(["customer", "agent"], 2))
def test_R17_ended_on_the_next_page_nothing_flows_from_the_one_before(
    sharing: None, customer: Customer, agent: Agent, website: Website, by: str
) -> None:
    page = customer.page
    page.evaluate("() => { window.kept = true }")
    page.goto(website.origin + "/cart")
    agent.sees("Cart")
    if by == "customer":
        customer.stop()
    else:
        agent.end()
    agent.sees_nothing()
    page.go_back(wait_until="commit")
    # Browsers let go of a page that missed a message of her other tabs, such as that she stopped.
    if by == "customer":
        assert not page.evaluate("() => window.kept")
    customer.widget.wait("button", "Help")
    customer.say("Can you still see me?")
    expect(agent.log).to_contain_text("Can you still see me?")
    agent.sees_nothing()
    assert not customer.widget.exists("region", "Shared session")


def test_C08_routes_are_told_without_query_fragment_and_referrer(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    page = customer.page
    wait_told(agent, address=website.origin + "/", title="Home")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<a href=mailto:canary@x>m</a>')")
    page.evaluate("history.pushState({}, '', '/orders/7?token=canary#canary')")
    wait_told(agent, address=website.origin + "/orders/7")
    page.evaluate("document.title = 'Your order'")
    wait_told(agent, title="Your order")
    page.evaluate("history.replaceState({ canary: 1 }, '', '?canary=2')")
    page.evaluate("location.hash = 'canary'")
    page.evaluate("navigation.navigate('/orders/8?canary', { history: 'push', state: 'canary' })")
    agent.sees("Orders/8")
    page.evaluate("history.back()")
    wait_told(agent, address=website.origin + "/orders/7")
    assert "canary" not in json.dumps(agent.page.evaluate("() => window.inputs"))


def test_C08_neither_a_secret_nor_a_masked_title_is_told(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    page = customer.page
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<input type=password>')")
    page.locator("input[type=password]").fill("hunter2-canary")
    page.evaluate("document.title = 'Logged in with hunter2-canary'")
    mask = "\u2022" * 8
    wait_told(agent, title=mask)
    page.evaluate("history.pushState({}, '', '/as/hunter2-canary')")
    wait_told(agent, address=website.origin)
    page.evaluate(
        "document.querySelector('title').className = 'alongside-mask';"
        "document.title = 'Case of canary'; history.pushState({}, '', '/case')"
    )
    wait_told(agent, address=website.origin + "/case", title=mask)
    assert "canary" not in json.dumps(agent.page.evaluate("() => window.inputs"))


def test_R27_nothing_of_where_she_is_reaches_the_server(
    sharing: None, customer: Customer, agent: Agent, website: Website, server: DemoServer
) -> None:
    sent: list[str] = []
    socket = customer.page.context.new_cdp_session(customer.page)
    socket.send("Network.enable")
    socket.on("Network.webSocketFrameSent", lambda e: sent.append(e["response"]["payloadData"]))
    customer.page.evaluate("history.pushState({}, '', '/very-private-path')")
    wait_told(agent, address=website.origin + "/very-private-path")
    customer.page.goto(website.origin + "/other-private-path")
    agent.sees("Other-private-path")
    assert sent
    assert "private-path" not in "".join(sent)
    assert "private-path" not in server.log()


def control(customer: Customer, agent: Agent) -> None:
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()


def go_to(agent: Agent, address: str) -> None:
    box = agent.page.get_by_role("textbox", name="Address")
    box.fill(address)
    box.press("Enter")


def test_R23_an_agent_in_control_goes_to_an_address_back_and_forward(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    control(customer, agent)
    go_to(agent, "/cart")
    agent.sees("Cart")
    # Control ends with the page that she allowed it on.
    agent.not_in_control()
    control(customer, agent)
    agent.page.get_by_role("button", name="Back", exact=True).click()
    agent.sees("Home")
    control(customer, agent)
    agent.page.get_by_role("button", name="Forward", exact=True).click()
    agent.sees("Cart")
    control(customer, agent)
    customer.page.evaluate("document.querySelector('h1').textContent = 'Changed'")
    agent.sees("Changed")
    agent.page.get_by_role("button", name="Refresh", exact=True).click()
    agent.sees("Cart")
    assert customer.page.url == website.origin + "/cart"


def test_R23_no_address_leads_an_agent_out_of_the_site(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    control(customer, agent)
    home = customer.page.url
    go_to(agent, "javascript:document.title='owned'")
    agent.reads("This link does not lead to a web page.")
    go_to(agent, website.outside + "/elsewhere")
    agent.reads("The customer is being asked.")
    customer.widget.wait("button", "Not now")
    customer.widget.click("button", "Not now")
    customer.widget.wait_gone("button", "Not now")
    assert customer.page.url == home
    assert customer.page.title() == "Home"
    # She is not asked again at once.
    answered = customer.page.evaluate("performance.now()")
    customer.page.wait_for_function(f"performance.now() > {answered} + 1000")
    go_to(agent, website.outside + "/elsewhere")
    customer.widget.click("button", "Open")
    customer.page.wait_for_url(website.outside + "/elsewhere")
    expect(agent.page.get_by_text("for a page outside this site").first).to_be_visible()


@pytest.mark.parametrize("how", sampled(["reload", "duplicate", "cache"], 2))
def test_B09_no_page_comes_back_with_control(
    sharing: None, customer: Customer, agent: Agent, website: Website, how: str
) -> None:
    page = customer.page
    person = customer
    control(customer, agent)
    if how == "reload":
        page.reload()
    elif how == "duplicate":
        # As browsers do it: a page with a copy of the session storage.
        with page.context.expect_page() as opened:
            customer.widget.click("button", "Open another shared tab")
        person = Customer(opened.value)
    else:
        for _ in range(3):
            if kept_by_the_browser(customer, agent, website):
                break
            control(customer, agent)
        else:
            pytest.fail("the browser kept the page not once")
    person.widget.wait("region", "Shared session")
    agent.sees("Home")
    agent.not_in_control()
    assert not person.widget.exists("button", "End remote control")
    expect(agent.page.get_by_role("textbox", name="Address")).to_be_hidden()
