"""Pointers and clicks on both sides of a mirror: at the same element whatever the windows are."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.client_js.ink_lab import ANN, box_in_mirror, box_of, wait_for_figure
from tests.client_js.mirror_lab import GRANT, Pair

Inked = Callable[..., Pair]

PAGE = """<!doctype html><meta charset=utf-8><title>Shop</title>
<style>body{margin:0;font:16px sans-serif;height:3000px} button{position:absolute}</style>
<button id=one style="left:40px;top:60px;width:160px;height:40px">Continue</button>
<button id=far style="left:500px;top:1700px;width:200px;height:60px">Pay</button>
<iframe id=frame srcdoc="<!doctype html><style>body{margin:0;height:900px}</style><button id=inner
    style='position:absolute;left:50px;top:70px;width:100px;height:30px'>In</button>"
  style="position:absolute;left:300px;top:200px;width:400px;height:300px;border:5px solid"></iframe>
<div id=host style="position:absolute;left:40px;top:300px"></div>
<script>host.attachShadow({mode:'open'}).innerHTML = '<button id=deep>Deep</button>'</script>"""

ONE = "page.querySelector('#one')"
INNER = "page.querySelector('#frame').contentDocument.querySelector('#inner')"
DEEP = "page.querySelector('#host').shadowRoot.querySelector('#deep')"


@pytest.mark.parametrize("zoom", ["all", "width", "actual"])
def test_both_point_at_the_same(inked: Inked, zoom: str) -> None:
    pair = inked(PAGE, viewport={"width": 1000, "height": 700})
    pair.agent.set_viewport_size({"width": 620, "height": 640})
    pair.agent.wait_for_function("lab.scales.at(-1) < 1")
    pair.agent.evaluate("zoom => lab.view.zoom(zoom)", zoom)
    for element in (ONE, INNER, DEEP):
        at = box_in_mirror(pair.agent, element).middle
        pair.agent.mouse.move(*at)
        wait_for_figure(pair.customer, box_of(pair.customer, element).middle, "Ann")
        pair.customer.mouse.move(*box_of(pair.customer, element).middle)
        wait_for_figure(pair.agent, at, "Customer")


def test_where_the_page_has_been_scrolled(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.evaluate("scrollTo(0, 1500); frame.contentWindow.scrollTo(0, 40)")
    pair.wait_in_mirror("mirror.defaultView.scrollY === 1500")
    far = "page.querySelector('#far')"
    pair.agent.mouse.move(*box_in_mirror(pair.agent, far).middle)
    wait_for_figure(pair.customer, box_of(pair.customer, far).middle, "Ann")


def test_scrolling_brings_something_else_under_both_pointers(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.mouse.move(300, 80)
    wait_for_figure(pair.agent, (300, 80), "Customer")
    pair.customer.mouse.wheel(0, 150)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 150")
    wait_for_figure(pair.agent, (300, 80), "Customer")
    pair.agent.mouse.move(100, 60)
    pair.customer.evaluate("scrollTo(0, 400)")
    pair.wait_in_mirror("mirror.defaultView.scrollY === 400")
    wait_for_figure(pair.customer, (100, 60), "Ann")


def test_looking_around_points_where_she_looks(inked: Inked) -> None:
    pair = inked(PAGE, viewport={"width": 1000, "height": 700})
    pair.agent.evaluate("lab.view.lookAround(true)")
    pair.agent.mouse.move(850, 600)
    pair.agent.mouse.wheel(0, 1500)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 1500")
    far = "page.querySelector('#far')"
    pair.agent.mouse.move(*box_in_mirror(pair.agent, far).middle)
    # Further down than the customer's window reaches: shown at its edge.
    wait_for_figure(pair.customer, (600, 700), "Ann")
    assert "outside" in pair.customer.evaluate("ink.figures[0].classes")


def test_a_pointer_that_leaves_is_gone(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.mouse.move(100, 80)
    pair.agent.mouse.move(100, 80)
    pair.agent.wait_for_function("ink.figures.length === 1")
    pair.customer.wait_for_function("ink.figures.length === 1")
    pair.agent.evaluate("document.body.style.paddingTop = '300px'")
    pair.customer.wait_for_function("ink.figures.length === 0")


def test_clicks_have_a_circle_on_both_sides(inked: Inked) -> None:
    pair = inked(PAGE)
    for page in (pair.customer, pair.agent):
        page.evaluate(
            """window.seen = []
            requestAnimationFrame(function look() {
                if (ink.rings.length > 0) seen.push(...ink.rings)
                requestAnimationFrame(look) })"""
        )
    at = box_of(pair.customer, ONE).middle
    near = f"seen.some(({{x, y}}) => Math.abs(x - {at[0]}) < 2 && Math.abs(y - {at[1]}) < 2)"
    pair.customer.mouse.click(*at)
    pair.agent.wait_for_function(near)
    assert pair.customer.evaluate("seen.length") == 0
    pair.agent.mouse.click(*at)
    pair.customer.wait_for_function(near)
    pair.customer.wait_for_function("ink.rings.length === 0")


def test_what_a_script_does_is_not_hers(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.evaluate(
        """for (const type of ['pointermove', 'pointerdown', 'click'])
            one.dispatchEvent(new PointerEvent(type, {bubbles: true, clientX: 100, clientY: 80}))"""
    )
    pair.customer.mouse.move(500, 600)
    wait_for_figure(pair.agent, (500, 600), "Customer")
    sent = pair.customer.evaluate("lab.sent.filter(({channel}) => channel === 'ink').length")
    assert sent == 1  # the colours


MASKED = """<!doctype html><meta charset=utf-8><style>body{margin:0}</style>
<div id=pad class=alongside-mask style="width:300px;height:200px">
<button style="position:absolute;left:10px;top:20px">1</button>
<button style="position:absolute;left:200px;top:120px">2</button></div>"""


def test_where_on_a_masked_pad_she_points_stays_with_her(inked: Inked) -> None:
    pair = inked(MASKED)
    pair.customer.mouse.move(15, 25)
    wait_for_figure(pair.agent, (150, 100), "Customer")
    pair.customer.mouse.click(210, 130)
    pair.customer.mouse.move(500, 300)
    pair.agent.wait_for_function("ink.figures[0].x > 300")
    spots = pair.customer.evaluate(
        """lab.sent.filter(({channel}) => channel === 'pointer' || channel === 'ink')
            .map(({bytes}) => JSON.parse(new TextDecoder().decode(bytes)).spot).filter(Boolean)"""
    )
    on_pad = [spot for spot in spots if spot[1] == spots[0][1]]
    assert len(on_pad) >= 2
    assert all(spot[2:] == [0.5, 0.5] for spot in on_pad)


def test_she_is_not_followed_into_our_own_windows(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.mouse.move(500, 600)
    wait_for_figure(pair.agent, (500, 600), "Customer")
    pair.customer.evaluate(
        """document.querySelector('[data-our-own]').style =
            'position:fixed;left:0;top:0;width:200px;height:200px'"""
    )
    pair.customer.mouse.move(100, 80)
    pair.agent.wait_for_function("ink.figures.length === 0")


def test_nothing_is_queued_and_the_last_position_arrives(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.mouse.move(10, 10)
    wait_for_figure(pair.agent, (10, 10), "Customer")
    before = pair.customer.evaluate("lab.sent.filter(({channel}) => channel === 'pointer').length")
    # As on a slow path: something waits in the channel.
    pair.customer.evaluate(
        """Object.defineProperty(lab.channels.pointer, 'bufferedAmount',
            {configurable: true, value: 1})"""
    )
    for x in range(20, 220, 10):
        pair.customer.mouse.move(x, 600)
    pair.customer.evaluate("new Promise(requestAnimationFrame)")
    count = "lab.sent.filter(({channel}) => channel === 'pointer').length"
    assert pair.customer.evaluate(count) == before
    pair.customer.evaluate("delete lab.channels.pointer.bufferedAmount")
    wait_for_figure(pair.agent, (210, 600), "Customer")
    # Once, and once more when it rests.
    assert pair.customer.evaluate(count) <= before + 2


FORGED = [
    {"type": "at", "grant": GRANT + 1, "seq": 99, "spot": [1, 1, 0.5, 0.5]},
    {"type": "at", "grant": 0, "seq": 99, "spot": [1, 1, 0.5, 0.5]},
    {"type": "at", "grant": GRANT, "seq": 99, "spot": [1, 1, 1e9, 0.5]},
]


def test_without_the_grant_nobody_points(inked: Inked) -> None:
    pair = inked(PAGE)
    for number, message in enumerate(FORGED, 1):
        pair.agent.evaluate("text => lab.channels.pointer.send(text)", json.dumps(message))
        pair.customer.wait_for_function(f"ink.page.dropped.bad === {number}")
    assert pair.customer.evaluate("ink.figures") == []


def test_an_agent_speaks_for_herself_only(inked: Inked) -> None:
    pair = inked(PAGE)
    message = {"type": "at", "grant": GRANT, "seq": 1, "spot": [1, 2, 0.5, 0.1], "by": "eve"}
    pair.agent.evaluate("text => lab.channels.pointer.send(text)", json.dumps(message))
    pair.customer.wait_for_function("ink.figures.length === 1")
    assert pair.customer.evaluate("ink.figures[0].name") == "Ann", ANN


def test_a_flood_is_dropped_and_counted(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate(
        """grant => { for (let seq = 1; seq <= 2000; seq++)
            lab.channels.pointer.send(JSON.stringify({type: 'at', grant, seq, spot: null})) }""",
        GRANT,
    )
    pair.customer.wait_for_function("ink.page.dropped.fast > 500")
