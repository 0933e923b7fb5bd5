"""Remote control at the real UI: both people work on the demo shop's checkout."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.people import Agent, Customer


@pytest.fixture
def at_checkout(sharing: None, customer: Customer, agent: Agent) -> None:
    customer.page.goto(customer.page.url.partition("?")[0].rstrip("/") + "/checkout.html")
    agent.sees("Your details")


@pytest.fixture
def in_control(at_checkout: None, customer: Customer, agent: Agent) -> None:
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()


def field(customer: Customer, name: str) -> Locator:
    return customer.page.get_by_label(name, exact=True)


def test_R11_R23_the_agent_fills_in_what_the_customer_lets_them(
    in_control: None, customer: Customer, agent: Agent
) -> None:
    agent.click(agent.mirror.get_by_label("Full name"))
    agent.page.keyboard.type("Ada Lovelace")
    agent.page.keyboard.press("Tab")
    agent.page.keyboard.type("ada@example.org")
    expect(field(customer, "Full name")).to_have_value("Ada Lovelace")
    expect(field(customer, "Email")).to_have_value("ada@example.org")
    expect(agent.mirror.get_by_label("Email")).to_have_value("ada@example.org")
    agent.click(agent.mirror.get_by_label("It is a present"))
    expect(field(customer, "It is a present")).to_be_checked()
    agent.click(agent.mirror.get_by_text("By bicycle, today"))
    expect(customer.page.get_by_role("radio", name="By bicycle")).to_be_checked()
    agent.click(agent.mirror.get_by_label("Country"))
    agent.page.get_by_role("option", name="Italy").click()
    expect(customer.page.get_by_role("combobox", name="Country")).to_have_value("IT")


def test_R24_the_agent_cannot_submit_and_reads_why(
    in_control: None, customer: Customer, agent: Agent
) -> None:
    agent.click(agent.mirror.get_by_role("button", name="Place the order"))
    agent.reads("Submit")
    assert customer.page.url.endswith("/checkout.html")


def test_R50_secret_fields_stay_the_customers_own(
    in_control: None, customer: Customer, agent: Agent
) -> None:
    agent.click(agent.mirror.get_by_label("Full name"))
    agent.page.keyboard.type("Ada")
    for name in ("Card number", "Security code", "Choose a password"):
        agent.click(agent.mirror.get_by_label(name))
        agent.page.keyboard.type("4242")
    for name in ("Card number", "Security code", "Choose a password"):
        expect(field(customer, name)).to_have_value("")
    # Nor does it land where they typed before.
    agent.click(agent.mirror.get_by_label("Email"))
    agent.page.keyboard.type("ada@example.org")
    expect(field(customer, "Email")).to_have_value("ada@example.org")
    expect(field(customer, "Full name")).to_have_value("Ada")


def test_R11_the_customer_ends_control_alone_and_nothing_more_is_applied(
    in_control: None, customer: Customer, agent: Agent
) -> None:
    agent.click(agent.mirror.get_by_label("Full name"))
    agent.page.keyboard.type("Ada")
    expect(field(customer, "Full name")).to_have_value("Ada")
    customer.end_control()
    agent.page.keyboard.type(" Lovelace")
    agent.not_in_control()
    expect(field(customer, "Full name")).to_have_value("Ada")


def test_R11_the_agent_gives_control_back(
    in_control: None, customer: Customer, agent: Agent
) -> None:
    agent.control_button.click()
    agent.not_in_control()
    customer.widget.wait_gone("button", "End remote control")


def test_B09_a_page_load_ends_control(in_control: None, customer: Customer, agent: Agent) -> None:
    customer.page.reload()
    agent.sees("Your details")
    agent.not_in_control()
    assert not customer.widget.exists("button", "End remote control")


def test_R11_what_the_agent_holds_is_let_go_when_control_ends(
    in_control: None, customer: Customer, agent: Agent
) -> None:
    customer.page.evaluate(
        """() => { window.heard = []
            const note = ({ type, isTrusted }) => { if (!isTrusted) heard.push(type) }
            for (const type of ['pointerdown', 'pointerup', 'pointercancel'])
                addEventListener(type, note, true) }"""
    )
    x, y = agent.reach(agent.mirror.get_by_role("heading", name="Checkout"))
    agent.page.mouse.move(x, y)
    agent.page.mouse.down()
    customer.page.wait_for_function("heard.length === 1")
    customer.end_control()
    assert customer.page.evaluate("heard") == ["pointerdown", "pointercancel"]
    agent.page.mouse.up()
    agent.not_in_control()
    assert customer.page.evaluate("heard") == ["pointerdown", "pointercancel"]
