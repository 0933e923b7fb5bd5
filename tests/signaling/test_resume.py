"""Coming and going: resume, replacement, reload, absence, signing out."""

from pathlib import Path

import aiohttp
from msgspec.structs import replace

from broker.policy import PRESETS
from signaling.auth.tokens import hash_token
from signaling.messages import CloseCode
from tests.helpers.broker import SHOP, Broker, settings_for, start_broker
from tests.helpers.wire import WireClient, connect
from tests.signaling.scenes import Shared, shared
from tests.signaling.test_websocket import upgrade_status


async def resume(broker: Broker, client: WireClient, origin: str) -> WireClient:
    again = await broker.connect(client.ready["resume_ticket"], origin)
    await again.hello()
    return again


async def test_a_lost_socket_resumes_the_same_endpoint_and_its_links(broker: Broker) -> None:
    scene = await shared(broker)
    link = await scene.link(scene.customer)
    since = len(scene.agent.received)
    await scene.customer.close()
    lost = await scene.agent.event("endpoint.lost", since)
    assert lost["endpoint"] == scene.customer.ready["endpoint"]
    away = await scene.agent.state(lambda s: s["session"]["state"] == "away", since)
    assert not away["customer_present"]

    again = await resume(broker, scene.customer, SHOP)
    assert again.ready["endpoint"] == scene.customer.ready["endpoint"]
    assert again.ready["person"] == scene.customer.ready["person"]
    assert again.ready["links"] == [link]
    assert again.ready["conversations"][0]["state"]["session"]["state"] == "active"
    await scene.agent.event("endpoint.returned", since)
    await scene.agent.state(lambda s: s["session"]["state"] == "active", since)
    # The connection between the two browsers was never to be closed.
    assert not {"link.closed", "link.opened"} & set(scene.agent.kinds(since))


async def test_a10_a_resume_ticket_is_used_once(broker: Broker) -> None:
    client = await broker.customer()
    ticket = client.ready["resume_ticket"]
    await client.close()
    assert await upgrade_status(broker, ticket, SHOP) == 101
    assert await upgrade_status(broker, ticket, SHOP) == 401


async def test_a10_the_older_socket_of_an_endpoint_is_closed(broker: Broker) -> None:
    scene = await shared(broker)
    since = len(scene.customer.received)
    again = await resume(broker, scene.agent, broker.base_url)
    assert await scene.agent.closed() == CloseCode.REPLACED
    assert len(again.ready["links"]) == 1
    await again.request("conversation.message", conversation=scene.conversation, text="still me")
    await scene.customer.event("conversation.messaged", since)
    # Nobody was away for a moment.
    assert "endpoint.lost" not in scene.customer.kinds(since)


async def test_a10_a_resume_ticket_of_a_wrong_origin_is_refused(broker: Broker) -> None:
    agent = await broker.agent()
    ticket = agent.ready["resume_ticket"]
    assert await upgrade_status(broker, ticket, SHOP) == 403
    assert await upgrade_status(broker, ticket, broker.base_url) == 401


async def test_a10_who_comes_with_a_stolen_ticket_from_another_address_is_noticed(
    broker: Broker,
) -> None:
    """Networks change, so another address must do; never are there two, and the first is told."""
    client = await broker.customer()
    endpoint = client.ready["endpoint"]
    connector = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
    async with (
        aiohttp.ClientSession(connector=connector) as elsewhere,
        connect(elsewhere, broker.base_url, client.ready["resume_ticket"], SHOP) as thief,
    ):
        await thief.hello()
        assert await client.closed() == CloseCode.REPLACED
        peer = broker.hub.presence.peer(endpoint)
        assert peer is not None and peer.source == "127.0.0.2"
        people = broker.hub.presence.of_person(client.ready["person"]["id"])
        assert [one.endpoint for one in people] == [endpoint]
        # The ticket is used up; with her own token her page comes back, as a window of its own.
        assert await upgrade_status(broker, client.ready["resume_ticket"], SHOP) == 401
        assert (await broker.customer(client.token)).ready["endpoint"] != endpoint


