"""Every kind of message, wrong in every way: an `error` with a stable code, never a crash, never
another conversation's data. The cases come from the message types themselves.
"""

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from signaling import messages
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import Message, Refused, WireClient
from tests.signaling.scenes import accepted, shared
from tests.signaling.test_relay import CANDIDATE, SDP

# A message of each kind that is valid by itself; "theirs" is an id that does not exist.
VALID: dict[str, Message] = {
    "ping": {},
    "conversation.start": {"text": "x"},
    "conversation.accept": {"conversation": "theirs"},
    "conversation.transfer": {"conversation": "theirs", "to": "theirs"},
    "conversation.take_over": {"conversation": "theirs"},
    "conversation.requeue": {"conversation": "theirs"},
    "conversation.message": {"conversation": "theirs", "text": "x"},
    "conversation.typing": {"conversation": "theirs", "typing": True},
    "conversation.seen": {"conversation": "theirs", "seq": 1},
    "conversation.close": {"conversation": "theirs"},
    "session.start": {"conversation": "theirs"},
    "session.join": {"conversation": "theirs", "session": "theirs"},
    "session.leave": {"conversation": "theirs", "session": "theirs"},
    "participant.invite": {"conversation": "theirs", "session": "theirs"},
    "participant.ask": {"conversation": "theirs", "session": "theirs", "request": "q"},
    "participant.admit": {"conversation": "theirs", "request": "q"},
    "participant.refuse": {"conversation": "theirs", "request": "q"},
    "participant.remove": {"conversation": "theirs", "session": "theirs", "person": "theirs"},
    "session.pause": {"conversation": "theirs", "session": "theirs"},
    "session.resume": {"conversation": "theirs", "session": "theirs"},
    "session.end": {"conversation": "theirs", "session": "theirs"},
    "scope.ask": {"conversation": "theirs", "scope": "view", "request": "q"},
    "scope.withdraw": {"conversation": "theirs", "request": "q"},
    "scope.allow": {"conversation": "theirs", "request": "q"},
    "scope.deny": {"conversation": "theirs", "request": "q"},
    "scope.give": {
        "conversation": "theirs",
        "session": "theirs",
        "scope": "control",
        "to": "theirs",
    },
    "scope.revoke": {"conversation": "theirs", "scope": "view", "grant": 1},
    "scope.release": {"conversation": "theirs", "scope": "view", "grant": 1},
    "page.shown": {"conversation": "theirs"},
    "page.closed": {"conversation": "theirs"},
    "page.unshared": {"conversation": "theirs"},
    "rule.failed": {"conversation": "theirs", "rules": [0]},
    "signal.description": {
        "link": "theirs",
        "attempt": 0,
        "description": {"type": "offer", "sdp": SDP},
    },
    "signal.candidate": {"link": "theirs", "attempt": 0, "candidate": CANDIDATE},
    "signal.restart": {"link": "theirs"},
    "link.refresh": {"link": "theirs"},
    "link.report": {"link": "theirs"},
}
CONTROL = {"session": "none", "scope": "control"}
OPTIONAL = {("session.start", "conversation"), ("session.join", "conversation")}
OPTIONAL |= {("session.join", "session")}
WRONG: list[Any] = [None, True, -1, 1.5, "", "a b", "x" * 5_000, [], {}, ["x"], {"x": 1}]


def kinds_of_messages() -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in get_args(messages.ClientMessage)}


def test_the_list_is_complete() -> None:
    assert set(VALID) == kinds_of_messages() - {"hello"}


def test_what_is_called_valid_is_valid() -> None:
    for kind, fields in VALID.items():
        frame = json.dumps({"type": kind, "id": "1", **fields})
        msgspec.json.decode(frame, type=messages.ClientMessage)


async def refusal(client: WireClient, kind: str, fields: Message) -> str | None:
    """The code of the error; None when the request was carried out."""
    try:
        await client.request(kind, **fields)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("role", ["customer", "agent"])
async def test_missing_keys_and_wrong_types(tmp_path: Path, role: str) -> None:
    async with start_broker(settings_for(tmp_path, message_burst=10_000)) as broker:
        client = await (broker.customer() if role == "customer" else broker.agent())
        await send_all_wrong(client)
        await client.ping()


async def send_all_wrong(client: WireClient) -> None:
    for kind, fields in VALID.items():
        for name in fields:
            if (kind, name) not in OPTIONAL:
                rest = {key: value for key, value in fields.items() if key != name}
                assert await refusal(client, kind, rest) == "bad_message", (kind, name)
            for value in WRONG:
                if (kind, name) in OPTIONAL and value is None:
                    continue
                if [name, value] in (["text", "a b"], ["candidate", ""], ["typing", True]):
                    continue
                code = await refusal(client, kind, {**fields, name: value})
                refused_later = name == "candidate" and code in ("sdp_refused", "no_such_link")
                assert code == "bad_message" or refused_later, (kind, name, value)


async def test_ids_of_nobody_and_of_wrong_types(broker: Broker) -> None:
    client = await broker.customer()
    keys: list[object] = [None, 1, "", "x" * 65, "a b", [], {}]
    for key in keys:
        since = len(client.received)
        await client.send({"type": "ping", "id": key})
        error = await client.event("error", since)
        assert error["code"] == "bad_message"
        assert error["id"] in (None, key)
    since = len(client.received)
    await client.send({"type": "ping"})
    assert (await client.event("error", since))["id"] is None


