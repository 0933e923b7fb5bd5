"""R16, R72: an operator says at the admin console what an agent may do; what is taken away ends on
both sides at once, and its tools are gone."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.demo_server import PASSWORD, DemoServer
from tests.e2e.operators import NARROW, Operator
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations

# The server looks every second; the rest is what a machine that stands still may take.
PATIENCE = 20_000


def choose(page: Page, *taken: str) -> None:
    """Only some permissions: all but these."""
    group = page.get_by_role("group", name="Permissions")
    group.get_by_role("radio", name="Only these").check()
    for name in taken:
        group.get_by_role("checkbox", name=name).uncheck()


def test_R16_R72_what_an_operator_takes_away_ends_on_both_sides_and_is_not_shown_any_more(
    sharing: None, browser: Browser, server: DemoServer, customer: Customer, agent: Agent
) -> None:
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("People")
    page.get_by_role("searchbox", name="Search people").fill("alex")
    expect(page.get_by_role("row")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("link", name="Alex Demo").click()
    expect(operator.heading("Alex Demo")).to_be_focused()
    expect(page.get_by_role("row", name="Demo shop")).to_contain_text("Everything")
    choose(page, "Remote control", "Pen")
    page.get_by_role("button", name="Save").click()
    # What would end is said before it does, and "Cancel" is no change.
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("1 permission that a customer gave")
    assert violations(page) == []
    question.get_by_role("button", name="Cancel").click()
    agent.in_control()
    page.get_by_role("button", name="Save").click()
    question.get_by_role("button", name="Change it").click()
    began = time.monotonic()
    expect(agent.control_button).to_have_count(0, timeout=PATIENCE)
    took = time.monotonic() - began
    expect(agent.page.get_by_role("button", name="Pen", exact=True)).to_have_count(0)
    expect(agent.page.get_by_role("button", name="Laser", exact=True)).to_have_count(1)
    expect(agent.log).to_contain_text("an operator took the permission for it away")
    customer.open_support()
    customer.widget.wait_text("Support no longer lets Alex Demo use this page")
    agent.sees("Demo shop")
    expect(operator.told).to_contain_text("it counts already")
    expect(page.get_by_role("row", name="Demo shop")).not_to_contain_text("Remote control")
    assert took < PATIENCE / 1000
    page.set_viewport_size(NARROW)
    assert violations(page) == []
    page.get_by_role("link", name="All people").click()
    expect(operator.heading("People")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.context.close()


@pytest.mark.long
def test_R6_a_team_serves_a_site_and_its_agents_see_no_other(
    browser: Browser, server: DemoServer, customer: Customer, agent: Agent
) -> None:
    customer.open_support()
    customer.say("Is anybody there?")
    expect(agent.inbox).to_contain_text("Demo shop")
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("People")
    page.get_by_role("link", name="Alex Demo").click()
    choose(page)
    sites = page.get_by_role("group", name="On which sites")
    sites.get_by_role("radio", name="Only these").check()
    sites.get_by_role("checkbox", name="Demo shop").uncheck()
    page.get_by_role("button", name="Save").click()
    # Nothing ran, so nothing is asked; of a site that is not theirs they hear nothing.
    expect(operator.told).to_contain_text("it counts already")
    expect(agent.inbox).not_to_contain_text("Demo shop", timeout=PATIENCE)
    operator.go("People")
    page.get_by_role("link", name="Teams", exact=True).click()
    page.get_by_role("link", name="Add a team").click()
    page.get_by_role("textbox", name="Name").fill("Shop support")
    page.get_by_role("group", name="Permissions").get_by_role("radio", name="All").check()
    page.get_by_role("group", name="On which sites").get_by_role("radio", name="All").check()
    page.get_by_role("group", name="Members").get_by_role("checkbox", name="Alex").check()
    assert violations(page) == []
    page.get_by_role("button", name="Add a team").click()
    expect(operator.heading("Shop support")).to_be_visible()
    expect(agent.inbox).to_contain_text("Demo shop", timeout=PATIENCE)
    # By keyboard alone: what the team gave goes with it.
    page.get_by_role("button", name="Remove the team").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Remove the team").press("Enter")
    expect(page.get_by_text("There are no teams yet.")).to_be_visible()
    expect(agent.inbox).not_to_contain_text("Demo shop", timeout=PATIENCE)
    page.context.close()


@pytest.mark.long
def test_R16_a_person_is_added_works_gets_another_password_and_is_switched_off(
    browser: Browser, server: DemoServer, customer: Customer, agent: Agent
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("People")
    page.get_by_role("link", name="Add a person").click()
    password = page.get_by_role("textbox", name="Password", exact=True)
    expect(password).to_have_accessible_description(
        "At least 10 characters. Good for the first sign-in, where another one is chosen."
    )
    for field, value in (("User name", "Bea Baker"), ("Name", "Bea"), ("Password", "short")):
        page.get_by_role("textbox", name=field, exact=True).fill(value)
    add = page.get_by_role("button", name="Add a person")
    # What is wrong is said at its field, and nothing is made.
    add.click()
    user_name = page.get_by_role("textbox", name="User name", exact=True)
    expect(user_name).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name="Password", exact=True)).to_have_attribute(
        "aria-invalid", "true"
    )
    assert violations(page) == []
    user_name.fill("demo")
    password.fill("the operator's idea")
    add.click()
    expect(page.get_by_text("There is an account with this user name.")).to_be_visible()
    user_name.fill("bea")
    choose(page, "Chat", "See pages", "Transfer")
    add.click()
    expect(operator.heading("Bea")).to_be_visible()
    bea = Agent.sign_in(browser, server, "bea", "the operator's idea", own=PASSWORD)
    customer.open_support()
    customer.say("Hello?")
    bea.accept("Hello?")
    # What is not permitted is not shown.
    expect(bea.page.get_by_text("You are not permitted to write to customers.")).to_be_visible()
    expect(bea.page.get_by_text("You are not permitted to see the pages")).to_be_visible()
    for name in ("Transfer", "Request co-browse", "Join"):
        expect(bea.page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(bea.page.get_by_role("button", name="Requeue")).to_be_visible()
    assert violations(bea.page) == []
    # Another password signs her out, which is said first.
    page.get_by_role("textbox", name="Password", exact=True).fill("another password")
    page.get_by_role("button", name="Set the password").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("1 conversation goes back into the queue")
    question.get_by_role("button", name="Change it").click()
    expect(bea.page.get_by_role("button", name="Sign in")).to_be_visible(timeout=PATIENCE)
    expect(agent.inbox).to_contain_text("Demo shop", timeout=PATIENCE)
    page.get_by_role("checkbox", name="The account is on").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(operator.told).to_contain_text("Bea is saved")
    operator.go("People")
    page.get_by_role("combobox", name="Show").select_option("Accounts that are off")
    expect(page.get_by_role("row", name="Bea")).to_contain_text("Off")
    expect(page.get_by_role("row")).to_have_count(2)
    bea.page.context.close()
    page.context.close()
