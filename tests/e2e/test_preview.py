"""What the agent sees, shown to the customer: the very stream that leaves her page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website

SECRET = "canary-7f3a"
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
CANARIES = f"""
<p id="open">Seen by everybody</p>
<p data-alongside="mask">{SECRET}-text</p>
<section data-alongside="block"><p>{SECRET}-blocked</p></section>
<p class="cobrowse-redacted">{SECRET}-class</p>
<div data-alongside="ignore">{SECRET}-ignored</div>
<input type="password" value="{SECRET}-password">
<input autocomplete="cc-number" value="{SECRET}-card">
<input type="hidden" value="{SECRET}-hidden">
<!-- {SECRET}-comment -->
<img alt="A dot" src="{PIXEL}">
<label>City <input name="city"></label>
"""


@pytest.fixture
def customer(browser: Browser, server: DemoServer, agent: Agent) -> Iterator[Customer]:
    with Website(server) as website:
        website.pages["/"] = CANARIES
        person = Customer.open(browser, website.origin)
        agent.join(person.share())
        agent.sees("Seen by everybody")
        yield person
        person.page.context.close()


def mirrored(page: Page) -> Frame | None:
    """The mirror in sight, within the preview."""
    frames = [frame for frame in page.frames if "/preview/mirror" in frame.url]
    return frames[-1] if frames else None


def wait_previewed(page: Page, text: str) -> str:
    """Until the preview shows `text`; returns all of its HTML."""

    def shown() -> str | None:
        frame = mirrored(page)
        html = frame.content() if frame else ""
        return html if text in html else None

    return wait_until(page, shown, f"{text!r} in the preview")


def test_what_is_hidden_from_the_agent_is_hidden_in_the_preview(customer: Customer) -> None:
    page = customer.page
    assert SECRET in page.content()
    customer.widget.click("button", "What the agent sees")
    html = wait_previewed(page, "Seen by everybody")
    assert SECRET not in html
    # And it goes on, with what she types where agents may see it.
    page.evaluate("() => { document.querySelector('#open').textContent = 'Changed since' }")
    page.evaluate("() => { document.querySelector('[type=password]').type = 'text' }")
    html = wait_previewed(page, "Changed since")
    assert SECRET not in html
    frame = mirrored(page)
    assert frame is not None
    assert frame.evaluate("() => [...document.images].every((image) => image.naturalWidth === 1)")


def test_it_closes_by_button_and_by_escape_in_and_out_of_its_frame(customer: Customer) -> None:
    page = customer.page
    for close in ("button", "escape", "escape inside"):
        customer.widget.click("button", "What the agent sees")
        wait_previewed(page, "Seen by everybody")
        if close == "button":
            customer.widget.click("button", "Close")
        else:
            if close == "escape inside":
                page.mouse.click(500, 400)
            page.keyboard.press("Escape")
        customer.widget.wait_gone("dialog", "What the agent sees")
        wait_until(page, lambda: mirrored(page) is None, "the frame gone")


def test_it_takes_nothing_from_the_agent_and_goes_with_the_session(
    customer: Customer, agent: Agent
) -> None:
    page = customer.page
    customer.widget.click("button", "What the agent sees")
    wait_previewed(page, "Seen by everybody")
    page.evaluate("() => { document.querySelector('#open').textContent = 'For both' }")
    wait_previewed(page, "For both")
    agent.sees("For both")
    agent.end()
    customer.widget.wait_gone("dialog", "What the agent sees")
    wait_until(page, lambda: mirrored(page) is None, "the frame gone")
