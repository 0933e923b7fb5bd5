"""From what a client wants to what the rules decide: one function for each kind of request."""

import time
from collections.abc import Iterator
from typing import assert_never

from broker import commands
from broker.consent import IN_DOCK, MUTUAL
from broker.errors import NotAllowed, UnknownThing, WrongState
from broker.events import Person, ScopeGranted
from broker.names import EndpointKind, Reason, Role, Scope
from signaling import messages
from signaling.auth.tokens import new_id
from signaling.errors import BadCode, BadMessage, UnknownSite
from signaling.hub import Hub
from signaling.messages import AnyEvent, ClientMessage
from signaling.peer import Peer
from signaling.proofs import require_signed
from signaling.relay import relay
from signaling.rooms import Room
from signaling.rule_reports import rules_failed
from signaling.store.doors import CodeSpent
from signaling.store.writer import Job

Result = dict[str, str | int | float | None]

InConversation = (
    messages.PostMessage
    | messages.RequeueConversation
    | messages.CloseConversation
    | messages.RemoveParticipant
    | messages.LeaveSession
    | messages.PauseSession
    | messages.ResumeSession
    | messages.EndSession
    | messages.AskScope
    | messages.WithdrawScope
    | messages.AllowScope
    | messages.DenyScope
    | messages.GiveScope
    | messages.RevokeScope
    | messages.ReleaseScope
    | messages.ClosePage
    | messages.UnsharePage
)

OF_A_CHAT = (
    messages.StartConversation,
    messages.PostMessage,
    messages.SayTyping,
    messages.SaySeen,
    messages.CloseConversation,
)

# What they draw goes over the link; the connection itself answers `hello` and `ping`.
OF_A_GUEST = (
    messages.Hello,
    messages.Ping,
    messages.AskToJoin,
    messages.RefuseParticipant,
    messages.LeaveSession,
    messages.SignalDescription,
    messages.SignalCandidate,
    messages.SignalRestart,
    messages.RefreshLink,
)


async def carry_out(hub: Hub, peer: Peer, request: ClientMessage) -> Result:
    """Returns the `result` of the `ack`; by then it is durable, and everybody has been told.

    Raises BrokerError when it is refused, Conflict or StoreUnavailable when nothing could be
    stored; nothing has changed then.
    """
    _in_a_chat(peer, request)
    _of_a_guest(peer, request)
    _on_her_page(peer, request)
    require_signed(peer, request, hub.clock())
    match request:
        case messages.StartConversation():
            return await _start_conversation(hub, peer, request)
        case messages.AcceptConversation():
            return await _accept(hub, peer, request)
        case messages.TransferConversation():
            return await _transfer(hub, peer, request)
        case messages.TakeOverConversation():
            return await _take_over(hub, peer, request)
        case messages.StartSession():
            return await _start_session(hub, peer, request)
        case messages.JoinSession():
            return await _join_session(hub, peer, request)
        case messages.AdmitParticipant():
            return await _admit(hub, peer, request)
        case messages.InviteGuest():
            return await _invite(hub, peer, request)
        case messages.AskToJoin() | messages.RefuseParticipant():
            return await _at_the_door(hub, peer, request)
        case messages.ShowPage():
            room = await hub.room(peer, request.conversation)
            # It may have said that it was closed, and be back.
            opened = commands.OpenEndpoint(
                by=peer.person, endpoint=peer.endpoint, kind=peer.kind, key=peer.signing_key
            )
            show = commands.ShowPage(by=peer.person, endpoint=peer.endpoint)
            await hub.decide(room, opened, show)
            return {}
        case messages.SayTyping():
            await hub.say_typing(peer, request, time.monotonic())
            return {}
        case messages.SaySeen():
            await hub.say_seen(peer, request)
            return {}
        case messages.RuleFailed():
            await rules_failed(hub, peer, request)
            return {}
        case messages.SignalDescription() | messages.SignalCandidate() | messages.SignalRestart():
            relay(hub.rooms.of_link(request.link), peer, request, time.monotonic())
            return {}
        case messages.RefreshLink():
            hub.refresh(peer, request, time.monotonic())
            return {}
        case messages.ReportLink():
            await hub.report(peer, request, time.monotonic())
            return {}
        case messages.Hello() | messages.Ping():
            raise BadMessage(why="this is answered by the connection itself")
        case _:
            room = await hub.room(peer, request.conversation)
            await hub.decide(room, _command(peer, request, room))
            return {}


