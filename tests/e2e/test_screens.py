"""What the agent reads where there is no page to see: who did what, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website


@pytest.fixture
def website(server: DemoServer, request: pytest.FixtureRequest) -> Iterator[Website]:
    with Website(server, preset=getattr(request, "param", "standard")) as made:
        yield made


@pytest.fixture
def customer(browser: Browser, website: Website) -> Iterator[Customer]:
    person = Customer.open(browser, website.origin)
    yield person
    person.page.context.close()


def words(agent: Agent, text: str) -> Locator:
    return agent.page.get_by_role("status").filter(has_text=text)


@pytest.mark.parametrize("website", ["stepwise"], indirect=True)
def test_R4_after_allow_the_agent_sees_nothing_before_pressing_view(
    talking: None, customer: Customer, agent: Agent
) -> None:
    agent.request()
    customer.allow()
    expect(words(agent, "The customer agreed to show you the page")).to_be_visible()
    agent.sees_nothing()
    # Not even a connection is there, and the customer's bar says so.
    assert "Alex Demo is being connected" in customer.widget.text()
    agent.page.get_by_role("button", name="View", exact=True).click()
    agent.sees("Home")
    customer.page.reload()
    customer.widget.wait("region", "Shared session")
    customer.page.evaluate("document.querySelector('h1').textContent = 'After reload'")
    agent.sees("After reload")


def test_R27_the_agent_reads_that_she_left_for_a_page_outside(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    page = customer.page
    page.evaluate("(url) => { location.href = url }", website.outside + "/elsewhere")
    expect(words(agent, "The customer left for a page outside this site")).to_be_visible()
    # Five minutes, not the half minute of a reload.
    expect(agent.page.get_by_text(re.compile(r"[45] min"))).to_be_visible()
    agent.sees_nothing()
    page.go_back(wait_until="commit")
    agent.sees("Home")


def test_R27_the_agent_reads_that_she_closed_the_page(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.page.close()
    expect(words(agent, "The page was closed or is loading")).to_be_visible()
    expect(agent.page.get_by_text(re.compile(r"\d+ seconds left"))).to_be_visible()
