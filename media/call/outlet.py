"""The only way out: one track for each section that this side may send in, for the life of the
connection. What it plays is replaced, never the track itself, so mute, camera off and another
source need no negotiation; and it asks the gate for every single frame."""

import asyncio
from collections.abc import Callable, Iterator
from fractions import Fraction

from aiortc import MediaStreamTrack
from av import AudioFrame, VideoFrame

from media.call.sources import SAMPLE_RATE, Source

_RATES = {"audio": SAMPLE_RATE, "video": 90_000}
_LATE = 0.2  # seconds after which it goes on from now, instead of catching up


class Outlet(MediaStreamTrack):
    """`play` a source; `look` when the gate may have moved."""

    def __init__(self, kind: str, may_send: Callable[[], bool]) -> None:
        self.kind = kind
        super().__init__()
        self._may_send = may_send
        self._source: Source | None = None
        self._frames: Iterator[AudioFrame | VideoFrame] | None = None
        self._wake = asyncio.Event()
        self._due = 0.0
        self.frames_sent = 0

    def play(self, source: Source | None) -> None:
        """At once; None: nothing."""
        if source is not self._source:
            self._source = source
            self._frames = None if source is None else source.frames()
        self.look()

    def look(self) -> None:
        self._wake.set()

    async def recv(self) -> AudioFrame | VideoFrame:
        """The next frame that may leave. While there is none it waits: an error would end the
        sender of aiortc for good."""
        while True:
            frames, source = self._frames, self._source
            if frames is None or source is None or not self._may_send():
                self._wake.clear()
                await self._wake.wait()
                continue
            await self._pace(source.fps)
            if frames is self._frames and self._may_send():
                frame = next(frames, None)
                if frame is not None:
                    return self._timed(frame)
                self._frames = None

    async def _pace(self, fps: float) -> None:
        now = asyncio.get_running_loop().time()
        self._due += 1 / fps
        if self._due < now - _LATE:
            self._due = now
        await asyncio.sleep(self._due - now)

    def _timed(self, frame: AudioFrame | VideoFrame) -> AudioFrame | VideoFrame:
        # By one clock for all sources: to a receiver, time goes on while nothing is sent.
        rate = _RATES[self.kind]
        frame.pts = round(self._due * rate)
        frame.time_base = Fraction(1, rate)
        self.frames_sent += 1
        return frame
