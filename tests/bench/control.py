"""How long from what the agent does until its effect is in the agent's own mirror?

A React app in one tab, its mirror in another one, linked by a real data channel; the agent's
mouse and keyboard are the browser's, driven by Playwright. From the time stamp of the agent's event
to the change in the mirror: a click that lets React render, a key that a controlled field takes,
a move with the button down. In turn with ours: rrweb, its recorder and its replayer in immediate
mode, with the least of a remote control by rrweb's ids (no checks, no permission, nothing refused);
and an echo, which is there and back over the channel with nothing done at all.

Then: control is revoked by a click while the agent types without a pause. How many of the agent's
inputs are applied afterwards, and when does the agent hear of it?

    python -m tests.bench.control [--quick] [--json] [--rounds N]

Needs the development dependencies of client_js/ too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.mirror.tabs import OURS, RRWEB, Engine, Tabs, linked, prepare
from tests.client_js.app_lab import bundle_app
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import EXECUTABLE, FLAGS

QUESTION = "How long from what the agent does until its effect is in the agent's mirror?"
ECHO = Engine("echo", None, None)
SCRIPTS = {OURS: "ours_control", RRWEB: "rrweb_control", ECHO: "echo_control"}
KINDS = ("click", "key", "drag")
TIMES, QUICK_TIMES = 40, 5
FLOOD_INPUTS = 20

PAGE = """<!doctype html><body><div id=track style="width:600px;height:30px;background:#ddd">
<div id=thumb style="width:30px;height:30px;background:#36c;position:relative;left:0"></div></div>
<button id=revoke>Revoke</button><div id=app></div><script src=/app.js></script><script>
const move = ({ buttons, clientX }) => { if (buttons) thumb.style.left = clientX - 15 + 'px' }
track.addEventListener('pointermove', move)
</script>"""

# By contender and kind: all trips of a round, milliseconds.
Trips = dict[str, dict[str, list[float]]]
Revocation = dict[str, float]


def in_control(tabs: Tabs, site: Site) -> None:
    script = f"{site.origin}/bench/{SCRIPTS[tabs.engine]}.js"
    tabs.share()
    if tabs.engine.shows:
        tabs.painted()
    for page in (tabs.customer, tabs.agent):
        page.add_script_tag(url=script)
    tabs.agent.add_script_tag(url=f"{site.origin}/bench/control.js")
    tabs.customer.evaluate("control.take(bench.link)")
    tabs.agent.evaluate("control.reach(bench.link)")


def middle(tabs: Tabs, selector: str) -> tuple[float, float]:
    if not tabs.engine.shows:
        return 100.0, 100.0
    x, y = tabs.agent.evaluate("selector => controlBench.middle(selector)", selector)
    return x, y


def trip(tabs: Tabs, kind: str) -> None:
    tabs.agent.evaluate("kind => controlBench.arm(kind)", kind)


def arrived(tabs: Tabs) -> float:
    return float(tabs.agent.evaluate("controlBench.trip()"))


def measure(browser: Browser, site: Site, engine: Engine, times: int) -> dict[str, list[float]]:
    trips: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with linked(browser, site, engine, "/controlled") as tabs:
        in_control(tabs, site)
        mouse = tabs.agent.mouse
        gift = middle(tabs, "#gift")
        mouse.move(*gift)
        for _ in range(times):
            mouse.down()
            trip(tabs, "click")
            mouse.up()
            trips["click"].append(arrived(tabs))
        mouse.click(*middle(tabs, "#name"))
        for _ in range(times):
            trip(tabs, "key")
            tabs.agent.keyboard.press("x")
            trips["key"].append(arrived(tabs))
        x, y = middle(tabs, "#thumb")
        mouse.move(x, y)
        mouse.down()
        for step in range(1, times + 1):
            trip(tabs, "drag")
            mouse.move(x + 5 * step, y)
            trips["drag"].append(arrived(tabs))
        mouse.up()
    return trips


def revoke(browser: Browser, site: Site) -> Revocation:
    """`applied`: inputs that the page heard of after the click; `told`: milliseconds from it until
    the agent knew."""
    with linked(browser, site, OURS, "/controlled") as tabs:
        in_control(tabs, site)
        offset = tabs.offset()
        tabs.agent.mouse.click(*middle(tabs, "#name"))
        tabs.agent.evaluate("control.flood()")
        tabs.customer.wait_for_function(f"control.before >= {FLOOD_INPUTS}")
        tabs.customer.click("#revoke")
        tabs.agent.wait_for_function("control.toldAt > 0")
        told = tabs.agent.evaluate("control.toldAt")
        revoked = tabs.customer.evaluate("control.revokedAt") + offset
        after = tabs.customer.evaluate("control.after")
    return {"applied": float(after), "told": told - revoked}


def run(rounds: int, times: int) -> tuple[list[Trips], list[Revocation]]:
    """In each round every contender has one turn, and one more of ours is revoked."""
    engines = list(SCRIPTS)
    results: list[Trips] = []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site()
        prepare(site, Path(folder))
        site.put("/app.js", bundle_app("react.jsx", Path(folder)), "text/javascript")
        site.put("/controlled", PAGE)
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        revoked = [revoke(browser, site) for _ in range(rounds)]
        for number in range(rounds):
            at = number % len(engines)
            turns = engines[at:] + engines[:at]
            results.append({e.name: measure(browser, site, e, times) for e in turns})
        browser.close()
        site.close()
    return results, revoked


def percentile_95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def summary(rounds: Sequence[Trips]) -> list[dict[str, Any]]:
    """p50 and p95 over all trips; `ratio`: the median over the rounds of our median by theirs."""
    rows: list[dict[str, Any]] = []
    for kind in KINDS:
        for engine in SCRIPTS:
            trips = [one for figures in rounds for one in figures[engine.name][kind]]
            ratios = [
                median(figures[OURS.name][kind]) / median(figures[engine.name][kind])
                for figures in rounds
            ]
            rows.append(
                {
                    "kind": kind,
                    "contender": engine.name,
                    "p50": median(trips),
                    "p95": percentile_95(trips),
                    "ratio": median(ratios),
                }
            )
    return rows


def show(rounds: Sequence[Trips], revoked: Sequence[Revocation], *, as_json: bool) -> str:
    rows = summary(rounds)
    applied = sum(one["applied"] for one in revoked)
    told = [one["told"] for one in revoked]
    if as_json:
        revocation = {"applied": applied, "told": told}
        report = {"question": QUESTION, "rounds": rounds, "summary": rows, "revoked": revocation}
        return json.dumps(report, indent=2)
    lines = [QUESTION, f"{len(rounds)} rounds, ms; goal of ours: p50 <= 12, p95 <= 30", ""]
    lines.append(f"{'':6}{'':12}{'p50':>8}{'p95':>8}  ours / it")
    for row in rows:
        figures = f"{row['p50']:8.1f}{row['p95']:8.1f}{row['ratio']:11.2f}"
        lines.append(f"{row['kind']:6}{row['contender']:12}{figures}")
    lines += ["", f"Applied after the click that revokes: {applied:.0f}"]
    lines.append(f"The agent knows after: {median(told):.1f} ms (most {max(told):.1f})")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one short round: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    rounds, times = (1, QUICK_TIMES) if options.quick else (options.rounds, TIMES)
    print(show(*run(rounds, times), as_json=options.json))


if __name__ == "__main__":
    main()
