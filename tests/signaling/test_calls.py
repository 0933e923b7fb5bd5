"""Calls on the wire: who is told what, and who may decide where."""

import pytest

from broker.policy import PRESETS
from tests.helpers.broker import Broker
from tests.helpers.wire import Refused, WireClient
from tests.signaling.media_sdp import described, signal
from tests.signaling.scenes import media_opened, shared_with_dock, with_dock


async def test_both_ends_of_a_media_link_are_told_what_may_flow(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    await call.grant("voice")
    opened = {end: await media_opened(getattr(call, end)) for end in ("dock", "agent")}
    assert opened["dock"]["offerer"] and not opened["agent"]["offerer"]
    assert opened["dock"]["peer"]["name"] == "Alice"
    assert not {"session", "grant", "peer_key"} & set(opened["dock"])
    await call.grant("screen")
    changed = {end: await changed_link(getattr(call, end)) for end in ("dock", "agent")}
    assert changed["dock"]["link"] == changed["agent"]["link"] == opened["dock"]["link"]
    assert (changed["dock"]["send"], changed["dock"]["receive"]) == (["voice", "screen"], ["voice"])
    assert (changed["agent"]["send"], changed["agent"]["receive"]) == (
        ["voice"],
        ["voice", "screen"],
    )
    # The page is no end of it, and its own link stays as it was.
    await call.page.ping()
    assert "link.changed" not in call.page.kinds()
    assert [m["link"]["kind"] for m in call.page.received if m["type"] == "link.opened"] == ["page"]


async def changed_link(client: WireClient, since: int = 0) -> dict[str, object]:
    link: dict[str, object] = (await client.event("link.changed", since))["link"]
    return link


async def test_a_call_is_of_the_conversation(broker: Broker) -> None:
    call = await with_dock(broker)
    grant = await call.grant("video")
    event = await call.page.until(lambda m: m["type"] == "scope.granted" and m["scope"] == "video")
    assert event["session"] is None
    state = await call.page.state(lambda s: "voice" in s["scopes"])
    assert state["session"] is None
    assert state["scopes"]["video"]["grant"] == grant
    assert state["scopes"]["voice"]["state"] == "granted"


async def test_everybody_knows_whether_there_is_a_dock(broker: Broker) -> None:
    call = await with_dock(broker)
    since = len(call.agent.received)
    states = [m["state"]["dock"] for m in call.agent.received if m["type"] == "conversation.state"]
    assert states[-1] == "connected" and states[0] is None
    await call.dock.close()
    await call.agent.state(lambda s: s["dock"] == "lost", since)


async def test_a_dock_says_that_it_closes(broker: Broker) -> None:
    call = await with_dock(broker)
    await call.grant("voice")
    since = len(call.agent.received)
    await call.dock.request("page.closed", conversation=call.conversation)
    ended = await call.agent.event("scope.revoked", since)
    assert (ended["scope"], ended["reason"]) == ("voice", "dock_closed")
    await call.agent.state(lambda s: s["dock"] is None, since)


@pytest.mark.parametrize("scope", ["voice", "video", "screen", "document"])
async def test_a_page_cannot_agree_to_what_the_dock_captures(broker: Broker, scope: str) -> None:
    """Scripts of the website could speak for it."""
    _, call = await shared_with_dock(broker)
    names = {"conversation": call.conversation, "request": "q2"}
    await call.agent.request("scope.ask", scope=scope, **names)
    with pytest.raises(Refused) as refused:
        await call.page.request("scope.allow", **names)
    assert refused.value.code == "not_allowed"
    await call.agent.ping()
    assert [m["scope"] for m in call.agent.received if m["type"] == "scope.granted"] == ["view"]
    # It may say no, though.
    await call.page.request("scope.deny", **names)


async def test_a_dock_cannot_agree_to_what_the_page_shows(broker: Broker) -> None:
    """Scripts of the website tell it what she has clicked."""
    _, call = await shared_with_dock(broker)
    names = {"conversation": call.conversation, "request": "q2"}
    await call.agent.request("scope.ask", scope="control", **names)
    with pytest.raises(Refused) as refused:
        await call.dock.request("scope.allow", **names)
    assert refused.value.code == "not_allowed"
    await call.page.request("scope.allow", **names)


async def test_R40_a_link_says_that_a_document_is_shared_and_nothing_about_it(
    broker: Broker,
) -> None:
    call = await with_dock(broker)
    since = len(call.agent.received)
    names = {"conversation": call.conversation, "request": "q1"}
    await call.dock.request("scope.ask", scope="document", **names)
    await call.agent.request("scope.allow", **names)
    opened = await call.agent.event("link.opened", since)
    link = opened["link"]
    assert (link["kind"], link["document"], link["send"], link["receive"]) == (
        *("media", True),
        *([], []),
    )
    granted = await call.agent.event("scope.granted", since)
    assert granted["session"] is None
    grant = {"conversation": call.conversation, "scope": "document", "grant": granted["grant"]}
    await call.agent.request("scope.release", **grant)
    assert (await call.agent.event("link.closed", since))["link"] == link["link"]


async def test_a_page_cannot_call(broker: Broker) -> None:
    call = await with_dock(broker)
    names = {"conversation": call.conversation, "scope": "voice", "request": "q1"}
    with pytest.raises(Refused) as refused:
        await call.page.request("scope.ask", **names)
    assert refused.value.code == "not_allowed"
    await call.dock.request("scope.ask", **names)
    asked = await call.agent.event("scope.asked")
    assert (asked["scope"], asked["by"]["role"]) == ("voice", "customer")
    await call.agent.request("scope.allow", conversation=call.conversation, request="q1")
    await media_opened(call.dock)


@pytest.mark.parametrize("hangs_up", ["page", "dock", "agent"])
async def test_either_side_hangs_up_alone(broker: Broker, hangs_up: str) -> None:
    call = await with_dock(broker)
    grant = await call.grant("voice")
    link = await call.media_link()
    client: WireClient = getattr(call, hangs_up)
    await client.request("scope.revoke", conversation=call.conversation, scope="voice", grant=grant)
    assert (await call.dock.event("link.closed"))["link"] == link


@pytest.mark.parametrize("reason", ["denied_by_device", "no_device", "surface_forbidden"])
async def test_a_dock_says_why_there_is_nothing_to_send(broker: Broker, reason: str) -> None:
    _, call = await shared_with_dock(broker)
    grant = await call.grant("screen")
    await call.revoke("screen", grant, reason=reason)
    assert (await call.agent.event("scope.revoked"))["reason"] == reason


@pytest.mark.parametrize("reason", ["by_agent", "x", 1])
async def test_other_reasons_are_none(broker: Broker, reason: object) -> None:
    _, call = await shared_with_dock(broker)
    grant = await call.grant("screen")
    with pytest.raises(Refused) as refused:
        await call.dock.request(
            "scope.revoke",
            conversation=call.conversation,
            scope="screen",
            grant=grant,
            reason=reason,
        )
    assert refused.value.code == "bad_message"


async def test_a_link_is_told_anew_before_the_answer(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    await call.grant("voice")
    link = await call.media_link()
    for client, other in ((call.dock, call.agent), (call.agent, call.dock)):
        since, others = len(client.received), len(other.received)
        await client.request("link.refresh", link=link)
        assert client.kinds(since)[:2] == ["link.changed", "ack"]
        assert client.received[since]["link"]["send"] == ["voice"]
        await other.ping()
        assert "link.changed" not in other.kinds(others)


async def test_page_links_are_told_anew_too_and_those_of_others_are_not(broker: Broker) -> None:
    scene, _ = await shared_with_dock(broker)
    link = await scene.link(scene.customer)
    await scene.customer.request("link.refresh", link=link["link"])
    assert (await scene.customer.event("link.changed"))["link"] == link
    stranger = await broker.customer()
    with pytest.raises(Refused) as refused:
        await stranger.request("link.refresh", link=link["link"])
    assert refused.value.code == "no_such_link"


async def test_telling_anew_is_not_for_each_moment(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    await call.grant("voice")
    link = await call.media_link()
    with pytest.raises(Refused) as refused:
        for _ in range(20):
            await call.dock.request("link.refresh", link=link)
    assert refused.value.code == "too_many_signals"
    # Of this end; and signals have counts of their own.
    await call.agent.request("link.refresh", link=link)
    await call.agent.request("signal.restart", link=link)


async def test_a_dock_shows_and_shares_no_page(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    for kind in ("page.shown", "page.unshared"):
        with pytest.raises(Refused) as refused:
            await call.dock.request(kind, conversation=call.conversation)
        assert refused.value.code == "not_found"


async def test_a_dock_does_not_allow_the_view(broker: Broker) -> None:
    call = await with_dock(broker)
    names = {"conversation": call.conversation, "request": "q1"}
    await call.agent.request("scope.ask", scope="view", **names)
    with pytest.raises(Refused) as refused:
        await call.dock.request("scope.allow", **names)
    assert refused.value.code == "not_allowed"


async def test_a_resumed_dock_finds_its_links(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    await call.grant("voice")
    link = await call.media_link()
    ticket = call.dock.ready["resume_ticket"]
    since = len(call.agent.received)
    await call.dock.close()
    await call.agent.event("endpoint.lost", since)
    again = await broker.connect(ticket, broker.base_url)
    ready = await again.hello()
    assert [one["link"] for one in ready["links"]] == [link]
    assert ready["links"][0]["send"] == ["voice"]
    assert "link.closed" not in call.agent.kinds(since)


async def test_calls_are_counted_and_attempts_without_consent_too(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    grant = await call.grant("voice")
    link = await call.media_link()
    with pytest.raises(Refused):
        await call.dock.request("signal.description", **signal(link, described(camera="sendonly")))
    counted = broker.metrics.render().decode()
    assert 'alongside_scopes_total{event="scope.granted",reason="",scope="voice"} 1.0' in counted
    assert 'alongside_links{kind="media"} 1.0' in counted
    assert 'alongside_refusals_total{code="media_not_consented"} 1.0' in counted
    await call.revoke("voice", grant, reason="no_device")
    counted = broker.metrics.render().decode()
    ended = 'alongside_scopes_total{event="scope.revoked",reason="no_device",scope="voice"} 1.0'
    assert ended in counted
    assert 'alongside_links{kind="media"} 0.0' in counted


async def test_what_a_site_has_no_more_ends_in_calls_that_are_going_on(broker: Broker) -> None:
    _, call = await shared_with_dock(broker)
    await call.grant("screen")
    await call.grant("voice")
    since = len(call.agent.received)
    await broker.set_policy(broker.site.id, PRESETS["stepwise"])
    await broker.hub.site_watch.look()
    revoked = await call.agent.event("scope.revoked", since)
    assert (revoked["scope"], revoked["reason"], revoked["by"]) == ("voice", "policy_changed", None)
    await call.dock.until(
        lambda m: (
            m["type"] == "link.changed"
            and (m["link"]["send"], m["link"]["receive"]) == (["screen"], [])
        )
    )
    state = await call.agent.state(lambda s: "voice" not in s["policy"]["scopes"], since)
    assert state["scopes"] == {} and state["session"]["scopes"]["screen"]["state"] == "granted"
