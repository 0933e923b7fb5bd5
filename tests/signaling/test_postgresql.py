"""A whole server on PostgreSQL: what is different from SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