def _command(peer: Peer, request: InConversation, room: Room) -> commands.AnyCommand:
    """The command that says the same as `request`, by `peer`."""
    by = peer.person
    match request:
        case messages.PostMessage():
            return commands.PostMessage(by=by, text=_storable(request.text))
        case messages.RequeueConversation():
            return commands.RequeueConversation(by=by)
        case messages.CloseConversation():
            return commands.EndConversation(by=by)
        case messages.RemoveParticipant():
            return commands.RemoveParticipant(
                by=by,
                session=request.session,
                person=request.person,
                not_let_in=request.reason is not None,
            )
        case messages.LeaveSession():
            return commands.LeaveSession(by=by, session=request.session)
        case messages.PauseSession():
            return commands.PauseSession(by=by, session=request.session)
        case messages.ResumeSession():
            return commands.ResumeSession(by=by, session=request.session)
        case messages.EndSession():
            return commands.EndSession(by=by, session=request.session)
        case messages.AskScope():
            _at_its_place(peer, request.scope)
            session = _asked_in(room, request.scope)
            return commands.AskScope(
                by=by,
                scope=request.scope,
                request=request.request,
                session=session,
                signed=request.signed,
            )
        case messages.WithdrawScope():
            return commands.WithdrawScope(by=by, request=request.request)
        case messages.AllowScope():
            _at_its_place(peer, _asked_for(room, request.request))
            return commands.AllowScope(
                by=by,
                request=request.request,
                limit=request.limit,
                endpoint=peer.endpoint,
                signed=request.signed,
            )
        case messages.DenyScope():
            return commands.DenyScope(by=by, request=request.request)
        case messages.GiveScope():
            return commands.GiveScope(
                by=by,
                session=request.session,
                scope=request.scope,
                to=request.to,
                signed=request.signed,
            )
        case messages.RevokeScope():
            return commands.RevokeScope(
                by=by,
                scope=request.scope,
                grant=request.grant,
                reason=None if request.reason is None else Reason(request.reason),
            )
        case messages.ReleaseScope():
            return commands.ReleaseScope(by=by, scope=request.scope, grant=request.grant)
        case messages.ClosePage():
            if by.role is not Role.CUSTOMER:
                raise NotAllowed(role=by.role, act="leave a page")
            return commands.CloseEndpoint(by=by, endpoint=peer.endpoint, outside=request.outside)
        case messages.UnsharePage():
            return commands.UnsharePage(by=by, endpoint=peer.endpoint)
        case _:
            assert_never(request)


def _in_a_chat(peer: Peer, request: ClientMessage) -> None:
    """The chat in a window of its own is for writing; questions are answered on the page that they
    are about. Raises NotAllowed."""
    if peer.kind is EndpointKind.CHAT and not isinstance(request, OF_A_CHAT):
        raise NotAllowed(role=peer.person.role, act="do this in the chat window")


def _of_a_guest(peer: Peer, request: ClientMessage) -> None:
    """The same gate as in the rules, before anything is looked at. Raises NotAllowed."""
    if peer.person.role is Role.GUEST and not isinstance(request, OF_A_GUEST):
        raise NotAllowed(role=peer.person.role, act="do this")


def _on_her_page(peer: Peer, request: ClientMessage) -> None:
    """Who sees her page she says on it: the call window shows no such question, and only a page is
    linked with strangers. Raises NotAllowed."""
    if peer.person.role is not Role.CUSTOMER or peer.kind is EndpointKind.PAGE:
        return
    match request:
        case messages.AdmitParticipant() | messages.RefuseParticipant():
            raise NotAllowed(role=peer.person.role, act="answer this outside of the page")
        case messages.RemoveParticipant() if request.reason is not None:
            raise NotAllowed(role=peer.person.role, act="say this outside of the page")


def _asked_for(room: Room, request: str) -> Scope | None:
    """The scope of an open question."""
    state = room.conversation.state
    found = None if state is None else state.asked(request)
    return None if found is None else found[0]


