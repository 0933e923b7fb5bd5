"""Over the wire: agents with the link of a session ask to join it, and the customer decides."""

import pytest

from tests.helpers.broker import Broker
from tests.helpers.wire import Refused, WireClient
from tests.signaling.scenes import shared, shared_with_dock
from tests.signaling.test_owning import person, refused


async def message(client: WireClient, kind: str, **fields: str) -> str:
    with pytest.raises(Refused) as caught:
        await client.request(kind, **fields)
    return str(caught.value)


async def test_R7_who_is_let_in_gets_the_page_and_the_first_keeps_the_link(broker: Broker) -> None:
    scene = await shared(broker)
    first = await scene.link(scene.agent)
    bob = await broker.agent("bob")
    ids = {"conversation": scene.conversation}
    since = len(scene.agent.received)
    await bob.request("participant.ask", session=scene.session, request="j1", **ids)
    state = await scene.customer.state(lambda s: s["session"] and s["session"]["knocks"])
    knock = state["session"]["knocks"][0]
    assert (knock["person"]["name"], knock["request"], knock["transfer"]) == ("Bob", "j1", False)
    assert "conversation.opened" not in bob.kinds()
    assert await refused(scene.agent, "participant.admit", request="j1", **ids) == "not_allowed"
    assert await refused(bob, "participant.admit", request="j1", **ids) == "not_found"

    await scene.customer.request("participant.admit", request="j1", **ids)
    assert (await bob.event("conversation.opened"))["state"]["session"]["knocks"] == []
    link = (await bob.event("link.opened"))["link"]
    assert (link["grant"], link["session"]) == (first["grant"], first["session"])
    assert {"link.closed", "link.opened"}.isdisjoint(scene.agent.kinds(since))

    since = len(bob.received)
    await scene.customer.request(
        "participant.remove", session=scene.session, person=person(bob), **ids
    )
    await bob.event("link.closed", since)
    await bob.event("conversation.gone", since)
    since = len(bob.received)
    await scene.customer.request("conversation.message", text="Is Bob gone?", **ids)
    await bob.ping()
    assert bob.kinds(since) == ["ack"]


async def test_R7_only_her_page_answers_and_says_whom_she_did_not_let_in(broker: Broker) -> None:
    scene, call = await shared_with_dock(broker)
    bob = await broker.agent("bob")
    ids = {"conversation": scene.conversation}
    await bob.request("participant.ask", session=scene.session, request="j1", **ids)
    kept_out = {"session": scene.session, "person": person(bob), "reason": "not_let_in", **ids}
    for kind in ("participant.admit", "participant.refuse"):
        assert await refused(call.dock, kind, request="j1", **ids) == "not_allowed"
    assert await refused(call.dock, "participant.remove", **kept_out) == "not_allowed"
    assert "conversation.opened" not in bob.kinds()

    await scene.customer.request("participant.admit", request="j1", **ids)
    await bob.event("link.opened")
    assert await refused(scene.agent, "participant.remove", **kept_out) == "not_allowed"
    wrong = await refused(scene.customer, "participant.remove", **{**kept_out, "reason": "left"})
    assert wrong == "bad_message"
    since = len(bob.received)
    await scene.customer.request("participant.remove", **kept_out)
    assert (await bob.event("session.left", since))["reason"] == "not_let_in"
    await bob.event("conversation.gone", since)


async def test_R25_a_window_for_one_page_takes_the_link_and_gives_it_back(broker: Broker) -> None:
    scene = await shared(broker)
    await scene.link(scene.customer)
    since = len(scene.agent.received)
    window = await broker.agent(pane=scene.conversation)
    assert [link["kind"] for link in window.ready["links"]] == ["page"]
    await scene.agent.event("link.closed", since)
    since = len(scene.agent.received)
    await window.close()
    await scene.agent.event("link.opened", since)

    other = await broker.agent(pane="conversation-of-nobody")
    assert other.ready["links"] == []


async def test_a_no_reaches_who_asked_and_nobody_outside(broker: Broker) -> None:
    scene = await shared(broker)
    bob, eve = await broker.agent("bob"), await broker.agent("eve")
    ids = {"conversation": scene.conversation}
    await bob.request("participant.ask", session=scene.session, request="j1", **ids)
    since = len(eve.received)
    await scene.customer.request("participant.refuse", request="j1", **ids)
    told = await bob.event("participant.refused")
    assert (told["request"], told["reason"]) == ("j1", "denied")
    await eve.ping()
    assert set(eve.kinds(since)) <= {"ack", "agents.state"}
    code = await refused(bob, "participant.ask", session=scene.session, request="j2", **ids)
    assert code == "too_soon"


async def test_without_the_link_all_answers_are_alike(broker: Broker) -> None:
    scene = await shared(broker)
    bob = await broker.agent("bob")
    ids = {"conversation": scene.conversation, "session": scene.session, "request": "j1"}
    wrong = [
        {**ids, "conversation": "conversation-of-nobody"},
        {**ids, "session": "session-of-nobody"},
        {**ids, "session": scene.session[:-1]},
    ]
    answers = {await message(bob, "participant.ask", **fields) for fields in wrong}
    for conversation in (scene.conversation, "conversation-of-nobody"):
        fields = {"conversation": conversation, "request": "j1"}
        answers.add(await message(bob, "participant.refuse", **fields))
        answers.add(await message(bob, "participant.admit", **fields))
        fields = {"conversation": conversation, "session": scene.session}
        answers.add(await message(bob, "session.leave", **fields))
        answers.add(await message(bob, "participant.remove", person="x", **fields))
    answers.add(await message(scene.customer, "participant.ask", **ids))
    assert len(answers) == 1, answers


async def test_R31_a_warm_transfer_asks_and_goes_on(broker: Broker) -> None:
    scene = await shared(broker)
    bob = await broker.agent("bob")
    ids = {"conversation": scene.conversation}
    fields = {"to": person(bob), "request": "t1", **ids}
    await scene.agent.request("conversation.transfer", **fields)
    assert (await scene.customer.event("participant.asked"))["transfer"] is True
    assert "conversation.opened" not in bob.kinds()
    since = len(scene.agent.received)
    await scene.customer.request("participant.admit", request="t1", **ids)
    assert (await bob.event("conversation.opened"))["state"]["owner"]["name"] == "Bob"
    await bob.event("link.opened")
    assert {"link.closed", "session.ended"}.isdisjoint(scene.agent.kinds(since))
    await scene.agent.request("session.leave", session=scene.session, **ids)
    await scene.agent.event("conversation.gone", since)
