"""axe-core finds nothing on either side, in every state the session goes through (R62)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.sampled import sampled

AXE = Path(__file__).parents[2] / "client_js" / "node_modules" / "axe-core" / "axe.min.js"

# axe cannot look into a closed shadow root; this page opens ours for it, in this file only.
OPEN_ROOTS = """
    const attach = Element.prototype.attachShadow
    Element.prototype.attachShadow = function (init) {
        return attach.call(this, { ...init, mode: 'open' })
    }
"""


def violations(page: Page | Frame) -> list[str]:
    """What axe-core finds in `page`, outside of frames, once no colour is on its way to another."""
    page.evaluate(AXE.read_text())  # by the debugger: no CSP has to allow it
    found = page.evaluate(
        """async () => {
            const roots = [document]
            for (const root of roots) {
                for (const { shadowRoot } of root.querySelectorAll('*')) {
                    if (shadowRoot) roots.push(shadowRoot)
                }
            }
            const running = roots.flatMap((root) => root.getAnimations())
            const transitions = running.filter((one) => one instanceof CSSTransition)
            await Promise.allSettled(transitions.map(({ finished }) => finished))
            const rules = { 'target-size': { enabled: true } } // 24 pixels, or room around it
            const options = { resultTypes: ['violations'], iframes: false, rules }
            const { violations } = await axe.run(document, options)
            return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])
        }"""
    )
    return [json.dumps(violation) for violation in found]


@pytest.fixture
def customer(browser: Browser, server: DemoServer) -> Iterator[Customer]:
    context = browser.new_context(viewport={"width": 1100, "height": 750})
    context.add_init_script(OPEN_ROOTS)
    page = context.new_page()
    page.goto(server.customer_page)
    yield Customer(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in(browser: Browser, server: DemoServer, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(server.agent_console)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert violations(page) == []
    page.context.close()


def test_from_the_first_message_to_the_end(customer: Customer, agent: Agent) -> None:
    assert violations(customer.page) == []
    customer.say("My parcel is late")
    assert violations(customer.page) == []
    assert violations(agent.page) == []
    agent.accept("My parcel is late")
    agent.say("Let me have a look")
    agent.toolbar.get_by_role("button", name="Request co-browse").click()
    dialog = agent.page.get_by_role("dialog", name="Request co-browse?")
    expect(dialog).to_be_visible()
    assert violations(agent.page) == []
    dialog.get_by_role("button", name="Request", exact=True).click()
    customer.widget.wait("alertdialog", "Share this page?")
    assert violations(customer.page) == []
    assert violations(agent.page) == []
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    assert violations(customer.page) == []
    assert violations(agent.page) == []
    customer.stop()
    agent.sees_nothing()
    assert violations(customer.page) == []
    assert violations(agent.page) == []


@pytest.mark.parametrize("scheme", sampled(["light", "dark"], 2))
def test_remote_control_and_the_bar(
    sharing: None, customer: Customer, agent: Agent, scheme: Literal["light", "dark"]
) -> None:
    page = customer.page
    page.emulate_media(color_scheme=scheme)
    page.goto(page.url.rstrip("/") + "/checkout.html")
    agent.sees("Your details")
    agent.ask_for_control()
    customer.widget.wait("alertdialog", "Allow remote control?")
    assert violations(page) == []
    customer.widget.click("button", "Only a part of the page")
    customer.widget.wait_text("Which part of the page may Alex Demo use?")
    assert violations(page) == []
    customer.widget.click("button", "Back")
    customer.allow_control()
    agent.in_control()
    agent.click(agent.mirror.get_by_label("Full name"))
    agent.page.keyboard.type("Ada")
    customer.widget.click("button", "Changes by the agent")
    customer.widget.wait("dialog", "Changes by the agent")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == []
    customer.widget.click("button", "More")
    customer.widget.wait("button", "Pause")
    assert violations(page) == []
    assert too_small(page) == []
    customer.widget.click("button", "Pause")
    customer.widget.wait("button", "Continue browsing")
    assert violations(page) == []
    assert too_small(page) == []


def too_small(page: Page) -> list[str]:
    """Our buttons that are less than 24 pixels wide or high (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => {
            const root = [...document.documentElement.children].at(-1).shadowRoot
            const boxes = [...root.querySelectorAll('button')]
                .map((button) => [button, button.getBoundingClientRect()])
                .filter(([, { width }]) => width > 0)
            if (boxes.length === 0) throw new Error('no button of ours')
            return boxes.filter(([, { width, height }]) => width < 24 || height < 24)
                .map(([button]) => button.outerHTML)
        }"""
    )
    return found


def test_waiting_with_a_session_id(customer: Customer) -> None:
    customer.share()
    assert violations(customer.page) == []


def test_the_prompt_from_the_keyboard_alone(
    talking: None, customer: Customer, agent: Agent
) -> None:
    """Escape is the safe answer."""
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    customer.page.keyboard.press("Escape")
    customer.widget.wait_gone("alertdialog", "Share this page?")
    expect(agent.log).to_contain_text("denied")
