"""Over the wire: nothing of a customer's yes passes without the signature of her endpoint."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from media.signing import SigningKey
from signaling.messages import Signed, Statement, is_signed, verify_signed
from tests.helpers.broker import Broker
from tests.helpers.signing import with_signature
from tests.helpers.wire import Refused, WireClient
from tests.signaling.scenes import accepted, shared, shared_with_dock, with_dock

Message = dict[str, Any]


async def question(broker: Broker) -> tuple[WireClient, WireClient, Message]:
    """An agent has asked for the view; what the customer would answer."""
    customer, agent, conversation = await accepted(broker)
    await agent.request("scope.ask", conversation=conversation, scope="view", request="q1")
    await customer.event("scope.asked")
    return customer, agent, {"type": "scope.allow", "conversation": conversation, "request": "q1"}


def signed(client: WireClient, message: Message, key: SigningKey | None = None) -> Message:
    used = key or client.signing
    assert used is not None
    full = with_signature(message | {"id": "x"}, client.received, used, client.clock())
    found: Message = full["signed"]
    return found


async def refused(client: WireClient, message: Message, signature: Message | None) -> str:
    """The sentence of `bad_signature`."""
    fields = {name: value for name, value in message.items() if name != "type"}
    with pytest.raises(Refused) as caught:
        await client.request(message["type"], **fields, signed=signature)
    assert caught.value.code == "bad_signature"
    return str(caught.value)


async def test_the_signature_goes_along_to_the_agent(broker: Broker) -> None:
    scene = await shared(broker)
    state = await scene.agent.state(lambda s: s["session"] and s["session"]["state"] == "active")
    view = state["session"]["scopes"]["view"]
    found = msgspec.convert(view["signed"], Signed)
    assert is_signed(found, verify_signed)
    assert found.key == scene.customer.signing.public
    assert found.statement.person == scene.agent.ready["person"]["id"]
    event = await scene.agent.event("scope.granted")
    assert event["signed"] == view["signed"]
    # The agent is told with which key she came, and what that is of.
    trail = await broker.store.trail.page(broker.site.id, 0, 100, 100)
    opened = [row.record for row in trail if '"endpoint.opened"' in row.record]
    assert any(found.key in record for record in opened)


async def test_B08_without_a_signature_nothing_is_allowed(broker: Broker) -> None:
    customer, agent, allow = await question(broker)
    assert "missing" in await refused(customer, allow, None)
    await customer.ping()
    assert "scope.granted" not in agent.kinds()


Forge = Callable[[WireClient, Message], Message]


def by_another_key(client: WireClient, message: Message) -> Message:
    return signed(client, message, SigningKey())


def under_her_key(client: WireClient, message: Message) -> Message:
    """Somebody else's signature, and her key beside it."""
    return signed(client, message, SigningKey()) | {"key": client.signing.public}


def about_another_agent(client: WireClient, message: Message) -> Message:
    statement = signed(client, message)["statement"] | {"person": "agent_x"}
    return resigned(client, statement)


def long_ago(client: WireClient, message: Message) -> Message:
    statement = signed(client, message)["statement"]
    return resigned(client, statement | {"at": statement["at"] - 301_000})


def to_come(client: WireClient, message: Message) -> Message:
    statement = signed(client, message)["statement"]
    return resigned(client, statement | {"at": statement["at"] + 320_000})


def in_another_conversation(client: WireClient, message: Message) -> Message:
    statement = signed(client, message)["statement"] | {"conversation": "conversation_x"}
    return resigned(client, statement)


def with_a_voucher(client: WireClient, message: Message) -> Message:
    """A page is no dock."""
    dock = SigningKey()
    statement = msgspec.convert(signed(client, message)["statement"], Statement)
    voucher = client.signing.vouch(statement.customer, dock.public, statement.at)
    return signed(client, message) | {"voucher": msgspec.to_builtins(voucher)}


def resigned(client: WireClient, statement: Message) -> Message:
    made = client.signing.sign(msgspec.convert(statement, Statement))
    plain: Message = msgspec.to_builtins(made)
    return plain


@pytest.mark.parametrize(
    "forge",
    [
        by_another_key,
        under_her_key,
        about_another_agent,
        long_ago,
        to_come,
        in_another_conversation,
        with_a_voucher,
    ],
)
async def test_B08_forged_signatures(broker: Broker, forge: Forge) -> None:
    customer, agent, allow = await question(broker)
    await refused(customer, allow, forge(customer, allow))
    await customer.ping()
    assert "scope.granted" not in agent.kinds()
    # The question still stands, and her true yes is one.
    await customer.request("scope.allow", conversation=allow["conversation"], request="q1")


