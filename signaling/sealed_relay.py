"""Passes sealed frames between the two ends of a page link, unread and unstored.

The same gate as for signals: a link exists only while its grant stands.
"""

from broker.names import LinkKind
from signaling.config import Settings
from signaling.errors import NoRelay, NoSuchLink, PeerAbsent, RelayTooFast, RelayUsedUp
from signaling.limits import RelayBudget
from signaling.metrics import Metrics
from signaling.peer import Peer
from signaling.rooms import Room, Rooms
from signaling.sealed_frame import link_of

# What a frame costs beside its bytes is about the same for all: many small ones are not cheaper.
LEAST_BYTES = 512


class SealedRelay:
    def __init__(self, rooms: Rooms, settings: Settings, metrics: Metrics) -> None:
        self._rooms = rooms
        self._settings = settings
        self._metrics = metrics

    def pass_on(self, peer: Peer, frame: bytes, now: float) -> None:
        """Pass `frame`, one that `is_sealed`, to the other end of its link.

        `now` is monotonic. Raises NoSuchLink unless `peer` is one end of a current link, NoRelay
        on a media link and unless both ends have told a key, PeerAbsent, RelayTooFast, RelayUsedUp;
        it was not passed on then.
        """
        name = link_of(frame)
        room = self._rooms.of_link(name)
        link = None if room is None else room.links.get(name)
        if room is None or link is None or peer.endpoint not in (link.offerer, link.answerer):
            raise NoSuchLink
        if link.kind is not LinkKind.PAGE:
            raise NoRelay
        receiver = room.watchers.get(link.other_end(peer.endpoint))
        if receiver is None:
            raise PeerAbsent
        # Who has told no key cannot read it, and may be no program that takes binary frames.
        if peer.key is None or receiver.key is None:
            raise NoRelay
        self._spend(room, (name, peer.endpoint), len(frame), now)
        if not receiver.offer_sealed(frame):
            raise RelayTooFast
        self._metrics.relayed_bytes.inc(len(frame))

    def _spend(self, room: Room, end: tuple[str, str], size: int, now: float) -> None:
        budget = room.relayed.get(end)
        if budget is None:
            settings = self._settings
            budget = RelayBudget(
                settings.relay_rate, settings.relay_burst, settings.relay_bytes, now
            )
            room.relayed[end] = budget
        cost = max(size, LEAST_BYTES)
        if cost > budget.left:
            raise RelayUsedUp
        if not budget.bucket.take(now, cost):
            raise RelayTooFast
        budget.left -= cost
