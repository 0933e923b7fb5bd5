"""Several tabs of one website: which are shared, which of them the agent sees, and who decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as made:
        made.pages["/"] = '<a href="/cart" target="_blank">Go on in a new tab</a>'
        yield made


@pytest.fixture
def customer(browser: Browser, website: Website) -> Iterator[Customer]:
    person = Customer.open(browser, website.origin)
    yield person
    person.page.context.close()


def strip(agent: Agent) -> Locator:
    return agent.page.get_by_role("tablist", name="Shared tabs")


def tabs_are(agent: Agent, *titles: str, selected: str) -> None:
    tabs = strip(agent).get_by_role("tab")
    expect(tabs).to_have_text([re.compile(f"^\\s*{title}\\s*$") for title in titles])
    expect(strip(agent).get_by_role("tab", selected=True)).to_have_text(selected)


def link_in_new_tab(customer: Customer) -> Customer:
    """She opens the link as people do; browsers then give the tab a session storage of its own."""
    with customer.page.context.expect_page() as opened:
        customer.page.get_by_role("link", name="Go on in a new tab").click()
    return Customer(opened.value)


def front(customer: Customer) -> None:
    customer.page.bring_to_front()
    # In a headless browser all tabs stay visible; the focus moves.
    customer.page.evaluate("() => window.dispatchEvent(new Event('focus'))")


def test_R26_a_new_tab_is_not_shared_before_she_says_so(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    other = link_in_new_tab(customer)
    other.widget.wait("region", "Shared in another tab")
    other.widget.wait_text("You are sharing your page with Alex Demo in another tab.")
    expect(strip(agent)).to_be_hidden()
    agent.sees("Home")
    other.widget.click("button", "Share this tab too")
    other.widget.wait("region", "Shared session")
    agent.sees("Cart")
    tabs_are(agent, "Home", "Cart", selected="Cart")


def test_R26_the_offer_can_be_declined_and_ends_with_the_session(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    declined = link_in_new_tab(customer)
    declined.widget.wait("region", "Shared in another tab")
    declined.widget.click("button", "Not now")
    declined.widget.wait_gone("region", "Shared in another tab")
    undecided = link_in_new_tab(customer)
    undecided.widget.wait("region", "Shared in another tab")
    customer.stop()
    undecided.widget.wait_gone("region", "Shared in another tab")
    agent.sees_nothing()


def test_R26_the_view_follows_the_tab_in_front(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    other = link_in_new_tab(customer)
    other.widget.click("button", "Share this tab too")
    agent.sees("Cart")
    front(customer)
    agent.sees("Home")
    tabs_are(agent, "Home", "Cart", selected="Home")
    other.page.evaluate("document.title = 'Cart, 2 things'")
    tabs_are(agent, "Home", "Cart, 2 things", selected="Home")
    other.page.close()
    expect(strip(agent)).to_be_hidden()
    agent.sees("Home")


def test_R26_she_stops_sharing_one_tab_and_the_other_goes_on(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    assert not customer.widget.exists("button", "Stop sharing this tab")
    other = link_in_new_tab(customer)
    other.widget.click("button", "Share this tab too")
    agent.sees("Cart")
    other.widget.click("button", "Stop sharing this tab")
    other.widget.wait_gone("region", "Shared session")
    agent.sees("Home")
    expect(strip(agent)).to_be_hidden()
    front(other)
    other.page.evaluate("document.querySelector('h1').textContent = 'Private'")
    customer.page.evaluate("document.querySelector('h1').textContent = 'Still shared'")
    agent.sees("Still shared")
    assert not other.widget.exists("region", "Shared in another tab")


def test_R26_a_tab_opened_from_the_bar_is_shared_at_once_and_stop_ends_both(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    with customer.page.context.expect_page() as opened:
        customer.widget.click("button", "Open another shared tab")
    other = Customer(opened.value)
    other.widget.wait("region", "Shared session")
    other.page.evaluate("document.querySelector('h1').textContent = 'Second'")
    agent.sees("Second")
    other.stop()
    customer.widget.wait_gone("region", "Shared session")
    agent.sees_nothing()


def test_R26_an_agent_in_control_asks_for_a_tab_and_closes_it(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()
    agent.page.get_by_role("button", name="Ask for another tab").click()
    agent.reads("The customer is being asked.")
    customer.widget.wait_text("Alex Demo wants to open / in a new tab, shared like this one.")
    with customer.page.context.expect_page() as opened:
        customer.widget.click("button", "Open")
    other = Customer(opened.value)
    other.widget.wait("region", "Shared session")
    other.page.evaluate("document.title = 'Second'")
    tabs_are(agent, "Home", "Second", selected="Second")
    # In another tab she has not allowed it.
    agent.not_in_control()
    front(customer)
    tabs_are(agent, "Home", "Second", selected="Home")
    agent.sees("Home")
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()
    strip(agent).get_by_role("tab", selected=True).focus()
    agent.page.keyboard.press("ArrowRight")
    with other.page.expect_event("close"):
        agent.page.keyboard.press("Delete")
    expect(strip(agent).get_by_role("tab")).to_have_count(1)
    agent.sees("Home")
