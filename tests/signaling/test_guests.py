"""People without an account: an invitation, a name, the customer's yes, and the page alone."""

import asyncio
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from broker.policy import PRESETS, Policy
from signaling import messages
from signaling.requests import OF_A_GUEST
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import Refused, WireClient
from tests.signaling.scenes import Shared, shared
from tests.signaling.test_bad_input import VALID

GUESTS = "/api/v1/guests"


class Scene:
    """A shared page, and somebody who was invited to it."""

    def __init__(self, broker: Broker, scene: Shared) -> None:
        self.broker = broker
        self.customer, self.agent = scene.customer, scene.agent
        self.ids = {"conversation": scene.conversation, "session": scene.session}
        self.conversation = scene.conversation

    async def invite(self, by: WireClient | None = None) -> str:
        result = await (by or self.customer).request("participant.invite", **self.ids)
        assert result["expires_at"] > self.broker.clock()
        return str(result["url"])

    async def come(self, **body: Any) -> tuple[int, dict[str, Any]]:
        return await self.broker.post(GUESTS, body, origin=self.broker.base_url)

    async def redeem(self, url: str, name: str = "Gina") -> tuple[int, str]:
        status, answer = await self.come(invitation=url.partition("#")[2], name=name)
        return status, answer.get("code", "")

    async def inside(self) -> WireClient:
        guest = await self.broker.guest(await self.invite())
        await guest.request("participant.ask", request="g1", **self.ids)
        await self.customer.request(
            "participant.admit", conversation=self.conversation, request="g1"
        )
        await guest.event("link.opened")
        return guest


@pytest.fixture
async def scene(broker: Broker) -> Scene:
    return Scene(broker, await shared(broker))


