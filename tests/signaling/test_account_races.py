"""Two things are done to one account at the same time (A-11): what an operator takes away stays
taken away, however busy its owner, or somebody who has the password, is meanwhile.

A password takes long to check: whatever an operator does beside it comes in between. Should it come
before or after, the outcome is the same.
"""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from broker.names import Permission, Role
from signaling.auth.accounts import Accounts, Proof, find_agent
from signaling.auth.passwords import hash_password
from signaling.errors import BadSignInCode
from signaling.people import Given, People
from tests.helpers.broker import PASSWORD, Broker

ANOTHER = "a password of another kind"
OPERATORS = "of the operator's own choice"
ALICE = Proof("alice", PASSWORD)

CHANGES: dict[str, dict[str, Any]] = {
    "off": {"enabled": False},
    "role": {"role": Role.SUPERVISOR},
}


async def token_of_alice(broker: Broker) -> str:
    await broker.add_agent("alice")
    return next(iter((await broker.sign_in("alice")).values()))


async def set_password(broker: Broker, hashed: str) -> None:
    """What an operator's PATCH does once the new password has been hashed."""
    alice = await find_agent(broker.store, "alice")
    await broker.store.agents.change(alice, replace(alice, password=hashed), sign_out=True)


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
async def test_a11_a_new_password_does_not_undo_what_an_operator_does_meanwhile(
    broker: Broker, change: dict[str, Any]
) -> None:
    token = await token_of_alice(broker)
    accounts = broker.accounts
    alice = await find_agent(broker.store, "alice")
    await asyncio.gather(
        accounts.change_password(ALICE, ANOTHER, "here", token),
        accounts.change(alice, **change),
        return_exceptions=True,
    )
    alice = await find_agent(broker.store, "alice")
    assert {name: getattr(alice, name) for name in change} == change


async def test_a11_nor_what_is_taken_away(broker: Broker) -> None:
    token = await token_of_alice(broker)
    people = People(broker.store, broker.hub.clock)
    alice = await find_agent(broker.store, "alice")
    given = Given(permissions=frozenset({Permission.CHAT}), sites=[])
    await asyncio.gather(
        broker.accounts.change_password(ALICE, ANOTHER, "here", token),
        people.permit(alice, given),
    )
    alice = await find_agent(broker.store, "alice")
    assert (alice.permissions, alice.sites) == (frozenset({Permission.CHAT}), frozenset())
    await broker.accounts.prove(Proof("alice", ANOTHER), "there")


async def test_a11_nor_does_it_win_against_the_password_of_an_operator(broker: Broker) -> None:
    """Whoever knows the old one, and is to be kept out, would be in again."""
    token = await token_of_alice(broker)
    hashed = await hash_password(OPERATORS)
    await asyncio.gather(
        broker.accounts.change_password(ALICE, ANOTHER, "here", token),
        set_password(broker, hashed),
        return_exceptions=True,
    )
    await broker.accounts.prove(Proof("alice", OPERATORS), "there")
    assert await broker.store.sign_ins.of_agent(await alices_id(broker), broker.clock()) == []


async def alices_id(broker: Broker) -> str:
    return (await find_agent(broker.store, "alice")).id


async def test_a11_two_operators_change_two_things(broker: Broker) -> None:
    await broker.add_agent("alice")
    accounts, people = broker.accounts, People(broker.store, broker.hub.clock)
    alice = await find_agent(broker.store, "alice")
    await accounts.change(alice, enabled=False)
    # Whose page still shows her as she was.
    await people.permit(alice, Given(permissions=frozenset()))
    await accounts.change(alice, name="Alice Z.")
    alice = await find_agent(broker.store, "alice")
    assert (alice.enabled, alice.permissions, alice.name) == (False, frozenset(), "Alice Z.")


@pytest.mark.parametrize("then", ["password", "off and on"])
async def test_a11_nobody_is_signed_in_by_what_was_right_a_moment_ago(
    broker: Broker, then: str
) -> None:
    """Somebody who has the password tries it again and again; one try is always under way."""
    await broker.add_agent("alice")
    hashed = await hash_password(OPERATORS)

    async def operator() -> None:
        alice = await find_agent(broker.store, "alice")
        if then == "password":
            await set_password(broker, hashed)
        else:
            await broker.accounts.change(alice, enabled=False)

    tries = (broker.accounts.sign_in(ALICE, f"10.0.0.{n}") for n in range(4))
    await asyncio.gather(*tries, operator(), return_exceptions=True)
    if then == "off and on":
        alice = await find_agent(broker.store, "alice")
        await broker.accounts.change(alice, enabled=True)
    assert await broker.store.sign_ins.of_agent(await alices_id(broker), broker.clock()) == []


async def test_a11_a_sign_in_code_ends_with_what_it_was_made_for(broker: Broker) -> None:
    await broker.add_agent("alice")
    alice = await find_agent(broker.store, "alice")
    made = await broker.accounts.sign_in_code(alice)
    # No console of hers is open, and no server is told: the command line does the same.
    beside = Accounts(broker.store, broker.settings, broker.hub.clock)
    await beside.change(alice, enabled=False)
    await beside.change(await find_agent(broker.store, "alice"), enabled=True)
    with pytest.raises(BadSignInCode):
        await broker.accounts.redeem(made.code)


async def test_a11_nor_does_a_new_name_of_a_team_give_anything_back(broker: Broker) -> None:
    people = People(broker.store, broker.hub.clock)
    everything = Given(permissions=None, sites=None)
    team = await people.add_team("Night", everything, [])
    await people.change_team(team, replace(team, permissions=frozenset(), sites=frozenset()))
    # By somebody whose page still shows it as it was.
    await people.change_team(team, replace(team, name="Nights"))
    found = await people.find_team("Nights")
    assert (found.permissions, found.sites) == (frozenset(), frozenset())
