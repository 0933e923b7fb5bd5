"""Calls and the shared screen at the customer's: she is asked, her call window opens where it can,
is found again, and she can end everything from each of her pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, expect

from tests.e2e.calls import Wire, window_opened_by
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website
from tests.e2e.words import DEFAULT, said
from tests.helpers.chromium import EXECUTABLE, PICK_THIS_TAB, media_flags
from tests.helpers.sampled import sampled

SCOPES = ["view", "control", "voice", "video", "screen"]
NO_WINDOWS = "window.open = () => null"


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield chromium
    chromium.close()


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as site:
        site.change(scopes=SCOPES)
        yield site


class Talk:
    """A customer of the website and an agent, talking in the chat."""

    def __init__(self, browser: Browser, website: Website, agent: Agent) -> None:
        self._browser = browser
        self._website = website
        self.agent = agent
        self.customer: Customer
        self.wire: Wire

    def begin(self, script: str = "", width: int = 1100) -> None:
        context = self._browser.new_context(
            viewport={"width": width, "height": 750}, permissions=["microphone", "camera"]
        )
        context.add_init_script(PICK_THIS_TAB)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(self._website.origin)
        self.customer = Customer(page)
        self.customer.say("My parcel is late")
        self.agent.accept("My parcel is late")
        self.agent.say("Let me have a look")
        self.customer.widget.wait_text("Let me have a look")
        self.wire = Wire(self.agent)

    def dock_frames(self) -> list[Frame]:
        frames = self.customer.page.frames
        return [frame for frame in frames if "/dock?" in frame.url and not frame.is_detached()]

    def accepted(self) -> None:
        request = self.wire.scope("voice")["request"]
        self.wire.say("scope.allow", request=request)
        self.wire.wait("voice", "granted")

    def share(self) -> None:
        self.agent.request()
        self.customer.allow()


@pytest.fixture
def talk(browser: Browser, website: Website, agent: Agent) -> Iterator[Talk]:
    running = Talk(browser, website, agent)
    yield running
    running.customer.page.context.close()


def focused(customer: Customer) -> str:
    """The name of the button that a press of Enter would press."""
    for node in customer.widget.nodes("button", None):
        properties = {one["name"]: one["value"]["value"] for one in node.get("properties", [])}
        if properties.get("focused"):
            return said(str(node["name"]["value"]), DEFAULT)
    return ""


@pytest.mark.parametrize(
    ("scope", "title", "text"),
    sampled(
        [
            ("voice", "Incoming call", "is calling you."),
            ("video", "Incoming video call", "is calling you with video."),
        ],
        2,
    ),
)
def test_R14_a_call_rings_and_declining_it_lets_nothing_flow(
    talk: Talk, scope: str, title: str, text: str
) -> None:
    talk.begin()
    widget = talk.customer.widget
    talk.wire.ask(scope)
    widget.wait("alertdialog", title)
    widget.wait_text(text)
    wait_until(talk.customer.page, lambda: focused(talk.customer) == "Decline", "focus on Decline")
    widget.click("button", "Decline")
    widget.wait_gone("alertdialog", title)
    talk.wire.wait(scope, "off")
    widget.wait_text("You declined the call")
    assert talk.wire.state["dock"] is None
    assert len(talk.customer.page.context.pages) == 1


def test_a_call_that_she_does_not_take_is_told_as_missed(talk: Talk) -> None:
    talk.begin()
    request = talk.wire.ask("voice")
    talk.customer.widget.wait("alertdialog", "Incoming call")
    talk.wire.say("scope.withdraw", request=request)
    talk.customer.widget.wait_gone("alertdialog", "Incoming call")
    talk.customer.widget.wait_text("Missed call from")


def test_accepting_opens_one_window_that_outlives_her_page(talk: Talk) -> None:
    talk.begin()
    widget = talk.customer.widget
    talk.wire.ask("voice")
    widget.wait("alertdialog", "Incoming call")
    dock = window_opened_by(talk.customer, "button", "Accept")
    talk.wire.wait("voice", "granted")
    talk.wire.wait_dock("connected")
    assert dock.title() == "Support call"
    widget.wait("button", "Mute")
    talk.customer.page.reload()
    widget.wait("button", "Mute")
    talk.customer.open_support()
    assert talk.wire.scope("voice")["state"] == "granted"
    # What she does next goes to the same window, which is not loaded anew.
    dock.evaluate("window.same = true")
    widget.click("button", "Video")
    talk.wire.wait("video", "asked")
    assert dock.evaluate("window.same") is True
    assert len(talk.customer.page.context.pages) == 2
    widget.click("button", "Hang up")
    talk.wire.wait("voice", "off")
    widget.wait_gone("button", "Hang up")


def test_a_pause_holds_the_call_at_once_without_a_server(talk: Talk, server: DemoServer) -> None:
    talk.begin()
    talk.share()
    page, widget = talk.customer.page, talk.customer.widget
    talk.wire.ask("voice")
    widget.wait("alertdialog", "Incoming call")
    dock = window_opened_by(talk.customer, "button", "Accept")

    def captures(what: str) -> None:
        dock.wait_for_selector(f"alongside-dock[data-capturing='{what}']")

    captures("microphone")
    widget.wait("button", "Mute")
    server.kill()
    widget.click("button", "Pause")
    captures("")
    dock.wait_for_selector("alongside-dock[data-stage=hold]")
    widget.click("button", "Continue browsing")
    captures("microphone")
    page.evaluate("Alongside.pause()")
    captures("")
    page.evaluate("Alongside.resume()")
    captures("microphone")


def test_closing_the_window_ends_the_call(talk: Talk) -> None:
    talk.begin()
    talk.customer.open_support()
    dock = window_opened_by(talk.customer, "button", "Call")
    talk.wire.wait("voice", "asked")
    talk.accepted()
    dock.close(run_before_unload=False)
    talk.wire.wait("voice", "off")
    talk.customer.widget.wait_gone("button", "Hang up")


def test_without_windows_the_call_is_a_frame_and_goes_on_after_a_page_load(talk: Talk) -> None:
    talk.begin(NO_WINDOWS)
    customer = talk.customer
    customer.widget.click("button", "Call")
    talk.wire.wait("voice", "asked")
    talk.accepted()
    customer.widget.click("button", "Mute")
    wait_until(customer.page, lambda: customer.widget.pressed("Mute"), "muted")
    customer.page.reload()
    # As silent as it was.
    wait_until(customer.page, lambda: customer.widget.pressed("Mute"), "muted after the load")
    talk.wire.wait_dock("connected")
    assert talk.wire.scope("voice")["state"] == "granted"
    assert len(talk.dock_frames()) == 1
    customer.widget.click("button", "Hang up")
    talk.wire.wait("voice", "off")
    wait_until(customer.page, lambda: not talk.dock_frames(), "the frame is gone")


def test_a_window_that_is_cut_off_gives_way_to_a_frame(talk: Talk, website: Website) -> None:
    website.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    talk.begin()
    talk.customer.widget.click("button", "Call")
    talk.wire.wait("voice", "asked")
    assert len(talk.dock_frames()) == 1


@pytest.mark.long
def test_a_website_that_keeps_the_microphone_from_frames_is_told_as_the_reason(
    talk: Talk, website: Website
) -> None:
    website.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    website.headers["Permissions-Policy"] = "camera=(), microphone=()"
    talk.begin()
    talk.customer.widget.click("button", "Call")
    talk.wire.wait("voice", "asked")
    talk.accepted()
    (frame,) = talk.dock_frames()
    expect(frame.get_by_role("heading", name="Nobody hears you")).to_be_visible()
    expect(frame.get_by_text("this website, does not let calls use a microphone")).to_be_visible()
    assert talk.wire.scope("voice")["state"] == "granted"


@pytest.mark.long
def test_on_a_narrow_screen_no_window_opens(talk: Talk) -> None:
    talk.begin(width=360)
    talk.customer.open_support()
    talk.customer.widget.click("button", "Call")
    talk.wire.wait("voice", "asked")
    assert len(talk.customer.page.context.pages) == 1
    assert len(talk.dock_frames()) == 1


def test_R12_she_is_asked_for_her_screen_and_stops_it_in_the_bar(talk: Talk) -> None:
    talk.begin()
    talk.share()
    widget = talk.customer.widget
    talk.wire.ask("screen")
    widget.wait("alertdialog", "Share your screen?")
    widget.wait_text("asks to see your screen")
    widget.wait_text("Everything visible on what you pick will be seen")
    wait_until(talk.customer.page, lambda: focused(talk.customer) == "Deny", "focus on Deny")
    window_opened_by(talk.customer, "button", "Allow")
    talk.wire.wait("screen", "granted")
    widget.click("button", "Stop sharing")
    talk.wire.wait("screen", "off")
    widget.wait_gone("button", "Stop sharing")
    # Back to the page, which has stayed.
    widget.wait("region", "Shared session")


@pytest.mark.long
def test_questions_are_never_stacked(talk: Talk) -> None:
    talk.begin()
    talk.share()
    widget = talk.customer.widget
    talk.wire.ask("voice")
    widget.wait("alertdialog", "Incoming call")
    talk.wire.ask("screen")
    widget.wait("alertdialog", "Share your screen?")
    assert not widget.exists("alertdialog", "Incoming call")
    widget.click("button", "Deny")
    widget.wait("alertdialog", "Incoming call")
    assert not widget.exists("alertdialog", "Share your screen?")
    widget.click("button", "Decline")
    widget.wait_gone("alertdialog", "Incoming call")


def test_a_script_cannot_accept_for_her(talk: Talk) -> None:
    talk.begin()
    widget = talk.customer.widget
    talk.wire.ask("voice")
    widget.wait("alertdialog", "Incoming call")
    widget.press_by_script("Accept")
    widget.press_by_script("Decline")
    assert widget.exists("alertdialog", "Incoming call")
    assert talk.wire.scope("voice")["state"] == "asked"
    assert len(talk.customer.page.context.pages) == 1


def other_tab(customer: Customer) -> Customer:
    """Another tab of the same customer, as from a link with target=_blank."""
    with customer.page.expect_popup() as popup:
        customer.page.evaluate("void window.open(location.href)")
    page: Page = popup.value
    return Customer(page)


@pytest.mark.long
def test_she_hangs_up_and_stops_sharing_from_another_tab(talk: Talk) -> None:
    talk.begin()
    talk.share()
    talk.wire.ask("voice")
    talk.customer.widget.wait("alertdialog", "Incoming call")
    window_opened_by(talk.customer, "button", "Accept")
    talk.wire.wait("voice", "granted")
    talk.wire.ask("screen")
    talk.customer.widget.wait("alertdialog", "Share your screen?")
    talk.customer.widget.click("button", "Allow")
    talk.wire.wait("screen", "granted")
    other = other_tab(talk.customer)
    other.widget.wait_text("In another window")
    assert not other.widget.exists("button", "Mute")
    other.widget.click("button", "Stop sharing")
    talk.wire.wait("screen", "off")
    other.widget.click("button", "Hang up")
    talk.wire.wait("voice", "off")
    talk.customer.widget.wait_gone("button", "Hang up")


def test_what_the_policy_does_not_let_is_not_offered(talk: Talk, website: Website) -> None:
    talk.begin()
    widget = talk.customer.widget
    widget.wait("button", "Call")
    website.change(calls_by_customer=False)
    widget.wait_gone("button", "Call")
    assert not widget.exists("button", "Video")
    website.change(calls_by_customer=True, scopes=["view", "voice"])
    widget.wait("button", "Call")
    assert not widget.exists("button", "Video")


def test_the_website_is_told_of_calls(talk: Talk) -> None:
    talk.begin()
    talk.customer.page.evaluate(
        """() => {
          window.heard = []
          for (const name of ['call.started', 'call.ended']) {
            Alongside.on(name, (value) => heard.push([name, value ?? null]))
          }
        }"""
    )
    window_opened_by(talk.customer, "button", "Call")
    talk.wire.wait("voice", "asked")
    talk.accepted()
    talk.customer.widget.click("button", "Hang up")
    talk.customer.page.wait_for_function("heard.length === 2")
    assert talk.customer.page.evaluate("heard") == [
        ["call.started", None],
        ["call.ended", {"reason": "by_customer"}],
    ]


def test_the_bar_of_a_call_does_not_cover_the_chat(talk: Talk) -> None:
    talk.begin()
    window_opened_by(talk.customer, "button", "Call")
    talk.wire.wait("voice", "asked")
    (bar,) = talk.customer.widget.boxes("call-bar")
    (chat,) = talk.customer.widget.boxes("dialog")
    assert bar[3] <= chat[1]
