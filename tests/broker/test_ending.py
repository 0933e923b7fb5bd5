"""broker/ending.py: a session leaves nothing asked or granted behind."""

import pytest

from broker.commands import EndSession
from broker.consent import Off
from broker.decision import Decision
from broker.ending import cancel, end_session, end_without_view
from broker.errors import WrongState
from broker.events import ScopeRevoked, SessionEnded
from broker.names import Reason, Scope
from tests.broker.room import ANN, CARLA, EVERYTHING, Room, tell


def busy() -> Room:
    room = Room(EVERYTHING).active()
    room.grant(Scope.CONTROL, "drive")
    room.ask(Scope.RECORDING, "record")
    return room


def decision(room: Room) -> Decision:
    assert room.conversation.state is not None
    return Decision(room.conversation.state, room.conversation.policy, room.now)


def test_every_open_scope_ends_once_and_then_the_session() -> None:
    room = busy()
    ended = room.do(EndSession(by=CARLA, session="s1"))
    assert ended == [
        "scope.revoked view session_ended",
        "scope.revoked control session_ended",
        "scope.revoked recording session_ended",
        "session.ended by_customer",
    ]
    assert all(isinstance(consent, Off) for consent in room.session.consent.values())
    revoked = [e for e in room.events if isinstance(e, ScopeRevoked)]
    numbers = [(e.grant, e.request, e.by) for e in revoked]
    assert numbers == [(1, None, None), (2, None, None), (None, "record", None)]


def test_a_rule_may_end_a_session_for_its_own_reason() -> None:
    made = decision(busy())
    end_session(made, Reason.CUSTOMER_GONE)
    last = made.events[-1]
    assert isinstance(last, SessionEnded)
    assert (last.reason, last.by) == (Reason.CUSTOMER_GONE, None)


def test_what_depends_on_the_view_ends_because_of_it() -> None:
    made = decision(busy())
    cancel(made, Scope.VIEW, Reason.PARTICIPANT_GONE)
    end_without_view(made, Reason.AGENT_GONE, ANN)
    assert [tell(event) for event in made.events] == [
        "scope.revoked view participant_gone",
        "scope.revoked control view_ended",
        "scope.revoked recording view_ended",
        "session.ended agent_gone",
    ]


def test_what_is_off_cannot_be_cancelled() -> None:
    room = busy()
    made = decision(room)
    with pytest.raises(WrongState):
        cancel(made, Scope.SCREEN, Reason.SESSION_ENDED)
    assert made.events == []
