"""`/api/v1/sites/`: operators read and change a site's rules, and nobody else does."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from broker.policy import PRESETS
from signaling.config import SettingsError, load_settings
from tests.helpers.broker import Broker
from tests.helpers.operator import BEARER, JSON, TOKEN
from tests.signaling.scenes import accepted, shared
from tests.signaling.test_cli import alongside
from tests.signaling.test_redaction import POLICY as REDACTION


async def call(
    broker: Broker,
    method: str,
    path: str,
    body: bytes | None = None,
    *,
    token: str | None = BEARER,
    key: str | None = None,
) -> tuple[int, Any]:
    url = f"{broker.base_url}/api/v1/sites/{key or broker.site.key}/{path}"
    headers = JSON if token is None else {**JSON, "Authorization": token}
    async with broker.http.request(method, url, data=body, headers=headers) as response:
        return response.status, await response.json()


async def test_an_operator_reads_and_replaces_what_agents_may_see(operated: Broker) -> None:
    status, answer = await call(operated, "GET", "redaction")
    assert (status, answer["mode"], answer["rules"]) == (200, "open", [])
    customer = await operated.customer()
    body = json.dumps(REDACTION).encode()
    assert await call(operated, "PUT", "redaction", body) == (200, REDACTION)
    assert await call(operated, "GET", "redaction") == (200, REDACTION)
    assert (await customer.event("site.redaction"))["redaction"] == REDACTION


async def test_an_operator_changes_single_flags_of_a_running_session(operated: Broker) -> None:
    scene = await shared(operated)
    since = (len(scene.agent.received), len(scene.customer.received))
    status, answer = await call(operated, "PATCH", "policy", b'{"laser": false}')
    assert (status, answer["laser"], answer["pen"]) == (200, False, True)
    for side, seen in zip((scene.agent, scene.customer), since, strict=True):
        state = await side.state(lambda s: not s["policy"]["laser"], seen)
        assert state["session"]["state"] == "active"
    assert (await call(operated, "GET", "policy"))[1] == answer
    await call(operated, "PATCH", "policy", b'{"scopes": ["view"]}')
    await scene.agent.state(lambda s: s["policy"]["scopes"] == ["view"], since[0])
    ask = {"conversation": scene.conversation, "scope": "control", "request": "drive"}
    await scene.agent.send({"type": "scope.ask", "id": "ask", **ask})
    assert (await scene.agent.answer("ask"))["code"] == "policy_forbids"


async def test_another_sites_sessions_are_left_alone(operated: Broker) -> None:
    customer, _, conversation = await accepted(operated)
    other = await operated.add_site("https://other.example")
    await call(operated, "PATCH", "policy", b'{"laser": false}', key=other.key)
    await operated.hub.site_watch.look()
    room = await operated.hub.rooms.get(conversation)
    assert room.conversation.policy.laser
    await customer.ping()


@pytest.mark.parametrize(
    "token",
    [None, "", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"{BEARER}x", "Bearer \xfc" * 20],
)
async def test_nobody_else_reads_or_changes_anything(operated: Broker, token: str | None) -> None:
    for method, path in (("GET", "redaction"), ("PUT", "redaction"), ("GET", "policy")):
        status, answer = await call(operated, method, path, b"{}", token=token)
        assert (status, answer["code"]) == (401, "bad_token")
    status, answer = await call(operated, "PATCH", "policy", b'{"laser": false}', token=token)
    assert (status, answer["code"]) == (401, "bad_token")
    # Nor do they find out which sites there are.
    status, answer = await call(operated, "GET", "policy", token=token, key="nothing")
    assert (status, answer["code"]) == (401, "bad_token")
    assert (await call(operated, "GET", "policy"))[1]["laser"]


@pytest.mark.parametrize("token", [None, "Bearer ", BEARER])
async def test_without_the_setting_no_token_is_an_operators(
    broker: Broker, token: str | None
) -> None:
    for path in ("redaction", "policy"):
        status, answer = await call(broker, "GET", path, token=token)
        assert (status, answer["code"]) == (401, "bad_token")


async def test_a_site_that_does_not_exist(operated: Broker) -> None:
    status, answer = await call(operated, "GET", "policy", key="nothing")
    assert (status, answer["code"]) == (404, "unknown_site")


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("PUT", "redaction", b"{", (400, "bad_redaction_policy")),
        ("PUT", "redaction", b"\xff", (400, "bad_redaction_policy")),
        ("PUT", "redaction", b'{"modes": 1}', (400, "bad_redaction_policy")),
        (
            "PUT",
            "redaction",
            b'{"rules": [{"selector": "p", "action": "show"}]}',
            (400, "bad_redaction_policy"),
        ),
        ("PUT", "redaction", b" " * 70_000, (413, "body_too_long")),
        ("PATCH", "policy", b"{", (400, "bad_policy")),
        ("PATCH", "policy", b"[" * 50_000, (400, "bad_policy")),
        ("PATCH", "policy", b'{"lazer": false}', (400, "bad_policy")),
        ("PATCH", "policy", b'{"laser": 1}', (400, "bad_policy")),
        ("PATCH", "policy", b" " * 70_000, (413, "body_too_long")),
        ("POST", "policy", b"{}", (405, "method_not_allowed")),
        ("DELETE", "redaction", b"", (405, "method_not_allowed")),
    ],
)
async def test_hostile_bodies_change_nothing(
    operated: Broker, method: str, path: str, body: bytes, expected: tuple[int, str]
) -> None:
    before = await call(operated, "GET", "redaction"), await call(operated, "GET", "policy")
    status, answer = await call(operated, method, path, body)
    assert (status, answer["code"]) == expected
    after = await call(operated, "GET", "redaction"), await call(operated, "GET", "policy")
    assert before == after


@pytest.mark.parametrize("token", ["short", "x" * 31, "x" * 31 + "\n", "with blanks " * 5])
def test_a_weak_token_is_refused_at_the_start(token: str) -> None:
    with pytest.raises(SettingsError, match="operator_token"):
        load_settings(None, {"ALONGSIDE_OPERATOR_TOKEN": token})


def test_the_command_line_shows_and_changes_a_policy(tmp_path: Path) -> None:
    origin = ("--origin", "https://shop.example")
    made = alongside(tmp_path, "site", "add", "Shop", *origin, "--preset", "equal")
    key = made.stdout.removeprefix("Site key: ").strip()
    before = json.loads(alongside(tmp_path, "site", "policy", key).stdout)
    assert (before["control"], before["stop_pauses"]) == ("included", True)
    file = tmp_path / "changes.json"
    file.write_text('{"pen": false}')
    written = alongside(tmp_path, "site", "policy", key, "--set", str(file))
    assert json.loads(written.stdout) == before | {"pen": False}
    file.write_text('{"pens": false}')
    refused = alongside(tmp_path, "site", "policy", key, "--set", str(file))
    assert refused.returncode != 0 and "no field 'pens'" in refused.stderr
    assert "Traceback" not in refused.stderr
    nobody = alongside(tmp_path, "site", "policy", "nobody")
    assert nobody.returncode != 0 and "no site" in nobody.stderr
    assert json.loads(alongside(tmp_path, "site", "policy", key).stdout)["pen"] is False


def test_the_command_line_tells_the_history_and_restores(tmp_path: Path) -> None:
    made = alongside(tmp_path, "site", "add", "Shop", "--origin", "https://shop.example")
    key = made.stdout.removeprefix("Site key: ").strip()
    file = tmp_path / "changes.json"
    file.write_text('{"pen": false}')
    alongside(tmp_path, "site", "policy", key, "--set", str(file))
    restored = alongside(tmp_path, "site", "restore", key, "policy", "1")
    assert restored.stdout == "Published as version 3\n"
    assert json.loads(alongside(tmp_path, "site", "policy", key).stdout)["pen"] is True
    told = alongside(tmp_path, "site", "versions", key, "policy").stdout.splitlines()
    assert [line.split()[0] for line in told[1:]] == ["3", "2", "1"]
    assert "command_line" in told[1] and "Version 1 restored" in told[1]
    nothing = alongside(tmp_path, "site", "restore", key, "policy", "9")
    assert nothing.returncode != 0 and "no such version" in nothing.stderr


async def test_a_policy_that_was_written_beside_the_server_is_found(broker: Broker) -> None:
    _, agent, _ = await accepted(broker)
    since = len(agent.received)
    wanted = replace(PRESETS["standard"], submit_by_agents=True)
    await broker.set_policy(broker.site.id, wanted)
    await agent.state(lambda s: s["policy"]["submit_by_agents"], since)
