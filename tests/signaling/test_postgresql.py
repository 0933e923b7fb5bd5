"""A whole server on PostgreSQL: what is different from SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signaling.rest.paging import cursor_of
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.databases import sql
from tests.helpers.operator import TOKEN, operate
from tests.signaling.scenes import accepted, shared

pytestmark = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


@pytest.fixture
async def broker(tmp_path: Path, url: str) -> AsyncIterator[Broker]:
    settings = settings_for(tmp_path, database_url=url, operator_token=TOKEN)
    async with start_broker(settings) as broker:
        yield broker


async def test_a_nul_is_nobodys_outage(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    text = "Before\0after"
    await customer.request("conversation.message", conversation=conversation, text=text)
    told = await agent.until(lambda message: str(message.get("text", "")).startswith("Before"))
    # It is kept as it was told.
    stored = await broker.store.streams.load(conversation)
    assert told["text"] in [getattr(event, "text", None) for event in stored]
    wrong = {"user_name": "ali\0ce", "password": "wrong\0"}
    status, answer = await broker.post("/api/v1/agents/sign-in", wrong, origin=broker.base_url)
    assert status in (400, 401), answer
    introduced = {"site": "no\0site"}
    status, answer = await broker.post("/api/v1/customers", introduced, origin="https://x.example")
    assert status in (400, 404), answer
    for path in ("agents/a%00b", "sites/a%00b", "conversations/a%00b", "customers/a%00b"):
        method = "DELETE" if path.startswith("customers") else "GET"
        status, answer = await operate(broker, method, f"/api/v1/{path}")
        assert status in (400, 404), (path, answer)


async def test_connections_that_the_database_drops_are_made_anew(broker: Broker, url: str) -> None:
    scene = await shared(broker)
    for _ in range(2):
        sql(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await scene.customer.request(
            "conversation.message", conversation=scene.conversation, text="Still there?"
        )
        assert await broker.store.answers()


async def test_what_operators_look_up_is_found(broker: Broker) -> None:
    scene = await shared(broker)
    site = f"/api/v1/sites/{broker.site.key}"
    query = f"type=scope.granted&conversation={scene.conversation}&since=1&until=1099511627776"
    _, page = await operate(broker, "GET", f"{site}/audit/records?{query}")
    (granted,) = page["records"]
    assert granted["record"]["scope"] == "view"
    _, page = await operate(broker, "GET", f"{site}/audit/records?limit=1")
    _, rest = await operate(broker, "GET", f"{site}/audit/records?cursor={page['next']}")
    assert page["records"][0]["number"] == rest["records"][0]["number"] + 1
    assert (await operate(broker, "GET", f"{site}/audit/check"))[1]["verdict"] == "whole"
    # What cannot be reached: an attempt that failed.
    _, made = await operate(broker, "POST", f"{site}/webhooks", {"url": "https://nobody.invalid/"})
    hook = f"{site}/webhooks/{made['id']}"
    await operate(broker, "POST", f"{hook}/test")
    _, page = await operate(broker, "GET", f"{hook}/deliveries")
    (tried,) = page["deliveries"]
    assert (tried["type"], tried["status"]) == ("webhook.test", None) and tried["failure"]
    for number in (1e300, -1e300, 2.0**31, 2.0**53, 0.0):
        for name in ("deliveries", "dead"):
            path = f"{hook}/{name}?cursor={cursor_of((number, ''))}"
            assert (await operate(broker, "GET", path))[0] == 200, path
