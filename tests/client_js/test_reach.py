"""What the agent in control does on the mirror, as the customer's browser is told of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.client_js.mirror_lab import GRANT, Pair
from tests.helpers.sampled import sampled

Share = Callable[..., Pair]
CONTROL = 9
VIEWPORT = {"width": 1000, "height": 800}

PAGE = (
    """<!doctype html><meta charset=utf-8>
<style>body { margin: 0; font: 16px/1.3 sans-serif } td { border: 1px solid; padding: 6px }
#wide { width: 1800px; height: 400px; background: linear-gradient(#eee, #fff) }
#box { width: 420px; height: 200px; overflow: auto; border: 3px solid; margin: 7px }
#turned { rotate: 8deg; width: 200px; padding: 20px; background: #dde }</style>
<h1>Order <em>form</em></h1>
<table>ROWS</table>
<div id=box><ol>ITEMS</ol></div>
<div id=turned>turned <button>Button</button></div>
<iframe id=frame style="width:500px;height:260px;border:5px solid;padding:4px"
 srcdoc="<style>body{margin:9px}</style><h2>In a frame</h2><p>Some <b>bold</b> words</p>
 <div style='height:900px'>long <input value=field> <button>Press</button></div>"></iframe>
<div id=host></div>
<input id=name value="a name"> <textarea id=text>several words</textarea>
<div id=wide>wide <a href="#top">link</a></div>
<p>NOTES</p>
<script>
  const root = host.attachShadow({mode: 'open'})
  root.innerHTML = '<style>section{padding:12px;border:1px solid}</style>' +
    '<section>In a <i>shadow</i> root <button>Within</button><slot></slot></section>'
</script>""".replace(
        "ROWS", "".join(f"<tr>{''.join(f'<td>{r}.{c}' for c in range(8))}" for r in range(7))
    )
    .replace("ITEMS", "".join(f"<li>item {n}" for n in range(40)))
    .replace("NOTES", "<br>".join(f"note {n}" for n in range(60)))
)

PAGE_RECT = """(() => {
    const page = document.querySelector('.alongside-page')
    const { left, top, width, height } = page.getBoundingClientRect()
    return { left, top, width, height } })()"""


def take(pair: Pair, *, paste: bool = True) -> None:
    """The agent has control."""
    pair.customer.evaluate("reaching.listen()")
    pair.agent.evaluate("grant => reaching.open(grant)", GRANT)
    pair.agent.evaluate(
        "([grant, paste]) => reaching.reach.start({ grant, paste })", [CONTROL, paste]
    )


def heard(pair: Pair, count: int, kind: str | None = None) -> list[dict[str, Any]]:
    """The first `count` messages (of a kind), once as many have come."""
    chosen = f"reaching.heard.filter(({{type}}) => {kind!r} === 'None' || type === {kind!r})"
    chosen = chosen.replace("'None'", "'None'") if kind else "reaching.heard"
    pair.customer.wait_for_function(f"{chosen}.length >= {count}")
    messages: list[dict[str, Any]] = pair.customer.evaluate(f"{chosen}.slice(0, {count})")
    return messages


def element_id(pair: Pair, node: int, page: int = 1) -> str:
    found: str = pair.customer.evaluate(
        "([page, node]) => reaching.addressed({ page, node, x: 0, y: 0 }).element?.id ?? ''",
        [page, node],
    )
    return found


def point_of(pair: Pair, selector: str) -> tuple[float, float]:
    """The middle of a mirrored element, in the agent's window."""
    box = pair.agent.evaluate(
        """selector => {
            const element = lab.mirror.querySelector(selector)
            const { x, y, width, height } = element.getBoundingClientRect()
            const page = document.querySelector('.alongside-page').getBoundingClientRect()
            const at = lab.view.room.inRoom({ x: x + width / 2, y: y + height / 2 })
            return [page.left + at.x, page.top + at.y]
        }""",
        selector,
    )
    return box[0], box[1]


