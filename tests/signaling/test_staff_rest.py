"""`/api/v1/agents`: accounts are made, changed and switched off, and it counts everywhere (R72)."""

import asyncio
from typing import Any

import pytest

from broker.names import Role
from signaling.auth.accounts import Accounts, find_agent
from tests.helpers.broker import PASSWORD, Broker
from tests.helpers.operator import BEARER, operate
from tests.signaling.scenes import shared

PATH = "/api/v1/agents"
BOB = {"user_name": "Bob", "name": "Bob B.", "password": PASSWORD, "must_change": False}
SIGNED_OUT = 4401


async def sign_in(broker: Broker, user_name: str, password: str) -> int:
    body = {"user_name": user_name, "password": password}
    return (await broker.post(f"{PATH}/sign-in", body, origin=broker.base_url))[0]


async def test_an_account_is_made_and_found_again(operated: Broker) -> None:
    status, made = await operate(operated, "POST", PATH, {**BOB, "role": "supervisor"})
    assert status == 201
    assert (made["user_name"], made["role"], made["enabled"]) == ("bob", "supervisor", True)
    assert "password" not in made and made["present"] is False
    bob = await operated.agent("bob")
    for wanted in (made["id"], "BOB"):
        found = await operate(operated, "GET", f"{PATH}/{wanted}")
        assert found == (200, {**made, "present": True})
    assert bob.ready["person"]["role"] == "supervisor"
    status, answer = await operate(operated, "POST", PATH, BOB)
    assert (status, answer["code"]) == (409, "user_name_taken")


async def test_another_name_is_shown_from_the_next_sign_in_on(operated: Broker) -> None:
    alice = await operated.agent("alice")
    status, answer = await operate(operated, "PATCH", f"{PATH}/alice", {"name": "Alice Z."})
    assert (status, answer["name"], answer["present"]) == (200, "Alice Z.", True)
    await alice.ping()
    assert (await operated.agent("alice")).ready["person"]["name"] == "Alice Z."


CHANGES: dict[str, dict[str, Any]] = {
    "off": {"enabled": False},
    "password": {"password": "another password"},
    "role": {"role": "supervisor"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
async def test_R72_a_changed_account_closes_what_it_held(
    operated: Broker, change: dict[str, Any]
) -> None:
    scene = await shared(operated)
    cookies = await operated.sign_in("alice")
    since = len(scene.customer.received)
    status, _ = await operate(operated, "PATCH", f"{PATH}/alice", change)
    assert status == 200
    assert await scene.agent.closed() == SIGNED_OUT
    ended = await scene.customer.event("session.ended", since)
    assert ended["reason"] == "signed_out"
    await scene.customer.state(lambda state: state["state"] == "queued", since)
    ticket = await operated.post(f"{PATH}/tickets", {}, origin=operated.base_url, cookies=cookies)
    assert (ticket[0], ticket[1]["code"]) == (401, "not_signed_in")


async def test_R72_so_does_the_command_line_beside_the_server(operated: Broker) -> None:
    """Nobody tells the server: it sees for itself."""
    alice, bob = await operated.agent("alice"), await operated.agent("bob")
    accounts = Accounts(operated.store, operated.settings, operated.hub.clock)
    await accounts.change(await find_agent(operated.store, "alice"), enabled=False)
    assert await asyncio.wait_for(alice.closed(), 10) == SIGNED_OUT
    await bob.ping()


async def test_an_account_that_is_off_opens_nothing_until_it_is_on_again(
    operated: Broker,
) -> None:
    await operated.add_agent("alice")
    await operate(operated, "PATCH", f"{PATH}/alice", {"enabled": False})
    assert await sign_in(operated, "alice", PASSWORD) == 401
    on = {"enabled": True, "password": "new password", "must_change": False}
    await operate(operated, "PATCH", f"{PATH}/alice", on)
    assert await sign_in(operated, "alice", PASSWORD) == 401
    assert await sign_in(operated, "alice", "new password") == 200


async def test_a_change_that_changes_nothing_signs_nobody_out(operated: Broker) -> None:
    alice = await operated.agent("alice")
    for change in ({}, {"enabled": True}, {"role": "agent"}, {"name": "Alice"}):
        assert (await operate(operated, "PATCH", f"{PATH}/alice", change))[0] == 200
    await alice.ping()


async def test_lists_come_page_by_page(operated: Broker) -> None:
    names = [f"agent{number}" for number in range(5)]
    for name in names:
        await operated.add_agent(name)
    found: list[str] = []
    query = "?limit=2"
    for _ in range(3):
        _, page = await operate(operated, "GET", PATH + query)
        found += [agent["user_name"] for agent in page["agents"]]
        query = f"?limit=2&cursor={page['next']}"
    assert (found, page["next"]) == (names, None)


@pytest.mark.parametrize("token", [None, "Bearer ", f"{BEARER}x"])
async def test_A_nobody_else_may(operated: Broker, token: str | None) -> None:
    await operated.add_agent("alice")
    one = f"{PATH}/alice"
    before = await operate(operated, "GET", one)
    cookies = await operated.sign_in("alice")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    for method, path in (("GET", PATH), ("POST", PATH), ("GET", one), ("PATCH", one)):
        # Not even an agent of theirs.
        headers = {"Cookie": cookie} | ({} if token is None else {"Authorization": token})
        url = operated.base_url + path
        body = None if method == "GET" else {"role": "supervisor"}
        async with operated.http.request(method, url, json=body, headers=headers) as response:
            refused = (401, "bad_token")
            if token is None:
                own = method == "GET"
                refused = (403, "not_allowed" if own else "origin_not_allowed")
            assert (response.status, (await response.json())["code"]) == refused
    assert await operate(operated, "GET", one) == before


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {},
        {**BOB, "user_name": "a b"},
        {**BOB, "user_name": ""},
        {**BOB, "user_name": "é"},
        {**BOB, "name": "a\u202eb"},
        {**BOB, "name": " "},
        {**BOB, "password": "short"},
        {**BOB, "password": "x" * 257},
        {**BOB, "role": "guest"},
        {**BOB, "role": "customer"},
        {**BOB, "id": "agent_1"},
        {**BOB, "enabled": "no"},
    ],
)
async def test_what_no_account_can_be_made_of(operated: Broker, wrong: Any) -> None:
    status, answer = await operate(operated, "POST", PATH, wrong)
    assert (status, answer["code"]) == (400, "bad_request")
    assert (await operate(operated, "GET", PATH))[1]["agents"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"name": ""},
        {"password": "short"},
        {"role": "customer"},
        {"enabled": 1},
        {"user_name": "alicia"},
        {"name": "Alice Z.", "password": "short"},
    ],
)
async def test_hostile_changes_change_nothing(operated: Broker, wrong: Any) -> None:
    alice = await operated.agent("alice")
    before = await operate(operated, "GET", f"{PATH}/alice")
    status, answer = await operate(operated, "PATCH", f"{PATH}/alice", wrong)
    assert (status, answer["code"]) == (400, "bad_request")
    assert await operate(operated, "GET", f"{PATH}/alice") == before
    await alice.ping()


