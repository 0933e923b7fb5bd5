"""The gate for what agents were not given (permission.py), and the end of what they have no more.

What only gives back or ends something is open to everybody whom it concerns.
"""

from collections.abc import Callable, Iterator

from broker.commands import (
    AllowScope,
    AskScope,
    AskToJoin,
    CloseEndpoint,
    Command,
    GiveScope,
    InviteGuest,
    JoinSession,
    LoseEndpoint,
    OpenEndpoint,
    PostMessage,
    RequeueConversation,
    TransferConversation,
)
from broker.consent import MUTUAL, Asked, Consent, Granted
from broker.decision import Decision
from broker.ending import cancel, end_without_view, end_without_voice
from broker.errors import NotPermitted, UnknownThing
from broker.events import Person, SessionLeft
from broker.names import ConversationState, Permission, Reason, Scope
from broker.owning import put_back
from broker.permission import has_scope, of_scope

ACTS = {
    Permission.VIEW: "see the pages of customers",
    Permission.CONTROL: "control the pages of customers",
    Permission.SCREEN: "see the devices of customers",
    Permission.VOICE: "take part in calls",
    Permission.VIDEO: "take part in video calls",
    Permission.DOCUMENT: "share documents",
    Permission.CHAT: "write to customers",
    Permission.LASER: "use the laser pointer",
    Permission.PEN: "draw",
    Permission.NAVIGATION: "move the pages of customers",
    Permission.INVITATIONS: "invite somebody to a session",
    Permission.TRANSFER: "give a conversation to somebody else",
}
OF_SOCKETS = (OpenEndpoint, LoseEndpoint, CloseEndpoint)


def staff_may(decision: Decision, command: Command) -> None:
    """Raises UnknownThing for agents of other sites: nothing here exists for them. Raises
    NotPermitted for what they, or the agents whom it is about, were not given."""
    by = command.by
    if by.role.is_staff and not isinstance(command, OF_SOCKETS):
        _may(decision, command)
    match command:
        case TransferConversation():
            needed = None if command.request is None else Permission.VIEW
            _target(decision, command.owner, needed)
        case GiveScope() if decision.is_customer(by) and command.to in decision.state.staff:
            _target(decision, decision.state.staff[command.to], of_scope(command.scope))
        case AskScope() if decision.is_customer(by) and command.scope in MUTUAL:
            _somebody_answers(decision, command.scope)


def _may(decision: Decision, command: Command) -> None:
    by = command.by
    permitted = decision.permits(by.id)
    if not permitted:
        # Who leaves gives back what they own, whatever they may do by now.
        if isinstance(command, RequeueConversation) and decision.is_owner(by):
            return
        raise UnknownThing(what="conversation")
    needed = _needed(decision, command)
    if needed is None or needed in permitted:
        return
    if not isinstance(command, JoinSession):
        # Who has the code knows of it.
        decision.participant(by)
    raise NotPermitted(who="This account", act=ACTS[needed])


def _needed(decision: Decision, command: Command) -> Permission | None:
    match command:
        case AskScope():
            return of_scope(command.scope)
        case AllowScope():
            found = decision.state.asked(command.request)
            return None if found is None else of_scope(found[0])
        case PostMessage():
            return Permission.CHAT
        case JoinSession() | AskToJoin():
            return Permission.VIEW
        case InviteGuest():
            return Permission.INVITATIONS
        case TransferConversation():
            return Permission.TRANSFER
        case _:
            return None


def _target(decision: Decision, agent: Person, needed: Permission | None) -> None:
    if not agent.role.is_staff:
        return
    permitted = decision.permits(agent.id)
    if not permitted:
        raise NotPermitted(who="The agent", act="serve this site")
    if needed is not None and needed not in permitted:
        raise NotPermitted(who="The agent", act=ACTS[needed])


def _somebody_answers(decision: Decision, scope: Scope) -> None:
    staff = decision.state.staff
    if staff and not any(has_scope(decision.permits(agent), scope) for agent in staff):
        raise NotPermitted(who="The agent", act=ACTS[Permission(scope.value)])


def _owner_serves_the_site(decision: Decision) -> bool:
    owner = decision.state.owner
    over = decision.state.phase is ConversationState.ENDED
    if over or owner is None or decision.permits(owner.id):
        return False
    put_back(decision, Reason.NOT_PERMITTED)
    return True


def _scope_that_its_agent_was_not_given_is_off(decision: Decision) -> bool:
    for scope, consent in decision.state.consents():
        if _permitted(decision, scope, consent):
            continue
        cancel(decision, scope, Reason.NOT_PERMITTED)
        if scope is Scope.VIEW:
            end_without_view(decision, Reason.NOT_PERMITTED)
        elif scope is Scope.VOICE:
            end_without_voice(decision)
        return True
    return False


def _permitted(decision: Decision, scope: Scope, consent: Consent) -> bool:
    """Whether one of those whom it is about may have it; also where there is nobody yet."""
    agents = list(_about(decision, scope, consent))
    return not agents or any(has_scope(decision.permits(agent), scope) for agent in agents)


def _about(decision: Decision, scope: Scope, consent: Consent) -> Iterator[str]:
    staff, owner = decision.state.staff, decision.state.owner
    match consent:
        case Asked() if consent.by.role.is_staff:
            yield consent.by.id
        case Granted() if consent.to is not None:
            yield consent.to
        case Asked():
            yield from staff
        case Granted():
            session = decision.state.open_session
            people = {} if session is None else session.participants
            yield from (agent for agent in people if agent in staff)
            # A document is also seen where nothing else is shared.
            if scope is Scope.DOCUMENT and owner is not None:
                yield owner.id
        case _:
            pass


def _who_may_not_look_is_not_in_a_session(decision: Decision) -> bool:
    """Of one that is over they have a part as long as they serve the site."""
    session = decision.state.session
    if session is None:
        return False
    for person in session.participants.values():
        permitted = decision.permits(person.id) if person.role.is_staff else {Permission.VIEW}
        if Permission.VIEW in permitted or (permitted and not session.is_open):
            continue
        decision.emit(SessionLeft, session=session.id, person=person, reason=Reason.NOT_PERMITTED)
        return True
    return False


PERMISSION_RULES: tuple[Callable[[Decision], bool], ...] = (
    _owner_serves_the_site,
    _scope_that_its_agent_was_not_given_is_off,
    _who_may_not_look_is_not_in_a_session,
)
