"""Starting on what an earlier run has left."""

import sqlite3
from pathlib import Path

import pytest

from tests.helpers.broker import SHOP, settings_for, start_broker
from tests.helpers.wire import Refused
from tests.signaling.scenes import accepted


async def test_a_damaged_conversation_does_not_keep_the_others_away(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with start_broker(settings) as broker:
        answer = await broker.customer_ticket()
        healthy = await broker.connect(answer["ticket"], SHOP)
        await healthy.hello()
        await healthy.request("conversation.start", text="mine is whole")
        _, _, damaged = await accepted(broker)
    with sqlite3.connect(tmp_path / "test.sqlite3") as plain:
        plain.execute("UPDATE events SET payload = '{}' WHERE stream = ? AND seq = 2", [damaged])
    async with start_broker(settings) as broker:
        client = await broker.customer(answer["token"])
        assert len(client.ready["conversations"]) == 1
        agent = await broker.agent()
        assert len(agent.ready["queue"]) == 1
        assert agent.ready["conversations"] == []
        with pytest.raises(Refused) as refused:
            await agent.request("conversation.message", conversation=damaged, text="x")
        assert refused.value.code == "internal"


async def test_who_does_not_come_back_after_a_restart_is_gone(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path)) as broker:
        customer, _, conversation = await accepted(broker)
        # As after kill -9: in the store they are all connected.
        await broker.hub.stop()
    async with start_broker(settings_for(tmp_path, resume_seconds=0.05)) as broker:
        agent = await broker.agent()
        assert not agent.ready["conversations"][0]["state"]["customer_present"]
        room = await broker.hub.rooms.get(conversation)
        gone = customer.ready["endpoint"]
        if gone in room.conversation.endpoints:
            await agent.until(
                lambda told: told["type"] == "endpoint.closed" and told["endpoint"] == gone
            )
        assert gone not in room.conversation.endpoints
