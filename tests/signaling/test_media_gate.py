"""Consent at the level of session descriptions: by scope, direction, side, and time.

The clients here are rogue: they send what they like, not what they were told.
"""

import pytest
from msgspec.structs import replace

from broker.policy import PRESETS
from signaling.consent_gate import MEDIA_MOST
from tests.helpers.broker import Broker
from tests.helpers.wire import Refused, WireClient
from tests.signaling.media_sdp import (
    REAL_ANSWER,
    REAL_OFFER,
    SLOTS,
    data,
    described,
    directions,
    media,
    signal,
    text,
)
from tests.signaling.scenes import Call, shared_with_dock, with_dock

SENDING = ("sendrecv", "sendonly")
# What may be sent after a scope has been granted, by the dock and by the console.
MATRIX = {
    "voice": ({"voice"}, {"voice"}),
    "video": ({"voice", "camera"}, {"voice", "camera"}),
    "screen": ({"screen"}, set[str]()),
}


async def refusal(client: WireClient, link: str, sdp: str, kind: str = "offer") -> str | None:
    """The code with which it is refused; None if it is not."""
    try:
        await client.request("signal.description", **signal(link, sdp, kind))
    except Refused as refused:
        return refused.code
    return None


async def passed(sender: WireClient, receiver: WireClient, link: str, sdp: str) -> dict[str, str]:
    """What reaches the other end, slot by slot."""
    since = len(receiver.received)
    kind = "offer" if sender.ready["person"]["role"] == "customer" else "answer"
    await sender.request("signal.description", **signal(link, sdp, kind))
    got = await receiver.event("signal.description", since)
    assert (got["link"], got["description"]["type"]) == (link, kind)
    return directions(got["description"]["sdp"])


async def granted(broker: Broker, scope: str) -> tuple[Call, str]:
    _, call = await shared_with_dock(broker)
    await call.grant(scope)
    return call, await call.media_link()


@pytest.mark.parametrize("scope", MATRIX)
async def test_each_side_sends_in_the_slots_of_the_grant_and_in_no_other(
    broker: Broker, scope: str
) -> None:
    call, link = await granted(broker, scope)
    ends = ((call.dock, call.agent, "offer"), (call.agent, call.dock, "answer"))
    for (sender, receiver, kind), may_send in zip(ends, MATRIX[scope], strict=True):
        for slot in SLOTS:
            if slot in may_send:
                got = await passed(sender, receiver, link, described(**{slot: "sendonly"}))
                assert got == {one: "sendonly" if one == slot else "inactive" for one in SLOTS}
                continue
            for direction in SENDING:
                sdp = described(**{slot: direction})
                assert await refusal(sender, link, sdp, kind) == "media_not_consented"


@pytest.mark.parametrize("scope", MATRIX)
async def test_nobody_is_invited_to_send_what_is_not_granted(broker: Broker, scope: str) -> None:
    call, link = await granted(broker, scope)
    of_dock, of_console = MATRIX[scope]
    everything = described(**dict.fromkeys(SLOTS, "recvonly"))
    offered = await passed(call.dock, call.agent, link, everything)
    assert {slot for slot, way in offered.items() if way == "recvonly"} == of_console
    answered = await passed(call.agent, call.dock, link, everything)
    assert {slot for slot, way in answered.items() if way == "recvonly"} == of_dock
    assert {*offered.values(), *answered.values()} <= {"recvonly", "inactive"}


async def test_a_screen_flows_one_way_only(broker: Broker) -> None:
    call, link = await granted(broker, "screen")
    got = await passed(call.dock, call.agent, link, described(screen="sendrecv"))
    assert got["screen"] == "sendonly"
    assert await refusal(call.agent, link, described(screen="sendrecv"), "answer") == (
        "media_not_consented"
    )


