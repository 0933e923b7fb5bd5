"""Two media links, wired to each other by a signaling in memory that can refuse."""

import itertools
from collections.abc import AsyncIterator

import pytest
from av import AudioFrame, VideoFrame
from msgspec.structs import replace

from media.call.channel import StateMessage
from media.call.media_link import MediaLink
from media.call.received import Received
from media.call.sources import Source, TestPattern, Tone
from media.errors import Refused
from media.link import FRESH_SECONDS, LinkState
from media.waiting import Changes
from signaling.messages import (
    IceServer,
    MediaLinkView,
    MediaSlot,
    RefreshLink,
    RelayedDescription,
    RelayedRestart,
    Request,
    SignalDescription,
    SignalRestart,
)
from tests.media.samples import AGENT

GREEN = (30, 200, 30)
VOICE = [MediaSlot.VOICE]
VIDEO = [MediaSlot.VOICE, MediaSlot.CAMERA]
VIEW = MediaLinkView(
    link="m1",
    conversation="v1",
    offerer=True,
    peer=AGENT,
    ice_servers=[],
    send=VOICE,
    receive=VOICE,
)


class Side:
    """One end: its link, what it sent, and what arrived."""

    sends = frozenset(VIDEO)

    def __init__(self, changes: Changes, view: MediaLinkView, log: list[str]) -> None:
        self.changes = changes
        self.log = log
        self.sent: list[Request] = []
        self.refuse: set[str] = set()
        self.other: Side | None = None
        self.received = Received("the other")
        self.said: list[bytes] = []
        self._ids = itertools.count(1)
        self.link = MediaLink(view, self, self, itertools.count(1))

    def permits_document(self, conversation: str) -> bool:
        return False

    def documents_changed(self) -> None:
        pass

    def document_data(self, link: MediaLink, data: str | bytes) -> None:
        raise AssertionError("nothing of a document is sent here")

    def new_id(self) -> str:
        return f"q{next(self._ids)}"

    async def request(self, message: Request) -> None:
        self.sent.append(message)
        if isinstance(message, SignalDescription):
            self.log.append(message.description.type)
        self.changes.notify()
        match message:
            case SignalDescription() if message.description.type in self.refuse:
                raise Refused("media_not_consented", "not granted")
            case SignalDescription() if self.other is not None:
                self.other.link.receive(
                    RelayedDescription(
                        link="m1", attempt=message.attempt, description=message.description
                    )
                )
            case SignalRestart() if self.other is not None:
                self.other.link.receive(RelayedRestart(link="m1"))
            case RefreshLink():
                fresh = IceServer(urls=["stun:127.0.0.1:1"])
                self.link.changed(replace(self.link.view, ice_servers=[fresh]))
            case _:
                pass

    def permits(self, conversation: str, slot: MediaSlot) -> bool:
        return True

    def source(self, slot: MediaSlot) -> Source | None:
        return {MediaSlot.VOICE: Tone(440), MediaSlot.CAMERA: TestPattern([GREEN])}.get(slot)

    def media_opened(self, link: MediaLink) -> None:
        self.changes.notify()

    media_lost = media_opened

    def call_message(self, link: MediaLink, data: bytes) -> None:
        self.said.append(data)
        self.changes.notify()

    def frame(self, link: MediaLink, slot: MediaSlot, frame: AudioFrame | VideoFrame) -> None:
        self.received.take(slot, frame)

    def flows(self, slots: list[MediaSlot]) -> None:
        self.link.changed(replace(self.link.view, send=slots, receive=slots))

    def described(self) -> list[SignalDescription]:
        return [message for message in self.sent if isinstance(message, SignalDescription)]


class Pair:
    def __init__(self) -> None:
        self.changes = Changes()
        self.log: list[str] = []  # offers and answers of both, in order
        self.dock = Side(self.changes, VIEW, self.log)
        self.console = Side(self.changes, replace(VIEW, offerer=False), self.log)
        self.dock.other, self.console.other = self.console, self.dock

    async def open(self, attempt: int = 1) -> None:
        def both() -> bool:
            ends = (self.dock.link, self.console.link)
            return all(e.state is LinkState.OPEN and e.attempt >= attempt for e in ends)

        await self.changes.until(both, f"attempt {attempt} to open", 15)


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    pair = Pair()
    for side in (pair.console, pair.dock):
        side.link.start(missed=False)
    await pair.open()
    yield pair
    for side in (pair.dock, pair.console):
        side.link.close()
        await side.link.closed()


async def test_what_changes_while_an_answer_is_awaited_is_offered_after_it(pair: Pair) -> None:
    await pair.dock.received.voice.tone(440)
    pair.console.flows(VIDEO)
    pair.dock.flows(VIDEO)
    await pair.changes.until(lambda: len(pair.dock.described()) == 2, "the second offer", 5)
    for side in (pair.console, pair.dock):
        side.flows(VOICE)
    await pair.changes.until(lambda: len(pair.console.described()) == 3, "the third answer", 5)
    assert pair.log == ["offer", "answer"] * 3
    for side in (pair.console, pair.dock):
        side.flows(VIDEO)
    await pair.console.received.camera.colour(GREEN)
    await pair.dock.received.camera.colour(GREEN)
    assert {message.attempt for message in pair.dock.described()} == {1}


async def test_a_slot_that_ends_is_silent_at_once_and_may_come_back(pair: Pair) -> None:
    for slots in (VIDEO, VOICE, VIDEO):
        pair.console.flows(slots)
        pair.dock.flows(slots)
        if slots == VIDEO:
            await pair.console.received.camera.frames(5)
        else:
            await pair.console.received.camera.frozen(0.5)
    await pair.console.received.voice.tone(440)
    assert pair.dock.link.attempt == 1


async def test_an_answer_that_is_refused_costs_an_attempt_and_no_more(pair: Pair) -> None:
    pair.console.refuse.add("answer")
    pair.console.flows(VIDEO)
    pair.dock.flows(VIDEO)
    await pair.changes.until(lambda: len(pair.console.described()) == 2, "the answer", 5)
    pair.console.refuse.clear()
    await pair.open(attempt=2)
    await pair.console.received.camera.colour(GREEN)


async def test_an_offer_that_is_refused_leaves_what_flows(pair: Pair) -> None:
    pair.dock.refuse.add("offer")
    pair.dock.flows(VIDEO)
    await pair.changes.until(lambda: len(pair.dock.described()) == 2, "the refused offer", 5)
    pair.dock.refuse.clear()
    pair.dock.flows(VOICE)
    pair.dock.flows(VIDEO)
    pair.console.flows(VIDEO)
    await pair.console.received.camera.colour(GREEN)
    assert pair.dock.link.attempt == 1


@pytest.mark.long
async def test_a_lost_connection_is_replaced_with_fresh_credentials(pair: Pair) -> None:
    old = IceServer(urls=["stun:127.0.0.1:1"], username="1:e1:m1", credential="x")
    pair.dock.link.changed(replace(pair.dock.link.view, ice_servers=[old]))
    pair.dock.link._refreshed_at -= FRESH_SECONDS
    await pair.console.link.break_connection()
    await pair.open(attempt=2)
    assert sum(isinstance(message, RefreshLink) for message in pair.dock.sent) == 1
    await pair.dock.received.voice.tone(440)


async def test_the_channel_carries_what_is_said(pair: Pair) -> None:
    pair.dock.link.send(StateMessage(muted=True))
    await pair.changes.until(lambda: pair.console.said, "the message", 5)
    assert b'"muted":true' in pair.console.said[0]
