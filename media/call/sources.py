"""What a headless microphone hears, and what a camera or a screen shows.

A source is a description: every link plays it from its beginning.
"""

import math
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import av
from av import AudioFrame, AudioResampler, VideoFrame

from media.errors import BadSource

SAMPLE_RATE = 48_000  # mono, 16 bit: every source is heard alike, so one can replace another
SAMPLES = 960  # of one frame, 20 ms
Rgb = tuple[int, int, int]

_LOUD = 12_000  # amplitude, of 32,767


class Source(ABC):
    """`kind` as of an m-line; `fps`: frames a second."""

    kind: ClassVar[str]
    fps: float

    @abstractmethod
    def frames(self) -> Iterator[AudioFrame | VideoFrame]:
        """From the beginning; when it ends, nothing more is sent. Times are not set."""


class Tone(Source):
    """A sine of `hz` (whole, at most 20,000)."""

    kind = "audio"
    fps = SAMPLE_RATE / SAMPLES

    def __init__(self, hz: int) -> None:
        if not 0 < hz <= 20_000:
            raise BadSource(f"nobody hears a tone of {hz} Hz")
        self.hz = hz

    @cached_property
    def _second(self) -> list[bytes]:
        turn = 2 * math.pi * self.hz / SAMPLE_RATE
        wave = array("h", (round(_LOUD * math.sin(turn * at)) for at in range(SAMPLE_RATE)))
        return [wave[at : at + SAMPLES].tobytes() for at in range(0, SAMPLE_RATE, SAMPLES)]

    def frames(self) -> Iterator[AudioFrame]:
        while True:
            for samples in self._second:
                yield _audio(samples)


class Silence(Source):
    """A microphone that is on, in a quiet room."""

    kind = "audio"
    fps = SAMPLE_RATE / SAMPLES

    def frames(self) -> Iterator[AudioFrame]:
        while True:
            yield _audio(bytes(2 * SAMPLES))


class TestPattern(Source):
    """Upright stripes of `colours`, and below them a white mark that moves on a black ground: a
    picture that stands still is frozen. `size`: width and height, even."""

    __test__ = False  # it is no test of pytest's
    kind = "video"

    def __init__(
        self, colours: Sequence[Rgb], size: tuple[int, int] = (320, 240), fps: float = 15
    ) -> None:
        if not colours or any(side < 16 or side % 2 for side in size) or not 0 < fps <= 60:
            raise BadSource("a test pattern needs colours, an even size, and at most 60 frames/s")
        self.colours = list(colours)
        self.size = size
        self.fps = fps

    @cached_property
    def _cycle(self) -> list[list[bytes]]:
        return [[bytes(plane) for plane in self._draw(at).planes] for at in range(_MARKS)]

    def _draw(self, mark: int) -> VideoFrame:
        width, height = self.size
        stripes = bytearray()
        ground = bytearray()
        for x in range(width):
            stripes += bytes(self.colours[x * len(self.colours) // width])
            ground += bytes([255 if x * _MARKS // width == mark else 0] * 3)
        below = height // 6
        frame = VideoFrame(width, height, "rgb24")
        rows = [stripes] * (height - below) + [ground] * below
        padding = bytes(frame.planes[0].line_size - 3 * width)
        frame.planes[0].update(b"".join(bytes(row) + padding for row in rows))
        return frame.reformat(format="yuv420p")

    def frames(self) -> Iterator[VideoFrame]:
        while True:
            for planes in self._cycle:
                # A frame of its own for every link: each gives it times of its own.
                frame = VideoFrame(*self.size, "yuv420p")
                for plane, content in zip(frame.planes, planes, strict=True):
                    plane.update(content)
                yield frame


_MARKS = 8


class AudioFile(Source):
    """The first audio track of a file, over and over."""

    kind = "audio"
    fps = SAMPLE_RATE / SAMPLES

    def __init__(self, path: str | Path) -> None:
        """Raises BadSource for what cannot be played."""
        self._path = str(path)
        _look_into(self._path, "audio")

    def frames(self) -> Iterator[AudioFrame]:
        while True:
            resampler = AudioResampler("s16", "mono", SAMPLE_RATE, frame_size=SAMPLES)
            with av.open(self._path) as file:
                for frame in file.decode(audio=0):
                    for piece in resampler.resample(frame):
                        yield _audio(bytes(piece.planes[0])[: 2 * SAMPLES])


class VideoFile(Source):
    """The first video track of a file, over and over, at its own rate."""

    kind = "video"

    def __init__(self, path: str | Path) -> None:
        """Raises BadSource for what cannot be played."""
        self._path = str(path)
        self.fps = min(_look_into(self._path, "video"), 60)

    def frames(self) -> Iterator[VideoFrame]:
        while True:
            with av.open(self._path) as file:
                for frame in file.decode(video=0):
                    yield frame.reformat(format="yuv420p")


def _look_into(path: str, kind: str) -> float:
    """Frames a second of the first track of `kind`, where that is known."""
    try:
        with av.open(path) as file:
            track = next((track for track in file.streams if track.type == kind), None)
            if track is None or next(file.decode(track), None) is None:
                raise BadSource(f"{path} has no {kind}")
            rate = getattr(track, "average_rate", None)
    except (OSError, av.error.FFmpegError) as problem:
        raise BadSource(f"{path} cannot be played: {problem}") from problem
    return float(rate) if rate else 25.0


def _audio(samples: bytes) -> AudioFrame:
    frame = AudioFrame(format="s16", layout="mono", samples=SAMPLES)
    frame.sample_rate = SAMPLE_RATE
    frame.planes[0].update(samples.ljust(frame.planes[0].buffer_size, b"\0"))
    return frame
