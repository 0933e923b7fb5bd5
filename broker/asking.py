"""Asking: who may put which question when, and take it back. Answers are in answering.py.

Which act a scope's state permits is the table's business (consent.py).
"""

import math

from broker.commands import AskScope, WithdrawScope
from broker.consent import CALL, MUTUAL, Asked, Off
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
from broker.events import Person, ScopeAsked, ScopeWithdrawn, SessionJoined, SessionStarted
from broker.names import ConsentState, ConversationState, Reason, Scope, SessionState
from broker.policy_changes import version
from broker.saying import says
from broker.session import Session
from broker.sharing import may_begin


def ask(decision: Decision, command: AskScope) -> None:
    decision.participant(command.by)
    decision.not_ended()
    decision.not_inactive()
    if command.scope is Scope.VIEW:
        _ask_view(decision, command)
    elif command.scope in MUTUAL:
        _call(decision, command)
    else:
        _ask_more(decision, command)


def _ask_view(decision: Decision, command: AskScope) -> None:
    by, state, policy = command.by, decision.state, decision.policy
    if not by.role.is_staff or not decision.is_owner(by):
        raise NotAllowed(role=by.role, act="ask to see the page of somebody else's customer")
    if command.session is None:
        raise UnknownThing(what="session")
    may_begin(decision, command.session)
    permitted(decision, command.scope)
    if not policy.agent_may_ask:
        raise PolicyForbids(act="ask for the page")
    if policy.ask_needs_message and not state.agent_has_written:
        raise PolicyForbids(act="ask before an agent has written")
    _new_question(decision, command, command.scope)
    if not state.customer_page_present():
        raise WrongState(what="customer", state=SessionState.AWAY)
    decision.emit(SessionStarted, session=command.session, by=by, policy=version(decision.policy))
    decision.emit(SessionJoined, session=command.session, person=by)
    _emit_asked(decision, command)


def _ask_more(decision: Decision, command: AskScope) -> None:
    session = decision.session(command.session)
    if command.by.id not in session.participants:
        raise NotAllowed(role=command.by.role, act=f"ask for {command.scope}")
    permitted(decision, command.scope)
    if session.state is not SessionState.ACTIVE:
        raise WrongState(what="session", state=session.state)
    if command.scope is Scope.CONTROL:
        _may_control(session, command.by)
    elif command.scope is Scope.SCREEN and not session.holds(Scope.VIEW, command.by.id):
        raise NotAllowed(role=command.by.role, act="see the device without seeing the page")
    _new_question(decision, command, command.scope)
    _emit_asked(decision, command)


def _may_control(session: Session, person: Person) -> None:
    if session.granted(Scope.SCREEN) is not None:
        raise WrongState(what=Scope.SCREEN, state=ConsentState.GRANTED)
    if not session.holds(Scope.VIEW, person.id):
        raise NotAllowed(role=person.role, act="control a page without seeing it")


def _call(decision: Decision, command: AskScope) -> None:
    """Either side asks the other; no session is needed, and a pause of one is respected."""
    state = decision.state
    permitted(decision, command.scope)
    if decision.is_customer(command.by):
        if command.scope in CALL and not decision.policy.calls_by_customer:
            raise PolicyForbids(act="call")
    elif not state.present(state.customer.id):
        raise WrongState(what="customer", state=SessionState.AWAY)
    if state.phase is not ConversationState.ACTIVE:
        raise WrongState(what="conversation", state=state.phase)
    if state.paused:
        raise WrongState(what="session", state=SessionState.PAUSED)
    _new_question(decision, command, command.scope)
    if command.scope in CALL:
        _rings_alone(decision, command)
    if decision.is_customer(command.by):
        says(decision, command, command.scope, request=command.request)
    _emit_asked(decision, command)


def _rings_alone(decision: Decision, command: AskScope) -> None:
    """One call at a time, so that no two questions about it cross."""
    for scope in CALL:
        if isinstance(decision.state.consent[scope], Asked):
            raise WrongState(what=scope, state=ConsentState.ASKED)
    if command.scope is Scope.VIDEO:
        # It asks for the voice too.
        _new_question(decision, command, Scope.VOICE)


def permitted(decision: Decision, scope: Scope) -> None:
    """Raises `PolicyForbids` where the site does not have `scope`."""
    if scope not in decision.policy.scopes:
        raise PolicyForbids(act=f"share {scope}")


def _new_question(decision: Decision, command: AskScope, scope: Scope) -> None:
    if command.request in decision.state.requests:
        raise DuplicateRequest
    consent = decision.state.consent_to(scope)
    if not isinstance(consent, Off) or consent.asker is None or decision.now >= consent.not_before:
        return
    # Whoever missed or declined a call may call back at once.
    if decision.is_customer(consent.asker) is decision.is_customer(command.by):
        raise TooSoon(seconds=math.ceil(consent.not_before - decision.now))


def _emit_asked(decision: Decision, command: AskScope) -> None:
    decision.emit(
        ScopeAsked,
        session=decision.session_of(command.scope),
        scope=command.scope,
        request=command.request,
        by=command.by,
        deadline=decision.now + decision.policy.ask_seconds,
        signed=command.signed if decision.is_customer(command.by) else None,
    )


def withdraw(decision: Decision, command: WithdrawScope) -> None:
    decision.participant(command.by)
    scope, asked = decision.question(command.request)
    if command.by.id != asked.by.id:
        raise NotAllowed(role=command.by.role, act="withdraw somebody else's question")
    decision.emit(
        ScopeWithdrawn,
        session=decision.session_of(scope),
        scope=scope,
        request=asked.request,
        by=command.by,
        not_before=decision.now + decision.policy.withdrawn_seconds,
    )
    if scope is Scope.VIEW:
        end_without_view(decision, Reason.WITHDRAWN, command.by)
