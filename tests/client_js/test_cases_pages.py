"""The agent's mouse and keyboard at what pages are made of, the real way through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.client_js.at_work import AtWork, go_to_work
from tests.client_js.mirror_lab import Pair, Site

pytestmark = pytest.mark.long

Share = Callable[..., Pair]
# The customer's window, the agent's, and the agent's zoom.
SIZES = [
    pytest.param((900, 700), (900, 700), "all", id="the same"),
    pytest.param((1280, 800), (560, 420), "all", id="much smaller"),
    pytest.param((700, 500), (1100, 800), "actual", id="actual size"),
]

LAYERS = """<!doctype html><meta charset=utf-8><style>body{font:16px sans-serif;margin:8px}
.menu{width:200px} .menu ul{display:none;margin:0} .menu:hover ul{display:block}
dialog{inset:auto;top:60px;left:40px;margin:0}</style>
<nav class=menu id=menu><b id=title>Menu</b><ul><li id=item>Item</ul></nav>
<nav id=scripted style="width:200px">Scripted <b id=sub hidden>Sub</b></nav>
<button id=open>Open</button> <button id=pop popovertarget=popover>Pop</button> <b id=count>0</b>
<dialog id=dialog><input id=inside>
<form method=dialog><button id=close>Close</button></form></dialog>
<div id=popover popover>popover</div>
<div id=outer style="height:150px;width:300px;overflow:auto">
<div id=inner style="height:60px;overflow:auto"><p id=deep style="height:100px;margin:0">deep</div>
<p style="height:400px">tall</div>
<p style="height:3000px">long</p>
<script>
item.onclick = () => { count.textContent++ }
document.querySelector('#open').onclick = () => dialog.showModal()
scripted.onmouseenter = () => { sub.hidden = false }
scripted.onmouseleave = () => { sub.hidden = true }
addEventListener('keydown', event => {
  if (event.key === 'k' && event.ctrlKey) { event.preventDefault(); count.textContent = 'found' } })
