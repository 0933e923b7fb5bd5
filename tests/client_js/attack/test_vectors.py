"""Hostile markup in the customer's page, and forged on the wire: nothing of it happens here."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

import pytest

from tests.client_js.attack.arena import Arena
from tests.client_js.attack.vectors import Vector, load

VECTORS = load()
AT_ONCE = 60


def numbered(vectors: list[Vector]) -> list[tuple[int, str]]:
    return [(vector.number, vector.markup) for vector in vectors]


def test_the_corpus_is_large() -> None:
    assert len({vector.markup for vector in VECTORS}) == len(VECTORS) >= 500


def test_in_the_page_from_the_start(arena: Arena) -> None:
    arena.pair.customer.evaluate("vectors => attack.plant(vectors)", numbered(VECTORS))
    arena.pair.share()
    arena.pair.settle()
    assert arena.pair.in_mirror("mirror.querySelectorAll('[id^=vector-]').length") == len(VECTORS)
    arena.assert_inert()
    arena.assert_unreachable()
    arena.assert_no_connection()


@pytest.mark.long
def test_coming_into_the_page(arena: Arena) -> None:
    arena.pair.share()
    for start in range(0, len(VECTORS), AT_ONCE):
        part = numbered(VECTORS[start : start + AT_ONCE])
        arena.pair.customer.evaluate("vectors => attack.plant(vectors)", part)
        arena.pair.settle()
        arena.assert_inert()
    assert arena.pair.in_mirror("mirror.querySelectorAll('[id^=vector-]').length") == len(VECTORS)
    arena.pair.customer.evaluate("attack.replant()")
    arena.pair.settle()
    arena.assert_inert()
    arena.assert_unreachable()
    arena.assert_no_connection()


def test_the_corpus_is_alive(arena: Arena) -> None:
    """In a page without any protection much of it does what it says."""
    page = arena.pair.agent.context.new_page()
    page.goto(arena.pair.agent.url)
    page.evaluate("vectors => attack.plant(vectors)", numbered(VECTORS))
    # Handlers that were parsed where nothing runs begin to count when they are set again.
    page.evaluate("attack.replant()")
    page.wait_for_function("[window.ran].flat(Infinity).length >= 10")
    wait_until(lambda: len(reached(arena)) >= 100)


def reached(arena: Arena) -> set[bytes]:
    """The vectors' hosts that the sink was asked for."""
    named = (re.search(rb"v\d+\.evil\.test", first) for first in list(arena.sink.connections))
    return {match[0] for match in named if match}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)
