"""Pages and calls by way of a real TURN server, where browsers may use nothing else; and what is
read where there is no way."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aiortc.rtcconfiguration import RTCConfiguration, RTCIceTransportPolicy
from playwright.sync_api import Browser, Frame, Playwright, expect

import media.peer_connection
from media.agent import Agent as HeadlessAgent
from media.call.sources import Tone
from signaling.ice import turn_credential
from tests.e2e.agent_calls import WATCH_CONNECTIONS, Caller, customer_with_devices
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.networks import behind_a_firewall, path_of
from tests.e2e.people import Customer
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags
from tests.helpers.coturn import SECRET, Coturn, start_coturn
from tests.media.background import ask_and_watch, background

REFUSED = "TURN server does not take our credentials"


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with start_coturn(tmp_path_factory.mktemp("coturn")) as coturn:
        yield coturn


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, coturn: Coturn) -> Iterator[DemoServer]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in coturn.environment(coturn.udp, coturn.tcp).items():
            patch.setenv(name, value)
        with DemoServer(tmp_path_factory.mktemp("server")) as running:
            yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield chromium
    chromium.close()


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    person = customer_with_devices(browser, server.customer_page)
    person.page.context.add_init_script(WATCH_CONNECTIONS)
    # Her call is a frame in her page: what is measured here does not depend on how soon a window
    # is there.
    person.page.context.add_init_script("window.open = () => null")
    yield person
    person.page.context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Caller]:
    person = Caller.at(browser, server)
    yield person
    person.page.context.close()


def share(customer: Customer, agent: Caller) -> None:
    code = customer.share()
    agent.join(code)
    agent.sees(customer.page.locator("h1").inner_text())


def accept(customer: Customer) -> Frame:
    """Returns her dock."""
    customer.widget.wait("alertdialog", "Incoming call")
    customer.widget.click("button", "Accept")
    frames: list[Frame] = []

    def found() -> bool:
        frames[:] = [one for one in customer.page.frames if "/dock?" in one.url]
        return len(frames) == 1

    wait_until(customer.page, found, "her dock")
    return frames[0]


def call(customer: Customer, agent: Caller) -> Frame:
    agent.button("Call").click()
    return accept(customer)


def hears(dock: Frame, hertz: int) -> None:
    dock.wait_for_function("hz => Math.abs(tone() - hz) < 12", arg=hertz)


@pytest.mark.parametrize("transport", ["udp", pytest.param("tcp", marks=pytest.mark.long)])
def test_a_page_and_a_call_come_by_turn(customer: Customer, agent: Caller, transport: str) -> None:
    behind_a_firewall(customer, transport)
    behind_a_firewall(agent, transport)
    share(customer, agent)
    path = agent.path("TURN")
    expect(path).to_be_visible()
    expect(path).to_have_attribute("title", re.compile(rf"\({transport.upper()}\)"))
    expect(path).to_have_attribute("title", re.compile(r"\d ms"))
    for person in (customer, agent):
        assert path_of(person.page, media=False) == ["relay", transport, "relay"]
    wait_until(
        customer.page,
        lambda: "By way of a TURN server" in customer.widget.attribute("bar-status", "title"),
        "the path, as the customer is told",
    )
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'By TURN' }")
    agent.sees("By TURN")

    dock = call(customer, agent)
    agent.hears(TONE_HZ)
    hears(dock, TONE_HZ)
    for page in (dock, agent.page):
        assert path_of(page, media=True) == ["relay", transport, "relay"]
    for page in (dock, agent.page):
        way = page.get_by_title(re.compile(r"TURN server.*encrypted from browser to browser\."))
        expect(way).to_have_text(re.compile(r"^\s*TURN\W+\w"))
        expect(way).to_have_attribute("title", re.compile(r"\d ms"))
        expect(way).to_have_attribute("title", re.compile(r"\d %"))


@pytest.mark.parametrize("transport", [pytest.param("udp", marks=pytest.mark.long), "tcp"])
def test_a_page_and_a_call_come_by_turn_to_a_headless_agent(
    customer: Customer, server: DemoServer, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only(**given: Any) -> RTCConfiguration:
        for one in given["iceServers"] or []:
            one.urls = [url for url in one.urls if url.endswith(f"={transport}")]
        return RTCConfiguration(**given, iceTransportPolicy=RTCIceTransportPolicy.RELAY)

    monkeypatch.setattr(media.peer_connection, "RTCConfiguration", only)
    behind_a_firewall(customer, transport)
    with background() as peers:
        agent: HeadlessAgent = peers.agent(server.origin, server.user_name, server.password)
        ask_and_watch(peers, agent, customer)
        peers.run(agent.sees(customer.page.locator("h1").inner_text()))
        assert path_of(customer.page, media=False) == ["relay", transport, "relay"]
        agent.use_microphone(Tone(660))
        request = peers.run(agent.request_call())
        dock = accept(customer)
        peers.run(agent.answer_to(request))
        peers.run(agent.received.voice.tone(TONE_HZ))
        hears(dock, 660)
        assert path_of(dock, media=True) == ["relay", transport, "relay"]


@pytest.mark.parametrize("kind", ["forged", pytest.param("expired", marks=pytest.mark.long)])
def test_refused_credentials_are_told(customer: Customer, agent: Caller, kind: str) -> None:
    username = f"{int(time.time()) - 1 if kind == 'expired' else 2**31}:endpoint:link"
    secret = SECRET if kind == "expired" else "forged"
    changes = {"username": username, "credential": turn_credential(secret, username)}
    behind_a_firewall(customer, "udp", changes)
    behind_a_firewall(agent, "udp", changes)
    share(customer, agent)
    dock = call(customer, agent)
    path = agent.path("Sealed relay")
    expect(path).to_have_attribute("title", re.compile(REFUSED))
    for page in (dock, agent.page):
        expect(page.get_by_role("status").filter(has_text="Not connected").first).to_be_visible()
        expect(page.get_by_text(REFUSED)).to_be_visible()


@pytest.mark.long
def test_where_networks_have_no_way_for_calls_both_sides_read_it(
    customer: Customer, agent: Caller, server: DemoServer
) -> None:
    behind_a_firewall(customer, None)
    behind_a_firewall(agent, None)
    share(customer, agent)
    expect(agent.path("Sealed relay")).to_be_visible()
    dock = call(customer, agent)
    for page in (dock, agent.page):
        expect(page.get_by_text("Your networks do not let you")).to_be_visible()
        check = page.get_by_role("link", name="Check your connection")
        expect(check).to_have_attribute("href", f"{server.origin}/check")
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'By the server' }")
    agent.sees("By the server")
    dock.get_by_role("button", name="Hang up").click()
    expect(agent.page.get_by_text("Your networks do not let you")).to_be_hidden()
