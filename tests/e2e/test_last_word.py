"""What the customer did last counts, also when the server could not be told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer

ENDED = re.compile("customer (ended|stopped)", re.IGNORECASE)


class Line:
    """Between the customer's page and the server. It loses what the server says after an Allow."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.up = True
        self._granted = False
        page.route_web_socket("**/ws?*", self._connect)

    def cut_after_allow(self) -> None:
        """Returns when the server has granted, and the page's connection is dead."""
        wait_until(self.page, lambda: self._granted, "the server's grant")
        self.up = False
        self._client.close(code=1001)

    def _connect(self, client: WebSocketRoute) -> None:
        if not self.up:
            client.close(code=1001)
            return
        self._client = client
        server = client.connect_to_server()
        deaf = False

        def sent(message: str | bytes) -> None:
            nonlocal deaf
            deaf = deaf or '"scope.allow"' in str(message)
            server.send(message)

        def told(message: str | bytes) -> None:
            if not deaf:
                client.send(message)
            elif '"scope.granted"' in str(message):
                self._granted = True

        client.on_message(sent)
        server.on_message(told)


@pytest.fixture
def line(customer: Customer) -> Line:
    return Line(customer.page)


@pytest.fixture
def twin(sharing: None, customer: Customer, agent: Agent) -> Iterator[Customer]:
    """A second tab of the customer's, opened by the first, and shared under the same consent."""
    with customer.page.expect_popup() as opened:
        customer.page.evaluate("() => void window.open(location.href)")
    tab = Customer(opened.value)
    tab.widget.wait("region", "Shared session")
    write(tab, "In the second tab")
    agent.sees("In the second tab")
    yield tab
    tab.page.close()


def write(customer: Customer, text: str) -> None:
    customer.page.evaluate("(text) => { document.querySelector('h1').textContent = text }", text)


def test_deny_after_an_allow_whose_answer_was_lost(
    line: Line, talking: None, customer: Customer, agent: Agent
) -> None:
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    customer.widget.click("button", "Allow")
    line.cut_after_allow()
    customer.deny()
    line.up = True
    expect(agent.log).to_contain_text(ENDED)
    agent.sees_nothing()
    assert not customer.widget.exists("region", "Shared session")


def test_an_allow_whose_answer_was_lost_shares_nothing(
    line: Line, talking: None, customer: Customer, agent: Agent
) -> None:
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    customer.widget.click("button", "Allow")
    line.cut_after_allow()
    customer.widget.wait("alertdialog", "Share this page?")
    line.up = True
    expect(agent.log).to_contain_text(ENDED)
    agent.sees_nothing()


def test_stop_in_one_tab_stops_the_other_without_a_server(
    twin: Customer, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    server.kill()
    customer.stop()
    twin.widget.wait_gone("region", "Shared session")
    write(twin, "Private again")
    server.start()
    expect(agent.log).to_contain_text(ENDED)
    agent.sees_nothing()
    assert not twin.widget.exists("region", "Shared session")


def test_share_without_a_connection_is_refused_and_does_not_happen_later(
    talking: None, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    server.kill()
    customer.widget.wait_text("No connection.")
    customer.widget.click("button", "Share this page")
    customer.widget.wait_text("Nothing is shared; please try again later.")
    server.start()
    # Said after the click, it would come after the session that the click had started.
    customer.say("Still there?")
    expect(agent.log).to_contain_text("Still there?")
    customer.widget.wait("button", "Share this page")
    assert "Session ID" not in customer.widget.text()


def test_a_page_that_comes_back_from_the_cache_reads_what_she_took_back(
    sharing: None, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    server.kill()
    # What a later page of the tab leaves behind when she presses Stop there.
    customer.page.evaluate(
        """() => {
            sessionStorage.removeItem('alongside.consent')
            dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
            document.querySelector('h1').textContent = 'Private again'
        }"""
    )
    customer.widget.wait_gone("region", "Shared session")
    expect(agent.mirror.get_by_text("Private again")).to_have_count(0)
