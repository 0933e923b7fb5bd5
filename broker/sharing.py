"""Commands of the session as a whole: start, join, pause, resume, end."""

from broker.commands import EndSession, JoinSession, PauseSession, ResumeSession, StartSession
from broker.decision import Decision
from broker.ending import end_session
from broker.errors import NotAllowed, PolicyForbids, WrongState
from broker.events import (
    ConversationAccepted,
    SessionJoined,
    SessionPaused,
    SessionResumed,
    SessionStarted,
)
from broker.giving import grant, include
from broker.joining import may_come
from broker.names import ConversationState, Reason, Role, Scope, SessionState
from broker.policy_changes import version
from broker.saying import says
from broker.session import Asking, Paused, Session


def start(decision: Decision, command: StartSession) -> None:
    decision.customer(command.by, "start a session")
    decision.not_ended()
    decision.not_inactive()
    may_begin(decision, command.session)
    if not decision.policy.customer_may_start or Scope.VIEW not in decision.policy.scopes:
        raise PolicyForbids(act="share a page")
    says(decision, command, Scope.VIEW)
    decision.emit(
        SessionStarted,
        session=command.session,
        by=command.by,
        deadline=decision.now + decision.policy.waiting_seconds,
        policy=version(decision.policy),
    )
    grant(decision, Scope.VIEW, command.by, to=None, signed=command.signed)
    include(decision, command.by, command.signed)


def may_begin(decision: Decision, session_id: str) -> None:
    """Raises where no session can begin now under the new id `session_id`."""
    decision.no_open_session()
    last = decision.state.session
    if last is not None and last.id == session_id:
        raise WrongState(what="session", state=last.state)
    # A question that nobody allowed did not share anything, so it does not count.
    if decision.state.has_shared and not decision.policy.restart:
        raise PolicyForbids(act="share again in the same conversation")


def join(decision: Decision, command: JoinSession) -> None:
    if not command.by.role.is_staff:
        decision.participant(command.by)
        raise NotAllowed(role=command.by.role, act="join a session")
    if not command.with_code:
        _may_join_without_code(decision, command)
    session = decision.session(command.session)
    if command.by.id in session.participants:
        return
    if isinstance(session.settled, Asking):
        raise WrongState(what="session", state=session.state)
    may_come(decision, session)
    if decision.state.phase is ConversationState.QUEUED:
        decision.emit(ConversationAccepted, by=command.by)
    decision.emit(SessionJoined, session=session.id, person=command.by)


def _may_join_without_code(decision: Decision, command: JoinSession) -> None:
    decision.participant(command.by)
    session = decision.state.session
    removed = session is not None and command.by.id in session.removed
    if not decision.is_owner(command.by) or removed:
        raise NotAllowed(role=command.by.role, act="join a session of somebody else's")
    if not decision.policy.join_without_code:
        raise PolicyForbids(act="join without the session ID")


def pause(decision: Decision, command: PauseSession) -> None:
    decision.customer(command.by, "pause a session")
    session = decision.session(command.session)
    if not decision.policy.customer_may_pause:
        raise PolicyForbids(act="pause")
    _require_state(session, SessionState.ACTIVE)
    decision.emit(SessionPaused, session=session.id, by=command.by)


def resume(decision: Decision, command: ResumeSession) -> None:
    # Whatever the policy says by now: who paused must be able to go on.
    decision.customer(command.by, "resume a session")
    session = decision.session(command.session)
    _require_state(session, SessionState.PAUSED)
    decision.emit(SessionResumed, session=session.id, by=command.by)
    # What she or an agent had ended before the pause stays ended.
    assert isinstance(session.phase, Paused)
    if (control := session.phase.control) is not None:
        include(decision, command.by, control.signed, control.limit)


def end(decision: Decision, command: EndSession) -> None:
    if command.by.role is Role.OPERATOR:
        decision.session(command.session)
        end_session(decision, command.reason, command.by)
        return
    decision.participant(command.by)
    session = decision.session(command.session)
    by_customer = decision.is_customer(command.by)
    if not by_customer and command.by.id not in session.participants:
        raise NotAllowed(role=command.by.role, act="end a session of somebody else's")
    end_session(decision, Reason.BY_CUSTOMER if by_customer else Reason.BY_AGENT, command.by)


def _require_state(session: Session, state: SessionState) -> None:
    if session.state is not state:
        raise WrongState(what="session", state=session.state)
