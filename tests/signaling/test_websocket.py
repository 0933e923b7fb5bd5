"""The WebSocket shell: who gets in, what ends a connection, and with which close code."""

import asyncio
import json
import socket
import time
from pathlib import Path

import aiohttp
import pytest
from aiohappyeyeballs import AddrInfoType

from signaling.messages import CloseCode
from tests.helpers.broker import SHOP, Broker, settings_for, start_broker
from tests.helpers.wire import PATIENCE, connect

MESSAGE_BYTES = 65_536


async def upgrade_status(broker: Broker, ticket: str, origin: str | None) -> int:
    """The HTTP status that an upgrade is refused with; 101 if it is not."""
    headers = {} if origin is None else {"Origin": origin}
    try:
        async with broker.http.ws_connect(
            f"{broker.base_url}/ws",
            params={"ticket": ticket},
            headers=headers,
            protocols=("alongside.v1",),
        ):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.example",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://SHOP.example/",
        "https://shop.example, https://evil.example",
    ],
)
async def test_a01_foreign_origins_are_refused_before_the_upgrade(
    broker: Broker, origin: str | None
) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    assert await upgrade_status(broker, ticket, origin) == 403
    # It was the origin, not the ticket.
    assert await upgrade_status(broker, ticket, SHOP) == 101


async def test_a01_agents_connect_from_the_brokers_own_origin_only(broker: Broker) -> None:
    assert await upgrade_status(broker, await broker.agent_ticket("alice"), SHOP) == 403
    assert await upgrade_status(broker, await broker.agent_ticket("alice"), broker.base_url) == 101


async def test_a03_a_ticket_opens_one_socket(broker: Broker) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    assert await upgrade_status(broker, ticket, SHOP) == 101
    assert await upgrade_status(broker, ticket, SHOP) == 401


async def test_a03_of_many_who_race_for_a_ticket_one_wins(broker: Broker) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    statuses = await asyncio.gather(*(upgrade_status(broker, ticket, SHOP) for _ in range(20)))
    assert sorted(statuses) == [101] + [401] * 19


async def test_a03_a_ticket_of_another_site_is_refused_and_used_up(broker: Broker) -> None:
    other = await broker.add_site("https://other.example")
    ticket = (await broker.customer_ticket(site=other))["ticket"]
    assert await upgrade_status(broker, ticket, SHOP) == 403
    assert await upgrade_status(broker, ticket, "https://other.example") == 401


@pytest.mark.parametrize("ticket", ["", "x", "a" * 5_000, "\0", "é"])
async def test_a03_made_up_tickets_are_refused(broker: Broker, ticket: str) -> None:
    assert await upgrade_status(broker, ticket, SHOP) == 401


async def test_a03_a_ticket_grows_old(broker: Broker) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    broker.clock.advance(broker.settings.ticket_seconds)
    assert await upgrade_status(broker, ticket, SHOP) == 401


async def test_without_the_subprotocol_there_is_no_upgrade(broker: Broker) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await broker.http.ws_connect(
            f"{broker.base_url}/ws", params={"ticket": ticket}, origin=SHOP
        )
    assert refused.value.status == 400


async def test_welcome_comes_first_and_hello_is_answered_by_ready(broker: Broker) -> None:
    client = await broker.customer()
    assert client.kinds()[:2] == ["welcome", "ready"]
    welcome = client.received[0]
    assert welcome["protocol"] == 1
    assert welcome["limits"]["message_bytes"] == MESSAGE_BYTES
    assert client.ws.protocol == "alongside.v1"
    assert client.ready["id"] == "hello"
    assert client.ready["person"]["role"] == "customer"


async def test_no_compression_is_negotiated(broker: Broker) -> None:
    ticket = (await broker.customer_ticket())["ticket"]
    async with broker.http.ws_connect(
        f"{broker.base_url}/ws",
        params={"ticket": ticket},
        origin=SHOP,
        protocols=("alongside.v1",),
        compress=15,
    ) as ws:
        assert ws.compress == 0


async def test_f07_who_does_not_say_hello_is_disconnected(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, hello_seconds=0.05)) as broker:
        client = await broker.connect((await broker.customer_ticket())["ticket"], SHOP)
        assert await client.closed() == CloseCode.HELLO_TIMEOUT


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"type": "ping", "id": "1"}', CloseCode.BAD_MESSAGE),
        ('{"type": "hello", "id": "1"}', CloseCode.BAD_MESSAGE),
        ('{"type": "hello", "id": "1", "protocol": "1"}', CloseCode.BAD_MESSAGE),
        ('{"type": "hello", "id": "1", "protocol": 2}', CloseCode.UNSUPPORTED_PROTOCOL),
        ("nonsense", CloseCode.BAD_MESSAGE),
        ("", CloseCode.BAD_MESSAGE),
        (b"\x00\x01", CloseCode.BAD_MESSAGE),
    ],
)
async def test_what_is_no_hello_costs_the_connection(
    broker: Broker, frame: str | bytes, code: int
) -> None:
    client = await broker.connect((await broker.customer_ticket())["ticket"], SHOP)
    await (client.ws.send_str(frame) if isinstance(frame, str) else client.ws.send_bytes(frame))
    assert await client.closed() == code


@pytest.mark.parametrize("frame", ["nonsense", "{", "[]", "1", '{"id": "\ud83d"}', "[" * 50_000])
async def test_garbage_closes_a_ready_connection(broker: Broker, frame: str) -> None:
    client = await broker.customer()
    await client.ws.send_frame(frame.encode("utf-8", "surrogatepass"), aiohttp.WSMsgType.TEXT)
    assert await client.closed() == CloseCode.BAD_MESSAGE