async def code(client: WireClient, kind: str, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        await client.request(kind, **fields)
    return caught.value.code


async def test_R7_a_guest_waits_outside_is_let_in_and_sees_the_page(scene: Scene) -> None:
    url = await scene.invite()
    assert url.startswith(f"{scene.broker.base_url}/join#")
    guest = await scene.broker.guest(url, "  Gina\tG. ")
    ready = guest.ready
    assert ready["person"] | {"id": ""} == {"id": "", "role": "guest", "name": "Gina G."}
    assert (ready["conversations"], ready["queue"], ready["links"]) == ([], [], [])
    assert ready["redaction"] is None
    await guest.request("participant.ask", request="g1", **scene.ids)
    asked = await scene.customer.event("participant.asked")
    assert (asked["person"]["name"], asked["person"]["role"]) == ("Gina G.", "guest")
    await guest.ping()
    assert set(guest.kinds()) == {"welcome", "ready", "ack"}

    since = len(scene.agent.received)
    await scene.customer.request("participant.admit", conversation=scene.conversation, request="g1")
    opened = await guest.event("conversation.opened")
    assert opened["timeline"] == []
    link = (await guest.event("link.opened"))["link"]
    assert (link["kind"], link["offerer"]) == ("page", False)
    state = await scene.agent.state(
        lambda s: s["session"] and len(s["session"]["participants"]) == 3
    )
    assert state["session"]["participants"][2]["person"]["role"] == "guest"
    assert {"link.closed", "link.opened"}.isdisjoint(scene.agent.kinds(since))


async def test_R16_a_guest_hears_nothing_of_the_chat_and_the_calls(scene: Scene) -> None:
    await scene.customer.request(
        "conversation.message", conversation=scene.conversation, text="My PIN is 1234"
    )
    guest = await scene.inside()
    dock = await scene.broker.dock(scene.customer)
    ids = {"conversation": scene.conversation}
    await scene.agent.request("conversation.message", text="Never tell it!", **ids)
    await scene.agent.request("conversation.typing", typing=True, **ids)
    await scene.agent.request("scope.ask", scope="voice", request="v1", **ids)
    await dock.request("scope.allow", request="v1", **ids)
    bob = await scene.broker.agent("bob")
    await bob.request("participant.ask", request="b1", **scene.ids)
    await scene.agent.request("participant.invite", **scene.ids)
    await guest.ping()
    told = str(guest.received)
    assert "PIN" not in told and "Never" not in told and "Bob" not in told
    assert set(guest.kinds()) <= {
        *("welcome", "ready", "ack", "session.joined", "link.opened"),
        *("conversation.opened", "conversation.state"),
    }
    state = guest.received[-2]["state"]
    assert (state["scopes"], state["dock"], state["session"]["knocks"]) == ({}, None, [])
    # No link but that of the page.
    opened = [m["link"]["kind"] for m in guest.received if m["type"] == "link.opened"]
    assert opened == ["page"]


async def test_whatever_a_guest_sends_is_refused_but_for_a_few(scene: Scene) -> None:
    """Deny by default, held against every message that there is."""
    guest = await scene.inside()
    allowed = {str(kind.__struct_config__.tag) for kind in OF_A_GUEST}
    kinds = {str(kind.__struct_config__.tag) for kind in get_args(messages.ClientMessage)}
    ours = scene.ids | {"request": "g1", "scope": "control", "to": "x", "person": "x"}
    since = len(scene.customer.received)
    for kind in sorted(kinds - allowed):
        fields = {name: ours.get(name, value) for name, value in VALID[kind].items()}
        assert await code(guest, kind, **fields) == "not_allowed", kind
    await scene.customer.ping()
    assert scene.customer.kinds(since) == ["ack"]
    assert await code(guest, "signal.restart", link="theirs") == "no_such_link"


async def test_a_guest_is_bound_to_the_session_of_the_invitation(scene: Scene) -> None:
    guest = await scene.broker.guest(await scene.invite())
    other = await scene.broker.customer()
    started = await other.request("session.start")
    assert (
        await code(
            guest,
            "participant.ask",
            conversation=started["conversation"],
            session=started["session"],
            request="g1",
        )
        == "not_found"
    )
    assert await code(guest, "participant.ask", **scene.ids | {"session": "x"}, request="g") == (
        "not_found"
    )
    await guest.request("participant.ask", request="g1", **scene.ids)
    await guest.request("participant.refuse", conversation=scene.conversation, request="g1")
    assert (await guest.event("participant.refused"))["reason"] == "withdrawn"


class TestEnds:
    async def test_who_is_removed_is_out_with_every_way_back(self, scene: Scene) -> None:
        guest = await scene.inside()
        person = guest.ready["person"]["id"]
        await scene.customer.request("participant.remove", person=person, **scene.ids)
        assert (await guest.event("session.left"))["reason"] == "removed"
        await guest.event("link.closed")
        await guest.event("conversation.gone")
        assert await code(guest, "participant.ask", request="g2", **scene.ids) == "not_allowed"
        status, answer = await scene.come(token=guest.token)
        assert (status, answer["code"]) == (410, "session_over")

    async def test_who_is_denied_does_not_ask_again(self, scene: Scene) -> None:
        guest = await scene.broker.guest(await scene.invite())
        await guest.request("participant.ask", request="g1", **scene.ids)
        await scene.customer.request(
            "participant.refuse", conversation=scene.conversation, request="g1"
        )
        assert (await guest.event("participant.refused"))["reason"] == "denied"
        assert await code(guest, "participant.ask", request="g2", **scene.ids) == "not_allowed"

    async def test_the_session_ends(self, scene: Scene) -> None:
        guest = await scene.inside()
        url = await scene.invite()
        await scene.agent.request("session.end", **scene.ids)
        assert (await guest.event("session.ended"))["reason"] == "by_agent"
        await guest.event("conversation.gone")
        since = len(guest.received)
        await scene.customer.request(
            "conversation.message", conversation=scene.conversation, text="Are they gone?"
        )
        await guest.ping()
        assert guest.kinds(since) == ["ack"]
        # Those who come now find nothing, whether they were in it or not.
        assert await scene.redeem(url) == (410, "session_over")
        assert (await scene.come(token=guest.token))[1]["code"] == "session_over"

    async def test_the_conversation_ends(self, scene: Scene) -> None:
        guest = await scene.inside()
        await scene.customer.request("conversation.close", conversation=scene.conversation)
        assert (await guest.event("session.ended"))["reason"] == "conversation_ended"

    async def test_a_guest_comes_back_after_a_reload(self, scene: Scene) -> None:
        guest = await scene.inside()
        await guest.close()
        status, answer = await scene.come(token=guest.token)
        assert status == 200 and answer["conversation"] == scene.conversation
        again = await scene.broker.guest_again(answer)
        opened = again.ready["conversations"][0]
        assert opened["timeline"] == [] and again.ready["links"]


class TestInvitations:
    async def test_R16_the_policy_decides(self, scene: Scene) -> None:
        room = await scene.broker.hub.rooms.get(scene.conversation)
        for policy in PRESETS.values():
            room.conversation.policy = replace(policy, several_agents=True)
            if policy.guests:
                await scene.invite()
            else:
                refused = await code(scene.customer, "participant.invite", **scene.ids)
                assert refused == "policy_forbids"

    async def test_not_from_the_dock_and_not_from_the_chat_window(self, scene: Scene) -> None:
        dock = await scene.broker.dock(scene.customer)
        chat = await scene.broker.chat_window(scene.customer)
        for window in (dock, chat):
            assert await code(window, "participant.invite", **scene.ids) == "not_allowed"

    async def test_who_invited_is_told_and_what_it_is_is_not(self, scene: Scene) -> None:
        url = await scene.invite(by=scene.agent)
        event = await scene.customer.event("participant.invited")
        assert event["by"]["name"] == "Alice"
        secret = url.partition("#")[2]
        assert secret not in str(scene.customer.received)
        stored = await scene.broker.store.streams.load(scene.conversation)
        assert secret not in str(stored)

    async def test_it_is_good_once_of_two_who_race_one_gets_it(self, scene: Scene) -> None:
        url = await scene.invite()
        answers = await asyncio.gather(*(scene.redeem(url) for _ in range(5)))
        assert sorted(answers) == [(200, ""), *[(409, "invitation_used")] * 4]

    async def test_it_is_good_for_ten_minutes(self, scene: Scene) -> None:
        url = await scene.invite()
        scene.broker.clock.advance(601)
        assert await scene.redeem(url) == (410, "invitation_expired")
        scene.broker.clock.advance(14_400)
        assert await scene.redeem(url) == (404, "bad_invitation")
        await scene.broker.store.doors.sweep(scene.broker.clock())
        assert await scene.redeem(url) == (404, "bad_invitation")

    async def test_it_opens_nothing_else(self, scene: Scene) -> None:
        secret = (await scene.invite()).partition("#")[2]
        answer = await scene.come(token=secret)
        assert (answer[0], answer[1]["code"]) == (401, "bad_token")
        site = scene.broker.site
        body = {"site": site.key, "invitation": secret}
        _, introduced = await scene.broker.post("/api/v1/customers", body, origin=site.origins[0])
        assert introduced["customer"] != scene.customer.ready["person"]["id"]

    async def test_nobody_makes_them_without_end(self, scene: Scene) -> None:
        for _ in range(30):
            await scene.invite()
        assert await code(scene.customer, "participant.invite", **scene.ids) == "too_many_tries"

    async def test_nobody_guesses_without_end(self, tmp_path: Path) -> None:
        async with start_broker(settings_for(tmp_path, code_tries=2)) as broker:
            scene = Scene(broker, await shared(broker))
            url = await scene.invite()
            for _ in range(2):
                assert await scene.redeem("#guess") == (404, "bad_invitation")
            assert await scene.redeem(url) == (429, "too_many_tries")

    async def test_a_full_session_says_so(self, broker: Broker) -> None:
        scene = Scene(broker, await shared(broker))
        guest = await broker.guest(await scene.invite())
        room = await broker.hub.rooms.get(scene.conversation)
        room.conversation.policy = Policy(most_agents=1)
        assert await code(guest, "participant.ask", request="g1", **scene.ids) == "session_full"
        assert await code(scene.customer, "participant.invite", **scene.ids) == "session_full"


BAD_NAMES = [
    *("", "   ", "\t\n", "x" * 81, "x" * 500, "\x00", "Gina\x07", "a\nb\x1b[31m"),
    *("\u202eanig", "\u2066Gina", "\u200b\u200b", "\u0301\u0301", "\ud800", "\u200d"),
]
NAMES = {
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "'; DROP TABLE guests; --": "'; DROP TABLE guests; --",
    "  {organisation}  support ": "{organisation} support",
    "\u0645\u06cc\u200c\u062e\u0648\u0627": "\u0645\u06cc\u200c\u062e\u0648\u0627",
    "x" * 80: "x" * 80,
}
BAD_BODIES: list[object] = [
    *({}, {"name": "Gina"}, {"invitation": "x", "token": "y", "name": "Gina"}),
    *({"invitation": 1, "name": "Gina"}, {"invitation": "x" * 129, "name": "Gina"}),
    *({"invitation": "x", "name": ["Gina"]}, {"token": None}, [], "x", None),
]


async def test_names_that_nobody_can_read_are_refused(scene: Scene) -> None:
    url = await scene.invite()
    for name in BAD_NAMES:
        status, refused = await scene.redeem(url, name)
        assert status == 400 and refused in ("bad_name", "bad_request"), name
    # And the invitation is as good as before.
    assert await scene.redeem(url) == (200, "")


async def test_hostile_text_is_text(scene: Scene) -> None:
    for name, kept in NAMES.items():
        guest = await scene.broker.guest(await scene.invite(), name)
        assert guest.ready["person"]["name"] == kept


async def test_bodies_and_origins(scene: Scene) -> None:
    for body in BAD_BODIES:
        status, answer = await scene.broker.post(GUESTS, body, origin=scene.broker.base_url)
        assert (status, answer["code"]) == (400, "bad_request"), body
    good = {"invitation": (await scene.invite()).partition("#")[2], "name": "Gina"}
    for origin in (None, "https://shop.example", "null"):
        status, answer = await scene.broker.post(GUESTS, good, origin=origin)
        assert (status, answer["code"]) == (403, "origin_not_allowed")