async def test_sound_goes_with_the_screen_where_the_policy_lets_it(broker: Broker) -> None:
    policy = replace(PRESETS["standard"], screen_sound=True)
    await broker.set_policy(broker.site.id, policy)
    call, link = await granted(broker, "screen")
    sdp = described(screen="sendonly", sound="sendonly")
    assert (await passed(call.dock, call.agent, link, sdp))["sound"] == "sendonly"
    since = len(call.dock.received)
    await broker.set_policy(broker.site.id, PRESETS["standard"])
    await broker.hub.site_watch.look()
    changed = await call.dock.event("link.changed", since)
    assert changed["link"]["send"] == ["screen"]
    assert await refusal(call.dock, link, sdp) == "media_not_consented"


async def test_before_a_grant_there_is_no_link(broker: Broker) -> None:
    call = await with_dock(broker)
    for kind in ("link.opened", "link.changed"):
        await call.dock.ping()
        assert kind not in call.dock.kinds()
    assert call.dock.ready["links"] == []
    assert await refusal(call.dock, "link-" + "0" * 32, described()) == "no_such_link"


@pytest.mark.parametrize("end", ["revoke", "pause", "session", "conversation"])
async def test_nothing_passes_when_it_is_over(broker: Broker, end: str) -> None:
    scene, call = await shared_with_dock(broker)
    scope = "screen" if end == "session" else "voice"
    grant = await call.grant(scope)
    link = await call.media_link()
    names = {"conversation": call.conversation, "session": scene.session}
    match end:
        case "revoke":
            await call.revoke(scope, grant)
        case "pause":
            await call.page.request("session.pause", **names)
        case "session":
            await call.page.request("session.end", **names)
        case "conversation":
            await call.agent.request("conversation.close", conversation=call.conversation)
    for client, kind in ((call.dock, "offer"), (call.agent, "answer")):
        closed = await client.until(lambda m: m["type"] == "link.closed" and m["link"] == link)
        # Before the state that says so: nobody sends for longer than the news takes.
        position = client.received.index(closed)
        assert "conversation.state" in client.kinds(position)
        assert await refusal(client, link, described(), kind) == "no_such_link"
        with pytest.raises(Refused) as refused:
            await client.request("link.refresh", link=link)
        assert refused.value.code == "no_such_link"


async def test_a_call_that_was_held_goes_on_with_the_session(broker: Broker) -> None:
    scene, call = await shared_with_dock(broker)
    await call.grant("voice")
    await call.media_link()
    names = {"conversation": call.conversation, "session": scene.session}
    await call.page.request("session.pause", **names)
    since = len(call.dock.received)
    await call.page.request("session.resume", **names)
    link = await call.dock.until(
        lambda m: m["type"] == "link.opened" and m["link"]["kind"] == "media", since
    )
    assert link["link"]["send"] == ["voice"]
    got = await passed(call.dock, call.agent, link["link"]["link"], described(voice="sendrecv"))
    assert got["voice"] == "sendrecv"


