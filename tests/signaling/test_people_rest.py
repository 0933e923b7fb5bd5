"""`/api/v1/agents` and `/api/v1/teams`: what agents may do is given, told and taken (R16, R72)."""

from typing import Any

import pytest

from broker.names import Permission
from broker.policy import PRESETS
from tests.helpers.broker import PASSWORD, Broker
from tests.helpers.operator import operate
from tests.signaling.scenes import shared

AGENTS, TEAMS = "/api/v1/agents", "/api/v1/teams"
BOB = {"user_name": "bob", "name": "Bob", "password": PASSWORD}
ALL = [one.value for one in Permission]


async def ok(broker: Broker, method: str, path: str, body: object = None) -> Any:
    status, answer = await operate(broker, method, path, body)
    assert status in (200, 201), answer
    return answer


async def result(broker: Broker, agent: str) -> dict[str, list[str]]:
    """What an agent may do, by the keys of the sites."""
    found = await ok(broker, "GET", f"{AGENTS}/{agent}/permissions")
    return {site["key"]: site["permissions"] for site in found["sites"]}


async def test_R16_what_an_account_gives_is_told_with_its_result_on_each_site(
    operated: Broker,
) -> None:
    quiet = await operated.add_site("https://quiet.example", PRESETS["write-mode"])
    made = await ok(operated, "POST", AGENTS, BOB)
    assert (made["permissions"], made["sites"], made["teams"]) == (None, None, [])
    assert await result(operated, "bob") == {
        operated.site.key: ALL,
        quiet.key: ["view", "control", "chat", "laser", "pen", "navigation", "transfer"],
    }
    change = {"permissions": ["chat", "view", "navigation"], "sites": [quiet.key]}
    changed = await ok(operated, "PATCH", f"{AGENTS}/bob", change)
    assert changed["permissions"] == ["view", "chat", "navigation"]
    assert changed["sites"] == [quiet.key]
    # Without control there is nothing to move.
    expected = {operated.site.key: [], quiet.key: ["view", "chat"]}
    assert await result(operated, "bob") == expected
    # What is not said stays; null is all.
    changed = await ok(operated, "PATCH", f"{AGENTS}/bob", {"name": "B.", "sites": None})
    assert (changed["sites"], changed["permissions"]) == (None, ["view", "chat", "navigation"])


async def test_a_team_is_made_changed_listed_and_removed(operated: Broker) -> None:
    bob = await ok(operated, "POST", AGENTS, BOB)
    made = await ok(operated, "POST", TEAMS, {"name": "Nobody"})
    assert (made["permissions"], made["sites"], made["members"]) == ([], [], [])
    team = {"name": "Shop", "permissions": ["view"], "sites": None, "members": ["bob"]}
    shop = await ok(operated, "POST", TEAMS, team)
    assert shop["members"] == [bob["id"]]
    assert await ok(operated, "GET", f"{TEAMS}/Shop") == shop
    page = await ok(operated, "GET", f"{TEAMS}?limit=1")
    rest = await ok(operated, "GET", f"{TEAMS}?limit=1&cursor={page['next']}")
    assert [one["name"] for one in page["teams"] + rest["teams"]] == ["Nobody", "Shop"]
    assert rest["next"] is None
    status, answer = await operate(operated, "PATCH", f"{TEAMS}/Shop", {"name": "Nobody"})
    assert (status, answer["code"]) == (409, "team_name_taken")
    changed = await ok(operated, "PATCH", f"{TEAMS}/{shop['id']}", {"name": "Bank"})
    assert changed == {**shop, "name": "Bank"}
    assert (await ok(operated, "GET", f"{AGENTS}/bob"))["teams"] == [
        {"id": shop["id"], "name": "Bank"}
    ]
    await ok(operated, "PATCH", f"{TEAMS}/Bank", {"members": []})
    assert (await ok(operated, "GET", f"{AGENTS}/bob"))["teams"] == []
    await ok(operated, "DELETE", f"{TEAMS}/Bank")
    assert (await operate(operated, "GET", f"{TEAMS}/Bank"))[0] == 404


async def test_who_is_made_in_a_team_has_what_it_gives_and_nothing_else(operated: Broker) -> None:
    await ok(operated, "POST", TEAMS, {"name": "Shop", "permissions": ["chat"], "sites": None})
    made = await ok(operated, "POST", AGENTS, {**BOB, "teams": ["Shop"]})
    assert (made["permissions"], [team["name"] for team in made["teams"]]) == ([], ["Shop"])
    assert await result(operated, "bob") == {operated.site.key: ["chat"]}
    await ok(operated, "PATCH", f"{AGENTS}/bob", {"teams": []})
    assert await result(operated, "bob") == {operated.site.key: []}


