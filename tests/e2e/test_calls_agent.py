"""Calls and the full device, from the agent's console: every step at the real UI of both sides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.agent_calls import Caller, accept, customer_with_devices
from tests.e2e.calls import window_opened_by
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Customer
from tests.e2e.words import DEFAULT
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags


@pytest.fixture(scope="module")
def media_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def customer(media_browser: Browser, server: DemoServer) -> Iterator[Customer]:
    person = customer_with_devices(media_browser, server.customer_page)
    yield person
    person.page.context.close()


@pytest.fixture
def agent(media_browser: Browser, server: DemoServer) -> Iterator[Caller]:
    person = Caller.at(media_browser, server)
    yield person
    person.page.context.close()


def test_R14_nothing_is_captured_before_she_accepts_and_nothing_after_the_agent_hangs_up(
    talking: None, customer: Customer, agent: Caller
) -> None:
    agent.button("Call").click()
    customer.widget.wait("alertdialog", "Incoming call")
    expect(agent.button("Cancel the call")).to_be_visible()
    agent.captures(0)
    agent.links(0)
    dock = accept(customer)
    agent.in_call()
    agent.captures(1)
    agent.hears(TONE_HZ)
    agent.button("Hang up").click()
    agent.captures(0)
    agent.links(0)
    expect(agent.log).to_contain_text("hung up")
    expect(agent.button("Call")).to_be_visible()
    expect(dock.get_by_text("Call ended")).to_be_visible()


def test_R14_an_agent_who_is_muted_sends_nothing(
    talking: None, customer: Customer, agent: Caller
) -> None:
    agent.button("Call").click()
    dock = accept(customer)
    agent.in_call()
    agent.hears(TONE_HZ)
    agent.button("Mute").click()
    expect(agent.button("Mute")).to_have_attribute("aria-pressed", "true")
    expect(dock.locator(".visually-hidden", has_text="Muted")).to_be_attached()
    # Over a reload, too: the call goes on, and so does the silence.
    agent.page.reload()
    agent.in_call()
    expect(agent.button("Mute")).to_have_attribute("aria-pressed", "true")
    agent.captures(1)
    wait_until(agent.page, lambda: agent.voice_bytes("inbound-rtp") > 5000, "her voice")
    assert agent.voice_bytes("outbound-rtp") == 0
    agent.button("Mute").click()
    wait_until(agent.page, lambda: agent.voice_bytes("outbound-rtp") > 0, "the agent's voice")


def test_R15_the_agent_answers_a_video_call_without_a_camera_and_switches_it_on(
    talking: None, customer: Customer, agent: Caller
) -> None:
    dock = window_opened_by(customer, "button", "Video")
    expect(agent.rings).to_contain_text("Incoming video call")
    agent.captures(0)
    agent.rings.get_by_role("button", name="Accept", exact=True).click()
    agent.in_call("In a video call")
    agent.captures(1)
    agent.button("Camera on").click()
    agent.captures(2)
    expect(dock.locator("video").first).to_be_visible()
    agent.button("Camera off").click()
    agent.captures(1)


def test_R14_the_call_goes_on_beside_another_conversation_and_a_second_has_to_wait(
    talking: None, customer: Customer, agent: Caller, media_browser: Browser, server: DemoServer
) -> None:
    agent.button("Call").click()
    accept(customer)
    agent.in_call()
    other = customer_with_devices(media_browser, server.customer_page)
    other.say("And mine is broken")
    agent.accept("And mine is broken")
    expect(agent.button("Call")).to_have_attribute("aria-disabled", "true")
    expect(agent.page.get_by_text("You are in another call. End it first.")).to_be_visible()
    agent.hears(TONE_HZ)
    second = window_opened_by(other, "button", "Call")
    agent.rings.get_by_role("button", name="End the other call and accept").click()
    agent.in_call()
    agent.links(1)
    expect(second.get_by_text("On a call with")).to_be_visible()
    customer.widget.wait_gone("button", "Hang up")
    other.page.context.close()


@pytest.mark.long
def test_R15_another_agent_hears_nothing_before_she_presses_join_call(
    talking: None, customer: Customer, agent: Caller, media_browser: Browser, server: DemoServer
) -> None:
    password = "correct horse battery"
    server.cli("agent", "add", "ben", "--name", "Ben Demo", "--password-stdin", typed=password)
    code = customer.share()
    # As the owner she needs no code, so it is there for another.
    agent.button("View the shared page").click()
    agent.sees(customer.page.locator("h1").inner_text())
    agent.button("Call").click()
    accept(customer)
    agent.in_call()
    ben = Caller.at(media_browser, server, ("ben", password))
    ben.join(code)
    expect(ben.button("Join call")).to_be_visible()
    ben.captures(0)
    assert ben.page.evaluate("voiceBytes('inbound-rtp')") == 0
    ben.button("Join call").click()
    ben.in_call()
    ben.captures(1)
    ben.hears(TONE_HZ)
    # Out of it alone: it goes on for the others.
    ben.button("Leave call").click()
    ben.captures(0)
    ben.links(0)
    expect(ben.button("Join call")).to_be_visible()
    agent.hears(TONE_HZ)
    ben.page.context.close()


def test_R12_the_screen_takes_the_place_of_the_page_which_is_back_without_a_reload(
    sharing: None, customer: Customer, agent: Caller
) -> None:
    agent.frames.first.evaluate("frame => { frame.dataset.same = 'yes' }")
    agent.ask_for_full_device()
    expect(agent.page.get_by_text("Waiting for the customer's answer").first).to_be_visible()
    expect(agent.button("Full device")).to_have_attribute("aria-disabled", "true")
    accept(customer, "Share your screen?", "Allow")
    expect(agent.button("Full device")).to_have_attribute("aria-pressed", "true")
    agent.screen.locator("video").wait_for()
    expect(agent.screen.get_by_text("Browser tab")).to_be_visible()
    expect(agent.frames.first).to_be_hidden()
    laser = agent.button("Laser")
    expect(laser).to_have_attribute("aria-disabled", "true")
    why = DEFAULT("Not while you see the customer's screen.")
    expect(laser).to_have_attribute("title", f"{DEFAULT('Laser')}: {why}")
    expect(agent.control_button).to_have_attribute("aria-disabled", "true")
    agent.button("Full device").click()
    expect(agent.screen).to_have_count(0)
    expect(agent.frames.first).to_have_attribute("data-same", "yes")
    agent.sees(customer.page.locator("h1").inner_text())
    expect(laser).to_have_attribute("aria-disabled", "false")


@pytest.mark.long
def test_the_call_stays_in_the_console_when_the_page_has_a_window_of_its_own(
    sharing: None, customer: Customer, agent: Caller
) -> None:
    agent.button("Call").click()
    accept(customer)
    agent.in_call()
    agent.links(1)
    with agent.page.expect_popup() as opening:
        agent.button("Open in its own window").click()
    own = Caller(opening.value)
    own.sees(customer.page.locator("h1").inner_text())
    own.links(0)
    agent.links(1)
    own.ask_for_full_device()
    customer.widget.wait("alertdialog", "Share your screen?")
    customer.widget.click("button", "Allow")
    own.screen.locator("video").wait_for()
    expect(agent.screen).to_have_count(0)
    own.page.close()
    agent.screen.locator("video").wait_for()
    agent.in_call()


def test_R13_a_denied_screen_is_told_and_asked_again_only_later(
    sharing: None, customer: Customer, agent: Caller
) -> None:
    agent.ask_for_full_device()
    customer.widget.wait("alertdialog", "Share your screen?")
    customer.widget.click("button", "Deny")
    expect(agent.log).to_contain_text("Customer denied showing the screen")
    expect(agent.button("Full device")).to_have_attribute("aria-disabled", "true")


def test_R15_an_agent_without_a_microphone_hears_her_and_reads_why_she_is_not_heard(
    media_browser: Browser, server: DemoServer, customer: Customer
) -> None:
    agent = Caller.at(media_browser, server, permissions=())
    customer.say("My parcel is late")
    agent.accept("My parcel is late")
    agent.button("Call").click()
    dock = accept(customer)
    expect(agent.page.get_by_text("The customer cannot hear you")).to_be_visible()
    expect(dock.get_by_text("cannot be heard")).to_be_visible()
    agent.hears(TONE_HZ)
    agent.page.context.grant_permissions(["microphone"])
    agent.button("Try again").click()
    agent.captures(1)
    expect(agent.page.get_by_text("The customer cannot hear you")).to_be_hidden()
    expect(dock.get_by_text("cannot be heard")).to_be_hidden()
    agent.page.context.close()
