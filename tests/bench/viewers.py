"""What do several viewers cost the customer, and does a slow one hold the others up?

One customer's page, mirrored to one, two, three and five viewers at once over page links of their
own, and in one take to three of which one has a narrow line. All links share her upload of
2 Mbit/s (UDP relays of our own, with a queue of 200 ms). The baseline is rrweb, whose one recorder
is sent to all (it knows one to a page): read once, but not held back for anybody. *First*, *last*:
from the start, of all links at once as after a page load, to the first picture at the first and at
the last viewer. *Sent*: bytes of the snapshots, to all together. *Thread*: processor time of the
customer's main thread until they are sent. Latency: from a change of the page to the change in the
mirror, at the quickest and at the slowest viewer of each take; with a narrow one, of the others.

    python -m tests.bench.viewers [--quick] [--json] [--rounds N]

Needs the development dependencies of client_js/ too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.mirror.tabs import OURS, QUIET_MS, RRWEB, Engine, open_page, prepare
from tests.bench.slow_path import Line, SlowPath
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import EXECUTABLE, FLAGS

QUESTION = "What do several viewers cost the customer, and does a slow one hold the others up?"
UPLOAD = 2_000_000 / 8
NARROW = 200_000 / 8
FAST = 100_000_000 / 8
QUEUE_SECONDS = 0.2
PAGE = "/form"
LAST_PROBE = "tick-80"

Figures = dict[str, float]


@dataclass(frozen=True)
class Take:
    """`narrow`: the last viewer has a line of 200 kbit/s."""

    viewers: int
    narrow: bool = False

    @property
    def name(self) -> str:
        return f"{self.viewers}, one narrow" if self.narrow else str(self.viewers)


TAKES = (Take(1), Take(2), Take(3), Take(3, narrow=True), Take(5))
QUICK = (Take(2), Take(2, narrow=True))
ENGINES = (OURS, RRWEB)


class Scene:
    """The customer's page, the viewers' and the paths between them."""

    def __init__(self, customer: Page, viewers: list[Page], take: Take) -> None:
        self._customer = customer
        self._viewers = viewers
        self._take = take
        self._tools = customer.context.new_cdp_session(customer)
        self._tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._offsets = [
            float(customer.evaluate("n => viewers.offset(n)", n)) for n in range(len(viewers))
        ]

    def measure(self) -> Figures:
        for viewer in self._viewers:
            viewer.evaluate("bench.startViewer()")
        before = self._thread_ms()
        started = float(self._customer.evaluate("viewers.start()"))
        painted = [self._painted(n) - started for n in range(len(self._viewers))]
        self._customer.evaluate(f"viewers.quiet({QUIET_MS})")
        figures = {
            "thread": self._thread_ms() - before,
            "sent": float(self._customer.evaluate("viewers.sent()")),
        }
        quick = painted[:-1] if self._take.narrow else painted
        return {"first": min(quick), "last": max(quick), **figures, **self._latency()}

    def _painted(self, number: int) -> float:
        viewer = self._viewers[number]
        viewer.wait_for_function("viewer.paintedAt > 0", timeout=60_000)
        return float(viewer.evaluate("viewer.paintedAt")) - self._offsets[number]

    def _latency(self) -> Figures:
        for viewer in self._viewers:
            viewer.evaluate("bench.watch()")
        changed: dict[str, float] = self._customer.evaluate("bench.probes()")
        quick = self._viewers[:-1] if self._take.narrow else self._viewers
        ways: list[tuple[float, float]] = []
        for number, viewer in enumerate(quick):
            seen = f"'{LAST_PROBE}' in bench.seen().applied"
            viewer.wait_for_function(seen, timeout=60_000)
            applied: dict[str, float] = viewer.evaluate("bench.seen().applied")
            late = [
                applied[text] - self._offsets[number] - at
                for text, at in changed.items()
                if text in applied
            ]
            # Changes that fall together are seen as one.
            ways.append((median(late), quantiles([*late, late[-1]], n=20)[-1]))
        quickest, slowest = min(ways), max(ways)
        return {
            "quickest p50": quickest[0],
            "quickest p95": quickest[1],
            "slowest p50": slowest[0],
            "slowest p95": slowest[1],
        }

    def _thread_ms(self) -> float:
        metrics = self._tools.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(it["value"] for it in metrics if it["name"] == "TaskDuration"))


@contextmanager
def scene(browser: Browser, site: Site, engine: Engine, take: Take) -> Iterator[Scene]:
    with ExitStack() as stack:

        def opened(path: str, *scripts: str | None) -> Page:
            page = open_page(browser, site.origin + path)
            stack.callback(page.context.close)
            page.evaluate("mode => { window.rrwebMode = mode }", engine.mode)
            for script in scripts:
                page.add_script_tag(url=f"{site.origin}/bench/{script}.js")
            return page

        customer = opened(PAGE, "bench", "viewers", engine.recorder)
        upload = Line(UPLOAD, QUEUE_SECONDS)
        viewers = []
        for number in range(take.viewers):
            narrow = take.narrow and number == take.viewers - 1
            own = Line(NARROW if narrow else FAST, QUEUE_SECONDS)
            path = SlowPath([upload, own], [Line(FAST)])
            stack.callback(path.close)
            viewers.append(opened("/console", "bench", engine.viewer))
            _link(customer, viewers[-1], number, path)
        customer.evaluate("bench.idle()")
        yield Scene(customer, viewers, take)


def _link(customer: Page, viewer: Page, number: int, path: SlowPath) -> None:
    offer = path.to_agent(customer.evaluate("viewers.add()"))
    answer = path.to_customer(viewer.evaluate("sdp => bench.link.answer(sdp)", offer))
    customer.evaluate("([n, sdp]) => viewers.accept(n, sdp)", [number, answer])
    viewer.evaluate("bench.link.opened()")


def run(rounds: int, takes: Sequence[Take]) -> list[dict[str, Any]]:
    """One row per engine, take and round; the engines take turns."""
    rows: list[dict[str, Any]] = []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site()
        prepare(site, Path(folder))
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for number in range(rounds):
            for take in takes:
                for engine in ENGINES[:: 1 if number % 2 == 0 else -1]:
                    with scene(browser, site, engine, take) as ready:
                        figures = ready.measure()
                    rows.append({"engine": engine.name, "viewers": take.name, **figures})
        browser.close()
        site.close()
    return rows


def summary(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Medians over the rounds."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["viewers"], row["engine"]), []).append(row)
    return [
        {"viewers": viewers, "engine": engine}
        | {
            column: median(row[column] for row in group)
            for column in group[0]
            if column not in ("viewers", "engine")
        }
        for (viewers, engine), group in groups.items()
    ]


def show(rows: Sequence[dict[str, Any]], *, as_json: bool) -> str:
    figures = summary(rows)
    if as_json:
        return json.dumps({"question": QUESTION, "rows": rows, "summary": figures}, indent=2)
    columns = list(figures[0])[2:]
    lines = [QUESTION, "ms; sent: KB", ""]
    lines.append("| viewers | engine | " + " | ".join(columns) + " |")
    lines.append("|---" * (len(columns) + 2) + "|")
    for row in figures:
        cells = [row[column] / (1000 if column == "sent" else 1) for column in columns]
        given = " | ".join(f"{cell:.0f}" for cell in cells)
        lines.append(f"| {row['viewers']} | {row['engine']} | {given} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one round of two: does it run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    rows = run(1, QUICK) if options.quick else run(options.rounds, TAKES)
    print(show(rows, as_json=options.json))


if __name__ == "__main__":
    main()
