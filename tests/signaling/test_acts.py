"""What operators do is written down (`/api/v1/audit/acts`): every call that changes something, with
who, in the transaction of the change, provable afterwards, and without what is nobody's business.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from broker.acts import Act
from broker.names import Role
from signaling.rest.gate import SAFE, TABLE, Access
from tests.helpers.broker import PASSWORD, Broker, settings_for, start_broker
from tests.helpers.databases import sql
from tests.helpers.operator import BEARER, TOKEN, operate
from tests.signaling.post_office import LOOPBACK, Receiver
from tests.signaling.scenes import shared

ELSEWHERE = "https://desk.example"
ACTS = "/api/v1/audit/acts"
API = "/api/v1"
SITE = API + "/sites/{key}"
HOOK = SITE + "/webhooks/{webhook}"
RULES = (SITE + "/policy", SITE + "/redaction")

# Calls for operators that are not GET and leave no record, each with its reason. A new one that is
# neither here nor recorded when `test_every_call_...` makes it fails that.
WITHOUT: dict[tuple[str, str], str] = {
    **{
        ("PUT", f"{rules}/draft"): "a draft holds for nobody until it is published"
        for rules in RULES
    },
    **{("DELETE", f"{rules}/draft"): "the same" for rules in RULES},
    ("POST", SITE + "/redaction/import"): "reads what it was sent, and saves nothing",
    ("POST", HOOK + "/test"): "sends one test, and changes nothing",
}


@pytest.fixture
async def operated(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(
        tmp_path, operator_token=TOKEN, webhook_networks=LOOPBACK, embed_origins=(ELSEWHERE,)
    )
    async with start_broker(settings) as broker:
        yield broker


class Desk:
    """An operator's desk: makes calls, and keeps which of them are recorded."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.recorded: set[tuple[str, str]] = set()
        self.ids = {"key": broker.site.key}
        self.seen = 0

    async def start(self) -> None:
        self.seen = (await acts(self.broker))[0]["seq"]

    async def do(
        self, method: str, pattern: str, body: object = None, *wanted: Act, query: str = ""
    ) -> Any:
        """The answer of a call that is carried out, and is recorded as these acts."""
        url = self.broker.base_url + pattern.format(**self.ids) + query
        headers = {"Authorization": BEARER}
        async with self.broker.http.request(method, url, json=body, headers=headers) as response:
            answer = None if response.status == 204 else await response.json()
            assert response.status < 300, (method, pattern, answer)
        new = [one for one in await acts(self.broker) if one["seq"] > self.seen]
        # What the tests themselves put into the store is nobody's act.
        items = [one for one in new if one["who"] != "server"]
        assert [one["act"] for one in reversed(items)] == list(wanted), (method, pattern)
        assert all(one["who"] == "operator_token" for one in items), items
        if items:
            self.recorded.add((method, pattern))
        self.seen = max([self.seen, *(one["seq"] for one in new)])
        return answer


async def acts(broker: Broker, query: str = "", token: str = BEARER) -> list[dict[str, Any]]:
    status, page = await operate(broker, "GET", f"{ACTS}?limit=100{query}", token=token)
    assert status == 200, page
    items: list[dict[str, Any]] = page["items"]
    return items


