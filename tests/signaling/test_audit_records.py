"""Looking something up in the audit log: pages, filters, a file; the server's check of itself."""

import csv
import io
from typing import Any

import pytest

from broker.audit import AuditRecord
from tests.helpers.broker import Broker
from tests.helpers.operator import BEARER, operate
from tests.signaling.scenes import shared

START = 1_700_000_000
ACTS = "/api/v1/audit/acts"


def at(broker: Broker, rest: str = "records") -> str:
    return f"/api/v1/sites/{broker.site.key}/audit/{rest}"


async def found(broker: Broker, query: str = "") -> list[dict[str, Any]]:
    """All pages."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        status, page = await operate(broker, "GET", at(broker) + f"?limit=3{query}{cursor}")
        assert status == 200, page
        rows += page["records"]
        if page["next"] is None:
            return rows
        cursor = f"&cursor={page['next']}"


async def write(broker: Broker, *seconds: int) -> None:
    """Rows of these times, behind those that are there."""
    trail = broker.store.trail

    def job(connection: Any) -> None:
        for number, second in enumerate(seconds, start=1):
            kept = AuditRecord(
                conversation=f"c{number}",
                seq=1,
                type="conversation.queued",
                at=(START + second) * 1000,
                by="person_1",
                role="customer",
            )
            trail._chain(connection, broker.site.id, [kept])

    await broker.store.writer.run(job)


async def test_the_log_page_by_page_the_last_row_first(operated: Broker) -> None:
    assert await found(operated) == []
    scene = await shared(operated)
    rows = await found(operated)
    stored = await operated.store.trail.rows(operated.site.id)
    assert [row["number"] for row in rows] == list(range(len(stored), 0, -1))
    assert [row["hash"] for row in reversed(rows)] == [row.hash for row in stored]
    granted = await found(operated, "&type=scope.granted")
    assert [row["record"]["scope"] for row in granted] == ["view"]
    of_it = await found(operated, f"&conversation={scene.conversation}")
    assert of_it == rows
    by = granted[0]["record"]["by"]
    hers = await found(operated, f"&by={by}")
    assert hers and all(row["record"]["by"] == by for row in hers)
    assert len(hers) < len(rows)
    # What SQL takes for any character is one of an id.
    for who in ("nobody", by.replace("_", "-"), "_" * len(by)):
        assert await found(operated, f"&by={who}") == []
    # Nothing that was said, and nobody's name.
    assert "Hello" not in str(rows) and "Alice" not in str(rows)


async def test_a_period_is_found_though_some_of_it_is_erased(operated: Broker) -> None:
    await write(operated, 0, 10, 20, 20, 30, 40)

    async def numbers(query: str) -> list[int]:
        return [row["number"] for row in await found(operated, query)]

    assert await numbers(f"&since={START + 20}") == [6, 5, 4, 3]
    assert await numbers(f"&until={START + 20}") == [2, 1]
    assert await numbers(f"&since={START + 11}&until={START + 31}") == [5, 4, 3]
    assert await numbers(f"&since={START + 41}") == []
    assert await numbers(f"&until={START}") == []
    assert await numbers("&since=0&until=1099511627776") == [6, 5, 4, 3, 2, 1]
    trail = operated.store.trail
    await operated.store.writer.run(
        lambda c: trail.erase(c, operated.site.id, [1, 2, 4], "age", float(START + 50))
    )
    rows = await found(operated)
    assert [row["record"] is None for row in rows] == [False, False, False, True, False, True, True]
    assert rows[0]["record"]["erased"] == [[1, 2], [4, 4]]
    assert not any(row["broken"] for row in rows)
    # What says no time counts to what follows it.
    assert await numbers(f"&since={START + 25}&until={START + 45}") == [6, 5, 4]
    assert await numbers("&type=audit.erased") == [7]
    _, checked = await operate(operated, "GET", at(operated, "check"))
    assert (checked["verdict"], checked["rows"], checked["erased"]) == ("whole", 7, 3)


async def test_a_file_has_all_that_was_found_in_order(
    operated: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.rest.audit_records.AT_ONCE", 2)
    await write(operated, 0, 10, 20, 30, 40)
    url = f"{operated.base_url}{at(operated)}?format=csv&since={START + 10}"
    async with operated.http.get(url, headers={"Authorization": BEARER}) as answer:
        assert answer.status == 200 and answer.content_type == "text/csv"
        assert 'filename="audit-records.csv"' in answer.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(await answer.text())))
    stored = await operated.store.trail.rows(operated.site.id)
    assert [(row["number"], row["hash"]) for row in rows] == [
        (str(number), stored[number - 1].hash) for number in (2, 3, 4, 5)
    ]
    assert rows[0]["at"] == "2023-11-14T22:13:30+00:00"


async def test_the_state_and_the_check(operated: Broker) -> None:
    _, state = await operate(operated, "GET", at(operated, "state"))
    assert (state["rows"], state["checkpoint"]) == (0, None)
    assert state["keys"] == [key.text for key in await operated.store.checkpoints.keys()]
    await write(operated, 0, 10, 20)
    made = await operated.store.checkpoints.make(operated.site.id)
    _, state = await operate(operated, "GET", at(operated, "state"))
    assert (state["rows"], state["checkpoint"]["rows"]) == (3, 3)
    assert state["checkpoint"]["note"] == made.note
    _, checked = await operate(operated, "GET", at(operated, "check"))
    assert checked == {"verdict": "whole", "rows": 3, "erased": 0, "row": None, "problem": None}


async def test_the_acts_of_operators_are_looked_after_as_well(operated: Broker) -> None:
    await operate(operated, "PATCH", "/api/v1/settings", {"keeping": {"chat_days": 30}})
    _, state = await operate(operated, "GET", f"{ACTS}/state")
    assert state["rows"] > 0 and state["keys"]
    _, page = await operate(operated, "GET", ACTS)
    newest = page["items"][0]
    assert (newest["act"], newest["seq"]) == ("settings.changed", state["rows"])
    assert newest["what"]["after"] == {"keeping.chat_days": 30}
    _, checked = await operate(operated, "GET", f"{ACTS}/check")
    assert (checked["verdict"], checked["rows"]) == ("whole", state["rows"])
    # None of it is in a site's log; a file of some records is an export, and told.
    assert await found(operated) == []
    url = f"{operated.base_url}{at(operated)}?format=csv"
    async with operated.http.get(url, headers={"Authorization": BEARER}) as answer:
        assert answer.status == 200
    _, page = await operate(operated, "GET", ACTS)
    assert page["items"][0]["act"] == "audit.exported"
    await operated.store.writer.run(
        lambda c: c.exec_driver_sql("UPDATE audit SET record = '{}' WHERE site = 'operators'")
    )
    _, checked = await operate(operated, "GET", f"{ACTS}/check")
    assert (checked["verdict"], checked["row"]) == ("tampered", 1)
    for path in (f"{ACTS}/state", f"{ACTS}/check"):
        status, refused = await operate(operated, "GET", path, token=None)
        assert (status, refused["code"]) == (401, "bad_token")


async def test_a_row_that_somebody_has_changed_is_shown_and_found(operated: Broker) -> None:
    await write(operated, 0, 10, 20)
    for record in ('{"at":1}', "nonsense", '{"at":"\u202e"}', "[" * 5_000):
        await spoil(operated, 2, record)
        rows = await found(operated)
        assert [row["broken"] for row in rows] == [False, True, False]
        assert rows[1]["record"] is None
        # Nothing that is looked for by time fails of it.
        assert [row["number"] for row in await found(operated, f"&since={START + 15}")] == [3, 2]
        assert [row["number"] for row in await found(operated, f"&until={START + 15}")] == [1]
        _, checked = await operate(operated, "GET", at(operated, "check"))
        assert (checked["verdict"], checked["row"]) == ("tampered", 2)


async def spoil(broker: Broker, row: int, record: str) -> None:
    sql = "UPDATE audit SET record = ? WHERE site = ? AND number = ?"
    await broker.store.writer.run(lambda c: c.exec_driver_sql(sql, (record, broker.site.id, row)))


async def test_what_is_too_long_is_checked_elsewhere(
    operated: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.rest.audit_records.CHECKED_MOST", 2)
    await write(operated, 0, 10, 20)
    _, checked = await operate(operated, "GET", at(operated, "check"))
    assert (checked["verdict"], checked["rows"]) == ("too_long", 3)


HOSTILE = [
    ("type=session.begun", "unknown_events"),
    ("type=%25", "unknown_events"),
    ("type=", "unknown_events"),
    ("type=webhook.test", "unknown_events"),
    ("type=" + "x" * 65, "bad_request"),
    ("conversation=", "bad_request"),
    ("conversation=%22%7D", "bad_request"),
    ("conversation=a%25", "bad_request"),
    ("by=%E2%80%AEx", "bad_request"),
    ("by=" + "x" * 4_000, "bad_request"),
    ("since=-1", "bad_request"),
    ("since=1e400", "bad_request"),
    ("since=nan", "bad_request"),
    ("until=1.5", "bad_request"),
    ("until=99999999999999999999", "bad_request"),
    ("format=xml", "bad_request"),
    ("limit=101", "bad_request"),
    ("cursor=nothing", "bad_request"),
    ("limit=1&limit=2", "bad_request"),
    ("site=other", "bad_request"),
]


async def test_hostile_queries_are_refused(operated: Broker) -> None:
    for query, code in HOSTILE:
        status, answer = await operate(operated, "GET", f"{at(operated)}?{query}")
        assert (status, answer["code"]) == (400, code), query


async def test_nobody_but_the_operator_reads_it(operated: Broker) -> None:
    for rest in ("records", "records?format=csv", "state", "check"):
        for token in (None, "Bearer ", f"{BEARER}x"):
            status, answer = await operate(operated, "GET", at(operated, rest), token=token)
            assert (status, answer["code"]) == (401, "bad_token")
        status, answer = await operate(operated, "GET", f"/api/v1/sites/nothing/audit/{rest}")
        assert (status, answer["code"]) == (404, "unknown_site")


async def test_one_sites_log_is_not_anothers(operated: Broker) -> None:
    await write(operated, 0, 10)
    other = await operated.add_site("https://other.example")
    _, page = await operate(operated, "GET", f"/api/v1/sites/{other.key}/audit/records")
    assert page == {"records": [], "next": None}
