"""More than one agent in a session, let in by the customer one by one, in real browsers (R7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.demo_server import BEA, DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.rogues import ADMITS
from tests.e2e.test_accessibility import violations
from tests.e2e.words import DEFAULT


@pytest.fixture
def bea(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    server.add(BEA)
    person = Agent.sign_in_as(browser, server, BEA)
    yield person
    person.page.context.close()


def test_R7_an_agent_with_the_link_is_let_in_sees_the_page_and_is_taken_out(
    sharing: None, customer: Customer, agent: Agent, bea: Agent
) -> None:
    link = agent.session_link()
    bea.page.goto(link)
    expect(bea.page.get_by_text("You have the link of a co-browse session")).to_be_visible()
    bea.sees_nothing()
    assert violations(bea.page) == []
    bea.page.get_by_role("button", name="Ask to join").click()
    expect(bea.page.get_by_text("Waiting for the customer")).to_be_visible()

    customer.widget.wait("alertdialog", "Let Bea Baker join?")
    bea.sees_nothing()
    customer.widget.click("button", "Allow")
    bea.sees(customer.page.locator("h1").inner_text())
    # For the first agent nothing has gone dark meanwhile: it is the same mirror.
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'For both' }")
    agent.sees("For both")
    bea.sees("For both")
    expect(agent.log).to_contain_text("Bea Baker joined the session")
    expect(agent.page.get_by_role("button", name="Participants: 3")).to_be_visible()

    customer.widget.wait_text("Bea Baker")
    customer.widget.click("DisclosureTriangle", f"{DEFAULT('Participants')} 3")
    agent.page.get_by_role("button", name="Participants: 3").click()
    assert violations(agent.page) == []
    customer.widget.click("button", "Remove Bea Baker")
    bea.sees_nothing()
    expect(agent.log).to_contain_text("Bea Baker was removed from the session")
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'For one' }")
    agent.sees("For one")


def test_R7_no_is_told_and_without_the_right_link_there_is_nothing(
    sharing: None, customer: Customer, agent: Agent, bea: Agent
) -> None:
    link = agent.session_link()
    bea.ask_to_join(link)
    customer.widget.wait("alertdialog", "Let Bea Baker join?")
    customer.widget.click("button", "Deny")
    expect(bea.page.get_by_text("The customer said no.")).to_be_visible()
    expect(agent.log).to_contain_text("The customer did not let Bea Baker join")
    bea.page.get_by_role("button", name="Ask to join").click()
    soon = "The customer said no a moment ago."
    expect(bea.page.get_by_role("alert").filter(has_text=soon)).to_be_visible()

    bea.ask_to_join(link[:-1] + ("a" if link[-1] != "a" else "b"))
    gone = "This session has ended, or the link is wrong."
    expect(bea.page.get_by_role("alert").filter(has_text=gone)).to_be_visible()
    customer.stop()
    bea.ask_to_join(link)
    expect(bea.page.get_by_role("alert").filter(has_text=gone)).to_be_visible()
    bea.sees_nothing()


def test_R7_whom_the_server_lets_in_without_her_sees_nothing(
    sharing: None, customer: Customer, agent: Agent, bea: Agent
) -> None:
    # Her page knows who is in also after it was loaded anew.
    customer.page.add_init_script(ADMITS)
    customer.page.reload()
    agent.sees(customer.page.locator("h1").inner_text())
    made = customer.page.evaluate("() => connections")
    link = agent.session_link()
    bea.ask_to_join(link)
    customer.widget.wait("alertdialog", "Let Bea Baker join?")
    customer.page.evaluate("() => admits()")
    customer.widget.wait_text("Bea Baker was kept out: you have not let them in.")
    bea.sees_nothing()
    expect(bea.page.get_by_role("status").filter(has_text="did not let you in")).to_be_visible()
    expect(agent.log).to_contain_text("Bea Baker was taken out: the customer")
    assert customer.page.evaluate("() => connections") == made
    expect(agent.page.get_by_role("button", name="Participants: 2")).to_be_visible()

    bea.ask_to_join(link)
    customer.widget.wait("alertdialog", "Let Bea Baker join?")
    customer.widget.click("button", "Allow")
    bea.sees(customer.page.locator("h1").inner_text())
    agent.sees(customer.page.locator("h1").inner_text())


def test_R31_a_warm_transfer_never_loses_sight_of_the_page(
    sharing: None, customer: Customer, agent: Agent, bea: Agent
) -> None:
    agent.page.get_by_role("button", name="Transfer", exact=True).click()
    dialog = agent.page.get_by_role("dialog", name=re.compile("^Transfer Customer"))
    dialog.get_by_role("radio", name="Bea Baker").check()
    expect(dialog.get_by_role("checkbox", name=re.compile("Keep co-browsing"))).to_be_checked()
    dialog.get_by_role("button", name="Transfer").click()
    expect(agent.log).to_contain_text("The customer is asked whether Bea Baker may take over")
    bea.sees_nothing()
    customer.widget.wait("alertdialog", "Your agent is changing")
    customer.widget.click("button", "Allow")
    bea.page.get_by_role("button", name="Open").click()
    bea.sees(customer.page.locator("h1").inner_text())
    agent.sees(customer.page.locator("h1").inner_text())
    expect(bea.log).to_contain_text("Alex Demo transferred the conversation to Bea Baker")
    # The first one leaves, and the page goes on for the other.
    agent.page.get_by_role("button", name="Participants: 3").click()
    agent.page.get_by_role("button", name="Leave session").click()
    agent.sees_nothing()
    expect(agent.inbox).to_contain_text("Nobody is waiting")
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'With Bea' }")
    bea.sees("With Bea")
    bea.say("Bea here")
    customer.widget.wait_text("Bea here")
