"""Answers, and the ends of what they granted: allow, deny, revoke, release.

Which act a scope's state permits is the table's business (consent.py); here is decided who may
act, and what the answer means for the session and the call.
"""

from broker.asking import permitted
from broker.commands import AllowScope, DenyScope, ReleaseScope, RevokeScope, ShowPage
from broker.consent import IN_DOCK, MUTUAL, Asked, Granted, customer_answers
from broker.decision import Decision
from broker.ending import end_without_view, end_without_voice
from broker.errors import NotAllowed, UnknownThing, WrongState
from broker.events import Person, ScopeDenied, ScopeReleased, ScopeRevoked
from broker.giving import grant, include, include_voice
from broker.names import Reason, Role, Scope
from broker.presence import show_page
from broker.saying import says
from broker.statement import Signed

OF_HOLDERS = frozenset({Scope.CONTROL, Scope.SCREEN})
OF_A_DEVICE = frozenset({Reason.DENIED_BY_DEVICE, Reason.NO_DEVICE, Reason.SURFACE_FORBIDDEN})


def allow(decision: Decision, command: AllowScope) -> None:
    scope, asked = _question(decision, command)
    permitted(decision, scope)
    if command.limit is not None and scope is not Scope.CONTROL:
        raise NotAllowed(role=command.by.role, act=f"put a limit on {scope}")
    if scope is Scope.VIEW and command.endpoint is not None:
        # Whichever page was in front: this is the one that she allowed to be seen.
        show_page(decision, ShowPage(by=command.by, endpoint=command.endpoint))
    to = _granted_to(decision, scope, asked, command.by)
    signed = _signed(decision, command, scope, asked)
    grant(
        decision,
        scope,
        command.by,
        to,
        request=asked.request,
        limit=command.limit,
        signed=signed,
    )
    if scope is Scope.VIEW:
        include(decision, command.by, signed)
    elif scope is Scope.VIDEO:
        include_voice(decision, command.by, to, signed)


def _signed(decision: Decision, command: AllowScope, scope: Scope, asked: Asked) -> Signed | None:
    """By the customer, who allows it now, or had asked for it."""
    if not decision.is_customer(command.by):
        return asked.signed
    says(
        decision,
        command,
        scope,
        session=decision.session_of(scope),
        request=asked.request,
        person=asked.by.id,
        limit=command.limit,
    )
    return command.signed


def _granted_to(decision: Decision, scope: Scope, asked: Asked, by: Person) -> str | None:
    if scope is Scope.SCREEN:
        # It takes the place of the page for all who see that.
        view = decision.state.granted(Scope.VIEW)
        assert view is not None
        return view.to
    if scope is Scope.DOCUMENT:
        return None
    # The question named one agent, so the answer is for that agent.
    return by.id if asked.by.role is Role.CUSTOMER else asked.by.id


def deny(decision: Decision, command: DenyScope) -> None:
    scope, asked = _question(decision, command)
    decision.emit(
        ScopeDenied,
        session=decision.session_of(scope),
        scope=scope,
        request=asked.request,
        by=command.by,
        not_before=decision.now + decision.policy.cooldown_seconds,
    )
    if scope is Scope.VIEW:
        end_without_view(decision, Reason.DENIED, command.by)


def revoke(decision: Decision, command: RevokeScope) -> None:
    granted = _granted(decision, command)
    if command.by.id != granted.by.id and command.scope not in MUTUAL:
        raise NotAllowed(role=command.by.role, act="revoke what somebody else granted")
    reason = _reason(decision, command)
    decision.emit(
        ScopeRevoked,
        session=decision.session_of(command.scope),
        scope=command.scope,
        reason=reason,
        grant=granted.grant,
        by=command.by,
    )
    _end_what_needs(decision, command.scope, reason, command.by)


def _reason(decision: Decision, command: RevokeScope) -> Reason:
    by_customer = decision.is_customer(command.by)
    if command.reason is None:
        return Reason.BY_CUSTOMER if by_customer else Reason.BY_AGENT
    if not by_customer or command.scope not in IN_DOCK or command.reason not in OF_A_DEVICE:
        raise NotAllowed(role=command.by.role, act=f"end {command.scope} as {command.reason}")
    return command.reason


def release(decision: Decision, command: ReleaseScope) -> None:
    granted = _granted(decision, command)
    if not _may_release(decision, command, granted):
        raise NotAllowed(role=command.by.role, act="release what is somebody else's")
    decision.emit(
        ScopeReleased,
        session=decision.session_of(command.scope),
        scope=command.scope,
        grant=granted.grant,
        by=command.by,
    )
    _end_what_needs(decision, command.scope, Reason.BY_AGENT, command.by)


def _may_release(decision: Decision, command: ReleaseScope, granted: Granted) -> bool:
    if command.scope in MUTUAL:
        return True
    if granted.asker is not None and granted.asker.id == command.by.id:
        return True
    # Whoever began it: an agent who holds it gives it back.
    session = decision.state.open_session
    assert session is not None
    return command.scope in OF_HOLDERS and session.holds(command.scope, command.by.id)


def _end_what_needs(decision: Decision, scope: Scope, reason: Reason, by: Person) -> None:
    if scope is Scope.VIEW:
        end_without_view(decision, reason, by)
    elif scope is Scope.VOICE:
        end_without_voice(decision)


def _question(decision: Decision, command: AllowScope | DenyScope) -> tuple[Scope, Asked]:
    """The question, which is theirs to answer."""
    decision.participant(command.by)
    scope, asked = decision.question(command.request)
    if decision.is_customer(command.by) is not customer_answers(scope, asked.by):
        raise NotAllowed(role=command.by.role, act="answer for somebody else")
    return scope, asked


def _granted(decision: Decision, command: RevokeScope | ReleaseScope) -> Granted:
    decision.participant(command.by)
    consent = decision.state.consent_to(command.scope)
    if not isinstance(consent, Granted):
        raise WrongState(what=command.scope, state=consent.state)
    if consent.grant != command.grant:
        raise UnknownThing(what="grant")
    return consent
