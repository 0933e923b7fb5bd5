"""The agent's mouse and keyboard at the browser's own controls, the real way through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.client_js.at_work import AtWork, go_to_work
from tests.client_js.mirror_lab import Pair

pytestmark = pytest.mark.long

Share = Callable[..., Pair]

PAGE = """<!doctype html><meta charset=utf-8><body style="font:16px sans-serif">
<p><label>Country <select id=country><option>Austria<option>Italy<option>Malta</select></label>
<select id=extras multiple size=3><option id=wrap>Wrapping<option id=card>Card<option id=bag>Bag
</select></p>
<p><input type=date id=day><input type=time id=time><input type=color id=colour>
<input type=range id=amount min=0 max=10 value=0 style="width:200px">
<progress id=bar max=10 value=0></progress></p>
<div id=rich contenteditable style="border:1px solid;width:300px;height:60px">one two</div>
<p><input type=checkbox id=gift><label id=gift-label for=gift>A present</label>
<label id=by-bike><input type=radio name=way id=bike> Bicycle</label>
<label id=by-post><input type=radio name=way id=post checked> Post</label></p>
<details id=more><summary id=summary>More</summary><p id=inner>The rest</p></details>
<p id=text style="width:300px">Some text to select</p>
<input type=password id=password><input id=hidden data-alongside=mask value=secret>
<script>amount.oninput = () => { bar.value = amount.value }
log = []
for (const type of ['dblclick', 'contextmenu', 'auxclick'])
  addEventListener(type, event => { log.push(type); event.preventDefault() })</script>"""


@pytest.fixture
def work(shared: Share) -> AtWork:
    pair = shared(PAGE, viewport={"width": 900, "height": 700})
    pair.agent.set_viewport_size({"width": 640, "height": 500})
    return go_to_work(pair, paste=True)


def test_lists(work: AtWork) -> None:
    work.choose("#country", "Italy")
    for side in work.both("#country"):
        side.to_have_value("Italy")
    work.click("#wrap")
    work.click("#bag", keys="Control")
    for side in work.both("#extras"):
        side.to_have_values(["Wrapping", "Bag"])
    work.click("#card")
    for side in work.both("#extras"):
        side.to_have_values(["Card"])
    work.reads_nothing()


def test_dates_times_and_colours(work: AtWork) -> None:
    for path, value in (("#day", "2026-12-24"), ("#time", "10:30"), ("#colour", "#00ff7f")):
        work.set(path, value)
        for side in work.both(path):
            side.to_have_value(value)
    work.reads_nothing()


def test_slider_is_dragged(work: AtWork) -> None:
    work.drag(("#amount", 0.05, 0.5), ("#amount", 0.4, 0.5), ("#amount", 0.7, 0.5))
    for side in work.both("#amount"):
        side.to_have_value("7")
    for side in work.both("#bar"):
        side.to_have_js_property("value", 7)
    work.press("ArrowRight")
    for side in work.both("#amount"):
        side.to_have_value("8")


def test_rich_text(work: AtWork) -> None:
    work.click("#rich")
    work.press("ControlOrMeta+End")
    work.type(" three")
    work.press("Enter", "ControlOrMeta+b")
    work.type("four")
    work.paste(" five")
    for side in work.both("#rich"):
        side.to_have_text("one two threefour five", use_inner_text=False)
    for side in work.both("#rich b"):
        side.to_have_text("four five")
    work.press("ControlOrMeta+a", "Backspace")
    for side in work.both("#rich"):
        side.to_have_text("")


def test_checks_and_details(work: AtWork) -> None:
    work.click("#gift-label")
    work.click("#by-bike")
    for path in ("#gift", "#bike"):
        for side in work.both(path):
            side.to_be_checked()
    for side in work.both("#post"):
        side.not_to_be_checked()
    work.press("ArrowDown")
    for side in work.both("#post"):
        side.to_be_checked()
    work.click("#summary")
    for side in work.both("#inner"):
        side.to_be_visible()
    work.reads_nothing()


def test_text_is_selected_and_other_buttons_are_heard(work: AtWork) -> None:
    work.drag(("#text", 0.001, 0.5), ("#text", 0.2, 0.5), ("#text", 0.9, 0.5))
    work.customer.wait_for_function("getSelection().toString() === 'Some text to select'")
    work.click("#text", times=2)
    work.reach("#text")
    work.agent.mouse.click(*_middle(work, "#text"), button="right")
    work.customer.wait_for_function("log.includes('dblclick') && log.includes('contextmenu')")


def _middle(work: AtWork, path: str) -> tuple[float, float]:
    box = work.shown(path).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# What is masked has lost its id in the mirror.
@pytest.mark.parametrize(
    ("path", "code"),
    [("#password", "control.secret_field"), ("#password + input", "control.hidden")],
)
def test_what_is_hidden_stays_the_customers(work: AtWork, path: str, code: str) -> None:
    before = work.real(path).input_value()
    work.click(path)
    work.type("4242")
    work.dealt()
    work.reads(f"refused: {code}")
    expect(work.real(path)).to_have_value(before)
