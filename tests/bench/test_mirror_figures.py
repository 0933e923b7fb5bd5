import json
from typing import Any

import pytest

from tests.bench.mirror import questions as q
from tests.bench.mirror.figures import Figures, percentile
from tests.bench.mirror.stress import samples
from tests.bench.mirror.tables import show
from tests.bench.mirror.trace import BEGIN, END, MICROTASKS, TASK, tasks
from tests.bench.slow_path import SlowPath

OFFER = (
    "v=0\r\na=mid:0\r\na=candidate:1 1 udp 2113937151 127.0.0.1 5000 typ host generation 0\r\n"
    "a=candidate:2 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active\r\na=sctp-port:5000\r\n"
)


def event(name: str, at: float, duration: float | None = None, thread: int = 1) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "ts": at, "pid": 7, "tid": thread}
    return made if duration is None else {**made, "dur": duration}


def test_the_longest_task_counts_its_microtasks_but_no_other_thread() -> None:
    events = [
        event(TASK, 0, 900_000),
        event(BEGIN + "page", 1_000_000),
        event(TASK, 1_000_100, 2_000),
        event(MICROTASKS, 1_001_000, 500),
        {**event(MICROTASKS, 1_002_110, 5_000), "tdur": 1_000},
        event(TASK, 1_007_120, 3_000),
        {**event(MICROTASKS, 1_500_000, 4_000), "tdur": 9_000},
        event(TASK, 1_000_100, 800_000, thread=2),
        event(END + "page", 2_000_000),
    ]
    found = tasks(events, "page")
    assert (found.longest, found.longest_cpu) == (7.0, 4.0)
    assert (found.total, found.total_cpu) == (14.0, 10.0)


def test_samples_under_a_script_are_its_own() -> None:
    def node(number: int, name: str, url: str, *children: int) -> dict[str, Any]:
        return {
            "id": number,
            "callFrame": {"functionName": name, "url": url},
            "children": list(children),
        }

    profile = {
        "nodes": [
            node(1, "(root)", "", 2, 4),
            node(2, "flush", "http://x/bench/ours.js", 3),
            node(3, "send", ""),
            node(4, "page", "http://x/page.js"),
        ],
        "samples": [2, 3, 4, 3],
        "timeDeltas": [1_000, 2_000, 9_000, 3_000],
    }
    assert samples(profile, "/bench/ours.js") == {
        "send": pytest.approx(0.005),
        "flush": pytest.approx(0.001),
    }


def test_tables_say_whether_a_goal_was_met() -> None:
    figures = Figures()
    for page, ours, theirs in (("form", 12.0, 120.0), ("table", 18.0, 300.0)):
        figures.add(q.LONGEST, page, "alongside", ours)
        figures.add(q.LONGEST, page, "rrweb", theirs)
    figures.add(q.SNAPSHOT_DEFLATED, "form", "alongside", 30.0)
    figures.add(q.SNAPSHOT_DEFLATED, "form", "rrweb", 40.0)
    figures.failures.append("fuzz.measure rrweb 3: crashed")
    rows = [" ".join(line.split()) for line in show(figures, as_json=False).splitlines()]
    assert "| form | 12.0 | 120.0 | 0.10 | <= 16 | met |" in rows
    assert "| table | 18.0 | 300.0 | 0.06 | <= 16 | MISSED |" in rows
    assert "| form | 30.0 | 40.0 | 0.75 | <= 40 | met |" in rows
    assert "fuzz.measure rrweb 3: crashed" in rows
    assert json.loads(show(figures, as_json=True))["figures"][0]["median"] == 12.0


def test_percentile() -> None:
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.5) == 3.0
    assert percentile([1.0], 0.95) == 1.0


def test_a_description_names_the_slow_path_alone() -> None:
    slow = SlowPath()
    try:
        lines = slow.to_agent(OFFER).split("\r\n")
    finally:
        slow.close()
    candidates = [line for line in lines if line.startswith("a=candidate:")]
    assert len(candidates) == 1 and " 127.0.0.1 " in candidates[0]
    assert " 5000 typ host" not in candidates[0]
    assert lines[:2] == ["v=0", "a=mid:0"] and "a=sctp-port:5000" in lines


def test_a_description_without_a_candidate_is_refused() -> None:
    slow = SlowPath()
    try:
        with pytest.raises(ValueError, match="no UDP host candidate"):
            slow.to_agent("v=0\r\n")
    finally:
        slow.close()
