"""Remote control as the customer consents to it: asked for, limited, ended, paused and gone with
the page, under the presets that want it otherwise; and what a hostile page does to the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website
from tests.helpers.sampled import sampled

ASK = "Allow remote control?"
FORM = '<form id="address"><label>Street <input name="street"></label></form><p>Other</p>'

Scene = tuple[Customer, Agent]


@pytest.fixture
def under(browser: Browser, server: DemoServer, agent: Agent) -> Iterator[Callable[[str], Scene]]:
    """`under(preset)`: a website under this preset, whose page the customer shares."""
    with ExitStack() as stack:

        def shared(preset: str) -> Scene:
            website = stack.enter_context(Website(server, preset))
            website.pages["/"] = FORM + f'<a href="{website.outside}/elsewhere">Elsewhere</a>'
            customer = Customer.open(browser, website.origin)
            stack.callback(customer.page.context.close)
            agent.join(customer.share())
            agent.sees("Home")
            return customer, agent

        yield shared


def ask(customer: Customer, agent: Agent) -> None:
    agent.ask_for_control()
    customer.widget.wait("alertdialog", ASK)


def test_R10_R11_the_question_says_who_asks_and_what_it_means(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    ask(customer, agent)
    text = customer.widget.text()
    for words in ("Alex Demo from Demo shop", "click, type and scroll", "Cannot send forms"):
        assert words in text
    # The safe answer has the focus, and Escape is the same.
    focused = [n for n in customer.widget.nodes("button", "Deny") if focus(n)]
    assert len(focused) == 1
    customer.page.keyboard.press("Escape")
    customer.widget.wait_gone("alertdialog", ASK)
    expect(agent.log).to_contain_text("denied remote control")
    agent.not_in_control()


def focus(node: dict[str, object]) -> bool:
    properties = node.get("properties", [])
    assert isinstance(properties, list)
    return any(p["name"] == "focused" and p["value"]["value"] for p in properties)


@pytest.mark.parametrize(
    ("button", "agent_reads", "customer_reads"),
    [
        ("Allow", "You have control", "can see and use this page"),
        ("Allow typing only", "You have control: typing only", "can see this page and type"),
    ],
)
def test_R11_allowed_and_ended_by_the_customer_alone(
    sharing: None,
    customer: Customer,
    agent: Agent,
    button: str,
    agent_reads: str,
    customer_reads: str,
) -> None:
    ask(customer, agent)
    customer.allow_control(button)
    agent.in_control(agent_reads)
    customer.widget.wait_text(customer_reads)
    customer.end_control()
    agent.not_in_control()
    customer.widget.wait_text("Alex Demo can see this page")


def test_R11_ended_by_the_agent_alone(sharing: None, customer: Customer, agent: Agent) -> None:
    ask(customer, agent)
    customer.allow_control()
    agent.in_control()
    agent.control_button.click()
    customer.widget.wait_gone("button", "End remote control")
    customer.widget.wait_text("can no longer use this page")
    agent.sees(customer.page.locator("h1").inner_text())


def test_B13_ended_while_the_server_is_dead(
    sharing: None, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    ask(customer, agent)
    customer.allow_control()
    agent.in_control()
    server.kill()
    customer.widget.click("button", "End remote control")
    customer.widget.wait_gone("button", "End remote control")
    server.start()
    agent.not_in_control()
    assert not customer.widget.exists("button", "End remote control")


def test_R11_a_part_of_the_page_by_mouse_and_by_keyboard(under: Callable[[str], Scene]) -> None:
    customer, agent = under("standard")
    ask(customer, agent)
    customer.widget.click("button", "Only a part of the page")
    customer.widget.wait_text("Which part of the page may Alex Demo use?")
    customer.page.keyboard.press("Escape")
    customer.widget.wait("alertdialog", ASK)
    customer.widget.click("button", "Only a part of the page")
    customer.widget.wait_text("Which part of the page may Alex Demo use?")
    # Where there is nothing but the page as a whole a click chooses nothing.
    customer.page.mouse.click(300, 500)
    customer.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert customer.widget.exists("button", "Back")
    # From <main> to what is in it, and to what is beside that.
    customer.page.keyboard.press("ArrowDown")
    customer.widget.wait_text("Home")
    customer.page.keyboard.press("ArrowRight")
    customer.widget.wait_text("Street")
    customer.page.keyboard.press("Enter")
    customer.widget.wait("button", "End remote control")
    agent.in_control("You have control of a part of the page")
    customer.widget.wait_text("use a part of it")
    customer.widget.click("button", "End remote control")
    agent.not_in_control()


def test_R11_B09_a_reload_ends_control_and_the_agent_asks_again(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    ask(customer, agent)
    customer.allow_control()
    agent.in_control()
    customer.page.reload()
    customer.widget.wait_text("Alex Demo can see this page")
    assert not customer.widget.exists("button", "End remote control")
    agent.not_in_control()
    expect(agent.control_button).to_be_enabled()
    ask(customer, agent)
    customer.widget.wait_text("had control on the page before")
    customer.allow_control()
    agent.in_control()


def test_R11_equal_control_comes_with_the_view_and_outlives_a_page(
    under: Callable[[str], Scene],
) -> None:
    customer, agent = under("equal")
    customer.widget.wait("button", "End remote control")
    agent.in_control()
    customer.page.reload()
    customer.widget.wait("button", "End remote control")
    agent.in_control()
    customer.widget.click("button", "End remote control")
    agent.not_in_control()
    customer.page.reload()
    customer.widget.wait_text("Alex Demo can see this page")
    assert not customer.widget.exists("button", "End remote control")


def test_R11_customer_led_the_customer_switches_control(under: Callable[[str], Scene]) -> None:
    customer, agent = under("customer-led")
    agent.not_in_control()
    customer.widget.click("button", "Switch control")
    customer.widget.wait("button", "End remote control")
    agent.in_control()
    customer.widget.click("button", "Switch control")
    agent.not_in_control()
    customer.widget.wait_gone("button", "End remote control")


def test_R16_stepwise_has_no_pause(under: Callable[[str], Scene]) -> None:
    customer, _ = under("stepwise")
    customer.widget.wait("button", "Stop")
    assert not customer.widget.exists("button", "Pause")
    assert not customer.widget.exists("button", "Switch control")
    customer.page.evaluate("() => Alongside.pause()")
    assert customer.page.evaluate("() => Alongside.session.state") == "active"


def test_R17_a_pause_ends_what_flows_and_control(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    ask(customer, agent)
    customer.allow_control()
    customer.widget.click("button", "Pause")
    customer.widget.wait_text("Session paused")
    agent.sees_nothing()
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'In the pause' }")
    # A script may not undo what she did.
    customer.page.evaluate("() => Alongside.resume()")
    assert customer.widget.exists("button", "Continue browsing")
    customer.widget.click("button", "Continue browsing")
    agent.sees("In the pause")
    customer.widget.wait_text("Alex Demo can see this page")
    agent.not_in_control()
    # What a script began, it may end.
    customer.page.evaluate("() => Alongside.pause()")
    agent.sees_nothing()
    customer.page.evaluate("() => Alongside.resume()")
    agent.sees("In the pause")


def test_R17_a_pause_needs_no_server_and_outlives_a_reload(
    sharing: None, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    server.kill()
    customer.widget.click("button", "Pause")
    customer.widget.wait_text("Session paused")
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'Unseen' }")
    server.start()
    agent.sees_nothing()
    wait_until(
        customer.page,
        lambda: customer.page.evaluate("() => Alongside.session?.state") == "paused",
        "the server told of the pause",
    )
    customer.page.reload()
    customer.widget.wait_text("Session paused")
    agent.sees_nothing()
    customer.widget.click("button", "Continue browsing")
    agent.sees(customer.page.locator("h1").inner_text())


def test_R17_equal_stop_pauses_first(under: Callable[[str], Scene]) -> None:
    customer, agent = under("equal")
    customer.widget.click("button", "Stop")
    customer.widget.wait_text("Session paused")
    agent.sees_nothing()
    customer.widget.click("button", "Continue browsing")
    agent.sees("Home")
    customer.widget.wait("button", "End remote control")
    customer.widget.click("button", "Stop")
    customer.widget.click("button", "End session")
    customer.widget.wait_gone("region", "Shared session")
    customer.widget.wait_text("You ended the shared session")


def test_R18_it_starts_again_in_the_same_conversation(under: Callable[[str], Scene]) -> None:
    customer, agent = under("standard")
    customer.stop()
    agent.sees_nothing()
    agent.join(customer.share("Start again"))
    agent.sees("Home")


def test_R18_write_mode_says_why_it_does_not(under: Callable[[str], Scene]) -> None:
    customer, agent = under("write-mode")
    customer.stop()
    agent.sees_nothing()
    customer.open_support()
    customer.widget.wait_text("To share again, start a new conversation")
    assert not customer.widget.exists("button", "Start again")
    assert not customer.widget.exists("button", "Share this page")


def test_the_customer_takes_back_what_the_agent_changed(under: Callable[[str], Scene]) -> None:
    customer, agent = under("equal")
    street = customer.page.get_by_label("Street")
    agent.click(agent.mirror.get_by_label("Street"))
    agent.page.keyboard.type("Main Street")
    expect(street).to_have_value("Main Street")
    customer.widget.wait_text("The agent changed: Street")
    customer.widget.click("button", "Changes by the agent")
    customer.widget.wait("dialog", "Changes by the agent")
    # As a screen reader reads it: before, and after.
    for words in ("Before:", "(empty)", "After:", "Main Street"):
        customer.widget.wait_text(words)
    customer.widget.click("button", "Undo")
    expect(street).to_have_value("")
    customer.widget.wait_gone("dialog", "Changes by the agent")
    assert not customer.widget.exists("button", "Changes by the agent")


@pytest.mark.parametrize("answer", sampled(["Not now", "Open"], 2))
def test_R23_only_the_customer_lets_the_agent_leave_the_site(
    under: Callable[[str], Scene], answer: str
) -> None:
    customer, agent = under("equal")
    agent.click(agent.mirror.get_by_role("link", name="Elsewhere"))
    customer.widget.wait_text("outside this site")
    assert customer.page.url.endswith("/")
    customer.widget.click("button", answer)
    customer.widget.wait_gone("button", answer)
    if answer == "Open":
        customer.page.wait_for_url("**/elsewhere")
    else:
        assert customer.page.url.endswith("/")


COVER = """() => {
    const cover = document.createElement('div')
    cover.popover = 'manual'
    cover.textContent = 'You have won'
    cover.style.cssText =
        'position: fixed; inset: 0; width: 100vw; height: 100vh; pointer-events: none; margin: 0'
    document.body.append(cover)
    cover.showPopover()
    window.cover = cover
}"""
HOST = "document.documentElement.lastElementChild"


def test_B05_a_covered_question_takes_no_yes(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    ask(customer, agent)
    customer.page.evaluate(COVER)
    # What she clicks is the cover, as far as she can see.
    wait_until(customer.page, lambda: is_refused(customer), "the click on Allow refused")
    customer.page.evaluate("() => window.cover.remove()")
    agent.not_in_control()
    customer.page.keyboard.press("Escape")
    expect(agent.log).to_contain_text("denied remote control")


def test_B05_a_covered_page_is_no_choice_of_a_part(under: Callable[[str], Scene]) -> None:
    customer, agent = under("standard")
    ask(customer, agent)
    customer.widget.click("button", "Only a part of the page")
    customer.widget.wait_text("Which part of the page may Alex Demo use?")
    street = customer.page.get_by_label("Street").bounding_box()
    assert street is not None
    customer.page.evaluate(COVER)
    customer.page.evaluate("() => new Promise((done) => setTimeout(done, 250))")
    customer.page.mouse.click(street["x"] + 5, street["y"] + 5)
    customer.widget.wait_text("your answer was not taken")
    agent.not_in_control()


def is_refused(customer: Customer) -> bool:
    """The browser tells what is covered a moment later, as it does with people."""
    customer.page.evaluate("() => new Promise((done) => setTimeout(done, 250))")
    customer.widget.click("button", "Allow")
    return "your answer was not taken" in customer.widget.text()


@pytest.mark.parametrize(
    "attack",
    sampled(
        [
            # Clicks, keys and a close that a script makes.
            f"""() => {{
            const host = {HOST}
            for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click', 'submit']) {{
                host.dispatchEvent(new MouseEvent(type, {{ bubbles: true, composed: true }}))
                document.activeElement.dispatchEvent(new MouseEvent(type, {{ bubbles: true }}))
            }}
            document.activeElement.click()
        }}""",
            # A copy of ours, clicked.
            f"""() => {{
            document.body.append({HOST}.cloneNode(true))
            document.body.lastChild.click()
        }}""",
            # Moved, faded, shrunk, hidden.
            f"""() => {{
            const host = {HOST}
            host.style.cssText =
                'opacity: 0 !important; transform: scale(0.1) !important; display: none'
            document.body.append(host)
        }}""",
            # Taken away.
            f"() => {HOST}.remove()",
        ],
        2,
    ),
    ids=["clicks", "clones", "moves", "removes"],
)
def test_B05_a_script_of_the_page_answers_nothing(
    sharing: None, customer: Customer, agent: Agent, attack: str
) -> None:
    ask(customer, agent)
    customer.page.evaluate(attack)
    customer.widget.wait("alertdialog", ASK)
    agent.not_in_control()
    assert not customer.widget.exists("button", "End remote control")
    customer.widget.click("button", "Deny")
    expect(agent.log).to_contain_text("denied remote control")
