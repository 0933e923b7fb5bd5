"""Two links, wired to each other by a signaling in memory that can lose and repeat."""

import itertools
from collections.abc import AsyncIterator

import msgspec
import pytest

from media.errors import BadSignal, ConnectionLost, NotConsented
from media.link import QUEUED_SIGNALS, LinkState
from media.page_link import PageLink
from media.waiting import Changes
from signaling.messages import (
    Description,
    PageLinkView,
    RelayedCandidate,
    RelayedDescription,
    RelayedRestart,
    Request,
    SignalDescription,
    SignalRestart,
)
from tests.media.samples import LINK


class Side:
    """One end: its link, what it sent, and what its link told."""

    def __init__(self, changes: Changes, view: PageLinkView) -> None:
        self.changes = changes
        self.link = PageLink(view, self, self, itertools.count(1))
        self.other: Side | None = None
        self.connected = True
        self.gate_open = True
        self.gate_asked = 0
        self.sent: list[Request] = []
        self.told: list[str] = []
        self.heard: list[bytes] = []
        self._ids = itertools.count(1)

    # What a link needs of the signaling.

    def new_id(self) -> str:
        return f"q{next(self._ids)}"

    async def request(self, message: Request) -> None:
        self.sent.append(message)
        self.changes.notify()
        if not self.connected:
            raise ConnectionLost(None)
        if self.other is not None:
            self.other.link.receive(relayed(message))

    # What a link tells and asks.

    def may_flow(self, view: PageLinkView) -> bool:
        self.gate_asked += 1
        self.changes.notify()
        return self.gate_open

    def link_opened(self, link: PageLink) -> None:
        self._tell("opened")

    def link_lost(self, link: PageLink) -> None:
        self._tell("lost")

    def link_message(self, link: PageLink, channel: str, data: bytes) -> None:
        self.heard.append(data)
        self.changes.notify()

    def _tell(self, what: str) -> None:
        self.told.append(what)
        self.changes.notify()

    # What a test asks.

    def described(self) -> list[SignalDescription]:
        return [message for message in self.sent if isinstance(message, SignalDescription)]

    def asked(self) -> int:
        return sum(isinstance(message, SignalRestart) for message in self.sent)


def relayed(message: Request) -> RelayedDescription | RelayedRestart:
    match message:
        case SignalDescription(link=link, attempt=attempt, description=description):
            return RelayedDescription(link=link, attempt=attempt, description=description)
        case SignalRestart(link=link):
            return RelayedRestart(link=link)
        case _:
            raise AssertionError(message)


class Pair:
    def __init__(self) -> None:
        self.changes = Changes()
        self.offerer = Side(self.changes, LINK)
        self.answerer = Side(self.changes, msgspec.structs.replace(LINK, offerer=False))
        self.offerer.other, self.answerer.other = self.answerer, self.offerer

    def start(self, *, missed: bool = False) -> None:
        self.answerer.link.start(missed=missed)
        self.offerer.link.start(missed=missed)

    async def open(self, attempt: int = 1) -> None:
        """Both are open, with this attempt or a later one."""

        def both() -> bool:
            one, other = self.offerer.link, self.answerer.link
            is_open = one.state is other.state is LinkState.OPEN
            return is_open and one.attempt == other.attempt >= attempt

        await self.changes.until(both, f"attempt {attempt} to open", 15)


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    pair = Pair()
    yield pair
    for side in (pair.offerer, pair.answerer):
        side.link.close()
        await side.link.closed()


async def test_the_offerer_offers_and_both_open(pair: Pair) -> None:
    pair.start()
    await pair.open()
    (offer,), (answer,) = pair.offerer.described(), pair.answerer.described()
    assert (offer.description.type, answer.description.type) == ("offer", "answer")
    assert pair.offerer.told == pair.answerer.told == ["opened"]
    pair.offerer.link.send("mirror", b"hello")
    await pair.changes.until(lambda: pair.answerer.heard == [b"hello"], "the message", 5)
    assert pair.offerer.link.bytes_sent == 5


async def test_a_restart_makes_a_higher_attempt_that_replaces_the_first(pair: Pair) -> None:
    pair.start()
    await pair.open()
    pair.offerer.link.receive(RelayedRestart(link="l1"))
    await pair.open(attempt=2)
    assert pair.offerer.told == pair.answerer.told == ["opened", "lost", "opened"]


async def test_an_answerer_that_may_have_missed_the_offer_asks(pair: Pair) -> None:
    pair.offerer.other = None
    pair.offerer.link.start(missed=False)
    await pair.changes.until(lambda: pair.offerer.described(), "the offer that gets lost", 5)
    pair.offerer.other = pair.answerer
    pair.answerer.link.start(missed=True)
    await pair.open(attempt=2)
    assert pair.answerer.asked() == 1


