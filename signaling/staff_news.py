"""Tells agents and supervisors which of them are connected, how much each of them has to do, and
what for they can be asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from broker.events import (
    ConversationAccepted,
    ConversationEnded,
    ConversationRequeued,
    ConversationTakenOver,
    ConversationTransferred,
    Person,
)
from broker.names import Permission
from broker.permission import anywhere, served
from signaling.messages import AgentsChanged, AgentView, AnyEvent
from signaling.peer import Peer, encode
from signaling.presence import Presence
from signaling.rooms import Rooms
from signaling.staff_rights import Rights, StaffRights

# However many come, go and accept at once: everybody is told at most this often.
SECONDS = 0.2

_OWNERSHIP = (
    *(ConversationAccepted, ConversationTransferred, ConversationTakenOver),
    *(ConversationRequeued, ConversationEnded),
)


def staff_view(
    people: Iterable[Person], owners: Iterable[Person | None], rights: Callable[[str], Rights]
) -> list[AgentView]:
    """`people`: of the consoles that are connected, each once for every window. `owners`: of all
    open conversations."""
    owned = Counter(owner.id for owner in owners if owner is not None)
    connected = {person.id: person for person in people}.values()
    return [
        _agent_view(person, owned[person.id], rights(person.id))
        for person in sorted(connected, key=lambda person: (person.name, person.id))
    ]


def _agent_view(person: Person, conversations: int, rights: Rights) -> AgentView:
    sites, permitted = served(rights), anywhere(rights)
    return AgentView(
        person=person,
        conversations=conversations,
        sites=None if sites is None else sorted(sites),
        permissions=[one for one in Permission if one in permitted],
    )


class StaffNews:
    """The first of several changes is told at once; those that follow soon are told together, and
    nothing is told twice."""

    def __init__(self, presence: Presence, rooms: Rooms, rights: StaffRights) -> None:
        self._presence = presence
        self._rights = rights
        self._rooms = rooms
        self._newcomers: list[Peer] = []
        self._told = b""
        self._changed = asyncio.Event()

    def welcome(self, peer: Peer) -> None:
        """It has been told nothing yet."""
        self._newcomers.append(peer)
        self._changed.set()

    def parted(self, peer: Peer) -> None:
        if peer.person.role.is_staff:
            self._changed.set()

    def permitted_anew(self) -> None:
        self._changed.set()

    def decided(self, decided: Iterable[AnyEvent]) -> None:
        if any(isinstance(event, _OWNERSHIP) for event in decided):
            self._changed.set()

    async def run(self) -> None:
        """For ever, in a task of its own."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            self._tell()
            await asyncio.sleep(SECONDS)

    def _tell(self) -> None:
        peers = self._presence.staff()
        owners = (room.conversation.owner for room in self._rooms)
        people = (one.person for one in peers)
        frame = encode(AgentsChanged(agents=staff_view(people, owners, self._rights.of)))
        newcomers, self._newcomers = self._newcomers, []
        for peer in newcomers if frame == self._told else peers:
            peer.send_frame(frame)
        self._told = frame