async def people(desk: Desk) -> None:
    agent = {"user_name": "bob", "name": "Bob", "password": PASSWORD}
    made = await desk.do("POST", f"{API}/agents", agent, Act.AGENT_ADDED)
    desk.ids["agent"] = made["id"]
    one = API + "/agents/{agent}"
    await desk.do("PATCH", one, {"role": "supervisor", "name": "Rob"}, Act.AGENT_CHANGED)
    (changed, *_) = await acts(desk.broker)
    assert changed["what"] == {
        "agent": made["id"],
        "changed": ["name", "role"],
        "before": {"role": "agent"},
        "after": {"role": "supervisor"},
    }
    await desk.do("PATCH", one, {"role": "supervisor"})
    await desk.do("PATCH", one, {"enabled": False}, query="?dry_run=true")
    key = desk.broker.site.key
    await desk.do("PATCH", one, {"sites": [key], "permissions": []}, Act.AGENT_CHANGED)
    (changed, *_) = await acts(desk.broker)
    assert changed["what"]["before"] == {"permissions": None, "sites": None}
    assert changed["what"]["after"] == {"permissions": [], "sites": [key]}
    await desk.do("POST", one + "/sign-in-codes", None, Act.SIGN_IN_CODE_MADE)
    bob = await desk.broker.store.agents.by_id(made["id"])
    assert bob is not None
    await desk.broker.accounts.second_factor.begin(bob)
    await desk.do("DELETE", one + "/second-factor", None, Act.SECOND_FACTOR_REMOVED)
    await desk.do("DELETE", one + "/second-factor", None)
    team = await desk.do("POST", f"{API}/teams", {"name": "Desk"}, Act.TEAM_ADDED)
    desk.ids["team"] = team["id"]
    one_team = API + "/teams/{team}"
    await desk.do("PATCH", one_team, {"members": ["bob"], "name": "Bench"}, Act.TEAM_CHANGED)
    await desk.do("PATCH", one, {"teams": []}, Act.AGENT_TEAMS_CHANGED)
    await desk.do("DELETE", one_team, None, query="?dry_run=true")
    await desk.do("DELETE", one_team, None, Act.TEAM_REMOVED)


async def sites(desk: Desk) -> None:
    new = {"name": "Other", "origins": ["https://other.example"]}
    await desk.do("POST", f"{API}/sites", new, Act.SITE_ADDED)
    await desk.do("PATCH", SITE, {"origins": ["https://b.example"]}, Act.SITE_CHANGED)
    (changed, *_) = await acts(desk.broker)
    assert changed["site"] == desk.broker.site.key
    assert changed["what"]["after"] == {"origins": ["https://b.example"]}
    await desk.do("PATCH", SITE + "/policy", {"agent_may_ask": False}, Act.POLICY_PUBLISHED)
    await desk.do("PATCH", SITE + "/policy", {"agent_may_ask": False})
    await desk.do("PUT", SITE + "/redaction", {"mode": "private"}, Act.REDACTION_PUBLISHED)
    for kind, body in (("policy", {"agent_may_ask": True}), ("redaction", {"mode": "open"})):
        rules = f"{SITE}/{kind}"
        await desk.do("PUT", rules + "/draft", {"body": body, "revision": 0})
        wanted = {"revision": 1, "over": 2}
        await desk.do("POST", rules + "/publish", wanted, Act(f"{kind}.published"))
        desk.ids["number"] = "1"
        restore = rules + "/versions/{number}/restore"
        await desk.do("POST", restore, {"over": 3}, Act(f"{kind}.restored"))
        (restored, *_) = await acts(desk.broker)
        assert restored["what"] == {
            "before": {"version": 3},
            "after": {"version": 4},
            "restored": 1,
        }
        await desk.do("PUT", rules + "/draft", {"body": body, "revision": 0})
        await desk.do("DELETE", rules + "/draft", None, query="?revision=1")
    await desk.do("POST", SITE + "/redaction/import", {"text": ".card-number"})
    await desk.do("POST", SITE + "/redaction/preview", None, Act.PREVIEW_OPENED)


