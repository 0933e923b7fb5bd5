"""Rules are drafted, published and restored over `/api/v1`, and nobody's work is lost."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from broker.redaction_policy import MOST_RULES
from signaling import site_watch
from signaling.rulebook import LONGEST_NOTE
from signaling.store.versions import KEPT, Kind
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import TOKEN
from tests.helpers.wire import Refused
from tests.signaling.scenes import accepted, shared
from tests.signaling.test_sites_rest import call

MASKED: dict[str, Any] = {"rules": [{"selector": ".iban", "action": "mask"}]}
BLOCKED: dict[str, Any] = {"rules": [{"selector": ".iban", "action": "block"}]}

BAD_RULES = (400, "bad_redaction_policy")


async def tell(broker: Broker, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    text = b"" if body is None else json.dumps(body).encode()
    return await call(broker, method, path, text)


async def save(broker: Broker, body: Any, revision: int = 0, kind: str = "redaction") -> Any:
    wanted = {"body": body, "revision": revision}
    status, answer = await tell(broker, "PUT", f"{kind}/draft", wanted)
    assert status == 200, answer
    return answer


async def publish(broker: Broker, kind: str = "redaction", **body: Any) -> Any:
    status, answer = await tell(broker, "POST", f"{kind}/publish", body)
    assert status == 200, answer
    return answer


async def test_a_draft_is_nobodys_business_until_it_is_published(operated: Broker) -> None:
    customer = await operated.customer()
    status, answer = await tell(operated, "GET", "redaction/draft")
    assert (status, answer["draft"], answer["published"]["number"]) == (200, None, 1)
    draft = await save(operated, MASKED)
    assert (draft["revision"], draft["based_on"]) == (1, 1)
    assert [change["what"] for change in draft["changes"]] == ["rule_added"]
    await operated.hub.site_watch.look()
    await customer.ping()
    assert "site.redaction" not in customer.kinds()
    assert (await call(operated, "GET", "redaction"))[1]["rules"] == []
    version = await publish(operated, revision=1, over=1, note=" IBANs ")
    assert (version["number"], version["note"], version["by"]) == (2, "IBANs", "operator_token")
    told = await customer.event("site.redaction")
    assert told["redaction"]["rules"] == [{"url": "*", **MASKED["rules"][0]}]
    assert (await tell(operated, "GET", "redaction/draft"))[1]["draft"] is None


async def test_publishing_a_policy_reaches_a_running_session_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not only when the server looks the next time, which here it never does."""
    monkeypatch.setattr(site_watch, "SECONDS", 86_400.0)
    async with start_broker(settings_for(tmp_path, operator_token=TOKEN)) as operated:
        scene = await shared(operated)
        since = len(scene.agent.received)
        await save(operated, {"laser": False}, kind="policy")
        await publish(operated, "policy", revision=1, over=1)
        state = await scene.agent.state(lambda s: not s["policy"]["laser"], since)
        assert state["session"]["state"] == "active"


async def test_the_history_tells_what_changed_and_any_version_comes_back(
    operated: Broker,
) -> None:
    await call(operated, "PUT", "redaction", json.dumps(MASKED).encode())
    await call(operated, "PUT", "redaction", json.dumps(BLOCKED).encode())
    # The same once more is no version of its own.
    await call(operated, "PUT", "redaction", json.dumps(BLOCKED).encode())
    status, page = await tell(operated, "GET", "redaction/versions?limit=2")
    assert (status, [one["number"] for one in page["versions"]]) == (200, [3, 2])
    status, rest = await tell(operated, "GET", f"redaction/versions?cursor={page['next']}")
    assert ([one["number"] for one in rest["versions"]], rest["next"]) == ([1], None)
    assert "by" in rest["versions"][0] and rest["versions"][0]["by"] is None
    _, third = await tell(operated, "GET", "redaction/versions/3")
    assert [change["what"] for change in third["changes"]] == ["rule_removed", "rule_added"]
    assert third["body"]["rules"][0]["action"] == "block"
    body = {"over": 3, "note": "It was right before"}
    status, restored = await tell(operated, "POST", "redaction/versions/2/restore", body)
    assert (status, restored["number"]) == (200, 4)
    assert (await call(operated, "GET", "redaction"))[1]["rules"][0]["action"] == "mask"
    _, again = await tell(operated, "POST", "redaction/versions/1/restore", {"over": 4})
    assert again["body"]["rules"] == []


async def test_a_preset_is_drafted_for_a_policy(operated: Broker) -> None:
    draft = await save(operated, {"preset": "equal", "pen": False}, kind="policy")
    assert (draft["body"]["control"], draft["body"]["pen"]) == ("included", False)
    fields = {change["field"] for change in draft["changes"]}
    assert {"control", "pen", "stop_pauses"} <= fields
    url = f"{operated.base_url}/api/v1/presets"
    async with operated.http.get(url, headers={"Authorization": "Bearer x"}) as response:
        assert response.status == 401


