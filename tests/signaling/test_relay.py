"""Signals pass between the two ends of a current link, and nowhere else."""

from typing import Any

import pytest

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