SETTINGS = [
    pytest.param({"width": 500, "height": 400}, "all", {}, id="half the size"),
    pytest.param({"width": 1280, "height": 900}, "actual", {"y": 500}, id="as large, scrolled"),
    pytest.param({"width": 613, "height": 307}, "width", {"x": 300, "y": 900}, id="odd, both ways"),
    pytest.param({"width": 333, "height": 211}, "all", {"frame": 200, "box": 300}, id="a third"),
    pytest.param({"width": 400, "height": 300}, "actual", {"room": 250}, id="a room that scrolls"),
]


@pytest.mark.parametrize(("window", "zoom", "scrolled"), sampled(SETTINGS, 2))
def test_the_element_under_the_pointer_is_addressed(
    shared: Share, window: dict[str, int], zoom: str, scrolled: dict[str, int]
) -> None:
    """100 random points in each of five settings."""
    pair = shared(PAGE, viewport=VIEWPORT)
    pair.agent.set_viewport_size({"width": window["width"], "height": window["height"]})
    pair.agent.evaluate("zoom => lab.view.zoom(zoom)", zoom)
    pair.customer.evaluate(
        """({ x, y, frame, box: inner }) => {
            scrollTo(x ?? 0, y ?? 0)
            document.querySelector('#frame').contentWindow.scrollTo(0, frame ?? 0)
            box.scrollTop = inner ?? 0
        }""",
        scrolled,
    )
    pair.settle()
    at = [scrolled.get("x", 0), scrolled.get("y", 0)]
    pair.wait_in_mirror(f"mirror.defaultView.scrollX === {at[0]}")
    pair.wait_in_mirror(f"mirror.defaultView.scrollY === {at[1]}")
    pair.wait_in_mirror(
        f"mirror.querySelector('#frame').contentWindow.scrollY === {scrolled.get('frame', 0)}"
    )
    room = scrolled.get("room", 0)
    pair.agent.evaluate("by => document.querySelector('.alongside-room').scrollTo(by, by)", room)
    take(pair)
    rect = pair.agent.evaluate(PAGE_RECT)
    scale = rect["width"] / VIEWPORT["width"]
    chance = random.Random(window["width"])
    points = []
    for _ in range(100):
        x = chance.uniform(
            max(rect["left"], 0), min(rect["left"] + rect["width"], window["width"]) - 1
        )
        y = chance.uniform(
            max(rect["top"], 0), min(rect["top"] + rect["height"], window["height"]) - 1
        )
        x, y = int(x), int(y)
        on_pane = pair.agent.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.className.includes('alongside-pane')",
            [x, y],
        )
        if not on_pane:  # a scroll bar of the room
            continue
        pair.agent.mouse.move(x, y)
        pair.agent.mouse.down()
        pair.agent.mouse.up()
        pair.agent.keyboard.press("Escape")  # a picker, if one has opened
        points.append({"x": (x - rect["left"]) / scale, "y": (y - rect["top"]) / scale})
    assert len(points) > 80
    pair.customer.wait_for_function(
        "count => reaching.heard.filter(({ phase }) => phase === 'up').length >= count",
        arg=len(points),
    )
    wrong = pair.customer.evaluate(
        """([points, slack]) => {
            const downs = reaching.heard.filter((message) => message.button === 0
                && message.phase === 'down')
            const is = ({ spot }, at) => reaching.isUnder(spot, points[at], slack)
            return downs.filter((down, at) => !is(down, at)).map(({ spot }) => spot)
        }""",
        [points, 1.5],
    )
    assert wrong == []
    assert pair.customer.evaluate("reaching.unreadable") == 0


SMALL = """<!doctype html><meta charset=utf-8><style>body { margin: 0; font: 16px sans-serif }
select, input, p { position: absolute; left: 100px; width: 200px; height: 30px; margin: 0 }</style>
<p id=words style="top:20px;width:500px">Some words to select</p>
<input id=field style="top:60px" value="in a field">
<select id=one style="top:100px" aria-label="Size"><option>Small<option selected>Medium
  <option disabled>Large<optgroup label="Odd"><option id=odd>Huge<option>Tiny</optgroup></select>
<select id=several style="top:140px;height:90px" multiple>
  <option id=a>A<option id=b>B<option>C</select>
<input id=date type=date style="top:240px" value="2026-01-02" min="2026-01-01">
<input id=color type=color style="top:280px" value="#ff0000">
<select id=secret style="top:320px" data-alongside=mask><option>11<option>22</select>
<select id=long style="top:360px">MANY</select>
<input id=slider type=range style="top:400px" value=10>
<p style="top:440px;height:3000px">long</p>""".replace(
    "MANY", "".join(f"<option>{word} {n}" for n in range(300) for word in ("Street", "Town"))
)


