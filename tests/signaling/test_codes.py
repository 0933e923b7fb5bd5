"""Session IDs: single use, short-lived, limited, and told apart from nothing."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker import commands
from broker.policy import PRESETS
from signaling.auth.tokens import CODE_ALPHABET, fold_code, new_code, show_code
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.wire import Refused, WireClient


async def join(agent: WireClient, code: str) -> str:
    """`joined`, or the code of the refusal."""
    try:
        await agent.request("session.join", code=code)
    except Refused as refused:
        return refused.code
    return "joined"


@given(st.sampled_from(["", "-", " ", " - "]), st.booleans(), st.randoms())
def test_a_code_may_be_typed_carelessly(gap: str, lower: bool, dice: object) -> None:
    code = new_code()
    typed = f" {code[:4]}{gap}{code[4:]} ".replace("1", "l").replace("0", "o")
    assert fold_code(typed.lower() if lower else typed) == code
    assert fold_code(show_code(code)) == code


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGHJ", "ABCD-EFGU", "ÄBCD-EFGH", "\0" * 8])
def test_what_is_no_code_is_not_folded_into_one(typed: str) -> None:
    assert fold_code(typed) is None


def test_codes_use_the_whole_alphabet() -> None:
    seen = set("".join(new_code() for _ in range(500)))
    assert seen == set(CODE_ALPHABET)


async def test_a06_a_code_is_used_once(broker: Broker) -> None:
    alice, bob = await broker.agent("alice"), await broker.agent("bob")
    customer = await broker.customer()
    code = (await customer.request("session.start"))["code"]
    assert await join(alice, code) == "joined"
    assert await join(bob, code) == "bad_code"


async def test_a06_of_two_agents_who_race_one_wins(broker: Broker) -> None:
    alice, bob = await broker.agent("alice"), await broker.agent("bob")
    for _ in range(8):
        customer = await broker.customer()
        code = (await customer.request("session.start"))["code"]
        results = await asyncio.gather(join(alice, code), join(bob, code))
        assert sorted(results) == ["bad_code", "joined"]


async def test_a06_a_code_grows_old(broker: Broker) -> None:
    agent, customer = await broker.agent(), await broker.customer()
    code = (await customer.request("session.start"))["code"]
    broker.clock.advance(broker.settings.code_seconds)
    assert await join(agent, code) == "bad_code"


async def test_a06_a_code_of_an_ended_session_opens_nothing(broker: Broker) -> None:
    agent, customer = await broker.agent(), await broker.customer()
    started = await customer.request("session.start")
    await customer.request(
        "session.end", conversation=started["conversation"], session=started["session"]
    )
    assert await join(agent, started["code"]) == "bad_code"


async def test_customers_do_not_join_by_code(broker: Broker) -> None:
    customer, other = await broker.customer(), await broker.customer()
    code = (await customer.request("session.start"))["code"]
    assert await join(other, code) == "not_allowed"
    assert await join(await broker.agent(), code) == "joined"


async def test_a05_wrong_codes_are_counted_and_then_right_ones_are_refused_too(
    broker: Broker,
) -> None:
    agent, customer = await broker.agent(), await broker.customer()
    code = (await customer.request("session.start"))["code"]
    for _ in range(broker.settings.code_tries):
        assert await join(agent, "0000-0000") == "bad_code"
    assert await join(agent, code) == "bad_code"


async def test_a05_the_source_is_counted_too(broker: Broker) -> None:
    customer = await broker.customer()
    code = (await customer.request("session.start"))["code"]
    for number in range(broker.settings.code_tries):
        agent = await broker.agent(f"agent{number % 3}")
        assert await join(agent, "0000-0000") == "bad_code"
    assert await join(await broker.agent("innocent"), code) == "bad_code"


async def test_a05_all_together_are_counted_too(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, code_tries_site=2)) as broker:
        customer = await broker.customer()
        code = (await customer.request("session.start"))["code"]
        for name in ("alice", "bob"):
            assert await join(await broker.agent(name), "0000-0000") == "bad_code"
        assert await join(await broker.agent("carol"), code) == "bad_code"


async def test_a_refused_join_leaves_the_code_for_somebody_else(broker: Broker) -> None:
    """What decides about joining decides about the code, in one transaction."""
    broker.site = await broker.add_site("https://one.example", PRESETS["write-mode"])
    alice, bob = await broker.agent("alice"), await broker.agent("bob")
    customer = await broker.customer()
    started = await customer.request("session.start")
    room = await broker.hub.rooms.get(started["conversation"])
    first = broker.hub.presence.peer(alice.ready["endpoint"])
    assert first is not None
    await broker.hub.decide(
        room,
        commands.JoinSession(by=first.person, session=started["session"], with_code=True),
        commands.OpenEndpoint(by=first.person, endpoint=first.endpoint, kind=first.kind),
    )
    assert await join(bob, started["code"]) == "policy_forbids"
    assert await join(alice, started["code"]) == "joined"
    # She was in already, so nothing was left to decide; still she used it up.
    assert await join(alice, started["code"]) == "bad_code"
