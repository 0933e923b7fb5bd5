"""The agent pane in another product's page: who may frame it, and how it signs in (R32)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, update

from broker.names import Role
from signaling.auth.accounts import Accounts, find_agent
from signaling.store.tables import agents, tickets
from tests.helpers.broker import PASSWORD, SHOP, Broker, settings_for, start_broker

TOKEN = "operator-token-of-32-characters-or-more"
DESK = "https://desk.example"


@pytest.fixture
async def embedding(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(tmp_path, operator_token=TOKEN, embed_origins=(DESK,))
    async with start_broker(settings) as broker:
        await broker.add_agent("alice")
        yield broker


async def call(
    broker: Broker, path: str, body: Any = None, method: str = "POST", **headers: str
) -> tuple[int, Any]:
    url = f"{broker.base_url}/api/v1/agents/{path}"
    async with broker.http.request(method, url, json=body, headers=headers) as response:
        return response.status, await response.json()


async def made(broker: Broker, agent: str = "alice", token: str = TOKEN) -> tuple[int, Any]:
    return await call(broker, f"{agent}/sign-in-codes", Authorization=f"Bearer {token}")


async def code(broker: Broker, agent: str = "alice") -> str:
    status, answer = await made(broker, agent)
    assert status == 201, answer
    return str(answer["code"])


async def redeemed(broker: Broker, given: str) -> tuple[int, Any]:
    return await call(broker, "sign-in-code", {"code": given}, Origin=broker.base_url)


async def signed_in(broker: Broker, agent: str = "alice") -> str:
    """The bearer token of a pane."""
    status, answer = await redeemed(broker, await code(broker, agent))
    assert status == 200, answer
    return str(answer["token"])


async def ticket(broker: Broker, token: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}", "Origin": broker.base_url}
    return await call(broker, "tickets", {}, **headers)


async def test_a_code_signs_the_agent_in_once(embedding: Broker) -> None:
    given = await code(embedding)
    status, answer = await redeemed(embedding, given)
    assert (status, answer["agent"]["name"]) == (200, "Alice")
    status, me = await call(
        embedding, "me", method="GET", Authorization=f"Bearer {answer['token']}"
    )
    assert (status, me) == (200, {"agent": answer["agent"]})
    _, opened = await ticket(embedding, answer["token"])
    client = await embedding.connect(opened["ticket"], embedding.base_url)
    assert (await client.hello())["person"]["name"] == "Alice"
    assert (await redeemed(embedding, given))[1]["code"] == "bad_sign_in_code"


async def test_no_cookie_comes_with_it_and_none_is_taken_away(embedding: Broker) -> None:
    """The console in another tab of the same browser stays signed in."""
    cookies = await embedding.sign_in("alice")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    url = f"{embedding.base_url}/api/v1/agents/"
    origin = {"Origin": embedding.base_url}
    body = {"code": await code(embedding)}
    async with embedding.http.post(f"{url}sign-in-code", json=body, headers=origin) as answer:
        assert "Set-Cookie" not in answer.headers
        token = (await answer.json())["token"]
    headers = {**origin, "Authorization": f"Bearer {token}", "Cookie": cookie}
    async with embedding.http.post(f"{url}sign-out", headers=headers) as answer:
        assert (answer.status, "Set-Cookie" in answer.headers) == (200, False)
    assert (await ticket(embedding, token))[1]["code"] == "not_signed_in"
    assert (await call(embedding, "me", method="GET", Cookie=cookie))[0] == 200


async def test_of_many_who_race_for_a_code_one_is_signed_in(embedding: Broker) -> None:
    given = await code(embedding)
    answers = await asyncio.gather(*(redeemed(embedding, given) for _ in range(20)))
    assert sorted(status for status, _ in answers) == [200] + [401] * 19


async def test_a_code_is_good_for_a_minute(embedding: Broker) -> None:
    _, answer = await made(embedding)
    assert 59 < answer["expires_at"] - embedding.clock() <= 60
    embedding.clock.advance(60)
    status, refusal = await redeemed(embedding, answer["code"])
    assert (status, refusal["code"]) == (401, "bad_sign_in_code")


async def test_the_store_holds_no_code_and_a_code_opens_nothing_else(embedding: Broker) -> None:
    given = await code(embedding)
    rows = await embedding.store.writer.run(lambda c: str(c.execute(select(tickets)).all()))
    assert given not in rows
    for wrong in (given, f"sign-in code {given}"):
        for headers in (
            {"Authorization": f"Bearer {wrong}"},
            {"Cookie": f"alongside_agent={wrong}"},
        ):
            assert (await call(embedding, "me", method="GET", **headers))[0] == 401
        url = f"{embedding.base_url}/ws?ticket={wrong}"
        headers = {"Origin": embedding.base_url, "Sec-WebSocket-Protocol": "alongside.v1"}
        headers |= {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        headers |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        async with embedding.http.get(url, headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (401, "bad_ticket")
    # None of that has used it up; and a ticket is no code.
    token = (await redeemed(embedding, given))[1]["token"]
    _, opened = await ticket(embedding, token)
    assert (await redeemed(embedding, opened["ticket"]))[1]["code"] == "bad_sign_in_code"


async def test_only_operators_make_codes_and_only_of_agents(embedding: Broker) -> None:
    for token in ("", "x", TOKEN + "x", await signed_in(embedding)):
        status, answer = await made(embedding, token=token)
        assert (status, answer["code"]) == (401, "bad_token")
    for nobody in ("nobody", "x" * 65, "a%00b", "a%20b", "%F0%9F%92%A9"):
        status, answer = await made(embedding, nobody)
        assert (status, answer["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"embed_origins": (DESK,)}, (401, "bad_token")),
        ({"operator_token": TOKEN}, (404, "not_found")),
    ],
)
async def test_there_are_no_codes_before_an_operator_wants_them(
    tmp_path: Path, settings: dict[str, Any], refused: tuple[int, str]
) -> None:
    async with start_broker(settings_for(tmp_path, **settings)) as broker:
        await broker.add_agent("alice")
        status, answer = await made(broker)
        assert (status, answer["code"]) == refused


async def test_an_operator_has_no_pane(embedding: Broker) -> None:
    """Nor does a code that was made before."""
    given = await code(embedding)
    accounts = Accounts(embedding.store, embedding.settings, embedding.hub.clock)
    agent = await find_agent(embedding.store, "alice")
    await accounts.change(agent, role=Role.OPERATOR)
    assert (await made(embedding))[1]["code"] == "not_found"
    assert (await redeemed(embedding, given))[1]["code"] == "bad_sign_in_code"


@pytest.mark.parametrize("origin", [None, "null", SHOP, DESK, "https://evil.example"])
async def test_a13_codes_are_redeemed_by_pages_of_the_broker_only(
    embedding: Broker, origin: str | None
) -> None:
    given = await code(embedding)
    headers = {} if origin is None else {"Origin": origin}
    status, answer = await call(embedding, "sign-in-code", {"code": given}, **headers)
    assert (status, answer["code"]) == (403, "origin_not_allowed")
    assert (await redeemed(embedding, given))[0] == 200
    # A token does not make up for the origin either.
    headers["Authorization"] = f"Bearer {await signed_in(embedding)}"
    for path in ("tickets", "sign-out"):
        assert (await call(embedding, path, {}, **headers))[0] == 403


@pytest.mark.parametrize(
    "code",
    [None, 1, [], "", "x" * 42, "x" * 44, "x" * 42 + "\n", "x" * 42 + "\u00e4", "x" * 60_000],
)
async def test_bodies_that_hold_no_code(embedding: Broker, code: object) -> None:
    for body in ({"code": code}, {"code": "x" * 43, "more": code}, code):
        status, answer = await call(embedding, "sign-in-code", body, Origin=embedding.base_url)
        assert (status, answer["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic x", "Bearer x y", "\u00ff" * 99]
)
async def test_headers_that_sign_nobody_in(embedding: Broker, header: str) -> None:
    """Also beside a good cookie: who says it in the header means that one."""
    cookies = await embedding.sign_in("alice")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    status, answer = await call(embedding, "me", method="GET", Authorization=header, Cookie=cookie)
    assert (status, answer["code"]) == (401, "not_signed_in")


async def test_an_account_that_is_off_ends_it_at_once(embedding: Broker) -> None:
    token, given = await signed_in(embedding), await code(embedding)
    _, opened = await ticket(embedding, token)
    query = update(agents).where(agents.c.user_name == "alice").values(enabled=False)
    await embedding.store.writer.run(lambda c: c.execute(query))
    assert (await ticket(embedding, token))[1]["code"] == "not_signed_in"
    assert (await redeemed(embedding, given))[1]["code"] == "bad_sign_in_code"
    assert (await made(embedding))[1]["code"] == "not_found"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await embedding.connect(opened["ticket"], embedding.base_url)


async def test_signing_out_closes_the_pane_and_takes_back_codes(embedding: Broker) -> None:
    token, given = await signed_in(embedding), await code(embedding)
    _, opened = await ticket(embedding, token)
    client = await embedding.connect(opened["ticket"], embedding.base_url)
    await client.hello()
    headers = {"Authorization": f"Bearer {token}", "Origin": embedding.base_url}
    assert (await call(embedding, "sign-out", {}, **headers)) == (200, {})
    await client.closed()
    assert (await redeemed(embedding, given))[1]["code"] == "bad_sign_in_code"
    assert (await call(embedding, "sign-out", {}, **headers))[1]["code"] == "not_signed_in"


async def policy(broker: Broker, path: str) -> tuple[str, str | None, str]:
    """What frames it; the old header for that; the page."""
    async with broker.http.get(broker.base_url + path) as response:
        framers = response.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]
        return framers, response.headers.get("X-Frame-Options"), await response.text()


async def test_the_pane_may_be_framed_by_those_whom_the_operator_names(embedding: Broker) -> None:
    framers, old, page = await policy(embedding, "/agent/?embedded")
    assert (framers, old) == (DESK, None)
    assert f'<script type="application/json" id="embed">["{DESK}"]</script>' in page
    for path in ("/agent/", "/agent/?conversation=x", "/agent/?Embedded", "/agent/?x=embedded"):
        framers, old, page = await policy(embedding, path)
        assert (framers, old, 'id="embed"' in page) == ("'none'", "DENY", False)
    for inside in ("/mirror", "/document"):
        assert (await policy(embedding, inside))[0] == f"'self' {DESK}"


async def test_nobody_frames_it_by_default(broker: Broker) -> None:
    framers, old, page = await policy(broker, "/agent/?embedded")
    assert (framers, old, 'id="embed"' in page) == ("'none'", "DENY", False)
    for inside in ("/mirror", "/document"):
        assert (await policy(broker, inside))[0] == "'self'"


async def test_the_script_of_the_element_is_for_all_origins(broker: Broker) -> None:
    async with broker.http.get(f"{broker.base_url}/sdk/v1/alongside-agent.js") as response:
        assert response.status == 200
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_password_still_signs_in_beside_it(embedding: Broker) -> None:
    assert "alongside_agent" in await embedding.sign_in("alice", PASSWORD)
