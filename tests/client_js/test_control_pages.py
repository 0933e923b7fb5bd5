"""What an agent does in pages: pickers, editors, menus, dialogs, scrolling, dragging, frames."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import Pair, Site

Share = Callable[..., Pair]

EVENTS = """<script>
log = []
for (const type of ['input', 'change', 'focus', 'blur', 'scroll', 'wheel', 'paste', 'toggle'])
  addEventListener(type, event => log.push(event.type + ' ' + (event.target.id ?? '')), true)
</script>"""

PICKERS = (
    "<!doctype html><meta charset=utf-8><body>"
    + EVENTS
    + """
<label>Size <select id=size><option>S<option>M<option disabled>L</select></label>
<select id=many multiple><option>a<option>b<option>c</select>
<input type=date id=day><input type=time id=time><input type=color id=colour>
<input type=range id=amount style="width:200px" max=10>
<fieldset><legend>Colour</legend>
<label><input type=radio name=r id=r1 value=1 checked> Red</label>
<label><input type=radio name=r id=r2 value=2> Green</label></fieldset>
<details id=more><summary id=summary>More</summary>text</details>
<input type=date id=locked readonly>
"""
)


@pytest.fixture
def pickers(shared: Share) -> Control:
    return take_control(shared(PICKERS))


def test_lists(pickers: Control) -> None:
    options = "[...agent.element('SELECT').options].filter(FILTER).map(o => agent.refOf(o)[1])"
    send = "agent.send({type: 'choose', target: agent.ref('SELECT'), options: OPTIONS})"

    def choose(select: str, picked: str) -> None:
        found = options.replace("FILTER", f"o => {picked}.includes(o.text)")
        pickers.do(send.replace("OPTIONS", found).replace("SELECT", select))

    choose("#size", "'M'")
    assert pickers.page("size.value") == "M"
    assert pickers.page("log.slice(-2)") == ["input size", "change size"]
    choose("#many", "['a', 'c']")
    assert pickers.page("[...many.selectedOptions].map(o => o.text)") == ["a", "c"]
    choose("#many", "['b']")
    assert pickers.page("[...many.selectedOptions].map(o => o.text)") == ["b"]
    choose("#size", "'L'")
    assert pickers.refusals() == ["control.gone"]
    assert pickers.page("size.value") == "M"
    pickers.do("(agent.click('#size'), agent.key('ArrowUp'))")
    assert pickers.page("size.value") == "S"


def test_values(pickers: Control) -> None:
    def put(field: str, value: str) -> None:
        pickers.do(
            f"agent.send({{type: 'value', target: agent.ref('#{field}'), value: '{value}'}})"
        )

    put("day", "2026-12-24")
    put("time", "10:30")
    put("colour", "#ff0000")
    put("amount", "7")
    values = "[day.value, time.value, colour.value, amount.value]"
    assert pickers.page(values) == ["2026-12-24", "10:30", "#ff0000", "7"]
    assert pickers.page("log.filter(one => one === 'change day').length") == 1
    put("day", "christmas")
    put("size", "M")
    assert pickers.page("lab.customer.hands.dropped") == 2
    assert pickers.page(values) == ["2026-12-24", "10:30", "#ff0000", "7"]
    put("locked", "2026-12-24")
    assert pickers.refusals() == ["control.read_only"]


def test_slider_by_mouse_and_keys(pickers: Control) -> None:
    pickers.do("agent.drag(agent.spot('#amount', 0.1), agent.spot('#amount', 0.7))")
    assert pickers.page("amount.value") == "7"
    assert pickers.page("log.filter(one => one === 'change amount').length") == 1
    pickers.do("agent.key('ArrowRight')")
    assert pickers.page("amount.value") == "8"


def test_radio_buttons_and_details(pickers: Control) -> None:
    pickers.do("agent.click('#r2')")
    assert pickers.page("[r1.checked, r2.checked]") == [False, True]
    pickers.do("agent.key('ArrowUp')")
    assert pickers.page("[r1.checked, document.activeElement.id]") == [True, "r1"]
    pickers.do("agent.click('#summary')")
    assert pickers.page("more.open") is True
    pickers.do("agent.key('Enter')")
    assert pickers.page("more.open") is False


EDITOR = (
    "<!doctype html><meta charset=utf-8><body>"
    + EVENTS
    + """
<div id=rich contenteditable style="width:300px">one two</div>
<textarea id=area style="width:300px;height:80px"></textarea>
<input id=short maxlength=5><input id=fixed value=fixed readonly>
<input id=digits><p id=text style="width:300px">Some text to select</p>
<script>
digits.addEventListener('beforeinput', event => {
  if (/\\D/.test(event.data)) event.preventDefault() })
