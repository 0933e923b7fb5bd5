"""REST: how customers and agents come to their tickets, and what browsers may read of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.broker import PASSWORD, SHOP, Broker, settings_for, start_broker
from tests.helpers.operator import JSON


async def test_a_customer_gets_what_the_sdk_needs(broker: Broker) -> None:
    answer = await broker.customer_ticket()
    fields = {"customer", "token", "ticket", "organisation", "site_name", "origins"}
    assert set(answer) == fields | {
        "control_included",
        "languages",
        "language_choice",
        "look",
        "english_changed",
        "copy",
    }
    assert (answer["organisation"], answer["site_name"]) == ("Shop Ltd", "Shop")
    assert answer["origins"] == [SHOP]
    again = await broker.customer_ticket(answer["token"])
    assert again["customer"] == answer["customer"]
    assert again["ticket"] != answer["ticket"]


async def test_a_token_that_is_not_ours_makes_a_new_customer(broker: Broker) -> None:
    other = await broker.add_site("https://other.example")
    theirs = await broker.customer_ticket(site=other)
    for token in ("nonsense", theirs["token"]):
        answer = await broker.customer_ticket(token)
        assert answer["customer"] != theirs["customer"]
        assert answer["token"] != token


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", SHOP + ".evil.example"])
async def test_a01_other_origins_get_no_ticket(broker: Broker, origin: str | None) -> None:
    body = {"site": broker.site.key}
    status, answer = await broker.post("/api/v1/customers", body, origin=origin)
    assert (status, answer["code"]) == (403, "origin_not_allowed")
    assert "ticket" not in answer


async def test_an_unknown_site_key(broker: Broker) -> None:
    status, answer = await broker.post("/api/v1/customers", {"site": "x"}, origin=SHOP)
    assert (status, answer["code"]) == (404, "unknown_site")


@pytest.mark.parametrize(
    "body", [None, [], {}, {"site": 1}, {"site": "x" * 200}, {"site": "x", "token": 1}, "x"]
)
async def test_bad_bodies(broker: Broker, body: object) -> None:
    status, answer = await broker.post("/api/v1/customers", body, origin=SHOP)
    assert (status, answer["code"]) == (400, "bad_request")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 50_000, b'{"site": "\\ud800"}'])
async def test_bodies_that_are_no_json(broker: Broker, body: bytes) -> None:
    url = f"{broker.base_url}/api/v1/customers"
    async with broker.http.post(url, data=body, headers={"Origin": SHOP, **JSON}) as response:
        assert response.status == 400
        assert (await response.json())["code"] == "bad_request"


async def test_a_body_over_the_limit(broker: Broker) -> None:
    url = f"{broker.base_url}/api/v1/customers"
    async with broker.http.post(url, data=b" " * 70_000, headers={"Origin": SHOP}) as response:
        assert response.status == 413


async def test_f07_a_slow_body_is_not_waited_for(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, body_seconds=0.1)) as broker:
        reader, writer = await asyncio.open_connection("127.0.0.1", broker.settings.port)
        head = f"POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\nContent-Length: 10"
        writer.write(f"{head}\r\n\r\n{{".encode())
        await writer.drain()
        assert b" 400 " in await reader.readline()
        writer.close()


@pytest.mark.parametrize("origin", [SHOP, "https://evil.example"])
async def test_refusals_can_be_read_by_the_page_that_is_refused(
    broker: Broker, origin: str
) -> None:
    url = f"{broker.base_url}/api/v1/customers"
    headers = {"Origin": origin}
    async with broker.http.post(url, json={"site": "x"}, headers=headers) as response:
        assert response.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert "Origin" in response.headers["Vary"]
    headers |= {"Access-Control-Request-Method": "POST"}
    async with broker.http.options(url, headers=headers) as response:
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == origin
        assert response.headers["Access-Control-Allow-Headers"] == "content-type"


async def test_other_resources_are_not_for_other_origins(broker: Broker) -> None:
    url = f"{broker.base_url}/api/v1/agents/me"
    async with broker.http.get(url, headers={"Origin": SHOP}) as response:
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_an_agent_signs_in(broker: Broker) -> None:
    await broker.add_agent("alice")
    url = f"{broker.base_url}/api/v1/agents/sign-in"
    body = {"user_name": "ALICE", "password": PASSWORD}
    async with broker.http.post(url, json=body, headers={"Origin": broker.base_url}) as response:
        assert response.status == 200
        agent = (await response.json())["agent"]
        cookie = response.cookies["alongside_agent"]
    assert (agent["name"], agent["role"]) == ("Alice", "agent")
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/"
    assert not cookie["secure"]
    async with broker.http.get(
        f"{broker.base_url}/api/v1/agents/me",
        headers={"Cookie": f"alongside_agent={cookie.value}"},
    ) as response:
        assert (await response.json())["agent"] == agent


async def test_a13_cookies_are_secure_behind_https(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, public_url="https://broker.example")
    async with start_broker(settings) as broker:
        await broker.add_agent("alice")
        async with broker.http.post(
            f"http://127.0.0.1:{broker.settings.port}/api/v1/agents/sign-in",
            json={"user_name": "alice", "password": PASSWORD},
            headers={"Origin": "https://broker.example"},
        ) as response:
            cookie = response.cookies["__Host-alongside_agent"]
            assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
            assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
        url = f"http://127.0.0.1:{broker.settings.port}/api/v1/agents/me"
        # Another host of the same domain may set the one, and never the other.
        for name, status in (("__Host-alongside_agent", 200), ("alongside_agent", 401)):
            headers = {"Cookie": f"{name}={cookie.value}"}
            async with broker.http.get(url, headers=headers) as response:
                assert response.status == status


async def test_a13_no_hsts_where_there_is_no_https(broker: Broker) -> None:
    async with broker.http.get(f"{broker.base_url}/api/v1/agents/me") as response:
        assert "Strict-Transport-Security" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "base-uri 'none'" in response.headers["Content-Security-Policy"]


async def test_signing_in_anew_ends_the_sign_in_that_the_browser_had(broker: Broker) -> None:
    await broker.add_agent("alice")
    first = await broker.sign_in("alice")
    body = {"user_name": "alice", "password": PASSWORD}
    path = "/api/v1/agents/sign-in"
    assert (await broker.post(path, body, origin=broker.base_url, cookies=first))[0] == 200
    again = await broker.post("/api/v1/agents/tickets", {}, origin=broker.base_url, cookies=first)
    assert again[1]["code"] == "not_signed_in"


async def sign_in_answer(broker: Broker, user_name: str, password: str) -> tuple[int, Any]:
    body = {"user_name": user_name, "password": password}
    return await broker.post("/api/v1/agents/sign-in", body, origin=broker.base_url)


async def test_a07_wrong_names_and_wrong_passwords_look_the_same(broker: Broker) -> None:
    await broker.add_agent("alice")
    wrong_password = await sign_in_answer(broker, "alice", "x" * 20)
    assert wrong_password[0] == 401
    assert wrong_password[1]["code"] == "bad_credentials"
    for name in ("nobody", "", "alice\0", "ALICE "):
        assert await sign_in_answer(broker, name, PASSWORD) == wrong_password


async def test_a05_passwords_cannot_be_guessed_for_long(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, sign_in_tries=3)) as broker:
        await broker.add_agent("alice")
        for _ in range(3):
            assert (await sign_in_answer(broker, "alice", "wrong"))[0] == 401
        status, answer = await sign_in_answer(broker, "alice", PASSWORD)
        assert (status, answer["code"]) == (429, "too_many_tries")


async def test_a05_an_own_account_does_not_buy_more_guesses(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, sign_in_tries=3)) as broker:
        await broker.add_agent("mallory")
        for name in ("a", "b", "c"):
            await broker.sign_in("mallory")
            assert (await sign_in_answer(broker, name, "wrong"))[0] == 401
        assert (await sign_in_answer(broker, "d", "wrong"))[0] == 429


@pytest.mark.parametrize("path", ["sign-in", "sign-out", "tickets"])
async def test_a13_posts_from_other_origins_are_refused(broker: Broker, path: str) -> None:
    await broker.add_agent("alice")
    cookies = await broker.sign_in("alice")
    body = {"user_name": "alice", "password": PASSWORD}
    for origin in (None, "null", SHOP, "https://evil.example"):
        status, answer = await broker.post(
            f"/api/v1/agents/{path}", body, origin=origin, cookies=cookies
        )
        assert (status, answer["code"]) == (403, "origin_not_allowed")


@pytest.mark.parametrize("cookie", [None, "", "x", "a" * 4_000])
async def test_without_a_sign_in_there_is_no_ticket(broker: Broker, cookie: str | None) -> None:
    cookies = None if cookie is None else {"alongside_agent": cookie}
    status, answer = await broker.post(
        "/api/v1/agents/tickets", {}, origin=broker.base_url, cookies=cookies
    )
    assert (status, answer["code"]) == (401, "not_signed_in")


async def test_a_sign_in_ends(broker: Broker) -> None:
    await broker.add_agent("alice")
    cookies = await broker.sign_in("alice")
    broker.clock.advance(broker.settings.sign_in_seconds)
    status, _ = await broker.post(
        "/api/v1/agents/tickets", {}, origin=broker.base_url, cookies=cookies
    )
    assert status == 401
