"""The admin console: operators sign in, find their way, and nobody else gets in."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import Operator
from tests.e2e.people import Agent
from tests.e2e.test_accessibility import violations


def test_an_operator_signs_in_and_an_agent_is_told_where_to_go(
    browser: Browser, server: DemoServer
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    # A press of Tab away from the top: straight to the page.
    page.reload()
    expect(operator.heading("Sites")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    assert violations(page) == []
    # Who runs the server has no conversations.
    page.goto(server.agent_console)
    expect(page.get_by_text("You are signed in as an operator")).to_be_visible()
    page.get_by_role("link", name="To the admin console").click()
    expect(operator.heading("Sites")).to_be_visible()
    # In a narrow window the menu opens and shuts.
    page.set_viewport_size({"width": 360, "height": 700})
    menu = page.get_by_role("button", name="Menu")
    menu.click()
    expect(page.get_by_role("navigation").get_by_role("link", name="Sites")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("navigation").get_by_role("link", name="Sites").press("Escape")
    expect(menu).to_be_focused()
    expect(page.get_by_role("navigation")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    operator.give(server.user_name, server.password)
    expect(page.get_by_text("is not an operator")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="To the agent console").click()
    expect(Agent(page).inbox).to_be_visible()
    page.context.close()
