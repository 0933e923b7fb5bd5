"""Both ends of a media link, as their browsers see them: what was captured, what has flowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from tests.e2e.closed_shadow import wait_until

SLOTS = {"0": "voice", "1": "camera", "2": "screen", "3": "sound"}

# What the browser hands out, and what goes through each of its connections. Of one that is closed
# the bytes that were last seen count on.
WATCH = """{
  const tracks = []
  const names = { getUserMedia: ['microphone', 'camera'], getDisplayMedia: ['sound', 'screen'] }
  for (const [method, [audio, video]] of Object.entries(names)) {
    const real = navigator.mediaDevices?.[method].bind(navigator.mediaDevices)
    if (real) navigator.mediaDevices[method] = async (...given) => {
      const stream = await real(...given)
      for (const track of stream.getTracks()) {
        tracks.push({ track, name: track.kind === 'audio' ? audio : video })
      }
      return stream
    }
  }
  const Real = window.RTCPeerConnection
  const all = []
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given)
      all.push(this)
    }
  }
  const carriers = () => all.filter(
    (one) => one.signalingState !== 'closed' && one.getTransceivers().length > 0,
  )
  const seen = new Map()
  const read = async () => {
    for (const one of carriers()) {
      for (const { id, type, mid, bytesSent, bytesReceived } of (await one.getStats()).values()) {
        if (type === 'outbound-rtp') seen.set(`${all.indexOf(one)} ${id}`, [mid, bytesSent, 0])
        if (type === 'inbound-rtp') seen.set(`${all.indexOf(one)} ${id}`, [mid, 0, bytesReceived])
      }
    }
  }
  const received = (mid) => carriers().at(-1)?.getTransceivers()
    .find((one) => one.mid === mid)?.receiver.track
  let ear = null
  let eye = null
  window.ends = {
    live: () => tracks.filter(({ track }) => track.readyState === 'live').map(({ name }) => name),
    ever: () => tracks.map(({ name }) => name),
    links: () => carriers().length,
    async decoded() {
      let count = 0
      for (const one of carriers()) {
        for (const { framesDecoded } of (await one.getStats()).values()) count += framesDecoded ?? 0
      }
      return count
    },
    async bytes() {
      await read()
      const sums = {}
      for (const [mid, sent, received] of seen.values()) {
        sums[mid] ??= [0, 0]
        sums[mid][0] += sent
        sums[mid][1] += received
      }
      return sums
    },
    tone() {
      const track = received('0')
      if (!track) return 0
      if (ear?.track !== track) {
        const context = new AudioContext()
        const node = new AnalyserNode(context, { fftSize: 8192 })
        context.createMediaStreamSource(new MediaStream([track])).connect(node)
        ear = { track, node, context }
      }
      const bins = new Float32Array(ear.node.frequencyBinCount)
      ear.node.getFloatFrequencyData(bins)
      const loudest = bins.indexOf(Math.max(...bins))
      return bins[loudest] > -80 ? (loudest * ear.context.sampleRate) / ear.node.fftSize : 0
    },
    colour(mid) {
      const track = received(mid)
      if (!track) return null
      if (eye?.track !== track) {
        const video = document.createElement('video')
        video.muted = true
        video.srcObject = new MediaStream([track])
        video.play().catch(() => undefined)
        eye = { track, video }
      }
      const { video } = eye
      if (!video.videoWidth) return null
      const canvas = new OffscreenCanvas(1, 1)
      const pen = canvas.getContext('2d')
      pen.drawImage(video, video.videoWidth / 10, video.videoHeight / 10, 1, 1, 0, 0, 1, 1)
      return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
    },
  }
}"""

Bytes = dict[str, tuple[int, int]]


class End:
    """A console or a dock, opened with WATCH. It may close itself when all is over."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._last: dict[str, Any] = {}

    def _ask(self, expression: str, when_closed: Any) -> Any:
        try:
            return self.page.evaluate(expression)
        except Error:
            if not self.page.is_closed():
                raise
            return when_closed

    def bytes(self) -> Bytes:
        """Sent and received so far, by slot."""
        self._last = self._ask("ends.bytes()", self._last)
        return {slot: tuple(self._last.get(mid, (0, 0))) for mid, slot in SLOTS.items()}

    @property
    def live(self) -> list[str]:
        """What is captured right now."""
        return sorted(self._ask("ends.live()", []))

    @property
    def ever(self) -> list[str]:
        """What has been captured so far, and may be still."""
        names: list[str] = self.page.evaluate("ends.ever()")
        return names

    @property
    def links(self) -> int:
        count: int = self._ask("ends.links()", 0)
        return count

    def captures(self, *names: str) -> None:
        """Waits until just these are captured."""
        self.page.wait_for_function(
            "names => ends.live().sort().join() === names", arg=",".join(sorted(names))
        )

    def hears(self, hertz: int) -> None:
        self.page.wait_for_function("hz => Math.abs(ends.tone() - hz) < 12", arg=hertz)

    def sees(self, slot: str, colour: tuple[int, int, int]) -> None:
        self.page.wait_for_function(
            """([mid, wanted]) =>
                 ends.colour(mid)?.every((part, at) => Math.abs(part - wanted[at]) < 50)""",
            arg=[mid_of(slot), colour],
        )

    def sends(self, slot: str, more: int = 4000) -> None:
        """Waits until so many bytes more have left."""
        self._grows(slot, 0, more)

    def receives(self, slot: str, more: int = 4000) -> None:
        """Waits until so many bytes more have arrived."""
        self._grows(slot, 1, more)

    def _grows(self, slot: str, way: int, more: int) -> None:
        goal = self.bytes()[slot][way] + more
        wait_until(self.page, lambda: self.bytes()[slot][way] >= goal, f"more of {slot}", 30)


def mid_of(slot: str) -> str:
    return next(mid for mid, name in SLOTS.items() if name == slot)


@dataclass
class Flow:
    """What flowed in a while, by slot: from the dock and to the console, and the way back."""

    sent_by_dock: dict[str, int] = field(default_factory=dict)
    got_by_console: dict[str, int] = field(default_factory=dict)
    sent_by_console: dict[str, int] = field(default_factory=dict)
    got_by_dock: dict[str, int] = field(default_factory=dict)

    @classmethod
    def between(cls, before: tuple[Bytes, Bytes], after: tuple[Bytes, Bytes]) -> Flow:
        def grown(end: int, way: int) -> dict[str, int]:
            return {slot: after[end][slot][way] - before[end][slot][way] for slot in SLOTS.values()}

        return cls(grown(0, 0), grown(1, 1), grown(1, 0), grown(0, 1))

    def ways(self, slot: str) -> tuple[bool, bool]:
        """Whether anything of it was sent or arrived: from the dock, from the console."""
        return (
            self.sent_by_dock[slot] + self.got_by_console[slot] > 0,
            self.sent_by_console[slot] + self.got_by_dock[slot] > 0,
        )

    def cell(self, slot: str) -> str:
        return (
            f"{self.sent_by_dock[slot]} > {self.got_by_console[slot]} | "
            f"{self.sent_by_console[slot]} > {self.got_by_dock[slot]}"
        )
