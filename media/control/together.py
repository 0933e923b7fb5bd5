"""What agents point at, draw and do on a headless customer's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from media.control.board import Board, Pointed
from media.control.consent import ControlConsent
from media.control.gate import Applied, InputGate, InputGateOptions, Judge
from media.control.ink import AnyInk, At, InkMessage, Press, Stroke, decode_at, decode_ink
from media.control.wire import NodeRef, Spot, encode
from media.errors import BadSignal, NotConsented
from media.link import LinkState
from media.mirror.capture import Capture
from media.mirror.page import Tag
from media.page_link import PageLink
from signaling.messages import PolicyView, Role


@dataclass
class _Guest:
    """Who has an open link. `seq`: of the last word about their pointer."""

    capture: Capture
    seq: int = 0


class Together:
    """`pointers`: where agents point now, by their ids; `board`: what they draw; `inputs`: what
    those in control have done, in order. `judge` may refuse more of it than the rules do.
    `dropped` counts, by code, what had no effect."""

    def __init__(
        self, consent: ControlConsent, policy: Callable[[], PolicyView], changed: Callable[[], None]
    ) -> None:
        self._consent = consent
        self._policy = policy
        self._changed = changed
        self._guests: dict[PageLink, _Guest] = {}
        # They outlive a connection, as the numbers under a grant do.
        self._gates: dict[PageLink, InputGate] = {}
        self._seq = 0
        self.pointers: dict[str, Pointed[Tag]] = {}
        self.board = Board[Tag]()
        self.inputs: list[Applied] = []
        self.judge: Judge = lambda applied: None
        self.dropped: Counter[str] = Counter()

    # --- her own pointer ----------------------------------------------------------------------

    def point(self, at: Pointed[Tag] | None) -> None:
        """Who watches sees it; None: she points nowhere."""
        self._seq += 1
        for link, guest in self._guests.items():
            self._tell_pointer(link, guest, self._seq, at, None)

    def press(self, at: Pointed[Tag]) -> None:
        """She clicks: a red circle for who watches."""
        for link, guest in self._guests.items():
            if (spot := _spot(guest.capture, at)) is not None:
                _send(link, "ink", Press(spot, grant=link.view.grant))

    # --- links --------------------------------------------------------------------------------

    def link_opened(self, link: PageLink, capture: Capture) -> None:
        self._guests[link] = _Guest(capture)
        for gone in [old for old in self._gates if old.state is LinkState.CLOSED]:
            del self._gates[gone]
        if link not in self._gates:
            self._gates[link] = InputGate(self._gate_options(link), self.dropped)

    def link_lost(self, link: PageLink) -> None:
        self._guests.pop(link, None)
        self.pointers.pop(link.view.peer.id, None)

    def receive(self, link: PageLink, channel: str, data: bytes) -> None:
        """A message of `pointer`, `ink` or `input`; others are nothing to this."""
        guest = self._guests.get(link)
        if guest is None:
            return
        match channel:
            case "pointer":
                self._take_pointer(link, guest, data)
            case "ink":
                self._take_ink(link, guest, data)
            case "input":
                self._gates[link].receive(data)
            case _:
                return
        self._changed()

    def _gate_options(self, link: PageLink) -> InputGateOptions:
        return InputGateOptions(
            grant=link.view.grant,
            by=link.view.peer,
            permits=lambda number: self._consent.permits(link.view, number),
            policy=self._policy,
            tag=lambda page, node: self._guests[link].capture.tag_at(page, node),
            judge=lambda applied: self.judge(applied),
            applied=self.inputs.append,
            send=lambda data: _send_bytes(link, "input", data),
        )

    # --- pointers and ink ---------------------------------------------------------------------

    def _take_pointer(self, link: PageLink, guest: _Guest, data: bytes) -> None:
        at = decode_at(data, link.view.grant)
        if at is None or at.by is not None or at.seq <= guest.seq:
            self.dropped["pointer"] += 1
            return
        guest.seq = at.seq
        pointed, person = self._pointed(guest, at), link.view.peer.id
        if pointed is None:
            self.pointers.pop(person, None)
        else:
            self.pointers[person] = pointed
        for other, there in self._others(link):
            self._tell_pointer(other, there, at.seq, pointed, person)

    def _take_ink(self, link: PageLink, guest: _Guest, data: bytes) -> None:
        ink, person = decode_ink(data, link.view.grant), link.view.peer.id
        if ink is None or ink.by is not None or not self._draw(link, guest, ink):
            self.dropped["ink"] += 1
            return
        for other, there in self._others(link):
            passed = _translated(ink, guest.capture, there.capture)
            if passed is not None:
                grant = other.view.grant
                _send(other, "ink", msgspec.structs.replace(passed, grant=grant, by=person))

    def _draw(self, link: PageLink, guest: _Guest, ink: AnyInk) -> bool:
        policy, find, peer = self._policy(), guest.capture.tag_at, link.view.peer
        # Everybody's drawings are not for guests to take away.
        clear_all = policy.clear_all and peer.role is not Role.GUEST
        return self.board.take(peer.id, ink, find, pen=policy.pen, clear_all=clear_all)

    def _others(self, link: PageLink) -> list[tuple[PageLink, _Guest]]:
        return [(other, guest) for other, guest in self._guests.items() if other is not link]

    def _pointed(self, guest: _Guest, at: At) -> Pointed[Tag] | None:
        spot = at.spot
        tag = None if spot is None else guest.capture.tag_at(spot.page, spot.node)
        if spot is None or tag is None:
            return None
        return Pointed(tag, spot.x, spot.y, at.laser and self._policy().laser)

    def _tell_pointer(
        self, link: PageLink, guest: _Guest, seq: int, at: Pointed[Tag] | None, by: str | None
    ) -> None:
        spot = None if at is None else _spot(guest.capture, at)
        laser = at is not None and at.laser
        message = At(seq=seq, spot=spot, laser=laser, grant=link.view.grant, by=by)
        _send(link, "pointer", message)


def _spot(capture: Capture, at: Pointed[Tag]) -> Spot | None:
    place = capture.place_of(at.element)
    return None if place is None else Spot(*place, at.x, at.y)


def _translated(ink: AnyInk, one: Capture, other: Capture) -> AnyInk | None:
    """`ink` on the page as another viewer knows it; None where that does not have the element."""
    match ink:
        case Press(spot=spot):
            tag = one.tag_at(spot.page, spot.node)
            there = None if tag is None else _spot(other, Pointed(tag, spot.x, spot.y))
            return None if there is None else msgspec.structs.replace(ink, spot=there)
        case Stroke(anchor=anchor):
            tag = one.tag_at(anchor.page, anchor.node)
            place = None if tag is None else other.place_of(tag)
            return None if place is None else msgspec.structs.replace(ink, anchor=NodeRef(*place))
        case _:
            return ink


def _send(link: PageLink, channel: str, message: InkMessage) -> None:
    _send_bytes(link, channel, encode(message))


def _send_bytes(link: PageLink, channel: str, data: bytes) -> None:
    try:
        link.send(channel, data)
    except (BadSignal, NotConsented):
        pass  # the link is going; `link_lost` follows
