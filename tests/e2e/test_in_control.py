"""Remote control as the agent has it in the console, at the real UI of both sides (R23, R62)."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.e2e.words import DEFAULT, said
from tests.helpers.sampled import sampled

PROMPT = ("alertdialog", "Allow remote control?")


def control(agent: Agent) -> Locator:
    return agent.page.get_by_role("button", name="Remote control")


def take(customer: Customer, agent: Agent, answer: str = "Allow") -> None:
    control(agent).click()
    customer.widget.wait(*PROMPT)
    customer.widget.click("button", answer)
    expect(control(agent)).to_have_attribute("aria-pressed", "true")


def focused(page: Page) -> str:
    name: str = page.evaluate(
        """() => { let at = document.activeElement
            while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
            return at.ariaLabel ?? at.textContent.trim() }"""
    )
    return said(name, DEFAULT)


def test_asked_for_withdrawn_and_asked_for_too_soon(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    control(agent).click()
    customer.widget.wait(*PROMPT)
    expect(agent.page.get_by_text("Waiting for the customer's answer, ")).to_be_visible()
    expect(control(agent)).to_have_attribute("aria-disabled", "true")
    assert violations(agent.page) == []
    agent.page.get_by_role("button", name="Withdraw").click()
    customer.widget.wait_gone(*PROMPT)
    expect(agent.log).to_contain_text("withdrew the request for remote control")
    # Every question stands in front of the customer, so the next one has to wait.
    expect(agent.page.get_by_text("You can ask again in ").first).to_be_visible()


def test_granted_used_and_over_with_the_page(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    page = agent.page
    take(customer, agent)
    expect(page.get_by_text("You have control", exact=True).first).to_be_visible()
    assert violations(page) == []
    link = agent.mirror.get_by_role("link", name="Coffee")
    box = link.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    customer.page.wait_for_function("location.href.includes('coffee')")
    # Under this preset it does not outlive the page.
    expect(agent.log).to_contain_text("Remote control ended: the customer loaded another page")
    expect(control(agent)).to_have_attribute("aria-pressed", "false")


def test_typing_only_is_said(sharing: None, customer: Customer, agent: Agent) -> None:
    take(customer, agent, "Allow typing only")
    expect(agent.page.get_by_text("You have control: typing only").first).to_be_visible()
    expect(agent.log).to_contain_text("Customer allowed remote control, typing only")
    control(agent).click()
    expect(control(agent)).to_have_attribute("aria-pressed", "false")
    expect(agent.log).to_contain_text("Alex Demo ended remote control")
    customer.widget.wait_gone("button", "End remote control")


def test_looking_around_lets_go(sharing: None, customer: Customer, agent: Agent) -> None:
    take(customer, agent)
    agent.page.get_by_role("button", name="Look around").click()
    expect(agent.page.get_by_text("Control rests while you look around")).to_be_visible()
    expect(agent.page.get_by_role("toolbar", name="Navigation")).to_have_count(0)
    agent.page.mouse.wheel(0, 300)
    agent.page.get_by_role("button", name="Back to the customer").click()
    expect(agent.page.get_by_role("toolbar", name="Navigation")).to_be_visible()
    assert customer.page.evaluate("scrollY") == 0


@pytest.fixture
def checkout(sharing: None, customer: Customer, agent: Agent) -> Page:
    """The customer is at the checkout, and the agent has control."""
    customer.page.goto(customer.page.url.rstrip("/") + "/checkout.html")
    expect(agent.mirror.locator("form").first).to_be_visible()
    customer.widget.wait("region", "Shared session")
    take(customer, agent)
    return agent.page


def test_from_the_keyboard_alone(checkout: Page, customer: Customer) -> None:
    """Into the page, through a form, past a list, to a refusal, and out again."""
    page = checkout
    page.get_by_role("textbox", name="Customer's page, in your control").focus()
    customer.page.evaluate("document.querySelector('form input').focus()")
    expect(page.frame_locator("iframe").locator("[alongside-focus]")).to_have_count(1)
    page.keyboard.type("Ana Customer")
    page.keyboard.press("Tab")
    page.keyboard.type("ana@example.com")
    customer.page.wait_for_function(
        "document.querySelectorAll('form input')[1].value === 'ana@example.com'"
    )
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(page.frame_locator("iframe").locator("select[alongside-focus]")).to_have_count(1)
    page.keyboard.press("Space")
    options = page.get_by_role("listbox")
    expect(options).to_be_visible()
    assert violations(page) == []
    page.keyboard.type("it")
    page.keyboard.press("Enter")
    customer.page.wait_for_function("document.querySelector('form select').value === 'IT'")
    assert customer.page.evaluate("document.querySelector('form input').value") == "Ana Customer"
    customer.page.evaluate("document.querySelector('form button:last-of-type').focus()")
    expect(page.frame_locator("iframe").locator("button[alongside-focus]")).to_have_count(1)
    page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text="Submit is off for agents on this site.")
    expect(said).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert focused(page) == "Remote control"
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remote control")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_an_address_is_gone_to(checkout: Page, customer: Customer) -> None:
    address = checkout.get_by_role("textbox", name="Address")
    expect(address).to_have_value(customer.page.url.partition("?")[0])
    address.fill("somewhere")
    address.press("Escape")
    expect(address).to_have_value(customer.page.url.partition("?")[0])
    address.fill(customer.page.url.rpartition("/")[0] + "/")
    address.press("Enter")
    customer.page.wait_for_url("**/demo/")


@pytest.mark.parametrize("scheme", sampled(["light", "dark"], 2))
def test_nothing_is_amiss_in_either_scheme(
    browser: Browser, server: DemoServer, scheme: Literal["light", "dark"]
) -> None:
    customer = Customer.open(browser, server.customer_page)
    agent = Agent.sign_in(browser, server)
    agent.page.emulate_media(color_scheme=scheme)
    customer.say("My parcel is late")
    agent.accept("My parcel is late")
    agent.say("Let me have a look")
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    take(customer, agent)
    agent.page.set_viewport_size({"width": 700, "height": 900})
    agent.page.get_by_role("button", name="Co-browse", exact=True).click()
    expect(agent.page.get_by_role("toolbar", name="Navigation")).to_be_visible()
    assert violations(agent.page) == []
    for page in (customer.page, agent.page):
        page.context.close()