def _at_its_place(peer: Peer, scope: Scope | None) -> None:
    """What a customer's dock captures is for the dock to agree to: scripts of the website could
    speak for a page. All else is for the page: the dock shows no question about it, and is told by
    the page what she has clicked. Raises NotAllowed."""
    if scope in IN_DOCK and peer.kind is EndpointKind.PAGE:
        raise NotAllowed(role=peer.person.role, act=f"decide about {scope} outside of the dock")
    if scope is not None and scope not in IN_DOCK and peer.kind is EndpointKind.DOCK:
        raise NotAllowed(role=peer.person.role, act=f"decide about {scope} in the dock")


def _asked_in(room: Room, scope: Scope) -> str | None:
    """The session that a question for `scope` is about: for `view` one that it starts, for a call
    none."""
    if scope in MUTUAL:
        return None
    session = room.conversation.session
    if scope is Scope.VIEW or session is None:
        return new_id("session")
    return session.id


async def _start_conversation(hub: Hub, peer: Peer, request: messages.StartConversation) -> Result:
    message = commands.PostMessage(by=peer.person, text=_storable(request.text))
    conversation = new_id("conversation")
    await begin(hub, peer, conversation, message)
    return {"conversation": conversation}


async def _accept(hub: Hub, peer: Peer, request: messages.AcceptConversation) -> Result:
    room = await hub.room(peer, request.conversation, to_accept=True)
    accept = commands.AcceptConversation(by=peer.person)
    await hub.decide(room, accept, *endpoints(hub, peer.person, peer))
    return {"conversation": room.conversation.id}


async def _transfer(hub: Hub, peer: Peer, request: messages.TransferConversation) -> Result:
    room = await hub.room(peer, request.conversation)
    owner = hub.staff(request.to)
    transfer = commands.TransferConversation(
        by=peer.person, owner=owner.person, request=request.request
    )
    # With a question nothing is theirs before the customer's yes.
    consoles = endpoints(hub, owner.person) if request.request is None else ()
    await hub.decide(room, transfer, *consoles)
    return {}


async def _take_over(hub: Hub, peer: Peer, request: messages.TakeOverConversation) -> Result:
    room = await hub.room(peer, request.conversation)
    take_over = commands.TakeOverConversation(by=peer.person)
    await hub.decide(room, take_over, *endpoints(hub, peer.person, peer))
    return {"conversation": room.conversation.id}


async def _start_session(hub: Hub, peer: Peer, request: messages.StartSession) -> Result:
    session = new_id("session")
    start = commands.StartSession(by=peer.person, session=session, signed=request.signed)
    if request.conversation is not None:
        room: Room | None = await hub.room(peer, request.conversation)
    else:
        room = own_room(hub, peer.person)
    conversation = new_id("conversation") if room is None else room.conversation.id
    # Of the page's own site, which is the conversation's.
    code, store_code = hub.codes.create(conversation, session, peer.site)
    if room is None:
        decided = await begin(hub, peer, conversation, start, also=store_code)
    else:
        # Whichever page was in front: she pressed the button on this one.
        show = commands.ShowPage(by=peer.person, endpoint=peer.endpoint)
        decided = await hub.decide(room, show, start, also=store_code)
    return {
        "conversation": conversation,
        "session": session,
        "grant": next(event.grant for event in decided if isinstance(event, ScopeGranted)),
        "code": code.text,
        "code_expires_at": code.expires_at,
    }


async def _join_session(hub: Hub, peer: Peer, request: messages.JoinSession) -> Result:
    if request.code is not None:
        return await _join_by_code(hub, peer, request.code)
    if request.conversation is None or request.session is None:
        raise BadMessage(why="it needs a code, or a conversation and a session")
    room = await hub.room(peer, request.conversation)
    join = commands.JoinSession(by=peer.person, session=request.session)
    await hub.decide(room, join, *endpoints(hub, peer.person, peer))
    return {"conversation": request.conversation, "session": request.session}


async def _invite(hub: Hub, peer: Peer, request: messages.InviteGuest) -> Result:
    """From her page, where she sees what she shows; not from the dock, nor the chat window."""
    if peer.kind is EndpointKind.DOCK:
        raise NotAllowed(role=peer.person.role, act="invite somebody in the dock")
    room = await hub.room(peer, request.conversation)
    invitation, store = hub.invitations.create(room, request.session, peer.person)
    invite = commands.InviteGuest(by=peer.person, session=request.session)
    await hub.decide(room, invite, also=store)
    return {"url": invitation.url, "expires_at": invitation.expires_at}


