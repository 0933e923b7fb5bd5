"""How long a secret is, and when it is typed, cannot be told from what leaves the tab."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.client_js.attack.wire_tap import Message, messages
from tests.client_js.mirror_lab import Pair

LENGTHS = range(1, 51)
FIELD = "<input class=f type=password><p class='cobrowse-redacted p' title='{0}'>{0}</p>"
FIELD += "<textarea class=alongside-mask>{0}</textarea><b data-alongside=mask>{0} <i>{0}</i></b>"


def operations(sent: list[Message]) -> list[Any]:
    """What was sent on `mirror`. Checks go round and say nothing of values."""
    batches = [json.loads(m.payload) for m in sent if m.channel == "mirror"]
    return [operation for batch in batches for operation in batch if operation[0] != "q"]


def page_with(length: int) -> str:
    fields = FIELD.format("y" * length) * 3
    return (
        f"<!doctype html><body>{fields}<script>for (const f of document.querySelectorAll('.f')) "
        f"f.value = 'x'.repeat({length})</script></body>"
    )


def test_a_snapshot_is_the_same_for_all_lengths(shared: Callable[..., Pair]) -> None:
    texts = []
    for length in (1, 7, 50):
        pair = shared(page_with(length))
        texts.append(b"".join(m.payload for m in messages(pair) if m.channel == "mirror"))
        assert b"\\u2022" in texts[-1] or "\u2022".encode() in texts[-1]
    assert len({len(text) for text in texts}) == 1


def test_fifty_lengths_send_nothing(shared: Callable[..., Pair]) -> None:
    pair = shared(page_with(60))
    pair.settle()
    before = len(messages(pair))
    for length in LENGTHS:
        pair.customer.evaluate(
            """length => { for (const e of document.querySelectorAll('.f, textarea'))
                 e.value = 'z'.repeat(length)
               for (const e of document.querySelectorAll('p, i'))
                 { e.textContent = 'z'.repeat(length); e.title = 'z'.repeat(length) }
               return new Promise(requestAnimationFrame) }""",
            length,
        )
    pair.customer.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    sent = messages(pair)[before:]
    changed = [operation for operation in operations(sent) if operation[0] != "c"]
    assert [operation for operation in changed if operation[0] in "tva"] == []


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
        before = len(messages(pair))
        field.press_sequentially("23456789 abcdef")
        for key in ("Backspace", "ArrowLeft", "Home", "Shift+End", "ArrowRight"):
            field.press(key)
        pair.customer.evaluate(
            "new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))"
        )
        assert operations(messages(pair)[before:]) == [], name
