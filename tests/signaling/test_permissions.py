"""What agents may do, on which sites: it is taken away in the store, and ends everywhere within a
second (R6, R16, R72)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from broker.names import Permission, Role
from broker.policy import PRESETS
from signaling.auth.accounts import find_agent
from signaling.people import Given, People
from signaling.store import Store
from signaling.store.people import Agent
from signaling.store.tables import teams
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import Refused, WireClient
from tests.signaling.scenes import accepted, shared, shared_with_dock, with_dock

ALL = frozenset(Permission)


@pytest.fixture
async def beside(broker: Broker) -> AsyncIterator["Beside"]:
    """Somebody at the command line, or another server: the store opened a second time."""
    store = await Store.open(broker.settings.database_url)
    try:
        yield Beside(store)
    finally:
        await store.close()


class Beside:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.people = People(store, time.time)

    async def agent(self, user_name: str) -> Agent:
        return await find_agent(self.store, user_name)

    async def take(self, user_name: str, *taken: Permission) -> None:
        """Without these; none: everything is taken."""
        left = ALL - set(taken) if taken else frozenset()
        await self.people.permit(await self.agent(user_name), Given(permissions=left))

    async def give(self, user_name: str, **what: Any) -> None:
        given = Given(**{"permissions": None, "sites": None, **what})
        await self.people.permit(await self.agent(user_name), given)


async def refused(client: WireClient, kind: str, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        await client.request(kind, **fields)
    return caught.value.code


async def revoked(client: WireClient, scope: str, since: int = 0) -> str:
    found = await client.until(
        lambda m: m["type"] == "scope.revoked" and m["scope"] == scope, since
    )
    reason: str = found["reason"]
    return reason


async def without(client: WireClient, agent: WireClient, permission: str) -> dict[str, Any]:
    """The state in which this agent takes part and has it not."""
    me = agent.ready["person"]["id"]
    return await client.state(
        lambda s: me in s["permissions"] and permission not in s["permissions"][me]
    )


def mine(state: dict[str, Any], agent: WireClient) -> set[str]:
    return set(state["permissions"].get(agent.ready["person"]["id"], []))


async def test_R72_control_ends_on_both_sides_and_is_not_asked_for_again(
    broker: Broker, beside: Beside
) -> None:
    scene = await shared(broker)
    where = {"conversation": scene.conversation}
    await scene.agent.request("scope.ask", scope="control", request="c", **where)
    await scene.customer.request("scope.allow", request="c", **where)
    await beside.take("alice", Permission.CONTROL)
    assert await revoked(scene.customer, "control") == "not_permitted"
    assert await revoked(scene.agent, "control") == "not_permitted"
    state = await without(scene.agent, scene.agent, "control")
    assert mine(state, scene.agent) == ALL - {Permission.CONTROL, Permission.NAVIGATION}
    told = await without(scene.customer, scene.agent, "control")
    assert told["permissions"] == state["permissions"]
    again = {"scope": "control", "request": "again", **where}
    assert await refused(scene.agent, "scope.ask", **again) == "not_permitted"
    # The rest goes on.
    assert state["session"]["state"] == "active"


async def test_R72_calls_and_their_links_end(broker: Broker, beside: Beside) -> None:
    call = await with_dock(broker)
    await call.grant("voice")
    link = await call.media_link()
    await beside.take("alice", Permission.VOICE)
    for end in (call.dock, call.agent):
        assert await revoked(end, "voice") == "not_permitted"
        closed = await end.event("link.closed")
        assert closed["link"] == link
    where = {"conversation": call.conversation, "request": "x"}
    # Nobody is there who could answer.
    assert await refused(call.page, "scope.ask", scope="document", **where) != "not_permitted"
    assert await refused(call.dock, "scope.ask", scope="voice", **where) == "not_permitted"


async def test_R72_who_may_not_see_pages_any_more_has_no_link(
    broker: Broker, beside: Beside
) -> None:
    scene, call = await shared_with_dock(broker)
    await call.grant("screen")
    await beside.take("alice", Permission.VIEW)
    for end in (scene.customer, scene.agent):
        assert await revoked(end, "view") == "not_permitted"
        assert (await end.event("session.ended"))["reason"] == "not_permitted"
        await end.event("link.closed")
    state = await scene.agent.state(lambda s: s["session"] and s["session"]["state"] == "ended")
    assert state["owner"]["id"] == scene.agent.ready["person"]["id"]
    code = await refused(scene.agent, "session.join", code="ABCD-EFGH")
    assert code == "bad_code"


async def test_R6_a_site_is_taken_and_nothing_of_it_is_left(broker: Broker, beside: Beside) -> None:
    scene = await shared(broker)
    other = await broker.add_site("https://other.example", PRESETS["standard"])
    theirs = await broker.customer(site=other)
    waiting = (await theirs.request("conversation.start", text="Hello?"))["conversation"]
    await scene.agent.state(lambda s: s["conversation"] == waiting)
    since = len(scene.agent.received)
    await beside.give("alice", sites=[other.key])
    gone = await scene.agent.event("conversation.gone", since)
    assert gone["conversation"] == scene.conversation
    ended = await scene.customer.event("session.ended")
    assert ended["reason"] == "not_permitted"
    await scene.customer.state(lambda s: s["state"] == "queued")
    for kind in ("conversation.accept", "conversation.close"):
        assert await refused(scene.agent, kind, conversation=scene.conversation) == "not_found"
    # The other site is theirs still.
    assert await scene.agent.request("conversation.accept", conversation=waiting)


async def test_R6_the_inbox_lists_and_announces_what_the_agent_serves(
    broker: Broker, beside: Beside
) -> None:
    other = await broker.add_site("https://other.example", PRESETS["standard"])
    await broker.add_agent("alice")
    await broker.add_agent("sue", Role.SUPERVISOR)
    await beside.give("alice", sites=[other.key])
    await beside.give("sue", sites=[other.key])
    here, there = await broker.customer(), await broker.customer(site=other)
    foreign = (await here.request("conversation.start", text="Hello?"))["conversation"]
    own = (await there.request("conversation.start", text="Hello?"))["conversation"]
    alice, sue = await broker.agent("alice"), await broker.supervisor()
    for staff in (alice, sue):
        assert [one["conversation"] for one in staff.ready["queue"]] == [own]
        for kind in ("conversation.accept", "conversation.take_over", "conversation.requeue"):
            assert await refused(staff, kind, conversation=foreign) == "not_found"
    # What comes later is not announced, either.
    await here.request("conversation.message", conversation=foreign, text="Anybody?")
    await here.request("conversation.close", conversation=foreign)
    again = (await here.request("conversation.start", text="Once more"))["conversation"]
    for staff in (alice, sue):
        await staff.ping()
        assert foreign not in str(staff.received) and again not in str(staff.received)
    # And appears once they serve it, and goes when they do not any more.
    await beside.give("alice", sites=None)
    await alice.state(lambda s: s["conversation"] == again)
    since = len(alice.received)
    await beside.give("alice", sites=[other.key])
    assert (await alice.event("conversation.gone", since))["conversation"] == again


async def test_R31_a_conversation_is_not_handed_to_who_does_not_serve_its_site(
    broker: Broker, beside: Beside
) -> None:
    _, alice, conversation = await accepted(broker)
    bob = await broker.agent("bob")
    await beside.give("bob", sites=[])
    news = await alice.until(
        lambda m: (
            m["type"] == "agents.state"
            and any(a["person"]["name"] == "Bob" and a["sites"] == [] for a in m["agents"])
        )
    )
    assert {a["person"]["name"]: a["sites"] for a in news["agents"]} == {"Alice": None, "Bob": []}
    to = bob.ready["person"]["id"]
    transfer = {"conversation": conversation, "to": to}
    assert await refused(alice, "conversation.transfer", **transfer) == "not_permitted"
    await beside.take("alice", Permission.TRANSFER)
    await without(alice, alice, "transfer")
    await beside.give("bob")
    assert await refused(alice, "conversation.transfer", **transfer) == "not_permitted"


async def test_R16_without_chat_nothing_is_written(broker: Broker, beside: Beside) -> None:
    customer, alice, conversation = await accepted(broker)
    await beside.take("alice", Permission.CHAT)
    await without(alice, alice, "chat")
    where = {"conversation": conversation}
    assert await refused(alice, "conversation.message", text="Hi", **where) == "not_permitted"
    assert await refused(alice, "conversation.typing", typing=True, **where) == "not_permitted"
    assert "typing" not in " ".join(customer.kinds())


async def test_R72_an_account_that_is_off_owns_nothing_though_nobody_is_connected(
    broker: Broker, beside: Beside
) -> None:
    customer, alice, _ = await accepted(broker)
    await alice.close()
    await customer.state(lambda s: s["owner"] is not None)
    agent = await beside.agent("alice")
    await beside.store.agents.change(agent, replace(agent, enabled=False), sign_out=True)
    queued = await customer.event("conversation.requeued")
    assert queued["reason"] == "not_permitted"


async def test_what_teams_give_adds_up_and_goes_with_them(broker: Broker, beside: Beside) -> None:
    scene = await shared(broker)
    people = beside.people
    team = await people.add_team(
        "Shop", Given(permissions=ALL - {Permission.PEN}, sites=[broker.site.key]), ["alice"]
    )
    # What the team gives is enough.
    await beside.take("alice")
    state = await without(scene.agent, scene.agent, "pen")
    assert mine(state, scene.agent) == ALL - {Permission.PEN}
    assert state["session"]["state"] == "active"
    await beside.store.teams.remove(team.id)
    assert (await scene.customer.event("session.ended"))["reason"] == "not_permitted"
    assert (await scene.agent.event("conversation.gone"))["conversation"] == scene.conversation


async def test_R72_what_was_taken_while_the_server_was_away_is_gone_when_it_is_back(
    tmp_path: Path,
) -> None:
    settings = settings_for(tmp_path)
    async with start_broker(settings) as broker:
        scene = await shared(broker)
        token, conversation = scene.customer.token, scene.conversation
    store = await Store.open(settings.database_url)
    await Beside(store).take("alice")
    await store.close()
    async with start_broker(settings) as broker:
        room = await broker.hub.rooms.get(conversation)
        assert room.conversation.owner is None
        customer = await broker.customer(token)
        (opened,) = customer.ready["conversations"]
        assert opened["state"]["session"]["state"] == "ended"
        assert opened["state"]["permissions"] == {}
        alice = await broker.agent("alice")
        assert alice.ready["queue"] == [] and alice.ready["conversations"] == []
        assert await refused(alice, "conversation.accept", conversation=conversation) == "not_found"


async def test_nothing_is_said_where_nothing_changes(broker: Broker, beside: Beside) -> None:
    scene = await shared(broker)
    bob = await broker.agent("bob")
    await broker.hub.staff_watch.look()
    await bob.event("agents.state")
    since = len(scene.agent.received)
    await broker.hub.staff_watch.look()
    await beside.store.teams.set_teams_of((await beside.agent("alice")).id, [])
    await broker.hub.staff_watch.look()
    for client in (scene.agent, bob):
        await client.ping()
        assert client.kinds(since).count("conversation.state") == 0
    assert bob.kinds().count("agents.state") == 1


async def test_what_a_newer_version_stored_gives_nothing_here(beside: Beside) -> None:
    people = beside.people
    team = await people.add_team("Shop", Given(permissions=frozenset({Permission.CHAT})), [])
    newer = update(teams).values(permissions='["chat","teleport"]')
    await beside.store.writer.run(lambda c: c.execute(newer))
    assert (await people.find_team(team.id)).permissions == frozenset({Permission.CHAT})
