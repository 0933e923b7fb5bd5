"""First-run set-up: one code, one operator, and shut for ever (CVE-2024-1709 is how it goes wrong
elsewhere: a path that the gate did not know).
"""

import asyncio
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from yarl import URL

from broker.names import Role
from signaling.auth.accounts import Accounts, find_agent
from signaling.auth.tokens import hash_set_up_code
from signaling.errors import SetUpClosed
from signaling.keys import SET_UP
from signaling.store import Store
from signaling.store.tables import agents, set_up_codes
from tests.helpers.broker import PASSWORD, SHOP, Broker, settings_for, start_broker
from tests.helpers.forked import alongside

PATH = "/api/v1/set-up"
OLGA = {"user_name": "olga", "name": "Olga Op", "password": PASSWORD}


async def offered(broker: Broker) -> str:
    code = await broker.app[SET_UP].offer()
    assert code is not None
    return code


async def complete(broker: Broker, code: object, **more: Any) -> tuple[int, dict[str, Any]]:
    return await broker.post(PATH, {"code": code, **OLGA, **more}, origin=broker.base_url)


async def is_open(broker: Broker) -> bool:
    async with broker.http.get(broker.base_url + PATH) as answer:
        assert answer.status == 200
        return bool((await answer.json())["open"])


async def people(broker: Broker) -> list[str]:
    return [agent.user_name for agent in await broker.store.agents.all()]


async def test_the_first_operator_comes_in_and_nobody_after(broker: Broker) -> None:
    assert await is_open(broker)
    spare, code = await offered(broker), await offered(broker)
    url = broker.base_url + PATH
    typed = {"code": code.lower().replace("-", " "), **OLGA}
    async with broker.http.post(url, json=typed, headers={"Origin": broker.base_url}) as answer:
        assert answer.status == 201
        assert (await answer.json())["agent"]["role"] == "operator"
        cookie = {name: morsel.value for name, morsel in answer.cookies.items()}
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())}
    async with broker.http.get(f"{broker.base_url}/api/v1/sites", headers=headers) as answer:
        assert answer.status == 200
    assert not await is_open(broker)
    for again in (code, spare):
        status, refused = await complete(broker, again, user_name="eve")
        assert (status, refused["code"]) == (410, "set_up_closed")
    assert await broker.app[SET_UP].offer() is None
    assert await people(broker) == ["olga"]
    # As the log and the store have it, it opens nothing.
    assert await broker.store._database.read(lambda c: c.execute(set_up_codes.select()).all()) == []


async def test_it_stays_shut_when_no_operator_is_left(broker: Broker) -> None:
    """Switched off, or gone, past all that this server lets anybody do."""
    await complete(broker, await offered(broker))
    await broker.store.writer.run(lambda c: c.execute(update(agents).values(enabled=False)))
    assert not await is_open(broker)
    await broker.store.writer.run(lambda c: c.execute(delete(agents)))
    assert not await is_open(broker)
    assert (await complete(broker, "x"))[1]["code"] == "set_up_closed"


async def test_an_operator_by_the_command_line_shuts_it_too(broker: Broker) -> None:
    code = await offered(broker)
    await broker.add_agent("alice")
    assert await is_open(broker)
    accounts = Accounts(broker.store, broker.settings, broker.hub.clock)
    await accounts.change(await find_agent(broker.store, "alice"), role=Role.OPERATOR)
    assert (await complete(broker, code))[1]["code"] == "set_up_closed"


async def test_a_code_is_good_for_an_hour_and_wrong_ones_are_few(broker: Broker) -> None:
    old = await offered(broker)
    broker.clock.advance(3601)
    assert (await complete(broker, old))[1]["code"] == "bad_set_up_code"
    for wrong in ("", "x", "0" * 20, "ABCD-1234", "💩" * 20, old[:-1]):
        assert (await complete(broker, wrong))[1]["code"] == "bad_set_up_code"
    for _ in range(3):
        await complete(broker, "0" * 20)
    status, refused = await complete(broker, await offered(broker))
    assert (status, refused["code"]) == (429, "too_many_tries")
    assert await people(broker) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_name": "a b"},
        {"name": ""},
        {"password": "short"},
        {"password": "x" * 257},
        {"code": None},
        {"code": ["x"]},
        {"role": "supervisor"},
        {"code": "0" * 65},
    ],
)
async def test_what_is_no_account_costs_no_code(broker: Broker, wrong: dict[str, Any]) -> None:
    code = await offered(broker)
    status, refused = await complete(broker, wrong.pop("code", code), **wrong)
    assert (status, refused["code"]) == (400, "bad_request")
    assert await people(broker) == []
    assert (await complete(broker, code))[0] == 201


