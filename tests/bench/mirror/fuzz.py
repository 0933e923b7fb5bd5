"""Is the mirror's text the page's after random changes?"""

from __future__ import annotations

from playwright.sync_api import Browser, TimeoutError

from tests.bench.mirror import questions as q
from tests.bench.mirror.figures import Figures
from tests.bench.mirror.tabs import Engine, linked
from tests.client_js.mirror_lab import Site

STEPS = 300
PATIENCE_MS = 4_000
ALL = "all pages"


def measure(browser: Browser, site: Site, figures: Figures, engine: Engine, seed: int) -> None:
    """The recorder starts first; elements move, shadow hosts too, and texts change."""
    with linked(browser, site, engine, "/fuzz") as tabs:
        tabs.share()
        tabs.painted()
        tabs.customer.evaluate("([seed, steps]) => bench.churn(seed, steps)", [seed, STEPS])
        text = tabs.customer.evaluate("bench.pageText()")
        try:
            tabs.agent.wait_for_function(
                "text => bench.mirrorText() === text", arg=text, timeout=PATIENCE_MS
            )
            equal = True
        except TimeoutError:
            equal = False
    figures.add(q.EQUAL, ALL, engine.name, 100.0 * equal)
