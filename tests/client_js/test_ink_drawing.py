"""Drawings: they stay on what they were drawn around, on both sides, until they are cleared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.client_js.ink_lab import (
    ANN,
    BEN,
    box_in_mirror,
    box_of,
    circle,
    join,
    wait_around,
    wait_for_figure,
    wait_for_strokes,
)
from tests.client_js.mirror_lab import GRANT, Pair, Site

Inked = Callable[..., Pair]
Join = Callable[[Pair], Page]

PAGE = """<!doctype html><meta charset=utf-8><title>Shop</title>
<style>body{margin:0;font:16px sans-serif;height:3000px}</style>
<p id=above>Your basket</p>
<div style="padding:40px"><button id=one style="width:30%;height:40px"
  onclick="window.clicked = (window.clicked ?? 0) + 1">Continue</button></div>
<div id=box style="margin-left:40px;width:400px;height:200px;overflow:auto;border:1px solid">
  <div style="height:120px"></div><button id=inside style="width:120px;height:30px">In</button>
  <div style="height:900px"></div></div>
<iframe id=frame style="margin-left:40px;width:400px;height:200px"
  srcdoc="<!doctype html><style>body{margin:30px;height:900px}</style>
  <button id=inner style='width:100px;height:30px'>Framed</button>"></iframe>"""

ONE = "page.querySelector('#one')"
INSIDE = "page.querySelector('#inside')"
INNER = "page.querySelector('#frame').contentDocument.querySelector('#inner')"


@pytest.fixture
def joined(chromium: Browser, site: Site, lab_script: Path) -> Iterator[Join]:
    """Lets Ben see the page of a pair, too: his console."""
    consoles: list[Page] = []

    def join_him(pair: Pair) -> Page:
        consoles.append(join(chromium, site, lab_script, pair.customer))
        return consoles[-1]

    yield join_him
    for console in consoles:
        console.context.close()


def draw_around(pair: Pair, element: str, *, page: Page | None = None) -> None:
    agent = page or pair.agent
    agent.evaluate("ink.tool('pen')")
    circle(agent, box_in_mirror(agent, element))


def drawn_around(pair: Pair, element: str) -> None:
    """Waits until both sides show the stroke around the element."""
    wait_around(pair.customer, box_of(pair.customer, element))
    wait_around(pair.agent, box_in_mirror(pair.agent, element))


def test_a_stroke_stays_around_its_element(inked: Inked) -> None:
    pair = inked(PAGE, viewport={"width": 1000, "height": 700})
    pair.agent.set_viewport_size({"width": 700, "height": 640})
    pair.agent.wait_for_function("lab.scales.at(-1) < 1")
    draw_around(pair, ONE)
    drawn_around(pair, ONE)
    pair.customer.mouse.wheel(0, 30)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 30")
    drawn_around(pair, ONE)
    pair.customer.evaluate("above.insertAdjacentHTML('afterend', '<h1>New</h1><p>more</p>')")
    drawn_around(pair, ONE)
    pair.customer.set_viewport_size({"width": 700, "height": 500})
    drawn_around(pair, ONE)
    pair.customer.evaluate("document.documentElement.style.zoom = '1.5'")
    drawn_around(pair, ONE)
    pair.agent.evaluate("lab.view.zoom('actual')")
    drawn_around(pair, ONE)
    assert pair.customer.evaluate("ink.page.dropped") == {
        "bad": 0, "fast": 0, "full": 0, "forbidden": 0
    }  # fmt: skip


def test_in_frames_and_scrolling_boxes_it_is_cut_off(inked: Inked) -> None:
    pair = inked(PAGE)
    draw_around(pair, INNER)
    drawn_around(pair, INNER)
    pair.customer.evaluate("frame.contentWindow.scrollTo(0, 20)")
    drawn_around(pair, INNER)
    pair.customer.evaluate("frame.contentWindow.scrollTo(0, 600)")
    for page in (pair.customer, pair.agent):
        # The frame shows nothing of it; the path itself is further up.
        frame = box_of(pair.customer, "page.querySelector('#frame')")
        page.wait_for_function(
            "y => ink.strokes[0].y + ink.strokes[0].height < y && ink.clips[0].y >= y - 1",
            arg=frame.y,
        )
    pair.agent.evaluate("ink.mirror.clear(false)")
    wait_for_strokes(pair.customer, 0)
    draw_around(pair, INSIDE)
    drawn_around(pair, INSIDE)
    pair.customer.evaluate("box.scrollTop = 20")
    drawn_around(pair, INSIDE)


