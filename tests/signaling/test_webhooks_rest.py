"""`/api/v1/sites/{key}/webhooks` and `alongside webhook`: what operators do, what is refused."""

import json
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook as SecondImplementation
from typer.testing import CliRunner

from broker.errors import BrokerError
from signaling.cli import cli
from signaling.webhooks.service import MOST_PER_SITE
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, JSON, TOKEN
from tests.signaling.post_office import LOOPBACK, Receiver
from tests.signaling.test_cli import alongside

NOBODY = "webhook_" + "0" * 32
URL = "https://8.8.8.8/hook"


@pytest.fixture
async def operated(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(tmp_path, operator_token=TOKEN, webhook_networks=LOOPBACK)
    async with start_broker(settings) as broker:
        yield broker


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver().listening() as receiver:
        yield receiver


async def call(
    broker: Broker,
    method: str,
    path: str = "",
    body: object = None,
    *,
    token: str | None = BEARER,
    key: str | None = None,
) -> tuple[int, Any]:
    url = f"{broker.base_url}/api/v1/sites/{key or broker.site.key}/webhooks{path}"
    headers = JSON if token is None else {**JSON, "Authorization": token}
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    async with broker.http.request(method, url, data=data, headers=headers) as response:
        return response.status, await response.json() if response.status != 204 else None


async def test_a_webhook_from_its_first_day_to_its_last(
    operated: Broker, receiver: Receiver
) -> None:
    wanted = {"url": receiver.url, "events": ["session.ended", "conversation.queued"]}
    status, made = await call(operated, "POST", "", wanted)
    assert status == 201
    first = made.pop("secret")
    assert made["events"] == sorted(wanted["events"]) and made["enabled"]
    at = f"/{made['id']}"
    assert await call(operated, "GET", at) == (200, made)
    assert await call(operated, "GET") == (200, {"webhooks": [made]})

    customer = await operated.customer()
    await customer.request("conversation.start", text="Hello?")
    told = (await receiver.until(1))[0]
    SecondImplementation(first).verify(told.body, told.headers)

    status, turned = await call(operated, "POST", at + "/rotate", {"overlap_seconds": 60})
    assert status == 200 and turned["secret"] != first and turned["previous_secret_until"]
    status, tested = await call(operated, "POST", at + "/test")
    assert (status, tested["delivered"], tested["status"]) == (200, True, 204)
    test = receiver.got[-1]
    assert (test.id, test.said["type"]) == (tested["message"], "webhook.test")
    for secret in (first, turned["secret"]):
        SecondImplementation(secret).verify(test.body, test.headers)

    status, changed = await call(operated, "PATCH", at, {"enabled": False, "events": []})
    assert (status, changed["off_because"], changed["events"]) == (200, "operator", [])
    assert (changed["url"], changed["enabled"]) == (receiver.url, False)
    receiver.statuses = [500]
    tested = (await call(operated, "POST", at + "/test"))[1]
    assert (tested["delivered"], tested["failure"]) == (False, "status_500")
    assert (await call(operated, "PATCH", at, {"enabled": True}))[1]["off_because"] is None
    # What was tried last, the last one first; nothing of what was in it.
    status, page = await call(operated, "GET", at + "/deliveries")
    tried = page["deliveries"]
    assert (status, page["next"]) == (200, None)
    assert [(one["type"], one["status"], one["failure"]) for one in tried] == [
        ("webhook.test", 500, "status_500"),
        ("webhook.test", 204, None),
        ("conversation.queued", 204, None),
    ]
    assert {one["attempt"] for one in tried} == {1}
    assert tried[-1]["message"] == told.id
    _, first_page = await call(operated, "GET", at + "/deliveries?limit=2")
    assert first_page["deliveries"] == tried[:2]
    _, rest = await call(operated, "GET", f"{at}/deliveries?cursor={first_page['next']}")
    assert rest == {"deliveries": tried[2:], "next": None}

    assert await call(operated, "DELETE", at) == (204, None)
    assert (await call(operated, "GET", at))[1]["code"] == "not_found"
    assert await call(operated, "GET") == (200, {"webhooks": []})
    assert len(receiver.got) == 3


async def test_dead_messages_are_listed_page_by_page_and_redelivered(
    operated: Broker, receiver: Receiver
) -> None:
    made = (await call(operated, "POST", "", {"url": receiver.url}))[1]
    receiver.open.clear()
    customer = await operated.customer()
    await customer.request("conversation.start", text="Hello?")
    await receiver.until(1)
    at = f"/{made['id']}"
    # On its way; the others wait.
    info = (await call(operated, "GET", at))[1]
    assert info["waiting"] >= 2
    await operated.store.writer.run(
        lambda c: c.exec_driver_sql("UPDATE outbox SET died_at = 1.0, failure = 'timeout'")
    )
    pages: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        goes_on = f"&cursor={cursor}" if cursor else ""
        status, page = await call(operated, "GET", f"{at}/dead?limit=1{goes_on}")
        assert status == 200 and len(page["messages"]) <= 1
        pages += page["messages"]
        cursor = page["next"]
    dead = (await call(operated, "GET", at + "/dead"))[1]
    assert dead["next"] is None
    assert dead["messages"][-1] == pages[-1]
    # Not before: the one on its way would be delivered, and gone from the list, meanwhile.
    receiver.open.set()
    last = pages[-1]
    assert set(last) == {"message", "type", "failure", "attempts", "created_at", "died_at"}
    status, answer = await call(operated, "POST", at + "/redeliver", {"message": last["message"]})
    assert (status, answer) == (200, {"redelivered": 1})
    status, answer = await call(operated, "POST", at + "/redeliver", {"message": last["message"]})
    assert (status, answer["code"]) == (404, "not_found")
    await call(operated, "POST", at + "/redeliver")
    await receiver.until(len(pages))
    assert {one.id for one in receiver.got} >= {page["message"] for page in pages}


async def test_nobody_else_may(operated: Broker) -> None:
    made = (await call(operated, "POST", "", {"url": URL}))[1]
    at = f"/{made['id']}"
    calls = [
        *(("GET", ""), ("POST", ""), ("GET", at), ("PATCH", at), ("DELETE", at)),
        *(("POST", at + "/rotate"), ("POST", at + "/test"), ("GET", at + "/dead")),
        *(("POST", at + "/redeliver"), ("GET", at + "/deliveries")),
    ]
    for (method, path), token in product(calls, (None, "Bearer ", TOKEN, f"{BEARER}x")):
        for key in (operated.site.key, "nothing"):
            status, answer = await call(operated, method, path, b"{}", token=token, key=key)
            assert (status, answer["code"]) == (401, "bad_token")
    made.pop("secret")
    assert await call(operated, "GET", at) == (200, made)
    # Nor does one site's operator page reach another one's webhooks.
    other = await operated.add_site("https://other.example")
    for method, path in calls[2:]:
        status, answer = await call(operated, method, path, key=other.key, body=b"{}")
        assert (status, answer["code"]) == (404, "not_found"), path
    assert (await call(operated, "GET", "", key="nothing"))[1]["code"] == "unknown_site"
    assert await call(operated, "GET", at) == (200, made)


BAD = (400, "bad_request")
BAD_URL = (400, "bad_webhook_url")
PRIVATE = (400, "webhook_address_refused")
NO_EVENT = (400, "unknown_events")
MISSING = (404, "not_found")


HOSTILE: list[tuple[str, str, object, tuple[int, str]]] = [
    *(("POST", "", body, BAD) for body in (b"", b"{", b"\xff", b"[]", b"{}", b"[" * 50_000)),
    ("POST", "", {"url": 7}, BAD),
    ("POST", "", {"url": URL, "secret": "whsec_mine"}, BAD),
    ("POST", "", {"url": URL, "events": "session.ended"}, BAD),
    ("POST", "", {"url": URL, "events": ["x" * 65]}, BAD),
    ("POST", "", {"url": URL, "events": ["session.ended"] * 101}, BAD),
    ("POST", "", {"url": URL, "enabled": "yes"}, BAD),
    ("POST", "", b" " * 70_000, (413, "body_too_long")),
    ("POST", "", {"url": "http://hook.example/"}, BAD_URL),
    ("POST", "", {"url": "https://u:p@hook.example/"}, BAD_URL),
    ("POST", "", {"url": "https://hook.example/" + "a" * 3000}, BAD_URL),
    ("POST", "", {"url": "https://hook.example/" + "a" * 10_000}, BAD_URL),
    ("POST", "", {"url": "https://hook\u202e.example/"}, BAD_URL),
    ("POST", "", {"url": "https://hook.example\r\nX-Evil: 1/"}, BAD_URL),
    ("POST", "", {"url": "https://169.254.169.254/latest/meta-data"}, PRIVATE),
    ("POST", "", {"url": "https://[::ffff:10.0.0.1]/"}, PRIVATE),
    ("POST", "", {"url": URL, "events": ["session.begun"]}, NO_EVENT),
    ("POST", "", {"url": URL, "events": ["webhook.test"]}, NO_EVENT),
    ("POST", "", {"url": URL, "events": ["*"]}, NO_EVENT),
    ("POST", "", {"url": URL, "events": ["", "\x00", "{x}", "<b>"]}, NO_EVENT),
    ("PATCH", "/ID", {"url": "https://10.0.0.1/"}, PRIVATE),
    ("PATCH", "/ID", {"url": "ftp://hook.example/"}, BAD_URL),
    ("PATCH", "/ID", {"url": None}, BAD),
    ("PATCH", "/ID", {"events": ["nothing"], "enabled": False}, NO_EVENT),
    ("PATCH", "/ID", {"id": "webhook_mine"}, BAD),
    ("PATCH", "/ID", b"", BAD),
    ("POST", "/ID/rotate", {"overlap_seconds": -1}, BAD),
    ("POST", "/ID/rotate", b'{"overlap_seconds": 1e400}', BAD),
    ("POST", "/ID/rotate", {"overlap_seconds": 604_801}, BAD),
    ("POST", "/ID/rotate", {"secret": "whsec_mine"}, BAD),
    ("POST", "/ID/test", {"url": URL}, BAD),
    ("POST", "/ID/redeliver", {"message": "x' OR 1=1"}, BAD),
    ("POST", "/ID/redeliver", {"message": "msg_" + "0" * 32}, MISSING),
    ("GET", "/ID/dead?limit=0", None, BAD),
    ("GET", "/ID/dead?limit=101", None, BAD),
    ("GET", "/ID/dead?cursor=-1", None, BAD),
    ("GET", "/ID/dead?cursor=99999999999999999999", None, BAD),
    ("GET", "/ID/deliveries?limit=0", None, BAD),
    ("GET", "/ID/deliveries?limit=1e400", None, BAD),
    ("GET", "/ID/deliveries?cursor=-1", None, BAD),
    ("GET", f"/{NOBODY}/deliveries", None, MISSING),
    ("GET", f"/{NOBODY}", None, MISSING),
    ("GET", "/x'%20OR%201=1", None, MISSING),
    ("PATCH", "/%00", {"enabled": False}, MISSING),
    ("DELETE", f"/{NOBODY}", None, MISSING),
    ("POST", f"/{NOBODY}/rotate", None, MISSING),
    ("POST", f"/{NOBODY}/test", None, MISSING),
    ("PUT", "/ID", {"enabled": False}, (405, "method_not_allowed")),
]


async def test_hostile_input_changes_nothing(operated: Broker) -> None:
    made = (await call(operated, "POST", "", {"url": URL}))[1]
    made.pop("secret")
    for method, path, body, expected in HOSTILE:
        status, answer = await call(operated, method, path.replace("ID", made["id"]), body)
        assert (status, answer["code"]) == expected, (method, path, body)
        assert await call(operated, "GET") == (200, {"webhooks": [made]})


async def test_a_site_has_so_many_and_no_more(operated: Broker) -> None:
    for number in range(MOST_PER_SITE):
        assert (await call(operated, "POST", "", {"url": f"{URL}/{number}"}))[0] == 201
    status, answer = await call(operated, "POST", "", {"url": URL})
    assert (status, answer["code"]) == (409, "too_many_webhooks")
    assert str(MOST_PER_SITE) in answer["message"]


async def test_without_the_setting_no_token_is_an_operators(broker: Broker) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", f"/{NOBODY}")):
        status, answer = await call(broker, method, path)
        assert (status, answer["code"]) == (401, "bad_token")


def test_the_command_line_does_the_same(tmp_path: Path) -> None:
    environment = {
        "ALONGSIDE_DATABASE_URL": f"sqlite:///{tmp_path / 'store.sqlite3'}",
        "ALONGSIDE_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "COLUMNS": "200",
    }

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, arguments, env=environment)
        assert result.exit_code == code, result.output
        if isinstance(result.exception, BrokerError):
            return result.exception.code
        return result.output

    made = run("site", "add", "Shop", "--origin", "https://shop.example")
    key = made.removeprefix("Site key: ").strip()
    url = "http://127.0.0.1:1025/hook"
    added = run("webhook", "add", key, url, "--event", "session.ended")
    id, secret = (line.split(": ")[1] for line in added.splitlines())
    listed = run("webhook", "list", key)
    assert id in listed and url in listed and "session.ended" in listed and secret not in listed
    rotated = run("webhook", "rotate", key, id, "--overlap", "0")
    assert rotated.startswith("Secret: whsec_") and secret not in rotated
    assert run("webhook", "test", key, id, code=1) == "Failed: connection\n"
    assert run("webhook", "redeliver", key, id) == "On their way again: 0\n"
    for arguments, expected in (
        (("add", key, "https://10.0.0.1/"), "webhook_address_refused"),
        (("add", key, "nonsense"), "bad_webhook_url"),
        (("add", key, URL, "--event", "session.begun"), "unknown_events"),
        (("add", "nobody", URL), "unknown_site"),
        (("remove", key, NOBODY), "not_found"),
    ):
        assert run("webhook", *arguments, code=1) == expected
    run("webhook", "enable", key, id)
    run("webhook", "remove", key, id)
    assert id not in run("webhook", "list", key)


def test_the_command_line_says_what_is_wrong_in_one_sentence(tmp_path: Path) -> None:
    result = alongside(tmp_path, "webhook", "list", "nobody")
    assert result.returncode == 1
    assert result.stderr == "alongside: There is no site with this key.\n"
