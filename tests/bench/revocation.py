"""What still arrives at the agent after the customer's click on Stop, on a slow link?

8 Mbit/s each way (a UDP relay of our own between the peers, with a queue of 100 ms), and more to
send than fits: ours mirrors a page with megabytes of images, under a credit window, and closes the
peer connection; the others keep a MiB in the channel's own buffer and stop sending, close the
channel, or close the peer connection. From the time stamp of the trusted click, by what the agent's
page receives.

    python -m tests.bench.revocation [--quick] [--json] [--rounds N]

Needs the development dependencies of client_js/ too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.mirror.pages import noise
from tests.bench.mirror.tabs import OURS, Engine, linked, prepare
from tests.bench.slow_path import SlowPath
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import EXECUTABLE, FLAGS

QUESTION = "What still arrives at the agent after the customer's click on Stop, at 8 Mbit/s?"
IMAGES = 40
IMAGE_SIDE = 250
# The click comes when the link has been full for a while.
CLICK_AFTER_BYTES = 400_000
# Silence after which nothing more will come.
SILENCE_MS = 1_500
KB = 1000


@dataclass(frozen=True)
class Contender:
    """`way`: what is closed after the recorder has stopped."""

    engine: Engine
    way: str


BULK = Engine("bulk", "bulk", None)
CONTENDERS = {
    "alongside": Contender(OURS, "peer"),
    "stop sending": Contender(BULK, "nothing"),
    "channel.close()": Contender(BULK, "channel"),
    "peer.close()": Contender(BULK, "peer"),
}

Round = dict[str, dict[str, float]]


def page() -> str:
    images = "".join(f"<img src=/bulk/{n}.png width=60 height=60>" for n in range(IMAGES))
    texts = "".join(f"<p>{n} {'some text of a page ' * 5}</p>" for n in range(2_000))
    return f"<!doctype html><body><button id=stop>Stop</button><div>{images}</div>{texts}"


def measure(browser: Browser, site: Site, contender: Contender) -> dict[str, float]:
    """`bytes` that arrived after the click and `ms` from it to the last of them."""
    slow = SlowPath()
    try:
        with linked(browser, site, contender.engine, "/bulk", slow) as tabs:
            offset = tabs.offset()
            tabs.customer.evaluate("way => bench.stopOnClick(way)", contender.way)
            if contender.engine.viewer is not None:
                tabs.agent.evaluate("bench.startViewer()")
            tabs.customer.evaluate("bench.startRecorder()")
            tabs.agent.wait_for_function(f"bench.link.arrivedBytes > {CLICK_AFTER_BYTES}")
            tabs.customer.click("#stop")
            clicked = tabs.customer.evaluate("bench.clickedAt") + offset
            tabs.agent.evaluate(f"bench.link.arrived({SILENCE_MS})")
            arrivals: list[dict[str, float]] = tabs.agent.evaluate("bench.link.arrivals")
        if slow.passed_bytes < CLICK_AFTER_BYTES:
            raise RuntimeError("the peers have found a path around the slow one")
    finally:
        slow.close()
    late = [it for it in arrivals if it["at"] > clicked]
    return {
        "bytes": sum(it["bytes"] for it in late),
        "ms": max((it["at"] - clicked for it in late), default=0.0),
    }


def run(rounds: int) -> list[Round]:
    """One dictionary per round, in which each contender had one turn."""
    names = list(CONTENDERS)
    results: list[Round] = []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site()
        prepare(site, Path(folder))
        site.put("/bulk", page())
        for number in range(IMAGES):
            site.put(f"/bulk/{number}.png", noise(IMAGE_SIDE, number), "image/png")
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for number in range(rounds):
            turns = names[number % len(names) :] + names[: number % len(names)]
            figures = {name: measure(browser, site, CONTENDERS[name]) for name in turns}
            results.append({name: figures[name] for name in names})
        browser.close()
        site.close()
    return results


def summary(rounds: Sequence[Round]) -> dict[str, dict[str, float]]:
    return {
        name: {
            f"{kind} {column}": pick([figures[name][column] for figures in rounds])
            for column in ("bytes", "ms")
            for kind, pick in (("median", median), ("max", max))
        }
        for name in rounds[0]
    }


def show(rounds: Sequence[Round], *, as_json: bool) -> str:
    figures = summary(rounds)
    if as_json:
        report: dict[str, Any] = {"question": QUESTION, "rounds": rounds, "summary": figures}
        return json.dumps(report, indent=2)
    lines = [QUESTION, f"{len(rounds)} rounds; goal of ours: <= 65.5 KB, <= 100 ms", ""]
    lines.append(f"{'':16}{'KB median':>12}{'KB max':>12}{'ms median':>12}{'ms max':>12}")
    for name, row in figures.items():
        cells = [row["median bytes"] / KB, row["max bytes"] / KB, row["median ms"], row["max ms"]]
        lines.append(f"{name:16}" + "".join(f"{cell:12.1f}" for cell in cells))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one round: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    rounds = run(1 if options.quick else options.rounds)
    print(show(rounds, as_json=options.json))


if __name__ == "__main__":
    main()
