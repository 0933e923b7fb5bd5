"""What arrives in one slot from one person, and waiting for what it should be. Every wait has a
deadline, and says what came instead."""

import asyncio
import math
from array import array
from collections import deque
from collections.abc import Callable
from functools import partial

from av import AudioFrame, VideoFrame

from media.call.sources import SAMPLE_RATE, Rgb
from media.errors import TimedOut
from media.waiting import Changes

SECONDS = 10.0

_QUIET = 60  # root mean square, of 32,767
_PIECES = 10  # of 20 ms, for a tone
_SKIP = 3  # 16 kHz is enough for what tests play
_GRID = 24
_MOVED = 30  # of 255, at a point of the grid


class Probe:
    """`frames_received`: since the beginning, across all connections."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.frames_received = 0
        self._changes = Changes()

    async def frames(self, more: int = 1, seconds: float = SECONDS) -> None:
        """Waits until `more` frames have come from now on."""
        enough = self.frames_received + more
        await self._until(lambda: self.frames_received >= enough, f"{more} more frames", seconds)

    async def _until(self, condition: Callable[[], bool], what: str, seconds: float) -> None:
        try:
            await self._changes.until(condition, what, seconds)
        except TimedOut as late:
            text = f"{what} of {self.what}; {self._description()}"
            raise TimedOut(text, seconds) from late

    def _description(self) -> str:
        return f"{self.frames_received} frames came"

    async def _rest(self, last: Callable[[], float], what: str, span: float) -> None:
        """Waits until `last`, a time of the event loop, has stood still for `span` from now on."""
        loop = asyncio.get_running_loop()
        end = loop.time() + span + SECONDS
        while loop.time() < end:
            before = last()
            try:
                await self._changes.until(partial(_after, last, before), what, span)
            except TimedOut:
                return
        raise TimedOut(f"{what} of {self.what}; {self._description()}", span + SECONDS)


def _after(last: Callable[[], float], before: float) -> bool:
    return last() > before


class AudioProbe(Probe):
    """A microphone, or the sound of a screen."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self._pieces: deque[array[int]] = deque(maxlen=_PIECES)
        self._loud_at = -math.inf

    def take(self, frame: AudioFrame) -> None:
        step = _SKIP * len(frame.layout.channels)
        samples = array(
            "h", bytes(frame.planes[0])[: 2 * frame.samples * len(frame.layout.channels)]
        )
        piece = samples[::step]
        self._pieces.append(piece)
        self.frames_received += 1
        if _loudness(piece) > _QUIET:
            self._loud_at = asyncio.get_running_loop().time()
        if self.frames_received % 5 == 0:
            self._changes.notify()

    async def tone(self, hz: float, seconds: float = SECONDS) -> None:
        """Waits until a tone of `hz` is all but all that is heard."""
        await self._until(lambda: self.share(hz) > 0.8, f"a tone of {hz:g} Hz", seconds)

    async def silence(self, span: float = 1.0) -> None:
        """Waits until nothing has been heard for `span` seconds from now on, whether frames came or
        not."""
        await self._rest(lambda: self._loud_at, f"{span:g} s of silence", span)

    def share(self, hz: float) -> float:
        """How much of what was heard in the last 200 ms is a tone of `hz`, 0 to 1."""
        if len(self._pieces) < _PIECES:
            return 0.0
        samples = array("h")
        for piece in self._pieces:
            samples.extend(piece)
        if _loudness(samples) <= _QUIET:
            return 0.0
        return _goertzel(samples, hz * _SKIP / SAMPLE_RATE)

    def _description(self) -> str:
        heard = [hz for hz in range(100, 4000, 5) if self.share(hz) > 0.4] if self._pieces else []
        tones = f"tones near {heard} Hz" if heard else "no clear tone"
        return f"{self.frames_received} frames came, at last {tones}"


