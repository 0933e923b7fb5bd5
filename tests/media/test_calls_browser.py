"""Calls and screens with one side in Chromium, at the real user interface: what is heard and seen
is measured at both ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from media.agent import Agent
from media.call.sources import TestPattern, Tone
from media.customer import Customer
from signaling.messages import MediaSlot, Scope, ScopeGranted, Surface
from tests.e2e import people
from tests.e2e.demo_server import DemoServer
from tests.e2e.documents import pdf
from tests.e2e.test_documents import Reader
from tests.e2e.website import Website
from tests.helpers.chromium import EXECUTABLE, PICK_THIS_TAB, TONE_HZ, media_flags
from tests.media.background import Background, ask_and_watch, background
from tests.media.conftest import tea_shop

RED, BLUE = (220, 30, 30), (30, 30, 220)
FAKE_CAMERA = (0, 134, 0)  # the ground of Chromium's

# What a page plays is collected where it begins to, and looked into from outside.
EARS_AND_EYES = """{
  const players = new Set()
  const { play } = HTMLMediaElement.prototype
  HTMLMediaElement.prototype.play = function () {
    players.add(this)
    return play.call(this)
  }
  const within = (root) => [...root.querySelectorAll('*')].flatMap((element) => [
    element, ...(element.shadowRoot ? within(element.shadowRoot) : []),
  ])
  window.hears = async (hertz) => {
    const streams = [...players, ...within(document).filter((e) => e.localName === 'audio')]
      .map((player) => player.srcObject).filter((stream) => stream?.getAudioTracks().length)
    const context = new AudioContext({ sampleRate: 48000 })
    const analyser = new AnalyserNode(context, { fftSize: 8192 })
    for (const stream of new Set(streams))
      context.createMediaStreamSource(stream).connect(analyser)
    await new Promise((resolve) => setTimeout(resolve, 400))
    const bins = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(bins)
    await context.close()
    const loudest = bins.indexOf(Math.max(...bins))
    return bins[loudest] > -60 && Math.abs(loudest * 48000 / 8192 - hertz) < 12
  }
  window.sees = ([red, green, blue]) => {
    const canvas = new OffscreenCanvas(16, 16)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    return within(document).filter((e) => e.localName === 'video').some((video) => {
      context.drawImage(video, 0, 0, 16, 16)
      const [r, g, b] = context.getImageData(8, 6, 1, 1).data
      return [r - red, g - green, b - blue].every((off) => Math.abs(off) < 50)
    })
  }
}"""


# What is captured is the tab itself, so its picture is made known; it moves, or little is sent.
COVER = """([red, green, blue]) => {
  const cover = document.createElement('div')
  cover.style.cssText = 'position: fixed; inset: 0; z-index: 2147483647; pointer-events: none;' +
    `background: rgb(${red}, ${green}, ${blue})`
  document.body.append(cover)
  cover.animate([{ inset: '0' }, { inset: '0 0 9% 0' }], { duration: 500, iterations: Infinity })
}"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with sync_playwright() as driver:
        flags = media_flags(tmp_path_factory.mktemp("tone"))
        chromium = driver.chromium.launch(executable_path=EXECUTABLE, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def website(shop: DemoServer) -> Iterator[Website]:
    with Website(shop) as site:
        site.change(scopes=["view", "control", "voice", "video", "screen", "document"])
        yield site


@pytest.fixture
def peers() -> Iterator[Background]:
    with background() as running:
        yield running


def opened(browser: Browser, url: str) -> Page:
    context = browser.new_context(
        permissions=["microphone", "camera"], viewport={"width": 1280, "height": 850}
    )
    context.add_init_script(PICK_THIS_TAB)
    context.add_init_script(EARS_AND_EYES)
    page = context.new_page()
    page.goto(url)
    return page


@pytest.fixture
def visitor(browser: Browser, website: Website) -> Iterator[people.Customer]:
    person = people.Customer(opened(browser, f"{website.origin}/shop"))
    yield person
    person.page.context.close()


@pytest.fixture
def console(browser: Browser, shop: DemoServer) -> Iterator[people.Agent]:
    page = opened(browser, shop.agent_console)
    page.get_by_role("textbox", name="User name").fill(shop.user_name)
    page.get_by_label("Password").fill(shop.password)
    page.get_by_role("button", name="Sign in").click()
    yield people.Agent(page)
    page.context.close()


@pytest.fixture
def agent(peers: Background, shop: DemoServer) -> Agent:
    return peers.agent(shop.origin, shop.user_name, shop.password)


@pytest.fixture
def customer(peers: Background, shop: DemoServer, website: Website) -> Customer:
    return peers.customer(shop.origin, website.key, website.origin)


def hears(page: Page, hertz: int) -> None:
    page.wait_for_function("(hertz) => hears(hertz)", arg=hertz, timeout=15_000)


def sees(page: Page, colour: tuple[int, int, int]) -> None:
    page.wait_for_function("(colour) => sees(colour)", arg=list(colour), timeout=15_000)


async def do(act: object) -> None:
    """Runs `act`, which is a call with nothing to await, on the loop of the peers."""
    assert callable(act)
    act()


def accept(visitor: people.Customer, question: str, button: str) -> Page:
    """Her dock, which her click opens."""
    visitor.widget.wait("alertdialog", question)
    with visitor.page.expect_popup() as popup:
        visitor.widget.click("button", button)
    return popup.value


def test_a_headless_agent_calls_a_customer_in_chromium(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    visitor.say("My parcel is late")
    peers.run(agent.accept())
    peers.run(do(lambda: agent.use_microphone(Tone(660))))
    request = peers.run(agent.request_call())
    assert agent.received.frames[MediaSlot.VOICE] == 0
    dock = accept(visitor, "Incoming call", "Accept")
    peers.run(agent.answer_to(request))
    peers.run(agent.received.voice.tone(TONE_HZ))
    hears(dock, 660)

    request = peers.run(agent.request_call(Scope.VIDEO))
    visitor.widget.wait("alertdialog", "Incoming video call")
    visitor.widget.click("button", "Accept")
    peers.run(agent.answer_to(request))
    peers.run(do(lambda: agent.show_camera(TestPattern([RED]))))
    sees(dock, RED)
    assert agent.received.camera.frames_received == 0  # hers is off until she switches it on
    dock.get_by_role("button", name="Camera on").click()
    peers.run(agent.received.camera.frames(10))
    peers.run(agent.received.camera.colour(FAKE_CAMERA, at=(0.1, 0.1)))
    dock.get_by_role("button", name="Camera off").click()
    peers.run(agent.received.camera.frozen())

    dock.get_by_role("button", name="Hang up").click()
    peers.run(agent.until(lambda: not agent.media_links, "the end of the link"))
    frames = agent.received.frames
    peers.run(agent.received.voice.silence(0.5))
    assert agent.received.frames == frames


def test_R40_a_headless_agent_shows_a_document_to_a_customer_in_chromium(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    visitor.say("What does it say?")
    peers.run(agent.accept())
    content = pdf()
    sharing = peers.start(agent.share_document(content, "contract.pdf"))
    dock = Reader(accept(visitor, "Look at a document?", "Allow"))
    assert isinstance(sharing.result(30), ScopeGranted)
    assert peers.run(agent.document_shown()).data == content
    dock.at(1)
    peers.run(do(lambda: agent.turn_page(2)))
    dock.at(2)
    dock.button("Next page").click()
    peers.run(agent.until(lambda: agent.shared.look and agent.shared.look.page == 3, "her page"))
    peers.run(agent.close_document())
    expect(dock.region).to_have_count(0)


def test_a_headless_agent_sees_the_screen_of_chromium(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    ask_and_watch(peers, agent, visitor)
    request = peers.run(agent.request_screen())
    dock = accept(visitor, "Share your screen?", "Allow")
    answer = peers.run(agent.answer_to(request))
    assert isinstance(answer, ScopeGranted)
    said = agent.heard_state
    peers.run(
        agent.until(lambda: said.state and said.state.surface is Surface.BROWSER, "the surface")
    )
    dock.evaluate(COVER, list(BLUE))
    peers.run(agent.received.screen.colour(BLUE))
    assert agent.received.frames[MediaSlot.VOICE] == 0
    dock.get_by_role("button", name="Stop sharing").click()
    peers.run(agent.until(lambda: not agent.media_links, "the end of the screen"))
    peers.run(agent.received.screen.frozen(0.5))
    assert agent.viewing


def test_the_console_in_chromium_calls_a_headless_customer(
    peers: Background, customer: Customer, console: people.Agent
) -> None:
    peers.run(customer.start_conversation("Hello from no browser"))
    console.accept("Hello from no browser")
    peers.run(do(lambda: customer.use_microphone(Tone(660))))
    call = console.page.get_by_role("region", name="Call")
    call.get_by_role("button", name="Video", exact=True).click()
    peers.run(customer.accept_call())
    peers.run(customer.until(lambda: customer.in_video, "the video"))
    peers.run(do(lambda: customer.show_camera(TestPattern([BLUE]))))
    peers.run(customer.received.voice.tone(TONE_HZ))
    hears(console.page, 660)
    sees(console.page, BLUE)
    peers.run(customer.hang_up())
    console.page.get_by_role("button", name="Hang up").wait_for(state="hidden")
    peers.run(customer.received.voice.silence(0.5))


def test_a_headless_customer_calls_the_console_and_shows_her_screen(
    peers: Background, customer: Customer, console: people.Agent
) -> None:
    customer.set_page(tea_shop())
    peers.run(customer.start_conversation("I call you"))
    console.accept("I call you")
    peers.run(do(lambda: customer.use_microphone(Tone(660))))
    ringing = peers.start(customer.call())
    console.page.get_by_role("button", name="Accept", exact=True).last.click()
    assert isinstance(ringing.result(20), ScopeGranted)
    hears(console.page, 660)
    peers.run(customer.received.voice.tone(TONE_HZ))

    console.say("May I see your page?")
    console.request()
    peers.run(customer.allow())
    console.sees("12 EUR")
    console.page.get_by_role("button", name="Full device").click()
    console.page.get_by_role("button", name="Ask", exact=True).click()
    peers.run(customer.allow_screen(TestPattern([RED]), surface=Surface.MONITOR))
    sees(console.page, RED)
    peers.run(customer.received.voice.tone(TONE_HZ))
    peers.run(customer.stop_screen())
    console.sees("12 EUR")
    console.page.get_by_role("button", name="Hang up").click()
    peers.run(customer.until(lambda: not customer.in_call, "the end of the call"))
