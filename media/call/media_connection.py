"""The connection of a media link: its sections, in an order that is fixed for life, and the
channels `call` and `document`."""

from collections.abc import Callable, Mapping

from aiortc import MediaStreamTrack, RTCRtpTransceiver

from media.call import document_channel
from media.call.channel import CHANNEL
from media.call.outlet import Outlet
from media.peer_connection import PeerConnection, typed
from signaling.messages import Description, IceServer, MediaSlot

KIND_OF = {
    MediaSlot.VOICE: "audio",
    MediaSlot.CAMERA: "video",
    MediaSlot.SCREEN: "video",
    MediaSlot.SOUND: "audio",
}

Directions = Mapping[MediaSlot, str]


class MediaConnection(PeerConnection):
    """`directions`: of each slot, as this side wants it now (RFC 8866 section 6.7), asked for every
    offer and answer. `on_track`: what arrives in a slot, once for the life of the connection.
    `on_document`: what arrives on the channel `document`, text or bytes."""

    def __init__(
        self,
        ice_servers: list[IceServer],
        on_open: Callable[[], None],
        on_message: Callable[[str, bytes], None],
        on_lost: Callable[[], None],
        *,
        outlets: Mapping[MediaSlot, Outlet],
        directions: Callable[[], Directions],
        on_track: Callable[[MediaSlot, MediaStreamTrack], None],
        on_document: Callable[[str | bytes], None],
    ) -> None:
        super().__init__(ice_servers, on_open, on_message, on_lost)
        self._wanted = directions
        self._on_track = on_track
        self.described: Directions = {}
        self._sections: dict[MediaSlot, RTCRtpTransceiver] = {}
        with typed("the sections"):
            # Before the channel, or aiortc stops the transport that they share.
            for slot in MediaSlot:
                self._sections[slot] = self._peer.addTransceiver(KIND_OF[slot], "inactive")
            for slot, outlet in outlets.items():
                self._sections[slot].sender.replaceTrack(outlet)
            self._add_channel(CHANNEL, 0)
            self._add_channel(document_channel.CHANNEL, 1, on_data=on_document)
        self._peer.on("track", self._arrived)

    async def offer(self) -> Description:
        """A complete offer, the first or in place. Raises BadSignal."""
        self._direct()
        return await super().offer()

    async def answer(self, offer: Description) -> Description:
        """The complete answer to `offer`, the first or in place. Raises BadSignal."""
        self._direct()
        return await super().answer(offer)

    async def packets(self, slot: MediaSlot) -> tuple[int, int]:
        """Sent and received in `slot` on this connection: `packetsSent` and `packetsReceived` of
        RTCStatsReport (aiortc does not count the bytes that it receives)."""
        section = self._sections[slot]
        sent = (await section.sender.getStats()).values()
        received = (await section.receiver.getStats()).values()
        return (
            sum(stats.packetsSent for stats in sent if stats.type == "outbound-rtp"),
            sum(stats.packetsReceived for stats in received if stats.type == "inbound-rtp"),
        )

    def _direct(self) -> None:
        self.described = dict(self._wanted())
        for slot, direction in self.described.items():
            self._sections[slot].direction = direction

    def _arrived(self, track: MediaStreamTrack) -> None:
        for slot, section in self._sections.items():
            if section.receiver.track is track:
                self._on_track(slot, track)
