"""What do both sides pay for a page that changes all the time?"""

from __future__ import annotations

from collections import Counter
from typing import Any

from playwright.sync_api import Browser

from tests.bench.mirror import questions as q
from tests.bench.mirror.figures import Figures
from tests.bench.mirror.pages import PATHS
from tests.bench.mirror.tabs import NONE, OURS, Engine, Tabs, heap_bytes, linked
from tests.bench.mirror.trace import traced
from tests.client_js.mirror_lab import Site

PER_SECOND = 1_000
SAMPLE_US = 500
MB = 1_000_000


def measure_cpu(
    browser: Browser, site: Site, figures: Figures, engine: Engine, page: str, seconds: float
) -> None:
    """In processor time: what the profiler sees by the clock is scaled by what the tasks took."""
    with linked(browser, site, engine, PATHS[page]) as tabs:
        _begin(tabs)
        tools = tabs.customer_tools
        tools.send("Profiler.enable")
        tools.send("Profiler.setSamplingInterval", {"interval": SAMPLE_US})
        with traced(browser, {"customer": tabs.customer, "agent": tabs.agent}) as trace:
            tools.send("Profiler.start")
            took = _stress(tabs, seconds)
            profile = tools.send("Profiler.stop")["profile"]

    def add(question: str, value: float) -> None:
        figures.add(question, page, engine.name, value)

    customer, agent = trace["customer"], trace["agent"]
    add(q.PAGE, customer.total_cpu / took / 10)
    if engine is NONE:
        return
    own = samples(profile, f"/bench/{engine.recorder}.js")
    add(q.RECORDER, 100 * own.total() * customer.total_cpu / customer.total / took)
    if engine is OURS:
        figures.profile = dict(own.most_common(10))
    if engine.shows:
        add(q.VIEWER, agent.total_cpu / took / 10)
        add(q.VIEWER_STRESS, agent.longest)
        add(q.VIEWER_STRESS_CPU, agent.longest_cpu)


def measure_heap(
    browser: Browser, site: Site, figures: Figures, engine: Engine, page: str, seconds: float
) -> None:
    with linked(browser, site, engine, PATHS[page]) as tabs:
        _begin(tabs)
        # Once before it counts: what is made at first use is no growth.
        _stress(tabs, 1)
        forget(tabs)
        before = heap_bytes(tabs.agent_tools)
        _stress(tabs, seconds)
        forget(tabs)
        figures.add(q.HEAP, page, engine.name, (heap_bytes(tabs.agent_tools) - before) / MB)


def samples(profile: dict[str, Any], script: str) -> Counter[str]:
    """Seconds by function, of the samples that have the script on their stack."""
    nodes = {node["id"]: node for node in profile["nodes"]}
    parents = {child: node["id"] for node in profile["nodes"] for child in node.get("children", [])}

    def belongs(node_id: int | None) -> bool:
        while node_id is not None:
            if nodes[node_id]["callFrame"]["url"].endswith(script):
                return True
            node_id = parents.get(node_id)
        return False

    own = {node_id for node_id in nodes if belongs(node_id)}
    found: Counter[str] = Counter()
    for node_id, microseconds in zip(profile["samples"], profile["timeDeltas"], strict=True):
        if node_id in own:
            name = nodes[node_id]["callFrame"]["functionName"] or "(anonymous)"
            found[name] += microseconds / 1e6
    return found


def _begin(tabs: Tabs) -> None:
    tabs.share()
    if tabs.engine.shows:
        tabs.painted()


def _stress(tabs: Tabs, seconds: float) -> float:
    """How long it took."""
    took: float = tabs.customer.evaluate(
        "([rate, seconds]) => bench.stress(rate, seconds)", [PER_SECOND, seconds]
    )
    return took


def forget(tabs: Tabs) -> None:
    """Waits until all has arrived, and drops what this benchmark itself keeps of it."""
    tabs.quiet()
    tabs.agent.evaluate("bench.link.arrived(400).then(() => { bench.link.arrivals.length = 0 })")
