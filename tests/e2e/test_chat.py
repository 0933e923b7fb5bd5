"""The chat at both sides' real windows: typing, delivered and seen, links, transcripts, blurbs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations
from tests.e2e.website import Website
from tests.e2e.words import DEFAULT, said

HOSTILE = '<img src=x onerror="window.hacked=1"> <b>bold</b> javascript:alert(1)'
DECEIVING = "https://bank.example@evil.example/ https://\N{CYRILLIC SMALL LETTER A}pple.com/login"


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as made:
        yield made


@pytest.fixture
def customer(browser: Browser, website: Website) -> Iterator[Customer]:
    person = Customer.open(browser, website.origin)
    yield person
    person.page.context.close()


def typing(agent: Agent) -> Locator:
    return agent.page.get_by_role("status").filter(has_text="Customer is typing…")


def marked(agent: Agent, mark: str) -> None:
    expect(agent.log.get_by_text(mark, exact=True)).to_have_count(1)


def test_R30_typing_delivered_and_seen_on_both_sides(
    talking: None, customer: Customer, agent: Agent
) -> None:
    widget = customer.widget
    marked(agent, "Seen")  # She has read what the agent said, with the window open.
    composer = widget.boxes("composer"), agent.page.locator("form.composer").bounding_box()
    widget.click("textbox", "Message")
    customer.page.keyboard.type("It is number 47")
    expect(typing(agent)).to_be_visible()
    agent.page.get_by_role("textbox", name="Message").press_sequentially("One moment")
    widget.wait_text("Alex Demo is typing…")
    # Nothing has moved.
    assert composer == (
        widget.boxes("composer"),
        agent.page.locator("form.composer").bounding_box(),
    )
    # Taken back, and sent: neither is typing any more.
    agent.page.get_by_role("textbox", name="Message").fill("")
    wait_until(customer.page, lambda: "is typing" not in widget.text(), "nobody is typing")
    customer.page.keyboard.press("Enter")
    expect(typing(agent)).to_have_count(0)
    widget.wait_text("Seen")

    # Closed, a message only arrives; a window in the background is as good as closed.
    widget.click("button", "Close")
    agent.say("Found it")
    marked(agent, "Delivered")
    widget.click("button", "Help")
    marked(agent, "Seen")
    # The agent's narrow window shows the page instead of the chat: nothing there is seen.
    agent.page.set_viewport_size({"width": 700, "height": 800})
    agent.page.get_by_role("navigation").get_by_role("button", name="Co-browse").click()
    customer.say("Thank you")
    widget.wait_text("Delivered")
    agent.page.get_by_role("navigation").get_by_role("button", name="Chat").click()
    widget.wait_text("Seen")


def test_R30_links_open_in_tabs_outside_the_shared_session(
    sharing: None, customer: Customer, agent: Agent, website: Website
) -> None:
    agent.say(f"Please read ({website.origin}/terms).")
    customer.widget.wait_text(f"{website.origin}/terms")
    with customer.page.context.expect_page() as opened:
        customer.widget.click("link", f"{website.origin}/terms")
    other = Customer(opened.value)
    expect(other.page).to_have_title("Terms")
    assert other.page.evaluate("() => [opener, document.referrer]") == [None, ""]
    # It is another tab like any that she opens herself: not shared, and the agent sees the first.
    other.widget.wait("button", "Help")
    assert not other.widget.exists("region", "Shared session")
    assert other.page.evaluate("() => Alongside.session") is None
    expect(agent.page.get_by_role("tablist", name="Shared tabs")).to_be_hidden()
    agent.sees("Home")
    customer.widget.wait("region", "Shared session")

    # In one piece it stands there only until it has been sent: then it has links in it.
    customer.widget.fill("textbox", "Message", f"{HOSTILE} {DECEIVING} {website.outside}/photo")
    customer.widget.click("button", "Send")
    said = agent.log.locator(".bubble").last
    expect(said).to_contain_text(HOSTILE)
    links = said.get_by_role("link")
    # What is read is what will be opened.
    expect(links).to_have_text(["https://xn--pple-43d.com/login", f"{website.outside}/photo"])
    expect(said.locator("img, b")).to_have_count(0)
    with agent.page.context.expect_page() as shown:
        links.last.click()
    expect(shown.value).to_have_title("Photo")
    assert shown.value.evaluate("() => [opener, document.referrer]") == [None, ""]
    assert not agent.page.evaluate("() => 'hacked' in window")


def saved_by_customer(customer: Customer) -> str:
    with customer.page.expect_download() as saved:
        customer.widget.click("button", "Save transcript")
    return said(Path(saved.value.path()).read_text(encoding="utf-8"), DEFAULT)


def saved_by_agent(agent: Agent) -> str:
    with agent.page.expect_download() as saved:
        agent.page.get_by_role("button", name="Save transcript").click()
    assert saved.value.suggested_filename.endswith(".txt")
    return said(Path(saved.value.path()).read_text(encoding="utf-8"), DEFAULT)


def test_R30_the_transcript_is_saved_by_either_side_also_after_the_end(
    talking: None, customer: Customer, agent: Agent, website: Website
) -> None:
    customer.say("Grüße \N{SLICE OF PIZZA}")
    # On both sides: before that it is not part of the conversation.
    expect(agent.log).to_contain_text("Grüße")
    customer.widget.wait_text("Seen")
    hers = saved_by_customer(customer)
    assert (
        f"{DEFAULT('You')}: My parcel is late" in hers and "Alex Demo: Let me have a look" in hers
    )
    assert hers.rstrip().endswith(f"{DEFAULT('You')}: Grüße \N{SLICE OF PIZZA}")
    agent.page.get_by_role("button", name="End conversation").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="End conversation").click()
    customer.widget.wait_text("This conversation has ended")
    assert "The conversation has ended" in saved_by_customer(customer)
    his = saved_by_agent(agent)
    assert "Alex Demo: Let me have a look" in his and "Grüße" in his and "* " in his

    website.change(transcript_export=False)
    customer.say("Once more")
    agent.accept("Once more")
    expect(agent.page.get_by_role("button", name="Save transcript")).to_have_count(0)
    wait_until(
        customer.page,
        lambda: not customer.widget.exists("button", "Save transcript"),
        "no transcript where the policy has none",
    )


def blurb(customer: Customer, words: str) -> None:
    wait_until(customer.page, lambda: customer.widget.text_in("blurb") == words, f"blurb {words!r}")


def test_R3_each_request_stands_beside_the_minimised_button(
    talking: None, customer: Customer, agent: Agent, website: Website
) -> None:
    widget = customer.widget
    widget.click("button", "Close")
    agent.say("May I?")
    blurb(customer, "1 new message")
    agent.request()
    blurb(customer, "Alex Demo asks to see this page")
    customer.allow()
    agent.sees("Home")
    agent.ask_for_control()
    blurb(customer, "Alex Demo asks for remote control")
    customer.allow_control()
    customer.end_control()
    agent.page.get_by_role("button", name="Full device", exact=True).click()
    agent.page.get_by_role("dialog").get_by_role("button", name="Ask", exact=True).click()
    blurb(customer, "Alex Demo asks to see your screen")
    widget.click("button", "Deny")
    agent.page.get_by_role("button", name="Call", exact=True).click()
    blurb(customer, "Alex Demo is calling you")
    # The question itself comes in any case; what stands beside the button is the site's to decide.
    website.change(blurbs=False)
    wait_until(customer.page, lambda: widget.text_in("blurb") == "", "no blurb")
    widget.wait("alertdialog", "Incoming call")


def own_window(customer: Customer) -> Page:
    with customer.page.expect_popup() as popup:
        customer.widget.click("button", "Open in its own window")
    window = popup.value
    expect(window.get_by_role("log", name="Conversation")).to_contain_text("My parcel is late")
    return window


def test_R30_the_chat_in_its_own_window_goes_on_over_page_loads(
    talking: None, customer: Customer, agent: Agent, website: Website
) -> None:
    window = own_window(customer)
    alone = customer.page.context.new_page()
    alone.goto(window.url)
    expect(alone.get_by_text("Please open this chat from the website")).to_be_visible()
    alone.close()
    log = window.get_by_role("log", name="Conversation")
    customer.widget.wait_gone("dialog", "Support")
    agent.say("Better like this?")
    expect(log).to_contain_text("Better like this?")
    marked(agent, "Seen")
    # What she has read there is no news in the page.
    wait_until(customer.page, lambda: customer.widget.text_in("blurb") == "", "nothing unread")
    customer.page.goto(website.origin + "/second")
    window.get_by_role("textbox", name="Message").press_sequentially("Much better")
    expect(typing(agent)).to_be_visible()
    window.get_by_role("button", name="Send").click()
    expect(agent.log).to_contain_text("Much better")
    expect(log.get_by_text("Seen", exact=True)).to_be_visible()

    # Questions are answered in the page, and the window says so.
    agent.request()
    expect(window.get_by_role("status").filter(has_text="Alex Demo asks you")).to_be_visible()
    assert window.get_by_role("button", name="Allow").count() == 0
    assert violations(window) == []
    customer.allow()
    agent.sees("Second")
    expect(window.get_by_text("Alex Demo asks you")).to_have_count(0)
    assert window.get_by_role("button", name="Save transcript").is_visible()

    # Loaded anew it asks the page that is there by now for another ticket.
    window.reload()
    expect(log).to_contain_text("Much better")
    customer.page.close()
    agent.say("Are you still there?")
    expect(log).to_contain_text("Are you still there?")
    window.get_by_role("textbox", name="Message").fill("Yes")
    window.keyboard.press("Enter")
    expect(agent.log.locator(".bubble").last).to_have_text("Yes")
