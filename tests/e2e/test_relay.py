"""The sealed relay: it carries the page at once, and for good where there is no direct path."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, WebSocket, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.chromium import EXECUTABLE, FLAGS

# As in networks that let nothing through but the web: no candidates, so no direct connection.
NO_UDP = "--webrtc-ip-handling-policy=disable_non_proxied_udp"

# The direct path opens when the test says so.
HOLD_DIRECT = """() => {
    const { prototype } = RTCPeerConnection
    const set = prototype.setRemoteDescription
    const wanted = new Promise((resolve) => { window.letDirect = resolve })
    prototype.setRemoteDescription = function (description) {
        return wanted.then(() => set.call(this, description))
    }
}"""


@pytest.fixture(scope="module")
def blocked(playwright: Playwright) -> Iterator[Browser]:
    """A browser without UDP."""
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=[*FLAGS, NO_UDP])
    yield chromium
    chromium.close()


@pytest.fixture
def far(blocked: Browser, server: DemoServer) -> Iterator[Customer]:
    """A customer in a network that lets nothing through but the web."""
    person = Customer.open(blocked, server.customer_page)
    yield person
    person.page.context.close()


def share(customer: Customer, agent: Agent) -> None:
    code = customer.share()
    agent.join(code)
    agent.sees(customer.page.locator("h1").inner_text())


def write(customer: Customer, text: str) -> None:
    customer.page.evaluate("(text) => { document.querySelector('h1').textContent = text }", text)


def test_without_a_direct_path_the_relay_carries_the_session(far: Customer, agent: Agent) -> None:
    share(far, agent)
    path = agent.path("Sealed relay")
    expect(path).to_be_visible()
    write(far, "Through the relay")
    agent.sees("Through the relay")
    told = path.get_attribute("title")
    assert told is not None
    fingerprint = re.search(r"([0-9a-f]{4} ){5}[0-9a-f]{4}", told)
    assert fingerprint is not None
    same = fingerprint.group()
    wait_until(
        far.page,
        lambda: same in far.widget.attribute("bar-status", "title"),
        "the fingerprint that the agent sees",
    )
    far.page.reload()
    far.widget.wait("region", "Shared session")
    write(far, "After a reload")
    agent.sees("After a reload")
    expect(path).to_be_visible()


def test_stop_cuts_on_the_relay(far: Customer, agent: Agent) -> None:
    sent: list[int] = []

    def note(payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            sent.append(len(payload))

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", note)

    far.page.on("websocket", watch)
    far.page.reload()
    share(far, agent)
    assert sent
    far.stop()
    before = len(sent)
    write(far, "Private again")
    agent.sees_nothing()
    expect(agent.log).to_contain_text(re.compile("customer (ended|stopped)", re.IGNORECASE))
    assert len(sent) == before


def test_stop_cuts_on_the_relay_while_the_server_is_dead(
    far: Customer, agent: Agent, server: DemoServer
) -> None:
    share(far, agent)
    server.kill()
    far.stop()
    write(far, "Private again")
    server.start()
    agent.sees_nothing()
    expect(agent.log).to_contain_text(re.compile("customer (ended|stopped)", re.IGNORECASE))


def test_a_server_that_comes_back_carries_on(
    far: Customer, agent: Agent, server: DemoServer
) -> None:
    share(far, agent)
    server.kill()
    write(far, "While the server is dead")
    server.start()
    agent.sees("While the server is dead")
    expect(agent.path("Sealed relay")).to_be_visible()


def test_after_a_reload_the_relay_shows_the_page_and_hands_it_over(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    expect(agent.path("Direct")).to_be_visible()
    customer.page.add_init_script(f"({HOLD_DIRECT})()")
    customer.page.goto(customer.page.url.rstrip("/") + "/checkout.html")
    agent.sees(customer.page.locator("h1").inner_text())
    expect(agent.path("Sealed relay")).to_be_visible()
    frame = agent.frames.first
    frame.evaluate("(frame) => { frame.marked = true }")
    write(customer, "Before the change")
    agent.sees("Before the change")
    customer.page.evaluate("() => window.letDirect()")
    expect(agent.path("Direct")).to_be_visible()
    write(customer, "After the change")
    agent.sees("After the change")
    # A new snapshot would have come in a new frame.
    assert frame.evaluate("(frame) => frame.marked")
    expect(agent.frames).to_have_count(1)
