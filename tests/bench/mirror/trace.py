"""The tasks of a page's main thread, from a trace of the browser.

Chromium's scheduler writes each task that it runs into the trace, and the microtasks after it as an
event of their own (both in category `toplevel`, which costs little; the `RunTask` of the developer
tools would bring an event per call with it). `PerformanceObserver` knows only tasks over 50 ms, and
a probe in the page would be one more thing that runs. A mark that the page makes itself says which
of the browser's threads is its main thread, and when to begin and to end. Each event has two
lengths: by the clock, and in processor time of its thread, which a busy neighbour on the same
machine does not prolong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

CATEGORIES = ["toplevel", "blink.user_timing"]
TASK = "ThreadControllerImpl::RunTask"
MICROTASKS = "BlinkScheduler_PerformMicrotaskCheckpoint"
ADJACENT_US = 200
BEGIN, END = "bench-begin-", "bench-end-"


@dataclass(frozen=True)
class Tasks:
    """Milliseconds, by the clock and of processor time: the longest task, and all together."""

    longest: float = 0.0
    longest_cpu: float = 0.0
    total: float = 0.0
    total_cpu: float = 0.0


@contextmanager
def traced(browser: Browser, pages: dict[str, Page]) -> Iterator[dict[str, Tasks]]:
    """The tasks of the pages in the block, by their names; filled when it ends. One at a time."""
    result: dict[str, Tasks] = {}
    browser.start_tracing(categories=CATEGORIES)
    try:
        _mark(pages, BEGIN)
        yield result
        _mark(pages, END)
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    result.update({name: tasks(events, name) for name in pages})


def tasks(events: list[dict[str, Any]], name: str) -> Tasks:
    """Between the marks of the page of that name."""
    marks = {it["name"]: it for it in events if it["name"] in (BEGIN + name, END + name)}
    begin, end = marks[BEGIN + name], marks[END + name]
    found: list[list[float]] = []
    task_end = 0.0
    for event in sorted(events, key=lambda it: float(it["ts"])):
        if event["name"] not in (TASK, MICROTASKS) or "dur" not in event:
            continue
        if (event["pid"], event["tid"]) != (begin["pid"], begin["tid"]):
            continue
        # Some virtual machines count processor time so coarsely that it exceeds the clock's.
        cpu = min(event["dur"], event.get("tdur", event["dur"]))
        start, lengths = event["ts"], [event["dur"], cpu]
        if start < begin["ts"] or start > end["ts"] or start < task_end:
            continue  # outside, or in a task that counts already
        if event["name"] == TASK or start > task_end + ADJACENT_US or not found:
            found.append(lengths)
        else:  # Microtasks right after a task belong to it.
            found[-1] = [sum(both) for both in zip(found[-1], lengths, strict=True)]
        task_end = start + event["dur"]
    by_clock, by_cpu = ([lengths[column] / 1000 for lengths in found] for column in (0, 1))
    return Tasks(max(by_clock), max(by_cpu), sum(by_clock), sum(by_cpu))


def _mark(pages: dict[str, Page], when: str) -> None:
    for name, page in pages.items():
        page.evaluate("name => bench.mark(name)", when + name)
