"""Which STUN and TURN servers a link is told of, and with what credentials."""

from pathlib import Path

import pytest

from signaling.config import Settings
from signaling.ice import Ice, turn_credential
from signaling.ice_url import IceUrl, parse_ice_url
from signaling.messages import IceServer
from tests.helpers.broker import settings_for, start_broker
from tests.signaling.scenes import shared

SECRET = "s" * 32
TURN = "turn:turn.example:3478?transport=udp"


def test_without_settings_there_are_none() -> None:
    assert Ice(Settings()).servers("e1", "l1", 0.0) == []


def test_credentials_are_of_one_end_of_one_link_for_a_time() -> None:
    settings = Settings(
        stun_urls=("stun:turn.example",), turn_urls=(TURN,), turn_secret=SECRET, turn_seconds=300
    )
    stun, turn = Ice(settings).servers("e1", "l1", 1000.5)
    assert stun == IceServer(urls=["stun:turn.example"])
    assert (turn.urls, turn.username) == ([TURN], "1300:e1:l1")
    assert turn.credential == turn_credential(SECRET, "1300:e1:l1")


def test_the_credential_is_what_turn_servers_compute() -> None:
    # echo -n 1300:e1:l1 | openssl dgst -sha1 -hmac north -binary | base64
    assert turn_credential("north", "1300:e1:l1") == "ZBGjbjS1rg6PmNjJenmunXRXcwU="


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (TURN, IceUrl("turn", "turn.example", 3478, "udp")),
        ("turn:[2001:db8::1]:80?transport=tcp", IceUrl("turn", "2001:db8::1", 80, "tcp")),
        ("turns:turn.example", IceUrl("turns", "turn.example", 5349, "tcp")),
        ("stun:192.0.2.1", IceUrl("stun", "192.0.2.1", 3478, "udp")),
    ],
)
def test_urls(text: str, url: IceUrl) -> None:
    assert parse_ice_url(text) == url


async def test_both_ends_of_a_link_are_told(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, turn_urls=(TURN,), turn_secret=SECRET)
    async with start_broker(settings) as broker:
        scene = await shared(broker)
        names = set()
        for client in (scene.customer, scene.agent):
            link = await scene.link(client)
            [server] = link["ice_servers"]
            assert server["urls"] == [TURN]
            assert server["credential"] == turn_credential(SECRET, server["username"])
            expiry, endpoint, of = server["username"].split(":")
            assert abs(int(expiry) - broker.clock() - settings.turn_seconds) < 60
            assert (endpoint, of) == (client.ready["endpoint"], link["link"])
            names.add(server["username"])
        assert len(names) == 2
