"""Every kind of input, without a grant, with a stale one, and at every target that is forbidden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import GRANT, Pair, Site, open_pair
from tests.helpers.sampled import sampled

PAGE = """<!doctype html><meta charset=utf-8><body>
<style>body{margin:0} .wide{display:block;width:200px;height:24px;overflow:auto}</style>
<div data-our-own id=ours><button>Allow</button></div>
<input class=wide id=free value=free><button class=wide id=button type=button>Press</button>
<input class=wide id=masked data-alongside=mask value=masked>
<div class=wide id=blocked data-alongside=block><input value=blocked></div>
<div data-alongside=mask><input class=wide id=within value=within></div>
<input class=wide id=password type=password value=secret>
<input class=wide id=card autocomplete=cc-number value=4242>
<input class=wide id=code autocomplete=one-time-code value=123456>
<input class=wide id=file type=file>
<input class=wide id=readonly data-alongside=readonly value=kept>
<input class=wide id=ruled value=kept>
<div data-alongside=readonly><select class=wide id=list><option>1<option>2</select></div>
<label class=wide id=label for=password>Password</label>
<form id=form action=/sent><input class=wide id=field><button class=wide id=submit>Send</button>
<label class=wide id=tosubmit for=submit>Send too</label></form>
<button class=wide id=outside form=form formaction="https://elsewhere.example/">Send</button>
<div data-alongside=nosubmit><button class=wide id=marked type=button>Pay</button></div>
<a class=wide id=script href="javascript:ran = 1">Script</a>
<a class=wide id=mail href="mailto:a@b.example">Mail</a>
<a class=wide id=phone href="tel:123">Phone</a>
<a class=wide id=download href=/sent download>File</a>
<a class=wide id=away href="https://elsewhere.example/x">Away</a>
<iframe class=wide id=foreign src="FOREIGN/inner"></iframe>
<input class=wide id=inert inert value=inert>
<p class=wide id=gone>Gone</p>
<script>
seen = []
for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click', 'keydown', 'keyup', 'input',
  'beforeinput', 'change', 'submit', 'paste', 'dragstart', 'drop'])
  addEventListener(type, event => seen.push(type + ' ' + event.target.id), true)