async def _at_the_door(
    hub: Hub, peer: Peer, request: messages.AskToJoin | messages.RefuseParticipant
) -> Result:
    """By who does not take part yet: the rules answer a stranger as if there were nothing."""
    if peer.person.role is Role.GUEST:
        # Bound to the session that they were invited to, whatever ids they may know.
        session = request.session if isinstance(request, messages.AskToJoin) else None
        await hub.invitations.check(peer.person, request.conversation, session)
    room = await hub.rooms.get(request.conversation)
    by, knock = peer.person, request.request
    match request:
        case messages.AskToJoin():
            ask = commands.AskToJoin(by=by, session=request.session, request=knock)
            await hub.decide(room, ask)
        case messages.RefuseParticipant():
            await hub.decide(room, commands.RefuseParticipant(by=by, request=knock))
    return {}


async def _admit(hub: Hub, peer: Peer, request: messages.AdmitParticipant) -> Result:
    room = await hub.room(peer, request.conversation)
    session = room.conversation.session
    knock = None if session is None else session.knock(request.request)
    admit = commands.AdmitParticipant(
        by=peer.person, request=request.request, signed=request.signed
    )
    consoles = () if knock is None else endpoints(hub, knock.person)
    await hub.decide(room, admit, *consoles)
    return {}


async def _join_by_code(hub: Hub, peer: Peer, typed: str) -> Result:
    if not peer.person.role.is_staff:
        # Before the code is looked at: nobody else may find out about codes, or use them up.
        raise NotAllowed(role=peer.person.role, act="join a session")
    code, spend = await hub.codes.find(typed, peer)
    join = commands.JoinSession(by=peer.person, session=code.session, with_code=True)
    try:
        room = await hub.rooms.get(code.conversation)
        await hub.decide(room, join, *endpoints(hub, peer.person, peer), also=spend)
    except (UnknownThing, WrongState, CodeSpent):
        # The session has ended or somebody joined meanwhile: for who holds the code that is the
        # same.
        raise BadCode from None
    return {"conversation": code.conversation, "session": code.session}


async def begin(
    hub: Hub,
    peer: Peer,
    conversation: str,
    *first: commands.AnyCommand,
    also: Job | None = None,
) -> list[AnyEvent]:
    """A new conversation of this customer's, with all her pages in it, and what she wants first."""
    if peer.person.role is not Role.CUSTOMER:
        raise NotAllowed(role=peer.person.role, act="start a conversation")
    return await begin_for(
        hub, peer.person, peer.site, conversation, *first, acting=peer, also=also
    )


async def begin_for(
    hub: Hub,
    customer: Person,
    site_id: str,
    conversation: str,
    *first: commands.AnyCommand,
    acting: Peer | None = None,
    also: Job | None = None,
) -> list[AnyEvent]:
    """The same by whoever may: she need not be connected. `acting`: her page that wants it."""
    with hub.beginning(customer):
        # Looked up here and not only before: meanwhile another window may have been faster.
        if (own := own_room(hub, customer)) is not None:
            raise WrongState(what="conversation", state=own.conversation.conversation_state)
        site = await hub.store.sites.by_id(site_id)
        if site is None:
            raise UnknownSite
        room = hub.rooms.new(conversation, site)
        start = commands.StartConversation(by=customer, site=site.id)
        opened = endpoints(hub, customer, acting)
        return await hub.decide(room, start, *opened, *first, also=also)


def own_room(hub: Hub, customer: Person) -> Room | None:
    """The open conversation of this customer's, if she has one."""
    rooms = hub.rooms.open_rooms_of(customer.id)
    return next((room for room in rooms if room.conversation.customer.id == customer.id), None)


def endpoints(
    hub: Hub, person: Person, acting: Peer | None = None
) -> Iterator[commands.OpenEndpoint]:
    """All connected windows of this person's take part, the one that acts first: of several pages
    the first one counts as the one in front."""
    for other in sorted(hub.presence.of_person(person.id), key=lambda other: other is not acting):
        yield commands.OpenEndpoint(
            by=person,
            endpoint=other.endpoint,
            kind=other.kind,
            pane=other.pane,
            key=other.signing_key,
        )


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL in a text."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
