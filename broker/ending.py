"""How scopes and sessions end by a rule: in one place, so that no scope is ever left behind."""

from broker.consent import Asked, Granted, Off
from broker.decision import Decision
from broker.events import (
    ConversationEnded,
    ParticipantRefused,
    Person,
    ScopeRevoked,
    SessionEnded,
)
from broker.names import Reason, Scope


def cancel(decision: Decision, scope: Scope, reason: Reason) -> None:
    """A rule ends the question or the grant that `scope` has."""
    consent = decision.state.consent_to(scope)
    asked = isinstance(consent, Asked)
    decision.emit(
        ScopeRevoked,
        session=decision.session_of(scope),
        scope=scope,
        reason=reason,
        grant=consent.grant if isinstance(consent, Granted) else None,
        request=consent.request if isinstance(consent, Asked) else None,
        # Else who may end the session could ask, end, ask again without a pause.
        not_before=decision.now + decision.policy.withdrawn_seconds if asked else 0.0,
    )


def end_session(
    decision: Decision,
    reason: Reason,
    by: Person | None = None,
    scopes: Reason = Reason.SESSION_ENDED,
) -> None:
    """End the open session; before it, whatever is asked or granted in it ends for `scopes`."""
    session = decision.state.open_session
    assert session is not None
    for knock in session.knocks.values():
        decision.emit(
            ParticipantRefused,
            session=session.id,
            person=knock.person,
            request=knock.request,
            reason=Reason.SESSION_ENDED,
        )
    for scope, consent in session.consent.items():
        if not isinstance(consent, Off):
            cancel(decision, scope, scopes)
    decision.emit(SessionEnded, session=session.id, reason=reason, by=by)


def end_without_view(decision: Decision, reason: Reason, by: Person | None = None) -> None:
    """`view` has just gone off: there is nothing left to share, so the session ends."""
    end_session(decision, reason, by, scopes=Reason.VIEW_ENDED)


def end_without_voice(decision: Decision) -> None:
    """`voice` has just gone off: the call is over, and so is a question to widen it."""
    if not isinstance(decision.state.consent[Scope.VIDEO], Off):
        cancel(decision, Scope.VIDEO, Reason.CALL_ENDED)


def end_calls(decision: Decision, reason: Reason) -> None:
    """Whatever is asked or granted in the conversation itself ends."""
    for scope, consent in decision.state.consent.items():
        if not isinstance(consent, Off):
            cancel(decision, scope, reason)


def end_all(decision: Decision, reason: Reason, by: Person | None) -> None:
    """Nothing stays open between the customer and agents."""
    if decision.state.open_session is not None:
        end_session(decision, reason, by)
    end_calls(decision, reason)


def finish(decision: Decision, reason: Reason, by: Person | None = None) -> None:
    """The conversation ends, for `reason`."""
    end_all(decision, Reason.CONVERSATION_ENDED, by)
    decision.emit(ConversationEnded, reason=reason, by=by)
