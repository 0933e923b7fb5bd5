"""The customer's chat in a window of its own: who gets a ticket for it, and what it may do."""

from typing import Any

import pytest

from tests.helpers.broker import SHOP, Broker
from tests.helpers.wire import Refused
from tests.signaling.scenes import accepted, shared
from tests.signaling.test_websocket import upgrade_status


async def test_it_writes_and_reads_as_the_customer(broker: Broker) -> None:
    page, agent, conversation = await accepted(broker)
    window = await broker.chat_window(page)
    assert window.ready["person"] == page.ready["person"]
    assert (await agent.until(lambda m: m.get("kind") == "chat"))["type"] == "endpoint.opened"
    await window.request("conversation.typing", conversation=conversation, typing=True)
    assert (await agent.event("conversation.typing"))["by"] == page.ready["person"]
    await window.request("conversation.message", conversation=conversation, text="From here")
    for side in (page, agent):
        assert (await side.event("conversation.messaged"))["text"] == "From here"
    await agent.request("conversation.message", conversation=conversation, text="I see")
    said = await window.until(
        lambda m: m["type"] == "conversation.messaged" and m["text"] == "I see"
    )
    await window.request("conversation.seen", conversation=conversation, seq=said["seq"])
    await page.until(
        lambda m: m["type"] == "conversation.marks" and m["customer"]["seen"] == said["seq"]
    )
    # Without a page of the website she is still there to talk to.
    await page.close()
    since = len(agent.received)
    await window.request("conversation.message", conversation=conversation, text="Still here")
    state = await agent.state(lambda s: True, since)
    assert state["customer_present"]


async def test_it_begins_and_ends_conversations(broker: Broker) -> None:
    page = await broker.customer()
    window = await broker.chat_window(page)
    begun = await window.request("conversation.start", text="Hello?")
    assert (await page.event("conversation.opened"))["state"]["conversation"] == (
        begun["conversation"]
    )
    await window.request("conversation.close", conversation=begun["conversation"])
    await page.event("conversation.ended")


async def test_a01_it_decides_nothing_about_the_page(broker: Broker) -> None:
    scene = await shared(broker)
    window = await broker.chat_window(scene.customer)
    ids: dict[str, Any] = {"conversation": scene.conversation, "session": scene.session}
    agent_id = scene.agent.ready["person"]["id"]
    link = (await scene.link(scene.customer))["link"]
    await scene.agent.request(
        "scope.ask", conversation=scene.conversation, scope="control", request="q2"
    )
    since = len(scene.agent.received)
    wishes: list[tuple[str, dict[str, Any]]] = [
        ("session.start", {"conversation": scene.conversation}),
        ("session.pause", ids),
        ("session.resume", ids),
        ("session.end", ids),
        ("session.join", {"conversation": scene.conversation, "session": scene.session}),
        ("scope.allow", {"conversation": scene.conversation, "request": "q2"}),
        ("scope.deny", {"conversation": scene.conversation, "request": "q2"}),
        ("scope.ask", {"conversation": scene.conversation, "scope": "voice", "request": "q3"}),
        ("scope.give", ids | {"scope": "control", "to": agent_id}),
        (
            "scope.revoke",
            {"conversation": scene.conversation, "scope": "view", "grant": scene.grant},
        ),
        ("page.shown", {"conversation": scene.conversation}),
        ("page.unshared", {"conversation": scene.conversation}),
        ("page.closed", {"conversation": scene.conversation}),
        ("signal.restart", {"link": link}),
        ("link.refresh", {"link": link}),
    ]
    for kind, fields in wishes:
        with pytest.raises(Refused) as refused:
            await window.request(kind, **fields)
        assert refused.value.code == "not_allowed", kind
    await scene.agent.ping()
    assert scene.agent.kinds(since) == ["ack"]
    assert "link.opened" not in window.kinds()


async def test_a01_its_ticket_opens_from_the_brokers_own_origin_only(broker: Broker) -> None:
    page = await broker.customer()
    ticket = (await broker.customer_ticket(page.token, chat=True))["ticket"]
    assert await upgrade_status(broker, ticket, SHOP) == 403
    assert await upgrade_status(broker, ticket, broker.base_url) == 401


@pytest.mark.parametrize("token", [{}, {"token": None}, {"token": ""}, {"token": "x"}])
async def test_it_is_of_a_customer_who_is_known(broker: Broker, token: dict[str, Any]) -> None:
    body = {"site": broker.site.key, "chat": True} | token
    status, answer = await broker.post("/api/v1/customers", body, origin=SHOP)
    assert (status, answer["code"]) == (401, "bad_token")


@pytest.mark.parametrize("chat", [1, "true", None, []])
async def test_it_is_asked_for_by_true(broker: Broker, chat: object) -> None:
    body = {"site": broker.site.key, "chat": chat}
    status, answer = await broker.post("/api/v1/customers", body, origin=SHOP)
    assert (status, answer["code"]) == (400, "bad_request")


async def test_a_ticket_is_for_one_kind_of_window(broker: Broker) -> None:
    page = await broker.customer()
    body = {"site": broker.site.key, "token": page.token, "chat": True, "dock": True}
    status, answer = await broker.post("/api/v1/customers", body, origin=SHOP)
    assert (status, answer["code"]) == (400, "bad_request")


async def test_the_session_goes_away_with_the_pages_though_the_chat_stays(broker: Broker) -> None:
    scene = await shared(broker)
    await broker.chat_window(scene.customer)
    await scene.customer.close()
    state = await scene.agent.state(lambda s: s["session"] and s["session"]["state"] == "away")
    assert state["customer_present"]
