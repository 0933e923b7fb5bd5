"""Passes signals between the two ends of a link, and judges them on the way.

Nothing here is stored, and nothing is sent that the consent gate (consent_gate.py) has not made.
"""

from broker.candidate import candidate
from broker.errors import NotAllowed
from broker.links import Link
from signaling.consent_gate import consented
from signaling.errors import NoSuchLink, TooManySignals
from signaling.limits import SignalBudget
from signaling.messages import (
    Description,
    RefreshLink,
    RelayedCandidate,
    RelayedDescription,
    RelayedRestart,
    ReportLink,
    SignalCandidate,
    SignalDescription,
    SignalRestart,
)
from signaling.peer import Peer
from signaling.rooms import Room

Signal = SignalDescription | SignalCandidate | SignalRestart
Counted = Signal | RefreshLink | ReportLink


def relay(room: Room | None, peer: Peer, signal: Signal, now: float) -> None:
    """Pass `signal`, for a link of `room`, to the other end. Where that is not connected now, it is
    dropped: who comes back asks for a restart.

    `now` is monotonic. Raises NoSuchLink unless `peer` is one end of a current link, NotAllowed for
    an offer from the answerer and the like, SdpRefused, MediaNotConsented; TooManySignals when it
    was not passed on, so that one end cannot push the other off its WebSocket.
    """
    room, link = own_link(room, peer, signal)
    count(room, peer, signal, now)
    message = _judged(peer, link, signal)
    receiver = room.watchers.get(link.other_end(peer.endpoint))
    if receiver is not None and not receiver.offer(message):
        raise TooManySignals


def own_link(room: Room | None, peer: Peer, signal: Counted) -> tuple[Room, Link]:
    """The link that `signal` is about. Raises NoSuchLink unless it is a current one of `room` and
    `peer` is one of its ends."""
    link = None if room is None else room.links.get(signal.link)
    if room is None or link is None or peer.endpoint not in (link.offerer, link.answerer):
        raise NoSuchLink
    return room, link


def count(room: Room, peer: Peer, signal: Counted, now: float) -> None:
    """Raises TooManySignals."""
    budget = room.signals.setdefault((signal.link, peer.endpoint), SignalBudget(now))
    match signal:
        case SignalCandidate():
            bucket = budget.candidates
        case RefreshLink():
            bucket = budget.refreshes
        case ReportLink():
            bucket = budget.reports
        case SignalDescription() | SignalRestart():
            bucket = budget.descriptions
    if not bucket.take(now):
        raise TooManySignals


def _judged(
    peer: Peer, link: Link, signal: Signal
) -> RelayedDescription | RelayedCandidate | RelayedRestart:
    offers = peer.endpoint == link.offerer
    match signal:
        case SignalDescription():
            kind = signal.description.type
            if offers is not (kind == "offer"):
                raise NotAllowed(role=peer.person.role, act=f"send an {kind} on this link")
            sdp = consented(link, peer.endpoint, signal.description.sdp)
            return RelayedDescription(
                link=link.id,
                attempt=signal.attempt,
                description=Description(type=kind, sdp=sdp),
                signed=signal.signed,
            )
        case SignalCandidate():
            candidate(signal.candidate)
            return RelayedCandidate(
                link=link.id, attempt=signal.attempt, candidate=signal.candidate, mid=signal.mid
            )
        case SignalRestart():
            if offers:
                raise NotAllowed(role=peer.person.role, act="ask itself for a restart")
            return RelayedRestart(link=link.id)