async def test_a_lower_or_equal_attempt_is_stale(pair: Pair) -> None:
    pair.start()
    await pair.open()
    pair.offerer.link.receive(RelayedRestart(link="l1"))
    await pair.open(attempt=2)
    for stale in pair.offerer.described():
        pair.answerer.link.receive(relayed(stale))
    for stale in pair.answerer.described()[:1]:
        pair.offerer.link.receive(relayed(stale))
    pair.answerer.link.send("sync", b"{}")
    await pair.changes.until(lambda: pair.offerer.heard == [b"{}"], "the message", 5)
    assert len(pair.answerer.described()) == 2
    assert pair.offerer.link.problem is None and pair.answerer.link.problem is None


async def test_a_broken_offer_costs_one_attempt(pair: Pair) -> None:
    broken = Description(type="offer", sdp="v=0\r\n")
    pair.answerer.link.start(missed=False)
    pair.answerer.link.receive(RelayedDescription(link="l1", attempt=0, description=broken))
    await pair.changes.until(lambda: pair.answerer.asked(), "the plea for another", 5)
    assert isinstance(pair.answerer.link.problem, BadSignal)
    pair.offerer.link.start(missed=False)
    await pair.open()


async def test_a_broken_candidate_costs_nothing(pair: Pair) -> None:
    pair.start()
    await pair.open()
    pair.answerer.link.receive(RelayedCandidate(link="l1", attempt=1, candidate="nonsense"))
    pair.offerer.link.send("mirror", b"still here")
    await pair.changes.until(lambda: pair.answerer.heard == [b"still here"], "the message", 5)
    assert pair.answerer.told == ["opened"]


async def test_signals_lost_with_the_websocket_are_made_up_for(pair: Pair) -> None:
    pair.offerer.connected = False
    pair.start()
    await pair.changes.until(
        lambda: isinstance(pair.offerer.link.problem, ConnectionLost), "the loss", 5
    )
    pair.offerer.connected = True
    pair.offerer.link.signaling_returned()
    await pair.open(attempt=2)


async def test_signaling_that_returns_does_not_touch_an_open_link(pair: Pair) -> None:
    pair.start()
    await pair.open()
    for side in (pair.offerer, pair.answerer):
        side.link.signaling_returned()
    pair.offerer.link.send("mirror", b"on and on")
    await pair.changes.until(lambda: pair.answerer.heard == [b"on and on"], "the message", 5)
    assert pair.offerer.told == pair.answerer.told == ["opened"]


async def test_a_lost_connection_is_replaced_from_either_side(pair: Pair) -> None:
    pair.start()
    await pair.open()
    await pair.answerer.link.break_connection()
    await pair.open(attempt=2)
    assert pair.offerer.told[:3] == pair.answerer.told[:3] == ["opened", "lost", "opened"]


async def test_after_close_nothing_is_sent_or_delivered(pair: Pair) -> None:
    pair.start()
    await pair.open()
    pair.answerer.link.send("sync", b"on its way")
    pair.offerer.link.close()
    with pytest.raises(BadSignal):
        pair.offerer.link.send("mirror", b"too late")
    await pair.changes.until(lambda: "lost" in pair.answerer.told, "the end", 5)
    assert pair.offerer.heard == pair.answerer.heard == []
    await pair.offerer.link.closed()
    assert pair.offerer.link.gone and pair.offerer.told == ["opened", "lost"]


async def test_behind_a_shut_gate_nothing_is_made(pair: Pair) -> None:
    pair.offerer.gate_open = False
    pair.start()
    for _ in range(3):
        pair.offerer.link.receive(RelayedRestart(link="l1"))
    await pair.changes.until(lambda: pair.offerer.gate_asked == 4, "all attempts", 5)
    assert pair.offerer.sent == []
    with pytest.raises(NotConsented):
        pair.offerer.link.send("mirror", b"x")


async def test_a_gate_that_shuts_stops_the_very_next_message(pair: Pair) -> None:
    pair.start()
    await pair.open()
    pair.offerer.gate_open = False
    with pytest.raises(NotConsented):
        pair.offerer.link.send("mirror", b"x")
    assert pair.offerer.link.bytes_sent == 0


async def test_a_flood_of_signals_is_bounded(pair: Pair) -> None:
    for _ in range(QUEUED_SIGNALS + 1):
        pair.answerer.link.receive(RelayedCandidate(link="l1", attempt=9, candidate=""))
    assert isinstance(pair.answerer.link.problem, BadSignal)
    pair.start(missed=False)
    await pair.changes.until(lambda: pair.answerer.told == ["opened"], "the link", 15)
