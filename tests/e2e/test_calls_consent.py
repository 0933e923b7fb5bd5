"""Media flows by consent and in no other way: bytes at both ends of the real UIs, phase by phase
(`pytest -s` prints them), and rogue clients and a lying server against honest ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.consent_scene import Scene
from tests.e2e.demo_server import DemoServer
from tests.e2e.rogues import LYING_RELAY, MORE_SECTIONS, OPEN_CAMERA, OTHER_SURFACE
from tests.e2e.website import Website
from tests.helpers.chromium import AGENTS_HZ, CAMERA_COLOUR, EXECUTABLE, TONE_HZ, media_flags
from tests.helpers.sampled import sampled

Meet = Callable[..., Scene]


@pytest.fixture(scope="module")
def browsers(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Browser, Browser]]:
    """The customer's and the agent's, with another tone in each microphone."""
    both = []
    for hertz in (TONE_HZ, AGENTS_HZ):
        flags = media_flags(tmp_path_factory.mktemp("tone"), hertz)
        both.append(playwright.chromium.launch(executable_path=EXECUTABLE, args=flags))
    yield both[0], both[1]
    for one in both:
        one.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    with DemoServer(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as site:
        yield site


@pytest.fixture
def meet(browsers: tuple[Browser, Browser], server: DemoServer, website: Website) -> Iterator[Meet]:
    """`meet(hers=..., theirs=...)`: with the script that makes a side a rogue."""
    with ExitStack() as stack:

        def scene(hers: str = "", theirs: str = "") -> Scene:
            running = Scene(browsers, server, website, hers, theirs)
            stack.callback(running.close)
            return running

        yield scene


@pytest.fixture
def scene(meet: Meet) -> Iterator[Scene]:
    honest = meet()
    yield honest
    honest.print()


def test_R14_R15_B15_voice_and_cameras_flow_while_both_agree_and_each_switched_on(
    scene: Scene,
) -> None:
    agent, widget = scene.agent, scene.customer.widget
    scene.quiet("before")
    agent.button("Call").click()
    widget.wait("alertdialog", "Incoming call")
    scene.quiet("voice asked")
    scene.accept()
    scene.dock.captures("microphone")
    scene.console.captures("microphone")
    scene.flows("voice granted", scene.voices, voice="both")

    scene.press_in_dock("Mute")
    expect(agent.page.get_by_text("The customer is muted")).to_be_attached()
    scene.dock.receives("voice", 1000)
    scene.flows("she is muted", lambda: scene.dock.receives("voice"), voice="console")
    scene.press_in_dock("Unmute")
    scene.console.receives("voice", 1000)

    agent.button("Video").click()
    widget.wait("alertdialog", "Incoming video call")
    scene.flows("video asked", scene.voices, voice="both")
    widget.click("button", "Accept")
    # Who asked for video has switched on with it; who said yes has not.
    scene.dock.sees("camera", CAMERA_COLOUR)
    scene.dock.captures("microphone")
    scene.flows("video granted, by her", scene.voices, voice="both", camera="console")
    scene.press_in_dock("Camera on")
    scene.console.sees("camera", CAMERA_COLOUR)
    scene.flows("her camera on", scene.voices, voice="both", camera="both")
    agent.button("Camera off").click()
    scene.console.captures("microphone")
    scene.dock.receives("voice", 1000)
    scene.flows("the agent's camera off", scene.voices, voice="both", camera="dock")
    scene.press_in_dock("Camera off")
    scene.dock.captures("microphone")
    scene.console.receives("voice", 1000)
    scene.flows("both cameras off", scene.voices, voice="both")
    scene.press_in_dock("Camera on")
    scene.console.sees("camera", CAMERA_COLOUR)

    scene.share()
    widget.click("button", "Pause")
    expect(agent.page.get_by_text("On hold").first).to_be_visible()
    scene.quiet("paused")
    widget.click("button", "Continue browsing")
    scene.dock.captures("microphone")
    scene.console.captures("microphone")
    scene.flows("resumed", scene.voices, voice="both")

    scene.press_in_dock("Camera on")
    scene.console.sees("camera", CAMERA_COLOUR)
    agent.page.get_by_label("Devices").click()
    agent.button("Go on by voice only").click()
    scene.dock.captures("microphone")
    agent.in_call()
    scene.console.receives("voice", 1000)
    scene.flows("video ended by the agent", scene.voices, voice="both")
    agent.end()
    widget.wait_gone("region", "Shared session")
    scene.flows("session ended", scene.voices, voice="both")
    scene.press_in_dock("Hang up")
    scene.quiet("she hung up")
    scene.dock_put_away()

    scene.dock_opened_by("Video")
    expect(agent.rings).to_contain_text("Incoming video call")
    scene.quiet("she calls with video")
    agent.rings.get_by_role("button", name="Accept", exact=True).click()
    agent.in_call("In a video call")
    scene.flows("video granted, by the agent", scene.voices, voice="both")
    scene.press_in_dock("Camera on")
    scene.console.sees("camera", CAMERA_COLOUR)
    agent.button("End conversation").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="End conversation").click()
    scene.nothing_lives("conversation ended")
    assert scene.customer.page.evaluate("ends.ever()") == []


def show(scene: Scene) -> None:
    """The agent asks for the full device, and the customer picks the tab of her dock."""
    scene.agent.ask_for_full_device()
    scene.customer.widget.wait("alertdialog", "Share your screen?")
    scene.quiet("screen asked")
    scene.dock_opened_by("Allow")
    scene.shows_a_tab()


def test_R12_B01_the_screen_flows_to_the_agent_while_she_shows_it(scene: Scene) -> None:
    agent, widget = scene.agent, scene.customer.widget
    scene.share()
    scene.quiet("before")
    show(scene)
    widget.click("button", "Pause")
    scene.quiet("paused")
    widget.click("button", "Continue browsing")
    widget.wait("button", "Pause")
    scene.quiet("resumed")
    scene.dock_put_away()
    show(scene)
    scene.press_in_dock("Stop sharing")
    scene.quiet("she stopped sharing")
    scene.dock_put_away()
    show(scene)
    agent.button("Full device").click()
    scene.quiet("the agent went back to the page")
    scene.dock_put_away()
    show(scene)
    scene.customer.stop()
    scene.quiet("session ended")
    assert scene.customer.page.evaluate("ends.ever()") == []


# --- rogues ---------------------------------------------------------------------------------


@pytest.mark.parametrize("side", sampled(["console", "dock"], 2))
def test_B01_B15_a_camera_that_nobody_granted_is_not_seen(meet: Meet, side: str) -> None:
    scene = meet(**{"hers" if side == "dock" else "theirs": OPEN_CAMERA})
    scene.agent.button("Call").click()
    scene.accept()
    scene.voices()
    rogue, honest = (scene.dock, scene.console) if side == "dock" else (scene.console, scene.dock)
    rogue.sends("camera", 10_000)
    honest.receives("voice")
    # Of what comes nevertheless the browser looks at a packet or so, and at no picture.
    assert honest.bytes()["camera"][0] == 0
    assert honest.bytes()["camera"][1] < rogue.bytes()["camera"][0] / 4
    assert honest.page.evaluate("ends.decoded()") == 0
    assert honest.page.evaluate("ends.colour('1')") is None
    assert honest.live == ["microphone"]
    expect(honest.page.locator("video:visible")).to_have_count(0)


def test_B01_a_dock_that_adds_sections_gets_no_link(meet: Meet) -> None:
    scene = meet(hers=MORE_SECTIONS)
    scene.agent.button("Call").click()
    scene.customer.widget.wait("alertdialog", "Incoming call")
    scene.dock_opened_by("Accept")
    scene.dock.page.wait_for_function("() => refused >= 2")
    assert scene.console.links == 0
    assert all(received == 0 for _, received in scene.console.bytes().values())


def test_B15_a_relay_that_claims_what_she_never_gave_gets_nothing(meet: Meet) -> None:
    """While she calls, and nobody has answered."""
    scene = meet(hers=LYING_RELAY)
    page = scene.dock_opened_by("Call")
    expect(page.get_by_text("Calling…").first).to_be_visible()
    expect(scene.agent.rings).to_contain_text("Incoming call")
    page.evaluate(
        """() => {
          const { request } = relay.view.scopes.voice
          relay.grants('video', request)
          relay.grants('voice', 'of-nobody')
          relay.grants('voice', null)
          relay.grants('screen', request)
          relay.opens('link.opened', true)
        }"""
    )
    scene.agent.rings.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("The agent cannot talk now.")).to_be_visible()
    assert page.evaluate("ends.ever()") == []
    assert page.evaluate("ends.links()") == 0


def test_B01_a_relay_that_widens_what_she_gave_gets_no_more(meet: Meet) -> None:
    scene = meet(hers=LYING_RELAY)
    scene.agent.button("Call").click()
    scene.accept()
    scene.voices()
    scene.dock.page.evaluate(
        """() => {
          relay.grants('video', null)
          relay.grants('screen', 'of-nobody')
          relay.opens('link.changed', true, relay.link)
          const on = { ...relay.view.scopes.voice }
          const scopes = { ...relay.view.scopes, video: { ...on, grant: 91 } }
          const state = { ...relay.view, seq: relay.seq, scopes }
          relay.says({ type: 'conversation.state', state })
        }"""
    )
    scene.voices()
    assert scene.dock.live == ["microphone"]
    for slot in ("camera", "screen", "sound"):
        assert scene.dock.bytes()[slot] == scene.console.bytes()[slot] == (0, 0)
    scene.press_in_dock("Hang up")
    scene.nothing_lives("hung up")
    assert scene.dock.ever == ["microphone"]


def test_B15_a_relay_that_claims_the_agent_had_answered_gets_no_microphone(meet: Meet) -> None:
    scene = meet(theirs=LYING_RELAY)
    scene.agent.page.evaluate(
        """() => {
          const grant = {
            state: 'granted', grant: 90, request: null, deadline: null, by: null, signed: null,
          }
          const view = structuredClone(relay.view)
          relay.grants('voice', null)
          relay.says({ type: 'conversation.state', state: {
            ...view, seq: relay.seq, dock: 'connected', scopes: { voice: grant, video: grant },
          } })
          relay.opens('link.opened', false)
          return null
        }"""
    )
    # All that was said has been heard, and drawn.
    scene.agent.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    # The customer has signed nothing: there is not even something to join.
    expect(scene.agent.button("Join call")).to_be_hidden()
    assert scene.agent.page.evaluate("ends.ever()") == []
    assert scene.console.links == 0


def test_B16_a_surface_that_is_not_allowed_is_never_sent(meet: Meet, website: Website) -> None:
    website.change(screen_surfaces=["browser"])
    scene = meet(hers=OTHER_SURFACE)
    scene.share()
    scene.agent.ask_for_full_device()
    scene.customer.widget.wait("alertdialog", "Share your screen?")
    page = scene.dock_opened_by("Allow")
    forbidden = scene.agent.page.get_by_text("What the customer picked may not be shown")
    expect(forbidden.first).to_be_visible()
    assert scene.dock.ever == ["screen"]
    assert scene.dock.live == []
    assert scene.dock.bytes()["screen"] == scene.console.bytes()["screen"] == (0, 0)
    page.evaluate("surface = 'browser'")
    scene.press_in_dock("Choose what to share")
    scene.shows_a_tab()
    # She switches to it by the browser's own means.
    page.evaluate("surface = 'window'")
    expect(forbidden.first).to_be_visible()
    assert scene.dock.live == []
    scene.flows("forbidden", scene.chat)
    website.change(screen_surfaces=["browser", "window", "monitor"])