@pytest.fixture
def pair(shared: Share) -> Pair:
    """The agent has control of a small page."""
    pair = shared(SMALL, viewport=VIEWPORT)
    take(pair)
    return pair


def press(pair: Pair, selector: str, **options: Any) -> None:
    pair.agent.mouse.click(*point_of(pair, selector), **options)


def test_clicks_are_counted(pair: Pair) -> None:
    press(pair, "#words", click_count=2)
    messages = heard(pair, 5)
    told = [(message["phase"], message["buttons"], message["clicks"]) for message in messages]
    assert told == [
        ("move", 0, 0),
        ("down", 1, 1),
        ("up", 0, 1),
        ("down", 1, 2),
        ("up", 0, 2),
    ]
    assert [message["seq"] for message in messages] == [1, 2, 3, 4, 5]
    assert {message["grant"] for message in messages} == {CONTROL}
    assert element_id(pair, messages[1]["spot"]["node"]) == "words"


def test_the_right_button_and_what_is_held(pair: Pair) -> None:
    pair.agent.keyboard.down("Shift")  # not in the page: nothing
    press(pair, "#words", button="right")
    down = heard(pair, 2)[1]
    assert (down["button"], down["buttons"], down["keys"]) == (2, 2, 1)


@pytest.mark.parametrize(("selector", "text"), [("#words", "Some words"), ("#field", "in a field")])
def test_text_is_dragged_over_from_caret_to_caret(pair: Pair, selector: str, text: str) -> None:
    _, y = point_of(pair, selector)
    left = 105
    pair.agent.mouse.move(left, y)
    pair.agent.mouse.down()
    pair.agent.mouse.move(left + 40, y)
    pair.customer.wait_for_function(
        "reaching.heard.some(({buttons, phase}) => phase === 'move' && buttons)"
    )
    pair.agent.mouse.up()
    pair.customer.wait_for_function("reaching.heard.at(-1)?.phase === 'up'")
    ends = pair.customer.evaluate(
        """() => {
            const of = (phase) => reaching.heard.find((message) => message.phase === phase).caret
            return [of('down'), of('up')].map(([node, offset]) =>
                [lab.capture.spots.table.find(node).node.nodeName, offset])
        }"""
    )
    assert {name for name, _ in ends} == {"#text" if selector == "#words" else "INPUT"}
    assert 0 <= ends[0][1] < ends[1][1] <= len(text)


def test_a_drag_goes_on_beside_the_page(pair: Pair) -> None:
    pair.agent.mouse.move(*point_of(pair, "#slider"))
    pair.agent.mouse.down()
    pair.agent.evaluate("container.style.width = '700px'")
    pair.agent.mouse.move(990, 300)
    pair.agent.mouse.up()
    pair.customer.wait_for_function("reaching.heard.at(-1)?.phase === 'up'")
    x = pair.customer.evaluate("reaching.addressed(reaching.heard.at(-1).spot).x")
    assert x == pytest.approx(VIEWPORT["width"] - 1, abs=1)


def test_moves_are_dropped_on_a_slow_path_unless_a_button_is_held(pair: Pair) -> None:
    pair.agent.evaluate(
        "Object.defineProperty(lab.channels.input, 'bufferedAmount', { get: () => 5000 })"
    )
    frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    for step in range(5):
        pair.agent.mouse.move(200 + step, 30)
        pair.agent.evaluate(frames)
    pair.agent.mouse.down()
    pair.agent.mouse.move(220, 30)
    pair.agent.evaluate(frames)
    pair.agent.mouse.up()
    assert [message["phase"] for message in heard(pair, 3)] == ["down", "move", "up"]


