"""How soon do voice, camera and screen begin and end, and what do viewers and a narrow path cost?

Begin: from Accept to the first of her voice at the agent's, from Camera on to the first frame, from
Allow to the first frame of her screen (the picker answers at once). End: what still arrives after
Hang up and Stop sharing. Ours with its real server, call window and consent; in turn with it a bare
RTCPeerConnection between two pages of the same browser. Viewers: voice, camera and screen for 1, 2,
3 and 5 of them, with our limits and, in turn, without any. Narrow: 500 kbit/s, by Chromium's
emulation.

    python -m tests.bench.media [--quick] [--json] [--rounds N]

Needs the development dependencies of client_js/ too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.media_calls import BareCalls, OurCalls, take
from tests.bench.media_viewers import Viewers
from tests.client_js.mirror_lab import MODULES, REPOSITORY, Site
from tests.e2e import call_lab
from tests.e2e.demo_server import DemoServer
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, media_flags

QUESTION = "How soon does media begin and end, and what do viewers and a narrow path cost?"
HARNESS = REPOSITORY / "tests" / "client_js" / "harness" / "media_bench.ts"
KINDS = ("voice", "camera", "screen")
SCOPES = ["view", "control", "voice", "video", "screen"]

Round = dict[str, Any]
Figures = Mapping[str, float]


@dataclass(frozen=True)
class Plan:
    rounds: int
    viewers: tuple[int, ...] = (1, 2, 3, 5)
    warm_ms: int = 8_000
    take_ms: int = 8_000


QUICK = Plan(1, (1, 2), 1_500, 1_500)


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=media_flags(folder))
        yield browser
        browser.close()


def bundle(folder: Path) -> Path:
    script = folder / "media_bench.js"
    options = ["--bundle", "--format=iife", f"--outfile={script}", "--log-level=warning"]
    subprocess.run([MODULES / ".bin" / "esbuild", HARNESS, *options], check=True, timeout=60)
    return script


def run(plan: Plan) -> list[Round]:
    """In each round everything has one turn, and the order of each two changes."""
    rounds: list[Round] = []
    with TemporaryDirectory() as name, chromium(Path(name)) as browser:
        folder = Path(name)
        site, script = Site(), bundle(folder)
        viewers = Viewers(browser, site, script, plan.warm_ms, plan.take_ms)
        bare = BareCalls(browser, site, script)
        with DemoServer(folder) as server, Website(server) as website:
            website.change(scopes=SCOPES)
            ours = OurCalls(browser, server, website, call_lab.bundle(folder))
            for number in range(plan.rounds):
                rounds.append(take(ours, bare, number))
        for number, figures in enumerate(rounds):
            turns = (True, False) if number % 2 == 0 else (False, True)
            for count in plan.viewers:
                for limits in turns:
                    figures[key(count, limits)] = viewers.take(count, limits=limits)
            for limits in turns:
                figures[key(0, limits)] = viewers.take_narrow(limits=limits)
        site.close()
    return rounds


def key(viewers: int, limits: bool) -> str:
    """No viewers: the narrow path."""
    what = f"{viewers} viewers" if viewers else "narrow"
    return f"{what}, {'our limits' if limits else 'no limits'}"


def medians(figures: Iterable[Figures]) -> dict[str, float]:
    every = list(figures)
    return {name: median(one[name] for one in every) for name in every[0]}


def summary(rounds: list[Round]) -> dict[str, Any]:
    """Medians over the rounds; `ratio`: the median of ours by the bare one's."""
    found: dict[str, Any] = {"start": {}, "stop": {}, "flow": {}}
    for kind in KINDS:
        starts = [{who: one["start"][who][kind] for who in one["start"]} for one in rounds]
        ratio = median(one["alongside"] / one["bare"] for one in starts)
        found["start"][kind] = medians(starts) | {"ratio": ratio}
    for name in rounds[0]["stop"]:
        found["stop"][name] = medians(one["stop"][name] for one in rounds)
    for name in rounds[0]:
        if name not in ("start", "stop"):
            found["flow"][name] = medians(one[name] for one in rounds)
    return found


def table(rows: Mapping[str, Figures]) -> list[str]:
    wide = max(len(name) for name in rows)
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    lines = [" " * wide + "".join(f"{column:>15}" for column in columns)]
    for name, row in rows.items():
        cells = [f"{row[column]:15.1f}" if column in row else " " * 15 for column in columns]
        lines.append(f"{name:{wide}}" + "".join(cells))
    return [*lines, ""]


def show(rounds: list[Round], *, as_json: bool) -> str:
    figures = summary(rounds)
    if as_json:
        return json.dumps({"question": QUESTION, "rounds": rounds, "summary": figures}, indent=2)
    narrow = {name: row for name, row in figures["flow"].items() if name.startswith("narrow")}
    flow = {name: row for name, row in figures["flow"].items() if name not in narrow}
    lines = [QUESTION, f"{len(rounds)} rounds, medians", "", "Begin, ms"]
    lines += table(figures["start"])
    lines += ["End: what arrives after it, and until when", *table(figures["stop"])]
    lines += ["Viewers (upload in kbit/s, encoders in processors)", *table(flow)]
    lines += ["500 kbit/s (voice lost in %)", *table(narrow)]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one short round: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    rounds = run(QUICK if options.quick else Plan(options.rounds))
    print(show(rounds, as_json=options.json))


if __name__ == "__main__":
    main()
