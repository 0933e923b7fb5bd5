"""How many bytes is a change, and how soon is it in the mirror?"""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.bench.mirror import questions as q
from tests.bench.mirror.figures import Figures, percentile
from tests.bench.mirror.pages import PATHS
from tests.bench.mirror.tabs import OURS, Engine, Tabs, linked
from tests.client_js.mirror_lab import Site

# Name of the change in work.ts, name in the report, how often.
CHANGES = (
    ("attribute", q.ATTRIBUTE, 20),
    ("text", q.TEXT, 20),
    ("rows", "5 rows", 5),
    ("scroll", "scroll", 5),
)
LAST_PROBE = "tick-80"


def measure_bytes(
    browser: Browser, site: Site, figures: Figures, engine: Engine, page: str
) -> None:
    with linked(browser, site, engine, PATHS[page]) as tabs:
        tabs.share()
        tabs.take()
        for change, name, times in CHANGES:
            tabs.customer.evaluate(
                "([change, times]) => bench.repeat(change, times)", [change, times]
            )
            _note(tabs, figures, name, times)
        field = tabs.customer.locator(".bench-field")
        field.focus()
        tabs.customer.evaluate("bench.repeat('scroll', 0)")
        tabs.quiet()
        tabs.take()
        field.press_sequentially("abcdefghij", delay=60)
        tabs.customer.evaluate("bench.repeat('scroll', 0)")
        _note(tabs, figures, "10 characters", 1)


def _note(tabs: Tabs, figures: Figures, name: str, times: int) -> None:
    tabs.quiet()
    taken = tabs.take()
    engine = tabs.engine
    figures.add(q.CHANGE, name, engine.name, taken["bytes"] / times)
    wire = taken["bytes" if engine is OURS else "deflated"]
    figures.add(q.CHANGE_DEFLATED, name, engine.name, wire / times)


def measure_delay(
    browser: Browser, site: Site, figures: Figures, engine: Engine, page: str
) -> None:
    """Eighty changes of a text, some 35 ms apart. For an engine without a viewer: until they
    arrive."""
    with linked(browser, site, engine, PATHS[page]) as tabs:
        tabs.share()
        if engine.shows:
            tabs.painted()
        offset = tabs.offset()
        tabs.agent.evaluate("bench.watch()")
        made: dict[str, float] = tabs.customer.evaluate("bench.probes()")
        tabs.agent.wait_for_function(f"'{LAST_PROBE}' in bench.seen().painted")
        seen = tabs.agent.evaluate("bench.seen()")

    def delays(times: dict[str, float]) -> list[float]:
        return [at - offset - made[text] for text, at in times.items() if text in made]

    figures.add(q.APPLIED_P50, page, engine.name, percentile(delays(seen["applied"]), 0.5))
    figures.add(q.APPLIED_P95, page, engine.name, percentile(delays(seen["applied"]), 0.95))
    if engine.shows:
        figures.add(q.SEEN_P50, page, engine.name, percentile(delays(seen["painted"]), 0.5))
        figures.add(q.SEEN_P95, page, engine.name, percentile(delays(seen["painted"]), 0.95))
