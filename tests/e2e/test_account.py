"""The page `/account`: a second factor set up and used, and other sign-ins ended."""

from __future__ import annotations

import base64
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from signaling.auth import totp
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent
from tests.e2e.test_accessibility import violations


def code_of(shown: str, later: int = 0) -> str:
    """What the app shows for the key that the page shows, `later` steps from now."""
    plain = shown.replace(" ", "")
    secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    return totp.code_at(secret, int(time.time() // totp.STEP_SECONDS) + later)


def set_up(page: Page, password: str) -> tuple[str, list[str]]:
    """By keyboard alone. The key of the app, and the recovery codes."""
    page.get_by_role("button", name="Set up").press("Enter")
    expect(page.get_by_role("textbox", name="Password", exact=True)).to_be_focused()
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The user name or the password is wrong.")).to_be_visible()
    page.get_by_role("textbox", name="Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    key = page.locator("alongside-account-factor code").inner_text()
    field = page.get_by_label("Then type the six digits that the app shows")
    expect(field).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The code is not valid.", exact=False)).to_be_visible()
    field.fill(code_of(key))
    page.keyboard.press("Enter")
    codes = page.locator("alongside-account-codes li")
    expect(codes).to_have_count(10)
    return key, codes.all_inner_texts()


def signing_in(browser: Browser, server: DemoServer, code: str) -> Page:
    page = browser.new_page()
    page.goto(server.agent_console)
    page.get_by_label("User name").fill(server.user_name)
    page.get_by_label("Password").fill(server.password)
    page.keyboard.press("Enter")
    field = page.get_by_label("Code of your authenticator app, or a recovery code")
    expect(field).to_be_focused()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The code is not valid.", exact=False)).to_be_visible()
    expect(field).to_be_focused()
    assert violations(page) == []
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Alex Demo")).to_be_visible()
    return page


# Parts of texts with numbers and times in them are looked for.
@pytest.mark.english
def test_a_second_factor_is_set_up_used_and_sign_ins_end(
    browser: Browser, server: DemoServer, agent: Agent
) -> None:
    with agent.page.context.expect_page() as opened:
        agent.page.get_by_role("link", name="Alex Demo").click()
    page = opened.value
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    _, codes = set_up(page, server.password)
    page.get_by_role("button", name="I have kept them").press("Enter")
    expect(page.get_by_text("10 recovery codes are left.", exact=False)).to_be_visible()

    elsewhere = signing_in(browser, server, codes[0])
    page.reload()
    expect(page.get_by_text("9 recovery codes are left.", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Sign out: ", exact=False)).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="Sign out everywhere else").press("Enter")
    expect(elsewhere.get_by_text("You have been signed out.")).to_be_visible()
    expect(page.get_by_text("Signed out there.")).to_be_visible()
    expect(agent.inbox).to_be_visible()
    elsewhere.context.close()

    here = page.get_by_role("button", name="Sign out: ", exact=False)
    expect(here).to_have_count(1)
    here.press("Enter")
    expect(page.get_by_text("You are not signed in.", exact=False)).to_be_visible()
    expect(agent.page.get_by_text("You have been signed out.")).to_be_visible()
