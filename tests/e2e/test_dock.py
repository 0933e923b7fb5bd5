"""The customer's call window: what she agreed to flows, what she ends stops, and it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e import call_lab
from tests.e2e.call_lab import CallLab, Dock
from tests.e2e.demo_server import DemoServer
from tests.e2e.test_accessibility import violations
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, TONE_HZ, media_flags
from tests.helpers.sampled import sampled

# The website of the laboratory tells the dock to speak English.
pytestmark = pytest.mark.english


@pytest.fixture(scope="module")
def media_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return call_lab.bundle(tmp_path_factory.mktemp("call"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """One for all: each call has a customer of its own."""
    with DemoServer(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as site:
        site.change(scopes=["view", "control", "voice", "video", "screen"])
        yield site


@pytest.fixture
def lab(
    media_browser: Browser, server: DemoServer, website: Website, script: Path
) -> Iterator[CallLab]:
    running = CallLab(media_browser, server, website, script)
    yield running
    running.close()


def hears(lab: CallLab) -> None:
    lab.desk.wait_for_function("hz => Math.abs(desk.tone() - hz) < 12", arg=TONE_HZ)


def test_her_voice_arrives_after_she_accepted_and_not_after_she_hung_up(lab: CallLab) -> None:
    wants = lab.agent_asks("voice")
    dock = lab.open_dock(wants)
    dock.at("call")
    assert dock.page.title() == "Support call"
    dock.captures("microphone")
    hears(lab)
    dock.button("Mute").click()
    lab.desk.wait_for_function("desk.tone() === 0")
    lab.desk.wait_for_function("desk.told()?.muted")
    dock.button("Unmute").click()
    hears(lab)
    dock.button("Hang up").click()
    dock.at("ended")
    dock.captures("")
    lab.desk.wait_for_function("!desk.scope('voice') || desk.scope('voice').state === 'off'")


def test_agents_are_heard(lab: CallLab) -> None:
    dock = lab.in_call()
    lab.agent_speaks()
    dock.page.wait_for_selector("alongside-agent-tile[speaks]")


def test_who_only_listens_is_shown(lab: CallLab) -> None:
    lab.desk.evaluate("desk.hides = true")
    dock = lab.in_call()
    hears(lab)
    expect(dock.page.locator("alongside-agent-tile")).to_have_count(1)


def off(lab: CallLab, scope: str) -> None:
    lab.desk.wait_for_function("s => (desk.scope(s)?.state ?? 'off') === 'off'", arg=scope)


def test_her_camera_is_seen_while_she_has_it_on(lab: CallLab) -> None:
    dock = lab.in_call("video")
    dock.captures("microphone")
    dock.button("Camera on").click()
    dock.captures("microphone camera")
    lab.desk.wait_for_function("desk.frames('camera') > 5")
    lab.desk.wait_for_function("desk.told()?.camera")
    dock.button("Camera off").click()
    dock.captures("microphone")
    lab.desk.wait_for_function("desk.told()?.camera === false")
    shown = lab.desk.evaluate("desk.frames('camera')")
    dock.button("Camera on").click()
    lab.desk.wait_for_function("shown => desk.frames('camera') > shown + 5", arg=shown)


def test_an_agent_is_seen_in_her_window(lab: CallLab) -> None:
    dock = lab.in_call("video")
    lab.desk.evaluate("desk.film()")
    dock.page.wait_for_function(
        """() => document.querySelector('alongside-dock').shadowRoot
             .querySelector('alongside-agent-tile')?.shadowRoot
             .querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames > 5"""
    )


def test_she_shares_what_she_picks_until_she_stops(lab: CallLab) -> None:
    lab.in_session()
    dock = lab.open_dock(lab.agent_asks("screen"))
    dock.captures("screen")
    expect(dock.page.get_by_text("You are sharing a browser tab")).to_be_visible()
    lab.desk.wait_for_function("desk.told()?.screen === 'live'")
    # What moves is sent: the tab that she shares is this window.
    dock.page.evaluate("document.querySelector('alongside-dock').style.background = 'rgb(200,0,0)'")
    lab.desk.wait_for_function("desk.frames('screen') > 0")
    lab.desk.evaluate("desk.links.say({ type: 'again' })")
    expect(dock.page.get_by_text("The agent asks you to choose something else.")).to_be_visible()
    dock.button("Choose something else").click()
    expect(dock.page.get_by_text("The agent asks you to choose something else.")).to_be_hidden()
    dock.captures("screen")
    dock.button("Stop sharing").click()
    dock.at("ended")
    dock.captures("")
    off(lab, "screen")


def test_hanging_up_needs_no_server(lab: CallLab, server: DemoServer) -> None:
    dock = lab.in_call()
    hears(lab)
    server.kill()
    expect(dock.page.get_by_text("No connection to the support server")).to_be_visible()
    hears(lab)
    dock.button("Hang up").click()
    dock.captures("")
    lab.desk.wait_for_function("desk.tone() === 0")
    server.start()
    off(lab, "voice")


def test_closing_the_window_ends_what_it_held(lab: CallLab) -> None:
    dock = lab.in_call()
    assert isinstance(dock.page, Page)
    dock.page.close(run_before_unload=True)
    off(lab, "voice")
    lab.shop.wait_for_function("shop.closed > 0")


def test_the_window_outlives_the_page_and_is_found_again(lab: CallLab) -> None:
    dock = lab.in_call()
    lab.load(lab.shop, lab.token)
    lab.shop.wait_for_function("shop.state?.voice === 'on' && shop.state.connected")
    dock.captures("microphone")
    hears(lab)
    lab.shop.evaluate("shop.want({ act: 'hang_up' })")
    dock.captures("")
    off(lab, "voice")


def test_a_frame_goes_on_where_the_last_pages_frame_ended(lab: CallLab) -> None:
    wants = lab.agent_asks("voice")
    lab.shop.evaluate("([s, w]) => shop.frame(s, w)", [lab.site, wants])
    lab.shop.wait_for_function("shop.state?.voice === 'on'")
    hears(lab)
    held = lab.shop.evaluate("shop.state.held")
    lab.load(lab.shop, lab.token)
    lab.shop.evaluate("([s, h]) => shop.frame(s, null, h)", [lab.site, held])
    lab.shop.wait_for_function("shop.state?.voice === 'on'")
    assert lab.shop.evaluate("shop.state.held") == held
    hears(lab)


def test_a_frame_that_held_nothing_captures_nothing(lab: CallLab) -> None:
    lab.in_call()
    page = lab.load(lab.context.new_page(), lab.token)
    page.evaluate("s => shop.frame(s, null)", lab.site)
    page.wait_for_function("shop.state?.connected")
    frame = Dock(page.frames[1])
    frame.captures("")
    assert page.evaluate("shop.state.voice") == "off"


def test_a_pause_holds_the_call(lab: CallLab) -> None:
    lab.in_session()
    dock = lab.in_call("video")
    dock.button("Camera on").click()
    dock.captures("microphone camera")
    lab.shop.evaluate("shop.request('session.pause', {session: shop.view.session.session})")
    dock.at("hold")
    dock.captures("")
    lab.shop.evaluate("shop.request('session.resume', {session: shop.view.session.session})")
    dock.at("call")
    dock.captures("microphone")
    hears(lab)


def test_she_calls_and_nothing_is_captured_before_it_is_answered(lab: CallLab) -> None:
    dock = lab.open_dock({"act": "call", "scope": "voice"})
    dock.at("ringing")
    dock.captures("")
    lab.desk.wait_for_function("desk.scope('voice')?.state === 'asked'")
    allow = "desk.request('scope.allow', {request: desk.scope('voice').request})"
    lab.desk.evaluate(allow)
    dock.at("call")
    dock.captures("microphone")
    hears(lab)


def test_it_says_why_she_is_not_answered(lab: CallLab) -> None:
    dock = lab.open_dock({"act": "call", "scope": "voice"})
    lab.desk.wait_for_function("desk.scope('voice')?.state === 'asked'")
    lab.desk.evaluate("desk.request('scope.deny', {request: desk.scope('voice').request})")
    dock.at("ended")
    expect(dock.page.get_by_text("The agent cannot talk now.")).to_be_visible()


def test_a_microphone_that_is_refused_is_explained(
    media_browser: Browser, server: DemoServer, website: Website, script: Path
) -> None:
    lab = CallLab(media_browser, server, website, script, permissions=[])
    dock = lab.in_call("video")
    expect(dock.page.get_by_role("alert")).to_contain_text("Nobody hears you")
    dock.captures("")
    told = {"microphone": "denied", "camera": None}
    lab.desk.wait_for_function("desk.told()?.muted")
    assert lab.desk.evaluate("desk.told().trouble") == told
    lab.context.grant_permissions(["microphone"])
    dock.button("Try again").click()
    dock.captures("microphone")
    hears(lab)
    dock.button("Camera on").click()
    expect(dock.page.get_by_role("alert")).to_contain_text("Nobody sees you")
    # She is not seen, and sees the agent all the same.
    lab.desk.wait_for_function("desk.told()?.trouble.camera === 'denied'")
    lab.desk.evaluate("desk.film()")
    dock.page.wait_for_selector("alongside-agent-tile video")
    assert lab.desk.evaluate("desk.scope('video').state") == "granted"
    lab.close()


def test_opened_by_hand_it_says_what_it_is_for(lab: CallLab) -> None:
    page = lab.context.new_page()
    page.goto(f"{lab.server.origin}/dock?site={lab.site}")
    expect(page.get_by_text("This window belongs to a support call")).to_be_visible()


@pytest.mark.parametrize("scheme", sampled(["light", "dark"], 2))
def test_it_is_accessible(lab: CallLab, scheme: Literal["light", "dark"]) -> None:
    lab.in_session()
    dock = lab.open_dock({"act": "call", "scope": "video"})
    assert isinstance(dock.page, Page)
    dock.page.emulate_media(color_scheme=scheme)
    dock.page.set_viewport_size({"width": 320, "height": 560})
    dock.at("ringing")
    assert not violations(dock.page)
    lab.desk.wait_for_function("desk.scope('video')?.state === 'asked'")
    lab.desk.evaluate("desk.request('scope.allow', {request: desk.scope('video').request})")
    dock.at("call")
    dock.button("Camera on").click()
    lab.desk.evaluate("desk.film()")
    lab.shop.evaluate("want => shop.want(want)", lab.agent_asks("screen"))
    dock.captures("microphone camera screen")
    dock.button("Devices").click()
    dock.page.wait_for_selector("alongside-devices")
    assert not violations(dock.page)
    width = dock.page.evaluate("document.documentElement.scrollWidth")
    assert width == 320
    lab.shop.evaluate("shop.request('session.pause', {session: shop.view.session.session})")
    dock.at("hold")
    assert not violations(dock.page)
    dock.button("Hang up").press("Enter")
    dock.at("ended")
    assert not violations(dock.page)
