"""Who is writing, who has read what, and what is left of it: nothing."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from broker.audit import verify
from broker.errors import UnknownThing
from broker.names import EndpointKind, Role
from broker.policy import PRESETS
from signaling.messages import SayTyping
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import Message, Refused, WireClient
from tests.signaling.scenes import accepted, with_dock

FORGETFUL = replace(PRESETS["standard"], keep_transcript=False)
SECRET = "my number is 4711-0815"


async def marks(client: WireClient, wanted: dict[str, tuple[int, int]], since: int = 0) -> Message:
    """`wanted`: delivered and seen, by side."""
    expected = {
        side: {"delivered": delivered, "seen": seen} for side, (delivered, seen) in wanted.items()
    }
    return await client.until(
        lambda m: (
            m["type"] == "conversation.marks" and expected.items() <= {k: m[k] for k in m}.items()
        ),
        since,
    )


async def last_said(client: WireClient) -> int:
    said = [m["seq"] for m in client.received if m["type"] == "conversation.messaged"]
    return int(said[-1])


async def refused(client: WireClient, kind: str, **fields: Any) -> str:
    with pytest.raises(Refused) as refusal:
        await client.request(kind, **fields)
    return refusal.value.code


async def test_typing_reaches_the_others_and_only_them(broker: Broker) -> None:
    scene = await with_dock(broker)
    customer, agent, conversation = scene.page, scene.agent, scene.conversation
    await customer.request("conversation.typing", conversation=conversation, typing=True)
    told = await agent.event("conversation.typing")
    assert (told["by"]["role"], told["typing"]) == ("customer", True)
    await agent.request("conversation.typing", conversation=conversation, typing=False)
    told = await customer.event("conversation.typing")
    assert (told["by"]["name"], told["typing"]) == ("Alice", False)
    await scene.dock.ping()
    assert len([kind for kind in agent.kinds() if kind == "conversation.typing"]) == 1
    # Her call window shows no chat.
    assert not {"conversation.typing", "conversation.marks"} & set(scene.dock.kinds())


async def test_a_message_is_delivered_then_seen(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    # What was said before the agent came has reached her now, and she has not looked yet.
    first = next(
        event["seq"]
        for event in (await agent.event("conversation.opened"))["timeline"]
        if event["type"] == "conversation.messaged"
    )
    await marks(customer, {"agents": (first, 0), "customer": (0, 0)})
    await agent.request("conversation.seen", conversation=conversation, seq=first)
    await marks(customer, {"agents": (first, first)})

    await agent.request("conversation.message", conversation=conversation, text="Hello")
    second = await last_said(agent)
    await marks(agent, {"customer": (second, 0)})
    # Later events count as seen, too, but a mark is the number of a message.
    await customer.request("conversation.message", conversation=conversation, text="A question")
    third = await last_said(customer)
    await customer.request("conversation.seen", conversation=conversation, seq=third)
    await marks(agent, {"customer": (second, second), "agents": (third, first)})

    # Nothing falls back, and what says nothing new is not told.
    since = len(agent.received)
    await customer.request("conversation.seen", conversation=conversation, seq=1)
    await agent.ping()
    assert "conversation.marks" not in agent.kinds(since)


async def test_who_is_not_there_gets_it_delivered_on_the_way_back(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    await customer.close()
    await agent.state(lambda s: not s["customer_present"])
    await agent.request("conversation.message", conversation=conversation, text="Are you there?")
    said = await last_said(agent)
    assert not any(
        m["type"] == "conversation.marks" and m["customer"]["delivered"] >= said
        for m in agent.received
    )
    back = await broker.customer(customer.token)
    await marks(agent, {"customer": (said, 0)})
    await marks(back, {"customer": (said, 0)})
    kinds = back.kinds()
    assert kinds.index("ready") < kinds.index("conversation.marks")


async def test_strangers_learn_and_say_nothing(broker: Broker) -> None:
    customer, _, conversation = await accepted(broker)
    bob, other = await broker.agent("bob"), await broker.customer()
    since = len(customer.received)
    for stranger in (bob, other):
        for kind, fields in (
            ("conversation.typing", {"typing": True}),
            ("conversation.seen", {"seq": 1}),
        ):
            assert await refused(stranger, kind, conversation=conversation, **fields) == "not_found"
            assert await refused(stranger, kind, conversation="none", **fields) == "not_found"
    await customer.ping()
    assert customer.kinds(since) == ["ack"]


async def test_a_supervisor_who_only_looks_does_not_write(broker: Broker) -> None:
    _, agent, conversation = await accepted(broker)
    watching = broker.hub.presence.peer(agent.ready["endpoint"])
    await broker.add_agent("sue", Role.SUPERVISOR)
    sue = await broker.store.agents.by_user_name("sue")
    assert watching is not None and sue is not None
    await broker.hub.staff_rights.learn([sue.id])
    looking = type(watching)(
        endpoint="e-supervisor",
        kind=EndpointKind.CONSOLE,
        person=replace(watching.person, id=sue.id, role=Role.SUPERVISOR),
        site="",
        source="",
        queue_messages=10,
        queue_bytes=1000,
    )
    room = await broker.hub.room(looking, conversation)
    assert room.conversation.id == conversation
    wish = SayTyping(id="x", conversation=conversation, typing=True)
    with pytest.raises(UnknownThing):
        await broker.hub.say_typing(looking, wish, 0.0)


async def test_hostile_marks_and_typing_change_nothing(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    since = len(agent.received)
    for seq in (10**6, 2**53 - 1):
        code = await refused(customer, "conversation.seen", conversation=conversation, seq=seq)
        assert code == "not_found"
    for wrong in (-1, 1.5, "1", None, 2**53):
        code = await refused(customer, "conversation.seen", conversation=conversation, seq=wrong)
        assert code == "bad_message"
    for state in ("yes", 1, None, {"a": 1}):
        code = await refused(
            customer, "conversation.typing", conversation=conversation, typing=state
        )
        assert code == "bad_message"
    await agent.ping()
    assert agent.kinds(since) == ["ack"]


async def test_typing_is_limited_for_all_windows_of_a_person(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    second = await broker.customer(customer.token)
    codes = []
    for number in range(24):
        window = (customer, second)[number % 2]
        try:
            await window.request("conversation.typing", conversation=conversation, typing=True)
        except Refused as refusal:
            codes.append(refusal.code)
    assert codes and set(codes) == {"too_soon"}
    await agent.ping()
    told = agent.kinds().count("conversation.typing")
    assert told == 24 - len(codes)
    # The others are not concerned.
    await agent.request("conversation.typing", conversation=conversation, typing=True)


async def test_typing_and_marks_end_with_the_conversation(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    await agent.request("conversation.close", conversation=conversation)
    for kind, fields in (
        ("conversation.typing", {"typing": True}),
        ("conversation.seen", {"seq": 1}),
    ):
        assert await refused(customer, kind, conversation=conversation, **fields) == "wrong_state"


async def test_nothing_of_it_is_stored(broker: Broker) -> None:
    customer, agent, conversation = await accepted(broker)
    before = await broker.store.streams.load(conversation)
    await customer.request("conversation.typing", conversation=conversation, typing=True)
    await agent.request("conversation.seen", conversation=conversation, seq=before[-1].seq)
    assert await broker.store.streams.load(conversation) == before


def holding(folder: Path, words: str) -> list[Path]:
    """The files in which `words` stand anywhere."""
    files = [file for file in folder.iterdir() if file.is_file()]
    return [file for file in files if words.encode() in file.read_bytes()]


async def texts(broker: Broker, conversation: str) -> list[str]:
    events = await broker.store.streams.load(conversation)
    return [event.text for event in events if hasattr(event, "text")]


async def test_a_transcript_is_kept_or_erased_as_the_policy_says(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path)) as broker:
        await broker.set_policy(broker.site.id, FORGETFUL)
        broker.forget_sites()
        customer, agent, conversation = await accepted(broker)
        await customer.request("conversation.message", conversation=conversation, text=SECRET)
        # Whoever comes back meanwhile can read it.
        assert SECRET in await texts(broker, conversation)
        await agent.request("conversation.close", conversation=conversation)
        assert await texts(broker, conversation) == ["", ""]
        assert verify(await broker.store.trail.rows(broker.site.id)) is None
    assert holding(tmp_path, SECRET) == []
    with sqlite3.connect(tmp_path / "test.sqlite3") as plain:
        assert plain.execute("SELECT count(*) FROM events WHERE content NOTNULL").fetchone() == (0,)


async def test_what_was_kept_is_erased_when_the_policy_changes_or_the_server_starts(
    tmp_path: Path,
) -> None:
    async with start_broker(settings_for(tmp_path)) as broker:
        kept = []
        for _ in range(2):
            _, agent, conversation = await accepted(broker)
            await agent.request("conversation.close", conversation=conversation)
            kept.append(conversation)
            await agent.close()
        assert [await texts(broker, one) for one in kept] == [["Hello?"], ["Hello?"]]
        _, _, open_one = await accepted(broker)
        await broker.set_policy(broker.site.id, FORGETFUL)
        assert [await texts(broker, one) for one in kept] == [[""], [""]]
        # What goes on keeps its words until it ends.
        assert await texts(broker, open_one) == ["Hello?"]
    with sqlite3.connect(tmp_path / "test.sqlite3") as plain:
        # As if it had ended before the server knew the policy.
        plain.execute("UPDATE events SET content = 'left' WHERE content ISNULL AND seq = 2")
    async with start_broker(settings_for(tmp_path)) as broker:
        assert [await texts(broker, one) for one in kept] == [[""], [""]]
        assert await texts(broker, open_one) == ["Hello?"]
