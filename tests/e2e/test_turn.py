"""Pages by way of a real TURN server, where browsers may use nothing else."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from aiortc.rtcconfiguration import RTCConfiguration, RTCIceTransportPolicy
from playwright.sync_api import expect

import media.peer_connection
from media.agent import Agent as HeadlessAgent
from signaling.ice import turn_credential
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.coturn import SECRET, Coturn, start_coturn
from tests.media.background import ask_and_watch, background

# As a firewall would have it; what is in `changes` takes the place of what the server said.
RELAY_ONLY = """(changes) => {
    const { prototype } = RTCPeerConnection
    const set = prototype.setConfiguration
    window.peers = []
    prototype.setConfiguration = function (configuration) {
        window.peers.push(this)
        const iceServers = configuration.iceServers.map((server) => ({ ...server, ...changes }))
        return set.call(this, { ...configuration, iceServers, iceTransportPolicy: 'relay' })
    }
}"""

# Kinds of both ends of the path that the newest connection runs on.
SELECTED = """async () => {
    const report = await window.peers.at(-1).getStats()
    const transport = [...report.values()].find(({ type }) => type === 'transport')
    const pair = report.get(transport.selectedCandidatePairId)
    const local = report.get(pair.localCandidateId)
    const remote = report.get(pair.remoteCandidateId)
    return [local.candidateType, local.relayProtocol, remote.candidateType]
}"""


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with start_coturn(tmp_path_factory.mktemp("coturn")) as coturn:
        yield coturn


@pytest.fixture(params=["udp", "tcp"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(
    tmp_path: Path, coturn: Coturn, transport: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DemoServer]:
    for name, value in coturn.environment(getattr(coturn, transport)).items():
        monkeypatch.setenv(name, value)
    with DemoServer(tmp_path) as running:
        yield running


def behind_a_firewall(person: Customer | Agent, changes: dict[str, str] | None = None) -> None:
    """From the next page on."""
    person.page.add_init_script(f"({RELAY_ONLY})({json.dumps(changes or {})})")
    person.page.reload()


def share(customer: Customer, agent: Agent) -> None:
    code = customer.share()
    agent.join(code)
    agent.sees(customer.page.locator("h1").inner_text())


def test_a_page_comes_by_turn(customer: Customer, agent: Agent, transport: str) -> None:
    behind_a_firewall(customer)
    behind_a_firewall(agent)
    share(customer, agent)
    path = agent.path("TURN")
    expect(path).to_be_visible()
    expect(path).to_have_attribute("title", re.compile(rf"\({transport.upper()}\).* ms"))
    for person in (customer, agent):
        assert person.page.evaluate(SELECTED) == ["relay", transport, "relay"]
    wait_until(
        customer.page,
        lambda: "By way of a TURN server" in customer.widget.attribute("bar-status", "title"),
        "the path, as the customer is told",
    )
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'By TURN' }")
    agent.sees("By TURN")


def test_a_page_comes_by_turn_to_a_headless_agent(
    customer: Customer, server: DemoServer, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = partial(RTCConfiguration, iceTransportPolicy=RTCIceTransportPolicy.RELAY)
    monkeypatch.setattr(media.peer_connection, "RTCConfiguration", policy)
    behind_a_firewall(customer)
    with background() as peers:
        agent: HeadlessAgent = peers.agent(server.origin, server.user_name, server.password)
        ask_and_watch(peers, agent, customer)
        peers.run(agent.sees(customer.page.locator("h1").inner_text()))
        assert customer.page.evaluate(SELECTED) == ["relay", transport, "relay"]


@pytest.mark.parametrize("transport", ["udp"], indirect=True)
@pytest.mark.parametrize("kind", ["expired", "forged"])
def test_refused_credentials_are_told(customer: Customer, agent: Agent, kind: str) -> None:
    username = f"{int(time.time()) - 1 if kind == 'expired' else 2**31}:endpoint:link"
    secret = SECRET if kind == "expired" else "forged"
    changes = {"username": username, "credential": turn_credential(secret, username)}
    behind_a_firewall(customer)
    behind_a_firewall(agent, changes)
    share(customer, agent)
    path = agent.path("Sealed relay")
    expect(path).to_be_visible()
    wait_until(
        agent.page,
        lambda: "does not take our credentials" in (path.get_attribute("title") or ""),
        "the reason why there is no direct path",
    )
