"""Commands of consent: ask, withdraw, allow, deny, revoke, release.

Which act a scope's state permits is the table's business (consent.py); here is decided who may
act, and what the answer means for the session.
"""

import math

from broker.commands import (
    AllowScope,
    AskScope,
    DenyScope,
    ReleaseScope,
    RevokeScope,
    ShowPage,
    WithdrawScope,
)
from broker.consent import MUTUAL, Asked, Granted, Off, customer_answers
from broker.decision import Decision
from broker.ending import end_without_view
from broker.errors import (
    DuplicateRequest,
    NotAllowed,
    PolicyForbids,
    TooSoon,
    UnknownThing,
    WrongState,
)
from broker.events import (
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
    SessionJoined,
    SessionStarted,
)
from broker.giving import include
from broker.names import ConsentState, Reason, Role, Scope, SessionState
from broker.presence import show_page
from broker.session import Session
from broker.sharing import may_begin


def ask(decision: Decision, command: AskScope) -> None:
    decision.participant(command.by)
    decision.not_ended()
    if command.scope is Scope.VIEW:
        _ask_view(decision, command)
    else:
        _ask_more(decision, command)


def _ask_view(decision: Decision, command: AskScope) -> None:
    by, state, policy = command.by, decision.state, decision.policy
    if by.role is not Role.AGENT or not decision.is_owner(by):
        raise NotAllowed(role=by.role, act="ask to see the page of somebody else's customer")
    may_begin(decision, command.session)
    _permitted(decision, command.scope)
    if not policy.agent_may_ask:
        raise PolicyForbids(act="ask for the page")
    if policy.ask_needs_message and not state.agent_has_written:
        raise PolicyForbids(act="ask before an agent has written")
    _new_question(decision, state.session, command)
    if not state.customer_page_present():
        raise WrongState(what="customer", state=SessionState.AWAY)
    decision.emit(SessionStarted, session=command.session, by=by)
    decision.emit(SessionJoined, session=command.session, person=by)
    _emit_asked(decision, command)


def _ask_more(decision: Decision, command: AskScope) -> None:
    session = decision.session(command.session)
    if command.scope in MUTUAL:
        allowed = decision.is_customer(command.by) or command.by.id in session.participants
    else:
        allowed = command.by.id in session.participants
    if not allowed:
        raise NotAllowed(role=command.by.role, act=f"ask for {command.scope}")
    _permitted(decision, command.scope)
    if session.state is not SessionState.ACTIVE:
        raise WrongState(what="session", state=session.state)
    if command.scope is Scope.CONTROL:
        _may_control(session, command.by)
    _new_question(decision, session, command)
    _emit_asked(decision, command)


def _may_control(session: Session, person: Person) -> None:
    if session.granted(Scope.SCREEN) is not None:
        raise WrongState(what=Scope.SCREEN, state=ConsentState.GRANTED)
    if not session.holds(Scope.VIEW, person.id):
        raise NotAllowed(role=person.role, act="control a page without seeing it")


def _permitted(decision: Decision, scope: Scope) -> None:
    if scope not in decision.policy.scopes:
        raise PolicyForbids(act=f"share {scope}")


def _new_question(decision: Decision, session: Session | None, command: AskScope) -> None:
    if command.request in decision.state.requests:
        raise DuplicateRequest
    consent = None if session is None else session.consent[command.scope]
    if isinstance(consent, Off) and decision.now < consent.not_before:
        raise TooSoon(seconds=math.ceil(consent.not_before - decision.now))


def _emit_asked(decision: Decision, command: AskScope) -> None:
    decision.emit(
        ScopeAsked,
        session=command.session,
        scope=command.scope,
        request=command.request,
        by=command.by,
        deadline=decision.now + decision.policy.ask_seconds,
    )


def withdraw(decision: Decision, command: WithdrawScope) -> None:
    session, scope, asked = _question(decision, command)
    if command.by.id != asked.by.id:
        raise NotAllowed(role=command.by.role, act="withdraw somebody else's question")
    decision.emit(
        ScopeWithdrawn,
        session=session.id,
        scope=scope,
        request=asked.request,
        by=command.by,
        not_before=decision.now + decision.policy.withdrawn_seconds,
    )
    if scope is Scope.VIEW:
        end_without_view(decision, Reason.WITHDRAWN, command.by)


