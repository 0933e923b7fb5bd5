"""Ways around the gate: what follows from an agent's input by the page's own handlers, by the
browser's own doing, or by a form's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import Pair
from tests.helpers.sampled import sampled

Share = Callable[..., Pair]

PAGE = """<!doctype html><meta charset=utf-8><body>
<div id=host></div>
<form id=form action=/sent><button id=calls type=button onclick="form.submit()">Send</button>
<select id=list onchange="form.requestSubmit()"><option>1<option>2</select>
<input type=radio name=way id=first checked>
<input type=radio name=way id=second onchange="form.requestSubmit()">
<input id=typed oninput="form.requestSubmit()"><input id=focused onfocus="form.requestSubmit()">
<input type=date id=date onchange="form.requestSubmit()"></form>
<iframe id=frame srcdoc="<button onclick='parent.form.requestSubmit()'>Send</button>"></iframe>
<form id=dialog method=dialog action=/sent><button id=empty formmethod="">Send</button></form>
<div id=part><label id=label for=outside>Label</label></div><input type=checkbox id=outside>
<form><input id=kept data-alongside=readonly><input id=secret type=password>
<button id=resets type=reset>Reset</button></form>
<form><input id=free><input type=hidden><button id=empties type=reset>Reset</button></form>
<div id=rich contenteditable>Free <b data-alongside=readonly>kept</b> text
<i data-alongside=mask>hidden</i><u id=after> tail</u></div>
<div contenteditable><p data-alongside=mask>one</p><p id=beside>two</p></div>
<div id=open contenteditable>one two</div>
<input id=reverts><span id=one>one</span><span id=two>two</span>
<script>
submitted = 0; seen = []
const root = host.attachShadow({ mode: 'open' })
root.innerHTML = `<form action=/sent><div id=asks>Send</div><div id=clicks>Send</div>
<button>Send</button></form>`
const inner = root.querySelector('form')
root.querySelector('#asks').onclick = () => inner.requestSubmit()
root.querySelector('#clicks').onclick = () => root.querySelector('button').click()
for (const one of [...document.forms, inner]) one.onsubmit = event => {
  submitted++; event.preventDefault() }
HTMLFormElement.prototype.submit = () => { submitted++ }
</script>"""


@pytest.fixture
def control(shared: Share) -> Control:
    return take_control(shared(PAGE))


SECOND = "agent.refOf(agent.element('#list').options[1])[1]"
SUBMISSIONS = {
    "in a shadow root": "agent.click('#host >>> #asks')",
    "by a click in a shadow root": "agent.click('#host >>> #clicks')",
    "without an event": "agent.click('#calls')",
    "by a choice": (
        f"agent.send({{type: 'choose', target: agent.ref('#list'), options: [{SECOND}]}})"
    ),
    "by a step": "(agent.click('#first'), agent.key('ArrowDown'))",
    "by a key": "(agent.click('#typed'), agent.key('x'))",
    "by the focus": "agent.click('#focused')",
    "by a value": "agent.send({type: 'value', target: agent.ref('#date'), value: '2026-01-01'})",
    "from a frame": "agent.click('#frame >>> button')",
}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_no_submission_follows(control: Control, name: str) -> None:
    control.do(SUBMISSIONS[name])
    assert control.page("submitted") == 0
    assert "control.submit" in control.refusals()
    control.allow(submit=True)
    control.page("calls.click()")
    assert control.page("submitted") == 1


def test_hands_stop_whatever_the_page_makes_of_it(control: Control) -> None:
    control.page("one.onpointercancel = one.onmouseout = () => form.requestSubmit(); 0")
    control.do("agent.pointer('down', agent.spot('#one'))")
    control.page("(lab.customer.permission = null, lab.customer.hands.stop())")
    assert control.page("submitted") == 0
    assert control.page("document.querySelector('[data-alongside-hover]')") is None


def test_a_label_leads_out_of_no_region(control: Control) -> None:
    control.allow(limit="region", within="#part")
    control.do("agent.click('#label')")
    assert control.page("outside.checked") is False
    assert control.refusals() == ["control.limited"]


def test_a_reset_empties_nothing_that_agents_may_not_change(control: Control) -> None:
    control.page("kept.value = 'ours', secret.value = 'hers', free.value = 'his'")
    control.do("(agent.click('#resets'), agent.click('#empties'))")
    assert control.page("[kept.value, secret.value, free.value]") == ["ours", "hers", ""]
    assert control.refusals() == ["control.read_only"]


def test_a_button_with_an_empty_method_submits_after_all(control: Control) -> None:
    control.do("agent.click('#empty')")
    assert control.page("submitted") == 0
    assert control.refusals() == ["control.submit"]


AFTER = "agent.click('#after', {caret: [agent.refOf(agent.element('#after').firstChild)[1], 0]})"
KEYS = {
    "typed over": "agent.key('x')",
    "pasted over": "agent.send({type: 'paste', text: 'x'})",
    "backspace": "agent.key('Backspace')",
    "word": "agent.key('Backspace', 2)",
}


@pytest.mark.parametrize("key", sampled(KEYS, 2))
@pytest.mark.parametrize("caret", ["agent.key('a', 2)", AFTER], ids=["all", "beside"])
def test_an_edit_reaches_no_part_that_is_closed_to_agents(
    control: Control, caret: str, key: str
) -> None:
    control.allow(paste=True)
    control.do(f"(agent.click('#rich'), {caret}, {KEYS[key]})")
    parts = "[...rich.querySelectorAll('[data-alongside]')].map(part => part.textContent)"
    assert control.page(parts) == ["kept", "hidden"]
    assert len(control.refusals()) == 1


def test_edits_beside_such_parts(control: Control) -> None:
    caret = "{caret: [agent.refOf(agent.element('#beside').firstChild)[1], 0]}"
    control.do(f"(agent.click('#beside', {caret}), agent.key('x'))")
    assert control.page("beside.textContent") == "xtwo"
    control.do(
        "(agent.click('#open'), agent.key('End'), agent.key('Backspace'), "
        "agent.key('Backspace', 2), agent.key('Home'), agent.key('Delete'))"
    )
    assert control.page("document.querySelector('#open').textContent.trim()") == "ne"
    assert control.refusals() == []


TAKES_BACK = "lab.customer.permission = null"
REVOKED = """new Promise(done => {
const look = () => lab.customer.permission ? setTimeout(look, 10) : done()
look() })"""


def test_b11_nothing_is_typed_after_a_handler_has_ended_control(control: Control) -> None:
    control.page(
        f"""(() => {{ const field = document.querySelector('#reverts')
        field.oninput = () => {{ seen.push(!lab.customer.permission)
        field.value = ''; {TAKES_BACK} }} }})()"""
    )
    control.agent.evaluate("(lab.agent.click('#reverts'), lab.agent.key('x'))")
    control.page(REVOKED)
    assert control.page("[document.querySelector('#reverts').value, seen]") == ["", [False]]


def test_b11_the_mouse_comes_nowhere_after_a_handler_has_ended_control(control: Control) -> None:
    control.do("agent.hover('#one')")
    control.page(
        f"""(one.onmouseout = () => {{ {TAKES_BACK} }},
        two.onpointerover = two.onmouseover = () => {{ seen.push('over') }}, 0)"""
    )
    control.agent.evaluate("lab.agent.hover('#two')")
    control.page(REVOKED)
    assert control.page("seen") == []
