"""Pointers and clicks on both sides of a mirror, at the same element whatever the two windows are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.client_js.mirror_lab import GRANT, Pair

Share = Callable[..., Pair]

ANN = "agent-1"

PAGE = """<!doctype html><meta charset=utf-8><title>Shop</title>
<style>body{margin:0;font:16px sans-serif;height:3000px} button{position:absolute}</style>
<button id=one style="left:40px;top:60px;width:160px;height:40px">Continue</button>
<button id=far style="left:500px;top:1700px;width:200px;height:60px">Pay</button>
<iframe id=frame style="position:absolute;left:300px;top:200px;width:400px;height:300px;border:5px solid"
  srcdoc="<!doctype html><style>body{margin:0;height:900px}</style>
  <button id=inner style='position:absolute;left:50px;top:70px;width:100px;height:30px'>In</button>"></iframe>
<div id=host style="position:absolute;left:40px;top:300px"></div>
<script>host.attachShadow({mode:'open'}).innerHTML = '<button id=deep style="width:90px">Deep</button>'</script>"""


def with_ink(pair: Pair, person: str = ANN) -> Pair:
    """Ink on both sides of what is shared."""
    pair.agent.evaluate("([grant, me]) => ink.startMirror(grant, me)", [GRANT, person])
    pair.customer.evaluate(
        "([grant, person]) => ink.startPage(grant, person, 'Ann')", [GRANT, person]
    )
    return pair


@pytest.fixture
def inked(shared: Share) -> Share:
    """Serves a page and shares it, with ink."""

    def share(html: str = PAGE, **context: Any) -> Pair:
        return with_ink(shared(html, **context))

    return share


def middle_of(page: Any, element: str) -> tuple[float, float]:
    """Where an element is in the customer's window."""
    x, y = page.evaluate(f"""(() => {{
        const element = {element}
        const box = element.getBoundingClientRect()
        let [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
        for (let view = element.ownerDocument.defaultView; view !== window; view = view.parent) {{
            const frame = view.frameElement, around = frame.getBoundingClientRect()
            x += around.x + frame.clientLeft
            y += around.y + frame.clientTop
        }}
        return [x, y] }})()""")
    return x, y


def middle_in_mirror(page: Any, element: str) -> tuple[float, float]:
    """Where an element of the mirror is in the agent's window."""
    x, y = page.evaluate(f"""(() => {{
        const mirror = lab.mirror
        const element = {element.replace("document", "mirror")}
        const box = element.getBoundingClientRect()
        let [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
        let view = element.ownerDocument.defaultView
        for (; view !== mirror.defaultView; view = view.parent) {{
            const frame = view.frameElement, around = frame.getBoundingClientRect()
            x += around.x + frame.clientLeft
            y += around.y + frame.clientTop
        }}
        const frame = view.frameElement.getBoundingClientRect()
        const scale = frame.width / view.innerWidth
        return [frame.x + x * scale, frame.y + y * scale] }})()""")
    return x, y


def wait_for_figure(page: Any, at: tuple[float, float], name: str) -> None:
    page.wait_for_function(
        """([x, y, name]) => ink.figures.some((one) => one.name === name
            && Math.abs(one.x - x) < 2 && Math.abs(one.y - y) < 2)""",
        arg=[*at, name],
    )


ONE = "document.querySelector('#one')"
INNER = "document.querySelector('#frame').contentDocument.querySelector('#inner')"
DEEP = "document.querySelector('#host').shadowRoot.querySelector('#deep')"


@pytest.mark.parametrize("element", [ONE, INNER, DEEP])
def test_both_point_at_the_same(inked: Share, element: str) -> None:
    pair = inked()
    at = middle_in_mirror(pair.agent, element)
    pair.agent.mouse.move(*at)
    wait_for_figure(pair.customer, middle_of(pair.customer, element), "Ann")
    pair.customer.mouse.move(*middle_of(pair.customer, element))
    wait_for_figure(pair.agent, at, "Customer")
