"""The customer keeps the upper hand: her input goes first, and she takes back what agents did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import Pair
from tests.helpers.sampled import sampled

Share = Callable[..., Pair]

PAGE = """<!doctype html><meta charset=utf-8><body>
<label>Name <input id=name value=Ada></label><textarea id=notes aria-label=Notes></textarea>
<label><input type=checkbox id=gift> Gift</label>
<fieldset><legend>Size</legend><label><input type=radio name=r id=small checked> Small</label>
<label><input type=radio name=r id=large> Large</label></fieldset>
<div id=rich contenteditable><b>one</b> two</div>
<button id=plus onclick="this.textContent = +this.textContent + 1">0</button>
<input id=pin type=password>
<form id=form onsubmit="event.preventDefault(); submitted = true"><input id=field>
<button>Go</button></form>
<script>submitted = false; heard = []
for (const type of ['keydown', 'pointerdown', 'click'])
  addEventListener(type, event => { if (event.isTrusted) heard.push(type) })
addEventListener('keydown', event => { if (event.isTrusted) typed = event.timeStamp })
</script>"""


@pytest.fixture
def control(shared: Share) -> Control:
    return take_control(shared(PAGE))


def changes(control: Control) -> list[tuple[str, str, str]]:
    listed = control.page("lab.customer.changes")
    return [(one["label"], one["before"], one["after"]) for one in listed]


def undo(control: Control, place: int) -> str:
    return str(control.page(f"lab.customer.list.undo(lab.customer.changes.at({place}).id)"))


def test_changes_are_listed_and_taken_back(control: Control) -> None:
    control.do("(agent.click('#name'), agent.key('End'), agent.type(' L'))")
    control.do("(agent.click('#gift'), agent.click('#large'))")
    control.do("(agent.click('#rich'), agent.key('a', 2), agent.type('x'))")
    assert changes(control) == [
        ("Name", "Ada", "Ada L"),
        ("Gift", "false", "true"),
        ("Size", "Small", "Large"),
        ("", "one two", "x"),
    ]
    assert control.page("lab.customer.changed") > 0
    assert [undo(control, -1) for _ in range(4)] == ["undone"] * 4
    assert control.page("[name, gift, small].length && document.querySelector('#name').value") == (
        "Ada"
    )
    assert control.page("[gift.checked, small.checked, large.checked]") == [False, True, False]
    assert control.page("rich.innerHTML") == "<b>one</b> two"
    assert changes(control) == []


def test_what_was_changed_since_is_left_alone(control: Control) -> None:
    control.do("(agent.click('#notes'), agent.type('by agent'))")
    control.customer.locator("#notes").press_sequentially("!")
    assert undo(control, 0) == "changed_since"
    assert "!" in control.page("notes.value")
    control.customer.locator("#notes").fill("by agent")
    control.page("lab.customer.hands.stop()")
    assert undo(control, 0) == "undone"
    assert control.page("notes.value") == ""
    control.page("lab.customer.hands.start()")
    control.do("(agent.click('#notes'), agent.type('x'))")
    control.page("notes.remove()")
    assert undo(control, 0) == "gone"


def test_agents_keys_wait_while_she_types(control: Control) -> None:
    control.customer.locator("#name").click()
    control.customer.keyboard.type("!")
    control.do("(agent.key('x'), agent.click('#plus'), agent.send({type: 'text', text: 'x'}))")
    assert set(control.refusals()) == {"control.customer_first"}
    assert "x" not in control.page("document.querySelector('#name').value")
    assert control.page("plus.textContent") == "0"
    # A second after her last key the field is anybody's.
    control.customer.wait_for_function("performance.now() > typed + 1000")
    control.do("agent.type('x')")
    assert control.refusals() == []
    assert "x" in control.page("document.querySelector('#name').value")


def test_nobody_takes_the_focus_from_a_secret_that_she_is_typing(control: Control) -> None:
    control.customer.locator("#pin").click()
    control.customer.keyboard.type("12")
    control.customer.wait_for_function("performance.now() > typed + 1100")
    control.do("agent.click('#notes')")
    assert set(control.refusals()) == {"control.customer_first"}
    control.customer.keyboard.type("34")
    assert control.page("pin.value + notes.value") == "1234"


def test_she_holds_the_mouse(control: Control) -> None:
    control.do("agent.pointer('down', agent.spot('#notes'))")
    control.customer.mouse.move(300, 300)
    control.customer.mouse.down()
    control.do("(agent.pointer('move', agent.spot('#notes', 0.9), {buttons: 1}))")
    control.do("(agent.click('#plus'), agent.hover('#name'), agent.key('x'))")
    assert set(control.refusals()) == {"control.customer_first"}
    control.customer.mouse.up()
    control.do("agent.click('#plus')")
    assert control.page("plus.textContent") == "1"


def test_her_input_is_never_stopped(control: Control) -> None:
    control.do("agent.pointer('down', agent.spot('#notes'))")
    control.customer.locator("#plus").click()
    control.customer.keyboard.press("Enter")
    control.customer.keyboard.press("k")
    assert control.page("plus.textContent") == "2"
    assert control.page("heard") == ["pointerdown", "click", "keydown", "click", "keydown"]


def test_submitting_where_the_policy_lets(control: Control) -> None:
    control.do("(agent.click('#field'), agent.key('Enter'))")
    assert control.refusals() == ["control.submit"]
    assert control.page("submitted") is False
    control.allow(submit=True)
    control.do("agent.key('Enter')")
    assert control.page("submitted") is True
    control.page("submitted = false, form.dataset.alongside = 'nosubmit'")
    control.do("(agent.key('Enter'), agent.click('#form button'))")
    assert set(control.refusals()) == {"control.submit"}
    assert control.page("submitted") is False


REVOKING = """async (rounds) => {
  const random = (state => () => (state = (state * 16807) % 2147483647) / 2147483647)(SEED)
  const { customer, capture } = lab
  const table = capture.spots.table
  const page = capture.spots.generation
  const spotOf = one => [page, table.get(one).id, 0.5, 0.5]
  const button = document.querySelector('#plus')
  const field = document.querySelector('#name')
  const box = document.querySelector('#gift')
  const turns = [
    () => Promise.resolve(),
    () => new Promise(done => { const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => done(); port2.postMessage(0) }),
  ]
  const deliver = message => lab.channels.input.dispatchEvent(
    new MessageEvent('message', { data: JSON.stringify(message) }))
  let applied = 0
  let after = 0
  for (let round = 0; round < rounds; round++) {
    const grant = 1000 + round
    customer.allow({ grant })
    field.focus()
    let revoked = false
    const state = () => [button.textContent, field.value, box.checked, document.activeElement.id,
      scrollY].join()
    let atRevoke = ''
    let seq = 0
    const input = () => {
      const base = { grant, seq: ++seq }
      const pointer = { type: 'pointer', button: 0, buttons: 1, clicks: 1, keys: 0 }
      const key = { type: 'key', keys: 0, repeat: false }
      const kinds = [
        { ...pointer, phase: 'down', spot: spotOf(button) },
        { ...pointer, phase: 'up', buttons: 0, spot: spotOf(button) },
        { ...pointer, phase: 'move', spot: spotOf(field) },
        { ...key, phase: 'down', key: 'x', code: 'KeyX' },
        { ...key, phase: 'up', key: 'x', code: 'KeyX' },
        { type: 'text', text: 'y' },
        { ...pointer, phase: 'down', spot: spotOf(box) },
        { ...pointer, phase: 'up', buttons: 0, spot: spotOf(box) },
        { type: 'wheel', spot: spotOf(button), dx: 0, dy: 5, keys: 0 },
      ]
      const before = state()
      deliver({ ...base, ...kinds[Math.floor(random() * kinds.length)] })
      if (revoked) after += Number(state() !== atRevoke)
      else applied += Number(state() !== before)
    }
    const revoke = () => {
      customer.permission = null
      customer.hands.release()
      revoked = true
      atRevoke = state()
    }
    // A handler of the page revokes in the middle of an input, now and then.
    // (While a box is clicked it is on already; revoking takes that back.)
    const inside = event => {
      const limbo = event.type === 'click' && event.target === box
      if (!limbo && random() < 0.3 && !revoked) revoke()
    }
    const types = ['pointerdown', 'mousedown', 'keydown', 'beforeinput', 'click']
    const type = types[Math.floor(random() * types.length)]
    if (round % 3 === 0) addEventListener(type, inside, true)
    const steps = [input, input, input, input, revoke, input, input]
    for (let n = steps.length - 1; n > 0; n--) {
      const other = Math.floor(random() * (n + 1))
      ;[steps[n], steps[other]] = [steps[other], steps[n]]
    }
    await Promise.all(steps.map(async step => {
      for (let wait = Math.floor(random() * 4); wait > 0; wait--) {
        await turns[random() < 0.9 ? 0 : 1]()
      }
      step()
    }))
    removeEventListener(type, inside, true)
    if (state() !== atRevoke) after++
    field.value = ''
  }
  return { applied, after }
}"""


@pytest.mark.parametrize("rounds", sampled([2_500, 10_000], 2))
def test_nothing_is_applied_after_revoking(control: Control, rounds: int) -> None:
    at_once = 2_500
    applied = 0
    for seed in range(rounds // at_once):
        found = control.customer.evaluate(REVOKING.replace("SEED", str(seed + 1)), at_once)
        assert found["after"] == 0
        applied += found["applied"]
    assert applied > rounds / 2
