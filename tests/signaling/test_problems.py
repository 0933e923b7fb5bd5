"""How refusals look: problem details (RFC 9457), everywhere, and headers that say what to do."""

from pathlib import Path
from typing import Any

import pytest

from signaling.errors import all_errors
from signaling.rest.problems import TYPE
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, JSON

OPERATOR = {"Authorization": BEARER}


async def refused(
    broker: Broker, method: str, path: str, **how: Any
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, body and headers of a refusal."""
    async with broker.http.request(method, broker.base_url + path, **how) as response:
        assert response.content_type == TYPE
        return response.status, await response.json(), dict(response.headers)


@pytest.mark.parametrize(
    ("method", "path", "how", "status", "code"),
    [
        ("GET", "/api/v1/sites/nothing", {"headers": OPERATOR}, 404, "unknown_site"),
        ("GET", "/api/v1/sites", {}, 401, "bad_token"),
        ("GET", "/api/v1/agents/me", {}, 401, "not_signed_in"),
        ("GET", "/api/v1/sites?limit=0", {"headers": OPERATOR}, 400, "bad_request"),
        # What aiohttp itself refuses.
        ("GET", "/api/v1/nowhere", {}, 404, "not_found"),
        ("GET", "/api/%00/../..", {}, 404, "not_found"),
        ("PUT", "/api/v1/sites", {"headers": OPERATOR}, 405, "method_not_allowed"),
        (
            "POST",
            "/api/v1/sites",
            {"headers": {**OPERATOR, **JSON}, "data": b" " * 70_000},
            413,
            "body_too_long",
        ),
        ("POST", "/api/v1/sites", {"headers": OPERATOR, "data": b"{}"}, 415, "unsupported_type"),
        ("GET", "/ws", {}, 400, "bad_request"),
    ],
)
async def test_every_refusal_is_a_problem(
    operated: Broker, method: str, path: str, how: dict[str, Any], status: int, code: str
) -> None:
    found, problem, _ = await refused(operated, method, path, **how)
    assert (found, problem["code"]) == (status, code)
    assert set(problem) == {"type", "title", "status", "detail", "code", "message"}
    assert problem["status"] == status
    assert problem["detail"] == problem["message"] and problem["detail"].endswith(".")
    assert problem["type"] == f"{operated.base_url}/api/v1/errors#{code}"
    assert problem["title"] == code.replace("_", " ").capitalize()


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "json",
        "application/json-but-not-really",
        "text/json",
        "/",
        "application/" + "a" * 5_000,
    ],
)
async def test_a13_a_body_that_does_not_say_it_is_json_changes_nothing(
    operated: Broker, kind: str
) -> None:
    body = b'{"name": "Shop", "origins": ["https://new.example"]}'
    how = {"headers": {**OPERATOR, "Content-Type": kind}, "data": body}
    status, problem, _ = await refused(operated, "POST", "/api/v1/sites", **how)
    assert (status, problem["code"]) == (415, "unsupported_type")
    assert len(await operated.store.sites.all()) == 1


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]
)
async def test_json_may_be_called_by_its_longer_names(operated: Broker, kind: str) -> None:
    url = f"{operated.base_url}/api/v1/sites/{operated.site.key}/policy"
    headers = {**OPERATOR, "Content-Type": kind, "Accept": "text/html, image/*;q=0.1"}
    async with operated.http.patch(url, data=b'{"pen": false}', headers=headers) as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert (await response.json())["pen"] is False


async def test_who_may_not_is_told_so_before_anything_of_the_body_is_looked_at(
    operated: Broker,
) -> None:
    status, problem, _ = await refused(operated, "POST", "/api/v1/sites", data=b"x")
    assert (status, problem["code"]) == (401, "bad_token")


async def test_headers_say_what_to_do(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, sign_in_tries=1)) as broker:
        _, _, headers = await refused(broker, "DELETE", "/api/v1/keys")
        assert headers["Allow"] == "GET"
        body = {"user_name": "alice", "password": "wrong"}
        how = {"headers": {"Origin": broker.base_url}, "json": body}
        _, _, headers = await refused(broker, "POST", "/api/v1/agents/sign-in", **how)
        assert "Retry-After" not in headers
        status, problem, headers = await refused(broker, "POST", "/api/v1/agents/sign-in", **how)
        assert (status, problem["code"]) == (429, "too_many_tries")
        assert int(headers["Retry-After"]) > 0


async def test_a_server_that_cannot_store_says_when_to_come_back(operated: Broker) -> None:
    await operated.store.close()
    status, problem, headers = await refused(operated, "GET", "/api/v1/sites", headers=OPERATOR)
    assert (status, problem["code"], headers["Retry-After"]) == (503, "unavailable", "5")


async def test_the_type_of_a_problem_leads_to_its_meaning(broker: Broker) -> None:
    _, problem, _ = await refused(broker, "GET", "/api/v1/nowhere")
    url, _, anchor = problem["type"].partition("#")
    async with broker.http.get(url) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        page = await response.text()
    assert f'<dt id="{anchor}">' in page
    for error in all_errors():
        assert f'<dt id="{error.code}">' in page
