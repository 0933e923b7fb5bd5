"""kill -9 between a decision and its delivery: what was decided is told, at least once."""

import json
import os
from pathlib import Path

import aiohttp

from tests.helpers.operator import BEARER, TOKEN
from tests.helpers.server import start_server_async
from tests.helpers.wire import connect
from tests.signaling.post_office import Receiver

SETTINGS = {"ALONGSIDE_OPERATOR_TOKEN": TOKEN, "ALONGSIDE_WEBHOOK_NETWORKS": "127.0.0.0/8"}


async def test_h11_webhooks_lose_nothing_by_a_kill(tmp_path: Path) -> None:
    environment = {**os.environ, **SETTINGS}
    async with (
        Receiver().listening() as receiver,
        start_server_async(tmp_path, environment, stub_bundle=True) as server,
        aiohttp.ClientSession() as http,
    ):
        api = f"{server.base_url}/api/v1"
        webhooks = f"{api}/sites/{server.site_key}/webhooks"
        bearer = {"Authorization": BEARER}
        async with http.post(webhooks, json={"url": receiver.url}, headers=bearer) as made:
            assert made.status == 201
        came = {"Origin": server.origin}
        async with http.post(
            f"{api}/customers", json={"site": server.site_key}, headers=came
        ) as answer:
            ticket = (await answer.json())["ticket"]
        receiver.open.clear()
        async with connect(http, server.base_url, ticket, server.origin) as customer:
            await customer.hello()
            begun = await customer.request("conversation.start", text="canary-text")
            for number in range(20):
                await customer.request(
                    "conversation.message", conversation=begun["conversation"], text=f"{number}"
                )
            # The first is on its way, unanswered; of the others nobody has heard.
            await receiver.until(1)
            server.kill()
        assert len(receiver.got) == 1
        receiver.open.set()
        server.start()
        # Twice the first one; after the start also that her page is lost.
        await receiver.until(1 + 22)
        seqs = receiver.seqs
        assert receiver.got[0].id == receiver.got[1].id
        assert receiver.got[0].body == receiver.got[1].body
        assert seqs[1:23] == list(range(1, 23))
        sent = json.dumps([delivery.said for delivery in receiver.got])
        assert "canary" not in sent and "canary" not in server.log()
        assert receiver.url not in server.log()