def test_the_wheel_scrolls_what_is_under_it(pair: Pair) -> None:
    pair.agent.mouse.move(*point_of(pair, "#words"))
    pair.agent.mouse.wheel(0, 120)
    wheel = heard(pair, 1, "wheel")[0]
    assert (wheel["dx"], wheel["dy"]) == (0, 120)
    assert element_id(pair, wheel["spot"]["node"]) == "words"


def focus(pair: Pair) -> None:
    """By keyboard alone."""
    pair.agent.keyboard.press("Tab")
    name = pair.agent.evaluate("document.activeElement.ariaLabel")
    assert name == "Customer's page, in your control"


def test_keys_go_to_the_page_and_nowhere_else(pair: Pair) -> None:
    pair.agent.evaluate(
        "addEventListener('keydown', (event) => { window.prevented = event.defaultPrevented })"
    )
    focus(pair)
    pair.agent.keyboard.press("Tab")
    pair.agent.keyboard.press("Control+a")
    told = [(m["phase"], m["key"], m["code"], m["keys"]) for m in heard(pair, 6, "key")]
    assert told == [
        ("down", "Tab", "Tab", 0),
        ("up", "Tab", "Tab", 0),
        ("down", "Control", "ControlLeft", 2),
        ("down", "a", "KeyA", 2),
        ("up", "a", "KeyA", 2),
        ("up", "Control", "ControlLeft", 0),
    ]
    assert pair.agent.evaluate("window.prevented") is True
    assert pair.agent.evaluate("document.activeElement.value") == ""


def test_escape_twice_leaves(pair: Pair) -> None:
    focus(pair)
    for key in ("Escape", "a", "Escape"):
        pair.agent.keyboard.press(key)
    assert pair.agent.evaluate("reaching.left") == 0
    pair.agent.keyboard.press("Escape")
    assert pair.agent.evaluate("reaching.left") == 1
    assert [m["key"] for m in heard(pair, 6, "key")][::2] == ["Escape", "a", "Escape"]


def test_keys_are_let_go_of_when_the_focus_goes(pair: Pair) -> None:
    focus(pair)
    pair.agent.keyboard.down("Shift")
    pair.agent.keyboard.down("b")
    pair.agent.evaluate("document.activeElement.blur()")
    told = heard(pair, 4, "key")
    assert [(m["phase"], m["code"]) for m in told[2:]] == [("up", "ShiftLeft"), ("up", "KeyB")]


def test_what_an_input_method_makes_is_text(pair: Pair) -> None:
    focus(pair)
    session = pair.agent.context.new_cdp_session(pair.agent)
    for text in ("に", "にほ"):
        session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1}
        )
    session.send("Input.insertText", {"text": "日本"})
    pair.agent.keyboard.insert_text("é")
    assert [m["text"] for m in heard(pair, 2, "text")] == ["日本", "é"]
    assert pair.agent.evaluate("document.activeElement.value") == ""


PASTE = """text => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    clipboardData.setData('text/html', '<b>no</b>')
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement.dispatchEvent(paste)
}"""
NOTICE = "document.querySelector('.alongside-notice').textContent"


def test_only_text_is_pasted_and_never_too_much(pair: Pair) -> None:
    focus(pair)
    pair.agent.evaluate(PASTE, "one\r\ntwo")
    pair.agent.evaluate(PASTE, "x" * 10_001)
    pair.agent.wait_for_function(f"{NOTICE} === 'too long'")
    pair.agent.evaluate(PASTE, '"' * 10_000)
    pair.agent.evaluate(PASTE, "last")
    assert [m["text"] for m in heard(pair, 2, "paste")] == ["one\ntwo", "last"]


def test_nothing_is_pasted_where_the_site_does_not_let_agents(shared: Share) -> None:
    pair = shared(SMALL, viewport=VIEWPORT)
    take(pair, paste=False)
    focus(pair)
    pair.agent.evaluate(PASTE, "no")
    pair.agent.wait_for_function(f"{NOTICE} === 'refused: control.not_permitted'")
    pair.agent.keyboard.press("z")
    assert [m["type"] for m in heard(pair, 2)] == ["key", "key"]


