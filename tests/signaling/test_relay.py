"""Signals pass between the two ends of a current link, and nowhere else."""

from typing import Any

import pytest

from signaling.consent_gate import PAGE_MOST
from signaling.limits import SignalBudget
from signaling.messages import Error
from tests.helpers.broker import Broker
from tests.helpers.wire import Refused
from tests.signaling.scenes import Shared, shared

SDP = "\r\n".join(
    [
        "v=0",
        "o=- 1 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
        "a=setup:actpass",
        "a=mid:0",
        "a=sctp-port:5000",
        "",
    ]
)
VIDEO = "\r\n".join(["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:1", ""])
CANDIDATE = "candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host"


def offer(link: str, sdp: str = SDP, kind: str = "offer") -> dict[str, Any]:
    return {"link": link, "attempt": 0, "description": {"type": kind, "sdp": sdp}}


async def linked(broker: Broker) -> tuple[Shared, str]:
    scene = await shared(broker)
    link = (await scene.link(scene.customer))["link"]
    await scene.link(scene.agent)
    return scene, link


async def test_offer_answer_candidates_and_restart_reach_the_peer(broker: Broker) -> None:
    scene, link = await linked(broker)
    await scene.customer.request("signal.description", **offer(link))
    got = await scene.agent.event("signal.description")
    assert got["description"]["type"] == "offer"
    assert "a=ice-ufrag:abcd" in got["description"]["sdp"]
    assert "id" not in got
    await scene.agent.request("signal.description", **offer(link, kind="answer"))
    assert (await scene.customer.event("signal.description"))["description"]["type"] == "answer"
    await scene.customer.request(
        "signal.candidate", link=link, attempt=0, candidate=CANDIDATE, mid="0"
    )
    assert (await scene.agent.event("signal.candidate"))["candidate"] == CANDIDATE
    await scene.agent.request("signal.restart", link=link)
    assert (await scene.customer.event("signal.restart"))["link"] == link


async def test_only_the_offerer_offers_and_only_the_answerer_answers(broker: Broker) -> None:
    scene, link = await linked(broker)
    for side, kind in ((scene.agent, "offer"), (scene.customer, "answer")):
        with pytest.raises(Refused) as refused:
            await side.request("signal.description", **offer(link, kind=kind))
        assert refused.value.code == "not_allowed"
    with pytest.raises(Refused) as refused:
        await scene.customer.request("signal.restart", link=link)
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("sdp", "code"),
    [
        (SDP + VIDEO, "media_not_consented"),
        (SDP + VIDEO.replace("a=mid:1", "a=mid:1\r\na=sendonly"), "media_not_consented"),
        (SDP.replace("a=setup:actpass", "a=x\x0ba=sendrecv"), "sdp_refused"),
        (SDP.replace("\r\n", "\n"), "sdp_refused"),
        ("nonsense", "sdp_refused"),
        ("", "sdp_refused"),
    ],
)
async def test_the_guard_stands_in_the_way(broker: Broker, sdp: str, code: str) -> None:
    scene, link = await linked(broker)
    with pytest.raises(Refused) as refused:
        await scene.customer.request("signal.description", **offer(link, sdp))
    assert refused.value.code == code
    await scene.agent.ping()
    assert "signal.description" not in scene.agent.kinds()


@pytest.mark.parametrize("candidate", ["candidate:nonsense", CANDIDATE + "\r\na=sendrecv"])
async def test_bad_candidates_are_refused(broker: Broker, candidate: str) -> None:
    scene, link = await linked(broker)
    with pytest.raises(Refused) as refused:
        await scene.customer.request("signal.candidate", link=link, attempt=0, candidate=candidate)
    assert refused.value.code == "sdp_refused"


async def test_a_link_of_others_does_not_exist(broker: Broker) -> None:
    """A-08: neither other agents nor other customers reach into a link."""
    scene, link = await linked(broker)
    strangers = [await broker.agent("bob"), await broker.customer()]
    for stranger in strangers:
        with pytest.raises(Refused) as refused:
            await stranger.request("signal.description", **offer(link))
        assert refused.value.code == "no_such_link"
        with pytest.raises(Refused) as refused:
            await stranger.request("signal.restart", link=link)
        assert refused.value.code == "no_such_link"
    await scene.agent.ping()
    assert "signal.description" not in scene.agent.kinds()


async def test_nothing_passes_after_revocation(broker: Broker) -> None:
    """B-07: a link dies with its grant."""
    scene, link = await linked(broker)
    await scene.customer.request(
        "scope.revoke", conversation=scene.conversation, scope="view", grant=scene.grant
    )
    for side, kind in ((scene.customer, "offer"), (scene.agent, "answer")):
        with pytest.raises(Refused) as refused:
            await side.request("signal.description", **offer(link, kind=kind))
        assert refused.value.code == "no_such_link"


async def refusal(scene: Shared, kind: str, message: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        await scene.customer.request(kind, **message)
    return refused.value.code


async def test_a_flood_of_descriptions_is_the_senders_problem(broker: Broker) -> None:
    """60 kB at 50 a second would fill the queue that the agent's other conversations share."""
    scene, link = await linked(broker)
    ends = [("customer", offer(link)), ("agent", offer(link, kind="answer"))]
    for name, message in ends:
        client = getattr(scene, name)
        with pytest.raises(Refused) as refused:
            for _ in range(100):
                await client.request("signal.description", **message)
        assert refused.value.code == "too_many_signals"
    # Candidates have a count of their own.
    candidate = {"link": link, "attempt": 0, "candidate": CANDIDATE}
    await scene.customer.request("signal.candidate", **candidate)
    await scene.agent.ping()


async def test_a_new_websocket_does_not_begin_anew(broker: Broker) -> None:
    scene, link = await linked(broker)
    with pytest.raises(Refused):
        for _ in range(100):
            await scene.customer.request("signal.description", **offer(link))
    room = broker.hub.rooms.of_link(link)
    assert room is not None
    end = (link, scene.customer.ready["endpoint"])
    spent: SignalBudget = room.signals[end]
    await scene.customer.close()
    again = await broker.connect(scene.customer.ready["resume_ticket"], broker.site.origins[0])
    await again.hello()
    assert room.signals[end] is spent
    await again.request(
        "scope.revoke", conversation=scene.conversation, scope="view", grant=scene.grant
    )
    assert not room.signals


async def test_a_long_description_is_refused(broker: Broker) -> None:
    scene, link = await linked(broker)
    padded = SDP + "a=x-nothing:" + "x" * PAGE_MOST + "\r\n"
    assert await refusal(scene, "signal.description", offer(link, padded)) == "sdp_refused"


async def test_signals_stop_before_the_receivers_queue_is_full(broker: Broker) -> None:
    scene = await shared(broker)
    await scene.agent.ping()
    receiver = broker.hub.presence.peer(scene.agent.ready["endpoint"])
    assert receiver is not None
    filler = Error(code="x", message="x" * (broker.settings.queue_bytes // 2))
    # In one turn of the loop: the queue is still full when the next signal is judged.
    receiver.send(filler)
    assert not receiver.offer(filler)
    assert receiver.close_code is None
    await scene.agent.event("error")
    assert receiver.offer(Error(code="y", message=""))
