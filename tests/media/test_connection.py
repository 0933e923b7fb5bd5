"""One connection: what strangers send comes out as one error, and nothing waits for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.connection import CHANNELS, Connection
from media.errors import BadSignal, TimedOut
from media.waiting import Changes
from signaling.messages import Description, IceServer

# What Chromium 156 offers for three negotiated channels, candidates apart.
CHROMIUM_OFFER = "\r\n".join(
    [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:4ZcD",
        "a=ice-pwd:2/1muCWoOi3uLifh0NuRHlTT",
        "a=ice-options:trickle",
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
        "a=setup:actpass",
        "a=mid:0",
        "a=sctp-port:5000",
        "a=max-message-size:262144",
        "",
    ]
)


class End:
    """One side, and what it has heard."""

    def __init__(self, ice_servers: list[IceServer] | None = None) -> None:
        self.changes = Changes()
        self.opened = 0
        self.lost = 0
        self.heard: list[tuple[str, bytes]] = []
        self.connection = Connection(ice_servers or [], self._open, self._hear, self._lose)

    def _open(self) -> None:
        self.opened += 1
        self.changes.notify()

    def _hear(self, channel: str, data: bytes) -> None:
        self.heard.append((channel, data))
        self.changes.notify()

    def _lose(self) -> None:
        self.lost += 1
        self.changes.notify()


@pytest.fixture
async def ends() -> AsyncIterator[tuple[End, End]]:
    async with AsyncExitStack() as stack:
        pair = End(), End()
        for end in pair:
            stack.push_async_callback(end.connection.close)
        yield pair


async def connect(offerer: End, answerer: End) -> None:
    offer = await offerer.connection.offer()
    await offerer.connection.accept(await answerer.connection.answer(offer))
    for end in (offerer, answerer):
        await end.changes.until(lambda end=end: end.opened, "open channels", 10)  # type: ignore[misc]


async def test_all_channels_carry_messages_both_ways(ends: tuple[End, End]) -> None:
    left, right = ends
    await connect(left, right)
    for channel in CHANNELS:
        left.connection.send(channel, b"to the right")
        right.connection.send(channel, b"to the left")
    await right.changes.until(lambda: len(right.heard) == len(CHANNELS), "all messages", 10)
    await left.changes.until(lambda: len(left.heard) == len(CHANNELS), "all messages", 10)
    assert sorted(right.heard) == sorted((name, b"to the right") for name in CHANNELS)
    assert (left.opened, right.opened, left.lost, right.lost) == (1, 1, 0, 0)


async def test_the_other_side_is_told_at_once_that_it_is_over(ends: tuple[End, End]) -> None:
    left, right = ends
    await connect(left, right)
    await left.connection.close()
    await right.changes.until(lambda: right.lost, "the end", 2)
    assert (left.lost, right.lost) == (0, 1)
    with pytest.raises(BadSignal):
        right.connection.send("mirror", b"x")
    with pytest.raises(BadSignal):
        left.connection.send("mirror", b"x")


async def test_a_silenced_connection_neither_sends_nor_delivers(ends: tuple[End, End]) -> None:
    left, right = ends
    await connect(left, right)
    right.connection.send("mirror", b"before")
    await left.changes.until(lambda: left.heard, "a message", 10)
    left.connection.silence()
    right.connection.send("mirror", b"after")
    await left.connection.close()
    await right.changes.until(lambda: right.lost, "the end", 2)
    assert left.heard == [("mirror", b"before")]
    assert not left.connection.is_open


async def test_an_offer_without_candidates_connects_by_those_that_trickle(
    ends: tuple[End, End],
) -> None:
    left, right = ends
    offer = await left.connection.offer()
    lines = offer.sdp.split("\r\n")
    candidates = [line for line in lines if line.startswith("a=candidate:")]
    bare = [line for line in lines if "candidate" not in line]
    answer = await right.connection.answer(Description(type="offer", sdp="\r\n".join(bare)))
    for line in candidates:
        await right.connection.add_candidate(line.removeprefix("a="), "0")
    await right.connection.add_candidate("", None)
    await left.connection.accept(answer)
    await left.changes.until(lambda: left.opened, "open channels", 10)


async def test_names_that_cannot_be_resolved_and_tcp_cost_no_time(ends: tuple[End, End]) -> None:
    _, right = ends
    local = "candidate:1 1 udp 2122260223 4d2c0d3e-0001.local 51000 typ host"
    tcp = "candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active"
    offer = CHROMIUM_OFFER + f"a={local}\r\na={tcp}\r\n"
    async with asyncio.timeout(0.9):  # aioice would look for a name for 1 s
        await right.connection.answer(Description(type="offer", sdp=offer))
        await right.connection.add_candidate(local, "0")
        await right.connection.add_candidate(tcp, "0")


BROKEN = {
    "empty": "",
    "no fingerprint": CHROMIUM_OFFER.replace("a=fingerprint", "a=other"),
    "no ufrag": CHROMIUM_OFFER.replace("a=ice-ufrag", "a=other"),
    "bad port": CHROMIUM_OFFER.replace("m=application 9", "m=application x"),
    "bad setup": CHROMIUM_OFFER.replace("a=setup:actpass", "a=setup:maybe"),
    "bad group": CHROMIUM_OFFER.replace("a=group:BUNDLE 0", "a=group"),
    "bad sctp port": CHROMIUM_OFFER.replace("a=sctp-port:5000", "a=sctp-port:many"),
    "bad candidate": CHROMIUM_OFFER + "a=candidate:1 1 udp\r\n",
}


@pytest.mark.parametrize("sdp", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_offer_is_one_typed_error(ends: tuple[End, End], sdp: str) -> None:
    with pytest.raises(BadSignal):
        await ends[0].connection.answer(Description(type="offer", sdp=sdp))


async def test_an_answer_that_nobody_asked_for_is_the_same_error(ends: tuple[End, End]) -> None:
    with pytest.raises(BadSignal):
        await ends[0].connection.accept(Description(type="answer", sdp=CHROMIUM_OFFER))


@pytest.mark.parametrize(
    "line", ["candidate:", "x", "candidate:1 1 udp one 192.0.2.7 9 typ host", "candidate:1 1 udp 1"]
)
async def test_a_broken_candidate_is_the_same_error(ends: tuple[End, End], line: str) -> None:
    await ends[0].connection.answer(Description(type="offer", sdp=CHROMIUM_OFFER))
    with pytest.raises(BadSignal):
        await ends[0].connection.add_candidate(line, "0")


async def test_a_turn_server_that_is_none_is_the_same_error() -> None:
    with pytest.raises(BadSignal):
        End([IceServer(urls=["turn:"])])


LINES = CHROMIUM_OFFER.split("\r\n")


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        cut = draw(st.integers(0, len(line)))
        noise = draw(st.text(st.characters(codec="utf-8"), max_size=6))
        lines[place : place + 1] = draw(
            st.sampled_from([[], [line, line], [line[:cut]], [line[:cut] + noise + line[cut:]]])
        )
        if not lines:
            break
    return "\r\n".join(lines)


@given(sdp=mutilated())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_no_offer_whatever_raises_anything_else(sdp: str) -> None:
    end = End()
    try:
        await end.connection.answer(Description(type="offer", sdp=sdp))
    except (BadSignal, TimedOut):
        pass
    finally:
        await end.connection.close()