def test_nothing_is_sent_after_the_end(pair: Pair) -> None:
    pair.agent.evaluate("reaching.reach.stop()")
    press(pair, "#words")
    pair.agent.evaluate("reaching.reach.start({ grant: 10, paste: true })")
    press(pair, "#field")
    first = heard(pair, 1)[0]
    assert first["grant"] == 10
    assert element_id(pair, first["spot"]["node"]) == "field"
    assert pair.agent.evaluate("document.querySelectorAll('.alongside-keys').length") == 1


def ids(pair: Pair, nodes: list[int]) -> list[str]:
    found: list[str] = pair.customer.evaluate(
        """nodes => {
            const find = (node) => reaching.addressed({ page: 1, node, x: 0, y: 0 }).element
            return nodes.map((node) => find(node).text.trim())
        }""",
        nodes,
    )
    return found


def test_a_list_is_chosen_from_by_mouse(pair: Pair) -> None:
    press(pair, "#one")
    box = pair.agent.get_by_role("listbox", name="Size")
    assert box.get_by_role("option", selected=True).inner_text() == "Medium"
    assert box.get_by_role("group", name="Odd").get_by_role("option").count() == 2
    box.get_by_role("option", name="Large").click(force=True)  # disabled: nothing
    box.get_by_role("option", name="Huge").click()
    choose = heard(pair, 1, "choose")[0]
    assert element_id(pair, choose["target"]["node"]) == "one"
    assert ids(pair, choose["options"]) == ["Huge"]
    box.wait_for(state="detached")
    assert pair.customer.evaluate("reaching.heard.every(({ phase }) => phase !== 'down')")


def test_a_long_list_is_chosen_from_by_keyboard(pair: Pair) -> None:
    pair.customer.evaluate("long.focus()")
    pair.settle()
    focus(pair)
    pair.agent.keyboard.press("Space")
    box = pair.agent.get_by_role("listbox")
    box.wait_for()
    pair.agent.keyboard.type("town 12")
    active = pair.agent.evaluate(
        """() => {
            const id = document.querySelector('.list').getAttribute('aria-activedescendant')
            return document.getElementById(id).textContent
        }"""
    )
    assert active == "Town 12"
    pair.agent.keyboard.press("ArrowUp")
    pair.agent.keyboard.press("Enter")
    assert ids(pair, heard(pair, 1, "choose")[0]["options"]) == ["Street 12"]
    box.wait_for(state="detached")
    pair.agent.keyboard.press("x")  # the page has the focus again
    assert heard(pair, 1, "key")[0]["key"] == "x"


def test_a_list_box_is_clicked_as_it_is(pair: Pair) -> None:
    x, y = point_of(pair, "#several")
    pair.agent.mouse.click(x, y - 36)
    assert ids(pair, heard(pair, 1, "choose")[0]["options"]) == ["A"]
    pair.customer.evaluate(
        "several.options[0].selected = true; several.dispatchEvent(new Event('change'))"
    )
    pair.wait_in_mirror("mirror.querySelector('#a').selected")
    pair.agent.keyboard.down("Control")
    pair.agent.mouse.click(x, y - 18)
    assert ids(pair, heard(pair, 2, "choose")[1]["options"]) == ["A", "B"]


def test_a_date_is_set(pair: Pair) -> None:
    pair.customer.evaluate("date.focus()")
    pair.settle()
    focus(pair)
    pair.agent.keyboard.press("ArrowDown")
    dialog = pair.agent.get_by_role("dialog")
    field = dialog.locator("input")
    assert field.input_value() == "2026-01-02"
    field.fill("2025-12-24")  # before the first that the page takes
    dialog.get_by_role("button", name="Set").click()
    field.fill("2026-12-24")
    dialog.get_by_role("button", name="Set").click()
    value = heard(pair, 1, "value")[0]
    assert value["value"] == "2026-12-24"
    assert element_id(pair, value["target"]["node"]) == "date"


def test_a_colour_is_asked_for_where_it_is(pair: Pair) -> None:
    press(pair, "#color")
    dialog = pair.agent.get_by_role("dialog")
    dialog.wait_for()
    box = dialog.bounding_box()
    assert box is not None
    assert box["y"] == pytest.approx(point_of(pair, "#color")[1] + 15 + 2, abs=4)


