"""The longest task of a page's main thread, from a trace of the browser.

Chromium's scheduler writes each task that it runs into the trace, and the microtasks after it as an
event of their own (both in category `toplevel`, which costs little; the `RunTask` of the developer
tools would bring an event per call with it). `PerformanceObserver` knows only tasks over 50 ms, and
a probe in the page would be one more thing that runs. A mark that the page makes itself says which
of the browser's threads is its main thread, and when to begin and to end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

CATEGORIES = ["toplevel", "blink.user_timing"]
TASK = "ThreadControllerImpl::RunTask"
MICROTASKS = "BlinkScheduler_PerformMicrotaskCheckpoint"
ADJACENT_US = 200
BEGIN, END = "bench-begin-", "bench-end-"


class Traced:
    """Filled when the block ends: milliseconds by the name of the page."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}


@contextmanager
def traced(browser: Browser, pages: dict[str, Page]) -> Iterator[Traced]:
    """What the pages do in the block. One trace at a time."""
    result = Traced()
    browser.start_tracing(categories=CATEGORIES)
    try:
        _mark(pages, BEGIN)
        yield result
        _mark(pages, END)
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    result.longest = {name: longest_task(events, name) for name in pages}


def longest_task(events: list[dict[str, Any]], name: str) -> float:
    """Milliseconds, between the marks of the page of that name."""
    marks = {it["name"]: it for it in events if it["name"] in (BEGIN + name, END + name)}
    begin, end = marks[BEGIN + name], marks[END + name]
    thread = sorted(
        (it["ts"], it["ts"] + it["dur"], it["name"])
        for it in events
        if it["name"] in (TASK, MICROTASKS)
        and (it["pid"], it["tid"]) == (begin["pid"], begin["tid"])
        and "dur" in it
        and begin["ts"] <= it["ts"] <= end["ts"]
    )
    longest = 0.0
    task_start = task_end = 0.0
    for start, finish, kind in thread:
        # Microtasks right after a task belong to it; those within it are in it already.
        if start >= task_end and (kind == TASK or start > task_end + ADJACENT_US):
            task_start = start
        task_end = max(task_end, finish)
        longest = max(longest, finish - task_start)
    return longest / 1000


def _mark(pages: dict[str, Page], when: str) -> None:
    for name, page in pages.items():
        page.evaluate("name => bench.mark(name)", when + name)
