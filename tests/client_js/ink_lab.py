"""Ink in the lab: pointing and drawing on both sides of a mirror."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from tests.client_js.mirror_lab import GRANT, Pair, Site

ANN, BEN = "ann", "ben"

Point = tuple[float, float]


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return (self.x + self.width / 2, self.y + self.height / 2)


# In a page: the box of an element in the outermost window. `scale` is that of the outermost page.
BOX_OF = """(element, top, scale) => {
    const box = element.getBoundingClientRect()
    let [x, y] = [box.x, box.y]
    for (let view = element.ownerDocument.defaultView; view !== top; view = view.parent) {
        const frame = view.frameElement, around = frame.getBoundingClientRect()
        x += around.x + frame.clientLeft
        y += around.y + frame.clientTop
    }
    return [x * scale, y * scale, box.width * scale, box.height * scale] }"""


def box_of(page: Page, element: str) -> Box:
    """Where an element, an expression over `page`, is in the customer's window."""
    found = page.evaluate(f"((page) => ({BOX_OF})({element}, window, 1))(document)")
    return Box(*found)


def box_in_mirror(agent: Page, element: str) -> Box:
    """Where the mirror of an element is in the agent's window."""
    x, y, width, height, left, top = agent.evaluate(
        f"""((page) => {{
            const frame = page.defaultView.frameElement.getBoundingClientRect()
            const scale = frame.width / page.defaultView.innerWidth
            const box = ({BOX_OF})({element}, page.defaultView, scale)
            return [...box, frame.x, frame.y] }})(lab.mirror)"""
    )
    return Box(x + left, y + top, width, height)


def with_ink(pair: Pair) -> Pair:
    """Ink on both sides of what is shared with Ann."""
    pair.agent.evaluate("([grant, me]) => ink.startMirror(grant, me)", [GRANT, ANN])
    pair.customer.evaluate("([grant, me]) => ink.startPage(grant, me, 'Ann')", [GRANT, ANN])
    return pair


def join(browser: Browser, site: Site, script: Any, customer: Page) -> Page:
    """Ben sees the customer's page, too."""
    context = browser.new_context(viewport={"width": 900, "height": 500})
    ben = context.new_page()
    ben.set_default_timeout(15_000)
    ben.goto(f"{site.origin}/console")
    ben.add_script_tag(path=script)
    answer = ben.evaluate("sdp => lab.answer(sdp)", customer.evaluate("me => ink.offer(me)", BEN))
    customer.evaluate("([me, sdp]) => ink.accept(me, sdp)", [BEN, answer])
    ben.evaluate("lab.opened()")
    ben.evaluate("grant => lab.startView(grant)", GRANT + 1)
    customer.evaluate("([me, grant]) => ink.share(me, grant)", [BEN, GRANT + 1])
    ben.wait_for_function("lab.paints === 1")
    ben.evaluate("([grant, me]) => ink.startMirror(grant, me)", [GRANT + 1, BEN])
    return ben


def wait_for_figure(page: Page, at: Point, name: str) -> None:
    page.wait_for_function(
        """([x, y, name]) => ink.figures.some((one) => one.name === name
            && Math.abs(one.x - x) < 2 && Math.abs(one.y - y) < 2)""",
        arg=[*at, name],
    )


def circle(page: Page, box: Box, margin: float = 8) -> None:
    """Draws around a box, with the mouse."""
    left, top = box.x - margin, box.y - margin
    right, bottom = box.x + box.width + margin, box.y + box.height + margin
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def wait_for_strokes(page: Page, count: int) -> None:
    page.wait_for_function("count => ink.strokes.length === count", arg=count)


def wait_around(page: Page, box: Box, tolerance: float = 4) -> None:
    """Waits until the one stroke is around the box: in the middle of it, and somewhat larger."""
    page.wait_for_function(
        """([[x, y, width, height], tolerance]) => {
            const [stroke, ...others] = ink.strokes
            const near = (one, other) => Math.abs(one - other) < tolerance
            return stroke && others.length === 0
                && near(stroke.x + stroke.width / 2, x + width / 2)
                && near(stroke.y + stroke.height / 2, y + height / 2)
                && stroke.width > width && stroke.height > height }""",
        arg=[list(box), tolerance],
    )
