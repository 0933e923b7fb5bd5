"""Input that no console sends, and pages that change under the agent's hands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import Pair

Share = Callable[..., Pair]

PAGE = """<!doctype html><meta charset=utf-8><body>
<div data-our-own id=ours></div>
<button id=plus type=button onclick="this.textContent = +this.textContent + 1">0</button>
<button id=swap type=button>Swap</button><a id=link href="#here">Link</a>
<button id=opens type=button onclick="file.click()">Choose</button><input id=file type=file>
<button id=asks type=button>Ask</button>
<a id=blank href="/page?2" target=_blank>New tab</a>
<input id=name value=name><input id=other type=password value=secret>
<form id=form action=/sent><input name=submit value=clobbered id=c1><input name=nodeType>
<input name=parentElement><input name=requestSubmit><input name=method><input name=elements>
<input name=focus><input name=dispatchEvent><button id=go>Go</button></form>
<script>
pressed = []; submitted = 0
addEventListener('keydown', event => { if (event.isTrusted) typed = event.timeStamp }, true)
const root = ours.attachShadow({ mode: 'closed' })
root.innerHTML = '<button>Allow</button><button>Stop</button>'
for (const button of root.querySelectorAll('button'))
  button.onclick = event => pressed.push(event.isTrusted)
form.onsubmit = () => { submitted++ }
asks.onclick = () => HTMLFormElement.prototype.requestSubmit.call(form)
</script>"""


@pytest.fixture
def control(shared: Share) -> Control:
    return take_control(shared(PAGE))


BROKEN = [
    "null",
    "{}",
    "[]",
    "nonsense",
    '{"type":"pointer","phase":"down"}',
    '{"type":"wheel","grant":21,"seq":5,"spot":[1,1e99,0,0],"dx":0,"dy":1,"keys":0}',
    '{"type":"key","grant":21,"seq":5,"phase":"down","key":"","code":"","keys":99,"repeat":false}',
    '{"type":"run","grant":21,"seq":5}',
]


def test_what_is_no_message_is_counted(control: Control) -> None:
    for text in [*BROKEN, "x" * 20_000]:
        control.agent.evaluate("text => lab.agent.raw(text)", text)
    control.arrived()
    assert control.page("lab.customer.hands.dropped") == len(BROKEN) + 1
    assert control.refusals() == []


def test_replays_are_dropped(control: Control) -> None:
    control.do("agent.click('#plus')")
    control.do("(agent.seq -= 4, agent.click('#plus'), agent.seq += 4)")
    assert control.page("plus.textContent") == "1"
    assert control.page("lab.customer.hands.dropped") == 2


def test_places_that_are_none(control: Control) -> None:
    spots = ["[1, 99999, 0, 0]", "[7, 3, 0, 0]", "[1, 1, 0.5, 0.5]"]
    for spot in spots:
        control.do(f"agent.pointer('down', {spot})")
    assert control.refusals() == ["control.gone"] * len(spots)
    control.page("innerX = []; addEventListener('pointerdown', e => innerX.push(e.clientX))")
    control.do("agent.pointer('down', agent.spot('#plus', 1000, -1000))")
    box = control.page("plus.getBoundingClientRect().right")
    assert control.page("innerX")[0] <= box


def test_a_flood(control: Control) -> None:
    control.do(
        """(() => { const spot = agent.spot('#plus')
        for (let n = 0; n < 10000; n++) agent.pointer('move', spot, {button: n % 2})
        agent.click('#plus') })()"""
    )
    told = control.refusals()
    assert set(told) == {"control.too_fast"}
    assert len(told) < 100
    assert control.page("lab.customer.hands.refused") > 9_000
    control.do("agent.click('#plus')")
    assert control.page("plus.textContent") == "1"


def test_keys_out_of_order(control: Control) -> None:
    control.do(
        """(agent.click('#name'), agent.key('End'),
        agent.send({type: 'key', phase: 'up', key: 'x', code: 'KeyX', keys: 0, repeat: false}),
        agent.send({type: 'key', phase: 'down', key: 'a', code: 'KeyA', keys: 0, repeat: true}),
        agent.send({type: 'key', phase: 'down', key: 'b', code: 'KeyB', keys: 0, repeat: false}),
        agent.pointer('up', agent.spot('#plus')), agent.pointer('up', agent.spot('#plus')))"""
    )
    assert control.page("document.querySelector('#name').value") == "nameab"
    assert control.page("plus.textContent") == "0"


def test_clobbered_forms(control: Control) -> None:
    control.do("(agent.click('#c1'), agent.key('Enter'), agent.click('#go'))")
    assert control.refusals() == ["control.submit"] * 2
    assert control.page("submitted") == 0
    control.do("(agent.key('End'), agent.type('!'))")
    assert control.page("c1.value") == "clobbered!"
    control.page("form.addEventListener('submit', event => event.preventDefault())")
    control.allow(submit=True)
    control.do("(agent.key('Enter'), agent.click('#go'))")
    assert control.page("submitted") == 2


SWAPS = {
    # A handler of the page makes something else of what was aimed at.
    "into a submit button": (
        "swap.onclick = () => { form.append(swap); swap.type = 'submit' }",
        "agent.click('#swap')",
        "control.submit",
    ),
    "into another link": (
        "link.onclick = () => { link.href = 'https://elsewhere.example/' }",
        "agent.click('#link')",
        "control.leaves_site",
    ),
    "into a script link": (
        "link.onmousedown = () => { link.href = 'javascript:submitted++' }",
        "agent.click('#link')",
        "control.link",
    ),
    "the focus into a secret field": (
        "addEventListener('beforeinput', () => other.focus(), true)",
        "(agent.click('#name'), agent.send({type: 'text', text: 'x'}), agent.key('y'))",
        "control.secret_field",
    ),
    "a field into a secret one": (
        "document.querySelector('#name').onkeydown = event => { event.target.type = 'password' }",
        "(agent.click('#name'), agent.key('x'))",
        "control.secret_field",
    ),
    "a button into a masked one": (
        "plus.onpointerdown = () => { plus.dataset.alongside = 'mask' }",
        "agent.click('#plus')",
        "control.hidden",
    ),
    "a button into nothing": (
        "plus.onmousedown = () => plus.remove()",
        "agent.click('#plus')",
        "control.gone",
    ),
    "a click into files": ("0", "agent.click('#opens')", "control.trusted_only"),
    "a click into a submission": ("0", "agent.click('#asks')", "control.submit"),
    "a click into a new tab": ("0", "agent.click('#blank')", "control.not_permitted"),
}


@pytest.mark.parametrize("name", SWAPS)
def test_handlers_that_swap(control: Control, name: str) -> None:
    prepare, act, code = SWAPS[name]
    control.page(f"(() => {{ {prepare} }})()")
    address = control.page("location.href")
    control.do(act)
    assert code in control.refusals()
    assert control.page("[submitted, other.value, window.plus?.textContent ?? '0']") == [
        0,
        "secret",
        "0",
    ]
    assert control.page("location.href") == address


def test_a_new_tab_is_for_the_customers_browser(control: Control) -> None:
    control.allow(tabs=True)
    control.do("agent.click('#blank')")
    tabs = control.page("lab.customer.tabs")
    assert [(one["act"], one["address"].rsplit("/", 1)[1]) for one in tabs] == [("open", "page?2")]


def test_our_own_ui_cannot_be_pressed(control: Control) -> None:
    # No id leads to it, and what the customer has the focus in takes no keys.
    control.customer.locator("#plus").focus()
    control.customer.keyboard.press("Shift+Tab")
    assert control.page("document.activeElement.id") == "ours"
    control.customer.wait_for_function("performance.now() > typed + 1000")
    for key in ("Enter", " ", "x"):
        control.do(f"agent.key('{key}')")
    assert set(control.refusals()) == {"control.own_ui"}
    ids = control.page("lab.capture.spots.table.get(ours)?.id ?? null")
    assert ids is None
    for node in range(1, 60):
        control.do(
            f"(agent.pointer('down', [1, {node}, 0, 0]), agent.pointer('cancel', [1, 1, 0, 0]))"
        )
    assert control.page("pressed") == []