onbeforeunload = () => { seen.push('unload') }
</script>"""

# Everything that an agent can send, at SPOT or where the focus is.
POINTED = {
    "press": "agent.pointer('down', SPOT)",
    "click": "(agent.pointer('down', SPOT), agent.pointer('up', SPOT))",
    "double": "agent.pointer('down', SPOT, {clicks: 2})",
    "right": "agent.pointer('down', SPOT, {button: 2, buttons: 2})",
}
KEYED = {
    "key": "agent.key('x')",
    "enter": "agent.key('Enter')",
    "space": "agent.key(' ')",
    "delete": "agent.key('Backspace')",
    "text": "agent.send({type: 'text', text: 'text'})",
    "paste": "agent.send({type: 'paste', text: 'pasted'})",
}
PICKED = {
    "choose": "agent.send({type: 'choose', target: SPOT.slice(0, 2), options: [SPOT[1]]})",
    "value": "agent.send({type: 'value', target: SPOT.slice(0, 2), value: '2026-01-01'})",
}
OTHER = {
    "move": "agent.pointer('move', SPOT)",
    "drag": "agent.pointer('move', SPOT, {buttons: 1})",
    "up": "agent.pointer('up', SPOT)",
    "cancel": "agent.pointer('cancel', SPOT)",
    "wheel": "agent.send({type: 'wheel', spot: SPOT, dx: 0, dy: 50, keys: 0})",
    "tab key": "agent.key('Tab')",
    "escape": "agent.key('Escape')",
    "back": "agent.send({type: 'navigate', to: 'back'})",
    "address": "agent.send({type: 'navigate', to: 'address', address: '/sent'})",
    "open": "agent.send({type: 'tab', act: 'open', address: '/sent'})",
    "show": "agent.send({type: 'tab', act: 'show', tab: 'x'})",
    "close": "agent.send({type: 'tab', act: 'close', tab: 'x'})",
    "mark": "agent.send({type: 'mark'})",
}
KINDS = POINTED | KEYED | PICKED | OTHER

# What the agent must not reach, and what she reads for it.
TARGETS = {
    "masked": "hidden",
    "blocked": "hidden",
    "within": "hidden",
    "password": "secret_field",
    "card": "secret_field",
    "code": "secret_field",
    "file": "file",
    "readonly": "read_only",
    "ruled": "read_only",
    "list": "read_only",
    "foreign": "other_site",
    "inert": "gone",
    "gone": "gone",
}
WITHOUT_FOCUS = ("inert", "gone")
# What only pressing would set off.
PRESSED = {
    "label": "secret_field",
    "submit": "submit",
    "tosubmit": "submit",
    "outside": "submit",
    "marked": "submit",
    "script": "link",
    "mail": "link",
    "phone": "link",
    "download": "link",
    "away": "leaves_site",
}
BY_ENTER = {target: PRESSED[target] for target in PRESSED if "label" not in target} | {
    "field": "submit"
}
BY_ENTER.pop("tosubmit")
CASES = [
    *((kind, target, TARGETS[target]) for target in TARGETS for kind in [*POINTED, *PICKED]),
    *((kind, target, TARGETS[target]) for target in TARGETS for kind in KEYED),
    *((kind, target, PRESSED[target]) for target in PRESSED for kind in POINTED),
    *(("enter", target, code) for target, code in BY_ENTER.items()),
    *(("space", target, "submit") for target in ("submit", "outside", "marked")),
]
CASES = [case for case in CASES if case[0] not in KEYED or case[1] not in WITHOUT_FOCUS]
RULES = [{"url": "*", "selector": "#ruled", "action": "readonly"}]
STATE = """[JSON.stringify(seen), location.href, scrollY, document.activeElement?.id,
  ...[...document.querySelectorAll('input, select')].map(one => one.value)]"""


@pytest.fixture(scope="module")
def pair(chromium: Browser, lab_script: Path) -> Iterator[Pair]:
    site = Site()
    site.put("/inner", "<!doctype html><input>")
    site.put("/page", PAGE.replace("FOREIGN", site.foreign))
    pair = open_pair(chromium, site, lab_script, "/page")
    pair.share({"rules": RULES})
    pair.settle()
    pair.customer.evaluate(
        """spots = Object.fromEntries([...document.querySelectorAll('.wide')].map(one => [one.id,
        [lab.capture.spots.generation, lab.capture.spots.table.get(one).id, 0.5, 0.5]]));
        gone.remove()"""
    )
    take_control(pair)
    yield pair
    pair.customer.context.close()
    pair.agent.context.close()
    site.close()


@pytest.fixture
def control(pair: Pair) -> Control:
    """The agent may do all that a policy can let her, but submit; the focus is nowhere."""
    # New hands: old ones may have told of all the refusals that they tell of in a second.
    pair.customer.evaluate("grant => lab.startHands(grant)", GRANT)
    control = Control(pair)
    control.allow(paste=True, navigation=True, tabs=True)
    control.page("document.activeElement.blur()")
    send(control, "cancel", "free")
    control.refusals()
    control.page("seen.length = 0")
    return control


def send(control: Control, kind: str, target: str) -> None:
    spot = control.page(f"JSON.stringify(spots['{target}'])")
    control.do(KINDS[kind].replace("SPOT", spot))


def focus(control: Control, target: str) -> None:
    """As the customer may have left it."""
    control.page(f"(document.querySelector('#{target} input') ?? {target}).focus(), seen = []")
    assert control.page("document.activeElement !== document.body")


@pytest.mark.parametrize(("kind", "target", "code"), sampled(CASES, 3))
def test_forbidden_target(control: Control, kind: str, target: str, code: str) -> None:
    if kind in KEYED:
        focus(control, target)
    before = control.page(STATE)
    send(control, kind, target)
    assert control.page(STATE) == before
    assert set(control.refusals()) == {f"control.{code}"}
    left = control.page("lab.customer.left")
    assert left == (["https://elsewhere.example/x"] if target == "away" else [])


@pytest.mark.parametrize("asking", [True, False])
def test_the_agent_is_told_of_a_question_only_while_there_is_one(
    control: Control, asking: bool
) -> None:
    control.page(f"lab.customer.isAsking = {json.dumps(asking)}")
    send(control, "click", "away")
    answers = control.agent.evaluate("lab.agent.answers.splice(0).map(({type}) => type)")
    assert set(answers) == {"asked" if asking else "refused"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("grant", ["none", "stale", "forged"])
def test_without_a_live_grant(control: Control, kind: str, grant: str) -> None:
    focus(control, "free")
    before = control.page(STATE)
    spot = control.page("JSON.stringify(spots.free)")
    if grant == "none":
        control.customer.evaluate("lab.customer.permission = null")
    else:
        changed = "lab.agent.grant--" if grant == "stale" else "lab.agent.grant += 1000"
        control.agent.evaluate(changed)
    control.agent.evaluate(
        f"(() => {{ const {{agent}} = lab; {KINDS[kind].replace('SPOT', spot)} }})()"
    )
    control.agent.wait_for_function("lab.agent.answers.length > 0")
    control.agent.evaluate("lab.agent.grant = 21")
    control.allow(paste=True, navigation=True, tabs=True)
    control.arrived()
    assert control.page(STATE) == before
    assert set(control.refusals()) == {"control.no_grant"}
    assert control.page("[...lab.customer.navigations, ...lab.customer.tabs]") == []


@pytest.mark.parametrize("kind", [*POINTED, "move"])
def test_hidden_from_the_mouse(control: Control, kind: str) -> None:
    send(control, kind, "masked")
    assert set(control.refusals()) == {"control.hidden"}


def test_keys_do_not_go_to_our_own_ui(control: Control) -> None:
    control.page("document.querySelector('[data-our-own] button').focus(), seen = []")
    before = control.page(STATE)
    for kind in KEYED:
        send(control, kind, "free")
        assert control.page(STATE) == before
        assert set(control.refusals()) == {"control.own_ui"}


NOT_TYPING = [*PICKED, "move", "wheel", "enter", "back", "open"]


@pytest.mark.parametrize("kind", [*POINTED, *NOT_TYPING])
def test_more_than_typing(control: Control, kind: str) -> None:
    control.allow(limit="typing", paste=True, navigation=True, tabs=True)
    focus(control, "free")
    before = control.page(STATE)
    send(control, kind, "button" if kind in POINTED else "free")
    assert set(control.refusals()) == {"control.limited"}
    assert control.page(STATE) == before


def test_typing_only(control: Control) -> None:
    control.allow(limit="typing", paste=True)
    send(control, "click", "free")
    for kind in ("key", "delete", "text", "paste", "tab key"):
        send(control, kind, "free")
    assert control.refusals() == []
    assert control.page("free.value") == "freetextpasted"
    assert control.page("document.activeElement.id") == "button"


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_of_the_page_only(control: Control, kind: str) -> None:
    control.allow(limit="region", within="#form", paste=True, navigation=True, tabs=True)
    focus(control, "free")
    before = control.page(STATE)
    send(control, kind, "free")
    assert control.page(STATE) == before
    told = set(control.refusals())
    assert told == (set() if kind in ("up", "cancel", "mark") else {"control.limited"})
