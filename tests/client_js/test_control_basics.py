"""Clicking and typing by the agent, as the page sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import Pair

Share = Callable[..., Pair]

FORM = """<!doctype html><body>
<h1>Order</h1>
<label id=named for=name>Name</label><input id=name>
<textarea id=notes></textarea>
<label><input type=checkbox id=gift> Gift</label>
<button id=plus type=button onclick="this.textContent = +this.textContent + 1">0</button>
<script>
log = []
for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'dblclick',
    'auxclick', 'contextmenu', 'keydown', 'keypress', 'beforeinput', 'input', 'keyup', 'change'])
  addEventListener(type, event => log.push(event.type + ' ' + event.target.id), true)
</script>"""


@pytest.fixture
def form(shared: Share) -> Control:
    return take_control(shared(FORM))


def test_click(form: Control) -> None:
    form.do("agent.click('#plus')")
    assert form.page("plus.textContent") == "1"
    expected = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]
    assert form.page("log") == [f"{one} plus" for one in expected]
    assert form.page("document.activeElement.id") == "plus"
    form.pair.wait_in_mirror("mirror.querySelector('#plus').textContent === '1'")
    assert form.refusals() == []


def test_double_and_right_click(form: Control) -> None:
    form.do("agent.click('#plus')")
    form.do("agent.click('#plus', {clicks: 2})")
    assert form.page("log.at(-1)") == "dblclick plus"
    form.do("agent.click('#plus', {button: 2, buttons: 2})")
    assert form.page("log.slice(-2)") == ["auxclick plus", "contextmenu plus"]
    assert form.page("plus.textContent") == "2"


def test_typing(form: Control) -> None:
    form.do("agent.click('#name')")
    form.page("log.length = 0")
    form.do("agent.type('Aé')")
    assert form.page("document.querySelector('#name').value") == "Aé"
    one = [f"{type} name" for type in ("keydown", "keypress", "beforeinput", "input", "keyup")]
    assert form.page("log") == one * 2
    form.do("(agent.key('ArrowLeft'), agent.type('b'), agent.key('Delete'), agent.key('Home'))")
    form.do("(agent.type('x'), agent.key('Tab'))")
    assert form.page("document.querySelector('#name').value") == "xAb"
    assert form.page("log.includes('change name')")
    assert form.page("document.activeElement.id") == "notes"


def test_labels_and_boxes(form: Control) -> None:
    form.do("agent.click('#named')")
    assert form.page("document.activeElement.id") == "name"
    form.do("agent.click('#gift')")
    assert form.page("gift.checked") is True
    assert form.page("log.includes('change gift')")
    form.do("agent.key(' ')")
    assert form.page("gift.checked") is False
