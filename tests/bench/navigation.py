"""How long is the agent without a picture when the customer goes to another page?

The demo shop, loaded in full again and again, with a heading that changes every 4 ms; customer and
agent in contexts of their own in one Chromium, at the real interface. Two servers that differ in
one setting, with the sealed relay and without, take turns. Proxies of ours add the same round trip
between each browser and the server, and between the two browsers.

`blackout`: from the last that was seen of the old page to the first frame after the new one stands
in the mirror. `load`: from navigationStart to the same frame.

    python -m tests.bench.navigation [--quick] [--json] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.bench.far_peers import FarPeers
from tests.bench.far_server import FarServer
from tests.e2e.people import Agent, Customer
from tests.helpers.chromium import EXECUTABLE, FLAGS
from tests.helpers.server import ServerProcess, start_server

QUESTION = "How long is the agent without a picture when the customer loads another page?"
ROUND_TRIPS_MS = (0, 50, 100)
MEASURES = ("blackout", "load")
# lab.md section 6: a page and a WebSocket of the lab's own, no interface, no mirror; medians.
LAB = {0: "38, 162", 50: "154, 452", 100: "257, 763"}

# The heading tells which load it is of.
TICK = """() => {
    const load = new URLSearchParams(location.search).get('load')
    let ticks = 0
    const tick = () => {
        const heading = document.querySelector('h1')
        if (heading) heading.textContent = `load ${load} tick ${ticks++}`
    }
    if (load !== null) setInterval(tick, 4)
}"""

# Of each load, when a frame has shown it first and last. A frame callback runs before its frame
# is painted, so the next one runs after.
WATCH = """() => {
    const now = () => performance.timeOrigin + performance.now()
    const mirror = (root) => {
        for (const element of root.querySelectorAll('*')) {
            const inside = element.shadowRoot && mirror(element.shadowRoot)
            if (inside) return inside
            if (element.matches('.mirror.shown iframe:not(.coming)')) return element
        }
    }
    window.seen = {}
    let pending = null
    const look = () => {
        if (pending) {
            const of = (window.seen[pending.load] ??= { first: now() })
            if (of.tick !== pending.tick) Object.assign(of, { tick: pending.tick, last: now() })
        }
        const found = mirror(document)?.contentDocument?.querySelector('h1')
        const [, load, , tick] = (found?.innerText ?? '').split(' ')
        pending = found?.getClientRects().length > 0 && load ? { load, tick } : null
        requestAnimationFrame(look)
    }
    look()
}"""


class Arm:
    """One server with its customer and its agent, who stay together for the whole run."""

    def __init__(self, stack: ExitStack, playwright: Playwright, folder: Path, relay: bool) -> None:
        setting = {} if relay else {"ALONGSIDE_RELAY_RATE": "0"}
        server = stack.enter_context(start_server(folder, {**os.environ, **setting}))
        self.far = FarServer(server.port)
        stack.callback(self.far.close)
        self.peers = FarPeers()
        stack.callback(self.peers.close)
        browser = playwright.chromium.launch(
            executable_path=EXECUTABLE, args=[*FLAGS, self.far.flag]
        )
        stack.callback(browser.close)
        self._url = f"{server.base_url}/demo/"
        self._load = 0
        self.agent = _signed_in(browser, server)
        self.customer = Customer.open(browser, self._url)
        self.customer.page.context.add_init_script(f"({TICK})()")
        for person in (self.agent, self.customer):
            self.peers.install(person.page.context)
            person.page.reload()
        self.agent.join(self.customer.share())
        self.agent.sees(self.customer.page.locator("h1").inner_text())
        self.agent.page.evaluate(WATCH)
        self.measure()

    def go_away(self, round_trip: float) -> None:
        """Everything is so many seconds away, there and back, from the next connection on."""
        self.far.round_trip = self.peers.round_trip = round_trip

    def measure(self) -> dict[str, float]:
        """One load, from a page that is seen over a direct connection."""
        expect(self.agent.page.get_by_text("Direct", exact=True)).to_be_visible(timeout=30_000)
        before, self._load = self._load, self._load + 1
        # Something is seen of the old page, on its way since it became direct.
        if before:
            self._until(before, "of.tick > 50")
        self.customer.page.goto(f"{self._url}?load={self._load}", wait_until="commit")
        self._until(self._load, "true")
        seen: Any = self.agent.page.evaluate("window.seen")
        started: float = self.customer.page.evaluate("performance.timeOrigin")
        first = seen[str(self._load)]["first"]
        last = seen[str(before)]["last"] if before else started
        return {"blackout": first - last, "load": first - started}

    def _until(self, load: int, condition: str) -> None:
        self.agent.page.wait_for_function(
            f"() => {{ const of = window.seen['{load}']; return of && {condition} }}"
        )


def _signed_in(browser: Browser, server: ServerProcess) -> Agent:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{server.base_url}/agent/")
    page.get_by_role("textbox", name="User name").fill(server.user_name)
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Sign in").click()
    agent = Agent(page)
    expect(agent.inbox).to_be_visible()
    return agent


Row = dict[str, Any]


def run(rounds: int, round_trips: Sequence[int]) -> list[Row]:
    """One row per load: the added round trip, whether there was a relay, and the measures."""
    rows: list[Row] = []
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as data,
        sync_playwright() as playwright,
        ExitStack() as stack,
    ):
        arms = {
            relay: Arm(stack, playwright, Path(data) / str(relay), relay) for relay in (True, False)
        }
        for round_trip in round_trips:
            for arm in arms.values():
                arm.go_away(round_trip / 1000)
                # With what the browser must ask for once.
                arm.measure()
            for number in range(rounds):
                for relay in (True, False) if number % 2 == 0 else (False, True):
                    rows.append({"round_trip": round_trip, "relay": relay, **arms[relay].measure()})
    return rows


def summary(rows: Sequence[Row]) -> list[Row]:
    """One row for each round trip and measure: median, least and most of both, and `ratio`, the
    median with the relay divided by the one without."""
    result = []
    for round_trip in sorted({row["round_trip"] for row in rows}):
        for measure in MEASURES:
            line: Row = {"round_trip": round_trip, "measure": measure}
            for relay, name in ((True, "relay"), (False, "without")):
                values = [
                    row[measure]
                    for row in rows
                    if row["round_trip"] == round_trip and row["relay"] is relay
                ]
                line[name] = {"median": median(values), "min": min(values), "max": max(values)}
            line["ratio"] = line["relay"]["median"] / line["without"]["median"]
            result.append(line)
    return result


def show(rows: Sequence[Row], *, as_json: bool) -> str:
    figures = summary(rows)
    if as_json:
        return json.dumps(
            {"question": QUESTION, "unit": "ms", "rounds": rows, "summary": figures}, indent=2
        )
    count = len(rows) // (2 * len({row["round_trip"] for row in rows}))
    lines = [QUESTION, f"{count} loads each, ms: median (min to max)", ""]
    heads = f"{'relay':>18}  {'without':>18}  ratio  the lab's"
    lines.append(f"{'round trip':>10}  {'':8}  {heads}")
    for line in figures:
        cells = [
            f"{line[name]['median']:.0f} ({line[name]['min']:.0f} to {line[name]['max']:.0f})"
            for name in ("relay", "without")
        ]
        lab = LAB.get(line["round_trip"], "") if line["measure"] == "blackout" else ""
        lines.append(
            f"{line['round_trip']:>10}  {line['measure']:8}  {cells[0]:>18}  {cells[1]:>18}  "
            f"{line['ratio']:5.2f}  {lab}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one load each: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=12)
    options = parser.parse_args(arguments)
    rows = run(1, (0,)) if options.quick else run(options.rounds, ROUND_TRIPS_MS)
    print(show(rows, as_json=options.json))


if __name__ == "__main__":
    main()