async def test_B07_what_she_signed_is_good_once(broker: Broker) -> None:
    customer, agent, allow = await question(broker)
    used = signed(customer, allow)
    conversation = allow["conversation"]
    await customer.request("scope.allow", conversation=conversation, request="q1", signed=used)
    state = await agent.state(lambda s: s["session"] and s["session"]["state"] == "active")
    session = state["session"]["session"]
    await customer.request("session.end", conversation=conversation, session=session)
    start = {"type": "session.start", "conversation": conversation}
    again = signed(customer, start)
    replayed = again["statement"] | {"nonce": used["statement"]["nonce"]}
    assert "used before" in await refused(customer, start, resigned(customer, replayed))
    await refused(customer, start, used)


async def test_every_yes_needs_one(broker: Broker) -> None:
    call = await with_dock(broker)
    conversation = call.conversation
    start = {"type": "session.start", "conversation": conversation}
    assert "missing" in await refused(call.page, start, None)
    ask = {"type": "scope.ask", "conversation": conversation, "scope": "voice", "request": "r"}
    assert "missing" in await refused(call.dock, ask, None)
    for more in (
        {"type": "participant.admit", "conversation": conversation, "request": "g"},
        {
            "type": "scope.give",
            "conversation": conversation,
            "session": "s",
            "scope": "control",
            "to": "a",
        },
    ):
        assert "missing" in await refused(call.page, more, None)


async def test_a_dock_needs_the_voucher_of_her_page(broker: Broker) -> None:
    call = await with_dock(broker)
    ask = {
        "type": "scope.ask",
        "conversation": call.conversation,
        "scope": "voice",
        "request": "ring",
    }
    good = signed(call.dock, ask)
    assert "voucher" in await refused(call.dock, ask, {**good, "voucher": None})
    other = SigningKey().vouch(good["statement"]["customer"], good["key"], 5)
    of_nobody = msgspec.to_builtins(other) | {"key": good["voucher"]["key"]}
    await refused(call.dock, ask, good | {"voucher": of_nobody})
    await call.dock.request("scope.ask", **{k: v for k, v in ask.items() if k != "type"})


async def test_nobody_else_signs(broker: Broker) -> None:
    customer, agent, allow = await question(broker)
    signature = signed(customer, allow)
    with pytest.raises(Refused) as caught:
        await agent.request(
            "scope.ask",
            conversation=allow["conversation"],
            scope="voice",
            request="r",
            signed=signature,
        )
    assert caught.value.code == "bad_signature"


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "04" + "0" * 127},
        {"key": 7},
        {"signature": "zz" * 64},
        {"signature": ""},
        {"statement": {}},
        {"statement": "x"},
        {"voucher": {"key": "04"}},
    ],
)
async def test_hostile_signatures_are_answered(broker: Broker, wrong: Message) -> None:
    customer, _, allow = await question(broker)
    signature = signed(customer, allow) | wrong
    with pytest.raises(Refused) as caught:
        await customer.request(
            "scope.allow", conversation=allow["conversation"], request="q1", signed=signature
        )
    assert caught.value.code == "bad_message"


async def test_hostile_lines_in_a_statement_are_answered(broker: Broker) -> None:
    customer, _, allow = await question(broker)
    good = signed(customer, allow)
    for wrong in ({"person": "a\nb: c"}, {"nonce": "x"}, {"at": 1e300}, {"scopes": ["x"]}):
        with pytest.raises(Refused) as caught:
            await customer.request(
                "scope.allow",
                conversation=allow["conversation"],
                request="q1",
                signed=good | {"statement": good["statement"] | wrong},
            )
        assert caught.value.code == "bad_message"


async def test_a_dock_signs_for_what_it_captures(broker: Broker) -> None:
    scene, call = await shared_with_dock(broker)
    await call.grant("voice")
    granted = "granted"
    state = await scene.agent.state(
        lambda s: "voice" in s["scopes"] and s["scopes"]["voice"]["state"] == granted
    )
    found = msgspec.convert(state["scopes"]["voice"]["signed"], Signed)
    assert found.key == call.dock.signing.public
    assert found.root == scene.customer.signing.public
    assert is_signed(found, verify_signed)
