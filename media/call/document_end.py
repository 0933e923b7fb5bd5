"""One end of a document that two sides look at. Pure: it knows no consent and no connection; its
owner says when a document may flow, and over what."""

import hashlib
import uuid
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from media.call.document_channel import (
    CHUNK_BYTES,
    Clear,
    DocumentKind,
    DocumentMessage,
    Drawn,
    Got,
    Look,
    Offer,
    Point,
    ReadyForOffer,
    RefusedDocument,
    ShownDocument,
    Stroke,
    Wanted,
    decode,
    encode,
)

# Under way at most: what a path carries in no time that anybody feels.
WINDOW_BYTES = 4 * CHUNK_BYTES
MOST_DRAWN = 1_000

Send = Callable[[str | bytes, str], None]


@dataclass(frozen=True)
class Document:
    """`name`: as it was offered, which is to be shown, and nothing is to be stored under."""

    name: str
    kind: DocumentKind
    data: bytes
    mine: bool


@dataclass
class _Sending:
    next: int
    got: int


class DocumentEnd:
    def __init__(self, send: Send, changed: Callable[[], None]) -> None:
        """`send`: text or bytes, over the link of that id."""
        self._send = send
        self._changed = changed
        self._links: set[str] = set()
        self.faults: Counter[str] = Counter()
        self._reset()

    def _reset(self) -> None:
        self._offer: Offer | None = None
        self._own: Document | None = None
        self._sendings: dict[str, _Sending] = {}
        self._buffer = bytearray()
        self._source: str | None = None
        # That both have: what is looked at, and drawn by the other side.
        self.document: Document | None = None
        self.look: Look | None = None
        self.drawn: deque[Drawn] = deque(maxlen=MOST_DRAWN)
        # Why the other side does not show it, or this one does not.
        self.trouble: str | None = None

    # --- own acts -----------------------------------------------------------------------------

    def hold(self, document: Document) -> None:
        """To be sent as soon as it may be."""
        self._reset()
        digest = hashlib.sha256(document.data).hexdigest()
        size = len(document.data)
        self._offer = Offer(str(uuid.uuid4()), document.name, document.kind, size, digest)
        self._own = document

    def turn(self, page: int, zoom: float = 1, x: float = 0, y: float = 0) -> None:
        if self._offer is not None:
            revision = 1 if self.look is None else self.look.revision + 1
            self.look = Look(self._offer.id, revision, page, zoom, x, y)
            self._say_all(self.look)

    def draw(self, drawn: Drawn) -> None:
        self._say_all(drawn)

    # --- what becomes of the links ------------------------------------------------------------

    def link_opened(self, link: str) -> None:
        """A connection over which it may flow, and which knows nothing of one before it."""
        self._links.add(link)
        self._sendings.pop(link, None)
        if self._own is not None and self._offer is not None:
            self._say(self._offer, link)
        elif self._own is None:
            self._say(ReadyForOffer(), link)
        if self.look is not None:
            self._say(self.look, link)

    def link_closed(self, link: str) -> None:
        self._links.discard(link)
        self._sendings.pop(link, None)

    @property
    def links(self) -> frozenset[str]:
        return frozenset(self._links)

    def ended(self) -> None:
        """Nothing may flow any more; both ends forget it."""
        trouble = self.trouble
        self._reset()
        self.trouble = trouble

    # --- what arrives -------------------------------------------------------------------------

    def receive(self, data: str | bytes, link: str) -> None:
        if isinstance(data, bytes):
            self._bytes(data, link)
        else:
            message = decode(data)
            if message is None:
                self.faults["format"] += 1
            else:
                self._message(message, link)
        self._changed()

    def _message(self, message: DocumentMessage, link: str) -> None:
        match message:
            case ReadyForOffer():
                if self._own is not None and self._offer is not None and link in self._links:
                    self._say(self._offer, link)
            case Offer():
                self._offered(message, link)
            case Wanted():
                if self._is_ours(message.id) and link not in self._sendings:
                    self._sendings[link] = _Sending(message.start, message.start)
                    self._pump(link)
            case Got():
                sending = self._sendings.get(link)
                if sending and self._is_ours(message.id) and message.bytes <= sending.next:
                    sending.got = max(sending.got, message.bytes)
                    self._pump(link)
            case RefusedDocument():
                if self._is_ours(message.id):
                    self.trouble = message.why
            case ShownDocument():
                if self._is_ours(message.id):
                    self.document = self._own
            case Look():
                self._looked(message)
            case Point() | Stroke() | Clear():
                self.drawn.append(message)

    def _is_ours(self, id: str) -> bool:
        return self._own is not None and self._offer is not None and self._offer.id == id

    def _offered(self, offer: Offer, link: str) -> None:
        if self._own is not None:
            return
        if self._offer != offer:
            self._reset()
            self._offer = offer
        self._source = link
        self._say(Wanted(offer.id, len(self._buffer)), link)
        if self.document is not None:
            self._say(ShownDocument(offer.id), link)

    def _bytes(self, chunk: bytes, link: str) -> None:
        offer = self._offer
        if offer is None or link != self._source or self.document is not None:
            self.faults["bytes"] += 1
            return
        self._buffer += chunk
        if len(self._buffer) > offer.size:
            self._refuse("damaged", link)
            return
        self._say(Got(offer.id, len(self._buffer)), link)
        if len(self._buffer) == offer.size:
            self._arrived(offer, link)

    def _arrived(self, offer: Offer, link: str) -> None:
        data = bytes(self._buffer)
        if hashlib.sha256(data).hexdigest() != offer.hash:
            self._refuse("hash", link)
            return
        self.document = Document(offer.name, offer.kind, data, mine=False)
        self._say(ShownDocument(offer.id), link)

    def _refuse(self, why: str, link: str) -> None:
        assert self._offer is not None
        self._say(RefusedDocument(self._offer.id, why), link)
        self._reset()
        self.trouble = why

    def _looked(self, look: Look) -> None:
        """The higher revision counts; of two equal ones the holder's."""
        if self._offer is None or look.id != self._offer.id:
            return
        known = -1 if self.look is None else self.look.revision
        if look.revision > known or (look.revision == known and self._own is None):
            self.look = look

    # --- what leaves --------------------------------------------------------------------------

    def _pump(self, link: str) -> None:
        sending, own = self._sendings[link], self._own
        assert own is not None
        while sending.next < len(own.data) and sending.next - sending.got < WINDOW_BYTES:
            chunk = own.data[sending.next : sending.next + CHUNK_BYTES]
            sending.next += len(chunk)
            self._send(chunk, link)

    def _say_all(self, message: DocumentMessage) -> None:
        for link in self._links:
            self._say(message, link)

    def _say(self, message: DocumentMessage, link: str) -> None:
        self._send(encode(message), link)
