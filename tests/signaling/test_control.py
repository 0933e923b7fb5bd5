"""Control, the shared pages and absences, over real WebSockets."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from broker.names import ControlMode
from broker.policy import PRESETS, Policy
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import Message, Refused, WireClient
from tests.signaling.scenes import Shared, accepted, shared


async def broker_with(tmp_path: Path, policy: Policy) -> AsyncIterator[Broker]:
    async with start_broker(settings_for(tmp_path)) as broker:
        broker.site = await broker.add_site("https://controlled.example", policy)
        yield broker


@pytest.fixture
async def equal(tmp_path: Path) -> AsyncIterator[Broker]:
    async for broker in broker_with(tmp_path, PRESETS["equal"]):
        yield broker


@pytest.fixture
async def switched(tmp_path: Path) -> AsyncIterator[Broker]:
    policy = replace(PRESETS["standard"], control=ControlMode.SWITCHED)
    async for broker in broker_with(tmp_path, policy):
        yield broker


async def refused(client: WireClient, kind: str, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        await client.request(kind, **fields)
    return caught.value.code


def scope_of(state: Message) -> Message:
    """What a state says about control."""
    session = state["session"] or {"scopes": {}}
    found: Message = session["scopes"].get("control", {})
    return found


async def drive(scene: Shared, **more: str) -> Message:
    """The agent asks for control and gets it; the event."""
    names = {"conversation": scene.conversation, "request": "drive"}
    await scene.agent.request("scope.ask", scope="control", **names)
    await scene.customer.event("scope.asked")
    since = len(scene.agent.received)
    await scene.customer.request("scope.allow", **names, **more)
    return await scene.agent.event("scope.granted", since)


async def test_R11_control_is_asked_for_limited_and_told_to_both(broker: Broker) -> None:
    scene = await shared(broker)
    granted = await drive(scene, limit="typing")
    assert (granted["limit"], granted["scope"]) == ("typing", "control")
    for side in (scene.agent, scene.customer):
        state = await side.state(lambda s: scope_of(s).get("state") == "granted")
        scope = state["session"]["scopes"]["control"]
        assert (scope["limit"], scope["by"]["role"]) == ("typing", "customer")
        assert scope["to"] == scene.agent.ready["person"]["id"]
    await scene.agent.request(
        "scope.release", conversation=scene.conversation, scope="control", grant=granted["grant"]
    )
    await scene.customer.event("scope.released")


async def test_limits_that_do_not_exist_and_limits_on_the_view(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    question = {"conversation": conversation, "request": "q"}
    await agent.request("scope.ask", scope="view", **question)
    await customer.event("scope.asked")
    assert await refused(customer, "scope.allow", **question, limit="mouse") == "bad_message"
    assert await refused(customer, "scope.allow", **question, limit="typing") == "not_allowed"
    await customer.request("scope.allow", **question)


async def test_R11_equal_includes_control_and_says_so_in_the_policy(equal: Broker) -> None:
    scene = await shared(equal)
    state = await scene.agent.state(lambda s: scope_of(s) != {})
    assert state["session"]["scopes"]["control"]["state"] == "granted"
    policy = state["policy"]
    assert (policy["control"], policy["control_survives_load"]) == ("included", True)
    assert (policy["stop_pauses"], policy["customer_may_pause"]) == (True, True)
    assert policy["scopes"] == ["view", "control", "voice", "video", "document"]
    names = {"conversation": scene.conversation, "session": scene.session}
    since = len(scene.agent.received)
    await scene.customer.request("session.pause", **names)
    revoked = await scene.agent.event("scope.revoked", since)
    assert (revoked["scope"], revoked["reason"]) == ("control", "session_paused")
    await scene.customer.request("session.resume", **names)
    again = await scene.agent.event("scope.granted", since)
    assert (again["scope"], again["request"]) == ("control", None)
    assert again["grant"] > revoked["grant"]
    give = names | {"scope": "control", "to": scene.agent.ready["person"]["id"]}
    assert await refused(scene.customer, "scope.give", **give) == "policy_forbids"


async def test_R11_customer_led_gives_control_and_takes_it_back(switched: Broker) -> None:
    scene = await shared(switched)
    names = {"conversation": scene.conversation, "session": scene.session, "scope": "control"}
    ann = scene.agent.ready["person"]["id"]
    assert await refused(scene.agent, "scope.give", **names, to=ann) == "not_allowed"
    assert await refused(scene.customer, "scope.give", **names, to="nobody") == "not_found"
    assert await refused(scene.customer, "scope.give", **names) == "bad_message"
    since = len(scene.agent.received)
    await scene.customer.request("scope.give", **names, to=ann)
    granted = await scene.agent.event("scope.granted", since)
    assert (granted["to"], granted["request"], granted["survives_load"]) == (ann, None, False)
    assert await refused(scene.customer, "scope.give", **names, to=ann) == "wrong_state"
    taken = {"conversation": scene.conversation, "scope": "control", "grant": granted["grant"]}
    await scene.customer.request("scope.revoke", **taken)
    revoked = await scene.agent.event("scope.revoked", since)
    assert revoked["reason"] == "by_customer"


async def another_page(broker: Broker, scene: Shared, token: str, holds: bool) -> WireClient:
    return await broker.customer(token, session=scene.session if holds else None)


async def shared_with_token(broker: Broker) -> tuple[Shared, str]:
    """As `shared`, and what lets another page be the same customer."""
    answer = await broker.customer_ticket()
    customer = await broker.connect(answer["ticket"], broker.site.origins[0])
    await customer.hello()
    agent = await broker.agent()
    started = await customer.request("conversation.start", text="Hello?")
    conversation = started["conversation"]
    await agent.request("conversation.accept", conversation=conversation)
    await agent.request("scope.ask", conversation=conversation, scope="view", request="q1")
    await customer.event("scope.asked")
    await customer.request("scope.allow", conversation=conversation, request="q1")
    state = await agent.state(lambda s: s["session"] and s["session"]["state"] == "active")
    return Shared(customer, agent, conversation, state), answer["token"]


def pages(state: Message) -> list[tuple[str, bool, bool]]:
    session = state["session"] or {"pages": []}
    return [(p["endpoint"], p["present"], p["shown"]) for p in session["pages"]]


async def test_R26_the_shared_pages_are_told_in_their_order(broker: Broker) -> None:
    scene, token = await shared_with_token(broker)
    first = scene.customer.ready["endpoint"]
    tab = await another_page(broker, scene, token, holds=True)
    second = tab.ready["endpoint"]
    state = await scene.agent.state(lambda s: len(pages(s)) == 2)
    assert pages(state) == [(first, True, True), (second, True, False)]
    since = len(scene.agent.received)
    await tab.request("page.shown", conversation=scene.conversation)
    state = await scene.agent.state(lambda s: s["session"]["pages"][1]["shown"], since)
    assert pages(state) == [(first, True, False), (second, True, True)]
    since = len(scene.agent.received)
    await tab.request("page.unshared", conversation=scene.conversation)
    state = await scene.agent.state(lambda s: len(pages(s)) == 1, since)
    assert pages(state) == [(first, True, True)]
    only = {"conversation": scene.conversation}
    assert await refused(scene.customer, "page.unshared", **only) == "only_page"
    assert await refused(tab, "page.unshared", **only) == "not_found"


async def test_R26_a_page_without_her_consent_is_not_shared(broker: Broker) -> None:
    scene, token = await shared_with_token(broker)
    stray = await another_page(broker, scene, token, holds=False)
    assert stray.ready["links"] == []
    since = len(scene.agent.received)
    await scene.customer.close()
    away = await scene.agent.event("session.away", since)
    assert not away["outside"]
    state = await scene.agent.state(lambda s: s["session"]["state"] == "away", since)
    assert stray.ready["endpoint"] not in [page[0] for page in pages(state)]
    await stray.ping()
    assert "link.opened" not in stray.kinds()


async def test_she_allows_on_the_page_that_she_looks_at(broker: Broker) -> None:
    answer = await broker.customer_ticket()
    first = await broker.connect(answer["ticket"], broker.site.origins[0])
    await first.hello()
    tab = await broker.customer(answer["token"])
    agent = await broker.agent()
    started = await first.request("conversation.start", text="Hello?")
    conversation = started["conversation"]
    await agent.request("conversation.accept", conversation=conversation)
    await agent.request("scope.ask", conversation=conversation, scope="view", request="q1")
    await tab.event("scope.asked")
    await tab.request("scope.allow", conversation=conversation, request="q1")
    await tab.event("link.opened")
    await first.ping()
    assert "link.opened" not in first.kinds()


async def test_B09_a_page_load_ends_control(broker: Broker) -> None:
    scene, token = await shared_with_token(broker)
    granted = await drive(scene)
    since = len(scene.agent.received)
    await scene.customer.close()
    await scene.agent.event("session.away", since)
    assert "scope.revoked" not in scene.agent.kinds(since), "the page may be the same one"
    await another_page(broker, scene, token, holds=True)
    revoked = await scene.agent.event("scope.revoked", since)
    assert (revoked["reason"], revoked["grant"]) == ("page_changed", granted["grant"])
    await scene.agent.event("link.opened", since)


async def test_R27_who_leaves_for_another_site_has_longer(broker: Broker) -> None:
    scene = await shared(broker)
    since = len(scene.agent.received)
    await scene.customer.request("page.closed", conversation=scene.conversation, outside=True)
    away = await scene.agent.event("session.away", since)
    assert (away["outside"], away["deadline"] - away["at"]) == (True, 300)
    state = await scene.agent.state(lambda s: s["session"]["state"] == "away", since)
    assert state["session"]["outside"] and state["session"]["deadline"] == away["deadline"]
    assert pages(state) == []


async def test_a_page_that_said_goodbye_and_is_back_counts_as_a_new_one(broker: Broker) -> None:
    scene = await shared(broker)
    await drive(scene)
    since = len(scene.agent.received)
    await scene.customer.request("page.closed", conversation=scene.conversation)
    away = await scene.agent.event("session.away", since)
    assert (away["outside"], away["deadline"] - away["at"]) == (False, 30)
    await scene.customer.request("page.closed", conversation=scene.conversation)
    revoked = await scene.agent.event("scope.revoked", since)
    assert revoked["reason"] == "page_changed"
    await scene.customer.request("page.shown", conversation=scene.conversation)
    await scene.agent.event("session.returned", since)
    state = await scene.agent.state(lambda s: s["session"]["state"] == "active", since)
    assert "control" not in state["session"]["scopes"]
    assert pages(state) == [(scene.customer.ready["endpoint"], True, True)]


async def test_B12_two_tabs_and_two_acts_at_once(switched: Broker) -> None:
    scene, token = await shared_with_token(switched)
    tab = await another_page(switched, scene, token, holds=True)
    give = {"conversation": scene.conversation, "session": scene.session, "scope": "control"}
    give |= {"to": scene.agent.ready["person"]["id"]}
    answers = await asyncio.gather(
        *(client.request("scope.give", **give) for client in (scene.customer, tab)),
        return_exceptions=True,
    )
    refusals = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert refusals == ["wrong_state"]
    revoke = {"conversation": scene.conversation, "scope": "control", "grant": 2}
    await tab.request("scope.revoke", **revoke)
    assert await refused(scene.customer, "scope.revoke", **revoke) == "wrong_state"
    await scene.customer.request("scope.give", **give)
    assert await refused(tab, "scope.revoke", **revoke) == "not_found"
    state = await scene.agent.state(lambda s: scope_of(s).get("grant") == 3)
    assert state["session"]["scopes"]["control"]["to"] == give["to"]
