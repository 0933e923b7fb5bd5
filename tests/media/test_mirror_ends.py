"""Capture and view, wired to each other without a network between them."""

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from media.errors import NotConsented
from media.mirror import sync
from media.mirror.assets import Asset
from media.mirror.capture import CREDIT_BYTES, Capture
from media.mirror.fragments import Flag, Fragment, Message, split
from media.mirror.page import MASK, Page, Tag
from media.mirror.view import MirrorView
from media.waiting import Changes

GRANT = 7
# Deflated, it takes half as many bytes.
NOISE = random.Random(7).randbytes(150_000).hex()


def shop() -> Page:
    price = Tag("b", {"id": "price"}, ["12 EUR"])
    form = [
        Tag("input", {"name": "who", "value": "attribute"}, value="Ada"),
        Tag("input", {"name": "pin", "type": "password"}, value="1234"),
        Tag("input", {"name": "card", "autocomplete": "cc-number"}, value="4111 1111"),
        Tag("input", {"name": "code", "autocomplete": "one-time-code"}, value="998877"),
    ]
    body = Tag("body", {"class": "shop"}, ["Tea: ", price, Tag("form", {}, [*form])])
    return Page(Tag("html", {}, [Tag("head"), body]), width=800, height=600)


class Wire:
    """A link in memory. `to_view` and `to_capture` hold what was sent and not yet delivered."""

    def __init__(self, page: Page | None) -> None:
        self.to_view: list[tuple[str, bytes]] = []
        self.to_capture: list[bytes] = []
        self.all_to_view: list[bytes] = []
        self.permitted = True
        self.changes = Changes()
        self.capture = Capture(page, GRANT, self._send)
        self.view = MirrorView(GRANT, self._answer, self.changes.notify)

    def _send(self, channel: str, data: bytes) -> None:
        if not self.permitted:
            raise NotConsented("shut")
        self.to_view.append((channel, data))
        self.all_to_view.append(data)
        self.changes.notify()

    def _answer(self, data: bytes) -> None:
        self.to_capture.append(data)
        self.changes.notify()

    def deliver(self) -> None:
        while self.to_view or self.to_capture:
            while self.to_capture:
                self.capture.receive("sync", self.to_capture.pop(0))
            while self.to_view:
                self.view.receive(*self.to_view.pop(0))

    def amend(self, operation: list[Any]) -> None:
        """Adds to the last batch under way."""
        fragment = Fragment.decode(self.to_view[-1][1])
        payload = fragment.payload[:-1] + b"," + json.dumps(operation).encode() + b"]"
        amended = Fragment(fragment.flags, fragment.grant, fragment.sequence, payload)
        self.to_view[-1] = ("mirror", amended.encode())

    def text(self) -> str:
        assert self.view.tree is not None
        return self.view.tree.text()


@pytest.fixture
async def make() -> Any:
    wires: list[Wire] = []

    def start(page: Page) -> Wire:
        wire = Wire(page)
        wires.append(wire)
        wire.capture.start()
        wire.view.start()
        return wire

    yield start
    for wire in wires:
        wire.capture.stop()
        wire.view.stop()


Make = Callable[[Page], Wire]