rich.addEventListener('paste', event => { pasted = event.clipboardData.getData('text/plain') })
</script>"""
)


@pytest.fixture
def editor(shared: Share) -> Control:
    return take_control(shared(EDITOR), {"paste": True})


def test_rich_text(editor: Control) -> None:
    editor.do("(agent.click('#rich'), agent.key('End'), agent.type(' three'), agent.key('Enter'))")
    editor.do("(agent.type('x'), agent.key('b', 2), agent.type('y'))")
    assert editor.page("rich.innerText") == "one two three\nxy"
    assert editor.page("rich.querySelector('b').textContent") == "y"
    editor.do(
        "(agent.key('a', 2), agent.key('Backspace'), agent.send({type: 'text', text: 'é漢'}))"
    )
    assert editor.page("rich.textContent") == "é漢"


def test_text_area_and_limits(editor: Control) -> None:
    editor.do("(agent.click('#area'), agent.type('ab'), agent.key('Enter'), agent.type('cd'))")
    editor.do("(agent.key('ArrowUp'), agent.key('Home'), agent.type('>'))")
    assert editor.page("area.value") == ">ab\ncd"
    editor.do("(agent.key('End', 2), agent.key('Backspace', 2))")
    assert editor.page("area.value") == ">ab\n"
    editor.do("(agent.key('z', 2))")
    assert editor.page("area.value") == ">ab\ncd"
    editor.do("(agent.click('#short'), agent.type('1234567'))")
    assert editor.page("document.querySelector('#short').value") == "12345"
    editor.do("(agent.click('#fixed'), agent.type('x'), agent.key('Backspace'))")
    assert editor.page("fixed.value") == "fixed"
    editor.do("(agent.click('#digits'), agent.type('1a2'))")
    assert editor.page("digits.value") == "12"


def test_paste(editor: Control) -> None:
    editor.do("(agent.click('#area'), agent.send({type: 'paste', text: 'one\\ntwo'}))")
    assert editor.page("area.value") == "one\ntwo"
    editor.do("(agent.click('#rich'), agent.send({type: 'paste', text: '<b>x</b>'}))")
    assert editor.page("pasted") == "<b>x</b>"
    assert editor.page("rich.querySelector('b')") is None
    editor.allow(paste=False)
    editor.do("agent.send({type: 'paste', text: 'no'})")
    assert editor.refusals() == ["control.not_permitted"]


def test_copying_is_left_to_the_customer(editor: Control) -> None:
    editor.do("(agent.click('#area'), agent.type('abc'), agent.key('a', 2), agent.key('x', 2))")
    assert editor.page("area.value") == "abc"
    assert editor.refusals() == ["control.trusted_only"]


def test_selecting(editor: Control) -> None:
    caret = "caret: [agent.refOf(agent.element('#text').firstChild)[1], OFFSET]"
    down, to = caret.replace("OFFSET", "0"), caret.replace("OFFSET", "9")
    editor.do(
        f"""(spot => (agent.pointer('down', spot, {{{down}}}),
        agent.pointer('move', spot, {{{to}, buttons: 1}}),
        agent.pointer('up', spot)))(agent.spot('#text'))"""
    )
    assert editor.page("getSelection().toString()") == "Some text"
    at = caret.replace("OFFSET", "6")
    editor.do(f"agent.pointer('down', agent.spot('#text'), {{{at}, clicks: 2}})")
    assert editor.page("getSelection().toString().trim()") == "text"
    editor.do("(agent.click('#area'), agent.type('hello brave world'))")
    editor.do("agent.drag(agent.spot('#area', 0.001, 0.15), agent.spot('#area', 0.9, 0.15))")
    assert editor.page("area.value.slice(area.selectionStart, area.selectionEnd)") == (
        "hello brave world"
    )
    editor.do("agent.type('x')")
    assert editor.page("area.value") == "x"


LAYERS = (
    "<!doctype html><meta charset=utf-8><body>"
    + EVENTS
    + """
