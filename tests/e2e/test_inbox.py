"""Conversations that change hands, several at once, and the page in a window of its own, in real
browsers (R25, R31)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.demo_server import BEA, SUE, DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.e2e.website import Website


@pytest.fixture
def bea(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    server.add(BEA)
    person = Agent.sign_in_as(browser, server, BEA)
    yield person
    person.page.context.close()


@pytest.fixture
def sue(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    server.add(SUE)
    person = Agent.sign_in_as(browser, server, SUE)
    yield person
    person.page.context.close()


@pytest.fixture
def other(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    person = Customer.open(browser, server.customer_page)
    yield person
    person.page.context.close()


def button(agent: Agent, name: str) -> Locator:
    return agent.page.get_by_role("button", name=name, exact=True)


def news(agent: Agent, text: str | re.Pattern[str]) -> None:
    expect(agent.page.get_by_role("status").filter(has_text=text)).to_be_visible()


def line(agent: Agent, text: str) -> Locator:
    return agent.inbox.get_by_role("listitem").filter(has_text=text)


def heading(customer: Customer) -> str:
    return customer.page.locator("h1").inner_text()


def test_R31_a_transfer_ends_the_session_with_words_on_all_sides(
    sharing: None, customer: Customer, agent: Agent, bea: Agent
) -> None:
    button(agent, "Transfer").click()
    dialog = agent.page.get_by_role("dialog", name=re.compile("^Transfer Customer"))
    dialog.get_by_role("checkbox", name=re.compile("Keep co-browsing")).uncheck()
    expect(dialog).to_contain_text("Co-browse ends.")
    dialog.get_by_role("button", name="Transfer").click()
    expect(dialog.get_by_role("alert")).to_have_text("Choose an agent first.")
    expect(dialog).to_contain_text("no conversation")
    dialog.get_by_role("radio", name="Bea Baker").check()
    assert violations(agent.page) == []
    dialog.get_by_role("button", name="Transfer").click()

    news(agent, re.compile("Customer .* is with Bea Baker now"))
    expect(agent.inbox).to_contain_text("Nobody is waiting")
    expect(agent.inbox).to_be_focused()
    agent.sees_nothing()
    customer.widget.wait_gone("region", "Shared session")
    customer.open_support()
    customer.widget.wait_text("Sharing has ended, as your agent changed")
    customer.widget.wait_text("You are talking to Bea Baker")
    assert violations(agent.page) == []

    news(bea, re.compile("Alex Demo transferred Customer .* to you"))
    assert violations(bea.page) == []
    button(bea, "Open").click()
    expect(bea.log).to_contain_text("Co-browse ended, as the conversation was transferred")
    expect(bea.log).to_contain_text("My parcel is late")
    bea.say("Bea here")
    bea.request()
    customer.allow()
    bea.sees(heading(customer))


def test_R31_back_into_the_queue_and_by_signing_out(
    sharing: None, customer: Customer, agent: Agent, bea: Agent
) -> None:
    button(agent, "Requeue").click()
    dialog = agent.page.get_by_role("dialog", name="Put this conversation back into the queue?")
    expect(dialog).to_contain_text("Co-browse ends.")
    dialog.get_by_role("button", name="Requeue").click()
    news(agent, re.compile("Customer .* waits for an agent again"))
    agent.sees_nothing()
    customer.open_support()
    customer.widget.wait_text("Waiting for another agent")

    bea.accept("My parcel is late")
    bea.say("Bea here")
    bea.request()
    customer.allow()
    bea.sees(heading(customer))
    button(bea, "Sign out").click()
    customer.widget.wait_gone("region", "Shared session")
    expect(agent.inbox.get_by_role("button", name="Accept")).to_be_visible()
    agent.accept("Co-browse ended, as the agent signed out")


def test_R31_a_supervisor_takes_over(
    sharing: None, customer: Customer, agent: Agent, sue: Agent
) -> None:
    expect(line(sue, "Others")).to_contain_text("Owner: Alex Demo")
    assert violations(sue.page) == []
    button(sue, "Take over").click()
    expect(sue.log).to_contain_text("Sue Super took the conversation over")
    news(agent, re.compile("Sue Super took Customer .* over"))
    agent.sees_nothing()
    customer.open_support()
    customer.widget.wait_text("You are talking to Sue Super")
    # Whom it could go to: everybody who is connected but herself.
    button(sue, "Transfer").click()
    expect(sue.page.get_by_role("dialog").get_by_role("radio")).to_have_count(1)


def test_R25_several_conversations_at_once(
    sharing: None, customer: Customer, agent: Agent, other: Customer
) -> None:
    page = agent.page
    expect(button(agent, "Transfer")).to_be_visible()
    page.get_by_role("textbox", name="Message").fill("A draft for the first")
    other.say("Where is my invoice?")
    agent.accept("Where is my invoice?")
    # The page of the first goes on, out of sight, one click away.
    expect(agent.frames).to_be_hidden()
    expect(line(agent, "My parcel is late").or_(line(agent, "Let me have a look"))).to_contain_text(
        "Live"
    )
    expect(page.get_by_role("textbox", name="Message")).to_have_value("")
    page.get_by_role("button", name=re.compile("^Go to the live page of Customer")).click()
    agent.sees(heading(customer))
    expect(page.get_by_role("textbox", name="Message")).to_have_value("A draft for the first")

    search = page.get_by_role("searchbox", name="Search conversations")
    search.fill("INVOICE")
    expect(agent.inbox.get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(agent.log).to_contain_text("Where is my invoice?")
    search.fill("<b>nowhere</b>")
    expect(agent.inbox).to_contain_text("Nothing found")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("No conversation found")
    assert violations(page) == []
    search.press("Escape")
    expect(agent.inbox.get_by_role("listitem")).to_have_count(2)


def test_R25_the_page_in_a_window_of_its_own(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    page = agent.page
    with page.expect_popup() as opening:
        button(agent, "Open in its own window").click()
    own = Agent(opening.value)
    own.sees(heading(customer))
    # No second mirror here.
    agent.sees_nothing()
    expect(page.get_by_text("Shown in its own window")).to_be_visible()
    assert violations(page) == []
    assert violations(own.page) == []
    live = "() => { document.querySelector('h1').textContent = 'In two windows' }"
    customer.page.evaluate(live)
    own.sees("In two windows")
    own.ask_for_control()
    customer.allow_control()
    own.in_control()

    # A reload of either does not part them.
    page.reload()
    expect(page.get_by_text("Shown in its own window")).to_be_visible()
    brought_to_front(own.page)
    button(agent, "Focus co-browse").last.click()
    own.page.wait_for_function("() => window.focused")

    own.page.close()
    agent.sees("In two windows")
    with page.expect_popup() as opening:
        button(agent, "Open in its own window").click()
    again = Agent(opening.value)
    again.sees("In two windows")
    button(agent, "Bring back").click()
    agent.sees("In two windows")
    assert again.page.is_closed()


def brought_to_front(page: Page) -> None:
    """From now on `window.focused` says whether somebody has brought the window to the front. (To
    Chromium without a screen every window has the focus.)"""
    page.evaluate("() => { window.focus = () => { window.focused = true } }")


def test_R31_an_inactive_conversation_rests_until_somebody_writes(
    browser: Browser, server: DemoServer, agent: Agent
) -> None:
    with Website(server) as website:
        customer = Customer.open(browser, website.origin)
        customer.say("My parcel is late")
        agent.accept("My parcel is late")
        agent.say("Let me have a look")
        website.change(inactive_seconds=1)
        expect(line(agent, "Let me have a look")).to_contain_text("Inactive")
        not_available = agent.page.get_by_role("status").filter(
            has_text="Co-browse is not available for the current conversation"
        )
        expect(not_available).to_contain_text("The conversation is inactive.")
        assert violations(agent.page) == []
        customer.widget.wait_text("Nothing has been said for a while. Write to go on.")
        website.change(inactive_seconds=1800)
        customer.say("Here I am again")
        expect(line(agent, "Here I am again")).not_to_contain_text("Inactive")
        expect(agent.log).to_contain_text("The conversation is active again")
        expect(not_available).to_have_count(0)
        customer.page.context.close()


def test_the_console_opens_at_a_conversation(
    customer: Customer, agent: Agent, server: DemoServer
) -> None:
    customer.say("My parcel is late")
    expect(agent.inbox.get_by_role("button", name="Accept")).to_be_visible()
    about = agent.inbox.locator("div[id^='about-']").get_attribute("id")
    assert about is not None
    link = f"{server.agent_console}?conversation={about.removeprefix('about-')}"
    agent.page.goto(link)
    news(agent, re.compile("Customer .* is waiting for an agent"))
    agent.page.get_by_role("button", name="Accept").last.click()
    expect(agent.log).to_contain_text("My parcel is late")
    agent.page.goto(server.agent_console + "?conversation=%27%22%3Cb%3E")
    expect(agent.log).to_contain_text("My parcel is late")
    news(agent, "over, or not for you")