async def test_R72_it_is_told_what_would_end_and_only_then_it_ends(operated: Broker) -> None:
    scene = await shared(operated)
    where = {"conversation": scene.conversation}
    await scene.agent.request("scope.ask", scope="control", request="c", **where)
    await scene.customer.request("scope.allow", request="c", **where)
    nothing = {"sessions": 0, "calls": 0, "grants": 0, "conversations": 0}
    one = f"{AGENTS}/alice"

    async def ends(body: object, method: str = "PATCH", path: str = one) -> dict[str, int]:
        found = (await ok(operated, method, f"{path}?dry_run=true", body))["ends"]
        return {name: count for name, count in found.items() if count}

    assert await ends({"name": "Alice Z."}) == {}
    assert await ends({"permissions": ["view", "chat"]}) == {"grants": 1}
    assert await ends({"permissions": ["chat"]}) == {"sessions": 1}
    everything = {"sessions": 1, "conversations": 1}
    assert await ends({"sites": []}) == everything
    assert await ends({"enabled": False}) == everything
    assert await ends({"role": "supervisor"}) == everything
    team = {"name": "Shop", "permissions": None, "sites": None, "members": ["alice"]}
    await ok(operated, "POST", TEAMS, team)
    # What the account gives is given by the team, too.
    assert await ends({"sites": []}) == {}
    await ok(operated, "PATCH", one, {"sites": []})
    shop = f"{TEAMS}/Shop"
    assert await ends({"permissions": ["view", "chat"]}, path=shop) == {"grants": 1}
    assert await ends({"members": []}, path=shop) == everything
    assert await ends(None, "DELETE", shop) == everything
    await scene.agent.ping()
    assert "scope.revoked" not in scene.agent.kinds()
    assert nothing.keys() == {"sessions", "calls", "grants", "conversations"}
    since = len(scene.customer.received)
    await ok(operated, "DELETE", shop)
    # At once, on this node.
    assert (await scene.customer.event("session.ended", since))["reason"] == "not_permitted"
    await scene.agent.event("conversation.gone")


HOSTILE: list[tuple[dict[str, Any], int, str]] = [
    ({"permissions": ["everything"]}, 400, "bad_request"),
    ({"permissions": "view"}, 400, "bad_request"),
    ({"permissions": ["view"] * 101}, 400, "bad_request"),
    ({"permissions": [None]}, 400, "bad_request"),
    ({"permissions": {"view": True}}, 400, "bad_request"),
    ({"sites": ["nowhere"]}, 404, "unknown_site"),
    ({"sites": ["' OR 1=1 --"]}, 404, "unknown_site"),
    ({"sites": [""]}, 404, "unknown_site"),
    ({"sites": ["x" * 301]}, 400, "bad_request"),
    ({"sites": ["x"] * 1001}, 400, "bad_request"),
    ({"permission": ["view"]}, 400, "bad_request"),
]


@pytest.mark.parametrize(("body", "status", "code"), HOSTILE)
async def test_A_what_is_wrong_is_refused_and_changes_nothing(
    operated: Broker, body: dict[str, Any], status: int, code: str
) -> None:
    await ok(operated, "POST", AGENTS, BOB)
    await ok(operated, "POST", TEAMS, {"name": "Shop", "members": ["bob"]})
    before = [await ok(operated, "GET", f"{path}/{one}") for path, one in ONES]
    for path, one in ONES:
        status_, answer = await operate(operated, "PATCH", f"{path}/{one}", {**body, "name": "N"})
        assert (status_, answer["code"]) == (status, code), answer
    new = {"name": "Other", **body}
    status_, answer = await operate(operated, "POST", TEAMS, new)
    assert (status_, answer["code"]) == (status, code)
    new = {**BOB, "user_name": "eve", **body}
    status_, answer = await operate(operated, "POST", AGENTS, new)
    assert (status_, answer["code"]) == (status, code)
    assert [await ok(operated, "GET", f"{path}/{one}") for path, one in ONES] == before
    assert len((await ok(operated, "GET", TEAMS))["teams"]) == 1
    assert len((await ok(operated, "GET", AGENTS))["agents"]) == 1


ONES = ((AGENTS, "bob"), (TEAMS, "Shop"))


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (f"{AGENTS}/bob", {"teams": ["nowhere"]}, 404, "not_found"),
        (f"{AGENTS}/bob", {"teams": "Shop"}, 400, "bad_request"),
        (f"{TEAMS}/Shop", {"members": ["nobody"]}, 404, "not_found"),
        (f"{TEAMS}/Shop", {"members": ["bob"] * 1001}, 400, "bad_request"),
        (f"{TEAMS}/Shop", {"name": ""}, 400, "bad_request"),
        (f"{TEAMS}/Shop", {"name": "a\u202eb"}, 400, "bad_request"),
        (f"{TEAMS}/Shop", {"name": "x" * 101}, 400, "bad_request"),
        (f"{TEAMS}/Shop?dry_run=maybe", {}, 400, "bad_request"),
        (f"{TEAMS}/Shop?dry=true", {}, 400, "bad_request"),
        (f"{TEAMS}/%00", {}, 404, "not_found"),
    ],
)
async def test_A_nor_who_is_not_there(
    operated: Broker, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    await ok(operated, "POST", AGENTS, BOB)
    shop = await ok(operated, "POST", TEAMS, {"name": "Shop", "members": ["bob"]})
    found, answer = await operate(operated, "PATCH", path, body)
    assert (found, answer["code"]) == (status, code)
    assert await ok(operated, "GET", f"{TEAMS}/Shop") == shop