async def test_a_taken_user_name_leaves_the_door_open(broker: Broker) -> None:
    await broker.add_agent("olga")
    code = await offered(broker)
    assert (await complete(broker, code))[1]["code"] == "user_name_taken"
    assert await is_open(broker)
    assert (await complete(broker, code, user_name="omar"))[0] == 201


@pytest.mark.parametrize("origin", [None, "null", SHOP, "https://evil.example"])
async def test_only_a_page_of_the_server_sets_it_up(broker: Broker, origin: str | None) -> None:
    body = {"code": await offered(broker), **OLGA}
    status, refused = await broker.post(PATH, body, origin=origin)
    assert (status, refused["code"]) == (403, "origin_not_allowed")
    assert await is_open(broker)


async def test_two_at_once_make_one_operator(broker: Broker) -> None:
    names = ("olga", "omar", "otto")
    codes = [await offered(broker) for _ in names]
    answers = await asyncio.gather(
        *(complete(broker, code, user_name=name) for code, name in zip(codes, names, strict=True))
    )
    assert sorted(status for status, _ in answers) == [201, 410, 410]
    assert len(await people(broker)) == 1
    again = await asyncio.gather(*(complete(broker, codes[0], user_name=name) for name in names))
    assert {status for status, _ in again} == {410}


async def test_so_do_two_processes_on_one_store(broker: Broker) -> None:
    """Past all that could have told the second one that it is late."""
    other = await Store.open(broker.settings.database_url)
    try:
        accounts = Accounts(other, broker.settings, broker.hub.clock)
        now, doors = broker.hub.clock(), (broker.store.set_up, other.set_up)
        codes = [hash_set_up_code(str(number)) for number in range(2)]
        for door, code in zip(doors, codes, strict=True):
            await door.add_code(code, now + 60)
        made = [
            await accounts.make(name, name, PASSWORD, Role.OPERATOR) for name in ("olga", "omar")
        ]
        results = await asyncio.gather(
            *(
                door.complete(code, now, operator)
                for door, code, operator in zip(doors, codes, made, strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(map(repr, results)) == ["None", repr(SetUpClosed())]
        assert len(await people(broker)) == 1
    finally:
        await other.close()


TRICKS = (
    "/api/v1/set-up/",
    "/api/v1//set-up",
    "/api/v1/./set-up",
    "/api/v1/x/../set-up",
    "/api/v1/set-up//",
    "/api/v1/set-up/x",
    "/api/v1/SET-UP",
    "/API/v1/set-up",
    "/api/v1/set%2Dup",
    "/api/v1/%73et-up",
    "/api/v1/set-up%2F",
    "/api/v1/set-up%00",
    "/api/v1/set-up;x",
    "/api/v1/set-up?open=true",
    "/api%2Fv1%2Fset-up",
    "//api/v1/set-up",
    "/admin/set-up",
    "/admin//set-up",
    "/admin/../api/v1/set-up",
    "/SetupWizard.aspx/",
)


async def test_no_address_and_no_method_opens_it_again(broker: Broker) -> None:
    code = await offered(broker)
    await complete(broker, code)
    headers = {
        "Origin": broker.base_url,
        "X-HTTP-Method-Override": "POST",
        "X-Original-URL": PATH,
        "X-Rewrite-URL": PATH,
    }
    for path in (PATH, *TRICKS):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "SET"):
            url = URL(broker.base_url + path, encoded=True)
            body = {"code": code, **OLGA, "user_name": "eve"}
            async with broker.http.request(
                method, url, json=body, headers=headers, allow_redirects=False
            ) as answer:
                assert answer.status >= 400 or (await answer.read()) in (b'{"open":false}', b"")
                assert "Set-Cookie" not in answer.headers
    assert await people(broker) == ["olga"]


async def test_the_command_line_gives_a_code_once_only(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)

    async def setup_code() -> subprocess.CompletedProcess[str]:
        environment = {"ALONGSIDE_DATABASE_URL": settings.database_url}
        command = partial(alongside, "operator", "setup-code", environment=environment)
        return await asyncio.to_thread(command)

    printed = (await setup_code()).stdout
    async with start_broker(settings) as broker:
        code = printed.partition(": ")[2].strip()
        assert (await complete(broker, code))[0] == 201
    refused = await setup_code()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "alongside: This server has been set up.\n"
