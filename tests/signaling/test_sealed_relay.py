"""Sealed frames pass between the two ends of a current link, unread, and nowhere else."""

from pathlib import Path

import aiohttp
import pytest

from signaling.messages import CloseCode
from signaling.sealed_frame import HEADER_BYTES
from signaling.sealed_relay import LEAST_BYTES
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import WireClient
from tests.signaling.scenes import Shared, shared


def frame(link: str, content: bytes = b"what only the two can read") -> bytes:
    return b"\1" + bytes.fromhex(link.removeprefix("link-")) + content


async def linked(broker: Broker) -> tuple[Shared, str]:
    scene = await shared(broker)
    link = (await scene.link(scene.customer))["link"]
    await scene.link(scene.agent)
    return scene, link


async def refusal(client: WireClient, link: str, content: bytes = b"x") -> str:
    """The code with which a frame is refused."""
    since = len(client.received)
    await client.ws.send_bytes(frame(link, content))
    refused = await client.event("relay.refused", since)
    assert refused["link"] == link
    return str(refused["code"])


async def test_frames_reach_the_other_end_as_they_are_and_in_order(broker: Broker) -> None:
    scene, link = await linked(broker)
    for sender, receiver in ((scene.customer, scene.agent), (scene.agent, scene.customer)):
        sent = [frame(link, bytes([number]) * 500) for number in range(20)]
        for one in sent:
            await sender.ws.send_bytes(one)
        await sender.ping()
        await receiver.ping()
        assert receiver.sealed == sent
        assert "relay.refused" not in sender.kinds()


async def test_each_end_is_told_the_others_key(broker: Broker) -> None:
    scene, _ = await linked(broker)
    assert (await scene.link(scene.customer))["peer_key"] == scene.agent.key
    await scene.customer.close()
    again = await broker.connect(scene.customer.ready["resume_ticket"], broker.site.origins[0])
    ready = await again.hello()
    assert [link["peer_key"] for link in ready["links"]] == [scene.agent.key]


async def test_a_link_of_others_does_not_exist(broker: Broker) -> None:
    scene, link = await linked(broker)
    for stranger in (await broker.agent("bob"), await broker.customer()):
        assert await refusal(stranger, link) == "no_such_link"
    assert await refusal(scene.customer, "link-" + "0" * 32) == "no_such_link"
    await scene.agent.ping()
    assert scene.agent.sealed == []


async def test_nothing_passes_after_revocation(broker: Broker) -> None:
    """B-07: a link dies with its grant."""
    scene, link = await linked(broker)
    room = broker.hub.rooms.of_link(link)
    await scene.customer.ws.send_bytes(frame(link))
    await scene.customer.request(
        "scope.revoke", conversation=scene.conversation, scope="view", grant=scene.grant
    )
    for side in (scene.customer, scene.agent):
        assert await refusal(side, link) == "no_such_link"
    await scene.agent.ping()
    assert len(scene.agent.sealed) == 1
    assert room is not None and not room.relayed


async def test_who_told_no_key_gets_no_frames(broker: Broker) -> None:
    scene, link = await linked(broker)
    agent = broker.hub.presence.peer(scene.agent.ready["endpoint"])
    assert agent is not None
    agent.key = None
    assert await refusal(scene.customer, link) == "no_relay"
    assert await refusal(scene.agent, link) == "no_relay"


async def test_an_end_that_is_away_is_told_of(broker: Broker) -> None:
    scene, link = await linked(broker)
    await scene.agent.close()
    await scene.customer.event("endpoint.lost")
    assert await refusal(scene.customer, link) == "peer_absent"


async def test_a_flood_of_bytes_is_the_senders_problem(broker: Broker) -> None:
    """It is refused, then costs the WebSocket; the other end is left alone."""
    scene, link = await linked(broker)
    large = frame(link, b"x" * (broker.settings.message_bytes - HEADER_BYTES))
    for _ in range(1_000):
        try:
            await scene.customer.ws.send_bytes(large)
        except aiohttp.ClientConnectionResetError:
            break
    assert await scene.customer.closed() == CloseCode.RATE
    refusals = [m["code"] for m in scene.customer.received if m["type"] == "relay.refused"]
    assert set(refusals) == {"relay_too_fast"}
    await scene.agent.ping()
    assert scene.agent.sealed


async def test_small_frames_are_not_cheaper(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, relay_rate=0.001, relay_burst=65_536)
    async with start_broker(settings) as broker:
        scene, link = await linked(broker)
        affordable = settings.relay_burst // LEAST_BYTES
        for _ in range(affordable):
            await scene.customer.ws.send_bytes(frame(link))
        await scene.customer.ping()
        assert "relay.refused" not in scene.customer.kinds()
        assert await refusal(scene.customer, link) == "relay_too_fast"


async def test_the_quota_of_a_link(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, relay_rate=1e9, relay_bytes=100_000)
    async with start_broker(settings) as broker:
        scene, link = await linked(broker)
        half = b"x" * 50_000
        await scene.customer.ws.send_bytes(frame(link, half))
        assert await refusal(scene.customer, link, half) == "relay_used_up"
        # A new WebSocket does not begin anew.
        await scene.customer.close()
        again = await broker.connect(scene.customer.ready["resume_ticket"], broker.site.origins[0])
        await again.hello()
        assert await refusal(again, link, half) == "relay_used_up"


async def test_the_relay_can_be_turned_off(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, relay_rate=0)) as broker:
        scene, link = await linked(broker)
        assert (await scene.link(scene.agent))["peer_key"] is None
        assert await refusal(scene.customer, link) == "no_relay"


async def test_frames_stop_before_the_receivers_queue_is_full(broker: Broker) -> None:
    scene, link = await linked(broker)
    receiver = broker.hub.presence.peer(scene.agent.ready["endpoint"])
    assert receiver is not None
    await scene.agent.ping()
    # In one turn of the loop: the queue is still full when the next frame is judged.
    assert receiver.offer_sealed(b"x" * (broker.settings.queue_bytes // 2 + 1))
    assert not receiver.offer_sealed(frame(link))
    assert receiver.close_code is None


async def test_what_is_no_frame_closes(broker: Broker) -> None:
    for garbage in (b"", b"\1", b"\2" + bytes(40), b"{}"):
        client = await broker.customer()
        await client.ws.send_bytes(garbage)
        assert await client.closed() == CloseCode.BAD_MESSAGE


@pytest.mark.parametrize("key", ["", "04", "04" + "0" * 127, "04" + "g" * 128, "02" + "0" * 128, 7])
async def test_a_key_has_one_form(broker: Broker, key: object) -> None:
    answer = await broker.customer_ticket()
    client = await broker.connect(answer["ticket"], broker.site.origins[0])
    await client.send({"type": "hello", "id": "h", "protocol": 1, "key": key})
    assert await client.closed() == CloseCode.BAD_MESSAGE