async def test_a10_what_others_can_read_resumes_nothing(broker: Broker) -> None:
    scene = await shared(broker)
    link = await scene.link(scene.agent)
    for known in (
        scene.customer.ready["endpoint"],
        scene.customer.ready["person"]["id"],
        scene.conversation,
        scene.session,
        link["link"],
        hash_token(scene.customer.ready["resume_ticket"]).hex(),
    ):
        assert await upgrade_status(broker, known, SHOP) == 401
    await scene.customer.ping()


async def test_after_the_window_there_is_no_resuming(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, resume_seconds=0.05)) as broker:
        scene = await shared(broker)
        await scene.customer.close()
        await scene.agent.event("endpoint.closed")
        assert await upgrade_status(broker, scene.customer.ready["resume_ticket"], SHOP) == 401


async def reloaded(broker: Broker, scene: Shared, token: str) -> WireClient:
    await scene.customer.close()
    return await broker.customer(token)


async def test_a_reload_is_a_new_endpoint_of_the_same_customer(broker: Broker) -> None:
    answer = await broker.customer_ticket()
    customer = await broker.connect(answer["ticket"], SHOP)
    await customer.hello()
    started = await customer.request("session.start")
    agent = await broker.agent()
    await agent.request("session.join", code=started["code"])
    first = (await agent.event("link.opened"))["link"]["link"]
    since = len(agent.received)
    await customer.close()
    await agent.event("session.away", since)

    again = await broker.customer(answer["token"], session=started["session"])
    assert again.ready["person"] == customer.ready["person"]
    assert again.ready["endpoint"] != customer.ready["endpoint"]
    opened = again.ready["conversations"][0]
    assert opened["state"]["session"]["session"] == started["session"]
    await agent.event("session.returned", since)
    assert (await agent.event("link.closed", since))["link"] == first
    new = (await agent.event("link.opened", since))["link"]
    assert [link["link"] for link in again.ready["links"]] == [new["link"]]
    assert new["grant"] == started["grant"]


async def test_an_absence_has_an_end(tmp_path: Path) -> None:
    policy = replace(PRESETS["standard"], away_seconds=0.05)
    async with start_broker(settings_for(tmp_path)) as broker:
        broker.site = await broker.add_site("https://short.example", policy)
        scene = await shared(broker)
        await scene.customer.close()
        ended = await scene.agent.event("session.ended")
        assert ended["reason"] == "customer_gone"
        await scene.agent.event("link.closed")


async def test_an_unanswered_question_expires(tmp_path: Path) -> None:
    """R9: silence is a denial, by the server's own timer."""
    policy = replace(PRESETS["standard"], ask_seconds=0.05)
    async with start_broker(settings_for(tmp_path)) as broker:
        broker.site = await broker.add_site("https://short.example", policy)
        agent, customer = await broker.agent(), await broker.customer()
        conversation = (await customer.request("conversation.start", text="x"))["conversation"]
        await agent.request("conversation.accept", conversation=conversation)
        await agent.request("scope.ask", conversation=conversation, scope="view", request="q1")
        for side in (agent, customer):
            assert (await side.event("scope.expired"))["request"] == "q1"


async def test_what_happens_while_away_is_in_ready(broker: Broker) -> None:
    scene = await shared(broker)
    await scene.customer.close()
    await scene.agent.event("endpoint.lost")
    await scene.agent.request(
        "conversation.message", conversation=scene.conversation, text="there?"
    )
    again = await resume(broker, scene.customer, SHOP)
    timeline = again.ready["conversations"][0]["timeline"]
    assert [event["text"] for event in timeline if "text" in event] == ["Hello?", "there?"]
    assert not [event for event in timeline if event["type"].startswith("endpoint.")]


