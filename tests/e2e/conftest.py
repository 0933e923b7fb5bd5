from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.words import DEFAULT
from tests.helpers import in_language
from tests.helpers.chromium import FLAGS, HEADLESS

expect.set_options(timeout=15_000)
if DEFAULT.language != "en":
    in_language.begin(DEFAULT.wording)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In another language, without the tests that choose languages themselves."""
    if DEFAULT.language == "en":
        return
    about_english = [item for item in items if item.get_closest_marker("english")]
    config.hook.pytest_deselected(items=about_english)
    items[:] = [item for item in items if item not in about_english]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=HEADLESS, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoServer]:
    with DemoServer(tmp_path) as running:
        yield running


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    person = Customer.open(browser, server.customer_page)
    yield person
    person.page.context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    person = Agent.sign_in(browser, server)
    yield person
    person.page.context.close()


@pytest.fixture
def talking(customer: Customer, agent: Agent) -> None:
    """The customer wrote, the agent accepted and answered."""
    customer.say("My parcel is late")
    agent.accept("My parcel is late")
    agent.say("Let me have a look")
    customer.widget.wait_text("Let me have a look")


@pytest.fixture
def sharing(talking: None, customer: Customer, agent: Agent) -> None:
    """The agent asked, the customer allowed, and the page is in the console."""
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
