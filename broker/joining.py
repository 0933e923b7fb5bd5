"""Who comes into a session after it began, and who leaves it alone: agents who have its link, and
guests who were invited, ask, and the customer decides, one by one.
"""

import math

from broker.commands import (
    AdmitParticipant,
    AskToJoin,
    CloseEndpoint,
    Command,
    InviteGuest,
    LeaveSession,
    LoseEndpoint,
    OpenEndpoint,
    RefuseParticipant,
    RemoveParticipant,
)
from broker.decision import Decision
from broker.errors import (
    DuplicateRequest,
    NotAllowed,
    PolicyForbids,
    SessionFull,
    TooSoon,
    UnknownThing,
    WrongState,
)
from broker.events import (
    ConversationTransferred,
    ParticipantAsked,
    ParticipantInvited,
    ParticipantRefused,
    Person,
    SessionJoined,
    SessionLeft,
)
from broker.names import Permission, Reason, Role, SessionState
from broker.saying import says
from broker.session import Knock, Session

# All that guests may do; what they draw goes from browser to browser.
OF_GUESTS = (
    OpenEndpoint,
    LoseEndpoint,
    CloseEndpoint,
    AskToJoin,
    RefuseParticipant,
    LeaveSession,
)


def guest_may(decision: Decision, command: Command) -> None:
    """The gate for guests: whatever is not theirs to do is refused here, and needs no thought in
    the commands themselves."""
    by = command.by
    if by.role is Role.GUEST and not isinstance(command, OF_GUESTS):
        decision.participant(by)
        raise NotAllowed(role=by.role, act="do this")


def invite(decision: Decision, command: InviteGuest) -> None:
    decision.participant(command.by)
    session = decision.session(command.session)
    if not decision.is_customer(command.by) and command.by.id not in session.participants:
        raise NotAllowed(role=command.by.role, act="invite somebody to this session")
    _may_bring_guests(decision)
    may_come(decision, session)
    if session.state is not SessionState.ACTIVE:
        raise WrongState(what="session", state=session.state)
    decision.emit(ParticipantInvited, session=session.id, by=command.by)


def _may_bring_guests(decision: Decision) -> None:
    if not decision.policy.guests:
        raise PolicyForbids(act="invite somebody without an account")


def ask(decision: Decision, command: AskToJoin) -> None:
    """Whoever has the link of the session need not take part yet: its id is the key, and without
    it the answer is the same as for a stranger."""
    by, session = command.by, decision.state.open_session
    may_knock = by.role.is_staff or by.role is Role.GUEST
    if not may_knock or session is None or session.id != command.session:
        raise UnknownThing(what="conversation")
    if by.id in session.participants or by.id in session.knocks:
        return
    if by.role is Role.GUEST:
        _may_bring_guests(decision)
        if by.id in session.removed:
            raise NotAllowed(role=by.role, act="ask again")
    decision.not_inactive()
    may_come(decision, session)
    if session.state is not SessionState.ACTIVE:
        raise WrongState(what="session", state=session.state)
    knock(decision, session, by, command.request)


def knock(
    decision: Decision, session: Session, person: Person, request: str, *, transfer: bool = False
) -> None:
    """The customer is asked about `person`."""
    if request in decision.state.requests:
        raise DuplicateRequest
    wait = session.not_before.get(person.id, 0.0) - decision.now
    if wait > 0:
        raise TooSoon(seconds=math.ceil(wait))
    decision.emit(
        ParticipantAsked,
        session=session.id,
        person=person,
        request=request,
        deadline=decision.now + decision.policy.ask_seconds,
        transfer=transfer,
    )


def may_come(decision: Decision, session: Session) -> None:
    """Raises where one more is one too many."""
    policy = decision.policy
    if session.participants and not policy.several_agents:
        raise PolicyForbids(act="have several agents in a session")
    if len(session.participants) >= policy.most_agents:
        raise SessionFull(most=policy.most_agents)


def admit(decision: Decision, command: AdmitParticipant) -> None:
    decision.customer(command.by, "let somebody join")
    session, asked = _knock(decision, command.request)
    if asked.person.role is Role.GUEST:
        _may_bring_guests(decision)
    if asked.person.id not in session.participants:
        may_come(decision, session)
    says(
        decision, command, None, session=session.id, request=command.request, person=asked.person.id
    )
    decision.emit(
        SessionJoined,
        session=session.id,
        person=asked.person,
        request=command.request,
        signed=command.signed,
    )
    if asked.transfer:
        by = decision.state.owner or command.by
        decision.emit(ConversationTransferred, by=by, owner=asked.person)


def refuse(decision: Decision, command: RefuseParticipant) -> None:
    session = decision.state.open_session
    own = None if session is None else session.knocks.get(command.by.id)
    if session is not None and own is not None and own.request == command.request:
        _refuse(decision, session, own, Reason.WITHDRAWN)
        return
    decision.customer(command.by, "refuse to let somebody join")
    _refuse(decision, *_knock(decision, command.request), Reason.DENIED)


def leave(decision: Decision, command: LeaveSession) -> None:
    decision.participant(command.by)
    session = decision.session(command.session)
    if command.by.id not in session.participants:
        raise NotAllowed(role=command.by.role, act="leave a session that they are not in")
    decision.emit(SessionLeft, session=session.id, person=command.by, reason=Reason.LEFT)


def remove(decision: Decision, command: RemoveParticipant) -> None:
    decision.participant(command.by)
    session = decision.session(command.session)
    if not decision.is_customer(command.by) and not decision.is_owner(command.by):
        raise NotAllowed(role=command.by.role, act="take somebody out of the session")
    person = session.participants.get(command.person)
    if person is None:
        raise UnknownThing(what="participant")
    if command.not_let_in and not decision.is_customer(command.by):
        raise NotAllowed(role=command.by.role, act="say whom the customer let in")
    reason = Reason.NOT_LET_IN if command.not_let_in else Reason.REMOVED
    decision.emit(SessionLeft, session=session.id, person=person, reason=reason)


def overdue_knock_is_refused(decision: Decision, session: Session) -> bool:
    """A rule (rules.py)."""
    for asked in session.knocks.values():
        if asked.deadline <= decision.now:
            _refuse(decision, session, asked, Reason.EXPIRED)
            return True
        if session.state is SessionState.PAUSED:
            _refuse(decision, session, asked, Reason.SESSION_PAUSED)
            return True
    return False


def unpermitted_knock_is_refused(decision: Decision, session: Session) -> bool:
    """A rule (rules.py)."""
    for asked in session.knocks.values():
        if asked.person.role.is_staff and Permission.VIEW not in decision.permits(asked.person.id):
            _refuse(decision, session, asked, Reason.NOT_PERMITTED)
            return True
    return False


def _refuse(decision: Decision, session: Session, asked: Knock, reason: Reason) -> None:
    policy = decision.policy
    withdrawn = reason is Reason.WITHDRAWN
    wait = policy.withdrawn_seconds if withdrawn else policy.cooldown_seconds
    decision.emit(
        ParticipantRefused,
        session=session.id,
        person=asked.person,
        request=asked.request,
        reason=reason,
        not_before=decision.now + wait,
    )


def _knock(decision: Decision, request: str) -> tuple[Session, Knock]:
    session = decision.state.open_session
    asked = None if session is None else session.knock(request)
    if session is None or asked is None:
        raise UnknownThing(what="request")
    return session, asked
