"""How late does an agent's pointer become while a 40 MB document goes the same way at 2 Mbit/s?

2 Mbit/s each way (a UDP relay of our own, a queue of 300 ms), shared by the pointer of a page link
and the document of a media link. Both go from the agent to the customer, who sends each pointer
back: the round trip is measured, 25 times a second. Ours sends the document as
client_js/src/documents does; the other keeps a MiB in the channel's own buffer, which is what is
left without our pace. They take turns.

    python -m tests.bench.documents [--quick] [--json] [--megabytes N] [--rounds N]

Needs the development dependencies of client_js/ too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.slow_path import Line, SlowPath
from tests.client_js.mirror_lab import MODULES, REPOSITORY, Site
from tests.helpers.chromium import FLAGS, HEADLESS

QUESTION = "How late is a pointer while a document goes the same way at 2 Mbit/s?"
BYTES_PER_SECOND = 250_000
QUEUE_SECONDS = 0.3
MEGABYTE = 1_000_000
# Pointers on the empty line, before the document: enough for a 95th percentile.
BEFORE = 100
CONTENDERS = {"alongside": True, "without our pace": False}

Round = dict[str, dict[str, float]]


def bundled(folder: Path) -> bytes:
    script = folder / "documents_bench.js"
    entry = REPOSITORY / "tests" / "client_js" / "harness" / "documents_bench.ts"
    options = ["--bundle", "--format=iife", f"--outfile={script}", "--log-level=warning"]
    subprocess.run([MODULES / ".bin" / "esbuild", entry, *options], check=True, timeout=60)
    return script.read_bytes()


def link(agent: Page, customer: Page, name: str, path: SlowPath) -> None:
    offer = path.to_agent(customer.evaluate("name => bench.offer(name)", name))
    answer = agent.evaluate("([name, sdp]) => bench.answer(name, sdp)", [name, offer])
    back = path.to_customer(answer)
    customer.evaluate("([name, sdp]) => bench.accept(name, sdp)", [name, back])


def trips(agent: Page, when: str) -> dict[str, float]:
    """Of the pointers since the last look: milliseconds, and the parts that did not come back."""
    taken = agent.evaluate("[bench.trips, bench.pointers]")
    found, sent = list(map(float, taken[0])), int(taken[1])
    agent.evaluate("bench.forget()")
    cuts = quantiles(found, n=20)
    lost = max(0, sent - len(found)) / sent
    return {f"p50 {when}": median(found), f"p95 {when}": cuts[18], f"lost {when}": lost}


def measure(browser: Browser, site: Site, size: int, *, paced: bool) -> dict[str, float]:
    # Both connections share the line, each way.
    up, down = (Line(BYTES_PER_SECOND, QUEUE_SECONDS) for _ in range(2))
    first, second = (SlowPath([up], [down]) for _ in range(2))
    agent, customer = (browser.new_context().new_page() for _ in "ac")
    try:
        for page in (agent, customer):
            page.set_default_timeout(60_000)
            page.goto(f"{site.origin}/bench")
        link(agent, customer, "page", first)
        link(agent, customer, "media", second)
        for page in (agent, customer):
            page.wait_for_function("bench.isOpen")
        customer.evaluate("size => { bench.echo(); bench.receive(size) }", size)
        agent.evaluate("bench.point()")
        agent.wait_for_function(f"bench.trips.length >= {BEFORE}")
        figures = trips(agent, "before")
        started = float(agent.evaluate("performance.now()"))
        agent.evaluate("([size, paced]) => bench.send(size, paced)", [size, paced])
        agent.wait_for_function("bench.ended > 0", timeout=20_000 + size / 50)
        seconds = (float(agent.evaluate("bench.ended")) - started) / 1000
        if second.passed_bytes < size:
            raise RuntimeError("the peers have found a path around the slow one")
        return figures | trips(agent, "meanwhile") | {"kB/s": size / 1000 / seconds}
    finally:
        agent.context.close()
        customer.context.close()
        second.close()
        first.close()


def run(rounds: int, size: int) -> list[Round]:
    """One dictionary per round, in which each had one turn."""
    names = list(CONTENDERS)
    results: list[Round] = []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site()
        site.put("/bench.js", bundled(Path(folder)), "text/javascript")
        site.put("/bench", "<!doctype html><title>Bench</title><script src=/bench.js></script>")
        browser = playwright.chromium.launch(executable_path=HEADLESS, args=FLAGS)
        for number in range(rounds):
            turns = names[number % 2 :] + names[: number % 2]
            taken = {name: measure(browser, site, size, paced=CONTENDERS[name]) for name in turns}
            results.append({name: taken[name] for name in names})
        browser.close()
        site.close()
    return results


def summary(rounds: Sequence[Round]) -> Round:
    return {
        name: {column: median(figures[name][column] for figures in rounds) for column in columns}
        for name, columns in rounds[0].items()
    }


def show(rounds: Sequence[Round], size: int, *, as_json: bool) -> str:
    figures = summary(rounds)
    if as_json:
        report: dict[str, Any] = {"question": QUESTION, "rounds": rounds, "summary": figures}
        return json.dumps(report, indent=2)
    lines = [QUESTION, f"{size / MEGABYTE:g} MB, rounds: {len(rounds)}; round trips in ms", ""]
    columns = list(next(iter(figures.values())))
    lines.append(f"{'':18}" + "".join(f"{column:>16}" for column in columns))
    for name, row in figures.items():
        cells = [
            f"{row[column]:16.1%}" if "lost" in column else f"{row[column]:16.1f}"
            for column in columns
        ]
        lines.append(f"{name:18}" + "".join(cells))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="half a megabyte: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args(arguments)
    size = int((0.5 if options.quick else options.megabytes) * MEGABYTE)
    rounds = run(options.rounds, size)
    print(show(rounds, size, as_json=options.json))


if __name__ == "__main__":
    main()