async def test_unknown_types_are_refused_and_unknown_keys_ignored(broker: Broker) -> None:
    client = await broker.customer()
    for kind in ("", "nonsense", "hello.world", "ack", "ready", "scope.granted", 1, None):
        await client.send({"type": kind, "id": "u"})
        since = len(client.received)
        assert (await client.event("error", max(0, since - 1)))["code"] == "bad_message"
        await client.ping()
    await client.request("ping", extra=1, __proto__={"x": 1}, constructor=None)
    assert (await client.request("conversation.start", text="x", customer="y"))["conversation"]


async def test_a_second_hello_is_refused(broker: Broker) -> None:
    client = await broker.customer()
    assert await refusal(client, "hello", {"protocol": 1}) == "bad_message"
    await client.ping()


@pytest.mark.parametrize("role", ["customer", "agent"])
async def test_a08_ids_that_do_not_exist(broker: Broker, role: str) -> None:
    client = await (broker.customer() if role == "customer" else broker.agent())
    for kind, fields in VALID.items():
        if kind in ("ping", "conversation.start"):
            continue
        expected = "no_such_link" if "link" in fields else "not_found"
        assert await refusal(client, kind, fields) == expected, kind


def with_ids(fields: Message, ids: Message) -> Message:
    return {name: ids.get(name, value) for name, value in fields.items()}


@pytest.mark.parametrize("ended", [False, True])
async def test_a08_other_peoples_conversations_do_not_exist(broker: Broker, ended: bool) -> None:
    """Strangers get the same answer for a real conversation as for one that does not exist."""
    scene = await shared(broker)
    link = (await scene.link(scene.agent))["link"]
    if ended:
        await scene.customer.request("conversation.close", conversation=scene.conversation)
    ids = {
        "conversation": scene.conversation,
        "session": scene.session,
        "request": "q1",
        "grant": scene.grant,
        "link": link,
    }
    before = (len(scene.agent.received), len(scene.customer.received))
    for stranger in (await broker.customer(), await broker.agent("bob")):
        seen = len(stranger.received)
        for kind, fields in VALID.items():
            if kind in ("ping", "conversation.start"):
                continue
            if kind == "participant.ask" and stranger.ready["person"]["role"] == "agent":
                # The id of a session is what lets an agent ask: test_joining.py.
                continue
            code = await refusal(stranger, kind, with_ids(fields, ids))
            expected = "no_such_link" if "link" in fields else "not_found"
            if kind == "conversation.accept" and stranger.ready["person"]["role"] == "agent":
                expected = "wrong_state"
            assert code == expected, kind
        assert scene.conversation not in json.dumps(stranger.received[seen:])
    await scene.agent.ping()
    await scene.customer.ping()
    told = {*scene.agent.kinds(before[0]), *scene.customer.kinds(before[1])} - {"agents.state"}
    assert told <= {"ack"} | ({"conversation.ended", "conversation.state"} if ended else set())


async def test_wrong_state_changes_nothing(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    wrong: list[tuple[WireClient, str, Message, set[str]]] = [
        (customer, "scope.ask", {"scope": "view", "request": "q"}, {"not_allowed"}),
        (customer, "scope.allow", {"request": "q"}, {"not_found"}),
        (customer, "scope.deny", {"request": "q"}, {"not_found"}),
        (customer, "scope.revoke", {"scope": "view", "grant": 1}, {"not_found", "wrong_state"}),
        (agent, "scope.withdraw", {"request": "q"}, {"not_found"}),
        (agent, "scope.release", {"scope": "view", "grant": 1}, {"not_found", "wrong_state"}),
        (agent, "scope.ask", {"scope": "control", "request": "q"}, {"not_found"}),
        (agent, "session.start", {}, {"not_allowed"}),
        (agent, "page.shown", {}, {"not_allowed"}),
        (agent, "page.unshared", {}, {"not_allowed"}),
        (customer, "page.unshared", {}, {"not_found"}),
        (agent, "rule.failed", {"rules": [0]}, {"not_allowed"}),
        (customer, "rule.failed", {"rules": [0]}, {"wrong_state"}),
        (customer, "scope.give", CONTROL | {"to": "x"}, {"not_found"}),
        (agent, "scope.give", CONTROL | {"to": "x"}, {"not_allowed"}),
        (customer, "session.pause", {"session": "none"}, {"not_found"}),
        (customer, "session.resume", {"session": "none"}, {"not_found"}),
        (agent, "session.end", {"session": "none"}, {"not_found"}),
        (agent, "session.join", {"session": "none"}, {"not_found"}),
        (customer, "session.join", {"session": "none"}, {"not_allowed"}),
        (agent, "conversation.accept", {}, {"wrong_state"}),
        (customer, "conversation.accept", {}, {"not_allowed"}),
    ]
    for client, kind, fields, codes in wrong:
        code = await refusal(client, kind, {"conversation": conversation, **fields})
        assert code in codes, (kind, code)
    assert await refusal(agent, "conversation.start", {"text": "x"}) == "not_allowed"
    assert await refusal(agent, "session.join", {}) == "bad_message"
    room = await broker.hub.rooms.get(conversation)
    assert room.conversation.session is None


async def test_text_at_and_over_its_limit(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    await customer.request("conversation.message", conversation=conversation, text="x" * 4_096)
    code = await refusal(
        customer, "conversation.message", {"conversation": conversation, "text": "x" * 4_097}
    )
    assert code == "bad_message"
    for text in ("\0", "\N{RIGHT-TO-LEFT OVERRIDE}evil", "<script>alert(1)</script>", "\x1b[31m"):
        since = len(agent.received)
        await customer.request("conversation.message", conversation=conversation, text=text)
        got = await agent.event("conversation.messaged", since)
        assert got["text"] == text.replace("\0", "\N{REPLACEMENT CHARACTER}")
