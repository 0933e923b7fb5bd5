"""The link between a dock and a console."""

import asyncio
from collections.abc import Iterator
from typing import Protocol

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from media.call import document_channel
from media.call.channel import CHANNEL, CallMessage, encode
from media.call.media_connection import KIND_OF, Directions, MediaConnection
from media.call.outlet import Outlet
from media.call.sources import Source
from media.errors import BadSignal
from media.link import Again, Link, LinkState, Signaling
from signaling.messages import MediaLinkView, MediaSlot


class MediaDelegate(Protocol):
    """Whom a link asks and reports to. None of these may block."""

    sends: frozenset[MediaSlot]

    def permits(self, conversation: str, slot: MediaSlot) -> bool:
        """The gate: asked for every frame, in either direction."""
        ...

    def source(self, slot: MediaSlot) -> Source | None:
        """What is to be played now."""
        ...

    def permits_document(self, conversation: str) -> bool:
        """The gate of documents."""
        ...

    def media_opened(self, link: "MediaLink") -> None: ...

    def media_lost(self, link: "MediaLink") -> None: ...

    def call_message(self, link: "MediaLink", data: bytes) -> None: ...

    def documents_changed(self) -> None:
        """A document may flow over a link now, or no more."""
        ...

    def document_data(self, link: "MediaLink", data: str | bytes) -> None: ...

    def frame(self, link: "MediaLink", slot: MediaSlot, frame: AudioFrame | VideoFrame) -> None: ...


class MediaLink(Link[MediaLinkView, MediaConnection]):
    connection_type = MediaConnection  # a rogue of a test has another

    def __init__(
        self,
        view: MediaLinkView,
        delegate: MediaDelegate,
        signaling: Signaling,
        attempts: Iterator[int],
    ) -> None:
        """`attempts`: the rising numbers of this endpoint's attempts."""
        super().__init__(view, signaling, attempts)
        self._delegate = delegate
        self._outlets: dict[MediaSlot, Outlet] = {}
        self._drains: list[asyncio.Task[None]] = []

    # --- what may flow ------------------------------------------------------------------------

    def may_send(self, slot: MediaSlot) -> bool:
        """Server and gate agree."""
        return slot in self.view.send and self._permits(slot)

    def may_receive(self, slot: MediaSlot) -> bool:
        return slot in self.view.receive and self._permits(slot)

    def may_share(self) -> bool:
        """A document, either way: server and gate agree."""
        return self.view.document and self._delegate.permits_document(self.view.conversation)

    def _permits(self, slot: MediaSlot) -> bool:
        return self._delegate.permits(self.view.conversation, slot)

    def _directions(self) -> Directions:
        names = {
            (True, True): "sendrecv",
            (True, False): "sendonly",
            (False, True): "recvonly",
            (False, False): "inactive",
        }
        return {slot: names[self.may_send(slot), self.may_receive(slot)] for slot in MediaSlot}

    def _is_stale(self) -> bool:
        return self._connection is not None and self._connection.described != self._directions()

    def _on_unsent(self) -> None:
        if self._connection is not None:
            self._connection.described = {}

    def changed(self, view: MediaLinkView) -> None:
        """See Link.changed; what may not leave any more has stopped by then."""
        super().changed(view)
        self.look()
        self._delegate.documents_changed()

    def look(self) -> None:
        """What is played, or may be, is another now."""
        for slot, outlet in self._outlets.items():
            outlet.play(self._delegate.source(slot) if self.may_send(slot) else None)

    def restart(self) -> None:
        """By the answerer, whose own gate has opened: a new attempt, please."""
        self._put(Again.RESTART)

    # --- channel and figures ------------------------------------------------------------------

    def send(self, message: CallMessage) -> None:
        """Raises BadSignal if the channel is not open."""
        self.send_raw(encode(message).decode())

    def send_raw(self, data: str | bytes) -> None:
        """Anything at all. Raises BadSignal if the channel is not open."""
        if self._connection is None or self._state is not LinkState.OPEN:
            raise BadSignal("the link is not open")
        self._connection.send(CHANNEL, data)

    def send_document(self, data: str | bytes) -> None:
        """Raises BadSignal if the channel is not open."""
        if self._connection is None or self._state is not LinkState.OPEN:
            raise BadSignal("the link is not open")
        self._connection.send(document_channel.CHANNEL, data)

    async def packets(self, slot: MediaSlot) -> tuple[int, int]:
        """See MediaConnection.packets; none while there is no connection."""
        return (0, 0) if self._connection is None else await self._connection.packets(slot)

    # --- the connection -----------------------------------------------------------------------

    def _may_exist(self) -> bool:
        conversation = self.view.conversation
        shares = self._delegate.permits_document(conversation)
        return shares or any(self._permits(slot) for slot in MediaSlot)

    def _connect(self) -> MediaConnection:
        self._outlets = {slot: self._outlet(slot) for slot in self._delegate.sends}
        self.look()

        # A connection that has been replaced is silent, so these speak of the present one.
        def received(channel: str, data: bytes) -> None:
            self._delegate.call_message(self, data)

        def shared(data: str | bytes) -> None:
            self._delegate.document_data(self, data)

        return self.connection_type(
            self.view.ice_servers,
            self._opened,
            received,
            self._lost,
            outlets=self._outlets,
            directions=self._directions,
            on_track=self._arrived,
            on_document=shared,
        )

    def _outlet(self, slot: MediaSlot) -> Outlet:
        return Outlet(KIND_OF[slot], lambda: self.may_send(slot))

    def _arrived(self, slot: MediaSlot, track: MediaStreamTrack) -> None:
        self._drains.append(self._own(self._drain(slot, track)))

    async def _drain(self, slot: MediaSlot, track: MediaStreamTrack) -> None:
        """Read all that comes, or it would pile up; what may not be shown is dropped."""
        try:
            while True:
                frame = await track.recv()
                if self.may_receive(slot):
                    assert isinstance(frame, AudioFrame | VideoFrame)
                    self._delegate.frame(self, slot, frame)
        except MediaStreamError:
            pass  # the connection is over

    def _drop_connection(self) -> None:
        for drain in self._drains:
            drain.cancel()
        self._drains.clear()
        super()._drop_connection()

    def _on_opened(self) -> None:
        self._delegate.media_opened(self)

    def _on_lost(self) -> None:
        self._delegate.media_lost(self)
