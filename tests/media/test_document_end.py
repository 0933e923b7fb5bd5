"""R40: one end of a document against another, over a link that can be cut and bent."""

from __future__ import annotations

import json
from collections import deque

import pytest

from media.call.document_channel import Clear, DocumentKind, Point, decode
from media.call.document_end import WINDOW_BYTES, Document, DocumentEnd

DATA = bytes(range(256)) * 1_000
LINK = "link-1"


class Pair:
    def __init__(self) -> None:
        self.queue: deque[tuple[DocumentEnd, str | bytes]] = deque()
        self.ann: DocumentEnd = DocumentEnd(lambda data, _: self._sent(self.carla, data), _nothing)
        self.carla: DocumentEnd = DocumentEnd(lambda data, _: self._sent(self.ann, data), _nothing)
        self.ann.hold(Document("a.pdf", DocumentKind.PDF, DATA, mine=True))

    def _sent(self, to: DocumentEnd, data: str | bytes) -> None:
        self.queue.append((to, data))

    def open(self) -> None:
        self.ann.link_opened(LINK)
        self.carla.link_opened(LINK)

    def cut(self) -> None:
        self.queue.clear()
        self.ann.link_closed(LINK)
        self.carla.link_closed(LINK)

    def run(self, most: int = 10_000) -> None:
        for _ in range(most):
            if not self.queue:
                return
            end, data = self.queue.popleft()
            end.receive(data, LINK)


def _nothing() -> None:
    pass


def test_R40_it_arrives_whole_and_both_look_at_the_same() -> None:
    pair = Pair()
    assert not pair.queue, "nothing leaves before there is a link"
    pair.open()
    pair.run()
    assert pair.carla.document == Document("a.pdf", DocumentKind.PDF, DATA, mine=False)
    assert pair.ann.document is not None
    pair.carla.turn(7, zoom=2, y=0.5)
    pair.run()
    assert pair.ann.look == pair.carla.look
    assert pair.ann.look is not None and pair.ann.look.page == 7
    pair.ann.draw(Point(1, 0.5, 0.5, laser=True))
    pair.ann.draw(Clear())
    pair.run()
    assert list(pair.carla.drawn) == [Point(1, 0.5, 0.5, laser=True), Clear()]
    pair.carla.ended()
    assert pair.carla.document is None and pair.carla.look is None


def test_R40_after_a_cut_it_goes_on_where_it_was() -> None:
    pair = Pair()
    pair.open()
    pair.run(12)
    pair.cut()
    pair.open()
    wanted = []
    for _ in range(4):
        end, data = pair.queue.popleft()
        if isinstance(data, str):
            wanted += [json.loads(data)] if '"wanted"' in data else []
        end.receive(data, LINK)
    pair.run()
    assert 0 < wanted[0]["from"] < len(DATA)
    assert pair.carla.document is not None and pair.carla.document.data == DATA


def test_R40_no_more_is_under_way_than_the_window() -> None:
    pair = Pair()
    pair.open()
    most = 0
    while pair.queue:
        under_way = sum(len(data) for _, data in pair.queue if isinstance(data, bytes))
        most = max(most, under_way)
        pair.run(1)
    assert 0 < most <= WINDOW_BYTES


def test_R40_what_was_bent_on_the_way_is_refused() -> None:
    pair = Pair()
    pair.open()
    while pair.queue:
        end, data = pair.queue.popleft()
        end.receive(b"?" + data[1:] if isinstance(data, bytes) else data, LINK)
    assert pair.carla.document is None
    assert pair.carla.trouble == pair.ann.trouble == "hash"


def test_R40_more_than_was_offered_is_refused() -> None:
    pair = Pair()
    pair.open()
    pair.run(3)
    pair.carla.receive(b"x" * (len(DATA) + 1), LINK)
    assert pair.carla.trouble == "damaged"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"type":"offer"}',
        '{"type":"offer","id":"../a","name":"","kind":"pdf","size":1,"hash":"' + "0" * 64 + '"}',
        '{"type":"offer","id":"a","name":"","kind":"svg","size":1,"hash":"' + "0" * 64 + '"}',
        '{"type":"offer","id":"a","name":"","kind":"pdf","size":1e12,"hash":"' + "0" * 64 + '"}',
        '{"type":"offer","id":"a","name":"","kind":"pdf","size":1,"hash":"short"}',
        '{"type":"wanted","id":"a","from":-1}',
        '{"type":"look","id":"a","revision":1,"page":0,"zoom":1,"x":0,"y":0}',
        '{"type":"look","id":"a","revision":1,"page":1,"zoom":99,"x":0,"y":0}',
        '{"type":"stroke","stroke":1,"page":1,"points":[2]}',
        '{"type":"point","page":1,"x":"0","y":0,"laser":false}',
        '{"type":"clear"}' + " " * 9_000,
        "\ud800",
    ],
)
def test_R40_what_is_no_message_changes_nothing(text: str) -> None:
    assert decode(text) is None
    pair = Pair()
    pair.open()
    pair.carla.receive(text, LINK)
    pair.carla.receive(b"bytes that nobody offered", LINK)
    assert pair.carla.faults["format"] == pair.carla.faults["bytes"] == 1
    pair.run()
    assert pair.carla.document is not None
