"""A password that an operator has set is good for one thing: its owner's own (ASVS 5.0, 6.4.1)."""

import asyncio
from pathlib import Path
from typing import Any

from signaling.auth import totp
from tests.helpers.broker import PASSWORD, Broker, settings_for, start_broker
from tests.helpers.operator import TOKEN, operate

AGENTS = "/api/v1/agents"
FIRST = "what the operator thought of"
OWN = "and what nobody else knows"
BOB = {"user_name": "bob", "name": "Bob", "password": FIRST}


async def sign_in(broker: Broker, password: str, **more: Any) -> tuple[int, Any]:
    body = {"user_name": "bob", "password": password, **more}
    return await broker.post(f"{AGENTS}/sign-in", body, origin=broker.base_url)


async def code_of(broker: Broker, password: str, **more: Any) -> str:
    return str((await sign_in(broker, password, **more))[1].get("code", "signed in"))


async def test_the_first_password_signs_in_with_another_one_only(operated: Broker) -> None:
    assert (await operate(operated, "POST", AGENTS, BOB))[0] == 201
    assert await code_of(operated, FIRST) == "password_change_needed"
    # Whoever does not know it is told nothing.
    assert await code_of(operated, f"!{FIRST}", new_password=OWN) == "bad_credentials"
    for wrong, code in (
        (FIRST, "weak_password"),
        ("bobbobbobbob", "weak_password"),
        ("short", "bad_request"),
        ("x" * 257, "bad_request"),
    ):
        assert await code_of(operated, FIRST, new_password=wrong) == code
    assert (await sign_in(operated, FIRST, new_password=OWN))[0] == 200
    assert await code_of(operated, FIRST, new_password=OWN) == "bad_credentials"
    assert await code_of(operated, OWN) == "signed in"
    # It is no way around the page where a password is changed.
    assert await code_of(operated, OWN, new_password=FIRST) == "bad_request"


async def test_so_does_one_that_an_operator_sets_later(operated: Broker) -> None:
    await operated.add_agent("bob")
    await operate(operated, "PATCH", f"{AGENTS}/bob", {"password": FIRST})
    assert await code_of(operated, PASSWORD) == "bad_credentials"
    assert await code_of(operated, FIRST) == "password_change_needed"
    # A program cannot choose one: its operator says that it stays.
    await operate(operated, "PATCH", f"{AGENTS}/bob", {"password": FIRST, "must_change": False})
    assert await code_of(operated, FIRST) == "signed in"


async def test_of_two_who_have_it_one_gets_in(operated: Broker) -> None:
    await operate(operated, "POST", AGENTS, BOB)
    answers = await asyncio.gather(
        *(sign_in(operated, FIRST, new_password=f"{OWN} {number}") for number in range(3))
    )
    assert sorted(status for status, _ in answers) == [200, 401, 401]


async def test_it_sets_no_second_factor(operated: Broker) -> None:
    await operate(operated, "POST", AGENTS, BOB)
    body = {"user_name": "bob", "password": FIRST}
    for call, more in (("begin", {}), ("confirm", {"code": "000000"}), ("remove", {"code": "0"})):
        path = f"/api/v1/account/second-factor/{call}"
        status, answer = await operated.post(path, body | more, origin=operated.base_url)
        assert (status, answer["code"]) == (403, "password_change_needed")


async def test_the_code_is_asked_for_behind_it_and_taken_once(operated: Broker) -> None:
    await operated.add_agent("bob")
    bob = await operated.store.agents.by_user_name("bob")
    assert bob is not None
    guard = operated.accounts.second_factor
    await guard.begin(bob)
    factor = await operated.store.second_factors.find(bob.id)
    assert factor is not None

    def code() -> str:
        return totp.code_at(factor.secret, int(operated.clock() // 30))

    await guard.confirm(bob, code())
    operated.clock.advance(30)
    await operate(operated, "PATCH", f"{AGENTS}/bob", {"password": FIRST})
    assert await code_of(operated, FIRST, code=code()) == "password_change_needed"
    assert await code_of(operated, FIRST, new_password=OWN) == "second_factor_needed"
    assert await code_of(operated, FIRST, new_password=OWN, code=code()) == "signed in"


async def test_where_a_second_factor_has_to_be_the_password_is_changed_first(
    tmp_path: Path,
) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN, second_factor_roles=("agent",))
    async with start_broker(settings) as broker:
        await operate(broker, "POST", AGENTS, BOB)
        assert await code_of(broker, FIRST, new_password=OWN) == "second_factor_required"
        body = {"user_name": "bob", "password": OWN}
        path = "/api/v1/account/second-factor/begin"
        assert (await broker.post(path, body, origin=broker.base_url))[0] == 200
