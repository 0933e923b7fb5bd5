"""The customer sees in her page what is hidden from the agent (R52)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.closed_shadow import Box, wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.test_redaction import set_policy

SWITCH = "Show what is hidden"
LABEL = "Hidden from the agent"

# In sight right now, on the demo's checkout page.
IN_SIGHT = """() => [...document.querySelectorAll(
    '[autocomplete^=cc-], [autocomplete=one-time-code], [type=password], .cobrowse-redacted,'
    + '[data-alongside=mask]'
)].map((element) => element.getBoundingClientRect())
    .filter(({ top, bottom }) => bottom > 0 && top < innerHeight)
    .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""


@pytest.fixture
def checkout(sharing: None, customer: Customer, agent: Agent) -> None:
    """Shared is the page on which she pays."""
    customer.page.goto(customer.page.url.rstrip("/") + "/checkout.html")
    agent.sees("Payment")


def outlines(customer: Customer) -> list[Box]:
    return sorted(customer.widget.boxes("outline"))


def wait_outlined(customer: Customer) -> list[Box]:
    """Every element in sight that is hidden has its outline, and nothing else; returns them."""

    def outlined() -> list[Box] | None:
        found = outlines(customer)
        hidden = customer.page.evaluate(IN_SIGHT)
        all_there = all(any(box == pytest.approx(one, abs=1) for box in found) for one in hidden)
        return found if found and len(found) == len(hidden) and all_there else None

    return wait_until(customer.page, outlined, "outlines around what is hidden")


def wait_none(customer: Customer) -> None:
    wait_until(customer.page, lambda: not outlines(customer), "no outlines")


def test_R52_outlines_follow_what_is_hidden_and_are_not_mirrored(
    checkout: None, customer: Customer, agent: Agent
) -> None:
    before = wait_outlined(customer)
    customer.page.mouse.wheel(0, 400)
    customer.page.wait_for_function("scrollY > 300")
    assert wait_outlined(customer) != before
    customer.page.set_viewport_size({"width": 360, "height": 750})
    customer.page.get_by_text("Payment").scroll_into_view_if_needed()
    wait_outlined(customer)
    mirrored = agent.mirror.locator("html").evaluate("html => html.outerHTML")
    assert "outline-label" not in mirrored
    assert LABEL not in mirrored
    # Screen readers hear nothing of them.
    assert LABEL not in customer.widget.text()


def test_R52_pointing_at_a_hidden_part_says_what_the_outline_means(
    checkout: None, customer: Customer
) -> None:
    wait_outlined(customer)
    assert customer.widget.boxes("outline-label") == []
    notes = customer.page.get_by_label("Notes on your file")
    notes.hover()
    label = wait_until(customer.page, lambda: customer.widget.boxes("outline-label"), "the label")[
        0
    ]
    around = notes.bounding_box()
    assert around is not None
    left, _, _, bottom = label
    assert (left, bottom) == pytest.approx((around["x"], around["y"]), abs=1)
    customer.page.get_by_text("Payment").hover()
    wait_until(
        customer.page, lambda: not customer.widget.boxes("outline-label"), "the label is gone"
    )
    # The page below works as before, and a field in use says so too.
    card = customer.page.get_by_label("Card number")
    card.click()
    expect(card).to_be_focused()
    customer.page.mouse.move(5, 300)
    wait_until(customer.page, lambda: customer.widget.boxes("outline-label"), "the label at it")


def test_R52_the_switch_is_remembered_and_stop_takes_all_away(
    checkout: None, customer: Customer, agent: Agent
) -> None:
    wait_outlined(customer)
    assert customer.widget.pressed(SWITCH)
    customer.widget.click("button", SWITCH)
    wait_none(customer)
    customer.page.reload()
    wait_until(customer.page, lambda: customer.widget.exists("button", SWITCH), "the switch")
    assert not customer.widget.pressed(SWITCH)
    assert outlines(customer) == []
    customer.widget.click("button", SWITCH)
    wait_outlined(customer)
    customer.stop()
    assert outlines(customer) == []
    assert not customer.widget.exists("button", SWITCH)


def test_R52_where_little_is_shown_a_sentence_says_so(
    server: DemoServer, checkout: None, customer: Customer, agent: Agent
) -> None:
    wait_outlined(customer)
    set_policy(server, {"mode": "private"})
    customer.widget.wait_text("The agent sees only parts of this page")
    wait_none(customer)
    assert not customer.widget.exists("button", SWITCH)
