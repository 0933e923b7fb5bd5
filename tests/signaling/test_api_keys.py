"""Keys of programs: every route with every scope, sites, ends, and what is stored of them."""

import re
from typing import Any

from sqlalchemy import select

from broker.names import Role
from signaling.auth.api_keys import Keyring
from signaling.auth.scopes import ApiScope
from signaling.rest.gate import SCOPES, TABLE, Access
from signaling.store.tables import api_keys
from tests.helpers.broker import PASSWORD, Broker
from tests.helpers.operator import operate
from tests.signaling.test_access import filled
from tests.signaling.test_cli import alongside

PATH = "/api/v1/api-keys"
DAY = 86_400.0
# Whoever has the operator's token alone: a key that made keys would have all scopes.
NOT_FOR_KEYS = {
    ("GET", PATH),
    ("POST", PATH),
    ("DELETE", PATH + "/{id}"),
    # It cannot be undone.
    ("DELETE", "/api/v1/customers/{customer}"),
}


async def key(broker: Broker, *scopes: str, **fields: Any) -> str:
    """The whole header."""
    body = {"name": "Reports", "scopes": scopes, **fields}
    status, made = await operate(broker, "POST", PATH, body)
    assert status == 201, made
    return f"Bearer {made['secret']}"


async def call(broker: Broker, token: str, method: str, path: str, body: Any = None) -> Any:
    """Status and code."""
    headers = {"Authorization": token}
    async with broker.http.request(
        method, broker.base_url + path, headers=headers, json=body
    ) as answer:
        is_json = answer.content_type.endswith("json")
        return answer.status, (await answer.json()).get("code", "") if is_json else ""


async def test_A10_every_route_of_operators_with_every_scope(operated: Broker) -> None:
    """A route that nobody gave a scope is closed to keys; here it is asked for, or listed."""
    table, scopes = operated.app[TABLE], operated.app[SCOPES]
    routes = [route for route, access in table.items() if access is Access.OPERATOR]
    assert {route for route in routes if route not in scopes} == NOT_FOR_KEYS
    assert set(scopes.values()) == set(ApiScope)
    tokens = {scope: await key(operated, scope) for scope in ApiScope}
    wrong = []
    for method, pattern in routes:
        for scope, token in tokens.items():
            status, code = await call(operated, token, method, filled(pattern))
            refused = (status, code) == (403, "scope_missing")
            if refused is (scopes.get((method, pattern)) is scope):
                wrong.append((method, pattern, scope, status, code))
    assert wrong == []
    assert len(routes) * len(tokens) >= 300


async def test_a_key_opens_nothing_but_calls_for_operators(operated: Broker) -> None:
    token = await key(operated, *ApiScope)
    assert await call(operated, token, "GET", "/api/v1/agents/me") == (401, "not_signed_in")
    headers = {"Authorization": token, "Origin": operated.base_url}
    url = f"{operated.base_url}/api/v1/agents/tickets"
    async with operated.http.post(url, headers=headers) as answer:
        assert answer.status == 401


async def test_a_key_is_shown_once_and_stored_as_a_hash(operated: Broker) -> None:
    token = await key(operated, "sites:read")
    secret = token.removeprefix("Bearer ")
    _, listed = await operate(operated, "GET", PATH)
    assert [one["prefix"] for one in listed["keys"]] == [secret[:12]]
    assert "secret" not in listed["keys"][0]
    rows = await operated.store.writer.run(lambda c: str(c.execute(select(api_keys)).all()))
    assert secret[12:] not in rows
    for nearly in (secret[:-1], secret + "x", secret[:12], secret.upper(), listed["keys"][0]["id"]):
        refused = await call(operated, f"Bearer {nearly}", "GET", "/api/v1/sites")
        assert refused == (401, "bad_token")
    assert (await call(operated, f"Basic {secret}", "GET", "/api/v1/sites"))[0] == 401


async def test_the_day_of_the_last_call_is_known(operated: Broker) -> None:
    token = await key(operated, "sites:read")

    async def used_on() -> float | None:
        found: float | None = (await operate(operated, "GET", PATH))[1]["keys"][0]["used_on"]
        return found

    assert await used_on() is None
    await call(operated, token, "GET", "/api/v1/sites")
    today = await used_on()
    assert today is not None and today % DAY == 0 and 0 <= operated.clock() - today <= DAY
    operated.clock.advance(DAY)
    await call(operated, token, "GET", "/api/v1/sites")
    assert await used_on() == today + DAY


async def test_a_key_ends_by_time_and_when_it_is_revoked(operated: Broker) -> None:
    short, long = await key(operated, "sites:read", days=1), await key(operated, "sites:read")
    operated.clock.advance(DAY)
    assert await call(operated, short, "GET", "/api/v1/sites") == (401, "bad_token")
    assert (await call(operated, long, "GET", "/api/v1/sites"))[0] == 200
    _, listed = await operate(operated, "GET", PATH)
    for one in listed["keys"]:
        headers = {"Authorization": f"Bearer {operated.settings.operator_token}"}
        url = f"{operated.base_url}{PATH}/{one['id']}"
        async with operated.http.delete(url, headers=headers) as answer:
            assert answer.status == 204
        async with operated.http.delete(url, headers=headers) as answer:
            assert answer.status == 404
    assert await call(operated, long, "GET", "/api/v1/sites") == (401, "bad_token")


