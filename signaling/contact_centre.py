"""What a contact centre outside of this server does with conversations (rest/conversations.py): it
opens them, says whose they are, and finds them again. It speaks as `operator`.
"""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from broker import commands
from broker.acts import Act
from broker.audit import Fact
from broker.errors import UnknownThing, WrongState
from broker.events import Person
from broker.names import ConversationState, Role, SessionState
from signaling.auth.accounts import find_agent
from signaling.auth.tokens import hash_invitation, new_id, new_token
from signaling.hub import Hub
from signaling.peer import Peer
from signaling.requests import begin_for, endpoints, own_room
from signaling.rooms import Room, operator
from signaling.store.sites import Site
from signaling.store.writer import Job


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """`present`: a page or a console of theirs is connected."""

    id: str
    name: str
    role: Role
    present: bool


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The session going on, or the last one, ended. `agents`: who takes part beside the
    customer."""

    session: str
    state: SessionState
    agents: list[Somebody]


class ConversationInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a contact centre may know of a conversation: nothing that was said or shown. `site`: its
    key. `changed_at`: when something last happened in it."""

    conversation: str
    site: str
    state: ConversationState
    customer: Somebody
    owner: Somebody | None
    session: SessionInfo | None
    queued_at: float
    changed_at: float
    ended_at: float | None


def info(room: Room) -> ConversationInfo:
    conversation = room.conversation
    state, session, owner = conversation.state, conversation.session, conversation.owner
    assert state is not None
    return ConversationInfo(
        conversation=conversation.id,
        site=room.site.key,
        state=state.phase,
        customer=somebody(room, state.customer),
        owner=None if owner is None else somebody(room, owner),
        session=None
        if session is None
        else SessionInfo(
            session=session.id,
            state=session.state,
            agents=[somebody(room, one) for one in session.participants.values()],
        ),
        queued_at=state.queued_at,
        changed_at=state.active_at,
        ended_at=state.active_at if room.ended else None,
    )


def somebody(room: Room, person: Person) -> Somebody:
    # Of an ended conversation nobody keeps a record of who is still connected.
    present = not room.ended and room.conversation.present(person.id)
    return Somebody(id=person.id, name=person.name, role=person.role, present=present)


class ContactCentre:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def open(self, site: Site, customer: str, owner: Peer | None) -> tuple[Room, bool]:
        """The conversation of a customer of this site, and whether it is a new one. `owner`: whose
        it is to be; None: it waits. Raises UnknownThing."""
        if not await self._hub.store.customers.is_known(customer, site.id, self._hub.clock()):
            raise UnknownThing(what="customer")
        person = Person(id=customer, role=Role.CUSTOMER)
        room = own_room(self._hub, person)
        if room is None:
            return await self._begin(person, site, owner), True
        if owner is not None:
            await self.assign(room, owner)
        return room, False

    async def invite(self, site: Site, owner: Peer | None, seconds: float) -> tuple[Room, str]:
        """A conversation with somebody whose browser is not known yet, and the invitation that
        makes it hers, once, within so many seconds."""
        person = Person(id=new_id("customer"), role=Role.CUSTOMER)
        invitation = new_token()
        expires_at = self._hub.clock() + seconds
        also = self._hub.store.customers.inviting(
            person.id, hash_invitation(invitation), site.id, expires_at
        )
        return await self._begin(person, site, owner, also), invitation

    async def assign(self, room: Room, owner: Peer) -> None:
        """It is this agent's from now on."""
        what: dict[str, Fact] = {"conversation": room.conversation.id, "agent": owner.person.id}
        also = self._hub.store.acts.noting(Act.CONVERSATION_ASSIGNED, what, room.site.id)
        await self._hub.decide(room, *self._assigning(room.site, owner), also=also)

    async def carry_out(self, room: Room, command: commands.AnyCommand, act: Act) -> None:
        """What an operator wants of it, with the record of who wanted it."""
        what = {"conversation": room.conversation.id}
        also = self._hub.store.acts.noting(act, what, room.site.id)
        await self._hub.decide(room, command, also=also)

    async def end(self, room: Room) -> None:
        if room.ended:
            return
        try:
            command = commands.EndConversation(by=operator(room.site))
            await self.carry_out(room, command, Act.CONVERSATION_ENDED)
        except WrongState:
            # Somebody else was faster.
            if not room.ended:
                raise

    async def console(self, wanted: str) -> Peer:
        """A window of the agent of this id or user name. Raises UnknownThing, PeerAbsent."""
        return self._hub.staff((await find_agent(self._hub.store, wanted)).id)

    async def _begin(
        self, customer: Person, site: Site, owner: Peer | None, also: Job | None = None
    ) -> Room:
        id = new_id("conversation")
        what: dict[str, Fact] = {"conversation": id}
        if owner is not None:
            what["agent"] = owner.person.id
        note = self._hub.store.acts.noting(Act.CONVERSATION_OPENED, what, site.id)

        def both(connection: Connection) -> None:
            if also is not None:
                also(connection)
            note(connection)

        await begin_for(self._hub, customer, site.id, id, *self._assigning(site, owner), also=both)
        return await self._hub.rooms.get(id)

    def _assigning(self, site: Site, owner: Peer | None) -> Iterator[commands.AnyCommand]:
        if owner is not None:
            yield commands.TransferConversation(by=operator(site), owner=owner.person)
            yield from endpoints(self._hub, owner.person)
