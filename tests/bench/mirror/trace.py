"""The longest task of a page's main thread, from a trace of the browser.

Chromium's scheduler writes each task that it runs into the trace (`ThreadControllerImpl::RunTask`,
category `toplevel`). `PerformanceObserver` knows only tasks over 50 ms, and a probe in the page
would be one more thing that runs. A mark that the page makes itself says which of the browser's
threads is its main thread, and when to begin and to end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

CATEGORIES = ["toplevel", "blink.user_timing"]
TASK = "ThreadControllerImpl::RunTask"
BEGIN, END = "bench-begin", "bench-end"


class Traced:
    """Filled when the block ends: milliseconds by the name of the page."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}


@contextmanager
def traced(browser: Browser, pages: dict[str, Page]) -> Iterator[Traced]:
    """What the pages do in the block."""
    result = Traced()
    browser.start_tracing(categories=CATEGORIES)
    try:
        for name, page in pages.items():
            page.evaluate("name => bench.mark(name)", f"{BEGIN}-{name}")
        yield result
        for name, page in pages.items():
            page.evaluate("name => bench.mark(name)", f"{END}-{name}")
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    result.longest = {name: longest_task(events, name) for name in pages}


def longest_task(events: list[dict[str, Any]], name: str) -> float:
    """Between the two marks, on the thread that made them."""
    marks = {it["name"]: it for it in events if it["name"] in (f"{BEGIN}-{name}", f"{END}-{name}")}
    begin, end = marks[f"{BEGIN}-{name}"], marks[f"{END}-{name}"]
    return max(
        it["dur"] / 1000
        for it in events
        if it["name"] == TASK
        and (it["pid"], it["tid"]) == (begin["pid"], begin["tid"])
        and begin["ts"] <= it["ts"] <= end["ts"]
        and "dur" in it
    )
