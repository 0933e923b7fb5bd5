"""Calls and the shared screen when something breaks: each recovers, or says in words what has
happened, at both ends; and what has ended is captured no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, expect

from tests.e2e.agent_calls import WATCH_CONNECTIONS, Caller, accept
from tests.e2e.call_lab import COUNT_TRACKS
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Customer
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, PICK_THIS_TAB, TONE_HZ, media_flags

NO_WINDOWS = "window.open = () => null"
# The flag that answers the picker also spares the click in the dock that browsers want for it.
PICK_WANTS_A_CLICK = """{
  const { mediaDevices } = navigator
  const real = mediaDevices.getDisplayMedia.bind(mediaDevices)
  let clicked = false
  addEventListener('click', () => { clicked = true }, true)
  mediaDevices.getDisplayMedia = async (options) => {
    if (!clicked) throw new DOMException('', 'InvalidStateError')
    clicked = false
    return real(options)
  }
}"""
# What no test can do to a real device, as the browser tells it.
KEEP_TRACKS = """{
  const kept = { audio: [], video: [], screen: [] }
  for (const method of ['getUserMedia', 'getDisplayMedia']) {
    const real = navigator.mediaDevices?.[method].bind(navigator.mediaDevices)
    if (real) navigator.mediaDevices[method] = async (...given) => {
      const stream = await real(...given)
      for (const track of stream.getTracks()) {
        kept[method === 'getDisplayMedia' ? 'screen' : track.kind].push(track)
      }
      return stream
    }
  }
  window.endTrack = (kind) => {
    const track = kept[kind].at(-1)
    track.stop()
    track.dispatchEvent(new Event('ended'))
  }
  window.muteTrack = (kind, muted) => {
    const track = kept[kind].at(-1)
    Object.defineProperty(track, 'muted', { value: muted, configurable: true })
    track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'))
  }
  window.unplug = () => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('', 'NotFoundError')
    }
  }
}"""
SCRIPTS = (PICK_THIS_TAB, COUNT_TRACKS, WATCH_CONNECTIONS, KEEP_TRACKS)


@pytest.fixture(scope="module")
def media_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    flags = media_flags(tmp_path_factory.mktemp("tone"))
    browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    yield browser
    browser.close()


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


class Talk:
    """Both at their real interfaces, talking in the chat; then in a call."""

    dock: Page | Frame

    def __init__(self, browser: Browser, server: DemoServer, website: Website) -> None:
        self._browser = browser
        self._website = website
        self._call = "In a call"
        self.agent = Caller.at(browser, server, scripts=(KEEP_TRACKS,))

    def begin(self, *more: str) -> None:
        context = self._browser.new_context(
            viewport={"width": 1100, "height": 750}, permissions=["microphone", "camera"]
        )
        for script in (*SCRIPTS, *more):
            context.add_init_script(script)
        page = context.new_page()
        page.goto(self._website.origin)
        self.customer = Customer(page)
        self.customer.say("My parcel is late")
        self.agent.accept("My parcel is late")
        self.agent.say("Let me have a look")
        self.customer.widget.wait_text("Let me have a look")

    def call(self, button: str = "Call") -> None:
        self._call = "In a video call" if button == "Video" else "In a call"
        self.agent.button(button).click()
        self.dock = accept(self.customer, f"Incoming {'video ' * (button == 'Video')}call")
        self.goes_on()

    def call_in_frame(self) -> None:
        self.agent.button("Call").click()
        self.customer.widget.wait("alertdialog", "Incoming call")
        self.customer.widget.click("button", "Accept")
        self.dock = self.frame()
        self.goes_on()

    def frame(self) -> Frame:
        def found() -> Frame | None:
            frames = self.customer.page.frames
            return next((one for one in frames if "/dock?" in one.url), None)

        return wait_until(self.customer.page, found, "a frame with the dock")

    def share_screen(self) -> None:
        self.agent.request()
        self.customer.allow()
        self.agent.ask_for_full_device()
        self.customer.widget.wait("alertdialog", "Share your screen?")
        self.customer.widget.click("button", "Allow")

    def goes_on(self) -> None:
        """Both are heard: the microphones of both are this tone."""
        self.agent.in_call(self._call)
        self.agent.hears(TONE_HZ)
        self.dock.wait_for_function("hz => Math.abs(tone() - hz) < 12", arg=TONE_HZ)

    def captures(self, count: int) -> None:
        """At hers."""
        self.dock.wait_for_function("count => captured() === count", arg=count)

    def says(self, words: str) -> None:
        """Her call window does."""
        expect(self.dock.get_by_text(words).first).to_be_visible()

    def says_no_more(self, words: str) -> None:
        expect(self.dock.get_by_text(words)).to_have_count(0)

    def hang_up(self) -> None:
        """Nothing is left of it anywhere."""
        self.dock.get_by_role("button", name="Hang up", exact=True).click()
        self.captures(0)
        self.agent.captures(0)
        self.agent.links(0)
        expect(self.agent.button("Call")).to_be_visible()

    def close(self) -> None:
        self.customer.page.context.close()
        self.agent.page.context.close()


@pytest.fixture
def talk(media_browser: Browser, server: DemoServer, website: Website) -> Iterator[Talk]:
    running = Talk(media_browser, server, website)
    yield running
    running.close()


@pytest.mark.long
def test_a_call_survives_the_server_the_console_and_the_connection(
    talk: Talk, server: DemoServer
) -> None:
    talk.begin()
    talk.call()
    for end in (talk.dock, talk.agent.page):
        assert end.evaluate("sameLink()")
    server.kill()
    talk.says("No connection to the support server")
    talk.goes_on()
    server.start()
    talk.says_no_more("No connection to the support server")
    talk.goes_on()
    for end in (talk.dock, talk.agent.page):
        assert end.evaluate("sameLink()")
    for end in (talk.agent.page, talk.dock):
        end.evaluate("loseLinks()")
        end.wait_for_function("() => mediaLinks() === 1")
        talk.goes_on()
    talk.agent.page.reload()
    talk.goes_on()
    talk.hang_up()


@pytest.mark.long
def test_a_window_is_not_disturbed_by_page_loads(talk: Talk) -> None:
    talk.begin()
    talk.call("Video")
    talk.dock.get_by_role("button", name="Camera on").click()
    talk.share_screen()
    talk.captures(3)
    talk.agent.screen.locator("video").wait_for()
    assert talk.dock.evaluate("sameLink()")
    talk.customer.page.goto(f"{talk.customer.page.url}basket")
    talk.customer.widget.wait("button", "Stop sharing")
    talk.goes_on()
    talk.captures(3)
    assert talk.dock.evaluate("sameLink()")
    talk.customer.widget.click("button", "Stop sharing")
    talk.captures(2)
    expect(talk.agent.screen).to_have_count(0)
    talk.hang_up()


@pytest.mark.long
def test_a_frame_goes_on_in_the_next_page_but_the_screen_is_picked_again(talk: Talk) -> None:
    talk.begin(NO_WINDOWS, PICK_WANTS_A_CLICK)
    talk.call_in_frame()
    talk.share_screen()
    talk.dock.get_by_role("button", name="Choose what to share").click()
    talk.captures(2)
    talk.customer.page.reload()
    talk.dock = talk.frame()
    talk.goes_on()
    talk.says("The page has changed, so your browser wants you to pick again")
    expect(talk.agent.screen).to_contain_text("The customer is choosing what to show")
    talk.captures(1)
    talk.dock.get_by_role("button", name="Choose what to share").click()
    talk.captures(2)
    talk.agent.screen.locator("video").wait_for()
    talk.dock.get_by_role("button", name="Stop sharing").click()
    talk.captures(1)
    talk.hang_up()


@pytest.mark.long
def test_what_the_customers_devices_lose_is_told_to_both(talk: Talk) -> None:
    talk.begin()
    talk.call("Video")
    talk.dock.get_by_role("button", name="Camera on").click()
    talk.captures(2)
    # Another one takes over.
    talk.dock.evaluate("endTrack('audio')")
    talk.goes_on()
    talk.captures(2)
    talk.share_screen()
    talk.captures(3)
    talk.dock.evaluate("muteTrack('screen', true)")
    talk.says("The picture stands still")
    expect(talk.agent.screen).to_contain_text("Frozen")
    talk.dock.evaluate("muteTrack('screen', false)")
    talk.says_no_more("The picture stands still")
    expect(talk.agent.screen).not_to_contain_text("Frozen")
    # Nobody says anything, and nothing comes.
    talk.dock.evaluate("sendNothing()")
    expect(talk.agent.screen).to_contain_text("Frozen")
    talk.dock.evaluate("endTrack('screen')")
    talk.captures(2)
    expect(talk.agent.screen).to_have_count(0)
    expect(talk.agent.log).to_contain_text("stopped showing the screen")
    talk.customer.page.context.clear_permissions()
    talk.says("Nobody hears you")
    talk.captures(0)
    talk.says("Nobody sees you")
    expect(talk.agent.page.get_by_text("does not allow the microphone").first).to_be_attached()
    # She still hears the agent.
    talk.dock.wait_for_function("hz => Math.abs(tone() - hz) < 12", arg=TONE_HZ)
    talk.hang_up()


def test_what_the_agents_devices_lose_is_told_to_both(talk: Talk) -> None:
    talk.begin()
    talk.call("Video")
    talk.agent.captures(2)
    talk.agent.page.evaluate("unplug()")
    talk.agent.page.evaluate("endTrack('video')")
    talk.agent.captures(1)
    expect(talk.agent.page.get_by_text("Your camera is off: no camera")).to_be_visible()
    talk.agent.page.context.clear_permissions()
    talk.agent.captures(0)
    expect(talk.agent.page.get_by_text("The customer cannot hear you")).to_be_visible()
    expect(talk.dock.locator(".visually-hidden", has_text="Muted")).to_be_attached()
    talk.agent.hears(TONE_HZ)
    talk.hang_up()


@pytest.mark.long
def test_half_a_minute_without_a_packet_is_told_and_over(talk: Talk) -> None:
    talk.begin()
    talk.call()
    dock = talk.dock
    assert isinstance(dock, Page)
    line = {"offline": False, "latency": 1, "packetQueueLength": 100}
    line |= {"downloadThroughput": 10_000_000, "uploadThroughput": 10_000_000}
    cdp = dock.context.new_cdp_session(dock)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", line)
    # A connection that was made before goes past it.
    dock.evaluate("loseLinks()")
    talk.goes_on()
    cdp.send("Network.emulateNetworkConditions", line | {"packetLoss": 100})
    talk.says("The connection is interrupted")
    expect(talk.agent.page.get_by_text("Reconnecting").first).to_be_visible()
    dock.evaluate("new Promise(resolve => setTimeout(resolve, 30_000))")
    talk.captures(1)
    cdp.send("Network.emulateNetworkConditions", line)
    dock.get_by_text("The connection is interrupted").wait_for(state="hidden", timeout=60_000)
    talk.goes_on()
    talk.hang_up()
