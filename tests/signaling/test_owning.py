"""Over the wire: conversations change hands, go back to the queue, and rest."""

import pytest

from broker.policy import PRESETS, Policy
from tests.helpers.broker import Broker
from tests.helpers.wire import Refused, WireClient
from tests.signaling.scenes import Shared, accepted, media_opened, shared, shared_with_dock


def person(client: WireClient) -> str:
    return str(client.ready["person"]["id"])


async def refused(client: WireClient, kind: str, **fields: str) -> str:
    with pytest.raises(Refused) as caught:
        await client.request(kind, **fields)
    return caught.value.code


async def write_mode(broker: Broker) -> Shared:
    """Shared under the preset: the customer starts, the agent types the session ID."""
    site = await broker.add_site("https://bank.example", PRESETS["write-mode"])
    agent, customer = await broker.agent(), await broker.customer(site=site)
    started = await customer.request("session.start")
    await agent.request("session.join", code=started["code"])
    state = await agent.state(lambda s: s["session"]["state"] == "active")
    return Shared(customer, agent, started["conversation"], state)


async def test_R31_a_transfer_ends_the_session_and_the_next_agent_asks_anew(
    broker: Broker,
) -> None:
    scene, call = await shared_with_dock(broker)
    await call.grant("voice")
    links = [await scene.link(scene.agent), await media_opened(scene.agent)]
    bob = await broker.agent("bob")
    since = len(scene.agent.received), len(scene.customer.received)
    ids = {"conversation": scene.conversation}
    await scene.agent.request("conversation.transfer", to=person(bob), **ids)

    opened = await bob.event("conversation.opened")
    assert opened["state"]["owner"]["name"] == "Bob"
    assert opened["timeline"][-1]["type"] == "conversation.transferred"
    gone = await scene.agent.event("conversation.gone", since[0])
    assert gone["conversation"] == scene.conversation
    told = scene.agent.received[since[0] :]
    closed = {message["link"] for message in told if message["type"] == "link.closed"}
    assert closed == {link["link"] for link in links}
    ended = await scene.customer.event("session.ended", since[1])
    assert (ended["reason"], ended["by"]["name"]) == ("transferred", "Alice")
    state = await scene.customer.state(lambda s: s["owner"]["name"] == "Bob", since[1])
    assert (state["session"]["state"], state["scopes"]) == ("ended", {})

    # What she wrote to Bob is none of Alice's business any more, and nothing of it reaches her.
    since_gone = len(scene.agent.received)
    await scene.customer.request("conversation.message", text="Are you Bob?", **ids)
    assert await refused(scene.agent, "conversation.message", text="no", **ids) == "not_found"
    assert set(scene.agent.kinds(since_gone)) - {"agents.state"} == {"error"}
    await bob.request("scope.ask", scope="view", request="anew", **ids)
    await scene.customer.request("scope.allow", request="anew", **ids)
    link = (await bob.event("link.opened"))["link"]
    assert link["grant"] > scene.grant


async def test_who_may_transfer_and_to_whom(broker: Broker) -> None:
    customer, alice, conversation = await accepted(broker)
    bob = await broker.agent("bob")
    ids = {"conversation": conversation}
    for nobody in ("nobody", person(customer), "agent:1"):
        assert await refused(alice, "conversation.transfer", to=nobody, **ids) == "peer_absent"
    assert await refused(bob, "conversation.transfer", to=person(bob), **ids) == "not_found"
    for kind in ("transfer", "requeue", "take_over"):
        more = {"to": person(bob)} if kind == "transfer" else {}
        assert await refused(customer, f"conversation.{kind}", **ids, **more) == "not_allowed"
    assert await refused(alice, "conversation.take_over", **ids) == "not_allowed"
    await bob.close()
    await customer.ping()
    assert await refused(alice, "conversation.transfer", to=person(bob), **ids) == "peer_absent"
    # To oneself: the wish has come true.
    since = len(customer.received)
    await alice.request("conversation.transfer", to=person(alice), **ids)
    await customer.ping()
    assert customer.kinds(since) == ["ack"]


@pytest.mark.parametrize("to", [7, None, "", "x" * 65, "bob'; --", ["bob"]])
async def test_what_is_no_id_is_refused(broker: Broker, to: object) -> None:
    customer, alice, conversation = await accepted(broker)
    since = len(customer.received)
    with pytest.raises(Refused) as caught:
        await alice.request("conversation.transfer", conversation=conversation, to=to)
    assert caught.value.code == "bad_message"
    await customer.ping()
    assert customer.kinds(since) == ["ack"]