async def test_the_page_arrives_and_follows(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    tree = wire.view.tree
    assert tree is not None
    assert (wire.text(), tree.viewport) == ("Tea: 12 EUR", (800, 600))
    price = page.root.find(id="price")
    page.set_text(price, "13 EUR")
    page.set_attribute(price, "class", "up")
    page.scroll(0, 50)
    wire.deliver()
    assert wire.text() == "Tea: 13 EUR"
    assert tree.find("b", class_="up") is not None
    assert tree.scroll == (0, 50)
    page.set_attribute(price, "class", None)
    page.set_children(price, ["free ", Tag("i", {}, ["today"])])
    wire.deliver()
    assert wire.text() == "Tea: free today"
    assert tree.find("b", class_="up") is None
    page.set_text(price, "gone")
    wire.deliver()
    assert wire.text() == "Tea: gone"
    assert wire.view.faults == []


async def test_secrets_are_masked_before_they_leave(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    page.set_value(page.root.find(name="pin"), "5678")
    page.set_value(page.root.find(name="who"), "Eve")
    wire.deliver()
    assert wire.view.tree is not None
    assert wire.view.tree.values() == {"who": "Eve", "pin": MASK, "card": MASK, "code": MASK}
    sent = b"".join(wire.all_to_view)
    for secret in (b"1234", b"5678", b"4111", b"998877", b"attribute"):
        assert secret not in sent


async def test_what_a_browser_does_not_send_leaves_a_gap(make: Make) -> None:
    head = Tag("head", {}, [Tag("title", {}, ["Secret title"]), Tag("style", {}, ["b{color:red}"])])
    script = Tag("script", {"src": "/x.js"}, ["steal()"])
    page = Page(Tag("html", {}, [head, Tag("body", {}, ["Tea", script])]))
    wire = make(page)
    wire.deliver()
    assert wire.view.faults == [] and wire.view.tree is not None
    assert [element.tag for element in wire.view.tree.find_all("gap")] == ["gap", "gap"]
    assert [(sheet.media, sheet.rules) for sheet in wire.view.tree.sheets.values()] == [
        ("", ["b{color:red}"])
    ]
    assert b"steal" not in b"".join(wire.all_to_view)
    with pytest.raises(ValueError, match="no children"):
        page.set_text(script, "again")


async def test_children_can_be_taken_away(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    page.set_children(page.root.find(id="price"), [])
    wire.deliver()
    assert wire.text() == "Tea:"
    with pytest.raises(KeyError):
        page.set_text(Tag("b"), "not in the page")


async def test_nothing_is_sent_before_the_viewer_asks() -> None:
    page = shop()
    wire = Wire(page)
    wire.capture.start()
    page.set_text(page.root.find(id="price"), "13 EUR")
    assert wire.to_view == [("sync", sync.encode(sync.Beat(GRANT)))]
    wire.capture.stop()


async def test_the_credit_is_never_exceeded_and_all_arrives_in_the_end(make: Make) -> None:
    page = Page(Tag("html", {}, [Tag("body", {}, [NOISE])]))
    wire = make(page)
    wire.capture.receive("sync", wire.to_capture.pop(0))
    mirrored = [data for channel, data in wire.to_view if channel == "mirror"]
    assert CREDIT_BYTES - 16_384 < sum(map(len, mirrored)) <= CREDIT_BYTES
    wire.deliver()
    assert wire.text() == NOISE


async def test_an_acknowledgement_of_what_was_not_sent_buys_nothing(make: Make) -> None:
    page = Page(Tag("html", {}, [Tag("body", {}, [NOISE])]))
    wire = make(page)
    wire.capture.receive("sync", wire.to_capture.pop(0))
    sent = sum(len(data) for channel, data in wire.to_view if channel == "mirror")
    wire.capture.receive("sync", sync.encode(sync.Acknowledge(GRANT, "mirror", sent + 1)))
    wire.capture.receive("sync", sync.encode(sync.Acknowledge(GRANT, "assets", 10)))
    assert sum(len(data) for channel, data in wire.to_view if channel == "mirror") == sent


async def test_after_stop_nothing_is_sent(make: Make) -> None:
    page = Page(Tag("html", {}, [Tag("body", {"id": "b"}, [NOISE])]))
    wire = make(page)
    wire.capture.receive("sync", wire.to_capture.pop(0))
    wire.capture.stop()
    wire.to_view.clear()
    wire.capture.receive("sync", sync.encode(sync.Acknowledge(GRANT, "mirror", CREDIT_BYTES)))
    wire.capture.receive("sync", sync.encode(sync.Resync(GRANT, sync.Fault.START)))
    page.set_text(page.root.find(id="b"), "y")
    assert wire.to_view == []


async def test_a_shut_gate_ends_the_capture(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    wire.permitted = False
    page.set_text(page.root.find(id="price"), "13 EUR")
    wire.permitted = True
    page.set_text(page.root.find(id="price"), "14 EUR")
    assert wire.to_view == []


async def test_another_page_replaces_the_first(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    wire.capture.show(Page(Tag("html", {}, [Tag("body", {}, ["Checkout"])])))
    page.set_text(page.root.find(id="price"), "nobody sees this")
    wire.deliver()
    assert wire.text() == "Checkout"
    assert wire.view.faults == []


async def test_two_viewers_of_one_page_see_the_same(make: Make) -> None:
    page = shop()
    early = make(page)
    early.deliver()
    page.set_text(page.root.find(id="price"), "13 EUR")
    late = make(page)
    late.deliver()
    page.set_text(page.root.find(id="price"), "14 EUR")
    early.deliver()
    late.deliver()
    assert early.text() == late.text() == "Tea: 14 EUR"


async def test_a_lost_fragment_is_healed_by_a_resync_within_the_limit(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    price = page.root.find(id="price")
    page.set_text(price, "lost")
    wire.to_view.clear()
    page.set_text(price, "13 EUR")
    wire.deliver()
    assert wire.view.faults == [(sync.Fault.GAP, "fragment 2 instead of 1")]
    # At most one snapshot a second: it comes by itself.
    await wire.changes.until(lambda: wire.to_view, "the snapshot", 5)
    wire.deliver()
    assert wire.text() == "Tea: 13 EUR"


@pytest.mark.parametrize(
    ("operations", "reason"),
    [
        ([["t", 999, "x"]], sync.Fault.UNKNOWN_NODE),
        ([["nothing"]], sync.Fault.BAD_MESSAGE),
    ],
)
async def test_a_bad_message_is_reported_once_and_asked_for_again(
    make: Make, operations: list[Any], reason: sync.Fault
) -> None:
    wire = make(shop())
    wire.deliver()
    for sequence in (1, 2):
        payload = json.dumps(operations).encode()
        fragment = Fragment(Flag.FIRST | Flag.LAST, GRANT, sequence, payload)
        wire.view.receive("mirror", fragment.encode())
    assert [found for found, _ in wire.view.faults] == [reason]
    asked = [message for data in wire.to_capture if (message := sync.decode(data, GRANT))]
    assert asked.count(sync.Resync(GRANT, reason)) == 1


async def test_another_grant_is_dropped_unread_on_both_sides(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    forged = Fragment(Flag.FIRST | Flag.LAST | Flag.SNAPSHOT, GRANT + 1, 0, b"[]").encode()
    received = wire.view.bytes_received
    wire.view.receive("mirror", forged)
    assert (wire.view.dropped, wire.view.bytes_received) == (1, received)
    wire.capture.receive("sync", sync.encode(sync.Resync(GRANT + 1, sync.Fault.START)))
    assert wire.to_view == []


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"type":"later","grant":7}', b"\xff"])
async def test_unknown_sync_messages_are_ignored(make: Make, data: bytes) -> None:
    wire = make(shop())
    wire.deliver()
    wire.capture.receive("sync", data)
    wire.view.receive("sync", data)
    assert (wire.to_view, wire.to_capture) == ([], [])


async def test_the_viewer_asks_until_something_comes(make: Make) -> None:
    wire = make(shop())
    await wire.changes.until(lambda: len(wire.to_capture) == 2, "a second question", 5)
    start = sync.Resync(GRANT, sync.Fault.START)
    assert [sync.decode(data, GRANT) for data in wire.to_capture] == [start, start]


def asset(
    content: bytes, hash: str | None = None, type: str = "image/png", sequence: int = 0
) -> bytes:
    digest = hash or hashlib.sha256(content).hexdigest()
    head = json.dumps({"hash": digest, "type": type}).encode()
    payload = len(head).to_bytes(2, "big") + head + content
    return Fragment(Flag.FIRST | Flag.LAST, GRANT, sequence, payload).encode()


async def test_assets_are_kept_by_their_hash_and_acknowledged(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    data = asset(b"picture")
    wire.view.receive("assets", data)
    digest = hashlib.sha256(b"picture").hexdigest()
    assert wire.view.assets == {digest: Asset("image/png", b"picture")}
    acknowledged = sync.Acknowledge(GRANT, "assets", len(data))
    assert [sync.decode(said, GRANT) for said in wire.to_capture] == [acknowledged]
    # The hash is a name: where the page is no secure context, nothing better can be made.
    wire.view.receive("assets", asset(b"drawing", hash="0" * 64, sequence=1))
    assert wire.view.assets["0" * 64].content == b"drawing"


@pytest.mark.parametrize(
    "data",
    [
        asset(b"picture", hash="0" * 63),
        asset(b"picture", hash="A" * 64),
        asset(b"<html>", type="text/html"),
        Fragment(Flag.FIRST | Flag.LAST | Flag.SNAPSHOT, GRANT, 0, b"").encode(),
        Fragment(Flag.FIRST | Flag.LAST, GRANT, 0, b"\x00").encode(),
        Fragment(Flag.FIRST | Flag.LAST, GRANT, 0, b"\x00\x02{}").encode(),
    ],
    ids=["short hash", "capital hash", "type", "snapshot", "too short", "no head"],
)
async def test_a_bad_asset_costs_no_snapshot(make: Make, data: bytes) -> None:
    wire = make(shop())
    wire.deliver()
    wire.view.receive("assets", data)
    assert [reason for reason, _ in wire.view.faults] == [sync.Fault.BAD_MESSAGE]
    asked = [sync.decode(said, GRANT) for said in wire.to_capture]
    assert not [message for message in asked if isinstance(message, sync.Resync)]
    good = asset(b"picture")
    wire.view.receive("assets", good)
    assert len(wire.view.assets) == 1


async def test_a_viewer_may_ask_anew_at_any_time(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    first = wire.view.tree
    wire.view.resync()
    wire.view.resync()
    wire.deliver()
    await wire.changes.until(
        lambda: any(channel == "mirror" for channel, _ in wire.to_view), "a snapshot", 5
    )
    wire.deliver()
    assert first is not None and wire.view.tree is not None
    assert (first.generation, wire.view.tree.generation) == (1, 2)


async def test_beats_go_on_after_the_first_snapshot(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    await wire.changes.until(lambda: wire.to_view, "a beat", 5)
    assert wire.to_view == [("sync", sync.encode(sync.Beat(GRANT)))]
    assert not wire.view.stale


async def test_long_messages_are_deflated_and_short_ones_are_not(make: Make) -> None:
    page = Page(Tag("html", {}, [Tag("body", {"id": "b"}, ["tea " * 500])]))
    wire = make(page)
    wire.deliver()
    page.set_text(page.root.find(id="b"), "tea")
    wire.deliver()
    assert wire.text() == "tea"
    flags = [Fragment.decode(data).flags for data in wire.all_to_view if not data.startswith(b"{")]
    both = Flag.FIRST | Flag.LAST
    assert flags == [both | Flag.SNAPSHOT | Flag.DEFLATED, both]


async def test_a_change_in_a_long_text_costs_only_itself(make: Make) -> None:
    body = Tag("body", {}, [Tag("p", {"id": "p"}, [NOISE]), Tag("input", {"id": "i"}, value=NOISE)])
    page = Page(Tag("html", {}, [body]))
    wire = make(page)
    wire.deliver()
    before = wire.view.bytes_received
    changed = NOISE[:1000] + "\U0001f600" + NOISE[1001:]
    page.set_text(page.root.find(id="p"), changed)
    page.set_value(page.root.find(id="i"), changed)
    wire.deliver()
    assert wire.text() == changed
    assert wire.view.tree is not None and wire.view.tree.values() == {"i": changed}
    assert wire.view.bytes_received - before < 200


async def test_shadow_roots_and_frames_arrive_and_follow(make: Make) -> None:
    price = Tag("b", {"id": "price"}, ["12 EUR"])
    frame = Tag("iframe", inner=[Tag("html", {}, [Tag("body", {}, [price])])])
    card = Tag("x-card", {}, ["slotted"], inner=[Tag("i", {"id": "i"}, ["shadow"])])
    page = Page(Tag("html", {}, [Tag("body", {}, [frame, card])]))
    wire = make(page)
    wire.deliver()
    assert wire.text() == "12 EUR shadow slotted"
    page.set_text(price, "13 EUR")
    page.set_text(page.root.find(id="i"), "still shadow")
    wire.deliver()
    assert wire.text() == "13 EUR still shadow slotted"
    assert wire.view.tree is not None
    mirrored = wire.view.tree.find("iframe")
    assert mirrored is not None and mirrored.inner is not None
    assert (mirrored.inner.mode, mirrored.inner.text()) == ("standards", "13 EUR")


async def test_what_has_been_dealt_with_is_acknowledged_and_nothing_before(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    page.set_text(page.root.find(id="price"), "13 EUR")
    acknowledged_at: list[str] = []

    def answer(data: bytes) -> None:
        assert isinstance(sync.decode(data, GRANT), sync.Acknowledge)
        acknowledged_at.append(view.tree.text() if view.tree is not None else "")

    view = MirrorView(GRANT, answer, lambda: None)
    for data in wire.all_to_view:
        if not data.startswith(b"{"):
            view.receive("mirror", data)
    assert acknowledged_at == ["Tea: 12 EUR", "Tea: 13 EUR"]


async def test_a_node_with_another_checksum_is_sent_anew(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    assert wire.view.tree is not None
    body = wire.view.tree.find("body")
    assert body is not None and wire.view.whole
    page.set_text(page.root.find(id="price"), "13 EUR")
    wire.amend(["t", body.children[0].id, "drifted"])
    wire.amend(["q", body.id, 0])
    (message,) = wire.to_view
    wire.to_view.clear()
    wire.view.receive(*message)
    assert wire.text() == "drifted 13 EUR"
    assert (wire.view.whole, wire.view.repairs) == (False, [body.id])
    assert sync.encode(sync.Repair(GRANT, body.id)) in wire.to_capture
    wire.deliver()
    assert wire.text() == "Tea: 13 EUR"
    assert wire.view.whole and wire.view.faults == []
    assert wire.view.tree.values()["who"] == "Ada"
    assert body.id not in wire.view.tree.nodes


async def test_a_repair_of_what_is_gone_sends_nothing(make: Make) -> None:
    wire = make(shop())
    wire.capture.receive("sync", sync.encode(sync.Repair(GRANT, 1)))
    assert [channel for channel, _ in wire.to_view] == ["sync"]
    wire.deliver()
    wire.capture.receive("sync", sync.encode(sync.Repair(GRANT, 999)))
    assert wire.to_view == []


async def test_a_flood_of_repairs_ends_in_a_snapshot(make: Make) -> None:
    page = Page(Tag("html", {}, [Tag("body", {}, [NOISE])]))
    wire = make(page)
    wire.deliver()
    for _ in range(1000):
        wire.capture.receive("sync", sync.encode(sync.Repair(GRANT, 1)))
    sent = len(wire.all_to_view)
    wire.deliver()
    assert wire.text() == NOISE
    assert len(wire.all_to_view) - sent < 1000


async def test_a_page_that_is_not_shared_is_not_sent(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    wire.capture.show(None)
    wire.deliver()
    assert not wire.view.shared
    sent = len(wire.all_to_view)
    wire.view.resync()
    wire.deliver()
    await wire.changes.until(lambda: len(wire.to_view) == 1, "it to be said again", 5)
    hidden = sync.encode(sync.PageShared(GRANT, shared=False))
    assert wire.all_to_view[sent:] == [hidden]
    wire.capture.show(Page(Tag("html", {}, [Tag("body", {}, ["Checkout"])])))
    wire.deliver()
    assert wire.view.shared and wire.text() == "Checkout"
    assert wire.view.faults == []


async def test_a_capture_may_begin_on_a_page_that_is_not_shared() -> None:
    wire = Wire(None)
    wire.capture.start()
    wire.view.start()
    wire.deliver()
    assert not wire.view.shared and wire.view.tree is None
    wire.capture.show(shop())
    wire.deliver()
    assert wire.view.shared and wire.text() == "Tea: 12 EUR"
    wire.capture.stop()
    wire.view.stop()


async def test_the_pace_is_kept(make: Make) -> None:
    wire = make(shop())
    wire.view.receive("sync", sync.encode(sync.Pace(GRANT, 120)))
    assert wire.view.pace == 120


async def test_a_page_nested_without_end_is_a_fault_and_no_more(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    deep = b'[["c",1,0,0,' + b"[" * 2_000_000
    flags = Flag.DEFLATED | Flag.FIRST | Flag.LAST
    ((_, payload),) = split(Message(deep, snapshot=False, deflated=True))
    wire.view.receive("mirror", Fragment(flags, GRANT, 1, payload).encode())
    ((reason, _),) = wire.view.faults
    assert reason is sync.Fault.BAD_MESSAGE


async def test_a_stopped_capture_takes_no_other_page(make: Make) -> None:
    wire = make(shop())
    wire.deliver()
    wire.capture.stop()
    page = shop()
    wire.capture.show(page)
    page.set_text(page.root.find(id="price"), "13 EUR")
    wire.capture.show(None)
    assert wire.to_view == []


async def test_a_snapshot_cuts_off_what_is_half_out(make: Make) -> None:
    page = shop()
    wire = make(page)
    wire.deliver()
    # Another snapshot may go out at once from then on.
    await wire.changes.until(lambda: wire.to_view, "a beat", 5)
    before = wire.view.bytes_received
    page.set_text(page.root.find(id="price"), NOISE)
    page.set_text(page.root.find(id="price"), "13 EUR")
    wire.view.resync()
    wire.deliver()
    assert wire.text() == "Tea: 13 EUR"
    assert wire.view.bytes_received - before < CREDIT_BYTES + 2000 < len(NOISE) / 2
    assert wire.view.faults == []


async def test_a_viewer_that_waits_asks_at_a_beat(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = make(shop())
    asked = sync.encode(sync.Resync(GRANT, sync.Fault.START))
    beat = sync.encode(sync.Beat(GRANT))
    wire.view.receive("sync", beat)
    assert wire.to_capture == [asked]  # just now
    monkeypatch.setattr("media.mirror.view.ASKED_JUST_NOW_SECONDS", 0.0)
    wire.view.receive("sync", beat)
    assert wire.to_capture == [asked, asked]
    wire.deliver()
    wire.view.receive("sync", beat)
    assert wire.to_capture == []
