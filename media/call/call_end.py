"""One end of calls: its gate, what it sends, its media links, and what arrives. A dock has one, and
a console."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from av import AudioFrame, VideoFrame

from media.call.channel import CallMessage, JoinedMessage, Listener, Shown, StateMessage
from media.call.document_end import DocumentEnd
from media.call.ledger import CALL, CallLedger
from media.call.media_link import MediaLink
from media.call.received import Received
from media.call.sources import Silence, Source
from media.errors import BadSignal
from media.link import Signaling
from media.link_set import LinkSet
from signaling.messages import (
    AnyEvent,
    ConversationView,
    Event,
    MediaLinkView,
    MediaSlot,
    Ready,
    Scope,
    ServerMessage,
    SessionPaused,
    Surface,
)

DOCK_SENDS = frozenset(MediaSlot)
CONSOLE_SENDS = frozenset({MediaSlot.VOICE, MediaSlot.CAMERA})

MediaLinks = LinkSet[MediaLinkView, MediaLink]


class CallEnd:
    """`changed` is called when something has; it must not block."""

    def __init__(self, changed: Callable[[], None], *, dock: bool) -> None:
        self.sends = DOCK_SENDS if dock else CONSOLE_SENDS
        self.ledger = CallLedger(frozenset() if dock else frozenset({Scope.SCREEN}))
        self.muted = False
        self.surface: Surface | None = None
        self.shown = Shown.OFF
        self._changed = changed
        self._dock = dock
        self._sources: dict[MediaSlot, Source | None] = {MediaSlot.VOICE: Silence()}
        self._received: dict[str, Received] = {}
        self._listeners: dict[str, Listener] = {}
        self._documents: dict[str, DocumentEnd] = {}
        # Conversations in which a document was granted, and has not ended.
        self._sharing: set[str] = set()
        self._signaling: Signaling | None = None
        self.links = self._no_links()

    def attach(self, signaling: Signaling) -> MediaLinks:
        """To a new WebSocket, whose links these are."""
        self._signaling = signaling
        self.links = self._no_links()
        return self.links

    def _no_links(self) -> MediaLinks:
        return LinkSet(MediaLinkView, self.may_exist, self._make_link)

    def _make_link(self, view: MediaLinkView, attempts: Iterator[int]) -> MediaLink:
        assert self._signaling is not None, "the views of links come from a WebSocket"
        return MediaLink(view, self, self._signaling, attempts)

    # --- what the server says -----------------------------------------------------------------

    def hear(self, message: ServerMessage, views: Iterable[ConversationView]) -> None:
        """Every message, before links are looked at."""
        if isinstance(message, Ready):
            for opened in message.conversations:
                for event in opened.timeline:
                    self._apply(event)
        elif isinstance(message, Event):
            self._apply(message)
        for view in views:
            self.ledger.observe(view)
        self._forget_what_has_ended()
        self.documents_changed()

    def _apply(self, event: AnyEvent) -> None:
        self.ledger.apply(event)
        if isinstance(event, SessionPaused):
            self.hide(MediaSlot.CAMERA)

    def _forget_what_has_ended(self) -> None:
        """The next grant shows nothing by itself."""
        ended = {
            Scope.VIDEO: [MediaSlot.CAMERA],
            Scope.SCREEN: [MediaSlot.SCREEN, MediaSlot.SOUND],
        }
        for scope, slots in ended.items():
            if not self.ledger.holds(scope):
                for slot in slots:
                    self.hide(slot)
        if not self.ledger.holds(Scope.SCREEN):
            self.surface, self.shown = None, Shown.OFF

    def may_exist(self, view: MediaLinkView) -> bool:
        """Whether a link may, now."""
        slots = any(self.permits(view.conversation, slot) for slot in MediaSlot)
        return slots or self.permits_document(view.conversation)

    # --- what is sent -------------------------------------------------------------------------

    def permits(self, conversation: str, slot: MediaSlot) -> bool:
        return self.ledger.permits(conversation, slot)

    def source(self, slot: MediaSlot) -> Source | None:
        if slot is MediaSlot.VOICE and self.muted:
            return None
        return self._sources.get(slot)

    def show(self, slot: MediaSlot, source: Source) -> None:
        self._sources[slot] = source
        self.look()

    def hide(self, slot: MediaSlot) -> None:
        if self._sources.pop(slot, None) is not None:
            self.look()

    def look(self) -> None:
        """What is sent is another now: out with it, and the other ends are told."""
        for link in self.links.links:
            link.look()
        self.tell(self.state())

    def state(self) -> StateMessage:
        camera = self._sources.get(MediaSlot.CAMERA) is not None
        return StateMessage(self.muted, camera, self.surface, self.shown)

    def tell(self, message: CallMessage) -> None:
        """All who listen."""
        for link in self.links.open:
            try:
                link.send(message)
            except BadSignal:
                pass  # it is going; the next one gets the state on opening

    # --- what arrives -------------------------------------------------------------------------

    def received(self, person: str) -> Received:
        """From the person with this id, now and later."""
        return self._received.setdefault(person, Received(person))

    def listener(self, person: str) -> Listener:
        """What the person with this id says on the channel `call`."""
        return self._listeners.setdefault(person, Listener(agents=self._dock))

    # --- documents ----------------------------------------------------------------------------

    def permits_document(self, conversation: str) -> bool:
        return self.ledger.permits_document(conversation)

    def document(self, conversation: str) -> DocumentEnd:
        """The one of this conversation, now and later."""
        if conversation not in self._documents:
            self._documents[conversation] = DocumentEnd(self._send_document, self._changed)
        return self._documents[conversation]

    def documents_changed(self) -> None:
        """Which links a document may flow over follows the grants, and the server."""
        open_links = {link.view.link: link for link in self.links.open if link.may_share()}
        for conversation, document in self._documents.items():
            if self.ledger.grant(conversation, Scope.DOCUMENT) is not None:
                self._sharing.add(conversation)
            elif conversation in self._sharing:
                self._sharing.discard(conversation)
                document.ended()
            mine = {id for id, at in open_links.items() if at.view.conversation == conversation}
            for link in document.links - mine:
                document.link_closed(link)
            for link in mine - document.links:
                document.link_opened(link)

    def document_data(self, link: MediaLink, data: str | bytes) -> None:
        if link.may_share():
            self.document(link.view.conversation).receive(data, link.view.link)

    def _send_document(self, data: str | bytes, link: str) -> None:
        for each in self.links.open:
            if each.view.link == link and each.may_share():
                try:
                    each.send_document(data)
                except BadSignal:
                    pass  # it is going; the next one begins where this one has come to

    # --- links --------------------------------------------------------------------------------

    def media_opened(self, link: MediaLink) -> None:
        self.document(link.view.conversation)
        self.documents_changed()
        link.send(self.state())
        if not self._dock and self._takes_part(link.view.conversation):
            link.send(JoinedMessage(joined=True))
        self._changed()

    def _takes_part(self, conversation: str) -> bool:
        return any(self.ledger.grant(conversation, scope) is not None for scope in CALL)

    def media_lost(self, link: MediaLink) -> None:
        self.documents_changed()
        self._changed()

    def call_message(self, link: MediaLink, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self.listener(link.view.peer.id).receive(data, now)
        self._changed()

    def frame(self, link: MediaLink, slot: MediaSlot, frame: AudioFrame | VideoFrame) -> None:
        self.received(link.view.peer.id).take(slot, frame)
