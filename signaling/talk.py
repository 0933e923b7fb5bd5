"""What passes in a chat and is never stored: who is writing, and how far each side has come.

The marks are numbers of messages. `delivered`: the newest message of the other side that was put on
a window of this one; `seen`: the newest that somebody of this side says to have before their eyes.
A call window (dock) shows no chat, so it counts for nothing here, and guests are not
let into it.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from broker.errors import TooSoon, UnknownThing
from broker.events import AnyEvent, ConversationMessaged
from broker.names import EndpointKind, Role
from signaling.limits import TokenBucket
from signaling.messages import Marks
from signaling.peer import Peer

# A client repeats itself every few seconds while somebody writes, and says when they stop.
TYPING_RATE = 1.0
TYPING_BURST = 10


class Talk:
    """Of one conversation, in memory."""

    def __init__(self) -> None:
        self.customer = Marks()
        self.agents = Marks()
        self._typing: dict[str, TokenBucket] = {}

    def count_typing(self, person: str, now: float) -> None:
        """`now` is monotonic. Raises TooSoon for who says it too often, in all their windows."""
        bucket = self._typing.setdefault(person, TokenBucket(TYPING_RATE, TYPING_BURST, now))
        if not bucket.take(now):
            raise TooSoon(seconds=1)

    def deliver(self, events: Iterable[AnyEvent], readers: Iterable[Peer]) -> bool:
        """`events` were put on these windows. Whether a mark is another one now."""
        newest = {True: 0, False: 0}
        for event in events:
            if isinstance(event, ConversationMessaged):
                newest[event.by.role is Role.CUSTOMER] = event.seq
        moved = False
        for is_customer in {reader.person.role is Role.CUSTOMER for reader in readers}:
            moved |= self._raise(is_customer, delivered=newest[not is_customer])
        return moved

    def see(self, events: Iterable[AnyEvent], reader: Peer, seq: int) -> bool:
        """`reader` has all up to event `seq` before their eyes. Whether a mark is another one now.
        Raises UnknownThing for an event that has not happened."""
        is_customer = reader.person.role is Role.CUSTOMER
        last = newest = 0
        for event in events:
            last = event.seq
            is_others = isinstance(event, ConversationMessaged) and (
                (event.by.role is Role.CUSTOMER) is not is_customer
            )
            if is_others and event.seq <= seq:
                newest = event.seq
        if seq > last:
            raise UnknownThing(what="event")
        return self._raise(is_customer, delivered=newest, seen=newest)

    def _raise(self, is_customer: bool, *, delivered: int, seen: int = 0) -> bool:
        before = self.customer if is_customer else self.agents
        now = replace(
            before,
            delivered=max(before.delivered, delivered),
            seen=max(before.seen, seen),
        )
        if is_customer:
            self.customer = now
        else:
            self.agents = now
        return now != before


def readers(watchers: Iterable[Peer]) -> list[Peer]:
    """The windows that show the chat."""
    without = (EndpointKind.DOCK, EndpointKind.GUEST)
    return [peer for peer in watchers if peer.kind not in without]
