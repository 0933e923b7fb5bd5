"""How long a secret is, and when it is typed, cannot be told from what leaves the tab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.client_js.attack.wire_tap import messages
from tests.client_js.mirror_lab import Pair

MASK = "\u2022" * 8
LENGTHS = range(1, 51)
FIELD = (
    "<input class=f type=password><p class='cobrowse-redacted p' title='{0}'>{0}</p>"
    "<textarea class=alongside-mask>{0}</textarea>"
    "<b data-alongside=mask>{0} <i title='{0}'>{0}</i></b>"
)
MIRRORED = (
    "[mirror.body.innerHTML, ...[...mirror.querySelectorAll('input, textarea')].map(f => f.value)]"
)
CHANGE = """length => {
  for (const field of document.querySelectorAll('.f, textarea')) field.value = 'z'.repeat(length)
  for (const element of document.querySelectorAll('p, i')) {
    element.firstChild.data = 'z'.repeat(length)
    element.title = 'z'.repeat(length)
  }
  return new Promise(requestAnimationFrame)
}"""
# Two frames and the time in which what they found is sent.
SENT = """new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"""


def operations(pair: Pair) -> list[Any]:
    """What was sent on `mirror`. Checks go round and say nothing of values."""
    batches = [json.loads(m.payload) for m in messages(pair) if m.channel == "mirror"]
    return [operation for batch in batches for operation in batch if operation[0] != "q"]


def page_with(length: int) -> str:
    fields = FIELD.format("y" * length) * 3
    return (
        f"<!doctype html><body>{fields}<script>for (const f of document.querySelectorAll('.f')) "
        f"f.value = 'x'.repeat({length})</script></body>"
    )


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return [text for part in value for text in strings(part)] if isinstance(value, list) else []


def test_a_snapshot_is_the_same_for_all_lengths(shared: Callable[..., Pair]) -> None:
    seen = []
    for length in (1, 7, 50):
        pair = shared(page_with(length))
        pair.settle()
        # How it is cut into operations depends on the time that it took.
        sent = strings(operations(pair))
        texts = {text for text in sent if "settled" not in text}
        seen.append((texts, sent.count(MASK), pair.in_mirror(MIRRORED)))
    assert seen[0][1] > 10
    assert seen[0] == seen[1] == seen[2]


def test_fifty_lengths_send_nothing(shared: Callable[..., Pair]) -> None:
    pair = shared(page_with(60))
    pair.settle()
    before = len(operations(pair))
    for length in LENGTHS:
        pair.customer.evaluate(CHANGE, length)
    pair.customer.evaluate(SENT)
    assert operations(pair)[before:] == []


def test_typing_tells_nothing_after_the_first_key(shared: Callable[..., Pair]) -> None:
    pair = shared(
        "<!doctype html><body><input id=a type=password><input id=b class=alongside-mask>"
        "<textarea id=c data-alongside=mask></textarea><input id=d autocomplete=cc-number>"
        "<p id=e class=cobrowse-redacted contenteditable>x</p></body>"
    )
    for name in "abcde":
        field = pair.customer.locator(f"#{name}")
        field.press_sequentially("1")
        pair.settle()
        before = len(operations(pair))
        field.press_sequentially("23456789 abcdef")
        for key in ("Backspace", "ArrowLeft", "Home", "Shift+End", "ArrowRight"):
            field.press(key)
        pair.customer.evaluate(SENT)
        assert operations(pair)[before:] == [], name
