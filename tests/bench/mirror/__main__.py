"""What does a live mirror of a page cost, and how true and how soon is it?

rrweb (recorder and replayer), OpenReplay's tracker (a recorder only: its player is no npm package)
and ours take turns in one Chromium, each between a customer's page and an agent's console that are
linked by a real RTCDataChannel, on generated pages and on templates from npm packages.

    python -m tests.bench.mirror [--quick] [--json] [--rounds N] [--minutes N]

Needs the development dependencies of client_js/ too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Error, sync_playwright

from tests.bench.mirror import changes, fuzz, pages, sizes, snapshots, stress, tables
from tests.bench.mirror.figures import Figures
from tests.bench.mirror.tabs import NONE, OPENREPLAY, OURS, RRWEB, RRWEB_LIVE, prepare
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import EXECUTABLE, FLAGS

QUESTION = "What does a live mirror of a page cost, and how true and how soon is it?"
RECORDERS = (OURS, RRWEB, OPENREPLAY)
VIEWERS = (OURS, RRWEB)
SEEDS_PER_ROUND = 4

Measure = Callable[[Browser, Site, Figures], None]
Step = tuple[str, Measure]


def quick_round() -> Iterator[Step]:
    """Each measure on the smallest page, each recorder: do they still run?"""
    for engine in RECORDERS:
        yield from _step(snapshots.measure, engine, "mixed")
    yield from _step(snapshots.measure_slow, OURS, "mixed")
    yield from _step(changes.measure_bytes, OURS, "mixed")
    yield from _step(changes.measure_delay, OURS, "mixed")
    yield from _step(stress.measure_cpu, RRWEB, "mixed", 0.5)
    yield from _step(stress.measure_heap, OURS, "mixed", 0.5)
    yield from _step(fuzz.measure, OURS, 1)


def full_round(number: int) -> Iterator[Step]:
    """The first has everything; the others repeat what varies most."""
    for page in pages.PATHS:
        for engine in RECORDERS:
            yield from _step(snapshots.measure, engine, page)
    for page in pages.GENERATED:
        for engine in RECORDERS:
            yield from _step(snapshots.measure_slow, engine, page)
    for engine in (NONE, *RECORDERS):
        yield from _step(stress.measure_cpu, engine, "form", 4)
    for seed in range(number * SEEDS_PER_ROUND, (number + 1) * SEEDS_PER_ROUND):
        for engine in VIEWERS:
            yield from _step(fuzz.measure, engine, seed)
    if number > 0:
        return
    for page in ("form", "products", "table"):
        for engine in (*RECORDERS, RRWEB_LIVE):
            yield from _step(changes.measure_delay, engine, page)
    for engine in RECORDERS:
        yield from _step(changes.measure_bytes, engine, "form")
    for engine in (*VIEWERS, RRWEB_LIVE):
        yield from _step(stress.measure_heap, engine, "form", 20)


def run(steps: Iterator[Step], minutes: float, figures: Figures) -> None:
    """Every step adds its figures; one that fails is noted. No step begins after `minutes`."""
    end = time.monotonic() + 60 * minutes
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site()
        prepare(site, Path(folder))
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for name, measure in steps:
            if time.monotonic() > end:
                figures.complete = False
                break
            print(f"{time.strftime('%X')} {name}", file=sys.stderr)
            try:
                measure(browser, site, figures)
            except Error as error:
                figures.failures.append(f"{name}: {error.message.splitlines()[0]}")
        browser.close()
        site.close()


def _step(measure: Callable[..., None], *arguments: object) -> Iterator[Step]:
    """`measure(browser, site, figures, *arguments)`, by name."""
    words = [getattr(it, "name", str(it)) for it in arguments]
    name = f"{measure.__module__.rpartition('.')[2]}.{measure.__name__} {' '.join(words)}"
    yield name, lambda browser, site, figures: measure(browser, site, figures, *arguments)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.mirror", description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="a short round: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=11, help="then no more is begun")
    options = parser.parse_args(arguments)
    figures = Figures()
    sizes.measure(figures)
    if options.quick:
        steps = quick_round()
    else:
        steps = (step for number in range(options.rounds) for step in full_round(number))
    run(steps, options.minutes, figures)
    print(tables.show(figures, as_json=options.json))


if __name__ == "__main__":
    main()
