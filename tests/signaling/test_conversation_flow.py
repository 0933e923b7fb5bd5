"""The whole way over the wire: queue, accept, chat, ask, allow, link, end."""

import json
from pathlib import Path

import pytest

from broker.commands import PostMessage
from broker.errors import WrongState
from signaling.requests import begin
from tests.helpers.broker import SHOP, Broker, settings_for, start_broker
from tests.helpers.wire import Refused
from tests.signaling.scenes import accepted, shared


async def test_agents_see_the_queue_and_one_accepts(broker: Broker) -> None:
    alice, bob = await broker.agent("alice"), await broker.agent("bob")
    customer = await broker.customer()
    result = await customer.request("conversation.start", text="Hello?")
    conversation = result["conversation"]
    for agent in (alice, bob):
        state = await agent.state(lambda s: s["conversation"] == conversation)
        assert state["state"] == "queued"
    assert "conversation.messaged" not in bob.kinds()

    await alice.request("conversation.accept", conversation=conversation)
    opened = await alice.event("conversation.opened")
    assert [event["type"] for event in opened["timeline"]][:2] == [
        "conversation.queued",
        "conversation.messaged",
    ]
    gone = await bob.event("conversation.gone")
    assert gone["conversation"] == conversation
    with pytest.raises(Refused) as refused:
        await bob.request("conversation.accept", conversation=conversation)
    assert refused.value.code == "wrong_state"
    with pytest.raises(Refused) as refused:
        await bob.request("conversation.message", conversation=conversation, text="me too")
    assert refused.value.code == "not_found"


async def test_chat_reaches_both_sides(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    await agent.request("conversation.message", conversation=conversation, text="Hi, I am Alice")
    seen = await customer.until(
        lambda m: m["type"] == "conversation.messaged" and m["by"]["role"] == "agent"
    )
    assert seen["text"] == "Hi, I am Alice"
    assert seen["by"]["name"] == "Alice"


async def test_allow_opens_one_link_and_the_customer_offers(broker: Broker) -> None:
    scene = await shared(broker)
    hers, his = await scene.link(scene.customer), await scene.link(scene.agent)
    assert hers["link"] == his["link"]
    assert (hers["offerer"], his["offerer"]) == (True, False)
    assert hers["grant"] == his["grant"] == scene.grant
    assert hers["peer"]["name"] == "Alice"
    await scene.customer.request(
        "session.end", conversation=scene.conversation, session=scene.session
    )
    for side in (scene.customer, scene.agent):
        ended = await side.event("session.ended")
        assert ended["reason"] == "by_customer"
        closed = await side.event("link.closed")
        assert closed["link"] == hers["link"]
        state = await side.state(lambda s: s["session"] and s["session"]["state"] == "ended")
        assert state["state"] == "active"


async def test_links_close_before_the_state_says_so(broker: Broker) -> None:
    scene = await shared(broker)
    await scene.link(scene.agent)
    since = len(scene.agent.received)
    await scene.agent.request("session.end", conversation=scene.conversation, session=scene.session)
    kinds = scene.agent.kinds(since)
    assert kinds.index("link.closed") < kinds.index("conversation.state")


async def test_customer_shares_and_the_agent_joins_with_the_session_id(broker: Broker) -> None:
    agent = await broker.agent()
    customer = await broker.customer()
    result = await customer.request("session.start")
    code = result["code"]
    assert len(code) == 9 and code[4] == "-"
    joined = await agent.request("session.join", code=code.lower().replace("-", " "))
    assert joined == {"conversation": result["conversation"], "session": result["session"]}
    assert (await customer.event("link.opened"))["link"]["grant"] == result["grant"]
    state = await agent.state(lambda s: s["session"]["state"] == "active")
    assert state["owner"]["name"] == "Alice"


async def test_a_second_session_can_start_after_the_first(broker: Broker) -> None:
    scene = await shared(broker)
    await scene.customer.request(
        "scope.revoke", conversation=scene.conversation, scope="view", grant=scene.grant
    )
    await scene.agent.event("session.ended")
    since = len(scene.agent.received)
    started = await scene.customer.request("session.start", conversation=scene.conversation)
    await scene.agent.request(
        "session.join", conversation=scene.conversation, session=started["session"]
    )
    opened = await scene.agent.event("link.opened", since)
    assert opened["link"]["grant"] > scene.grant


async def test_a_customer_has_one_open_conversation(broker: Broker) -> None:
    customer = await broker.customer()
    await customer.request("conversation.start", text="one")
    with pytest.raises(Refused) as refused:
        await customer.request("conversation.start", text="two")
    assert refused.value.code == "wrong_state"


async def test_an_ended_conversation_leaves_and_a_new_one_can_begin(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    await customer.request("conversation.close", conversation=conversation)
    await agent.state(lambda s: s["state"] == "ended")
    with pytest.raises(Refused) as refused:
        await customer.request("conversation.message", conversation=conversation, text="again")
    assert refused.value.code == "wrong_state"
    assert (await customer.request("conversation.start", text="new"))["conversation"]


async def test_a_long_chat_can_be_accepted(tmp_path: Path) -> None:
    """300 messages of 4,000 characters fill more than a queue, and are not the agent's doing."""
    async with start_broker(settings_for(tmp_path, message_burst=10_000)) as broker:
        agent, customer = await broker.agent(), await broker.customer()
        result = await customer.request("conversation.start", text="Hello?")
        for number in range(300):
            await customer.request("conversation.message", text=f"{number} {'x' * 4_000}", **result)
        await agent.request("conversation.accept", **result)
        opened = await agent.event("conversation.opened")
        assert len(json.dumps(opened["timeline"])) < 300_000
        texts = [event["text"] for event in opened["timeline"] if "text" in event]
        assert len(texts) > 50 and texts[-1].startswith("299 ")


async def test_of_two_windows_that_begin_at_once_one_begins(broker: Broker) -> None:
    answer = await broker.customer_ticket()
    first = await broker.connect(answer["ticket"], SHOP)
    await first.hello()
    second = await broker.customer(answer["token"])
    peer = broker.hub.presence.peer(first.ready["endpoint"])
    assert peer is not None
    with broker.hub.beginning(peer.person):
        for kind, fields in (("conversation.start", {"text": "x"}), ("session.start", {})):
            with pytest.raises(Refused) as refused:
                await second.request(kind, **fields)
            assert refused.value.code == "wrong_state"
    await second.request("session.start")
    # The first window had looked before the second began: it looks again.
    with pytest.raises(WrongState):
        await begin(broker.hub, peer, "another", PostMessage(by=peer.person, text="x"))
    assert len(broker.hub.rooms) == 1