</script>"""


@pytest.mark.parametrize(("customers", "agents", "zoom"), SIZES)
def test_menus_dialogs_and_scrolling_at_any_size(
    shared: Share, customers: tuple[int, int], agents: tuple[int, int], zoom: str
) -> None:
    pair = shared(LAYERS, viewport={"width": customers[0], "height": customers[1]})
    pair.agent.set_viewport_size({"width": agents[0], "height": agents[1]})
    pair.agent.evaluate("zoom => lab.view.zoom(zoom)", zoom)
    layers = go_to_work(pair)
    layers.reach("#title")
    for side in layers.both("#item"):
        side.to_be_visible()
    layers.click("#item")
    for side in layers.both("#count"):
        side.to_have_text("1")
    layers.reach("#scripted", 0.1)
    for side in layers.both("#sub"):
        side.to_be_visible()
    for side in layers.both("#item"):
        side.to_be_hidden()
    layers.press("Control+k")
    for side in layers.both("#count"):
        side.to_have_text("found")
    dialog_and_popover(layers)
    scrolls(layers)
    layers.reads_nothing()


def dialog_and_popover(work: AtWork) -> None:
    work.click("#open")
    expect(work.shown("#dialog:modal")).to_be_visible()
    work.click("#inside")
    work.type("in")
    for side in work.both("#inside"):
        side.to_have_value("in")
    work.click("#close")
    for side in work.both("#dialog"):
        side.to_be_hidden()
    work.click("#pop")
    for side in work.both("#popover:popover-open"):
        side.to_be_visible()
    work.press("Escape")
    for side in work.both("#popover:popover-open"):
        side.to_have_count(0)


def scrolls(work: AtWork) -> None:
    """The inner box first, then the outer one, then the page."""
    boxes = "[inner.scrollTop, outer.scrollTop, scrollY].join()"
    mirrored = boxes.replace("inner", "mirror.querySelector('#inner')")
    mirrored = mirrored.replace("outer.", "mirror.querySelector('#outer').")
    mirrored = mirrored.replace("scrollY", "mirror.defaultView.scrollY")
    for turn, expected in ((25, "25,0,0"), (1000, "40,0,0"), (50, "40,50,0")):
        work.wheel("#deep", turn)
        work.customer.wait_for_function(f"{boxes} === '{expected}'")
        work.pair.wait_in_mirror(f"{mirrored} === '{expected}'")
    work.wheel("#title", 70)
    work.customer.wait_for_function(f"{boxes} === '40,50,70'")
    work.pair.wait_in_mirror(f"{mirrored} === '40,50,70'")


SORTED = """<!doctype html><meta charset=utf-8><style>body{font:16px sans-serif}
li{height:30px;width:200px;list-style:none;touch-action:none;user-select:none}
#drawing{border:1px solid}</style>
<ul id=list style="padding:0"><li>one<li>two<li>three<li>four</ul>
<div id=drawing style="width:200px;height:100px"></div>
<script>
let held = null
list.addEventListener('pointerdown', event => {
  held = event.target.closest('li')
  list.setPointerCapture(event.pointerId)
})
list.addEventListener('pointermove', ({ clientX, clientY }) => {
  if (!held) return
  const over = document.elementFromPoint(clientX, clientY)?.closest('li')
  if (!over || over === held) return
  const isBelow = held.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING
  if (isBelow) over.after(held)
  else over.before(held)
})
list.addEventListener('lostpointercapture', () => { held = null; list.title = 'let go' })
points = 0
drawing.onmousemove = ({ buttons }) => { if (buttons) points++ }
</script>"""


def test_list_is_sorted_by_pointer_and_lines_are_drawn(shared: Share) -> None:
    work = go_to_work(shared(SORTED))
    work.drag(*[(f"#list li:nth-child({n})", 0.5, 0.5) for n in (1, 2, 3)])
    for side in work.both("#list li"):
        side.to_have_text(["two", "three", "one", "four"])
    for side in work.both("#list"):
        side.to_have_attribute("title", "let go")
    work.drag(("#drawing", 0.1, 0.1), ("#drawing", 0.5, 0.5), ("#drawing", 0.9, 0.1))
    # A busy machine draws few frames, and a frame has one move.
    work.customer.wait_for_function("points > 1")


INNER = """<!doctype html><body style="margin:6px"><input id=first><input id=second>
<button id=count onclick="this.textContent++">0</button>
<p style="height:2000px">long</p>"""
NESTED = """<!doctype html><body><iframe id=frame src=/inner style="width:400px;height:120px">
</iframe><my-field id=host></my-field>
<script>
customElements.define('my-field', class extends HTMLElement {
  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    root.innerHTML = '<input id=within><button id=plus>0</button>'
    root.querySelector('button').onclick = ({ target }) => { target.textContent++ }
  }
})
</script>"""


def test_frames_and_shadow_roots(site: Site, pair_at: Callable[..., Pair]) -> None:
    site.put("/inner", INNER)
    site.put("/page", NESTED)
    pair = pair_at("/page")
    pair.share()
    pair.wait_in_mirror("mirror.querySelector('iframe')?.contentDocument?.querySelector('#count')")
    work = go_to_work(pair)
    work.click("#frame >>> #count")
    for side in work.both("#frame >>> #count"):
        side.to_have_text("1")
    work.click("#frame >>> #first")
    work.type("in")
    work.press("Tab")
    work.type("side")
    for path, text in (("#frame >>> #first", "in"), ("#frame >>> #second", "side")):
        for side in work.both(path):
            side.to_have_value(text)
    work.click("#host #plus")
    work.click("#host #within")
    work.type("shadow")
    for side in work.both("#host #plus"):
        side.to_have_text("1")
    for side in work.both("#host #within"):
        side.to_have_value("shadow")
    work.wheel("#frame >>> #first", 40)
    work.customer.wait_for_function("frame.contentWindow.scrollY === 40")
    inner = "mirror.querySelector('iframe').contentWindow.scrollY"
    pair.wait_in_mirror(f"{inner} === 40")
    work.reads_nothing()
