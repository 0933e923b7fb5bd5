"""What the page `/check` asks the server for: open to everybody, so little and seldom."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType

from signaling.ice import turn_credential
from tests.helpers.broker import SHOP, Broker, settings_for, start_broker

SECRET = "s" * 32
URL = "turn:turn.example:3478?transport=udp"


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(
        tmp_path, turn_urls=(URL,), turn_secret=SECRET, connections_per_source=2
    )
    async with start_broker(settings) as broker:
        yield broker


async def asked(broker: Broker) -> tuple[int, dict[str, Any]]:
    async with broker.http.get(f"{broker.base_url}/api/v1/check") as response:
        return response.status, await response.json()


async def test_the_page_runs_nothing_but_our_script(broker: Broker) -> None:
    async with broker.http.get(f"{broker.base_url}/check") as response:
        assert response.status == 200
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert '<script type="module" src="/static/check.js">' in await response.text()


async def test_credentials_are_for_a_minute_and_name_no_address(broker: Broker) -> None:
    _, answer = await asked(broker)
    [server] = answer["ice_servers"]
    assert server["urls"] == [URL]
    assert server["credential"] == turn_credential(SECRET, server["username"])
    expiry, endpoint, who = server["username"].split(":")
    assert 60 <= int(expiry) - broker.clock() <= 121
    assert endpoint == "check"
    # However many addresses there are, they have 16 quotas between them.
    assert re.fullmatch("[0-9a-f]", who)


async def test_one_address_gets_them_seldom(broker: Broker) -> None:
    for _ in range(20):
        status, _ = await asked(broker)
        assert status == 200
    assert (await asked(broker))[1]["code"] == "too_many_tries"
    broker.clock.advance(601)
    assert (await asked(broker))[0] == 200


async def test_the_websocket_sends_back_a_few_times(broker: Broker) -> None:
    url = f"{broker.base_url}/check/ws"
    async with broker.http.ws_connect(url, origin=broker.base_url) as ws:
        for text in ("one", "two", "three"):
            await ws.send_str(text)
            assert await ws.receive_str() == text
        assert (await ws.receive()).type is WSMsgType.CLOSE


async def test_the_websocket_takes_nothing_long(broker: Broker) -> None:
    async with broker.http.ws_connect(f"{broker.base_url}/check/ws", origin=broker.base_url) as ws:
        await ws.send_str("x" * 1000)
        assert (await ws.receive()).type is WSMsgType.CLOSE
        assert ws.close_code == 1009


@pytest.mark.parametrize("origin", [None, SHOP, "null"])
async def test_other_origins_get_no_websocket(broker: Broker, origin: str | None) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await broker.http.ws_connect(f"{broker.base_url}/check/ws", origin=origin)
    assert refused.value.status == 403


async def test_one_address_gets_as_many_as_of_all_websockets(broker: Broker) -> None:
    url = f"{broker.base_url}/check/ws"
    async with (
        broker.http.ws_connect(url, origin=broker.base_url),
        broker.http.ws_connect(url, origin=broker.base_url),
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await broker.http.ws_connect(url, origin=broker.base_url)
    assert refused.value.status == 429


@pytest.mark.parametrize("path", ["/check", "/api/v1/check", "/check/ws"])
async def test_an_operator_can_turn_it_off(tmp_path: Path, path: str) -> None:
    async with start_broker(settings_for(tmp_path, check_page=False)) as broker:
        async with broker.http.get(broker.base_url + path) as response:
            assert response.status == 404
