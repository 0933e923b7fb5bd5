"""How the agent looks at the mirror: its size, following the customer or looking around, and why a
part of it is grey."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.client_js.mirror_lab import GRANT, Pair

Share = Callable[..., Pair]

LONG = """<!doctype html><meta charset=utf-8><style>body{margin:0}</style>
<div id=box style="width:400px;height:200px;overflow:auto"><div style="height:1000px">in</div></div>
<div style="width:3000px;height:5000px">long</div>"""
VIEWPORT = {"width": 1000, "height": 800}

PAGE_RECT = """(() => {
    const rect = document.querySelector('iframe').getBoundingClientRect()
    const round = (name) => [name, Math.round(rect[name] * 1000) / 1000]
    return Object.fromEntries(['left', 'top', 'width', 'height'].map(round)) })()"""
ROOM = "document.querySelector('.alongside-room')"
PANE = "document.querySelector('.alongside-pane')"
EDGE = "document.querySelector('.alongside-edge').style.translate"
LABEL = "document.querySelector('.alongside-label').textContent"
AT = "[mirror.defaultView.scrollX, mirror.defaultView.scrollY]"


def share_in_room(shared: Share, width: int, height: int, **context: Any) -> Pair:
    """The customer's window has 1000 x 800; the agent's room this size."""
    pair = shared(LONG, viewport=VIEWPORT, **context)
    size = f"width:{width}px;height:{height}px"
    pair.agent.evaluate("size => { container.style = size }", size)
    pair.agent.wait_for_function(
        "width => document.querySelector('.alongside-room').offsetWidth === width", arg=width
    )
    return pair


def zoom(pair: Pair, how: str) -> dict[str, float]:
    rect: dict[str, float] = pair.agent.evaluate(
        f"how => {{ lab.view.zoom(how); return {PAGE_RECT} }}", how
    )
    return rect


def test_three_sizes(shared: Share) -> None:
    pair = share_in_room(shared, 500, 240)
    pair.agent.wait_for_function("lab.scales.at(-1) === 0.3")
    assert zoom(pair, "all") == {"left": 100, "top": 0, "width": 300, "height": 240}
    assert zoom(pair, "width")["width"] == pair.agent.evaluate(f"{ROOM}.clientWidth")
    assert pair.agent.evaluate(f"{ROOM}.scrollHeight > {ROOM}.clientHeight")
    assert zoom(pair, "actual") == {"left": 0, "top": 0, **VIEWPORT}
    assert pair.agent.evaluate(f"{ROOM}.scrollWidth") == VIEWPORT["width"]
    assert pair.agent.evaluate("lab.scales.at(-1)") == 1
    # The page is laid out for the customer's window whatever its size here.
    assert pair.in_mirror("mirror.defaultView.innerWidth") == VIEWPORT["width"]


def test_a_room_that_scrolls_can_be_reached_by_keyboard(shared: Share) -> None:
    pair = share_in_room(shared, 500, 240)
    assert pair.agent.evaluate(f"{ROOM}.tabIndex") == -1
    zoom(pair, "actual")
    pair.agent.keyboard.press("Tab")
    assert pair.agent.evaluate(f"document.activeElement === {ROOM}")
    pair.agent.keyboard.press("End")
    pair.agent.wait_for_function(f"{ROOM}.scrollTop === {VIEWPORT['height'] - 240}")
    assert pair.in_mirror(AT) == [0, 0]


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_edges_are_on_device_pixels(shared: Share, ratio: float) -> None:
    pair = share_in_room(shared, 611, 333, device_scale_factor=ratio)
    for how in ("all", "width"):
        rect = zoom(pair, how)
        for side in ("left", "top", "width"):  # what is below is clipped
            pixels = rect[side] * ratio
            # Chromium lays out in 64ths of a pixel.
            assert pixels == pytest.approx(round(pixels), abs=ratio / 64), (how, side)


def test_it_follows_the_customer(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    pair.customer.evaluate("scrollTo(50, 700); box.scrollTop = 90")
    pair.wait_in_mirror("mirror.querySelector('#box').scrollTop === 90")
    assert pair.in_mirror(AT) == [50, 700]
    pair.agent.mouse.move(200, 200)
    pair.agent.mouse.wheel(0, 100)
    pair.settle()
    assert pair.in_mirror(AT) == [50, 700]


def look_around(pair: Pair, looking: bool = True) -> None:
    pair.agent.evaluate("looking => lab.view.lookAround(looking)", looking)


def test_looking_around_by_wheel_and_keys(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    look_around(pair)
    pair.agent.mouse.move(250, 300)
    pair.agent.mouse.wheel(0, 100)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 200")  # 100 here, in half the size
    pair.agent.keyboard.press("Tab")
    pair.agent.keyboard.press("End")
    pair.wait_in_mirror("mirror.defaultView.scrollY === mirror.documentElement.scrollHeight - 800")
    pair.agent.keyboard.press("ArrowRight")
    pair.wait_in_mirror("mirror.defaultView.scrollX > 0")
    assert pair.customer.evaluate("[scrollX, scrollY, box.scrollTop]") == [0, 0, 0]


def test_the_wheel_is_for_what_is_under_it_first(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    look_around(pair)
    pair.agent.mouse.move(50, 50)
    pair.agent.mouse.wheel(0, 100)
    pair.wait_in_mirror("mirror.querySelector('#box').scrollTop === 200")
    assert pair.in_mirror(AT) == [0, 0]
    pair.agent.mouse.wheel(0, 1000)
    pair.wait_in_mirror("mirror.querySelector('#box').scrollTop === 800")
    pair.agent.mouse.wheel(0, 50)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 100")


def test_the_customer_moves_the_outline_only(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    look_around(pair)
    pair.customer.evaluate("scrollTo(0, 300); box.scrollTop = 90")
    pair.agent.wait_for_function(f"{EDGE} === '0px 150px'")
    assert pair.agent.evaluate(LABEL) == "here"
    pair.customer.evaluate("scrollTo(0, 3000)")
    pair.agent.wait_for_function(f"{LABEL} === 'below'")
    assert pair.in_mirror(AT) == [0, 0]
    assert pair.in_mirror("mirror.querySelector('#box').scrollTop") == 0
    look_around(pair, False)
    assert pair.in_mirror(AT) == [0, 3000]
    assert pair.in_mirror("mirror.querySelector('#box').scrollTop") == 90
    assert pair.agent.evaluate(f"{PANE}.getAttribute('aria-hidden')") == "true"
    pair.customer.evaluate("scrollTo(0, 20)")
    pair.wait_in_mirror("mirror.defaultView.scrollY === 20")


def test_a_page_that_grows_can_be_seen_to_its_new_end(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    look_around(pair)
    longest = f"{PANE}.scrollHeight - {PANE}.clientHeight"
    pair.agent.wait_for_function(f"{longest} === 2200")
    pair.customer.evaluate("document.body.style.paddingBottom = '1000px'")
    pair.agent.wait_for_function(f"{longest} === 2700")


def test_what_she_looks_at_stays_when_something_above_grows(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    pair.customer.evaluate("document.body.append('end')")
    look_around(pair)
    pair.agent.mouse.move(250, 300)
    pair.agent.mouse.wheel(0, 1000)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 2000")
    pair.customer.evaluate("document.body.insertAdjacentHTML('afterbegin', '<h1>new</h1>')")
    pair.wait_in_mirror("mirror.defaultView.scrollY > 2000")
    top = pair.in_mirror("mirror.defaultView.scrollY")
    pair.agent.wait_for_function(f"top => Math.abs({PANE}.scrollTop - top / 2) < 1", arg=top)


def test_a_resync_leaves_her_where_she_is(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    look_around(pair)
    pair.agent.mouse.move(250, 300)
    pair.agent.mouse.wheel(0, 500)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 1000")
    pair.agent.evaluate("document.querySelector('iframe').dataset.old = ''")
    resync = json.dumps({"type": "resync", "grant": GRANT, "reason": "gap"})
    pair.agent.evaluate("message => lab.channels.sync.send(message)", resync)
    pair.agent.wait_for_selector("iframe[data-old]", state="detached")
    assert pair.in_mirror(AT) == [0, 1000]
    pair.customer.evaluate("scrollTo(0, 300)")
    pair.agent.wait_for_function(f"{EDGE} === '0px -350px'")
    look_around(pair, False)
    assert pair.in_mirror(AT) == [0, 300]


def test_a_page_from_right_to_left(shared: Share) -> None:
    pair = share_in_room(shared, 500, 400)
    pair.customer.evaluate("document.documentElement.dir = 'rtl'")
    pair.settle()
    look_around(pair)
    pair.agent.mouse.move(250, 300)
    pair.agent.mouse.wheel(-100, 0)
    pair.wait_in_mirror("mirror.defaultView.scrollX === -200")


GREY = """<!doctype html><meta charset=utf-8>
<div class=alongside-block style="width:300px;height:100px">secret</div>
<div class=alongside-block id=small style="width:60px;height:20px">secret</div>
<object style="display:block;width:300px;height:100px"></object>
<p class=alongside-mask><svg width=300 height=100></svg></p>"""
REASONS = "[...mirror.querySelectorAll('alongside-box')].map((box) => box.getAttribute('reason'))"
SAID = """[...mirror.querySelectorAll('alongside-box')]
    .map((box) => getComputedStyle(box, '::after').content)"""


def test_grey_areas_say_why_where_there_is_room(shared: Share) -> None:
    pair = shared(GREY)
    assert pair.in_mirror(REASONS) == ["blocked", "blocked", "plugin", "masked"]
    # The lab has words for some only.
    assert pair.in_mirror(SAID)[:3] == ['"Hidden"', "none", "none"]
