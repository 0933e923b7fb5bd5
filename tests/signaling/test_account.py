"""What agents do with their own accounts: second factor, password, where they are signed in."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from broker.names import Role
from signaling.auth import totp
from signaling.errors import WeakPassword
from signaling.store.tables import recovery_codes
from tests.helpers.broker import PASSWORD, SHOP, Broker, settings_for, start_broker
from tests.helpers.operator import operate

PATH = "/api/v1/account"
ALICE = {"user_name": "alice", "password": PASSWORD}
SIGNED_OUT = 4401


async def post(broker: Broker, path: str, body: Any, cookies: Any = None) -> tuple[int, Any]:
    return await broker.post(PATH + path, body, origin=broker.base_url, cookies=cookies)


async def sign_in(broker: Broker, **fields: Any) -> tuple[int, Any]:
    body = {**ALICE, **fields}
    return await broker.post("/api/v1/agents/sign-in", body, origin=broker.base_url)


async def account(broker: Broker, cookies: dict[str, str]) -> Any:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    async with broker.http.get(broker.base_url + PATH, headers=headers) as response:
        return await response.json()


async def secret_of(broker: Broker) -> bytes:
    agent = await broker.store.agents.by_user_name("alice")
    assert agent is not None
    found = await broker.store.second_factors.find(agent.id)
    assert found is not None
    return found.secret


async def app_code(broker: Broker, later: int = 0) -> str:
    """As the app shows it `later` steps from now."""
    return totp.code_at(await secret_of(broker), int(broker.clock() // 30) + later)


async def enrolled(broker: Broker) -> list[str]:
    """The recovery codes of alice, who has a second factor from now on."""
    await broker.add_agent("alice")
    status, made = await post(broker, "/second-factor/begin", ALICE)
    assert status == 200, made
    assert made["secret"] == totp.shown(await secret_of(broker))
    assert made["uri"].startswith("otpauth://totp/Our%20organisation%3Aalice?secret=")
    body = {**ALICE, "code": await app_code(broker)}
    status, made = await post(broker, "/second-factor/confirm", body)
    assert status == 200, made
    # The code that has confirmed it is used up: the next one is of the next step.
    broker.clock.advance(30)
    codes: list[str] = made["recovery_codes"]
    return codes


async def test_a_second_factor_is_asked_for_after_the_password(broker: Broker) -> None:
    await enrolled(broker)
    assert (await sign_in(broker))[1]["code"] == "second_factor_needed"
    assert (await sign_in(broker, code="000000"))[1]["code"] == "bad_second_factor"
    # Whoever does not know the password is not told that there is one.
    for code in (None, "000000", await app_code(broker)):
        wrong = await sign_in(broker, password="x" * 20, code=code)
        assert (wrong[0], wrong[1]["code"]) == (401, "bad_credentials")
    assert (await sign_in(broker, code=await app_code(broker)))[0] == 200


async def test_a_code_is_good_once_whoever_races(broker: Broker) -> None:
    await enrolled(broker)
    code = await app_code(broker)
    answers = await asyncio.gather(*(sign_in(broker, code=code) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 401, 401, 401, 401]
    # Nor is the one before it, which would still be in time.
    before = await app_code(broker, -1)
    assert (await sign_in(broker, code=before))[1]["code"] == "bad_second_factor"
    assert (await sign_in(broker, code=await app_code(broker, 1)))[0] == 200


async def test_recovery_codes_open_once_each_however_they_are_typed(broker: Broker) -> None:
    codes = await enrolled(broker)
    assert len(set(codes)) == 10
    rows = await broker.store.writer.run(lambda c: str(c.execute(select(recovery_codes)).all()))
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)
    assert (await sign_in(broker, code=codes[0]))[0] == 200
    assert (await sign_in(broker, code=codes[0]))[1]["code"] == "bad_second_factor"
    typed = codes[1].lower().replace("-", " ").replace("0", "o")
    assert (await sign_in(broker, code=typed))[0] == 200
    body = {**ALICE, "code": codes[2]}
    status, made = await post(broker, "/recovery-codes", body)
    assert status == 200
    assert (await sign_in(broker, code=codes[3]))[1]["code"] == "bad_second_factor"
    assert (await sign_in(broker, code=made["recovery_codes"][0]))[0] == 200


async def test_codes_cannot_be_guessed_for_long(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, sign_in_tries=3)) as broker:
        await enrolled(broker)
        for _ in range(3):
            # Asking with the password alone in between does not make it good again.
            await sign_in(broker)
            assert (await sign_in(broker, code="000000"))[0] == 401
        status, answer = await sign_in(broker, code=await app_code(broker))
        assert (status, answer["code"]) == (429, "too_many_tries")


async def test_what_is_begun_is_not_asked_for_and_confirmed_by_a_code_only(broker: Broker) -> None:
    await broker.add_agent("alice")
    await post(broker, "/second-factor/begin", ALICE)
    first = await secret_of(broker)
    assert (await sign_in(broker))[0] == 200
    await post(broker, "/second-factor/begin", ALICE)
    assert await secret_of(broker) != first
    for code in ("000000", totp.code_at(first, int(broker.clock() // 30)), "", "1" * 64):
        body = {**ALICE, "code": code}
        answer = (await post(broker, "/second-factor/confirm", body))[1]
        assert answer["code"] == "bad_second_factor"
    assert (await sign_in(broker))[0] == 200


async def test_one_that_is_there_goes_with_a_code_only(broker: Broker) -> None:
    codes = await enrolled(broker)
    assert (await post(broker, "/second-factor/begin", ALICE))[1]["code"] == "second_factor_needed"
    for path in ("/second-factor/remove", "/recovery-codes"):
        body = {**ALICE, "code": "000000"}
        assert (await post(broker, path, body))[1]["code"] == "bad_second_factor"
        assert (await post(broker, path, ALICE))[1]["code"] == "bad_request"
    body = {**ALICE, "code": codes[0]}
    assert (await post(broker, "/second-factor/remove", body)) == (200, {})
    assert (await sign_in(broker))[0] == 200
    assert (await post(broker, "/recovery-codes", body))[1]["code"] == "bad_second_factor"


async def test_a_role_may_have_to_have_one(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, second_factor_roles=(Role.AGENT,))
    async with start_broker(settings) as broker:
        await broker.add_agent("alice")
        await broker.add_agent("sue", Role.SUPERVISOR)
        status, answer = await sign_in(broker)
        assert (status, answer["code"]) == (403, "second_factor_required")
        assert (await sign_in(broker, password="x" * 20))[1]["code"] == "bad_credentials"
        assert (await sign_in(broker, user_name="sue"))[0] == 200
        await post(broker, "/second-factor/begin", ALICE)
        body = {**ALICE, "code": await app_code(broker)}
        assert (await post(broker, "/second-factor/confirm", body))[0] == 200
        assert (await sign_in(broker, code=await app_code(broker, 1)))[0] == 200


async def test_an_operator_takes_a_lost_one_away(operated: Broker) -> None:
    await enrolled(operated)
    url = f"{operated.base_url}/api/v1/agents/alice/second-factor"
    headers = {"Authorization": f"Bearer {operated.settings.operator_token}"}
    async with operated.http.delete(url, headers=headers) as answer:
        assert answer.status == 204
    assert (await sign_in(operated))[0] == 200


async def test_sign_ins_are_listed_and_end_one_by_one(broker: Broker) -> None:
    alice, elsewhere = await broker.agent("alice"), await broker.agent("alice")
    cookies = await broker.sign_in("alice")
    shown = await account(broker, cookies)
    assert (shown["user_name"], shown["role"], shown["has_password"]) == ("alice", "agent", True)
    assert [one["current"] for one in shown["sign_ins"]].count(True) == 1
    assert {one["how"] for one in shown["sign_ins"]} == {"password"}
    first = min(shown["sign_ins"], key=lambda one: one["since"])
    assert (await post(broker, "/sign-ins/end", {"sign_in": first["id"]}, cookies)) == (200, {})
    assert await alice.closed() == SIGNED_OUT
    await elsewhere.ping()
    assert (await post(broker, "/sign-ins/end", {}, cookies))[0] == 200
    assert await elsewhere.closed() == SIGNED_OUT
    left = (await account(broker, cookies))["sign_ins"]
    assert [one["current"] for one in left] == [True]


async def test_A08_nobody_ends_the_sign_in_of_somebody_else(broker: Broker) -> None:
    bob = await broker.agent("bob")
    theirs = (await account(broker, await broker.sign_in("bob")))["sign_ins"]
    await broker.add_agent("alice")
    cookies = await broker.sign_in("alice")
    for sign_in_id in (*(one["id"] for one in theirs), "nothing", ""):
        status, answer = await post(broker, "/sign-ins/end", {"sign_in": sign_in_id}, cookies)
        assert (status, answer["code"]) == (404, "not_found")
    await bob.ping()


async def test_the_minute_somebody_was_seen_last_is_kept(broker: Broker) -> None:
    await broker.add_agent("alice")
    cookies = await broker.sign_in("alice")
    before = (await account(broker, cookies))["sign_ins"][0]
    broker.clock.advance(120)
    after = (await account(broker, cookies))["sign_ins"][0]
    assert after["since"] == before["since"] and after["seen_at"] >= before["seen_at"] + 119


async def test_another_password_ends_all_other_sign_ins(broker: Broker) -> None:
    await broker.add_agent("alice")
    elsewhere = await broker.agent("alice")
    cookies = await broker.sign_in("alice")
    body = {"password": PASSWORD, "new_password": "quite another one"}
    wrong = await post(broker, "/password", {**body, "password": "x" * 20}, cookies)
    assert wrong[1]["code"] == "bad_credentials"
    await elsewhere.ping()
    assert await post(broker, "/password", body, cookies) == (200, {})
    assert await elsewhere.closed() == SIGNED_OUT
    assert len((await account(broker, cookies))["sign_ins"]) == 1
    assert (await sign_in(broker))[0] == 401
    assert (await sign_in(broker, password="quite another one"))[0] == 200


EASY = [
    "qwertyuiop",
    "1234567890",
    "password123",
    "Passw0rd123",
    "aaaaaaaaaaaaaaa",
    "abcdefghijkl",
    "Aliceson12",
    "alice.aliceson",
    "alongside1",
    "OurOrganisation!",
]


async def test_what_everybody_would_guess_first_is_no_password(broker: Broker) -> None:
    for password in EASY:
        with pytest.raises(WeakPassword):
            await broker.accounts.add("alice", "Alice Aliceson", password)
    assert await broker.store.agents.all() == []


async def test_no_rules_of_ornament(broker: Broker) -> None:
    good = ("correct horse battery", "zwölf kleine ziegen", "x7k2p9q4m1")
    for number, password in enumerate(good):
        await broker.accounts.add(f"a{number}", "Alice Aliceson", password)


async def test_a13_other_origins_are_refused(broker: Broker) -> None:
    await broker.add_agent("alice")
    cookies = await broker.sign_in("alice")
    paths = (
        *("/second-factor/begin", "/second-factor/confirm", "/second-factor/remove"),
        *("/recovery-codes", "/password", "/sign-ins/end"),
    )
    for origin in (None, "null", SHOP, "https://evil.example"):
        for path in paths:
            status, answer = await broker.post(PATH + path, ALICE, origin=origin, cookies=cookies)
            assert (status, answer["code"]) == (403, "origin_not_allowed"), path
    assert (await sign_in(broker))[0] == 200


BODIES: list[Any] = [
    None,
    [],
    {},
    {"user_name": "alice"},
    {**ALICE, "code": 123456},
    {**ALICE, "code": "x" * 65},
    {**ALICE, "code": "1", "more": 1},
    {"user_name": "x" * 65, "password": "x", "code": "1"},
    {"user_name": "alice", "password": "x" * 257, "code": "1"},
]


async def test_bodies_that_are_none(broker: Broker) -> None:
    for body in BODIES:
        for path in ("/second-factor/confirm", "/second-factor/remove", "/recovery-codes"):
            assert (await post(broker, path, body))[1]["code"] == "bad_request", body


async def test_the_operators_calls_refuse_easy_passwords(operated: Broker) -> None:
    body = {"user_name": "bob", "name": "Bob", "password": "password123"}
    status, answer = await operate(operated, "POST", "/api/v1/agents", body)
    assert (status, answer["code"]) == (400, "weak_password")