async def test_who_was_slower_is_told_and_changes_nothing(operated: Broker) -> None:
    await save(operated, MASKED)
    await save(operated, BLOCKED, revision=1)
    for body in (
        ("PUT", "redaction/draft", {"body": MASKED, "revision": 1}),
        ("PUT", "redaction/draft", {"body": MASKED, "revision": 0}),
        ("POST", "redaction/publish", {"revision": 1, "over": 1}),
        ("POST", "redaction/publish", {"revision": 2, "over": 2}),
        ("POST", "redaction/publish", {"revision": 2, "over": 0}),
        ("POST", "redaction/versions/1/restore", {"over": 0}),
        ("DELETE", "redaction/draft?revision=1", None),
        ("PUT", "redaction?over=7", MASKED),
        ("PATCH", "policy?over=7", {"laser": False}),
    ):
        status, answer = await tell(operated, *body)
        assert (status, answer["code"]) == (409, "version_changed"), body
    _, now = await tell(operated, "GET", "redaction/draft")
    assert now["published"]["number"] == 1
    assert now["draft"]["body"]["rules"][0]["action"] == "block"
    url = f"{operated.base_url}/api/v1/sites/{operated.site.key}/redaction/draft?revision=2"
    headers = {"Authorization": "Bearer operator-token-of-32-characters-or-more"}
    async with operated.http.delete(url, headers=headers) as response:
        assert response.status == 204
    assert (await tell(operated, "GET", "redaction/draft"))[1]["draft"] is None


async def test_of_two_who_publish_at_once_one_wins(operated: Broker) -> None:
    await save(operated, MASKED)
    body = {"revision": 1, "over": 1}
    answers = await asyncio.gather(
        *(tell(operated, "POST", "redaction/publish", body) for _ in range(5))
    )
    # Whoever looks for the draft afterwards finds none.
    assert {status for status, _ in answers} <= {200, 404, 409}
    assert [status for status, _ in answers].count(200) == 1
    _, page = await tell(operated, "GET", "redaction/versions")
    assert len(page["versions"]) == 2


async def test_changes_of_single_flags_at_once_are_all_kept(operated: Broker) -> None:
    flags = ("laser", "pen", "guests", "restart")
    answers = await asyncio.gather(
        *(tell(operated, "PATCH", "policy", {flag: False}) for flag in flags)
    )
    assert [status for status, _ in answers] == [200] * len(flags)
    policy = (await call(operated, "GET", "policy"))[1]
    assert not any(policy[flag] for flag in flags)


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("PUT", "redaction/draft", {"body": MASKED}, (400, "bad_request")),
        ("PUT", "redaction/draft", {"body": [], "revision": 0}, BAD_RULES),
        (
            "PUT",
            "redaction/draft",
            {"body": {"x": 1}, "revision": 0},
            (400, "bad_redaction_policy"),
        ),
        ("PUT", "redaction/draft", {"body": {}, "revision": -1}, (400, "bad_request")),
        ("PUT", "redaction/draft", {"body": {}, "revision": 2**40}, (400, "bad_request")),
        ("PUT", "redaction/draft", {"body": {}, "revision": 0, "by": "me"}, (400, "bad_request")),
        ("PUT", "policy/draft", {"body": {"lazer": 1}, "revision": 0}, (400, "bad_policy")),
        ("PUT", "policy/draft", {"body": "\x00", "revision": 0}, (400, "bad_policy")),
        ("POST", "redaction/publish", {"revision": 1, "over": 1}, (404, "not_found")),
        ("POST", "redaction/publish", {"revision": "1", "over": 1}, (400, "bad_request")),
        ("GET", "redaction/versions/2", None, (404, "not_found")),
        ("GET", "redaction/versions/0", None, (404, "not_found")),
        ("GET", "redaction/versions/-1", None, (400, "bad_request")),
        ("GET", "redaction/versions/%C2%B2", None, (400, "bad_request")),
        ("GET", "redaction/versions/99999999999999999999", None, (400, "bad_request")),
        ("GET", "redaction/versions?cursor=WzAsIngiXQ==", None, (400, "bad_request")),
        ("GET", "redaction/versions?limit=0", None, (400, "bad_request")),
        ("DELETE", "redaction/draft", None, (400, "bad_request")),
        ("DELETE", "redaction/draft?revision=0", None, (409, "version_changed")),
        ("PUT", "redaction?under=1", {}, (400, "bad_request")),
    ],
)
async def test_hostile_calls_change_nothing(
    operated: Broker, method: str, path: str, body: Any, expected: tuple[int, str]
) -> None:
    status, answer = await tell(operated, method, path, body)
    assert (status, answer["code"]) == expected
    _, now = await tell(operated, "GET", "redaction/draft")
    assert (now["draft"], now["published"]["number"]) == (None, 1)


