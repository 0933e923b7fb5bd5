"""Do the benchmarks still run? What they measure is looked at by people, never asserted here."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.bench.mirror.questions import QUESTIONS
from tests.bench.process import REPOSITORY

pytestmark = pytest.mark.long


def quick_run(name: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", "--quick", "--json"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "contenders"),
    [
        ("signaling", {"alongside", "PeerJS server", "bare aiohttp relay"}),
        ("first_picture", {"alongside"}),
    ],
)
def test_quick_run(name: str, contenders: set[str]) -> None:
    report = quick_run(name)
    assert len(report["rounds"]) == 1
    assert set(report["summary"]) == contenders
    assert all(figures["median"] > 0 for figures in report["summary"].values())


def test_quick_run_of_the_analytics() -> None:
    report = quick_run("analytics")
    assert len(report["summary"]) == 4
    assert all(figures["median"] > 0 for figures in report["summary"].values())


def test_quick_run_of_the_timing_of_sign_ins() -> None:
    found = quick_run("sign_in_timing")
    assert len(found) == 2 and all(0 <= row["p"] <= 1 for row in found.values())


def test_quick_run_of_the_mirror() -> None:
    report = quick_run("mirror")
    assert report["failures"] == []
    assert {row["question"] for row in report["figures"]} == set(QUESTIONS)
    assert {"alongside", "rrweb", "OpenReplay"} <= {row["engine"] for row in report["figures"]}


def test_quick_run_of_the_control() -> None:
    report = quick_run("control")
    assert {row["contender"] for row in report["summary"]} == {"alongside", "rrweb", "echo"}
    assert {row["kind"] for row in report["summary"]} == {"click", "key", "drag"}
    assert all(row["p50"] > 0 for row in report["summary"])
    assert report["revoked"]["applied"] == 0


def test_quick_run_of_the_revocation() -> None:
    report = quick_run("revocation")
    assert len(report["rounds"]) == 1
    contenders = {"alongside", "stop sending", "channel.close()", "peer.close()"}
    assert set(report["summary"]) == contenders
    assert report["summary"]["stop sending"]["median bytes"] > 0


def test_quick_run_of_the_documents() -> None:
    report = quick_run("documents")
    assert set(report["summary"]) == {"alongside", "without our pace"}
    assert all(row["kB/s"] > 0 and row["p50 meanwhile"] > 0 for row in report["summary"].values())


def test_quick_run_of_the_media() -> None:
    report = quick_run("media")
    assert set(report["summary"]["start"]) == {"voice", "camera", "screen"}
    assert all(row["ratio"] > 0 for row in report["summary"]["start"].values())
    assert report["summary"]["stop"]["track.enabled = false"]["bytes"] > 0
    assert report["summary"]["flow"]["2 viewers, our limits"]["upload"] > 0
    assert report["summary"]["flow"]["narrow, our limits"]["camera width"] > 0


def test_quick_run_of_the_navigation() -> None:
    report = quick_run("navigation")
    assert {row["relay"] for row in report["rounds"]} == {True, False}
    assert {row["measure"] for row in report["summary"]} == {"blackout", "load"}
    assert all(row["relay"]["median"] > 0 for row in report["summary"])


def test_quick_run_of_the_viewers() -> None:
    report = quick_run("viewers")
    assert {row["engine"] for row in report["summary"]} == {"alongside", "rrweb"}
    assert {row["viewers"] for row in report["summary"]} == {"2", "2, one narrow"}
    assert all(row["last"] >= row["first"] > 0 for row in report["summary"])


def test_quick_run_of_the_soak() -> None:
    report = quick_run("soak")
    assert len(report["samples"]) >= 2
    assert set(report["mb_per_minute"]) == {"customer", "agent"}
