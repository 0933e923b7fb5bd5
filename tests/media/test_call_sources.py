"""Sources and probes, joined without a connection."""

import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import av
import pytest
from av import AudioFrame, VideoFrame

from media.call.outlet import Outlet
from media.call.probes import AudioProbe, VideoProbe
from media.call.sources import AudioFile, Silence, Source, TestPattern, Tone, VideoFile
from media.errors import BadSource, TimedOut

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)


def heard(source: Source, frames: int = 15) -> AudioProbe:
    probe = AudioProbe("the test")
    for frame in islice(source.frames(), frames):
        assert isinstance(frame, AudioFrame)
        probe.take(frame)
    return probe


def seen(source: Source, frames: int = 1) -> VideoProbe:
    probe = VideoProbe("the test")
    for frame in islice(source.frames(), frames):
        assert isinstance(frame, VideoFrame)
        probe.take(frame)
    return probe


async def test_a_tone_is_heard_and_another_is_not() -> None:
    probe = heard(Tone(440))
    assert probe.share(440) > 0.95
    assert probe.share(880) < 0.05
    with pytest.raises(TimedOut, match=r"880 Hz of the test; 15 frames came, at last tones near"):
        await probe.tone(880, seconds=0.05)


async def test_silence_is_no_tone() -> None:
    probe = heard(Silence())
    assert max(probe.share(hz) for hz in range(100, 2000, 50)) == 0
    await probe.silence(0.05)


async def test_silence_is_not_there_while_somebody_speaks() -> None:
    probe = AudioProbe("the test")

    async def speak() -> None:
        for frame in Tone(440).frames():
            probe.take(frame)
            await asyncio.sleep(0.01)

    talking = asyncio.create_task(speak())
    silence = asyncio.create_task(probe.silence(0.2))
    await probe.frames(40)
    assert not silence.done()
    talking.cancel()
    await silence


async def test_stripes_are_where_they_are() -> None:
    probe = seen(TestPattern([RED, GREEN, BLUE]))
    await probe.stripes([RED, GREEN, BLUE], seconds=0.1)
    await probe.colour(GREEN)
    assert probe.size == (320, 240)
    with pytest.raises(TimedOut, match="1 frames came"):
        await probe.colour(RED, seconds=0.05)


async def test_a_pattern_moves_and_a_picture_that_stands_is_frozen() -> None:
    pattern = TestPattern([RED])
    moving = seen(pattern, frames=3)
    still = VideoProbe("the test")
    frame = next(pattern.frames())
    assert isinstance(frame, VideoFrame)

    async def show(frames: Iterator[AudioFrame | VideoFrame], probe: VideoProbe) -> None:
        for shown in frames:
            assert isinstance(shown, VideoFrame)
            probe.take(shown)
            await asyncio.sleep(0.01)

    showing = [
        asyncio.create_task(show(pattern.frames(), moving)),
        asyncio.create_task(show(iter([frame] * 10_000), still)),
    ]
    waiting = asyncio.create_task(moving.frozen(0.3))
    await still.frozen(0.3)
    assert not waiting.done()
    for task in (*showing, waiting):
        task.cancel()


@pytest.mark.parametrize(
    "make", [lambda: Tone(0), lambda: TestPattern([]), lambda: TestPattern([RED], size=(15, 15))]
)
def test_what_cannot_be_played_is_refused(make: type[Source]) -> None:
    with pytest.raises(BadSource):
        make()


async def test_files_are_played(tmp_path: Path) -> None:
    sound, film = tmp_path / "tone.wav", tmp_path / "red.mkv"
    record(sound, "pcm_s16le", Tone(600), 60)
    record(film, "mpeg4", TestPattern([BLUE], fps=10), 10)
    assert heard(AudioFile(sound), 70).share(600) > 0.9  # and on from its beginning
    await seen(VideoFile(film), 12).colour(BLUE, seconds=0.1)
    assert VideoFile(film).fps == 10
    for broken in (lambda: VideoFile(sound), lambda: AudioFile(tmp_path / "none.wav")):
        with pytest.raises(BadSource):
            broken()


def record(path: Path, codec: str, source: Source, frames: int) -> None:
    with av.open(str(path), "w") as file:
        stream: Any
        if source.kind == "audio":
            stream = file.add_stream(codec, rate=48_000, layout="mono")
        else:
            stream = file.add_stream(codec, rate=int(source.fps), width=320, height=240)
            stream.pix_fmt = "yuv420p"
        for number, frame in enumerate(islice(source.frames(), frames)):
            frame.pts = number * (960 if source.kind == "audio" else 1)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


async def test_an_outlet_lets_nothing_out_while_the_gate_is_shut() -> None:
    is_open = False
    outlet = Outlet("audio", lambda: is_open)
    outlet.play(Tone(440))
    first = asyncio.create_task(outlet.recv())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(first), 0.1)
    is_open = True
    outlet.look()
    before = await asyncio.wait_for(first, 1)
    outlet.play(None)
    rest = asyncio.create_task(outlet.recv())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(rest), 0.1)
    outlet.play(Silence())
    after = await asyncio.wait_for(rest, 1)
    assert before.pts is not None and after.pts is not None and after.pts > before.pts
    assert outlet.frames_sent == 2
