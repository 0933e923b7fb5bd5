"""Agents read who else is there, and how much they have to do."""

import asyncio
from typing import Any

from broker.events import Person
from broker.names import EndpointKind, Role
from signaling.messages import AgentView
from signaling.peer import Peer
from signaling.presence import Presence
from signaling.rooms import Rooms
from signaling.staff_news import StaffNews, staff_view
from tests.helpers.broker import Broker
from tests.helpers.wire import WireClient
from tests.signaling.scenes import accepted

ANN = Person(id="ann", role=Role.AGENT, name="Ann")
BOB = Person(id="bob", role=Role.AGENT, name="Bob")
SUE = Person(id="sue", role=Role.SUPERVISOR, name="Sue")


async def reads(client: WireClient, since: int = 0, **wanted: int) -> dict[str, Any]:
    """The news that these are connected and own so many conversations."""
    return await client.until(
        lambda m: (
            m["type"] == "agents.state"
            and {a["person"]["name"].lower(): a["conversations"] for a in m["agents"]} == wanted
        ),
        since,
    )


def test_each_person_once_by_name_with_what_they_own() -> None:
    assert staff_view([SUE, BOB, ANN, BOB], [BOB, None, BOB, SUE, Person("x", Role.AGENT)]) == [
        AgentView(person=ANN, conversations=0),
        AgentView(person=BOB, conversations=2),
        AgentView(person=SUE, conversations=1),
    ]
    assert staff_view([], [ANN]) == []


async def test_who_is_there_and_owns_how_much_is_news_to_all_of_them(broker: Broker) -> None:
    customer, alice, conversation = await accepted(broker)
    await reads(alice, alice=1)
    bob = await broker.agent("bob")
    sue = await broker.supervisor()
    for one in (alice, bob, sue):
        await reads(one, alice=1, bob=0, sue=0)
    assert bob.kinds().index("ready") < bob.kinds().index("agents.state")
    since = len(alice.received)
    to = bob.ready["person"]["id"]
    await alice.request("conversation.transfer", conversation=conversation, to=to)
    await reads(alice, since, alice=0, bob=1, sue=0)
    await bob.request("conversation.requeue", conversation=conversation)
    await reads(alice, since, alice=0, bob=0, sue=0)
    await bob.close()
    await reads(alice, since, alice=0, sue=0)
    assert "agents.state" not in customer.kinds()


async def test_another_window_is_told_and_is_no_news_to_the_others(broker: Broker) -> None:
    alice, bob = await broker.agent("alice"), await broker.agent("bob")
    await reads(alice, alice=0, bob=0)
    await reads(bob, alice=0, bob=0)
    since = len(alice.received)
    second = await broker.agent("bob")
    await reads(second, alice=0, bob=0)
    await second.close()
    # The news that comes next tells that nothing came in between.
    await broker.agent("carol")
    await reads(alice, since, alice=0, bob=0, carol=0)
    assert alice.kinds(since).count("agents.state") == 1


async def test_a_storm_is_told_together(broker: Broker) -> None:
    presence = Presence()
    rooms = Rooms(
        broker.store,
        resume_seconds=1.0,
        system=broker.hub.system,
        clock=broker.clock,
        on_decided=lambda *_: None,
    )
    news = StaffNews(presence, rooms)
    peers = [console(number) for number in range(50)]
    for peer in peers:
        presence.add(peer)
        peer.introduction = None
        news.welcome(peer)
    task = asyncio.create_task(news.run())
    try:
        for peer in peers:
            assert len(await peer.outgoing()) == 1
    finally:
        task.cancel()


def console(number: int) -> Peer:
    return Peer(
        endpoint=f"e{number}",
        kind=EndpointKind.CONSOLE,
        person=Person(id=f"a{number}", role=Role.AGENT, name=f"Agent {number}"),
        site="",
        source="",
        queue_messages=10,
        queue_bytes=100_000,
    )
