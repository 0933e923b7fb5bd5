"""What holds for the whole server: co-browse on or off (R6), the organisation's name and colour,
its languages; and what is going on, which an operator may end."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from broker.names import Role
from signaling.app import Parts, create_app
from signaling.keys import SYSTEM
from signaling.metrics import Metrics
from signaling.registry import Registry
from signaling.store import Store
from signaling.system import System, SystemSettings, keeping_now
from tests.helpers.broker import SHOP, Broker
from tests.helpers.operator import BEARER, JSON, operate
from tests.helpers.stub_bundle import stub_assets
from tests.helpers.wire import Message, Refused
from tests.signaling.scenes import accepted, shared

SETTINGS = "/api/v1/settings"
SESSIONS = "/api/v1/sessions"


async def test_R6_switched_off_every_session_ends_and_none_begins(operated: Broker) -> None:
    scene = await shared(operated)
    since = len(scene.customer.received), len(scene.agent.received)
    status, shown = await operate(operated, "PATCH", SETTINGS, {"co_browse": False})
    assert (status, shown["co_browse"]) == (200, False)
    for client, begin in zip((scene.customer, scene.agent), since, strict=True):
        ended = await client.event("session.ended", begin)
        assert (ended["reason"], ended["by"]["role"]) == ("switched_off", "operator")
        # Nobody is offered what cannot be.
        await client.state(lambda state: "view" not in state["policy"]["scopes"], begin)
    for client, kind, more in (
        (scene.agent, "scope.ask", {"scope": "view", "request": "q2"}),
        (scene.customer, "session.start", {}),
    ):
        with pytest.raises(Refused) as refused:
            await client.request(kind, conversation=scene.conversation, **more)
        assert refused.value.code == "policy_forbids"
    # The conversation goes on.
    await scene.agent.request("conversation.message", conversation=scene.conversation, text="Hi")
    begin = len(scene.customer.received)
    await operate(operated, "PATCH", SETTINGS, {"co_browse": True})
    await scene.customer.state(lambda state: "view" in state["policy"]["scopes"], begin)
    await scene.customer.request("session.start", conversation=scene.conversation)


async def test_R6_so_does_another_node_and_a_server_that_starts(operated: Broker) -> None:
    """Nobody tells this one: it looks every second."""
    scene = await shared(operated)
    other = await Store.open(operated.settings.database_url)
    try:
        on, off = SystemSettings(), SystemSettings(co_browse=False)
        await System(other, operated.settings).change(on, off)
        ended = await asyncio.wait_for(scene.customer.event("session.ended"), 10)
        assert ended["reason"] == "switched_off"
        parts = Parts(operated.settings, other, Metrics(), stub_assets())
        assert not (await create_app(parts))[SYSTEM].settings.co_browse
    finally:
        await other.close()


def has_scopes(wanted: list[str]) -> Callable[[Message], bool]:
    return lambda state: bool(state["policy"]["scopes"] == wanted)


async def test_a_site_without_calls_of_its_own_keeps_them_off(operated: Broker) -> None:
    """What the server allows again is no more than what the site has."""
    _, agent, _ = await accepted(operated)
    path = f"/api/v1/sites/{operated.site.key}/policy"
    await operate(operated, "PATCH", path, {"scopes": ["view"]})
    for on, scopes in ((False, []), (True, ["view"])):
        since = len(agent.received)
        await operate(operated, "PATCH", SETTINGS, {"co_browse": on})
        # What the change of the policy was told with may come late.
        await agent.state(has_scopes(scopes), since)


async def test_the_organisations_name_is_that_of_new_sites(operated: Broker) -> None:
    _, before = await operate(operated, "GET", SETTINGS)
    assert before["organisation"] == ""
    configured = before["configured_organisation"]
    await operate(operated, "PATCH", SETTINGS, {"organisation": " Shop Group "})
    body = {"name": "New", "origins": ["https://new.example"]}
    _, site = await operate(operated, "POST", "/api/v1/sites", body)
    assert site["organisation"] == "Shop Group"
    # As the command line registers.
    registry = Registry(operated.store, configured, operated.clock)
    assert (await registry.register("Other", ["https://o.example"])).organisation == "Shop Group"
    await operate(operated, "PATCH", SETTINGS, {"organisation": ""})
    _, site = await operate(operated, "POST", "/api/v1/sites", body)
    assert site["organisation"] == configured


async def test_colour_and_languages_reach_whoever_comes(operated: Broker) -> None:
    assert (await operated.customer_ticket())["look"] == ""
    change = {"accent": "#0B6B3A", "languages": ["de", "en", "de"]}
    _, shown = await operate(operated, "PATCH", SETTINGS, change)
    assert (shown["accent"], shown["languages"]) == ("#0b6b3a", ["de", "en"])
    introduced = await operated.customer_ticket()
    assert "--accent:#0b6b3a" in introduced["look"]
    assert introduced["languages"] == ["de", "en"]
    async with operated.http.get(f"{operated.base_url}/look.css") as answer:
        assert answer.content_type == "text/css"
        assert await answer.text() == introduced["look"]
    for page in ("/agent/", "/admin/"):
        async with operated.http.get(operated.base_url + page) as answer:
            assert '<link rel="stylesheet" href="/look.css">' in await answer.text()
    # What a site says for itself stands.
    path = f"/api/v1/sites/{operated.site.key}/policy"
    await operate(operated, "PATCH", path, {"languages": ["fr"]})
    operated.forget_sites()
    assert (await operated.customer_ticket())["languages"] == ["fr"]


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"co_browse": "no"},
        {"co_browse": 0},
        {"organisation": "a\u202eb"},
        {"organisation": "x" * 101},
        {"accent": "red"},
        {"accent": "#fff"},
        {"accent": "#0b6b3a;} * {display:none"},
        {"accent": "#0b6b3a\n"[:-1] + "}"},
        {"languages": ["xx"]},
        {"languages": "de"},
        {"languages": ["en"] * 21},
        {"retention": 1},
        {"keeping": []},
        {"keeping": {"chat_days": -1}},
        {"keeping": {"chat_days": 0.5}},
        {"keeping": {"chat_days": "7"}},
        {"keeping": {"chat_days": True}},
        {"keeping": {"chat_days": 36_501}},
        {"keeping": {"conversation_days": 10**40}},
        {"keeping": {"audit_days": 29}},
        {"keeping": {"analytics_days": 0}},
        {"keeping": {"analytics_days": 3_651}},
        {"keeping": {"events_days": 1}},
        {"keeping": {"chat_days": 1, "audit_days": 1}},
        {"co_browse": False, "keeping": {"chat_days": -1}},
        {"co_browse": False, "accent": "nothing"},
    ],
)
async def test_hostile_settings_change_nothing(operated: Broker, wrong: Any) -> None:
    before = await operate(operated, "GET", SETTINGS)
    status, answer = await operate(operated, "PATCH", SETTINGS, wrong)
    assert (status, answer["code"]) == (400, "bad_request")
    assert await operate(operated, "GET", SETTINGS) == before


async def test_a_number_that_is_none_is_not_kept(operated: Broker) -> None:
    before = await operate(operated, "GET", SETTINGS)
    for days in (b"1e400", b"-1e400", b"NaN", b"1e2000000", b"1.5", b"9" * 400, b'"\xe2\x80\xae7"'):
        body = b'{"keeping":{"chat_days":' + days + b"}}"
        async with operated.http.patch(
            operated.base_url + SETTINGS, data=body, headers={"Authorization": BEARER, **JSON}
        ) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, "bad_request"), days
    assert await operate(operated, "GET", SETTINGS) == before


async def test_how_long_things_are_kept_is_set_over_what_is_configured(operated: Broker) -> None:
    _, before = await operate(operated, "GET", SETTINGS)
    configured = before["configured_keeping"]
    names = ("chat_days", "conversation_days", "audit_days", "analytics_days")
    assert before["keeping"] == configured
    assert before["set_keeping"] == dict.fromkeys(names)
    wanted = {"chat_days": 30, "audit_days": 0}
    _, shown = await operate(operated, "PATCH", SETTINGS, {"keeping": wanted})
    assert shown["keeping"] == {**configured, **wanted}
    assert shown["set_keeping"] == {**dict.fromkeys(names), **wanted}
    # What is not said stays; null gives it back.
    change = {"keeping": {"audit_days": None, "analytics_days": 90}}
    _, shown = await operate(operated, "PATCH", SETTINGS, change)
    assert shown["keeping"] == {**configured, "chat_days": 30, "analytics_days": 90}
    assert (await operate(operated, "PATCH", SETTINGS, {"accent": ""}))[1] == shown
    # Another node, and the command line.
    other = await Store.open(operated.settings.database_url)
    try:
        system = System(other, operated.settings)
        await system.load()
        assert system.keeping.chat_days == 30
        found = await keeping_now(other.settings, operated.settings)
        assert (found.chat_days, found.analytics_days) == (30, 90)
        # For ever is not the same as nothing said.
        await operate(operated, "PATCH", SETTINGS, {"keeping": {"audit_days": 0}})
        configured = replace(operated.settings, audit_days=90.0)
        assert (await keeping_now(other.settings, configured)).audit_days == 0
    finally:
        await other.close()


async def test_an_operator_sees_what_goes_on_and_ends_it(operated: Broker) -> None:
    assert await operate(operated, "GET", SESSIONS) == (200, {"sessions": [], "next": None})
    scene = await shared(operated)
    status, found = await operate(operated, "GET", SESSIONS)
    (one,) = found["sessions"]
    assert status == 200
    assert (one["session"], one["conversation"]) == (scene.session, scene.conversation)
    assert one["site"] == {"key": operated.site.key, "name": "Shop"}
    assert (one["state"], one["scopes"]) == ("active", ["view"])
    roles = [(person["role"], person["name"], person["present"]) for person in one["people"]]
    assert roles == [("customer", "", True), ("agent", "Alice", True)]
    assert "Hello?" not in str(found)
    since = len(scene.customer.received), len(scene.agent.received)
    assert await operate(operated, "POST", f"{SESSIONS}/{scene.session}/end") == (200, {})
    for client, begin in zip((scene.customer, scene.agent), since, strict=True):
        ended = await client.event("session.ended", begin)
        assert (ended["reason"], ended["by"]["name"]) == ("by_operator", "Shop Ltd")
    assert (await operate(operated, "GET", SESSIONS))[1]["sessions"] == []
    status, answer = await operate(operated, "POST", f"{SESSIONS}/{scene.session}/end")
    assert (status, answer["code"]) == (409, "wrong_state")


async def test_sessions_come_page_by_page(operated: Broker) -> None:
    customers = [await operated.customer() for _ in range(3)]
    for customer in customers:
        conversation = (await customer.request("conversation.start", text="Hi"))["conversation"]
        await customer.request("session.start", conversation=conversation)
        operated.clock.advance(1)
    _, first = await operate(operated, "GET", f"{SESSIONS}?limit=2")
    assert [one["state"] for one in first["sessions"]] == ["waiting", "waiting"]
    _, second = await operate(operated, "GET", f"{SESSIONS}?limit=2&cursor={first['next']}")
    assert (len(second["sessions"]), second["next"]) == (1, None)
    times = [one["started_at"] for one in first["sessions"] + second["sessions"]]
    assert times == sorted(times)


@pytest.mark.parametrize("wanted", ["nothing", "x" * 65, "a%00b", "%F0%9F%92%A9", "a%20b"])
async def test_a_session_that_does_not_exist(operated: Broker, wanted: str) -> None:
    status, answer = await operate(operated, "POST", f"{SESSIONS}/{wanted}/end")
    assert (status, answer["code"]) == (404, "not_found")
    status, answer = await operate(operated, "GET", f"{SESSIONS}?limit=0")
    assert (status, answer["code"]) == (400, "bad_request")


async def test_nobody_says_over_the_websocket_why_a_session_ends(operated: Broker) -> None:
    """What an operator's end has is not an agent's to say."""
    scene = await shared(operated)
    ids = {"conversation": scene.conversation, "session": scene.session}
    await scene.agent.request("session.end", reason="switched_off", **ids)
    assert (await scene.customer.event("session.ended"))["reason"] == "by_agent"
    assert Role.OPERATOR not in {peer.person.role for peer in operated.hub.presence.all()}
    assert operated.site.origins == (SHOP,)


async def test_a11_what_is_off_stays_off_whatever_else_is_set_at_once(operated: Broker) -> None:
    """Also by another node, which has not heard of it yet."""
    late = System(operated.store, operated.settings)
    await late.load()
    stale = late.settings
    await asyncio.gather(
        operate(operated, "PATCH", SETTINGS, {"co_browse": False}),
        operate(operated, "PATCH", SETTINGS, {"accent": "#3b4cca"}),
    )
    await late.change(stale, replace(stale, organisation="Night Ltd"))
    _, found = await operate(operated, "GET", SETTINGS)
    assert not late.settings.co_browse and not found["co_browse"]
    assert (late.settings.accent, late.settings.organisation) == ("#3b4cca", "Night Ltd")