<style>.menu ul{display:none} .menu:hover ul{display:block}
@media all{ #tip:hover { color: rgb(1, 2, 3) } } .a\\:hover { color: red }</style>
<nav class=menu id=menu>Menu<ul><li id=item onclick="log.push('item')">Item</ul></nav>
<p id=tip>Tip</p>
<button id=open onclick="dialog.showModal()">Open</button>
<dialog id=dialog><input id=inside>
<form method=dialog><button id=close>Close</button></form></dialog>
<button id=pop popovertarget=popover>Pop</button><div id=popover popover>popover</div>
<div id=outer style="height:150px;overflow:auto"><div id=inner style="height:60px;overflow:auto">
<div id=deep style="height:100px">deep</div></div><div style="height:400px"></div></div>
<div style="height:3000px"></div>
<script>addEventListener('keydown', event => { if (event.key === 'k' && event.ctrlKey) {
  event.preventDefault(); log.push('shortcut') } })
menu.addEventListener('mouseenter', () => log.push('mouseenter'))
menu.addEventListener('pointerleave', () => log.push('pointerleave'))</script>"""
)


@pytest.fixture
def layers(shared: Share) -> Control:
    return take_control(shared(LAYERS))


def test_hovering(layers: Control) -> None:
    layers.do("agent.hover('#menu')")
    assert layers.page("log.includes('mouseenter')")
    assert layers.page("getComputedStyle(item.parentNode).display") == "block"
    layers.pair.wait_in_mirror(
        "mirror.defaultView.getComputedStyle(mirror.querySelector('#item').parentNode)"
        ".display === 'block'"
    )
    layers.do("agent.click('#item')")
    assert layers.page("log.includes('item')")
    layers.do("agent.hover('#tip')")
    assert layers.page("getComputedStyle(tip).color") == "rgb(1, 2, 3)"
    assert layers.page("log.includes('pointerleave')")
    assert layers.page("getComputedStyle(item.parentNode).display") == "none"
    layers.page("lab.customer.hands.stop()")
    assert layers.page("document.adoptedStyleSheets.length") == 0
    assert layers.page("document.querySelector('[data-alongside-hover]')") is None


def test_dialogs_and_popovers(layers: Control) -> None:
    layers.do("agent.click('#open')")
    layers.pair.wait_in_mirror("mirror.querySelector('#dialog').matches(':modal')")
    layers.do("agent.click('#pop')")
    assert layers.refusals() == ["control.gone"]
    layers.do("(agent.click('#inside'), agent.type('x'), agent.key('Tab'))")
    assert layers.page("[inside.value, document.activeElement.id]") == ["x", "close"]
    layers.do("agent.key('Tab')")
    assert layers.page("document.activeElement.id") == "inside"
    layers.do("agent.key('Escape')")
    assert layers.page("dialog.open") is False
    layers.do("(agent.click('#open'), agent.click('#close'))")
    assert layers.page("dialog.open") is False
    layers.do("agent.click('#pop')")
    assert layers.page("popover.matches(':popover-open')")
    layers.do("agent.key('Escape')")
    assert layers.page("popover.matches(':popover-open')") is False
    assert layers.refusals() == []


def test_scrolling(layers: Control) -> None:
    layers.do("agent.wheel('#deep', 25)")
    assert layers.page("[inner.scrollTop, outer.scrollTop, scrollY]") == [25, 0, 0]
    layers.do("(agent.wheel('#deep', 1000), agent.wheel('#deep', 50))")
    assert layers.page("[inner.scrollTop, outer.scrollTop, scrollY]") == [40, 50, 0]
    layers.do("(agent.wheel('#deep', 5000), agent.wheel('#deep', 70))")
    assert layers.page("scrollY") == 70
    layers.page(
        "log.push('no'), addEventListener('wheel', e => e.preventDefault(), {passive: false})"
    )
    layers.do("agent.wheel('#deep', 10)")
    assert layers.page("scrollY") == 70
    layers.do("(agent.click('#tip'), agent.key('End'))")
    assert layers.page("scrollY") > 1000
    layers.do("agent.click('#open')")
    assert layers.page("scrollY") < 500


def test_shortcuts_of_the_page(layers: Control) -> None:
    layers.do("agent.key('k', 2)")
    assert layers.page("log.includes('shortcut')")


DRAGGING = """<!doctype html><meta charset=utf-8><body style="margin:0">
<ul id=list style="padding:0">
<li draggable=true id=a style="height:30px">a<li draggable=true id=b style="height:30px">b
<li draggable=true id=c style="height:30px">c</ul>
<div id=track style="width:200px;height:20px;background:#ddd;touch-action:none">
<div id=thumb style="width:20px;height:20px;background:red;position:relative;left:0"></div></div>
<script>
log = []
let dragged = null
list.addEventListener('dragstart', event => {
  dragged = event.target; event.dataTransfer.setData('text/plain', dragged.id)
  event.dataTransfer.effectAllowed = 'move' })
list.addEventListener('dragover', event => event.preventDefault())
list.addEventListener('drop', event => {
  event.preventDefault()
  log.push(event.dataTransfer.getData('text/plain') + ' on ' + event.target.id)
  event.target.after(dragged) })
list.addEventListener('dragend', () => log.push('dragend'))
list.addEventListener('click', () => log.push('click'))
// As sliders are written: the thumb captures the pointer and hears of its moves itself.
thumb.addEventListener('pointerdown', event => thumb.setPointerCapture(event.pointerId))
thumb.addEventListener('pointermove', event => {
  if (thumb.hasPointerCapture(event.pointerId)) thumb.style.left = event.clientX - 10 + 'px' })
thumb.addEventListener('lostpointercapture', () => log.push('released'))
</script>"""


@pytest.fixture
def dragging(shared: Share) -> Control:
    return take_control(shared(DRAGGING))


def test_drag_and_drop(dragging: Control) -> None:
    dragging.do("agent.drag(agent.spot('#a'), agent.spot('#b'), agent.spot('#c'))")
    assert dragging.page("[...list.children].map(one => one.id)") == ["b", "c", "a"]
    assert dragging.page("log") == ["a on c", "dragend"]
    dragging.do("agent.click('#a')")
    assert dragging.page("log.at(-1)") == "click"


def test_captured_pointer(dragging: Control) -> None:
    native = dragging.page("before = Element.prototype.setPointerCapture; String(before)")
    dragging.do(
        "agent.drag(agent.spot('#thumb'), agent.spot('#track', 0.5), agent.spot('#list', 0.5))"
    )
    width = dragging.page("list.getBoundingClientRect().width")
    assert dragging.page("parseFloat(thumb.style.left)") == pytest.approx(width / 2 - 10, abs=1)
    assert dragging.page("log") == ["released"]
    assert dragging.page("String(Element.prototype.setPointerCapture)") == native
    dragging.do("agent.hover('#thumb')")
    assert dragging.page("parseFloat(thumb.style.left)") == pytest.approx(width / 2 - 10, abs=1)


INNER = """<!doctype html><body><input id=first><input id=second>
<button id=count onclick="this.textContent = +this.textContent + 1">0</button>
<script>ours = []; addEventListener('click', e => ours.push(e instanceof MouseEvent))</script>
<div id=long style="height:4000px"></div>"""
NESTED = """<!doctype html><body><input id=before><iframe id=frame src=/inner></iframe>
<div id=open></div><div id=closed></div><input id=after>
<script>
for (const mode of ['open', 'closed']) {
  const root = document.getElementById(mode).attachShadow({ mode })
  root.innerHTML = '<input><button>0</button><slot></slot>'
  const [input, button] = root.children
  button.onclick = () => { button.textContent++ }
  window[mode + 'Parts'] = { input, button }
}
</script>"""


@pytest.fixture
def nested(site: Site, pair_at: Callable[..., Pair]) -> Control:
    site.put("/inner", INNER)
    page = NESTED.replace("<script>", "<script>function attach() {")
    site.put("/page", page.replace("</script>", "}</script>"))
    pair = pair_at("/page")
    pair.customer.evaluate("attach()")
    pair.share()
    pair.wait_in_mirror("mirror.querySelector('iframe')?.contentDocument?.querySelector('#count')")
    return take_control(pair)


def test_frames(nested: Control) -> None:
    inside = "frame.contentDocument"
    nested.do("agent.click('#frame >>> #count')")
    assert nested.page(f"{inside}.querySelector('#count').textContent") == "1"
    assert nested.page("frame.contentWindow.ours") == [True]
    nested.do("(agent.click('#frame >>> #first'), agent.type('in'), agent.key('Tab'))")
    nested.do("agent.type('ner')")
    values = f"[...{inside}.querySelectorAll('input')].map(one => one.value)"
    assert nested.page(values) == ["in", "ner"]
    nested.do("agent.wheel('#frame >>> #long', 40)")
    assert nested.page("frame.contentWindow.scrollY") == 40


def test_shadow_roots(nested: Control) -> None:
    for mode in ("open", "closed"):
        nested.do(f"agent.click('#{mode} >>> button')")
        nested.do(f"(agent.click('#{mode} >>> input'), agent.type('x'))")
        parts = f"[{mode}Parts.input.value, {mode}Parts.button.textContent]"
        assert nested.page(parts) == ["x", "1"]


def test_focus_goes_everywhere_in_order(nested: Control) -> None:
    nested.do("agent.click('#before')")
    deep = """(() => { let at = document.activeElement
      for (;;) { const next = at.contentDocument?.activeElement ?? at.shadowRoot?.activeElement
        if (!next) return at.id || at.localName
        at = next } })()"""
    seen = []
    for _ in range(8):
        nested.do("agent.key('Tab')")
        seen.append(nested.page(deep))
    # What is in a closed root looks from outside as if its host had the focus.
    expected = ["first", "second", "count", "input", "button", "closed", "closed", "after"]
    assert seen == expected
    nested.do("agent.key('Tab', 1)")
    assert nested.page("closedParts.button === closedParts.button.getRootNode().activeElement")
