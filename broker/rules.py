"""What follows from a state without anybody's command. After every command, and when a deadline
has come, the rules run until none of them has anything to say.

A rule emits for the first thing it finds and returns True, or returns False. Rules read the policy
for lengths of time only, so a state at rest stays at rest when a site's policy changes; but a scope
that the site has no more ends.
"""

from collections.abc import Callable, Iterator

from broker.call_rules import CALL_RULES, awaiting_a_dock
from broker.consent import Asked, Granted, Off
from broker.decision import Decision
from broker.ending import cancel, end_session, end_without_view
from broker.events import (
    EndpointClosed,
    PageShown,
    ScopeExpired,
    SessionActivated,
    SessionAway,
    SessionReturned,
)
from broker.idling import idle_conversation_rests, idle_deadline
from broker.joining import overdue_knock_is_refused, unpermitted_knock_is_refused
from broker.names import Reason, Scope
from broker.permitting import PERMISSION_RULES
from broker.policy import Policy
from broker.presence import close
from broker.session import Asking, Away, Paused, Session, Waiting
from broker.state import State


def settle(decision: Decision) -> None:
    """Run the rules to a fixed point."""
    while any(rule(decision) for rule in RULES):
        pass


def next_deadline(state: State, policy: Policy) -> float | None:
    """The earliest time at which a rule fires that does not fire now."""
    return min(_deadlines(state, policy), default=None)


def _deadlines(state: State, policy: Policy) -> Iterator[float]:
    for endpoint in state.endpoints.values():
        if endpoint.deadline is not None:
            yield endpoint.deadline
    session = state.open_session
    if session is not None and session.deadline is not None:
        yield session.deadline
    if session is not None:
        yield from (knock.deadline for knock in session.knocks.values())
    for _, consent in state.consents():
        if isinstance(consent, Asked):
            yield consent.deadline
        elif isinstance(consent, Granted) and consent.until is not None:
            yield consent.until
    if not state.docks:
        yield from (deadline for _, deadline in awaiting_a_dock(state))
    if (idle := idle_deadline(state, policy)) is not None:
        yield idle


def _session_rule(decision: Decision) -> bool:
    session = decision.state.open_session
    return session is not None and any(rule(decision, session) for rule in SESSION_RULES)


def _lost_endpoint_is_closed(decision: Decision) -> bool:
    for endpoint in decision.state.endpoints.values():
        if endpoint.deadline is not None and endpoint.deadline <= decision.now:
            close(decision, endpoint)
            return True
    return False


def _who_has_no_part_sees_no_more(decision: Decision) -> bool:
    """Whoever gave the conversation away, left its session or was taken out of it, and guests when
    it is over."""
    for endpoint in decision.state.endpoints.values():
        if not decision.state.takes_part(endpoint.person.id):
            decision.emit(EndpointClosed, endpoint=endpoint.id)
            return True
    return False


def _some_page_is_in_front(decision: Decision) -> bool:
    if decision.state.page is not None:
        return False
    pages = [e for e in decision.state.endpoints.values() if decision.state.may_be_in_front(e)]
    newest = next((page for page in reversed(pages) if page.present), None)
    if newest is not None:
        decision.emit(PageShown, endpoint=newest.id)
    return newest is not None


def _session_is_away_without_a_page(decision: Decision, session: Session) -> bool:
    present = decision.state.customer_page_present()
    if isinstance(session.phase, Away) and present:
        decision.emit(SessionReturned, session=session.id)
        return True
    if not isinstance(session.phase, Away) and not present:
        deadline = decision.now + decision.policy.away_seconds
        decision.emit(SessionAway, session=session.id, deadline=deadline)
        return True
    return False


def _session_with_view_and_agent_is_active(decision: Decision, session: Session) -> bool:
    if not isinstance(session.phase, Waiting | Asking):
        return False
    if session.granted(Scope.VIEW) is None or not session.has_agents:
        return False
    decision.emit(SessionActivated, session=session.id)
    return True


def _overdue_session_ends(decision: Decision, session: Session) -> bool:
    if session.deadline is None or decision.now < session.deadline:
        return False
    away = isinstance(session.phase, Away)
    end_session(decision, Reason.CUSTOMER_GONE if away else Reason.EXPIRED)
    return True