async def test_A08_a_key_for_one_site_finds_no_other(operated: Broker) -> None:
    other = await operated.add_site("https://other.example")
    mine = operated.site.key
    token = await key(operated, *ApiScope, sites=[mine])
    assert (await call(operated, token, "GET", f"/api/v1/sites/{mine}"))[0] == 200
    everything = [
        (method, pattern) for method, pattern in operated.app[SCOPES] if "/sites/{key}" in pattern
    ]
    assert len(everything) >= 16
    for method, pattern in everything:
        path = (
            pattern.replace("{key}", other.key)
            .replace("{webhook}", "nothing")
            .replace("{number}", "1")
        )
        assert await call(operated, token, method, path) == (404, "unknown_site"), path
    for method, path in (
        ("POST", "/api/v1/sites"),
        ("GET", "/api/v1/agents"),
        ("POST", "/api/v1/agents"),
        ("GET", "/api/v1/agents/alice"),
        ("POST", "/api/v1/agents/alice/sign-in-codes"),
    ):
        assert await call(operated, token, method, path) == (403, "scope_missing"), path
    _, listed = await operate(operated, "GET", "/api/v1/sites", token=token)
    assert [site["key"] for site in listed["sites"]] == [mine]


async def test_A08_and_no_conversation_of_another(operated: Broker) -> None:
    other = await operated.add_site("https://other.example")
    theirs = await operated.customer(site=other)
    started = await theirs.request("conversation.start", text="Hello?")
    one = f"/api/v1/conversations/{started['conversation']}"
    token = await key(operated, *ApiScope, sites=[operated.site.key])
    every = await key(operated, *ApiScope, sites=[operated.site.key, other.key])
    for method, path in (
        ("GET", one),
        ("GET", f"{one}/link"),
        *(("POST", f"{one}/{verb}") for verb in ("assign", "requeue", "deactivate", "end")),
    ):
        assert await call(operated, token, method, path) == (404, "not_found"), path
    listing = "/api/v1/conversations"
    assert (await call(operated, token, "GET", listing)) == (400, "bad_request")
    assert (await call(operated, token, "GET", f"{listing}?site={other.key}"))[0] == 404
    body = {"site": other.key}
    assert (await call(operated, token, "POST", listing, body)) == (404, "unknown_site")
    assert (await call(operated, every, "GET", one))[0] == 200
    assert (await call(operated, token, "GET", f"{listing}?site={operated.site.key}"))[0] == 200


async def test_a_key_makes_no_operator_and_changes_none(operated: Broker) -> None:
    """Such an account may do what no key may: it would be a way to all scopes."""
    await operated.add_agent("root", Role.OPERATOR)
    await operated.add_agent("alice")
    token = await key(operated, "agents:write", "agents:sign_in")
    new = {"user_name": "eve", "name": "Eve", "password": PASSWORD, "role": "operator"}
    one = "/api/v1/agents"
    refused = (403, "scope_missing")
    assert await call(operated, token, "POST", one, new) == refused
    for change in ({"password": "quite another one"}, {"enabled": False}, {"name": "Eve"}):
        assert await call(operated, token, "PATCH", f"{one}/root", change) == refused
    assert await call(operated, token, "PATCH", f"{one}/alice", {"role": "operator"}) == refused
    assert await call(operated, token, "DELETE", f"{one}/root/second-factor") == refused
    assert (await call(operated, token, "PATCH", f"{one}/alice", {"name": "Alice A."}))[0] == 200


NO_KEYS: list[Any] = [
    {"name": "x", "scopes": []},
    {"name": "x", "scopes": ["everything"]},
    {"name": "x", "scopes": ["*"]},
    {"name": "x", "scopes": ["sites:read\n"]},
    {"name": "x", "scopes": "sites:read"},
    {"name": "", "scopes": ["sites:read"]},
    {"name": "x\u202e", "scopes": ["sites:read"]},
    {"name": "x", "scopes": ["sites:read"], "days": 0},
    {"name": "x", "scopes": ["sites:read"], "days": -1},
    {"name": "x", "scopes": ["sites:read"], "days": 1e308},
    {"name": "x", "scopes": ["sites:read"], "sites": []},
    {"name": "x", "scopes": ["sites:read"], "secret": "alk_mine"},
]


async def test_what_is_no_key_makes_none(operated: Broker) -> None:
    for body in NO_KEYS:
        status, answer = await operate(operated, "POST", PATH, body)
        assert (status, answer["code"]) == (400, "bad_request"), body
    assert (await operate(operated, "GET", PATH))[1] == {"keys": []}


async def test_without_an_operators_token_keys_of_the_command_line_work(
    broker: Broker,
) -> None:
    made = await Keyring(broker.store, broker.clock).add("Reports", ["sites:read"])
    assert (await call(broker, f"Bearer {made.secret}", "GET", "/api/v1/sites"))[0] == 200
    assert (await call(broker, "Bearer alk_x", "GET", "/api/v1/sites")) == (401, "bad_token")


def test_the_command_line_makes_lists_and_revokes(tmp_path: Any) -> None:
    made = alongside(tmp_path, "key", "add", "Reports", "--scope", "sites:read", "--days", "30")
    found = re.fullmatch(r"Key: (alk_\S{43})\n", made.stdout)
    assert found, made.stderr
    listed = alongside(tmp_path, "key", "list").stdout
    assert found[1][:12] in listed and found[1] not in listed and "never" in listed
    assert alongside(tmp_path, "key", "revoke", found[1][:12]).returncode == 0
    again = alongside(tmp_path, "key", "revoke", found[1][:12])
    assert again.returncode == 1 and "no such key" in again.stderr
