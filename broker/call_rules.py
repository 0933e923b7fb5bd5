"""What follows by itself for calls and for what the customer's dock holds; they need no session.
rules.py runs these.
"""

from collections.abc import Callable, Iterator

from broker.consent import IN_DOCK, Asked, Granted
from broker.decision import Decision
from broker.ending import cancel, end_calls
from broker.names import Reason, Role, Scope
from broker.state import State


def awaiting_a_dock(state: State) -> Iterator[tuple[Scope, float]]:
    """What was granted while the customer's dock was not connected, and until when it waits."""
    for scope, consent in state.consents():
        if isinstance(consent, Granted) and consent.dock_deadline is not None:
            yield scope, consent.dock_deadline


def _call_without_agents_ends(decision: Decision) -> bool:
    if decision.state.consoles:
        return False
    before = decision.state
    end_calls(decision, Reason.PARTICIPANT_GONE)
    return decision.state is not before


def _question_of_a_gone_agent_is_off(decision: Decision) -> bool:
    here = {console.person.id for console in decision.state.consoles}
    for scope, consent in decision.state.consent.items():
        if isinstance(consent, Asked) and consent.by.role is not Role.CUSTOMER:
            if consent.by.id not in here:
                cancel(decision, scope, Reason.PARTICIPANT_GONE)
                return True
    return False


def _what_the_dock_held_ends_with_it(decision: Decision) -> bool:
    if decision.state.docks:
        return False
    waiting = dict(awaiting_a_dock(decision.state))
    for scope, consent in decision.state.consents():
        if scope not in IN_DOCK or not isinstance(consent, Granted):
            continue
        if waiting.get(scope, decision.now) <= decision.now:
            cancel(decision, scope, Reason.DOCK_CLOSED)
            return True
    return False


def _video_is_off_without_voice(decision: Decision) -> bool:
    state = decision.state
    if state.granted(Scope.VIDEO) is None or state.granted(Scope.VOICE) is not None:
        return False
    cancel(decision, Scope.VIDEO, Reason.CALL_ENDED)
    return True


CALL_RULES: tuple[Callable[[Decision], bool], ...] = (
    _call_without_agents_ends,
    _question_of_a_gone_agent_is_off,
    _what_the_dock_held_ends_with_it,
    _video_is_off_without_voice,
)
