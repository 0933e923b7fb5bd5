"""Tells everybody concerned what was decided: events, links that close, the state, links that
open or change; and keeps the agents' queues.
"""

from collections.abc import Callable, Iterable

from broker.events import ParticipantRefused, Person
from broker.links import Link
from broker.names import ConversationState, EndpointKind, Role
from broker.permission import given
from signaling.ice import Ice
from signaling.link_views import link_view
from signaling.messages import (
    AnyEvent,
    ConversationGone,
    ConversationOpened,
    ConversationStateMessage,
    ConversationView,
    LinkChanged,
    LinkClosed,
    LinkOpened,
    LinkView,
    MarksChanged,
    TypingChanged,
)
from signaling.peer import Peer, encode
from signaling.presence import Presence
from signaling.rooms import Links, Room
from signaling.staff_rights import Rights
from signaling.talk import readers
from signaling.views import conversation_view, guest_view, is_for_guests, timeline


class Delivery:
    """`deliver` once per decision, in order, inside the room's lock."""

    def __init__(self, presence: Presence, ice: Ice, clock: Callable[[], float]) -> None:
        self._presence = presence
        self._ice = ice
        self._clock = clock

    def deliver(self, room: Room, decided: list[AnyEvent], before: Links) -> None:
        """`before`: the links that there were before the decision."""
        for event in decided:
            frame = encode(event)
            for peer in room.watchers.values():
                if peer.kind is not EndpointKind.GUEST or is_for_guests(event):
                    peer.send_frame(frame)
            if isinstance(event, ParticipantRefused):
                self._tell_at_the_door(room, event, frame)
        if room.talk.deliver(decided, readers(room.watchers.values())):
            self.tell_marks(room, room.watchers.values())
        frame = self._tell_state_and_links(room, before)
        self._part(room)
        self._welcome_newcomers(room)
        self._tell_queue(room, frame)

    def tell_state(self, room: Room, before: Links) -> None:
        """The state is another one although nothing was decided."""
        self._tell_queue(room, self._tell_state_and_links(room, before))

    def introduce(self, room: Room, peer: Peer) -> None:
        """`peer` sees the conversation from now on."""
        room.watchers[peer.endpoint] = peer
        state = conversation_view(room.conversation, room.site)
        if peer.kind is EndpointKind.GUEST:
            opened = ConversationOpened(state=guest_view(state), timeline=[])
        else:
            opened = ConversationOpened(state=state, timeline=timeline(room.events))
        views = [
            self.link_view(room, link, peer)
            for link in room.links.values()
            if peer.endpoint in (link.offerer, link.answerer)
        ]
        if peer.introduction is not None:
            peer.introduction.conversations.append(opened)
            peer.introduction.links.extend(views)
        else:
            peer.send_uncounted(opened)
            for view in views:
                peer.send(LinkOpened(link=view))
        moved = room.talk.deliver(room.events, readers([peer]))
        self.tell_marks(room, room.watchers.values() if moved else [peer])

    def tell_marks(self, room: Room, peers: Iterable[Peer]) -> None:
        """How far the two sides have come in the chat."""
        frame = encode(
            MarksChanged(
                conversation=room.conversation.id,
                customer=room.talk.customer,
                agents=room.talk.agents,
            )
        )
        for peer in readers(peers):
            peer.send_frame(frame)

    def tell_typing(self, room: Room, by: Peer, typing: bool) -> None:
        """To all but the windows of who writes. Where too much waits already, it is dropped."""
        told = TypingChanged(conversation=room.conversation.id, by=by.person, typing=typing)
        for peer in readers(room.watchers.values()):
            if peer.person.id != by.person.id:
                peer.offer(told)

    def refresh(self, room: Room, link: Link, peer: Peer) -> None:
        """Tell `peer`, one of the link's two ends, of it with fresh credentials."""
        peer.send(LinkChanged(link=self.link_view(room, link, peer)))

    def queue(self, rooms: Iterable[Room], person: Person) -> list[ConversationView]:
        """What an agent could accept, and for a supervisor all else that is open, too: that in
        which `person` takes no part, on the sites that they serve, the longest waiting first."""
        found = [
            room
            for room in rooms
            if _is_in_sight(room.conversation.conversation_state, person.role)
            and room.conversation.permits(person.id)
            and not room.conversation.may_see(person.id)
        ]
        found.sort(key=lambda room: room.conversation.queued_at)
        return [conversation_view(room.conversation, room.site) for room in found]

    def tell_queue_anew(self, rooms: Iterable[Room], peer: Peer, before: Rights) -> None:
        """`peer` serves other sites than it did with the rights `before`."""
        for room in rooms:
            conversation = room.conversation
            if not _is_in_sight(conversation.conversation_state, peer.person.role):
                continue
            served, serves = given(before, room.site.id), conversation.permits(peer.person.id)
            if bool(served) is bool(serves) or conversation.may_see(peer.person.id):
                continue
            if serves:
                peer.send(
                    ConversationStateMessage(state=conversation_view(conversation, room.site))
                )
            else:
                peer.send(ConversationGone(conversation=conversation.id))

    def link_view(self, room: Room, link: Link, peer: Peer) -> LinkView:
        """`link` as `peer`, one of its two ends, is told of it, with fresh credentials."""
        other = self._presence.peer(link.other_end(peer.endpoint))
        ice_servers = self._ice.servers(peer.endpoint, link.id, self._clock())
        return link_view(room.conversation, link, peer.endpoint, other, ice_servers)

    def _tell_state_and_links(self, room: Room, before: Links) -> bytes:
        """Returns the frame with the state. What ends is told first, what begins last."""
        view = conversation_view(room.conversation, room.site)
        frame = encode(ConversationStateMessage(state=view))
        for_guests = encode(ConversationStateMessage(state=guest_view(view)))
        for key, link in before.items():
            if key not in room.links:
                for peer in _ends(room, link):
                    peer.send(LinkClosed(link=link.id))
        for peer in room.watchers.values():
            peer.send_frame(for_guests if peer.kind is EndpointKind.GUEST else frame)
        for key, link in room.links.items():
            told = LinkOpened if key not in before else LinkChanged
            if before.get(key) != link:
                for peer in _ends(room, link):
                    peer.send(told(link=self.link_view(room, link, peer)))
        return frame

    def _tell_at_the_door(self, room: Room, event: ParticipantRefused, frame: bytes) -> None:
        """Who asked to join and does not take part."""
        for peer in self._presence.of_person(event.person.id):
            if peer.endpoint not in room.watchers:
                peer.send_frame(frame)

    def _part(self, room: Room) -> None:
        for endpoint, peer in list(room.watchers.items()):
            if room.ended:
                del room.watchers[endpoint]
            elif not room.conversation.may_see(peer.person.id):
                del room.watchers[endpoint]
                peer.send(ConversationGone(conversation=room.conversation.id))

    def _welcome_newcomers(self, room: Room) -> None:
        for endpoint in room.conversation.endpoints.values():
            peer = self._presence.peer(endpoint.id)
            if peer is not None and endpoint.present and endpoint.id not in room.watchers:
                self.introduce(room, peer)

    def _tell_queue(self, room: Room, frame: bytes) -> None:
        """Agents who do not take part see a conversation as long as it is queued, supervisors as
        long as it is open."""
        was, room.told = room.told, room.conversation.conversation_state
        for role in (Role.AGENT, Role.SUPERVISOR):
            is_in_sight = _is_in_sight(room.told, role)
            if not is_in_sight and not _is_in_sight(was, role):
                continue
            gone = ConversationGone(conversation=room.conversation.id)
            news = frame if is_in_sight else encode(gone)
            for peer in self._presence.with_role(role):
                serves = bool(room.conversation.permits(peer.person.id))
                if serves and not room.conversation.may_see(peer.person.id):
                    peer.send_frame(news)


def _is_in_sight(state: ConversationState | None, role: Role) -> bool:
    """Whether staff of this role who take no part are told of a conversation."""
    if role is Role.SUPERVISOR:
        return state not in (None, ConversationState.ENDED)
    return state is ConversationState.QUEUED


def _ends(room: Room, link: Link) -> list[Peer]:
    """Those of the link's two ends that are connected."""
    ends = (room.watchers.get(link.offerer), room.watchers.get(link.answerer))
    return [peer for peer in ends if peer is not None]