@pytest.mark.parametrize("note", ["x" * (LONGEST_NOTE + 1), "a\x00b", "a\u202eb"])
async def test_notes_are_short_and_visible(operated: Broker, note: str) -> None:
    await save(operated, MASKED)
    body = {"revision": 1, "over": 1, "note": note}
    status, answer = await tell(operated, "POST", "redaction/publish", body)
    assert (status, answer["code"]) == (400, "bad_request")
    assert (await tell(operated, "GET", "redaction/draft"))[1]["draft"]["revision"] == 1


async def test_as_many_rules_as_documented_and_no_more(operated: Broker) -> None:
    rules = [{"selector": f".r{n}", "action": "mask"} for n in range(MOST_RULES)]
    await save(operated, {"rules": rules})
    one_more = {"body": {"rules": [*rules, rules[0]]}, "revision": 1}
    status, answer = await tell(operated, "PUT", "redaction/draft", one_more)
    assert (status, answer["code"]) == (400, "bad_redaction_policy")
    assert str(MOST_RULES) in answer["message"]
    many = {"body": {"rules": [{"selector": ".r", "action": "mask"}] * 10_000}, "revision": 1}
    assert (await tell(operated, "PUT", "redaction/draft", many))[0] in {400, 413}


async def test_another_sites_versions_are_not_this_ones(operated: Broker) -> None:
    other = await operated.add_site("https://other.example")
    await save(operated, MASKED)
    assert (await call(operated, "GET", "redaction/draft", key=other.key))[1]["draft"] is None
    assert await operated.store.versions.one(other.id, Kind.REDACTION, 2) is None


async def test_old_versions_are_forgotten_when_there_are_very_many(operated: Broker) -> None:
    versions = operated.store.versions
    latest = await versions.latest(operated.site.id, Kind.REDACTION)
    assert latest is not None
    for number in range(2, KEPT + 3):
        latest = replace(latest, number=number)
        await versions.publish(latest)
    assert await versions.one(operated.site.id, Kind.REDACTION, 2) is None
    assert await versions.one(operated.site.id, Kind.REDACTION, 3) is not None


async def test_a_running_conversation_is_left_alone_by_a_draft(operated: Broker) -> None:
    _, agent, _ = await accepted(operated)
    since = len(agent.received)
    await save(operated, {"laser": False}, kind="policy")
    await operated.hub.site_watch.look()
    await agent.ping()
    assert all(message["type"] != "conversation.state" for message in agent.received[since:])


async def test_R51_rules_that_browsers_do_not_understand_are_counted(operated: Broker) -> None:
    rules = [{"selector": ".fine", "action": "mask"}, {"selector": ":odd(p)", "action": "mask"}]
    await call(operated, "PUT", "redaction", json.dumps({"rules": rules}).encode())
    await operated.hub.site_watch.look()
    assert (await tell(operated, "GET", "redaction/failures"))[1] == {"failures": []}
    scene = await shared(operated)
    told = {"conversation": scene.conversation, "rules": [1]}
    for _ in range(2):  # once a page, however often it says so
        await scene.customer.request("rule.failed", **told)
    with pytest.raises(Refused, match="not_found"):
        await scene.customer.request("rule.failed", **told | {"rules": [0, 2]})
    with pytest.raises(Refused, match="not_allowed"):
        await scene.agent.request("rule.failed", **told)
    _, answer = await tell(operated, "GET", "redaction/failures")
    assert [(one["rule"], one["pages"]) for one in answer["failures"]] == [(1, 1)]
    # Another place makes no other rule of it; without the rule there is nothing to tell.
    await call(operated, "PUT", "redaction", json.dumps({"rules": rules[::-1]}).encode())
    _, answer = await tell(operated, "GET", "redaction/failures")
    assert [(one["rule"], one["pages"]) for one in answer["failures"]] == [(0, 1)]
    await call(operated, "PUT", "redaction", b"{}")
    assert (await tell(operated, "GET", "redaction/failures"))[1] == {"failures": []}


async def test_an_import_is_told_and_not_saved(operated: Broker) -> None:
    body = {"text": ".iban\nhotjar\n.x{}\nLorem ipsum"}
    status, answer = await tell(operated, "POST", "redaction/import", body)
    assert status == 200 and answer["aliases"] == ["hotjar"]
    assert [rule["selector"] for rule in answer["rules"]] == [".iban", ".x"]
    assert {one["text"] for one in answer["skipped"]} == {"Lorem", "ipsum"}
    for text, code in (("nothing", "bad_import"), ("[" * 60_000, "bad_import")):
        status, answer = await tell(operated, "POST", "redaction/import", {"text": text})
        assert (status, answer["code"]) == (400, code)
    status, answer = await tell(operated, "POST", "redaction/import", {"text": 5})
    assert (status, answer["code"]) == (400, "bad_request")
    assert (await tell(operated, "GET", "redaction/draft"))[1]["draft"] is None
