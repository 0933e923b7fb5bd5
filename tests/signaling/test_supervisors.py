"""Supervisors see all that is open and may take it over; agents see no more than before."""

from collections.abc import Callable

import pytest

from tests.helpers.broker import Broker
from tests.helpers.wire import Message, Refused, WireClient
from tests.signaling.scenes import accepted, shared


async def refused(client: WireClient, kind: str, **fields: str) -> str:
    with pytest.raises(Refused) as caught:
        await client.request(kind, **fields)
    return caught.value.code


def owned_by(agent: WireClient) -> Callable[[Message], bool]:
    return lambda state: state["owner"] == agent.ready["person"]


async def test_the_role_is_told_at_sign_in_and_in_ready(broker: Broker) -> None:
    sue = await broker.supervisor()
    assert sue.ready["person"]["role"] == "supervisor"
    cookies = await broker.sign_in("sue")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    url = f"{broker.base_url}/api/v1/agents/me"
    async with broker.http.get(url, headers={"Cookie": cookie}) as response:
        assert (await response.json())["agent"] == {
            "id": sue.ready["person"]["id"],
            "name": "Sue",
            "role": "supervisor",
        }


async def test_a_supervisor_sees_all_that_is_open_and_no_words(broker: Broker) -> None:
    customer, alice, conversation = await accepted(broker)
    await broker.agent("bob")
    sue = await broker.supervisor()
    (view,) = sue.ready["queue"]
    assert (view["conversation"], view["owner"]["name"]) == (conversation, "Alice")
    assert sue.ready["conversations"] == []

    since = len(sue.received)
    ids = {"conversation": conversation}
    await alice.request("conversation.message", text="a word between us", **ids)
    await alice.request("scope.ask", scope="view", request="q1", **ids)
    await customer.request("scope.allow", request="q1", **ids)
    state = await sue.state(lambda s: s["session"] and s["session"]["state"] == "active", since)
    assert [p["person"]["name"] for p in state["session"]["participants"]] == ["", "Alice"]
    told = {kind for kind in sue.kinds(since) if kind != "agents.state"}
    assert told == {"conversation.state"}
    assert "a word between us" not in str(sue.received)
    # To look on is not to take part.
    assert await refused(sue, "conversation.message", text="x", **ids) == "not_found"
    assert await refused(sue, "scope.ask", scope="view", request="q2", **ids) == "not_found"
    await customer.request("conversation.close", **ids)
    assert (await sue.event("conversation.gone", since))["conversation"] == conversation


async def test_R31_a_supervisor_takes_over_what_is_shared(broker: Broker) -> None:
    scene = await shared(broker)
    bob, sue = await broker.agent("bob"), await broker.supervisor()
    ids = {"conversation": scene.conversation}
    assert await refused(bob, "conversation.take_over", **ids) == "not_found"
    since = len(scene.agent.received), len(bob.received)
    assert await sue.request("conversation.take_over", **ids) == ids
    assert (await sue.event("conversation.opened"))["state"]["owner"]["name"] == "Sue"
    assert (await scene.agent.event("conversation.gone", since[0]))["conversation"]
    ended = await scene.customer.event("session.ended")
    assert (ended["reason"], ended["by"]["role"]) == ("taken_over", "supervisor")
    await sue.request("conversation.message", text="I am her manager", **ids)
    await scene.customer.state(lambda s: s["agent_has_written"] and s["owner"]["name"] == "Sue")
    await bob.ping()
    assert set(bob.kinds(since[1])) - {"agents.state"} == {"ack"}
    assert await refused(scene.agent, "conversation.take_over", **ids) == "not_found"


async def test_a_supervisor_assigns_what_waits_and_moves_what_is_owned(broker: Broker) -> None:
    alice, bob = await broker.agent("alice"), await broker.agent("bob")
    sue, customer = await broker.supervisor(), await broker.customer()
    ids = await customer.request("conversation.start", text="Hello?")
    await sue.state(lambda s: s["state"] == "queued")
    for agent in (alice, bob):
        await sue.request("conversation.transfer", to=agent.ready["person"]["id"], **ids)
        opened = await agent.event("conversation.opened")
        assert opened["state"]["owner"]["id"] == agent.ready["person"]["id"]
        await sue.state(owned_by(agent))
    await sue.request("conversation.requeue", **ids)
    # Of her own accord: a supervisor answers customers as any agent does.
    await sue.request("conversation.accept", **ids)
    since = len(sue.received)
    await sue.request("conversation.transfer", to=alice.ready["person"]["id"], **ids)
    # Not hers any more, and still in sight.
    await sue.event("conversation.gone", since)
    kinds = [kind for kind in sue.kinds(since) if kind.startswith("conversation.")]
    assert kinds.index("conversation.gone") < len(kinds) - 1
    assert kinds[-1] == "conversation.state"
    again = await broker.supervisor()
    assert [view["owner"]["name"] for view in again.ready["queue"]] == ["Alice"]
    await customer.request("conversation.close", **ids)
    assert await refused(sue, "conversation.take_over", **ids) == "wrong_state"


@pytest.mark.parametrize("conversation", ["conversation:nothing", "x' OR '1'='1", "", "x" * 500])
async def test_what_does_not_exist_is_not_taken_over(broker: Broker, conversation: str) -> None:
    sue = await broker.supervisor()
    code = await refused(sue, "conversation.take_over", conversation=conversation)
    assert code in ("not_found", "bad_message")
