"""`Idempotency-Key`: a call that is made again creates nothing more, and what is kept for it opens
nothing."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from signaling.keys import REGISTRY
from signaling.rest import idempotency
from signaling.rest.idempotency import Answer, attempt_of
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, JSON, TOKEN

SITE = {"name": "New", "origins": ["https://new.example"]}
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


async def create(
    broker: Broker, path: str, body: object, key: str | None = KEY, *, raw: bytes | None = None
) -> tuple[int, Any, bool]:
    """Status, body, and whether it was answered from what is kept."""
    headers = {"Authorization": BEARER} | ({} if key is None else {"Idempotency-Key": key})
    how = {"json": body} if raw is None else {"data": raw}
    headers |= {} if raw is None else JSON
    url = f"{broker.base_url}/api/v1{path}"
    async with broker.http.post(url, headers=headers, **how) as response:
        replayed = response.headers.get("Idempotent-Replayed") == "true"
        return response.status, await response.json(), replayed


async def sites(broker: Broker) -> int:
    return len(await broker.store.sites.all())


async def test_a_call_that_is_made_again_is_answered_as_the_first_time(operated: Broker) -> None:
    status, made, replayed = await create(operated, "/sites", SITE)
    assert (status, replayed) == (201, False)
    # As a string of RFC 8941 it is the same key.
    for key in (KEY, f'"{KEY}"'):
        assert await create(operated, "/sites", SITE, key) == (201, made, True)
    assert await sites(operated) == 2
    _, other, replayed = await create(operated, "/sites", SITE, "another")
    assert other["key"] != made["key"] and not replayed
    _, without, _ = await create(operated, "/sites", SITE, None)
    assert without["key"] not in {made["key"], other["key"]}


async def test_another_call_with_the_same_key_is_refused(operated: Broker) -> None:
    await create(operated, "/sites", SITE)
    for path, body in (
        ("/sites", SITE | {"name": "Newer"}),
        ("/sites?x=1", SITE),
        ("/conversations", {"site": operated.site.key}),
    ):
        status, refused, _ = await create(operated, path, body)
        assert (status, refused["code"]) == (422, "idempotency_mismatch")
    assert await sites(operated) == 2
    assert len(list(operated.hub.rooms)) == 0


async def test_two_at_once_create_one(operated: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, began = asyncio.Event(), asyncio.Event()
    registry = operated.app[REGISTRY]
    register = registry.register

    async def slow(*args: Any, **kwargs: Any) -> Any:
        began.set()
        await goes_on.wait()
        return await register(*args, **kwargs)

    monkeypatch.setattr(registry, "register", slow)
    first = asyncio.create_task(create(operated, "/sites", SITE))
    await began.wait()
    status, refused, _ = await create(operated, "/sites", SITE)
    assert (status, refused["code"]) == (409, "idempotency_in_progress")
    goes_on.set()
    status, made, _ = await first
    assert status == 201
    assert await create(operated, "/sites", SITE) == (201, made, True)
    assert await sites(operated) == 2


async def test_what_was_refused_may_be_corrected_under_the_same_key(operated: Broker) -> None:
    status, refused, _ = await create(operated, "/sites", SITE | {"origins": ["nowhere"]})
    assert (status, refused["code"]) == (400, "bad_request")
    assert (await create(operated, "/sites", SITE))[0] == 201


async def test_it_is_forgotten_after_a_day(operated: Broker) -> None:
    _, made, _ = await create(operated, "/sites", SITE)
    operated.clock.advance(idempotency.DAY + 1)
    status, other, replayed = await create(operated, "/sites", SITE)
    assert (status, replayed) == (201, False) and other["key"] != made["key"]
    await operated.store.doors.sweep(operated.hub.clock() + idempotency.DAY + 1)
    assert await kept(operated) == 0


async def kept(broker: Broker) -> int:
    return await broker.store.writer.run(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM answers").scalar_one()
    )


async def test_a_server_that_was_killed_keeps_nobody_out_for_long(operated: Broker) -> None:
    attempt = attempt_of(TOKEN, KEY, b"")
    now = operated.hub.clock()
    until = now + idempotency.UNDER_WAY_SECONDS
    await operated.store.kept.begin(attempt.hashed, attempt.caller, attempt.request, now, until, 10)
    operated.clock.advance(idempotency.UNDER_WAY_SECONDS + 1)
    assert (await create(operated, "/sites", SITE))[0] == 201


async def test_every_call_that_creates_takes_a_key(operated: Broker) -> None:
    webhook = {"url": "https://hooks.example/a"}
    account = {"user_name": "dora", "name": "Dora", "password": "correct horse battery"}
    at = f"/sites/{operated.site.key}/webhooks"
    for key, path, body in (
        ("a", "/conversations", {"site": operated.site.key}),
        ("b", "/agents", account),
        ("c", at, webhook),
    ):
        status, made, _ = await create(operated, path, body, key)
        assert status == 201, made
        assert await create(operated, path, body, key) == (status, made, True)
        if "secret" in made:
            rotated = await create(operated, f"{at}/{made['id']}/rotate", {}, "d")
            again = await create(operated, f"{at}/{made['id']}/rotate", {}, "d")
            assert rotated[1]["secret"] == again[1]["secret"] != made["secret"]
    assert len(list(operated.hub.rooms)) == 1


async def test_a_restart_forgets_nothing_and_a_stolen_store_shows_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN)
    account = {"user_name": "dora", "name": "Dora", "password": "correct horse battery"}
    async with start_broker(settings) as broker:
        key = broker.site.key
        hooks = f"/sites/{key}/webhooks"
        webhook = await create(broker, hooks, {"url": "https://hooks.example/a"}, "hook")
        link = await create(broker, "/conversations", {"site": key}, "link")
        await create(broker, "/agents", account, "agent")
    async with start_broker(settings) as broker:
        again = await create(broker, hooks, {"url": "https://hooks.example/a"}, "hook")
        assert again == (201, webhook[1], True)
    with sqlite3.connect(tmp_path / "test.sqlite3") as stolen:
        rows = stolen.execute("SELECT * FROM answers").fetchall()
    assert len(rows) == 3
    everything = b"".join(cell for row in rows for cell in row if isinstance(cell, bytes))
    for secret in (webhook[1]["secret"], link[1]["join_url"], TOKEN, "hook", "battery", "Dora"):
        assert secret.encode() not in everything


def test_what_is_kept_opens_with_the_callers_token_and_key_only() -> None:
    mine = attempt_of(TOKEN, KEY, b"POST /x\n{}")
    sealed = mine.seal(Answer(201, "application/json", b'{"secret": 1}'))
    assert mine.unseal(sealed).body == b'{"secret": 1}'
    for other in (attempt_of(TOKEN + "x", KEY, b""), attempt_of(TOKEN, KEY + "x", b"")):
        assert other.hashed != mine.hashed
        with pytest.raises(InvalidTag):
            other.unseal(sealed)
    # Nobody finds another one's body, nor tells from the store that two have the same.
    assert attempt_of(TOKEN + "x", KEY, b"POST /x\n{}").request != mine.request


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "a b", "schlüssel", "\t", '""x' * 100])
async def test_hostile_keys(operated: Broker, key: str) -> None:
    status, refused, _ = await create(operated, "/sites", SITE, key)
    assert (status, refused["code"]) == (400, "bad_request")
    assert await sites(operated) == 1


async def test_a_caller_cannot_fill_the_store(
    operated: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "MOST_PER_CALLER", 3)
    for number in range(6):
        await create(operated, "/sites", SITE, f"key-{number}")
    assert await kept(operated) == 3
    assert (await create(operated, "/sites", SITE, "key-5"))[2]
    assert not (await create(operated, "/sites", SITE, "key-0"))[2]


async def test_who_may_not_is_not_answered_from_what_is_kept(operated: Broker) -> None:
    await create(operated, "/sites", SITE)
    headers = {"Idempotency-Key": KEY, "Authorization": f"{BEARER}x"}
    url = f"{operated.base_url}/api/v1/sites"
    async with operated.http.post(url, json=SITE, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (401, "bad_token")


async def test_bodies_that_are_none_are_refused_as_without_a_key(operated: Broker) -> None:
    for raw, expected in ((b"{", 400), (b" " * 70_000, 413), (b"[" * 50_000, 400)):
        assert (await create(operated, "/sites", None, raw=raw))[0] == expected
    assert await kept(operated) == 0
