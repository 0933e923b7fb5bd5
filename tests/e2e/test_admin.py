"""The admin console: operators sign in, find their way, and nobody else gets in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.demo_server import PASSWORD, DemoServer
from tests.e2e.operators import NARROW, WIDE, Operator
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.e2e.website import Website

# Pieces of sentences are looked for, which no translation has at the same place.
pytestmark = pytest.mark.english


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


def test_the_first_operator_sets_the_server_up_once(browser: Browser, server: DemoServer) -> None:
    printed = server.cli("operator", "setup-code")
    code = re.sub(r".*: |\n", "", printed)
    operator = Operator.come(browser, server, NARROW)
    page = operator.page
    button = page.get_by_role("button", name="Make the account")
    code_field = page.get_by_role("textbox", name="Set-up code")
    expect(code_field).to_be_focused()
    button.click()
    expect(code_field).to_have_attribute("aria-invalid", "true")
    expect(code_field).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(4)
    assert violations(page) == []
    code_field.fill("0" * 20)
    page.get_by_role("textbox", name="Your name").fill("Olga Op")
    page.get_by_role("textbox", name="User name").fill("olga")
    page.get_by_label("Password").fill(PASSWORD)
    button.click()
    expect(page.get_by_role("alert")).to_have_text("This set-up code is not valid (any more).")
    expect(code_field).to_be_focused()
    late = Operator.come(browser, server)
    expect(late.page.get_by_role("button", name="Make the account")).to_be_visible()
    code_field.fill(code.lower())
    code_field.press("Enter")
    expect(operator.heading("Sites")).to_be_focused()
    # Whoever still has the page open comes too late.
    for name in ("Your name", "User name", "Set-up code"):
        late.page.get_by_role("textbox", name=name).fill("omar")
    late.page.get_by_label("Password").fill(PASSWORD)
    late.page.get_by_role("button", name="Make the account").click()
    expect(late.page.get_by_text("This server has been set up. Sign in.")).to_be_visible()
    late.give("olga", PASSWORD)
    expect(late.heading("Sites")).to_be_focused()
    late.page.context.close()
    page.context.close()


def test_R6_an_operator_ends_a_session_and_switches_co_browse_off(
    sharing: None, browser: Browser, server: DemoServer, customer: Customer, agent: Agent
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("Live sessions")
    row = page.get_by_role("row").filter(has_text="Demo shop")
    expect(row).to_contain_text("Active")
    expect(row).to_contain_text("Alex Demo")
    assert violations(page) == []
    # Narrow, nothing sticks out.
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.set_viewport_size(WIDE)
    row.get_by_role("button", name="End the session").click()
    asked = page.get_by_role("dialog", name="End this session?")
    assert violations(page) == []
    asked.get_by_role("button", name="Cancel").click()
    expect(row).to_contain_text("Active")
    row.get_by_role("button", name="End the session").click()
    asked.get_by_role("button", name="End session").click()
    customer.widget.wait_text("The operator of this service ended the shared session")
    expect(agent.log).to_contain_text("An operator ended the session")
    expect(page.get_by_text("Nothing is shared at the moment.")).to_be_visible()
    expect(operator.told).to_contain_text("The session has ended.")
    expect(operator.heading("Live sessions")).to_be_focused()
    # Off for everybody, and a session with it that has just begun.
    agent.request()
    customer.allow()
    operator.go("Settings")
    page.get_by_role("button", name="Switch co-browse off").click()
    asked = page.get_by_role("dialog", name="Switch co-browse off?")
    asked.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Co-browse is switched off.")).to_be_visible()
    customer.widget.wait_text("sharing has been switched off")
    expect(agent.log).to_contain_text("as an operator switched it off")
    expect(agent.toolbar.get_by_role("button", name="Request co-browse")).to_be_hidden()
    # A colour that is too light is said to be, and shown dark enough.
    colour = page.get_by_role("textbox", name="Colour", exact=True)
    colour.fill("blue")
    page.get_by_role("button", name="Save").first.click()
    expect(colour).to_have_attribute("aria-invalid", "true")
    expect(colour).to_be_focused()
    colour.fill("#ffcc00")
    expect(page.get_by_text("It is shown darker")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("checkbox", name="Deutsch").check()
    page.get_by_role("button", name="Save").first.click()
    expect(operator.told).to_contain_text("Saved.")
    # What is not saved yet stays.
    expect(page.get_by_role("checkbox", name="Deutsch")).to_be_checked()
    page.reload()
    expect(colour).to_have_value("#ffcc00")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    # Whose account goes off is out, without a press.
    page.goto(f"{server.origin}/admin/#/live")
    expect(page.get_by_text("Nothing is shared at the moment.")).to_be_visible()
    server.cli("agent", "add", "omar", "--name", "Omar", "--role", "operator", "--generate")
    server.cli("agent", "change", "olga", "--disable")
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    page.context.close()


class Tagged(Website):
    """A website with a tag that somebody has pasted into it; no command line has registered it."""

    tag = ""

    def html(self, path: str) -> str:
        return f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{self.tag}</html>"

    def __enter__(self) -> Tagged:
        self._thread.start()
        return self


def test_a_site_is_added_and_its_tag_works_under_its_own_policy(
    browser: Browser, server: DemoServer
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    expect(page.get_by_role("row").filter(has_text="Demo shop")).to_be_visible()
    page.get_by_role("link", name="Add a site").click()
    expect(operator.heading("Add a site")).to_be_focused()
    add = page.get_by_role("button", name="Add a site")
    add.click()
    name, origins = page.get_by_label("Name"), page.get_by_label("Origins")
    expect(name).to_be_focused()
    name.fill("Tagged <b>shop</b>")
    origins.fill("https://shop.example/path")
    add.click()
    expect(page.get_by_role("alert")).to_contain_text("is not an origin such as")
    expect(origins).to_be_focused()
    assert violations(page) == []
    with Tagged(server) as website:
        origins.fill(website.origin)
        add.click()
        expect(operator.heading("Tagged <b>shop</b>")).to_be_focused()
        expect(page.get_by_text("Not seen yet.")).to_be_visible()
        tag, policy, _ = page.get_by_role("button", name="Copy").all()
        policy.click()
        lines = page.evaluate("navigator.clipboard.readText()").splitlines()
        strict = ["default-src 'none'", "require-trusted-types-for 'script'", *lines]
        website.headers = {"Content-Security-Policy": "; ".join(strict)}
        # By keyboard: the one choice, and then the other.
        page.get_by_label("Always the newest version").press("ArrowDown")
        expect(page.get_by_label("This version only")).to_be_checked()
        tag.click()
        website.tag = page.evaluate("navigator.clipboard.readText()")
        assert 'integrity="sha384-' in website.tag
        assert violations(page) == []
        customer = Customer.open(browser, website.origin)
        customer.say("Hello from the tag")
        expect(page.get_by_text(f"on {website.origin}.")).to_be_visible()
        # The same pages under another name are none of the site's until they are registered.
        customer.page.goto(website.outside)
        register = page.get_by_role("button", name=f"Register {website.outside}")
        register.click()
        expect(operator.heading("Tagged <b>shop</b>")).to_be_focused()
        expect(register).to_be_hidden()
        expect(origins).to_have_value(f"{website.origin}\n{website.outside}")
        page.get_by_label("Always the newest version").check()
        tag.click()
        website.tag = page.evaluate("navigator.clipboard.readText()")
        assert "integrity" not in website.tag
        customer.page.reload()
        customer.open_support()
        customer.page.context.close()
    page.get_by_role("link", name="All sites").click()
    page.get_by_role("searchbox").fill("tagged LOCALHOST")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.get_by_text("Nothing matches your search.")).to_be_visible()
    assert violations(page) == []
    page.context.close()