async def test_r72_signing_out_closes_the_sockets_and_ends_the_session(broker: Broker) -> None:
    scene = await shared(broker)
    cookies = await broker.sign_in("alice")
    status, _ = await broker.post(
        "/api/v1/agents/sign-out", {}, origin=broker.base_url, cookies=cookies
    )
    assert status == 200
    assert await scene.agent.closed() == CloseCode.SIGNED_OUT
    ended = await scene.customer.event("session.ended")
    assert ended["reason"] == "signed_out"
    ticket = scene.agent.ready["resume_ticket"]
    assert await upgrade_status(broker, ticket, broker.base_url) == 401
    status, answer = await broker.post(
        "/api/v1/agents/tickets", {}, origin=broker.base_url, cookies=cookies
    )
    assert (status, answer["code"]) == (401, "not_signed_in")


async def test_r72_signing_out_also_ends_what_could_still_resume(broker: Broker) -> None:
    scene = await shared(broker)
    ticket = scene.agent.ready["resume_ticket"]
    await scene.agent.close()
    await scene.customer.event("endpoint.lost")
    cookies = await broker.sign_in("alice")
    await broker.post("/api/v1/agents/sign-out", {}, origin=broker.base_url, cookies=cookies)
    assert (await scene.customer.event("session.ended"))["reason"] == "signed_out"
    assert await upgrade_status(broker, ticket, broker.base_url) == 401


async def test_the_page_where_she_starts_is_the_one_that_is_shown(broker: Broker) -> None:
    answer = await broker.customer_ticket()
    first = await broker.connect(answer["ticket"], SHOP)
    await first.hello()
    await first.request("conversation.start", text="x")
    second = await broker.customer(answer["token"])
    started = await second.request("session.start")
    agent = await broker.agent()
    await agent.request("session.join", code=started["code"])
    assert (await second.event("link.opened"))["link"]["session"] == started["session"]
    await first.ping()
    assert "link.opened" not in first.kinds()


async def test_two_windows_of_a_customer_see_the_same_conversation(broker: Broker) -> None:
    answer = await broker.customer_ticket()
    first = await broker.connect(answer["ticket"], SHOP)
    await first.hello()
    second = await broker.customer(answer["token"])
    started = await first.request("session.start")
    opened = await second.event("conversation.opened")
    assert opened["state"]["conversation"] == started["conversation"]
    since = len(first.received)
    await second.request("page.shown", conversation=started["conversation"])
    shown = await first.event("page.shown", since)
    assert shown["endpoint"] == second.ready["endpoint"]


async def sign_out(broker: Broker, cookies: dict[str, str]) -> None:
    await broker.post("/api/v1/agents/sign-out", {}, origin=broker.base_url, cookies=cookies)


async def test_r72_signing_out_ends_tickets_that_were_not_used_yet(broker: Broker) -> None:
    ticket = await broker.agent_ticket("alice")
    other = await broker.agent_ticket("bob")
    await sign_out(broker, await broker.sign_in("alice"))
    assert await upgrade_status(broker, ticket, broker.base_url) == 401
    assert await upgrade_status(broker, other, broker.base_url) == 101


async def test_r72_a_ticket_is_worth_as_much_as_the_sign_in_behind_it(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, sign_in_seconds=10.0, ticket_seconds=60.0)
    async with start_broker(settings) as broker:
        tickets = [await broker.agent_ticket("alice") for _ in range(2)]
        assert await upgrade_status(broker, tickets[0], broker.base_url) == 101
        broker.clock.advance(11.0)
        assert await upgrade_status(broker, tickets[1], broker.base_url) == 401


async def test_r72_signing_out_between_the_upgrade_and_hello(broker: Broker) -> None:
    await broker.add_agent("alice")
    cookies = await broker.sign_in("alice")
    path = "/api/v1/agents/tickets"
    _, answer = await broker.post(path, {}, origin=broker.base_url, cookies=cookies)
    agent = await broker.connect(answer["ticket"], broker.base_url)
    await agent.event("welcome")
    await sign_out(broker, cookies)
    await agent.send({"type": "hello", "id": "h", "protocol": 1})
    assert await agent.closed() == CloseCode.SIGNED_OUT
    assert "ready" not in agent.kinds()
