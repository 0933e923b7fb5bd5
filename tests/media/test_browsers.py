"""One side in Chromium, at the real user interface, the other without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from media.agent import Agent
from media.mirror.page import MASK
from signaling.messages import Reason, ScopeDenied, SessionEnded, SessionState
from tests.e2e import people
from tests.e2e.demo_server import DemoServer
from tests.media.background import Background, ask_and_watch, background
from tests.media.conftest import set_price, site_key, tea_shop


@pytest.fixture
def peers() -> Iterator[Background]:
    with background() as running:
        yield running


@pytest.fixture
def console(browser: Browser, shop: DemoServer) -> Iterator[people.Agent]:
    person = people.Agent.sign_in(browser, shop)
    yield person
    person.page.context.close()


@pytest.fixture
def agent(peers: Background, shop: DemoServer) -> Agent:
    return peers.agent(shop.origin, shop.user_name, shop.password)


def ended(agent: Agent) -> SessionEnded | None:
    return next((event for event in agent.timeline if isinstance(event, SessionEnded)), None)


def test_a_headless_agent_sees_the_page_of_chromium_and_follows(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    ask_and_watch(peers, agent, visitor)
    heading = visitor.page.locator("h1").inner_text()
    peers.run(agent.sees(heading))
    assert agent.page.viewport[0] == 1100
    visitor.page.evaluate(
        "() => { document.querySelector('h1').textContent = 'Changed  by the page' }"
    )
    peers.run(agent.sees("Changed by the page"))
    assert agent.view.faults == []
    assert agent.page.find_all("script") == []


def test_what_is_typed_arrives_and_secrets_do_not(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    visitor.page.evaluate(
        """() => {
            const form = document.createElement('form')
            form.innerHTML = '<input id="who"><input id="pin" type="password">' +
              '<input id="card" autocomplete="cc-number">' +
              '<p class="cobrowse-redacted">redacted text</p>'
            document.body.append(form)
        }"""
    )
    ask_and_watch(peers, agent, visitor)
    for name, text in (("who", "Ada"), ("pin", "hunter2"), ("card", "4111 1111")):
        visitor.page.locator(f"#{name}").fill(text)

    async def filled() -> dict[str, str]:
        def values() -> dict[str, str] | None:
            shown = agent.page.values()
            return shown if shown.get("who") == "Ada" else None

        return await agent.until(values, "the name that was typed")

    shown = peers.run(filled())
    assert shown.get("pin") in (None, "", MASK)
    assert shown.get("card") in (None, "", MASK)
    everything = repr([vars(node) for node in agent.page.document.walk()])
    for secret in ("hunter2", "4111", "redacted text"):
        assert secret not in everything


def test_deny_in_chromium_is_told_to_the_headless_agent(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    visitor.say("My parcel is late")
    peers.run(agent.accept())
    peers.run(agent.say("May I see your page?"))
    request = peers.run(agent.request_view())
    visitor.deny()
    assert isinstance(peers.run(agent.answer_to(request)), ScopeDenied)
    assert not agent.viewing


def test_stop_in_chromium_ends_the_flow(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    ask_and_watch(peers, agent, visitor)
    view = agent.view
    visitor.stop()
    received = view.bytes_received
    visitor.page.evaluate("() => { document.body.append('after the end') }")
    peers.run(agent.until(lambda: not agent.viewing, "the end of the view"))
    peers.run(agent.ping())
    assert view.bytes_received == received
    event = ended(agent)
    assert event is not None and event.reason is Reason.BY_CUSTOMER


def test_a_reload_in_chromium_continues_the_view(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    ask_and_watch(peers, agent, visitor)
    session = agent.session
    visitor.page.reload()
    peers.run(agent.until(lambda: not agent.viewing, "the old page to go"))
    peers.run(agent.until(lambda: agent.viewing, "the page again", 15))
    assert session is not None and agent.session is not None
    assert agent.session.session == session.session
    assert agent.session.state is SessionState.ACTIVE


def test_the_session_id_of_chromium_lets_a_headless_agent_join(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    code = visitor.share()
    peers.run(agent.join(code))
    peers.run(agent.sees(visitor.page.locator("h1").inner_text()))


def test_the_console_shows_the_page_of_a_headless_customer(
    peers: Background, shop: DemoServer, console: people.Agent
) -> None:
    customer = peers.customer(shop.origin, site_key(shop), shop.origin)
    peers.run(customer.start_conversation("Hello from no browser"))
    console.accept("Hello from no browser")
    console.say("May I see your page?")
    customer.set_page(tea_shop())
    console.request()
    peers.run(customer.allow())
    console.sees("12 EUR")

    async def change() -> None:
        set_price(customer, "13 EUR")

    peers.run(change())
    console.sees("13 EUR")
    expect(console.mirror.locator("#who")).to_have_value("Ada")

    peers.run(customer.stop())
    console.sees_nothing()


def test_the_console_reads_that_a_headless_customer_denied(
    peers: Background, shop: DemoServer, console: people.Agent
) -> None:
    customer = peers.customer(shop.origin, site_key(shop), shop.origin)
    peers.run(customer.start_conversation("Rather not"))
    console.accept("Rather not")
    console.say("May I see your page?")
    console.request()
    peers.run(customer.deny())
    expect(console.log).to_contain_text("denied")
    console.sees_nothing()
    assert not customer.sharing


def test_end_in_the_console_is_told_to_the_headless_customer(
    peers: Background, shop: DemoServer, console: people.Agent
) -> None:
    customer = peers.customer(shop.origin, site_key(shop), shop.origin)
    customer.set_page(tea_shop())
    peers.run(customer.start_conversation("Please look"))
    console.accept("Please look")
    console.say("May I see your page?")
    console.request()
    peers.run(customer.allow())
    console.sees("12 EUR")
    console.end()

    async def told() -> SessionEnded:
        def found() -> SessionEnded | None:
            events = customer.timeline
            return next((event for event in events if isinstance(event, SessionEnded)), None)

        return await customer.until(found, "the end of the session")

    assert peers.run(told()).reason is Reason.BY_AGENT
    assert (customer.sharing, customer.shown_to) == (False, [])
