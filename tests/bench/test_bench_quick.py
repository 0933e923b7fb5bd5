"""Do the benchmarks still run? What they measure is looked at by people, never asserted here."""

import json
import subprocess
import sys

import pytest

from tests.bench.process import REPOSITORY


@pytest.mark.parametrize(
    ("name", "contenders"),
    [
        ("signaling", {"alongside", "PeerJS server", "bare aiohttp relay"}),
        ("first_picture", {"alongside"}),
    ],
)
def test_quick_run(name: str, contenders: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", "--quick", "--json"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["rounds"]) == 1
    assert set(report["summary"]) == contenders
    assert all(figures["median"] > 0 for figures in report["summary"].values())
