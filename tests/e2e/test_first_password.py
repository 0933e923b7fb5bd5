"""Who signs in with a password that an operator has set chooses one of their own."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.test_accessibility import violations

FIRST = "what the operator thought of"
OWN = "and what nobody else knows"


def test_R53_a_password_of_an_operators_is_replaced_at_the_first_sign_in(
    browser: Browser, server: DemoServer
) -> None:
    """How an operator gives it in the console is in test_permissions.py."""
    give = ["--name", "Bob B.", "--must-change", "--password-stdin"]
    server.cli("agent", "add", "bob", *give, typed=f"{FIRST}\n")
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(server.agent_console)
    page.get_by_role("textbox", name="User name").fill("bob")
    page.get_by_label("Password").fill(FIRST)
    page.keyboard.press("Enter")
    own = page.get_by_label("A password of your own")
    expect(own).to_be_focused()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.type(FIRST)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("or somebody else knows it")
    expect(own).to_be_focused()
    assert violations(page) == []
    page.keyboard.type(OWN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Bob B.")).to_be_visible()
    page.context.close()
