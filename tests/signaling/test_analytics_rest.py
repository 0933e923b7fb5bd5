"""rest/analytics.py, `link.report`, `alongside analytics`: as operators and consoles use them."""

import csv
import io
import json
import subprocess
import time
from typing import Any
from urllib.parse import quote

import pytest

from signaling.analytics.csv_file import to_csv
from signaling.analytics.service import FunnelRow
from tests.helpers import forked
from tests.helpers.broker import Broker
from tests.helpers.history import DAY, history, write
from tests.helpers.operator import BEARER, operate
from tests.helpers.wire import Refused
from tests.signaling.scenes import accepted, shared, shared_with_dock
from tests.signaling.test_cli import alongside

PATH = "/api/v1/analytics/"
CALLS = ("funnel", "series", "durations", "paths")


async def rows(broker: Broker, call: str) -> list[dict[str, Any]]:
    status, found = await operate(broker, "GET", PATH + call)
    assert status == 200, found
    listed: list[dict[str, Any]] = found["rows"]
    return listed


async def sessions(broker: Broker) -> dict[str, Any]:
    (row,) = await rows(broker, "funnel")
    return row


# --- from the question to the picture -----------------------------------------------------------


async def test_R70_a_session_is_counted_from_the_question_to_its_end(operated: Broker) -> None:
    assert (await sessions(operated))["asked"] == 0
    scene = await shared(operated)
    link = (await scene.link(scene.agent))["link"]
    row = await sessions(operated)
    assert (row["asked"], row["allowed"], row["connected"], row["open"]) == (1, 1, 0, 1)
    await scene.agent.request("link.report", link=link, path="sealed", cause="turn_unreachable")
    assert (await sessions(operated))["connected"] == 1
    assert (await sessions(operated))["pictured"] == 0
    operated.clock.advance(2)
    await scene.agent.request("link.report", link=link, path="turn", picture=True)
    operated.clock.advance(60)
    await scene.customer.request(
        "session.end", conversation=scene.conversation, session=scene.session
    )
    row = await sessions(operated)
    assert (row["pictured"], row["ended"], row["open"]) == (1, 1, 0)
    (path,) = await rows(operated, "paths?by=agent")
    told = (path["name"], path["kind"], path["turn"], path["sealed"], path["failed"])
    assert told == ("Alice", "page", 1, 0, 0)
    spans = {one["measure"]: one["median"] for one in await rows(operated, "durations")}
    assert 2 <= spans["until_picture"] < 20
    assert 60 <= spans["lasted"] < 90
    today = (await rows(operated, "series?interval=day"))[-1]
    assert (today["asked"], today["ended"]) == (1, 1)
    (scope,) = await rows(operated, "funnel?by=scope")
    assert (scope["key"], scope["allowed"]) == ("view", 1)
    (talk,) = await rows(operated, "funnel?of=conversation")
    assert (talk["asked"], talk["allowed"], talk["open"]) == (1, 1, 1)


async def test_R70_what_is_denied_and_what_has_no_path_is_counted(operated: Broker) -> None:
    customer, agent, conversation = await accepted(operated)
    await agent.request("scope.ask", conversation=conversation, scope="view", request="q1")
    await customer.request("scope.deny", conversation=conversation, request="q1")
    assert (await sessions(operated))["denied"] == 1
    scene, call = await shared_with_dock(operated)
    link = (await scene.link(scene.agent))["link"]
    await scene.agent.request("link.report", link=link, path=None, cause="no_path")
    await call.grant("voice")
    media = await call.media_link()
    await call.agent.request("link.report", link=media, path="direct")
    page, calls = sorted(await rows(operated, "paths"), key=lambda row: row["kind"], reverse=True)
    assert (page["kind"], page["failed"], page["no_path"]) == ("page", 1, 1)
    assert (calls["kind"], calls["direct"], calls["no_path"]) == ("media", 1, 0)
    by_scope = {row["key"]: row for row in await rows(operated, "funnel?by=scope")}
    assert (by_scope["view"]["denied"], by_scope["voice"]["allowed"]) == (1, 1)
    assert (await sessions(operated))["connected"] == 0


async def test_only_the_console_at_its_end_reports_on_a_link(operated: Broker) -> None:
    scene = await shared(operated)
    link = (await scene.link(scene.agent))["link"]
    other = await operated.agent("bob")
    for client, code in ((scene.customer, "not_allowed"), (other, "no_such_link")):
        with pytest.raises(Refused) as refused:
            await client.request("link.report", link=link, path="direct", picture=True)
        assert refused.value.code == code
    wrong: list[dict[str, Any]] = [
        *({"path": "carrier pigeon"}, {"path": 1}, {"path": "Direct"}, {"cause": "https://x"}),
        *({"cause": "no_path\n"}, {"picture": "yes"}, {"picture": 1}, {"link": "x" * 65}),
    ]
    for fields in wrong:
        with pytest.raises(Refused) as refused:
            await scene.agent.request("link.report", **{"link": link, **fields})
        assert refused.value.code == "bad_message", fields
    assert await rows(operated, "paths") == []
    codes = []
    for _ in range(12):
        try:
            await scene.agent.request("link.report", link=link, path="direct")
        except Refused as error:
            codes.append(error.code)
    assert codes and set(codes) == {"too_many_signals"}
    (path,) = await rows(operated, "paths")
    assert path["links"] == 1


# --- what is asked for, well and badly ----------------------------------------------------------


