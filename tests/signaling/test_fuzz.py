"""F-03 against a running server: messages that are almost right, with the ids of a real session,
from everybody at once. Nobody crashes it, and nobody learns of what is not theirs.
"""

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.broker import settings_for, start_broker
from tests.helpers.wire import WireClient
from tests.signaling.scenes import shared
from tests.signaling.test_bad_input import VALID, with_ids

MESSAGES = 150
VALUES: list[Any] = [None, 0, -1, 1, 2**53, "", "x", "q1", "view", "control", [], {}, True]


def almost_right(dice: random.Random, ids: dict[str, Any]) -> dict[str, Any]:
    # What is put back into the queue is for every agent to see.
    kind = dice.choice(sorted(VALID.keys() - {"conversation.requeue"}))
    message = {"type": kind, **with_ids(VALID[kind], ids)}
    if dice.random() < 0.4:
        key = dice.choice(sorted(message))
        # In a text of one's own an id would come back as what it is: something that one wrote.
        message[key] = dice.choice(VALUES if key == "text" else [*VALUES, *ids.values()])
    return message


async def bother(client: WireClient, dice: random.Random, ids: dict[str, Any]) -> None:
    for number in range(MESSAGES):
        await client.send(almost_right(dice, ids) | {"id": f"f{number}"})
    await client.ping()


@pytest.mark.parametrize("seed", range(4))
async def test_f03_any_message_at_any_time(tmp_path: Path, seed: int) -> None:
    async with start_broker(settings_for(tmp_path, message_burst=10_000)) as broker:
        scene = await shared(broker)
        link = (await scene.link(scene.agent))["link"]
        ids = {
            "conversation": scene.conversation,
            "session": scene.session,
            "grant": scene.grant,
            "request": "q1",
            "link": link,
        }
        strangers = [await broker.customer(), await broker.agent("bob")]
        everybody = [scene.customer, scene.agent, *strangers]
        await asyncio.gather(
            *(
                bother(client, random.Random(seed * 10 + number), ids)
                for number, client in enumerate(everybody)
            )
        )
        codes = {
            message["code"]
            for client in everybody
            for message in client.received
            if message["type"] == "error"
        }
        assert "bad_message" in codes
        assert not codes & {"internal", "unavailable"}
        told = {message["type"] for message in scene.customer.received}
        if told & {"conversation.requeued", "participant.asked"}:
            # It waits in the queue, or the agent asked by the id of the session: then they know it.
            strangers.pop()
        for stranger in strangers:
            # An error may quote what its receiver sent; all else is news.
            news = [message for message in stranger.received if message["type"] != "error"]
            assert scene.conversation not in json.dumps(news)
            assert scene.session not in json.dumps(news)