class VideoProbe(Probe):
    """A camera, or a screen."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.last: VideoFrame | None = None
        self._grid: list[int] = []
        self._moved_at = -math.inf

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the last picture."""
        return None if self.last is None else (self.last.width, self.last.height)

    def take(self, frame: VideoFrame) -> None:
        self.last = frame
        self.frames_received += 1
        grid = _grid(frame)
        if len(grid) != len(self._grid) or any(
            abs(now - before) > _MOVED for now, before in zip(grid, self._grid, strict=True)
        ):
            self._moved_at = asyncio.get_running_loop().time()
        self._grid = grid
        self._changes.notify()

    def colour_at(self, x: float = 0.5, y: float = 0.4) -> Rgb | None:
        """Of the last picture, at parts of its width and height."""
        return None if self.last is None else _colour(self.last, x, y)

    async def colour(
        self,
        colour: Rgb,
        at: tuple[float, float] = (0.5, 0.4),
        tolerance: int = 45,
        seconds: float = SECONDS,
    ) -> None:
        """Waits for a picture that has `colour` at parts of its width and height, give or take
        `tolerance` of 255."""
        await self._until(
            lambda: self._is_like(colour, at, tolerance), f"{colour} at {at}", seconds
        )

    async def stripes(self, colours: list[Rgb], seconds: float = SECONDS) -> None:
        """Waits for the picture of a TestPattern of these colours."""
        places = [((index + 0.5) / len(colours), 0.4) for index in range(len(colours))]

        def seen() -> bool:
            pairs = zip(colours, places, strict=True)
            return all(self._is_like(colour, at, 45) for colour, at in pairs)

        await self._until(seen, f"stripes of {colours}", seconds)

    async def frozen(self, span: float = 1.0) -> None:
        """Waits until nothing has moved for `span` seconds from now on, whether frames came or
        not."""
        await self._rest(lambda: self._moved_at, f"{span:g} s without motion", span)

    def _is_like(self, colour: Rgb, at: tuple[float, float], tolerance: int) -> bool:
        seen = self.colour_at(*at)
        return seen is not None and all(
            abs(one - other) <= tolerance for one, other in zip(seen, colour, strict=True)
        )

    def _description(self) -> str:
        row = [self.colour_at(x / 6, 0.4) for x in range(1, 6)]
        return f"{self.frames_received} frames came, the last has {row} across"


def _loudness(samples: "array[int]") -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))


def _goertzel(samples: "array[int]", turns: float) -> float:
    """The share of the energy at `turns` a sample."""
    factor = 2 * math.cos(2 * math.pi * turns)
    before, last = 0.0, 0.0
    energy = 0
    for sample in samples:
        before, last = last, sample + factor * last - before
        energy += sample * sample
    power = last * last + before * before - factor * last * before
    return 2 * power / (len(samples) * energy) if energy else 0.0


def _grid(frame: VideoFrame) -> list[int]:
    """Luma at a grid of points."""
    luma = memoryview(frame.planes[0])
    line = frame.planes[0].line_size
    rows = [(2 * y + 1) * frame.height // (2 * _GRID) * line for y in range(_GRID)]
    columns = [(2 * x + 1) * frame.width // (2 * _GRID) for x in range(_GRID)]
    return [luma[row + column] for row in rows for column in columns]


def _colour(frame: VideoFrame, x: float, y: float) -> Rgb:
    """BT.601, as WebRTC's codecs have it."""
    column, row = int(x * (frame.width - 1)), int(y * (frame.height - 1))
    luma, blue, red = frame.planes
    bright = 1.164 * (memoryview(luma)[row * luma.line_size + column] - 16)
    chroma = row // 2 * blue.line_size + column // 2
    u, v = memoryview(blue)[chroma] - 128, memoryview(red)[chroma] - 128
    rgb = (bright + 1.596 * v, bright - 0.392 * u - 0.813 * v, bright + 2.017 * u)
    r, g, b = (min(255, max(0, round(value))) for value in rgb)
    return r, g, b
