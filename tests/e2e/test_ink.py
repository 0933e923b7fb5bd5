"""Pointing and drawing at the real UI, by rule of behaviour."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.closed_shadow import Box, ClosedShadow, wait_until
from tests.e2e.people import Agent, Customer

Point = tuple[float, float]


def middle(target: Locator) -> Point:
    box = target.bounding_box()
    assert box is not None, target
    return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def wait_at(board: ClosedShadow, class_name: str, at: Point) -> None:
    """Waits until something of this class is drawn there."""

    def is_there(box: Box) -> bool:
        return abs(box[0] - at[0]) < 3 and abs(box[1] - at[1]) < 3

    what = f"{class_name} at {at}"
    wait_until(board.page, lambda: any(map(is_there, board.boxes(class_name))), what)


def heading(where: Customer | Agent) -> Locator:
    page = where.page if isinstance(where, Customer) else where.mirror
    return page.get_by_role("heading").first


def test_R21_both_see_where_the_other_points(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    console = ClosedShadow(agent.page)
    agent.page.mouse.move(*middle(heading(agent)))
    wait_at(customer.widget, "figure", middle(heading(customer)))
    customer.page.mouse.move(*middle(heading(customer)))
    wait_at(console, "figure", middle(heading(agent)))


def drawn(board: ClosedShadow) -> bool:
    return board.attribute("stroke", "class") == "stroke"


def test_R22_the_agent_draws_and_clears(sharing: None, customer: Customer, agent: Agent) -> None:
    # From right to left, the window Support stands where the heading is.
    customer.widget.click("button", "Close")
    pen = agent.page.get_by_role("button", name="Pen", exact=True)
    pen.click()
    expect(pen).to_have_attribute("aria-pressed", "true")
    x, y = middle(heading(agent))
    agent.page.mouse.move(x - 40, y + 14)
    agent.page.mouse.down()
    agent.page.mouse.move(x + 40, y + 16, steps=10)
    agent.page.mouse.up()
    wait_until(customer.page, lambda: drawn(customer.widget), "a stroke on the customer's page")
    # Her clicks go through to the page.
    at = middle(heading(customer))
    hit = customer.page.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", at)
    assert hit.startswith("h")
    laser = agent.page.get_by_role("button", name="Laser", exact=True)
    laser.click()
    expect(pen).to_have_attribute("aria-pressed", "false")
    agent.page.get_by_role("button", name="Clear", exact=True).click()
    wait_until(customer.page, lambda: not drawn(customer.widget), "the stroke gone")
    laser.click()
    expect(laser).to_have_attribute("aria-pressed", "false")


def test_R22_clearing_all_is_for_whom_the_policy_lets(sharing: None, agent: Agent) -> None:
    tools = agent.page.get_by_role("toolbar", name="Point and draw")
    expect(tools.get_by_role("button", name="Clear", exact=True)).to_be_visible()
    expect(tools.get_by_role("button", name="Clear all")).to_have_count(0)


def test_R62_pointing_is_heard(sharing: None, customer: Customer, agent: Agent) -> None:
    name = heading(customer).inner_text()
    agent.page.mouse.click(*middle(heading(agent)))
    customer.widget.wait_text(f"points at: {name}")