def test_it_goes_with_its_element(inked: Inked) -> None:
    pair = inked(PAGE)
    draw_around(pair, ONE)
    drawn_around(pair, ONE)
    pair.customer.evaluate("one.style.display = 'none'")
    for page in (pair.customer, pair.agent):
        wait_for_strokes(page, 0)
    pair.customer.evaluate("one.style.display = ''")
    pair.wait_in_mirror("mirror.querySelector('#one').offsetWidth > 0")
    drawn_around(pair, ONE)
    pair.customer.evaluate("one.remove()")
    for page in (pair.customer, pair.agent):
        wait_for_strokes(page, 0)


def test_it_is_seen_here_before_anybody_answers(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate("lab.channels.ink.send = () => undefined; ink.tool('pen')")
    pair.agent.mouse.move(100, 100)
    pair.agent.mouse.down()
    pair.agent.mouse.move(200, 120, steps=5)
    wait_for_strokes(pair.agent, 1)
    assert pair.customer.evaluate("ink.strokes") == []


def test_the_customer_sees_it_grow(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate("ink.tool('pen')")
    pair.agent.mouse.move(100, 100)
    pair.agent.mouse.down()
    pair.agent.mouse.move(200, 120, steps=5)
    pair.customer.wait_for_function("ink.strokes[0]?.width > 90")
    pair.agent.mouse.move(400, 120, steps=5)
    pair.customer.wait_for_function("ink.strokes[0]?.width > 290")
    pair.agent.mouse.up()


def test_her_clicks_go_through(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate("ink.tool('pen')")
    box = box_in_mirror(pair.agent, ONE)
    pair.agent.mouse.move(box.x + 5, box.middle[1])
    pair.agent.mouse.down()
    pair.agent.mouse.move(box.x + box.width - 5, box.middle[1], steps=9)
    pair.agent.mouse.up()
    wait_for_strokes(pair.customer, 1)
    at = box_of(pair.customer, ONE).middle
    assert pair.customer.evaluate("([x, y]) => document.elementFromPoint(x, y).id", at) == "one"
    pair.customer.mouse.click(*at)
    assert pair.customer.evaluate("window.clicked") == 1


def test_while_a_tool_is_on_the_pane_is_for_that_alone(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate(
        """window.heard = []
        for (const type of ['pointerdown', 'pointermove', 'pointerup', 'click', 'mousedown'])
            document.querySelector('.alongside-pane').addEventListener(type, () => heard.push(type))
        """
    )
    for tool, heard in (("pen", False), ("laser", False), ("none", True)):
        pair.agent.evaluate("tool => ink.tool(tool)", tool)
        pair.agent.mouse.click(200, 200)
        assert bool(pair.agent.evaluate("heard.length")) == heard, tool


def test_a_mirror_out_of_sight_shows_no_ink(inked: Inked) -> None:
    pair = inked(PAGE)
    draw_around(pair, ONE)
    drawn_around(pair, ONE)
    assert pair.agent.evaluate("ink.visible")
    pair.agent.evaluate("container.style.visibility = 'hidden'")
    assert not pair.agent.evaluate("ink.visible")


def test_each_sees_what_the_others_draw(inked: Inked, joined: Join) -> None:
    pair = inked(PAGE)
    draw_around(pair, ONE)
    drawn_around(pair, ONE)
    ben = joined(pair)
    # What was there before he came.
    wait_around(ben, box_in_mirror(ben, ONE))
    draw_around(pair, INSIDE, page=ben)
    for page in (pair.customer, pair.agent, ben):
        wait_for_strokes(page, 2)
        page.wait_for_function("new Set(ink.colours).size === 2")
    pair.agent.mouse.move(300, 50)
    wait_for_figure(pair.customer, (300, 50), "Ann")
    ben.wait_for_function("ink.figures.some(({name}) => name === 'Agent ann')")
    # One's own first, then everybody's.
    ben.evaluate("ink.mirror.clear(false)")
    for page in (pair.customer, pair.agent, ben):
        wait_for_strokes(page, 1)
        wait_around(page, box_in_mirror(page, ONE) if page != pair.customer else box_of(page, ONE))
    ben.evaluate("ink.mirror.clear(true)")
    for page in (pair.customer, pair.agent, ben):
        wait_for_strokes(page, 0)


def test_what_somebody_drew_goes_with_her(inked: Inked, joined: Join) -> None:
    pair = inked(PAGE)
    draw_around(pair, ONE)
    ben = joined(pair)
    draw_around(pair, INSIDE, page=ben)
    for page in (pair.customer, pair.agent, ben):
        wait_for_strokes(page, 2)
    pair.customer.evaluate("me => ink.unshare(me)", BEN)
    for page in (pair.customer, pair.agent):
        wait_for_strokes(page, 1)
        page.wait_for_function("!ink.figures.some(({name}) => name === 'Agent ben')")
    pair.customer.evaluate("ink.page.stop()")
    wait_for_strokes(pair.customer, 0)
    assert pair.customer.evaluate("ink.figures") == []


def test_who_may_not_clear_all_clears_nothing_of_others(inked: Inked, joined: Join) -> None:
    pair = inked(PAGE)
    draw_around(pair, ONE)
    drawn_around(pair, ONE)
    ben = joined(pair)
    wait_for_strokes(ben, 1)
    pair.customer.evaluate("ink.policy = {laser: true, pen: true, clear_all: false}")
    ben.evaluate("ink.mirror.clear(true)")
    pair.customer.wait_for_function("ink.page.dropped.forbidden === 1")
    # What he took away in his own window comes back.
    for page in (pair.customer, pair.agent, ben):
        wait_for_strokes(page, 1)


def test_who_may_not_draw_draws_nothing(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.customer.evaluate("ink.policy = {laser: false, pen: false, clear_all: false}")
    draw_around(pair, ONE)
    pair.customer.wait_for_function("ink.page.dropped.forbidden > 0")
    for page in (pair.customer, pair.agent):
        wait_for_strokes(page, 0)
    pair.agent.evaluate("ink.tool('laser')")
    pair.agent.mouse.move(300, 200, steps=10)
    wait_for_figure(pair.customer, (300, 200), "Ann")
    assert pair.customer.evaluate("ink.trail") == ""


def test_drawings_survive_a_new_snapshot_of_the_same_page(inked: Inked) -> None:
    pair = inked(PAGE)
    draw_around(pair, ONE)
    drawn_around(pair, ONE)
    pair.agent.evaluate("document.querySelector('iframe').dataset.old = ''")
    resync = json.dumps({"type": "resync", "grant": GRANT, "reason": "gap"})
    pair.agent.evaluate("message => lab.channels.sync.send(message)", resync)
    pair.agent.wait_for_selector("iframe[data-old]", state="detached")
    drawn_around(pair, ONE)
    pair.agent.evaluate("ink.mirror.clear(false)")
    for page in (pair.customer, pair.agent):
        wait_for_strokes(page, 0)


def test_a_laser_leaves_a_trail_that_fades(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate("ink.tool('laser')")
    pair.agent.mouse.move(100, 100)
    pair.agent.mouse.move(300, 200, steps=20)
    pair.customer.wait_for_function("ink.trail.length > 50")
    pair.customer.wait_for_function("ink.trail === ''")
    assert "laser" in pair.customer.evaluate("ink.figures[0].classes")


def test_with_reduced_motion_there_is_no_trail(inked: Inked) -> None:
    pair = inked(PAGE, reduced_motion="reduce")
    pair.customer.evaluate(
        """window.trails = []
        requestAnimationFrame(function look() {
            trails.push(ink.trail.length); requestAnimationFrame(look) })"""
    )
    pair.agent.evaluate("ink.tool('laser')")
    pair.agent.mouse.move(300, 200, steps=20)
    wait_for_figure(pair.customer, (300, 200), "Ann")
    assert pair.customer.evaluate("Math.max(...trails)") == 0


def bomb(pair: Pair, message: object, count: int) -> None:
    pair.agent.evaluate(
        """([message, count]) => { for (let id = 1; id <= count; id++)
            lab.channels.ink.send(JSON.stringify({...message, id})) }""",
        [message, count],
    )


def test_ink_bombs(inked: Inked) -> None:
    pair = inked(PAGE)
    page, body = pair.agent.evaluate(
        """(() => {
            const {page, node} = lab.view.spots.at({x: 10, y: 10})
            return [page, node] })()"""
    )
    stroke = {"type": "stroke", "grant": GRANT, "anchor": [page, body], "from": 0, "done": True}
    bomb(pair, {**stroke, "points": [0.5] * 1002}, 1)
    pair.customer.wait_for_function("ink.page.dropped.bad === 1")
    bomb(pair, {**stroke, "points": [0.1, 0.2, 0.3, 0.4]}, 3000)
    pair.customer.wait_for_function("ink.page.dropped.fast > 2000")
    pair.customer.wait_for_function("ink.strokes.length <= 200")
    pair.agent.evaluate("ink.tool('none')")
    pair.agent.mouse.move(200, 200)
    wait_for_figure(pair.customer, (200, 200), "Ann")


def test_pointing_is_told_to_those_who_hear(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.mouse.click(*box_in_mirror(pair.agent, ONE).middle)
    pair.customer.wait_for_function("ink.said === 'Ann points at: Continue'")
    assert pair.customer.evaluate("ink.pointedAt") == [f"{ANN} one"]
    pair.agent.evaluate("ink.tool('laser')")
    pair.agent.mouse.move(*box_in_mirror(pair.agent, INNER).middle)
    pair.customer.wait_for_function("ink.said === 'Ann points at: Framed'")


def test_what_is_hidden_is_not_named(inked: Inked) -> None:
    pair = inked(
        "<!doctype html><meta charset=utf-8><style>body{margin:0}</style>"
        "<button class=alongside-mask style='width:200px;height:80px'>4711</button>"
        "<button id=b style='width:200px;height:80px'>Open</button>"
    )
    pair.agent.mouse.click(100, 40)
    pair.agent.mouse.click(300, 40)
    pair.customer.wait_for_function("ink.said !== ''")
    assert pair.customer.evaluate("[ink.said, ink.pointedAt.length]") == ["Ann points at: Open", 1]


def test_pointing_and_drawing_by_keys(inked: Inked) -> None:
    pair = inked(PAGE)
    pair.agent.evaluate("ink.tool('laser')")
    pair.agent.evaluate("document.querySelector('.alongside-marker').focus()")
    pair.customer.wait_for_function("ink.figures.length === 1")
    x, y = pair.customer.evaluate("[ink.figures[0].x, ink.figures[0].y]")
    pair.agent.keyboard.press("ArrowLeft")
    pair.agent.keyboard.press("Shift+ArrowUp")
    wait_for_figure(pair.customer, (x - 10, y - 60), "Ann")
    pair.customer.evaluate(
        """window.seen = []
        requestAnimationFrame(function look() {
            seen.push(...ink.rings); requestAnimationFrame(look) })"""
    )
    pair.agent.keyboard.press("Enter")
    pair.customer.wait_for_function("seen.length > 0")
    pair.agent.evaluate("ink.tool('pen')")
    pair.agent.keyboard.press("Space")
    for _ in range(5):
        pair.agent.keyboard.press("ArrowRight")
    pair.agent.keyboard.press("Space")
    pair.agent.keyboard.press("ArrowRight")
    for page in (pair.customer, pair.agent):
        page.wait_for_function(
            "ink.strokes.length === 1 && Math.abs(ink.strokes[0].width - 54) < 8"
        )


NAMES = {
    "<button id=it> Continue\n now </button>": "Continue now",
    '<button id=it aria-label="Close">x</button>': "Close",
    '<span id=n>Pay</span><button id=it aria-labelledby="n none">x</button>': "Pay",
    '<img id=it alt="A shoe">': "A shoe",
    '<a href="/"><img id=it alt="Home"></a>': "Home",
    '<label for=it>Name</label><input id=it value="Secret">': "Name",
    '<label>Name <input id=it value="Secret"></label>': "Name",
    '<input id=it value="Secret" placeholder="Street">': "Street",
    '<input id=it type=submit value="Send">': "Send",
    "<textarea id=it>Secret</textarea>": "",
    "<label id=it>Plan <select><option>Secret</select></label>": "Plan",
    "<p id=it>Seen <span hidden>unseen</span></p>": "Seen",
    '<button id=it title="Menu"></button>': "Menu",
    "<button>Go <b><i id=it>on</i></b></button>": "Go on",
    "<div id=it>Just text</div>": "",
    f"<p id=it>{'word ' * 50}</p>": "word " * 15 + "word…",
}


def test_what_things_are_called(chromium: Browser, site: Site, lab_script: Path) -> None:
    site.put("/names", "<!doctype html><body>")
    page = chromium.new_page()
    page.goto(f"{site.origin}/names")
    page.add_script_tag(path=lab_script)
    found = {html: page.evaluate("html => ink.nameIn(html)", html) for html in NAMES}
    page.close()
    assert found == NAMES