def _session_without_agents_ends(decision: Decision, session: Session) -> bool:
    if session.has_agents or isinstance(session.settled, Waiting):
        return False
    end_session(decision, Reason.AGENT_GONE)
    return True


def _overdue_scope_expires(decision: Decision) -> bool:
    for scope, consent in decision.state.consents():
        request, grant, not_before = None, None, 0.0
        match consent:
            case Asked() if consent.deadline <= decision.now:
                request = consent.request
                not_before = decision.now + decision.policy.cooldown_seconds
            case Granted() if consent.until is not None and consent.until <= decision.now:
                grant = consent.grant
            case _:
                continue
        decision.emit(
            ScopeExpired,
            session=decision.session_of(scope),
            scope=scope,
            request=request,
            grant=grant,
            not_before=not_before,
        )
        if scope is Scope.VIEW:
            end_without_view(decision, Reason.EXPIRED)
        return True
    return False


def _scope_that_the_site_has_no_more_is_off(decision: Decision) -> bool:
    for scope, consent in decision.state.consents():
        # The view is her own act, and ends by hers.
        if scope is Scope.VIEW or scope in decision.policy.scopes or isinstance(consent, Off):
            continue
        cancel(decision, scope, Reason.POLICY_CHANGED)
        return True
    return False


def _scope_of_a_gone_agent_is_off(decision: Decision, session: Session) -> bool:
    here = {*session.participants, decision.state.customer.id, None}
    for scope, consent in session.consent.items():
        match consent:
            case Asked():
                whose: str | None = consent.by.id
            case Granted():
                whose = consent.to
            case _:
                continue
        if whose not in here:
            cancel(decision, scope, Reason.PARTICIPANT_GONE)
            if scope is Scope.VIEW:
                end_without_view(decision, Reason.AGENT_GONE)
            return True
    return False


def _nothing_is_asked_in_a_pause(decision: Decision, session: Session) -> bool:
    # A question survives an absence: a reload or a restarted server does not answer it.
    if not isinstance(session.phase, Paused):
        return False
    for scope, consent in decision.state.consents():
        if isinstance(consent, Asked):
            cancel(decision, scope, Reason.SESSION_PAUSED)
            return True
    return False


def _control_and_screen_are_off_in_a_pause(decision: Decision, session: Session) -> bool:
    # They survive an absence: a lost WebSocket is no new page, and the dock may be there still.
    if not isinstance(session.settled, Paused):
        return False
    for scope in (Scope.CONTROL, Scope.SCREEN):
        if session.granted(scope) is not None:
            cancel(decision, scope, Reason.SESSION_PAUSED)
            return True
    return False


def _control_is_off_on_another_page(decision: Decision, session: Session) -> bool:
    control, state = session.granted(Scope.CONTROL), decision.state
    if control is None or control.survives_load:
        return False
    if state.page is not None and state.pages[state.page] < control.seq:
        return False
    cancel(decision, Scope.CONTROL, Reason.PAGE_CHANGED)
    return True


def _control_is_off_while_screen_is_on(decision: Decision, session: Session) -> bool:
    if session.granted(Scope.SCREEN) is None or isinstance(session.consent[Scope.CONTROL], Off):
        return False
    cancel(decision, Scope.CONTROL, Reason.SCREEN_STARTED)
    return True


# The order matters where two could speak: an agent who joined while the customer was away makes
# the session active on her return, even if the time for waiting has passed meanwhile.
SESSION_RULES: tuple[Callable[[Decision, Session], bool], ...] = (
    _scope_of_a_gone_agent_is_off,
    _session_without_agents_ends,
    _session_is_away_without_a_page,
    _session_with_view_and_agent_is_active,
    _overdue_session_ends,
    overdue_knock_is_refused,
    unpermitted_knock_is_refused,
    _nothing_is_asked_in_a_pause,
    _control_and_screen_are_off_in_a_pause,
    _control_is_off_on_another_page,
    _control_is_off_while_screen_is_on,
)

RULES: tuple[Callable[[Decision], bool], ...] = (
    _lost_endpoint_is_closed,
    _some_page_is_in_front,
    _session_rule,
    _scope_that_the_site_has_no_more_is_off,
    *PERMISSION_RULES,
    *CALL_RULES,
    idle_conversation_rests,
    _overdue_scope_expires,
    _who_has_no_part_sees_no_more,
)