@pytest.mark.parametrize(
    "away",
    [
        "scrollTo(0, 50)",
        "one.remove()",
        "one.style.display = 'none'",
    ],
)
def test_a_picker_closes_when_its_control_goes(pair: Pair, away: str) -> None:
    press(pair, "#one")
    box = pair.agent.get_by_role("listbox")
    box.wait_for()
    pair.customer.evaluate(away)
    box.wait_for(state="detached")


def test_escape_closes_a_picker_and_goes_back_to_the_page(pair: Pair) -> None:
    press(pair, "#one")
    pair.agent.get_by_role("listbox").wait_for()
    pair.agent.keyboard.press("Escape")
    pair.agent.get_by_role("listbox").wait_for(state="detached")
    assert pair.agent.evaluate("document.activeElement.className") == "alongside-keys"
    assert pair.agent.evaluate("reaching.left") == 0


def test_a_masked_list_is_not_offered(pair: Pair) -> None:
    press(pair, "select:nth-of-type(3)")
    pair.agent.wait_for_function(f"{NOTICE} === 'refused: control.hidden'")
    assert pair.agent.get_by_role("listbox").count() == 0


def test_refusals_are_said_once_and_in_sight(pair: Pair) -> None:
    press(pair, "#words")
    pair.agent.evaluate(
        """() => { window.said = []
            const notice = document.querySelector('.alongside-notice')
            new MutationObserver(() => said.push(notice.textContent))
                .observe(notice, { childList: true, subtree: true }) }"""
    )
    pair.customer.evaluate(
        """grant => {
            const say = (type, code, of = grant) =>
                reaching.say({ type, grant: of, seq: 1, code: `control.${code}` })
            say('refused', 'gone', grant + 1)
            for (let n = 0; n < 10; n++) say('refused', 'submit')
            say('asked', 'leaves_site')
        }""",
        GRANT,
    )
    pair.agent.wait_for_function("said.at(-1) === 'asked: control.leaves_site'")
    assert pair.agent.evaluate("said") == ["refused: control.submit", "asked: control.leaves_site"]
    inside = pair.agent.evaluate(
        """() => { const { top, left, right } = document.querySelector('.alongside-notice > span')
            .getBoundingClientRect(); return top > 20 && left >= 0 && right <= innerWidth }"""
    )
    assert inside


def test_where_the_customer_is(pair: Pair) -> None:
    hostile: dict[str, Any] = {"address": "https://shop.example/<b>", "title": "</title>\u202e"}
    hostile |= {"back": True, "forward": False}
    for grant, more in (
        (GRANT + 1, {}),
        (GRANT, {"title": "x" * 201}),
        (GRANT, {"address": 5}),
        (GRANT, {}),
    ):
        pair.customer.evaluate(
            "message => reaching.say(message)", {"type": "page", "grant": grant, **hostile, **more}
        )
    pair.agent.wait_for_function("reaching.pages.length > 0")
    assert pair.agent.evaluate("reaching.pages") == [hostile]


def test_a_finger_taps_scrolls_and_drags(shared: Share) -> None:
    pair = shared(SMALL, viewport=VIEWPORT, has_touch=True)
    take(pair)
    x, y = point_of(pair, "#words")
    pair.agent.touchscreen.tap(x, y)
    assert [m["phase"] for m in heard(pair, 2)] == ["down", "up"]
    session = pair.agent.context.new_cdp_session(pair.agent)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", (x, y + 300))
    touch("touchMove", (x, y + 200))
    touch("touchEnd")
    wheel = heard(pair, 1, "wheel")[0]
    assert wheel["dy"] == pytest.approx(100, abs=1)
    touch("touchStart", (x, y))
    pair.customer.wait_for_function("reaching.heard.at(-1).phase === 'down'")  # held for a while
    touch("touchMove", (x + 60, y))
    touch("touchEnd")
    pair.customer.wait_for_function("reaching.heard.at(-1).phase === 'up'")
    assert pair.customer.evaluate("reaching.heard.at(-2).phase") == "move"
