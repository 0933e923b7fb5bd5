"""Conversations in which nothing happens: active ones become inactive, inactive ones end, and so
do queued ones whose customer has gone. How long that takes is the policy's, and 0 there means
never.
"""

from typing import assert_never

from broker.decision import Decision
from broker.ending import finish
from broker.events import ConversationDeactivated
from broker.names import ConversationState, Reason
from broker.policy import Policy
from broker.state import State


def idle_deadline(state: State, policy: Policy) -> float | None:
    """When the conversation rests or ends if nothing happens before; None: it does not."""
    match state.phase:
        case ConversationState.QUEUED:
            since, seconds = state.absent_at, policy.abandoned_seconds
        case ConversationState.ACTIVE:
            since = state.active_at if state.at_rest else None
            seconds = policy.inactive_seconds
        case ConversationState.INACTIVE:
            since, seconds = state.active_at, policy.close_seconds
        case ConversationState.ENDED:
            return None
        case _:
            assert_never(state.phase)
    return None if since is None or seconds == 0 else since + seconds


def idle_conversation_rests(decision: Decision) -> bool:
    """A rule (rules.py)."""
    deadline = idle_deadline(decision.state, decision.policy)
    if deadline is None or decision.now < deadline:
        return False
    match decision.state.phase:
        case ConversationState.QUEUED:
            finish(decision, Reason.CUSTOMER_GONE)
        case ConversationState.ACTIVE:
            decision.emit(ConversationDeactivated)
        case _:
            finish(decision, Reason.INACTIVE)
    return True
