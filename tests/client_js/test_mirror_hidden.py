"""Which elements capture says are hidden from the viewer."""

from __future__ import annotations

from collections.abc import Callable

from tests.client_js.mirror_lab import Pair

Share = Callable[..., Pair]

PAGE = """<!doctype html><meta charset=utf-8><script>var nothing</script>
<p id=shown>shown</p><p id=later>later</p>
<section id=masked class="cobrowse-redacted"><p id=inner>in it</p><input type=password></section>
<div id=blocked data-alongside=block><b>x</b></div>
<i id=ignored data-alongside=ignore>y</i>
<form id=form><input name=parentElement><input id=password type=password></form>
<div id=host></div><iframe id=frame srcdoc="<p id=framed class=alongside-mask>z</p>"></iframe>
<audio></audio><template><p class=alongside-mask></p></template>
<script>
  host.attachShadow({ mode: 'open' }).innerHTML = '<p id=shadowed data-alongside=mask>s</p>'
</script>"""
HIDDEN = "[...lab.capture.hidden()].map((element) => element.id).sort().join(' ')"
AT_FIRST = "blocked framed ignored masked password shadowed"


def test_the_outermost_elements_that_are_not_shown(shared: Share) -> None:
    pair = shared(PAGE)
    pair.settle()
    assert pair.customer.evaluate(HIDDEN) == AT_FIRST


def test_marks_that_come_and_go(shared: Share) -> None:
    pair = shared(PAGE)
    pair.settle()
    pair.customer.evaluate("later.className = 'alongside-mask'; masked.className = ''")
    pair.settle()
    after = AT_FIRST.replace("masked", "later") + " "
    found = set(pair.customer.evaluate(HIDDEN).split(" "))
    # The password in the part that was masked is hidden on its own now; it has no id.
    assert found == set(after.split(" "))
    pair.customer.evaluate("later.remove()")
    pair.settle()
    assert "later" not in pair.customer.evaluate(HIDDEN)


def test_nothing_where_nothing_is_shared(shared: Share) -> None:
    pair = shared(PAGE)
    pair.customer.evaluate("lab.setPolicy({ unshared: ['*'] })")
    pair.customer.wait_for_function(f"{HIDDEN} === ''")
    pair.customer.evaluate("lab.setPolicy({ unshared: [] })")
    pair.customer.wait_for_function(f"{HIDDEN} === '{AT_FIRST}'")
    pair.customer.evaluate("lab.capture.stop()")
    assert pair.customer.evaluate(HIDDEN) == ""
