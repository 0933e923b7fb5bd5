"""What each preset makes of the rules of behaviour, at the real UI; the name of a
test says the rule and the preset. docs/presets.md tells the same to operators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website

pytestmark = pytest.mark.long

# An opcode of WebSockets.
BINARY = 2
ASK_VIEW = ("alertdialog", "Share this page?")
ASK_CONTROL = ("alertdialog", "Allow remote control?")
HOME = """<form action="/sent"><label>Street <input name="street"></label>
<label>City <input name="city"></label><button>Send it</button></form>
<a href="/next">Go on</a>"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """One for all: every test has a website and people of its own."""
    with DemoServer(tmp_path_factory.mktemp("presets")) as running:
        yield running


Scene = tuple[Customer, Website]


@pytest.fixture
def under(browser: Browser, server: DemoServer) -> Iterator[Callable[[str], Scene]]:
    """`under(preset)`: a customer on a website of this preset."""
    with ExitStack() as stack:

        def scene(preset: str) -> Scene:
            website = stack.enter_context(Website(server, preset))
            website.pages["/"] = HOME
            customer = Customer.open(browser, website.origin)
            stack.callback(customer.page.context.close)
            return customer, website

        yield scene


def talk(customer: Customer, agent: Agent) -> None:
    customer.say("My parcel is late")
    agent.accept("My parcel is late")
    agent.say("Let me have a look")
    customer.widget.wait_text("Let me have a look")


def show(customer: Customer, agent: Agent, button: str = "Share this page") -> None:
    """She shares, and reads the session ID to the agent."""
    agent.join(customer.share(button))
    agent.sees("Home")


def take(customer: Customer, agent: Agent) -> None:
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()


def pane(agent: Agent, words: str) -> Locator:
    return agent.page.get_by_role("status").filter(has_text=words)


def button(agent: Agent, name: str) -> Locator:
    return agent.page.get_by_role("button", name=name, exact=True)


# --- equal ------------------------------------------------------------------------------------


def test_R10_R11_equal_one_yes_and_both_act_at_once(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("equal")
    talk(customer, agent)
    agent.request()
    customer.widget.wait(*ASK_VIEW)
    assert "use it together with you: click, type and scroll" in customer.widget.text()
    customer.allow()
    agent.sees("Home")
    agent.in_control()
    street, city = customer.page.get_by_label("Street"), customer.page.get_by_label("City")
    agent.click(agent.mirror.get_by_label("Street"))
    agent.page.keyboard.type("Main Street")
    expect(street).to_have_value("Main Street")
    city.click()
    customer.page.keyboard.type("Rome")
    expect(city).to_have_value("Rome")
    expect(agent.mirror.get_by_label("City")).to_have_value("Rome")
    agent.in_control()


def test_R17_R19_equal_stop_pauses_and_the_agent_reads_so(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("equal")
    show(customer, agent)
    agent.in_control()
    customer.widget.click("button", "Stop")
    expect(pane(agent, "Session paused")).to_be_visible()
    agent.sees_nothing()
    agent.not_in_control()
    for name in ("Continue browsing", "End session"):
        assert customer.widget.exists("button", name)
    for name in ("Stop", "Pause", "End remote control"):
        assert not customer.widget.exists("button", name)
    customer.widget.click("button", "Continue browsing")
    agent.sees("Home")
    agent.in_control()
    customer.widget.click("button", "Stop")
    customer.widget.click("button", "End session")
    expect(pane(agent, "Co-browse has ended")).to_be_visible()
    # She stays where she was, and the conversation goes on.
    assert customer.page.title() == "Home"
    agent.say("Anything else?")
    customer.widget.wait_text("Anything else?")


def test_R23_equal_control_goes_on_where_the_agent_leads(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("equal")
    show(customer, agent)
    agent.in_control()
    agent.click(agent.mirror.get_by_role("link", name="Go on"))
    agent.sees("Next")
    agent.in_control()
    button(agent, "Back").click()
    agent.sees("Home")
    agent.in_control()
    assert not customer.widget.exists(*ASK_CONTROL)


# --- stepwise ---------------------------------------------------------------------------------


def relayed(customer: Customer) -> list[str]:
    """What leaves her browser through the sealed relay, from now on."""
    frames: list[str] = []

    def sent(event: dict[str, Any]) -> None:
        if event["response"]["opcode"] == BINARY:
            frames.append(event["response"]["payloadData"])

    network = customer.page.context.new_cdp_session(customer.page)
    network.send("Network.enable")
    network.on("Network.webSocketFrameSent", sent)
    return frames


def test_R4_stepwise_nothing_leaves_before_view_is_pressed(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("stepwise")
    talk(customer, agent)
    frames = relayed(customer)
    agent.request()
    customer.allow()
    expect(pane(agent, "The customer agreed to show you the page")).to_be_visible()
    # Whatever was going to leave by itself would have left before this.
    customer.say("Do you see it?")
    expect(agent.log).to_contain_text("Do you see it?")
    customer.widget.wait_text("Alex Demo is being connected")
    assert frames == []
    agent.sees_nothing()
    button(agent, "View").click()
    agent.sees("Home")
    customer.widget.wait_text("Alex Demo can see this page")
    assert frames != []
    # Once pressed, for this session.
    customer.page.goto(customer.page.url + "next")
    agent.sees("Next")


def test_R10_R11_stepwise_each_step_is_asked_for_and_ends_alone(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("stepwise")
    talk(customer, agent)
    agent.request()
    customer.widget.wait(*ASK_VIEW)
    assert "cannot click or type" in customer.widget.text()
    customer.allow()
    button(agent, "View").click()
    agent.sees("Home")
    agent.not_in_control()
    take(customer, agent)
    customer.end_control()
    agent.not_in_control()
    agent.sees("Home")
    assert not customer.widget.exists("button", "Pause")
    customer.stop()
    agent.sees_nothing()


# --- customer-led -----------------------------------------------------------------------------


@pytest.mark.parametrize("preset", ["customer-led", "write-mode"])
def test_R1_R5_customer_led_write_mode_only_the_session_id_lets_an_agent_in(
    under: Callable[[str], Scene], agent: Agent, preset: str
) -> None:
    customer, _ = under(preset)
    talk(customer, agent)
    expect(pane(agent, "Ask the customer to share the page")).to_be_visible()
    expect(button(agent, "Request co-browse")).to_have_count(0)
    code = customer.share()
    expect(pane(agent, "Join with the session ID that the customer sees")).to_be_visible()
    expect(button(agent, "View the shared page")).to_have_count(0)
    agent.join(code)
    agent.sees("Home")


def test_R11_R18_customer_led_control_goes_to_and_fro_and_all_starts_again(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("customer-led")
    show(customer, agent)
    hers = agent.page.get_by_text("The customer has control", exact=True)
    expect(hers).to_be_visible()
    customer.widget.click("button", "Switch control")
    agent.in_control()
    expect(hers).to_have_count(0)
    customer.widget.wait_text("Alex Demo can see and use this page")
    agent.control_button.click()
    expect(hers).to_be_visible()
    customer.widget.wait_text("Alex Demo can see this page")
    # An agent may ask for it, and she decides.
    take(customer, agent)
    customer.widget.click("button", "Switch control")
    expect(hers).to_be_visible()
    customer.stop()
    expect(pane(agent, "Co-browse has ended")).to_be_visible()
    show(customer, agent, "Start again")
    expect(hers).to_be_visible()


# --- write-mode -------------------------------------------------------------------------------


def test_R11_R21_R24_write_mode_points_first_and_writes_on_request(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, website = under("write-mode")
    show(customer, agent)
    agent.not_in_control()
    street = customer.page.get_by_label("Street")
    agent.click(agent.mirror.get_by_label("Street"))
    customer.widget.wait_text("points at: Street")
    agent.page.keyboard.type("Main Street")
    take(customer, agent)
    expect(street).to_have_value("")
    agent.click(agent.mirror.get_by_label("Street"))
    agent.page.keyboard.type("Main Street")
    expect(street).to_have_value("Main Street")
    agent.click(agent.mirror.get_by_role("button", name="Send it"))
    agent.reads("Submit is off for agents on this site")
    assert customer.page.url == website.origin + "/"


@pytest.fixture
def colleague(browser: Browser, server: DemoServer) -> Iterator[Agent]:
    password = "a long password"
    server.cli("agent", "add", "ben", "--name", "Ben Demo", "--password-stdin", typed=password)
    person = Agent.sign_in(browser, server, "ben", password)
    yield person
    person.page.context.close()


def test_R31_write_mode_one_agent_at_a_time(
    under: Callable[[str], Scene], agent: Agent, colleague: Agent
) -> None:
    customer, _ = under("write-mode")
    code = customer.share()
    agent.join(code)
    agent.sees("Home")
    # What another agent would need is good for one only.
    colleague.join(code)
    expect(
        colleague.page.get_by_role("alert").filter(has_text="This session ID is not valid")
    ).to_be_visible()
    colleague.sees_nothing()
    assert "Ben Demo" not in customer.widget.text()
    # Nor does it go to somebody else meanwhile.
    expect(button(agent, "Transfer")).to_have_attribute("aria-disabled", "true")
    expect(button(agent, "Transfer")).to_have_accessible_description(
        "This site does not permit a transfer while the page is shared."
    )
    button(agent, "Transfer").click(force=True)
    expect(agent.page.get_by_role("dialog")).to_be_hidden()


def test_R18_write_mode_a_new_session_needs_a_new_conversation(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("write-mode")
    code = customer.share()
    agent.join(code)
    agent.sees("Home")
    customer.stop()
    customer.open_support()
    customer.widget.wait_text("To share again, start a new conversation")
    # Not by the old ID either.
    agent.join(code)
    expect(agent.page.get_by_role("alert").filter(has_text="not valid")).to_be_visible()
    assert not customer.widget.exists("button", "Share this page")
    button(agent, "End conversation").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="End conversation").click()
    customer.widget.wait("button", "Share this page")
    again = customer.share()
    assert again != code
    agent.join(again)
    agent.sees("Home")


# --- agent-led --------------------------------------------------------------------------------


def test_R22_R31_agent_led_laser_pen_control_and_the_end_of_the_conversation(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, _ = under("agent-led")
    talk(customer, agent)
    assert not customer.widget.exists("button", "Share this page")
    agent.request()
    customer.allow()
    agent.sees("Home")
    for name in ("Laser", "Pen", "Clear"):
        expect(button(agent, name)).to_be_visible()
    take(customer, agent)
    button(agent, "End conversation").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="End conversation").click()
    customer.widget.wait_gone("region", "Shared session")
    customer.widget.wait_text("ended with the conversation")
    agent.sees_nothing()
    not_available = pane(agent, "Co-browse is not available for the current conversation")
    expect(not_available).to_be_visible()


# --- one flag at a time -----------------------------------------------------------------------


def test_R24_agents_submit_where_the_site_lets_them(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, website = under("standard")
    website.change(submit_by_agents=True)
    show(customer, agent)
    agent.ask_for_control()
    customer.widget.wait(*ASK_CONTROL)
    assert "Cannot send forms" not in customer.widget.text()
    customer.allow_control()
    agent.in_control()
    agent.click(agent.mirror.get_by_role("button", name="Send it"))
    agent.sees("Sent")
    assert customer.page.url.startswith(website.origin + "/sent")


def test_R16_what_is_not_permitted_is_not_shown_from_one_second_to_the_next(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, website = under("equal")
    show(customer, agent)
    agent.in_control()
    shown = {
        "navigation_by_agents": agent.page.get_by_role("toolbar", name="Navigation"),
        "tabs_by_agents": button(agent, "Ask for another tab"),
        "laser": button(agent, "Laser"),
        "pen": button(agent, "Pen"),
    }
    for tool in shown.values():
        expect(tool).to_be_visible()
    expect(button(agent, "Clear all")).to_have_count(0)
    website.change(**dict.fromkeys(shown, False), paste_by_agents=False)
    for tool in shown.values():
        expect(tool).to_have_count(0)
    for name in ("Back", "Forward", "Refresh", "Clear"):
        expect(button(agent, name)).to_have_count(0)
    expect(agent.page.get_by_role("textbox", name="Address")).to_have_count(0)
    agent.click(agent.mirror.get_by_label("Street"))
    paste(agent, "Main Street")
    agent.reads("Agents may not do this on this site.")
    expect(customer.page.get_by_label("Street")).to_have_value("")
    website.change(pen=True, clear_all=True, paste_by_agents=True)
    expect(button(agent, "Clear all")).to_be_visible()
    paste(agent, "Main Street")
    expect(customer.page.get_by_label("Street")).to_have_value("Main Street")


def paste(agent: Agent, text: str) -> None:
    agent.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    agent.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    agent.page.keyboard.press("ControlOrMeta+v")


def test_R16_without_the_scope_there_is_no_control_to_ask_for(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, website = under("equal")
    website.change(scopes=["view"])
    show(customer, agent)
    expect(agent.control_button).to_have_count(0)
    customer.widget.wait_text("Alex Demo can see this page")
    assert not customer.widget.exists("button", "End remote control")


def test_R9_R27_questions_and_absences_last_as_long_as_the_site_says(
    under: Callable[[str], Scene], agent: Agent
) -> None:
    customer, website = under("standard")
    website.change(ask_seconds=2, away_seconds=2)
    talk(customer, agent)
    agent.request()
    customer.widget.wait(*ASK_VIEW)
    customer.widget.wait_gone(*ASK_VIEW)
    expect(pane(agent, "The request was not answered")).to_be_visible()
    show(customer, agent)
    customer.page.close()
    expect(pane(agent, "Co-browse has ended")).to_be_visible()
    expect(agent.log).to_contain_text("the customer did not come back")