async def test_filters_and_names(operated: Broker) -> None:
    scene = await shared(operated)
    key = operated.site.key
    agent = scene.agent.ready["person"]["id"]
    for query in (f"site={key}", "agent=alice", f"agent={agent}", "scope=view", "time_zone=UTC"):
        (row,) = await rows(operated, f"funnel?{query}")
        assert row["asked"] == 1, query
    other = await operated.add_site("https://other.example")
    await operated.add_agent("bob")
    for query in (f"site={other.key}", "agent=bob", "scope=voice", "to=2026-01-01"):
        (row,) = await rows(operated, f"funnel?{query}")
        assert row["asked"] == 0, query
    (row,) = await rows(operated, "funnel?by=site")
    assert (row["key"], row["name"]) == (key, "Shop")
    (row,) = await rows(operated, "funnel?by=agent")
    assert (row["key"], row["name"]) == (agent, "Alice")


BAD = (
    *("from=yesterday", "from=2026-02-30", "from=2026-05-02&to=2026-05-01", "to=9999-12-31"),
    *("from=2020-01-01", "from=2026-01-01&from=2026-01-02", "time_zone=../../etc/passwd"),
    *("time_zone=Mars/Phobos", "time_zone=", "by=customer", "by=conversation", "of=event"),
    *("scope=everything", "format=xlsx", "limit=5", "by=site'--", "of=session&scope=view"),
    *("agent=%00", "site=%E2%80%AE", "agent=" + "x" * 300, "from=%F0%9D%9F%9A026-01-01"),
)


async def test_hostile_questions_are_refused(operated: Broker) -> None:
    for query in BAD:
        status, found = await operate(operated, "GET", f"{PATH}funnel?{query}")
        assert (status, found["code"]) == (400, "bad_request"), (query, found)
    for call, query, code in (
        ("series", "interval=minute", "bad_request"),
        ("series", "interval=hour&from=2026-01-01&to=2026-03-01", "bad_request"),
        ("series", "by=site", "bad_request"),
        ("paths", "by=scope", "bad_request"),
        ("paths", "scope=view", "bad_request"),
        ("durations", "interval=day", "bad_request"),
        ("funnel", "site=nobody", "unknown_site"),
        ("funnel", "agent=nobody", "not_found"),
        ("funnel", "agent=" + quote("' OR 1=1 --"), "not_found"),
        ("funnel", "site=" + quote("';DROP TABLE facts;--"), "unknown_site"),
    ):
        status, found = await operate(operated, "GET", f"{PATH}{call}?{query}")
        assert found["code"] == code, (call, query, found)
    assert await operated.store.answers()


async def test_only_operators_ask(operated: Broker) -> None:
    for call in CALLS:
        status, found = await operate(operated, "GET", PATH + call, token=None)
        assert (status, found["code"]) == (401, "bad_token")
        status, found = await operate(operated, "POST", PATH + call)
        assert status == 405


# --- files --------------------------------------------------------------------------------------


async def test_files_open_in_spreadsheets(operated: Broker) -> None:
    await shared(operated)
    for call in CALLS:
        url = f"{operated.base_url}{PATH}{call}?format=csv"
        async with operated.http.get(url, headers={"Authorization": BEARER}) as response:
            assert response.status == 200
            assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
            assert f'filename="alongside-{call}-' in response.headers["Content-Disposition"]
            text = (await response.read()).decode()
        shown = [*csv.DictReader(io.StringIO(text, newline=""))]
        plain = await rows(operated, call)
        assert len(shown) == len(plain)
        for line, row in zip(shown, plain, strict=True):
            assert {name: str(value) for name, value in row.items()} == line
        assert text.count("\r\n") == len(plain) + 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('=HYPERLINK("https://x","y")', '\'=HYPERLINK("https://x","y")'),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r\n=1", "'\r\n=1"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\0=1", "'=1"),
        ('Say "hi", Bob;\nnow', 'Say "hi", Bob;\nnow'),
        ("ليلى", "ليلى"),
        ("Smith-Jones", "Smith-Jones"),
        ("'=1", "'=1"),
    ],
)
def test_nothing_in_a_file_is_carried_out(name: str, shown: str) -> None:
    text = to_csv(FunnelRow, [FunnelRow(key="k", name=name, asked=3)]).decode()
    _, line = csv.reader(io.StringIO(text, newline=""))
    assert line[:3] == ["k", shown, "3"]


def test_half_a_character_breaks_no_file() -> None:
    assert b"?" in to_csv(FunnelRow, [FunnelRow(key="k", name="a\ud800b")])


async def test_the_command_line_writes_the_same(operated: Broker, tmp_path_factory: Any) -> None:
    broker = operated
    made = history([broker.site.id], ["agent-1"], time.time() // DAY * DAY, 3, 6)
    await write(broker.store, made)
    url = broker.settings.database_url
    folder = tmp_path_factory.mktemp("cli")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return forked.alongside(
            "analytics", *arguments, environment={"ALONGSIDE_DATABASE_URL": url}
        )

    file = folder / "funnel.json"
    shown = run("export", "funnel", "--format", "json", "--by", "scope", "-o", str(file))
    assert shown.returncode == 0, shown.stderr
    plain = await rows(broker, "funnel?by=scope")
    assert json.loads(file.read_text()) == plain and plain
    assert run("rebuild").stdout.startswith("Counted ")
    assert await rows(broker, "funnel?by=scope") == plain
    series = run("export", "series", "--interval", "week", "--site", broker.site.key)
    assert series.stdout.startswith("start,asked,allowed")


def test_the_command_line_says_what_is_wrong(tmp_path: Any) -> None:
    result = alongside(tmp_path, "analytics", "export", "funnel", "--from", "2026-02-30")
    assert result.returncode == 2 and "2026-03-29" in result.stderr
    result = alongside(tmp_path, "analytics", "export", "funnel", "--site", "nobody")
    assert result.returncode == 1 and "no site" in result.stderr
