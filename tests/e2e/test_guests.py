"""Somebody without an account is invited, let in, and looks on, in three real browsers (R7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.closed_shadow import ClosedShadow, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.e2e.test_ink import drawn, heading, middle, wait_at
from tests.e2e.words import DEFAULT

MARKUP = "<b>Gina</b>"


class Guest(Agent):
    """Sees the page in the same mirror as agents do, and has no console around it."""

    @classmethod
    def follow(cls, browser: Browser, link: str, width: int = 1000) -> Guest:
        page = browser.new_context(viewport={"width": width, "height": 740}).new_page()
        page.goto(link)
        return cls(page)

    def ask(self, name: str) -> None:
        self.page.get_by_role("textbox", name="Your name").fill(name)
        self.page.get_by_role("button", name="Ask to join").click()

    def waits(self) -> None:
        expect(self.page.get_by_role("heading", name="Waiting for the customer")).to_be_visible()
        self.sees_nothing()

    def reads_why(self, why: str) -> None:
        expect(self.page.get_by_role("region").get_by_role("status")).to_have_text(why)
        self.sees_nothing()


@pytest.fixture
def guests(browser: Browser) -> Iterator[list[Guest]]:
    found: list[Guest] = []
    yield found
    for guest in found:
        guest.page.context.close()


def invite(customer: Customer) -> str:
    """The customer invites; the link is what stands in the field."""
    if not customer.widget.exists("button", "Invite someone"):
        names = customer.widget.names("DisclosureTriangle")
        people = next(name for name in names if name.startswith(DEFAULT("Participants")))
        customer.widget.click("DisclosureTriangle", people)
    customer.widget.click("button", "Invite someone")
    field = customer.widget.wait("textbox", "Link for one guest")
    return str(field["value"]["value"])


def test_R7_a_guest_is_let_in_looks_points_draws_and_is_taken_out(
    browser: Browser,
    sharing: None,
    customer: Customer,
    agent: Agent,
    guests: list[Guest],
) -> None:
    guest = Guest.follow(browser, invite(customer))
    guests.append(guest)
    assert violations(guest.page) == []
    guest.ask(MARKUP)
    guest.waits()
    # The secret is used, and is in no address any more.
    assert guest.page.url.endswith("/join")
    customer.widget.wait("alertdialog", f"Let {MARKUP} join?")
    customer.widget.wait_text("The name is what the guest entered.")
    customer.widget.click("button", "Allow")
    guest.sees(heading(customer).inner_text())
    assert violations(guest.page) == []
    agent.page.get_by_role("button", name="Participants: 3").click()
    people = agent.page.get_by_role("dialog", name="Participants")
    expect(
        people.get_by_role("listitem").filter(has_text=MARKUP).filter(has_text="guest")
    ).to_be_visible()
    agent.page.keyboard.press("Escape")

    # Pointer and pen reach the customer's page; a click does not.
    guest.page.mouse.move(*middle(guest.mirror.get_by_role("heading").first))
    wait_at(customer.widget, "figure", middle(heading(customer)))
    before = customer.page.url
    guest.page.mouse.click(*middle(guest.mirror.get_by_role("link").first))
    guest.page.get_by_role("button", name="Pen", exact=True).click()
    x, y = middle(guest.mirror.get_by_role("heading").first)
    guest.page.mouse.move(x - 40, y + 14)
    guest.page.mouse.down()
    guest.page.mouse.move(x + 40, y + 16, steps=10)
    guest.page.mouse.up()
    wait_until(customer.page, lambda: drawn(customer.widget), "a stroke on the customer's page")
    assert customer.page.url == before
    guest.page.get_by_role("button", name="Clear", exact=True).click()
    wait_until(customer.page, lambda: not drawn(customer.widget), "the stroke gone")

    # A reload brings the same guest back; the chat is not theirs.
    agent.say("Do not tell the guest")
    guest.page.reload()
    guest.sees(heading(customer).inner_text())
    assert "Do not tell" not in guest.page.locator("body").inner_text()
    customer.widget.click("DisclosureTriangle", f"{DEFAULT('Participants')} 3")
    customer.widget.click("button", f"Remove {MARKUP}")
    guest.reads_why("You were taken out of the session.")
    assert violations(guest.page) == []
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'For two' }")
    agent.sees("For two")


def test_R16_every_no_has_its_own_sentence(
    browser: Browser,
    sharing: None,
    server: DemoServer,
    customer: Customer,
    agent: Agent,
    guests: list[Guest],
) -> None:
    agent.page.get_by_role("button", name="Participants: 2").click()
    people = agent.page.get_by_role("dialog", name="Participants")
    people.get_by_role("button", name="Invite", exact=True).click()
    link = people.get_by_role("textbox", name="Link for one guest").input_value()
    assert violations(agent.page) == []
    agent.page.keyboard.press("Escape")
    expect(agent.log).to_contain_text("Alex Demo invited a guest")

    guest = Guest.follow(browser, link, width=360)
    guests.append(guest)
    guest.ask("   ")
    expect(guest.page.get_by_role("alert")).to_have_text(
        "Please enter a name: 1 to 80 visible characters."
    )
    guest.ask("Gina")
    guest.waits()
    assert guest.page.evaluate("() => document.scrollingElement.scrollWidth") <= 360
    guest.page.get_by_role("button", name="Never mind").click()
    guest.reads_why("You have taken your question back.")
    customer.widget.wait_gone("alertdialog", "Let Gina join?")

    late = Guest.follow(browser, link)
    guests.append(late)
    late.ask("Lara")
    late.reads_why("This invitation has been used already. Ask for a new one.")
    late.page.goto(f"{link.partition('#')[0]}#guess")
    late.ask("Lara")
    none = "This link leads nowhere. Check that you have all of it, or ask for a new one."
    late.reads_why(none)

    late.page.goto(invite(customer))
    late.ask("Lara")
    customer.widget.wait("alertdialog", "Let Lara join?")
    customer.widget.click("button", "Deny")
    late.reads_why("The customer did not let you in.")
    expect(late.page.get_by_role("button", name="Ask again")).to_have_count(0)

    late.page.goto(invite(customer))
    late.ask("Lara")
    customer.widget.wait("alertdialog", "Let Lara join?")
    customer.widget.click("button", "Allow")
    late.sees(heading(customer).inner_text())
    late.page.get_by_role("button", name="Leave").click()
    late.reads_why("You have left the session. You may ask to join again while it lasts.")
    late.page.get_by_role("button", name="Ask again").click()
    customer.widget.wait("alertdialog", "Let Lara join?")
    customer.widget.click("button", "Allow")
    late.sees(heading(customer).inner_text())
    customer.stop()
    late.reads_why("The session has ended.")
    assert ClosedShadow(customer.page).exists("button", "Help")