async def test_less_may_flow_at_once_where_the_link_stays(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    video = await call.grant("video")
    link = await call.media_link()
    both = described(voice="sendrecv", camera="sendrecv")
    assert await refusal(call.dock, link, both) is None
    await call.revoke("video", video)
    for client, kind in ((call.dock, "offer"), (call.agent, "answer")):
        changed = await client.event("link.changed")
        assert changed["link"]["send"] == changed["link"]["receive"] == ["voice"]
        assert await refusal(client, link, both, kind) == "media_not_consented"
    # Once more of the same attempt, without the camera.
    got = await passed(call.dock, call.agent, link, described(voice="sendrecv"))
    assert got["voice"] == "sendrecv"


async def test_a_client_that_undoes_the_rewrite_is_refused(broker: Broker) -> None:
    call, link = await granted(broker, "voice")
    invited = described(voice="sendrecv", camera="recvonly")
    got = await passed(call.dock, call.agent, link, invited)
    assert got["camera"] == "inactive"
    undone = described(voice="sendrecv", camera="sendonly")
    assert await refusal(call.agent, link, undone, "answer") == "media_not_consented"
    assert await refusal(call.dock, link, undone) == "media_not_consented"


async def test_the_wrong_side_and_strangers_are_refused(broker: Broker) -> None:
    call, link = await granted(broker, "voice")
    assert await refusal(call.agent, link, described(voice="sendrecv")) == "not_allowed"
    assert await refusal(call.dock, link, described(), "answer") == "not_allowed"
    for stranger in (call.page, await broker.agent("bob"), await broker.customer()):
        assert await refusal(stranger, link, described()) == "no_such_link"
    await call.agent.ping()
    assert "signal.description" not in call.agent.kinds()


# As letters: audio, video.
@pytest.mark.parametrize("kinds", ["avaa", "vvva", "a", "avv", "avvaa", ""])
async def test_other_sections_than_those_of_a_media_link_are_refused(
    broker: Broker, kinds: str
) -> None:
    """A microphone under the number of the screen would be a microphone that nobody granted."""
    call, link = await granted(broker, "voice")
    names = {"a": "audio", "v": "video"}
    found = [media(names[kind], str(place), "inactive") for place, kind in enumerate(kinds)]
    assert await refusal(call.dock, link, text([*found, data(str(len(found)))])) == "sdp_refused"


@pytest.mark.parametrize("mids", ["1 0 2 3 4", "0 1 2 3 5", "0 0 2 3 4", "4 1 2 3 0", "a 1 2 3 4"])
async def test_other_mids_are_refused(broker: Broker, mids: str) -> None:
    call, link = await granted(broker, "video")
    *named, last = mids.split()
    kinds = ("audio", "video", "video", "audio")
    found = [media(kind, mid, "inactive") for kind, mid in zip(kinds, named, strict=True)]
    assert await refusal(call.dock, link, text([*found, data(last)])) == "sdp_refused"


async def test_a_page_link_carries_data_only_whatever_is_granted(broker: Broker) -> None:
    scene, call = await shared_with_dock(broker)
    await call.grant("video")
    page_link = (await scene.link(scene.customer))["link"]
    sdp = described(voice="sendrecv")
    assert await refusal(call.page, page_link, sdp) == "media_not_consented"
    assert await refusal(call.agent, page_link, sdp, "answer") == "media_not_consented"


async def test_what_chromium_writes_passes(broker: Broker) -> None:
    policy = replace(PRESETS["standard"], screen_sound=True)
    await broker.set_policy(broker.site.id, policy)
    _, call = await shared_with_dock(broker)
    await call.grant("video")
    await call.grant("screen")
    link = await call.media_link()
    await call.dock.until(
        lambda m: m["type"] == "link.changed" and m["link"]["send"] == list(SLOTS)
    )
    assert len(REAL_OFFER) * 4 < MEDIA_MOST
    offered = await passed(call.dock, call.agent, link, REAL_OFFER)
    assert list(offered.values()) == ["sendrecv", "sendrecv", "sendonly", "sendonly"]
    answered = await passed(call.agent, call.dock, link, REAL_ANSWER)
    assert list(answered.values()) == ["sendrecv", "sendrecv", "recvonly", "recvonly"]


async def test_a_long_description_is_refused(broker: Broker) -> None:
    call, link = await granted(broker, "voice")
    padded = described() + ("a=x-nothing:" + "x" * 1_000 + "\r\n") * 48
    assert MEDIA_MOST < len(padded) < 60_000
    assert await refusal(call.dock, link, padded) == "sdp_refused"


async def test_nothing_of_a_media_link_goes_through_the_sealed_relay(broker: Broker) -> None:
    call, link = await granted(broker, "voice")
    await call.dock.ws.send_bytes(b"\1" + bytes.fromhex(link.removeprefix("link-")) + b"x" * 40)
    assert (await call.dock.event("relay.refused"))["code"] == "no_relay"
    await call.agent.ping()
    assert call.agent.sealed == []
