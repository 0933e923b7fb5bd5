"""`kill -9` of the server in the middle of a session, and a start on the same data."""

import asyncio

from media.agent import Agent
from media.customer import Customer
from signaling.messages import ScopeGranted, SessionState
from tests.helpers.server import ServerProcess
from tests.media.conftest import set_price, watch

BACK_SECONDS = 20.0


async def back(peer: Customer | Agent, readies: int) -> None:
    await peer.until(lambda: peer.client.readies > readies, "the reconnection", BACK_SECONDS)


async def without_server(peer: Customer | Agent) -> None:
    await peer.until(lambda: not peer.client.connected, "the loss of the server")


async def test_the_link_keeps_flowing_and_both_resume(
    server: ServerProcess, customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    (link,) = agent.links.open
    session, timeline = agent.session, agent.timeline
    endpoints = (customer.endpoint, agent.endpoint)
    readies = (customer.client.readies, agent.client.readies)
    await asyncio.to_thread(server.kill)
    for peer in (customer, agent):
        await without_server(peer)
    set_price(customer, "without a server")
    await agent.sees("without a server")

    await asyncio.to_thread(server.start)
    await back(customer, readies[0])
    await back(agent, readies[1])
    assert (customer.endpoint, agent.endpoint) == endpoints
    assert agent.links.open == [link] and link.attempt == 1
    set_price(customer, "with the new server")
    await agent.sees("with the new server")
    assert session is not None and agent.session is not None
    assert agent.session.session == session.session
    assert agent.session.state is SessionState.ACTIVE
    assert agent.session.scopes == session.scopes
    kept = [event for event in timeline if not type(event).__name__.startswith("Endpoint")]
    assert [event for event in agent.timeline if event in kept] == kept

    await customer.say("Still here")
    await agent.until(lambda: ("customer", "Still here") in agent.chat, "the chat to go on")
    await customer.stop()
    await agent.until(lambda: not agent.viewing, "the end of the view")


async def test_she_stops_while_the_server_is_down_and_it_learns_of_it(
    server: ServerProcess, customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    view = agent.view
    await asyncio.to_thread(server.kill)
    await without_server(customer)
    await customer.stop()
    received = view.bytes_received
    set_price(customer, "after the end")
    await agent.until(lambda: not agent.viewing, "the end of the link")

    await asyncio.to_thread(server.start)
    await agent.until(
        lambda: agent.session is not None and agent.session.state is SessionState.ENDED,
        "the server to be told",
        BACK_SECONDS,
    )
    assert view.bytes_received == received
    assert (customer.sharing, customer.shown_to, agent.viewing) == (False, [], False)


async def test_what_was_acknowledged_is_there_after_the_restart(
    server: ServerProcess, customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    sent = [f"message {number}" for number in range(20)]
    for text in sent:
        await customer.say(text)
    await asyncio.to_thread(server.kill_and_restart)
    await back(customer, 1)
    assert [text for _, text in customer.chat if text in sent] == sent
    assert any(isinstance(event, ScopeGranted) for event in customer.timeline)
