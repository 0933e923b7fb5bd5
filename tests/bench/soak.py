"""Does a long session fill the memory of either side?

`python -m tests.bench.soak --minutes 30`: a product list whose nodes, attributes and texts change
1,000 times a second, mirrored by ours alone. Every half minute both sides' JavaScript heaps are
measured, garbage excluded, and both pages' node counts; the slope over the second half is what a
session costs by the minute, when all that is made at first use is there.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.mirror.pages import PATHS
from tests.bench.mirror.stress import MB, PER_SECOND, forget
from tests.bench.mirror.tabs import OURS, Tabs, heap_bytes, linked, prepare
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import EXECUTABLE, FLAGS

PAGE = "products"
EVERY_SECONDS = 30.0
QUICK_SECONDS = 4.0


def sample(tabs: Tabs, started: float) -> dict[str, float]:
    return {
        "minutes": (time.monotonic() - started) / 60,
        "customer": heap_bytes(tabs.customer_tools) / MB,
        "agent": heap_bytes(tabs.agent_tools) / MB,
    }


def measure(seconds: float, every: float) -> list[dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        site = Site()
        prepare(site, Path(folder))
        samples = []
        with linked(browser, site, OURS, PATHS[PAGE]) as tabs:
            tabs.share()
            started = time.monotonic()
            while time.monotonic() - started < seconds:
                tabs.customer.evaluate(
                    "([rate, seconds]) => bench.stress(rate, seconds)", [PER_SECOND, every]
                )
                forget(tabs)
                samples.append(sample(tabs, started))
        browser.close()
        site.close()
    return samples


def slope(samples: list[dict[str, float]], side: str) -> float:
    """MB a minute, by least squares, over the second half."""
    half = samples[len(samples) // 2 :]
    if len(half) < 2:
        return 0.0
    minutes, sizes = [it["minutes"] for it in half], [it[side] for it in half]
    return statistics.linear_regression(minutes, sizes).slope


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--quick", action="store_true", help="a short round: does it still run?")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    quick = arguments.quick
    samples = measure(
        2 * QUICK_SECONDS if quick else 60 * arguments.minutes,
        QUICK_SECONDS if quick else EVERY_SECONDS,
    )
    slopes = {side: slope(samples, side) for side in ("customer", "agent")}
    if arguments.json:
        print(json.dumps({"samples": samples, "mb_per_minute": slopes}))
        return
    print("| minutes | customer, MB | agent, MB |\n|---|---|---|")
    for it in samples:
        print(f"| {it['minutes']:.1f} | {it['customer']:.2f} | {it['agent']:.2f} |")
    for side, value in slopes.items():
        print(f"{side}: {value:+.3f} MB a minute over the second half")


if __name__ == "__main__":
    main()