async def programs(desk: Desk) -> None:
    body = {"name": "crm", "scopes": ["audit:read"], "days": 3}
    key = await desk.do("POST", f"{API}/api-keys", body, Act.API_KEY_ADDED)
    desk.ids["id"] = key["id"]
    await desk.do("DELETE", API + "/api-keys/{id}", None, Act.API_KEY_REVOKED)
    async with Receiver().listening() as receiver:
        made = await desk.do("POST", SITE + "/webhooks", {"url": receiver.url}, Act.WEBHOOK_ADDED)
        desk.ids["webhook"] = made["id"]
        await desk.do("POST", HOOK + "/test")
    await desk.do("PATCH", HOOK, {"enabled": False}, Act.WEBHOOK_CHANGED)
    await desk.do("POST", HOOK + "/rotate", None, Act.WEBHOOK_CHANGED)
    (rotated, *_) = await acts(desk.broker)
    assert rotated["what"] == {"webhook": made["id"], "changed": ["secret"]}
    await desk.do("POST", HOOK + "/redeliver", None)
    dead = f"('msg_1', '{made['id']}', 'webhook.test', '{{}}', 0, 9e9, 0, 9, 1)"
    columns = "id, webhook, type, body, created_at, expires_at, due_at, attempts, died_at"
    sql(desk.broker.settings.database_url, f"INSERT INTO outbox ({columns}) VALUES {dead}")
    await desk.do("POST", HOOK + "/redeliver", None, Act.WEBHOOK_REDELIVERED)
    await desk.do("DELETE", HOOK, None, Act.WEBHOOK_REMOVED)
    await desk.do("PATCH", f"{API}/settings", {"accent": "#112233"}, Act.SETTINGS_CHANGED)
    (changed, *_) = await acts(desk.broker)
    assert changed["what"] == {
        "changed": ["accent"],
        "before": {"accent": ""},
        "after": {"accent": "#112233"},
    }


async def conversations(desk: Desk) -> None:
    scene = await shared(desk.broker)
    desk.ids |= {"session": scene.session, "id": scene.conversation}
    await desk.do("POST", API + "/sessions/{session}/end", None, Act.SESSION_ENDED)
    (ended, *_) = await acts(desk.broker)
    assert ended["what"] == {"session": scene.session, "conversation": scene.conversation}
    assert ended["site"] == desk.broker.site.key
    one = API + "/conversations/{id}"
    await desk.do("POST", one + "/requeue", None, Act.CONVERSATION_REQUEUED)
    await desk.do("POST", one + "/assign", {"agent": "alice"}, Act.CONVERSATION_ASSIGNED)
    await desk.do("POST", one + "/deactivate", None, Act.CONVERSATION_DEACTIVATED)
    await desk.do("POST", one + "/activate", None, Act.CONVERSATION_ACTIVATED)
    await desk.do("POST", one + "/end", None, Act.CONVERSATION_ENDED)
    await desk.do("POST", one + "/end", None)
    opened = {"site": desk.broker.site.key}
    await desk.do("POST", f"{API}/conversations", opened, Act.CONVERSATION_OPENED)
    ids = {scene.conversation, scene.session}
    assert any(
        ids & set(one["what"].values())
        for one in await acts(desk.broker)
        if "conversation" in one["what"]
    )
    desk.ids["customer"] = scene.customer.ready["person"]["id"]
    customer = API + "/customers/{customer}"
    erased = await desk.do("DELETE", customer, None, Act.CUSTOMER_ERASED)
    assert erased["conversations"] == 1
    (last, _, *rest) = await acts(desk.broker)
    assert last["what"] == {
        "conversations": 1,
        "audit_rows": erased["audit_rows"],
        "keep_audit": False,
    }
    assert not any(ids & set(map(str, one["what"].values())) for one in rest)


async def test_every_call_for_operators_that_changes_something_is_recorded(
    operated: Broker,
) -> None:
    desk = Desk(operated)
    await desk.start()
    for part in (people, programs, conversations, sites):
        await part(desk)
    writing = {
        (method, pattern)
        for (method, pattern), access in operated.app[TABLE].items()
        if access is Access.OPERATOR and method not in SAFE
    }
    assert desk.recorded & set(WITHOUT) == set()
    assert desk.recorded | set(WITHOUT) >= writing, "these change something, and nobody knows who"
    assert set(WITHOUT) <= writing
    # The filters look for these, and find them in records only.
    names: set[str] = set()
    for one in await acts(operated):
        for name, fact in one["what"].items():
            names |= {name, *(fact if isinstance(fact, dict) else ())}
    assert len(names) > 10 and not names & {"by", "type", "site", "at"}