async def test_an_agent_who_does_not_exist(operated: Broker) -> None:
    for method in ("GET", "PATCH"):
        status, answer = await operate(operated, method, f"{PATH}/nobody", {})
        assert (status, answer["code"]) == (404, "not_found")


async def signed_in(broker: Broker, user_name: str) -> dict[str, str]:
    cookies = await broker.sign_in(user_name)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": cookie, "Origin": broker.base_url}


async def test_an_operator_signs_in_and_runs_the_server_but_answers_nobody(
    broker: Broker,
) -> None:
    """Without any token in the settings."""
    await broker.add_agent("olga", Role.OPERATOR)
    headers = await signed_in(broker, "olga")
    async with broker.http.get(f"{broker.base_url}{PATH}/me", headers=headers) as answer:
        assert (await answer.json())["agent"]["role"] == "operator"
    async with broker.http.post(f"{broker.base_url}{PATH}", json=BOB, headers=headers) as answer:
        assert answer.status == 201
    async with broker.http.post(
        f"{broker.base_url}{PATH}/tickets", json={}, headers=headers
    ) as answer:
        assert (answer.status, (await answer.json())["code"]) == (403, "not_allowed")


async def test_an_agent_who_becomes_an_operator_leaves_the_console(operated: Broker) -> None:
    alice = await operated.agent("alice")
    before = await signed_in(operated, "alice")
    status, changed = await operate(operated, "PATCH", f"{PATH}/alice", {"role": "operator"})
    assert (status, changed["role"]) == (200, "operator")
    assert await alice.closed() == SIGNED_OUT
    async with operated.http.get(f"{operated.base_url}{PATH}", headers=before) as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, "not_signed_in")
    after = await signed_in(operated, "alice")
    async with operated.http.get(f"{operated.base_url}{PATH}", headers=after) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("change", [{"enabled": False}, {"role": "agent"}])
async def test_the_last_operator_stays(operated: Broker, change: dict[str, Any]) -> None:
    await operated.add_agent("olga", Role.OPERATOR)
    before = await operate(operated, "GET", f"{PATH}/olga")
    status, answer = await operate(operated, "PATCH", f"{PATH}/olga", change)
    assert (status, answer["code"]) == (409, "last_operator")
    assert await operate(operated, "GET", f"{PATH}/olga") == before
    await operated.add_agent("omar", Role.OPERATOR)
    assert (await operate(operated, "PATCH", f"{PATH}/olga", change))[0] == 200
    # Whose account is off counts for nothing.
    status, answer = await operate(operated, "PATCH", f"{PATH}/omar", change)
    assert (status, answer["code"]) == (409, "last_operator")


async def test_two_operators_who_switch_each_other_off_at_once_leave_one(
    operated: Broker,
) -> None:
    names = ("olga", "omar")
    for name in names:
        await operated.add_agent(name, Role.OPERATOR)
    answers = await asyncio.gather(
        *(operate(operated, "PATCH", f"{PATH}/{name}", {"enabled": False}) for name in names)
    )
    assert sorted(status for status, _ in answers) == [200, 409]


async def test_an_operator_changes_what_they_sign_in_with_where_it_is_asked_for(
    broker: Broker,
) -> None:
    """Whoever sits at a console that was left open must not have the account for good."""
    await broker.add_agent("olga", Role.OPERATOR)
    await broker.add_agent("omar", Role.OPERATOR)
    headers = await signed_in(broker, "olga")
    url = f"{broker.base_url}{PATH}"
    new = {"password": "quite another one", "must_change": False}
    async with broker.http.patch(f"{url}/olga", json=new, headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (409, "own_account")
    async with broker.http.delete(f"{url}/olga/second-factor", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (409, "own_account")
    assert await sign_in(broker, "olga", PASSWORD) == 200
    # What is no door is theirs to change, and so are the doors of others.
    for path, change in (("olga", {"name": "Olga O."}), ("omar", new)):
        async with broker.http.patch(f"{url}/{path}", json=change, headers=headers) as answer:
            assert answer.status == 200