async def test_binary_closes_a_ready_connection(broker: Broker) -> None:
    client = await broker.customer()
    await client.ws.send_bytes(b'{"type": "ping", "id": "1"}')
    assert await client.closed() == CloseCode.BAD_MESSAGE


async def test_64_kib_pass_and_one_byte_more_closes(broker: Broker) -> None:
    client = await broker.customer()
    frame = json.dumps({"type": "ping", "id": "1", "padding": ""})
    padding = "x" * (MESSAGE_BYTES - len(frame))
    await client.ws.send_str(json.dumps({"type": "ping", "id": "1", "padding": padding}))
    assert (await client.answer("1"))["type"] == "ack"
    await client.ws.send_str(json.dumps({"type": "ping", "id": "1", "padding": padding + "x"}))
    assert await client.closed() == CloseCode.TOO_BIG


async def test_f08_a_flood_is_cut_off_and_others_do_not_notice(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, message_burst=50)) as broker:
        other = await broker.customer()
        client = await broker.customer()
        for number in range(200):
            await client.send({"type": "ping", "id": str(number)})
        assert await client.closed() == CloseCode.RATE
        await other.ping()


def small_window(address: AddrInfoType) -> socket.socket:
    made = socket.socket(address[0], address[1], address[2])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    return made


async def test_f09_a_slow_reader_is_disconnected_and_others_go_on(tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path, queue_messages=20, message_burst=10_000, heartbeat_timeout=60.0
    )
    async with start_broker(settings) as broker:
        connector = aiohttp.TCPConnector(socket_factory=small_window)
        async with (
            aiohttp.ClientSession(connector=connector) as http,
            connect(
                http, broker.base_url, await broker.agent_ticket("alice"), broker.base_url
            ) as agent,
        ):
            await agent.hello()
            customer = await broker.customer()
            result = await customer.request("conversation.start", text="Hello?")
            conversation = result["conversation"]
            await agent.request("conversation.accept", conversation=conversation)
            stuck = broker.hub.presence.peer(agent.ready["endpoint"])
            assert stuck is not None
            agent.stop_reading()
            text = "\N{SLICE OF PIZZA}" * 4_096
            async with asyncio.timeout(PATIENCE):
                while stuck.close_code is None:
                    await customer.request(
                        "conversation.message", conversation=conversation, text=text
                    )
            assert stuck.close_code == CloseCode.SLOW_READER
            # Nobody reads the goodbye, so the presence ends without it.
            await customer.event("endpoint.lost")


async def test_a_silent_side_is_given_up_and_the_other_is_told(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, heartbeat_seconds=0.1, heartbeat_timeout=0.4)
    async with start_broker(settings) as broker:
        agent = await broker.agent()
        ticket = (await broker.customer_ticket())["ticket"]
        async with broker.http.ws_connect(
            f"{broker.base_url}/ws",
            params={"ticket": ticket},
            origin=SHOP,
            protocols=("alongside.v1",),
            autoping=False,
        ) as mute:
            await mute.send_json({"type": "hello", "id": "h", "protocol": 1})
            start = {"type": "conversation.start", "id": "s", "text": "x"}
            await mute.send_json(start)
            state = await agent.state(lambda s: not s["customer_present"])
            assert state["state"] == "queued"


async def test_pongs_keep_an_idle_connection(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, heartbeat_seconds=0.1, heartbeat_timeout=2.0)
    async with start_broker(settings) as broker:
        ticket = (await broker.customer_ticket())["ticket"]
        async with broker.http.ws_connect(
            f"{broker.base_url}/ws",
            params={"ticket": ticket},
            origin=SHOP,
            protocols=("alongside.v1",),
            autoping=False,
        ) as idle:
            await idle.send_json({"type": "hello", "id": "h", "protocol": 1})
            begun = time.monotonic()
            while time.monotonic() - begun < 1.2 * settings.heartbeat_timeout:
                frame = await idle.receive(PATIENCE)
                if frame.type is aiohttp.WSMsgType.PING:
                    await idle.pong(frame.data)
            assert not idle.closed
            await idle.send_json({"type": "ping", "id": "still here"})
            while (frame := await idle.receive(PATIENCE)).type is aiohttp.WSMsgType.PING:
                pass
            assert json.loads(frame.data)["id"] == "still here"


async def test_f07_one_address_has_a_bounded_number_of_connections(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, connections_per_source=2)) as broker:
        first, _ = await broker.customer(), await broker.customer()
        ticket = (await broker.customer_ticket())["ticket"]
        assert await upgrade_status(broker, ticket, SHOP) == 429
        await first.close()
        async with asyncio.timeout(PATIENCE):
            while await upgrade_status(broker, ticket, SHOP) != 101:
                pass


async def test_f07_half_a_header_is_not_waited_for(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, header_seconds=0.2)) as broker:
        reader, writer = await asyncio.open_connection("127.0.0.1", broker.settings.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        await writer.drain()
        async with asyncio.timeout(PATIENCE):
            assert await reader.read() == b""
        writer.close()


async def test_the_end_of_the_server_is_told_as_going_away(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path)) as broker:
        ticket = (await broker.customer_ticket())["ticket"]
        async with (
            aiohttp.ClientSession() as http,
            connect(http, broker.base_url, ticket, SHOP) as client,
        ):
            await client.hello()
            await broker.hub.stop()
            assert await client.closed() == CloseCode.GOING_AWAY
