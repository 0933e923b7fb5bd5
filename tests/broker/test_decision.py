"""broker/decision.py: numbering, and the gates that commands pass."""

import pytest

from broker.decision import Decision
from broker.errors import NotAllowed, UnknownThing, WrongState
from broker.events import ConversationAccepted, ConversationEnded, SessionEnded, SessionStarted
from broker.names import ConversationState, Reason
from broker.policy import Policy
from tests.broker.room import ANN, BOB, CARLA, STRANGER, Room


@pytest.fixture
def decision() -> Decision:
    state = Room().queued().conversation.state
    assert state is not None
    made = Decision(state, Policy(), 1234.5)
    made.emit(ConversationAccepted, by=ANN)
    return made


def test_events_are_numbered_dated_and_folded(decision: Decision) -> None:
    seq = decision.state.seq
    decision.emit(SessionStarted, session="s1", by=ANN)
    event = decision.events[-1]
    assert (event.conversation, event.seq, event.at) == ("talk", seq + 1, 1234.5)
    assert decision.state.seq == seq + 1
    assert decision.state.session is not None


def test_strangers_find_nothing(decision: Decision) -> None:
    decision.participant(CARLA)
    decision.participant(ANN)
    with pytest.raises(UnknownThing):
        decision.participant(BOB)
    with pytest.raises(UnknownThing):
        decision.customer(STRANGER, "do this")


def test_roles(decision: Decision) -> None:
    decision.customer(CARLA, "do this")
    with pytest.raises(NotAllowed, match="The agent cannot do this"):
        decision.customer(ANN, "do this")
    assert decision.is_owner(ANN) and not decision.is_owner(BOB)
    assert decision.is_customer(CARLA) and not decision.is_customer(ANN)


def test_nobody_owns_a_queued_conversation() -> None:
    state = Room().queued().conversation.state
    assert state is not None
    assert not Decision(state, Policy(), 0).is_owner(ANN)


def test_sessions_by_id(decision: Decision) -> None:
    decision.no_open_session()
    with pytest.raises(UnknownThing):
        decision.session("s1")
    decision.emit(SessionStarted, session="s1", by=ANN)
    assert decision.session("s1").id == "s1"
    with pytest.raises(UnknownThing):
        decision.session("s2")
    with pytest.raises(WrongState):
        decision.no_open_session()
    decision.emit(SessionEnded, session="s1", reason=Reason.EXPIRED)
    with pytest.raises(WrongState):
        decision.session("s1")
    decision.no_open_session()


def test_the_end_of_a_conversation(decision: Decision) -> None:
    decision.not_ended()
    decision.emit(ConversationEnded, reason=Reason.BY_AGENT, by=ANN)
    assert decision.state.phase is ConversationState.ENDED
    with pytest.raises(WrongState):
        decision.not_ended()