async def test_R31_write_mode_does_not_hand_over_what_is_shared(broker: Broker) -> None:
    scene = await write_mode(broker)
    bob = await broker.agent("bob")
    ids = {"conversation": scene.conversation}
    since = len(scene.customer.received)
    code = await refused(scene.agent, "conversation.transfer", to=person(bob), **ids)
    assert code == "policy_forbids"
    await scene.customer.ping()
    assert scene.customer.kinds(since) == ["ack"]
    await scene.agent.request("session.end", session=scene.session, **ids)
    await scene.agent.request("conversation.transfer", to=person(bob), **ids)
    assert (await bob.event("conversation.opened"))["state"]["policy"]["transfer"] == "refused"


async def test_R2_requeued_it_waits_for_anybody_also_for_who_gave_it_back(broker: Broker) -> None:
    scene = await shared(broker)
    bob = await broker.agent("bob")
    since = len(scene.agent.received)
    ids = {"conversation": scene.conversation}
    await scene.agent.request("conversation.requeue", **ids)
    for agent, seen in ((scene.agent, since), (bob, 0)):
        state = await agent.state(lambda s: s["state"] == "queued", seen)
        assert (state["owner"], state["session"]["state"]) == (None, "ended")
    kinds = scene.agent.kinds(since)
    last = len(kinds) - 1 - kinds[::-1].index("conversation.state")
    assert kinds.index("session.ended") < kinds.index("conversation.gone") < last
    late = await broker.agent("carol")
    assert [view["conversation"] for view in late.ready["queue"]] == [scene.conversation]
    ended = await scene.customer.event("session.ended")
    assert ended["reason"] == "requeued"
    # Said twice: the wish has come true, for those who may see it at all.
    assert await refused(scene.agent, "conversation.requeue", **ids) == "not_found"
    await bob.request("conversation.accept", **ids)
    assert (await bob.event("conversation.opened"))["state"]["owner"]["name"] == "Bob"


async def test_R31_signing_out_ends_the_session_and_lets_the_customer_wait(
    broker: Broker,
) -> None:
    scene = await shared(broker)
    bob = await broker.agent("bob")
    cookies = await broker.sign_in("alice")
    since = len(scene.customer.received)
    status, _ = await broker.post(
        "/api/v1/agents/sign-out", {}, origin=broker.base_url, cookies=cookies
    )
    assert status == 200
    ended = await scene.customer.event("session.ended", since)
    requeued = await scene.customer.event("conversation.requeued", since)
    assert (ended["reason"], requeued["reason"]) == ("signed_out", "signed_out")
    assert (await bob.state(lambda s: s["state"] == "queued"))["owner"] is None


async def test_R31_what_rests_becomes_inactive_wakes_and_ends(broker: Broker) -> None:
    policy = Policy(inactive_seconds=100.0, close_seconds=1000.0)
    broker.site = await broker.add_site("https://quiet.example", policy)
    customer, agent, conversation = await accepted(broker)
    room = await broker.hub.rooms.get(conversation)

    async def pass_by(seconds: float) -> None:
        broker.clock.advance(seconds)
        await broker.hub._due(conversation)

    await pass_by(99.0)
    assert room.conversation.conversation_state == "active"
    await pass_by(2.0)
    for side in (customer, agent):
        assert "by" in await side.event("conversation.deactivated")
        await side.state(lambda s: s["state"] == "inactive")
    asked = {"conversation": conversation, "scope": "view", "request": "q"}
    assert await refused(agent, "scope.ask", **asked) == "wrong_state"
    since = len(agent.received)
    await customer.request("conversation.message", conversation=conversation, text="Still there?")
    assert (await agent.event("conversation.activated", since))["by"]["role"] == "customer"
    await pass_by(101.0)
    await agent.state(lambda s: s["state"] == "inactive", since)
    await pass_by(1001.0)
    ended = await customer.event("conversation.ended")
    assert ended["reason"] == "inactive"


async def test_a_queued_customer_who_has_gone_is_not_kept_for_ever(broker: Broker) -> None:
    agent, customer = await broker.agent(), await broker.customer()
    conversation = (await customer.request("conversation.start", text="Hello?"))["conversation"]
    await customer.close()
    await agent.state(lambda s: not s["customer_present"])
    broker.clock.advance(3601.0)
    await broker.hub._due(conversation)
    assert (await agent.event("conversation.gone"))["conversation"] == conversation
