"""How long does a snapshot block the page, how soon is it there, and how large is it?"""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.bench.mirror import questions as q
from tests.bench.mirror.figures import Figures
from tests.bench.mirror.pages import PATHS
from tests.bench.mirror.tabs import OURS, Engine, linked
from tests.bench.mirror.trace import traced
from tests.client_js.mirror_lab import Site

SLOWDOWN = 4
KB = 1000


def measure(browser: Browser, site: Site, figures: Figures, engine: Engine, page: str) -> None:
    """The page is idle before. Each measure loads it afresh: nothing is warm in any engine."""
    with linked(browser, site, engine, PATHS[page]) as tabs:
        with traced(browser, {"customer": tabs.customer, "agent": tabs.agent}) as trace:
            requested, sent = tabs.share()
            painted = tabs.painted() - tabs.offset() if engine.shows else None
        taken = tabs.take()

    def add(question: str, value: float) -> None:
        figures.add(question, page, engine.name, value)

    add(q.LONGEST, trace["customer"].longest)
    add(q.LONGEST_CPU, trace["customer"].longest_cpu)
    add(q.SENT, sent - requested)
    if painted is not None:
        add(q.PAINTED, painted - requested)
        add(q.VIEWER_SNAPSHOT, trace["agent"].longest)
        add(q.VIEWER_SNAPSHOT_CPU, trace["agent"].longest_cpu)
    add(q.SNAPSHOT, taken["bytes"] / KB)
    add(q.SNAPSHOT_DEFLATED, taken["bytes" if engine is OURS else "deflated"] / KB)
    if engine is OURS:
        add(q.ASSETS, taken["assets"] / KB)


def measure_slow(browser: Browser, site: Site, figures: Figures, engine: Engine, page: str) -> None:
    """Only the customer's tab is slow, and only once it has loaded."""
    with linked(browser, site, engine, PATHS[page]) as tabs:
        tabs.customer_tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        with traced(browser, {"customer": tabs.customer}) as trace:
            tabs.share()
    figures.add(q.LONGEST_SLOW, page, engine.name, trace["customer"].longest)
    figures.add(q.LONGEST_SLOW_CPU, page, engine.name, trace["customer"].longest_cpu)
