"""Who is connected to this process."""

from collections import defaultdict
from collections.abc import Iterable

from broker.names import Role
from signaling.peer import Peer


class Presence:
    """Connected peers by endpoint, by person, and by role."""

    def __init__(self) -> None:
        self._peers: dict[str, Peer] = {}
        self._by_person: defaultdict[str, set[Peer]] = defaultdict(set)
        self._by_role: defaultdict[Role, set[Peer]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._peers)

    def add(self, peer: Peer) -> Peer | None:
        """Returns the peer that had this endpoint before, if any; it is forgotten."""
        old = self._peers.get(peer.endpoint)
        if old is not None:
            self.remove(old)
        self._peers[peer.endpoint] = peer
        self._by_person[peer.person.id].add(peer)
        self._by_role[peer.person.role].add(peer)
        return old

    def remove(self, peer: Peer) -> bool:
        """False if it was not there: another one has taken the endpoint over."""
        if self._peers.get(peer.endpoint) is not peer:
            return False
        del self._peers[peer.endpoint]
        self._by_role[peer.person.role].discard(peer)
        of_person = self._by_person[peer.person.id]
        of_person.discard(peer)
        if not of_person:
            del self._by_person[peer.person.id]
        return True

    def peer(self, endpoint: str) -> Peer | None:
        return self._peers.get(endpoint)

    def all(self) -> list[Peer]:
        return list(self._peers.values())

    def of_person(self, person: str) -> list[Peer]:
        return sorted(self._by_person.get(person, ()), key=lambda peer: peer.endpoint)

    def staff(self) -> list[Peer]:
        """The consoles of agents and supervisors."""
        return [peer for role in Role if role.is_staff for peer in self.with_role(role)]

    def with_role(self, role: Role) -> Iterable[Peer]:
        return list(self._by_role[role])