def allow(decision: Decision, command: AllowScope) -> None:
    session, scope, asked = _question(decision, command)
    _answers(decision, session, scope, asked, command.by)
    _permitted(decision, scope)
    if command.limit is not None and scope is not Scope.CONTROL:
        raise NotAllowed(role=command.by.role, act=f"put a limit on {scope}")
    if scope is Scope.VIEW and command.endpoint is not None:
        # Whichever page was in front: this is the one that she allowed to be seen.
        show_page(decision, ShowPage(by=command.by, endpoint=command.endpoint))
    agent = command.by if asked.by.role is Role.CUSTOMER else asked.by
    decision.emit(
        ScopeGranted,
        session=session.id,
        scope=scope,
        grant=decision.state.last_grant + 1,
        by=command.by,
        # The question named one agent, so the answer is for that agent.
        to=agent.id,
        request=asked.request,
        limit=command.limit,
        survives_load=scope is Scope.CONTROL and decision.policy.control_survives_load,
    )
    if scope is Scope.VIEW:
        include(decision, command.by)


def deny(decision: Decision, command: DenyScope) -> None:
    session, scope, asked = _question(decision, command)
    _answers(decision, session, scope, asked, command.by)
    decision.emit(
        ScopeDenied,
        session=session.id,
        scope=scope,
        request=asked.request,
        by=command.by,
        not_before=decision.now + decision.policy.cooldown_seconds,
    )
    if scope is Scope.VIEW:
        end_without_view(decision, Reason.DENIED, command.by)


def revoke(decision: Decision, command: RevokeScope) -> None:
    session, granted = _grant(decision, command)
    if command.by.id != granted.by.id:
        raise NotAllowed(role=command.by.role, act="revoke what somebody else granted")
    by_customer = decision.is_customer(command.by)
    reason = Reason.BY_CUSTOMER if by_customer else Reason.BY_AGENT
    decision.emit(
        ScopeRevoked,
        session=session.id,
        scope=command.scope,
        reason=reason,
        grant=granted.grant,
        by=command.by,
    )
    if command.scope is Scope.VIEW:
        end_without_view(decision, reason, command.by)


def release(decision: Decision, command: ReleaseScope) -> None:
    session, granted = _grant(decision, command)
    if not _may_release(session, command, granted):
        raise NotAllowed(role=command.by.role, act="release what is somebody else's")
    decision.emit(
        ScopeReleased,
        session=session.id,
        scope=command.scope,
        grant=granted.grant,
        by=command.by,
    )
    if command.scope is Scope.VIEW:
        end_without_view(decision, Reason.BY_AGENT, command.by)


def _may_release(session: Session, command: ReleaseScope, granted: Granted) -> bool:
    if granted.asker is not None:
        return command.by.id == granted.asker.id
    # Either side ends control alone, whoever began it.
    return command.scope is Scope.CONTROL and session.holds(Scope.CONTROL, command.by.id)


def _question(
    decision: Decision, command: WithdrawScope | AllowScope | DenyScope
) -> tuple[Session, Scope, Asked]:
    decision.participant(command.by)
    session = decision.state.open_session
    found = None if session is None else session.asked(command.request)
    if session is None or found is None:
        raise UnknownThing(what="request")
    return session, *found


def _answers(
    decision: Decision, session: Session, scope: Scope, asked: Asked, person: Person
) -> None:
    if customer_answers(scope, asked.by):
        allowed = decision.is_customer(person)
    else:
        allowed = person.id in session.participants
    if not allowed:
        raise NotAllowed(role=person.role, act="answer for somebody else")


def _grant(decision: Decision, command: RevokeScope | ReleaseScope) -> tuple[Session, Granted]:
    decision.participant(command.by)
    session = decision.state.open_session
    if session is None:
        raise WrongState(what=command.scope, state=ConsentState.OFF)
    granted = session.granted(command.scope)
    if granted is None:
        raise WrongState(what=command.scope, state=session.consent[command.scope].state)
    if granted.grant != command.grant:
        raise UnknownThing(what="grant")
    return session, granted
