"""An agent's console in calls: what it captures and what arrives there, counted where the browser
hands it out."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.call_lab import COUNT_TRACKS
from tests.e2e.calls import window_opened_by
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.chromium import PICK_THIS_TAB

# Every connection that carries media, with what is heard in it.
WATCH_CONNECTIONS = """{
  const Real = window.RTCPeerConnection
  const all = []
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given)
      all.push(this)
    }
  }
  const media = () => all.filter(
    (one) => one.signalingState !== 'closed' && one.getTransceivers().length > 0,
  )
  window.mediaConnections = media
  window.mediaLinks = () => media().length
  window.sameLink = () => media().at(-1) === (window.firstLink ??= media().at(-1))
  // As when the browser gives it up: nobody is told here.
  window.loseLinks = () => { for (const one of media()) one.close() }
  window.sendNothing = () => media().at(-1).getSenders().at(2).replaceTrack(null)
  window.mediaBytes = async (type, kind) => {
    let sum = 0
    for (const one of media()) {
      for (const report of (await one.getStats()).values()) {
        if (report.type === type && report.kind === kind) {
          sum += (report.bytesSent ?? 0) + (report.bytesReceived ?? 0)
        }
      }
    }
    return sum
  }
  window.voiceBytes = (type) => mediaBytes(type, 'audio')
  let analyser = null
  window.tone = () => {
    const track = media().at(-1)?.getReceivers().find(({ track }) => track.kind === 'audio')?.track
    if (!track) return 0
    if (analyser?.track !== track) {
      const context = new AudioContext()
      const node = new AnalyserNode(context, { fftSize: 8192 })
      context.createMediaStreamSource(new MediaStream([track])).connect(node)
      analyser = { track, node, context }
    }
    const { node, context } = analyser
    const bins = new Float32Array(node.frequencyBinCount)
    node.getFloatFrequencyData(bins)
    const loudest = bins.indexOf(Math.max(...bins))
    return bins[loudest] > -80 ? (loudest * context.sampleRate) / node.fftSize : 0
  }
}"""


class Caller(Agent):
    """An agent with microphone and camera, in calls."""

    @classmethod
    def at(
        cls,
        browser: Browser,
        server: DemoServer,
        person: tuple[str, str] = ("", ""),
        permissions: tuple[str, ...] = ("microphone", "camera"),
        scripts: tuple[str, ...] = (),
    ) -> Caller:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, permissions=[*permissions]
        )
        for script in (COUNT_TRACKS, WATCH_CONNECTIONS, *scripts):
            context.add_init_script(script)
        page = context.new_page()
        page.goto(server.agent_console)
        page.get_by_role("textbox", name="User name").fill(person[0] or server.user_name)
        page.get_by_label("Password").fill(person[1] or server.password)
        page.get_by_role("button", name="Sign in").click()
        caller = cls(page)
        expect(caller.inbox).to_be_visible()
        return caller

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def rings(self) -> Locator:
        return self.page.get_by_role("alertdialog")

    @property
    def screen(self) -> Locator:
        return self.page.get_by_role("region", name="Customer's screen")

    def in_call(self, how: str = "In a call") -> None:
        expect(self.page.get_by_role("status").filter(has_text=how).first).to_be_visible()

    def captures(self, count: int) -> None:
        """Tracks that the browser has handed out and that are live."""
        self.page.wait_for_function("count => captured() === count", arg=count)

    def links(self, count: int) -> None:
        self.page.wait_for_function("count => mediaLinks() === count", arg=count)

    def voice_bytes(self, kind: str) -> int:
        """`inbound-rtp` or `outbound-rtp`, of all connections that are open."""
        count: int = self.page.evaluate("kind => voiceBytes(kind)", kind)
        return count

    def hears(self, hertz: int) -> None:
        self.page.wait_for_function("hz => Math.abs(tone() - hz) < 12", arg=hertz)

    def ask_for_full_device(self) -> None:
        self.button("Full device").click()
        dialog = self.page.get_by_role("dialog", name="Ask for the full device?")
        dialog.get_by_role("button", name="Ask", exact=True).click()


def customer_with_devices(browser: Browser, url: str) -> Customer:
    context = browser.new_context(
        viewport={"width": 1100, "height": 750}, permissions=["microphone", "camera"]
    )
    context.add_init_script(PICK_THIS_TAB)
    page = context.new_page()
    page.goto(url)
    return Customer(page)


def accept(customer: Customer, question: str = "Incoming call", yes: str = "Accept") -> Page:
    """Her yes opens her call window."""
    customer.widget.wait("alertdialog", question)
    return window_opened_by(customer, "button", yes)
