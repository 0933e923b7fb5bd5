"""How the agent looks at the page: its size, and looking around while the customer goes on."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations


def view_tools(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="View")


def test_the_size_is_remembered_in_this_window(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    tools = view_tools(agent.page)
    expect(tools.get_by_role("button", name="Fit all")).to_have_attribute("aria-pressed", "true")
    tools.get_by_role("button", name="Actual size").click()
    expect(tools).to_contain_text("100 %")
    expect(agent.page.get_by_text("Customer's window: 1100")).to_be_visible()
    assert violations(agent.page) == []
    agent.page.reload()
    agent.sees(customer.page.locator("h1").inner_text())
    actual = view_tools(agent.page).get_by_role("button", name="Actual size")
    expect(actual).to_have_attribute("aria-pressed", "true")


def tab_to(page: Page, key: str, target: Locator) -> None:
    """Past the other toolbars, each of which is one stop."""
    for _ in range(6):
        page.keyboard.press(key)
        if target.evaluate("element => element.matches(':focus')"):
            return
    raise AssertionError(f"not to be reached with {key}: {target}")


def test_looking_around_with_the_keyboard_alone(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    keyboard = agent.page.keyboard
    tools = view_tools(agent.page)
    tools.get_by_role("button", name="Fit to width").focus()
    keyboard.press("End")
    expect(tools.get_by_role("button", name="Look around")).to_be_focused()
    keyboard.press("Enter")
    back = tools.get_by_role("button", name="Back to the customer")
    expect(back).to_be_focused()
    expect(agent.page.get_by_text("Customer sees this")).to_be_visible()
    assert violations(agent.page) == []

    tab_to(agent.page, "Tab", agent.page.get_by_role("group", name="scroll to look around"))
    keyboard.press("End")
    expect(agent.page.get_by_text("Customer is further up")).to_be_visible()
    assert customer.page.evaluate("scrollY") == 0

    tab_to(agent.page, "Shift+Tab", back)
    keyboard.press("Enter")
    expect(tools.get_by_role("button", name="Look around")).to_be_focused()
    expect(agent.page.get_by_text("Customer is further up")).to_have_count(0)
    customer.page.evaluate("scrollTo(0, 200)")
    at_200 = "frame => frame.contentWindow.scrollY === 200"
    agent.page.wait_for_function(at_200, arg=agent.frames.element_handle())


def test_the_tools_are_there_while_there_is_a_page(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    expect(view_tools(agent.page)).to_be_visible()
    customer.stop()
    agent.sees_nothing()
    expect(view_tools(agent.page)).to_have_count(0)
