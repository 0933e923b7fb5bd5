"""A real screen, shared with a real picker: what stands on it is read at the agent's, nothing of it
leaves where the site forbids it, and the browser's own bar ends it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.agent_calls import WATCH_CONNECTIONS, Caller, accept
from tests.e2e.call_lab import COUNT_TRACKS
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Customer
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, FLAGS
from tests.helpers.display import HEIGHT, Display, start_display

# Whoever reads it needs the picture in full size: one square of 24 px for each bit of a word.
WRITE = """word => {
  document.body.style.cssText = 'margin:0;background:#888'
  document.body.replaceChildren(...[...word].flatMap((letter, row) =>
    Array.from({ length: 8 }, (_, bit) => {
      const square = document.createElement('i')
      const colour = (letter.charCodeAt(0) >> bit) & 1 ? '#fff' : '#000'
      square.style.cssText = `position:absolute;left:${100 + 24 * bit}px;top:${100 + 24 * row}px;` +
        `width:24px;height:24px;background:${colour}`
      return square
    })))
  return [screenX + (outerWidth - innerWidth) / 2, screenY + outerHeight - innerHeight]
}"""
PIXELS = """const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
  const context = canvas.getContext('2d')
  context.drawImage(video, 0, 0)
  const pixel = (x, y) => context.getImageData(x, y, 1, 1).data"""
READ = f"""(video, [left, top, length]) => {{
  if (video.readyState < 2) return ''
  {PIXELS}
  const bit = (row, at) => pixel(left + 112 + 24 * at, top + 112 + 24 * row)[1] > 128 ? 1 << at : 0
  const letter = (_, row) => String.fromCharCode(
    Array.from({{ length: 8 }}, (_, at) => bit(row, at)).reduce((sum, one) => sum + one))
  return Array.from({{ length }}, letter).join('')
}}"""
# Chromium's own bar, below on the screen, has the only blue button there.
BUTTON = f"""(video, height) => {{
  {PIXELS}
  const blue = []
  for (let y = height - 60; y < height; y += 4) for (let x = 0; x < video.videoWidth; x += 4) {{
    const [r, g, b] = pixel(x, y)
    if (r < 110 && g > 90 && g < 170 && b > 200) blue.push([x, y])
  }}
  const middle = (at) => blue.map((one) => one[at]).sort((a, b) => a - b)[blue.length >> 1]
  return blue.length > 40 ? [middle(0), middle(1)] : null
}}"""
# As browsers do that do not know the option.
OFFER_EVERYTHING = """{
  const { mediaDevices } = navigator
  const real = mediaDevices.getDisplayMedia.bind(mediaDevices)
  mediaDevices.getDisplayMedia = ({ monitorTypeSurfaces, ...options }) => real(options)
}"""


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with start_display() as screen:
        yield screen


@pytest.fixture(scope="module")
def screen_browser(playwright: Playwright, display: Display) -> Iterator[Browser]:
    """With windows on the display; the picker answers with all of it."""
    browser = playwright.chromium.launch(
        executable_path=EXECUTABLE,
        headless=False,
        args=[*FLAGS, "--auto-select-desktop-capture-source=Entire screen"],
        env={**os.environ, "DISPLAY": display.name},
    )
    yield browser
    browser.close()


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as site:
        site.change(scopes=["view", "screen"])
        yield site


@pytest.fixture
def customer(screen_browser: Browser, website: Website) -> Iterator[Customer]:
    # An emulated viewport would be an emulated screen, too.
    context = screen_browser.new_context(no_viewport=True)
    for script in (COUNT_TRACKS, WATCH_CONNECTIONS, OFFER_EVERYTHING):
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{website.origin}/shop")
    yield Customer(page)
    context.close()


@pytest.fixture
def agent(browser: Browser, server: DemoServer) -> Iterator[Caller]:
    person = Caller.at(browser, server, permissions=())
    yield person
    person.page.context.close()


@pytest.fixture
def dock(customer: Customer, agent: Caller) -> Page:
    """She has allowed the full device, and the picker has given the whole screen."""
    agent.join(customer.share())
    agent.sees("Shop")
    agent.ask_for_full_device()
    return accept(customer, "Share your screen?", "Allow")


class Notice:
    """A window beside those of the call, with a word on it."""

    def __init__(self, browser: Browser) -> None:
        self.page = browser.new_context(no_viewport=True).new_page()

    def reads(self, agent: Caller, word: str) -> None:
        """The word is written, and then read in the console's picture of the screen."""
        left, top = self.page.evaluate(WRITE, word)
        given = [left, top, len(word)]
        video = agent.screen.locator("video")
        wait_until(agent.page, lambda: video.evaluate(READ, given) == word, f"{word} on the screen")


def test_the_whole_screen_is_read_until_the_browsers_own_bar_ends_it(
    screen_browser: Browser, display: Display, dock: Page, customer: Customer, agent: Caller
) -> None:
    expect(agent.screen.get_by_text("Whole screen")).to_be_visible()
    expect(dock.get_by_text("You are sharing your entire screen")).to_be_visible()
    notice = Notice(screen_browser)
    notice.reads(agent, "PARCEL")
    notice.reads(agent, "TEAPOT")
    notice.page.context.close()
    video = agent.screen.locator("video")
    x, y = wait_until(agent.page, lambda: video.evaluate(BUTTON, HEIGHT), "the browser's own bar")
    display.click(x, y)
    expect(agent.screen).to_have_count(0)
    expect(agent.log).to_contain_text("stopped showing")
    assert dock.evaluate("captured()") == 0
    customer.widget.wait_gone("button", "Stop sharing")


def test_B16_nothing_leaves_of_a_screen_that_the_site_does_not_allow(
    website: Website, customer: Customer, agent: Caller, request: pytest.FixtureRequest
) -> None:
    website.change(screen_surfaces=["browser"])
    dock: Page = request.getfixturevalue("dock")
    expect(dock.get_by_role("alert")).to_contain_text(
        "nothing of it was. Please choose a browser tab."
    )
    expect(agent.screen.get_by_text("may not be shown on this site")).to_be_visible()
    assert dock.evaluate("captured()") == 0
    sent = "mediaBytes('outbound-rtp', 'video')"
    assert dock.evaluate(sent) == 0
    assert agent.page.evaluate("mediaBytes('inbound-rtp', 'video')") == 0
    website.change(screen_surfaces=["browser", "monitor"])
    expect(
        dock.get_by_text("Here you can share a browser tab or the entire screen")
    ).to_be_visible()
    dock.get_by_role("button", name="Choose what to share").click()
    agent.screen.locator("video").wait_for()
    dock.wait_for_function(f"async () => (await {sent}) > 0")
    # Taken away while it is shown.
    website.change(screen_surfaces=["window"])
    expect(dock.get_by_role("alert")).to_contain_text("Please choose a window")
    assert dock.evaluate("captured()") == 0