async def test_who_it_was_is_told_apart_and_asked_for(operated: Broker) -> None:
    first = (await acts(operated))[0]["seq"]
    await operated.add_agent("olga", Role.OPERATOR)
    olga = await operated.store.agents.by_user_name("olga")
    assert olga is not None
    cookies = await operated.sign_in("olga")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    url = f"{operated.base_url}{API}/sites/{operated.site.key}"
    headers = {"Cookie": cookie, "Origin": operated.base_url}
    async with operated.http.patch(url, json={"name": "Shop 1"}, headers=headers) as response:
        assert response.status == 200
    body = {"name": "crm", "scopes": ["sites:write", "audit:read"]}
    _, key = await operate(operated, "POST", f"{API}/api-keys", body)
    path, token = f"{API}/sites/{operated.site.key}", f"Bearer {key['secret']}"
    await operate(operated, "PATCH", path, {"name": "Shop 2"}, token=token)
    # Nobody's: on the same connection, after an operator's call.
    await operated.add_agent("alice")
    since = f"&since={(await acts(operated))[-1]['time']}"

    def told(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(one["who"], one["act"]) for one in items if one["seq"] > first]

    assert told(await acts(operated, since, token)) == [
        ("server", "agent.added"),
        (key["id"], "site.changed"),
        ("operator_token", "api_key.added"),
        (olga.id, "site.changed"),
        (olga.id, "operator.signed_in"),
        ("server", "agent.added"),
    ]
    assert told(await acts(operated, f"&who={olga.id}&act=site.changed")) == [
        (olga.id, "site.changed")
    ]
    assert len(told(await acts(operated, "&act=site.changed"))) == 2
    of_site = await acts(operated, f"&site={operated.site.key}")
    assert {one["site"] for one in of_site} == {operated.site.key}
    assert told(await acts(operated, f"&site={operated.site.key}&who=operator_token")) == []
    last = (await acts(operated))[0]
    assert last not in await acts(operated, f"&until={last['time']}")
    assert last in await acts(operated, f"&since={last['time']}&until={last['time'] + 1}")


async def test_they_are_read_page_by_page(operated: Broker) -> None:
    for number in range(5):
        body = {"accent": f"#00000{number}"}
        assert (await operate(operated, "PATCH", f"{API}/settings", body))[0] == 200
    whole = await acts(operated)
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        path = f"{ACTS}?limit=2{cursor}"
        page = (await operate(operated, "GET", path))[1]
        found += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == whole and len(whole) > 5
    assert [one["seq"] for one in whole] == sorted((one["seq"] for one in whole), reverse=True)


HOSTILE = {
    "who": ["a b", "%", 'x"', "a" * 65, "", "*'--"],
    "act": ["nothing.done", "", "AGENT.ADDED"],
    "since": ["-1", "1e400", "nan", "yesterday", "99999999999999"],
    "until": ["-0.5", "inf", ""],
    "cursor": ["x", "bnVsbA==", "WzAuMCwgIi0xIl0=", "WzAuMCwgIjEgT1IgMSJd"],
    "limit": ["0", "101", "-1", "1.5"],
    "nothing": ["1"],
}


async def test_what_cannot_be_asked_is_refused(operated: Broker) -> None:
    for name, values in HOSTILE.items():
        for value in values:
            params = {name: value}
            url, headers = operated.base_url + ACTS, {"Authorization": BEARER}
            async with operated.http.get(url, params=params, headers=headers) as response:
                said = await response.json()
                assert (response.status, said["code"]) == (400, "bad_request"), (name, value)
    status, said = await operate(operated, "GET", f"{ACTS}?site=nothing")
    assert (status, said["code"]) == (404, "unknown_site")
    # What a pattern of SQL would be matches nothing but itself.
    assert await acts(operated, "&who=a_ent") == []
    body = {"name": "one shop's", "scopes": ["audit:read"], "sites": [operated.site.key]}
    _, key = await operate(operated, "POST", f"{API}/api-keys", body)
    for path in (ACTS, ACTS + "/export", ACTS + "/checkpoint"):
        status, said = await operate(operated, "GET", path, token=f"Bearer {key['secret']}")
        assert (status, said["code"]) == (403, "scope_missing")
