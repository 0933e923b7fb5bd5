"""broker/state.py: events fold into a state, the same ones into an equal one."""

from dataclasses import dataclass

import pytest

from broker.consent import OFF, Off
from broker.events import (
    AnyEvent,
    ConversationAccepted,
    ConversationEnded,
    ConversationMessaged,
    ConversationQueued,
    EndpointClosed,
    EndpointLost,
    EndpointOpened,
    EndpointReturned,
    PageShown,
    ScopeAsked,
    ScopeDenied,
    ScopeGranted,
    SessionActivated,
    SessionAway,
    SessionEnded,
    SessionJoined,
    SessionLeft,
    SessionPaused,
    SessionResumed,
    SessionReturned,
    SessionStarted,
)
from broker.names import ConversationState, EndpointKind, Reason, Scope
from broker.session import Active, Asking, Away, Ended, Paused, Waiting
from broker.state import Endpoint, State, begin, evolve
from tests.broker.room import ANN, BOB, CARLA

QUEUED = ConversationQueued(conversation="talk", seq=1, at=5.0, site="shop", customer=CARLA)


@dataclass
class Fold:
    """Folds event after event, numbering them."""

    state: State

    def add(self, kind: type, /, **fields: object) -> State:
        event: AnyEvent = kind(conversation="talk", seq=self.state.seq + 1, at=6.0, **fields)
        self.state = evolve(self.state, event)
        return self.state


@pytest.fixture
def fold() -> Fold:
    return Fold(begin(QUEUED))


@pytest.fixture
def shared(fold: Fold) -> Fold:
    fold.add(SessionStarted, session="s1", by=CARLA, deadline=900.0)
    fold.add(SessionJoined, session="s1", person=ANN)
    return fold


def test_it_begins_with_the_customer_in_the_queue() -> None:
    state = begin(QUEUED)
    assert (state.id, state.seq, state.queued_at) == ("talk", 1, 5.0)
    assert (state.phase, state.customer) == (ConversationState.QUEUED, CARLA)
    assert state.takes_part("carla") and not state.takes_part("ann")


def test_it_begins_once(fold: Fold) -> None:
    with pytest.raises(ValueError, match="event 1 begins"):
        evolve(fold.state, QUEUED)


def test_a_state_is_never_changed_in_place(fold: Fold) -> None:
    before = fold.state
    fold.add(EndpointOpened, endpoint="page", kind=EndpointKind.PAGE, person=CARLA)
    assert before == begin(QUEUED)


def test_accepted_and_ended(fold: Fold) -> None:
    accepted = fold.add(ConversationAccepted, by=ANN)
    assert (accepted.phase, accepted.owner) == (ConversationState.ACTIVE, ANN)
    assert accepted.takes_part("ann")
    fold.add(EndpointOpened, endpoint="page", kind=EndpointKind.PAGE, person=CARLA)
    fold.add(PageShown, endpoint="page")
    ended = fold.add(ConversationEnded, reason=Reason.BY_AGENT, by=ANN)
    assert (ended.phase, ended.endpoints, ended.page) == (ConversationState.ENDED, {}, None)
    assert ended.takes_part("ann")


def test_an_agents_words_are_remembered_as_a_fact(fold: Fold) -> None:
    assert not fold.add(ConversationMessaged, by=CARLA, text="Hello").agent_has_written
    assert fold.add(ConversationMessaged, by=ANN, text="Hello").agent_has_written
    assert fold.add(ConversationMessaged, by=CARLA, text="Hello").agent_has_written


def test_the_life_of_an_endpoint(fold: Fold) -> None:
    opened = fold.add(EndpointOpened, endpoint="page", kind=EndpointKind.PAGE, person=CARLA)
    assert opened.endpoints == {"page": Endpoint("page", CARLA, EndpointKind.PAGE)}
    assert opened.customer_page_present() and opened.present("carla")
    assert not opened.shown_page_is_present()
    assert fold.add(PageShown, endpoint="page").shown_page_is_present()
    lost = fold.add(EndpointLost, endpoint="page", deadline=36.0)
    assert lost.endpoints["page"].deadline == 36.0
    assert not lost.present("carla") and not lost.customer_page_present()
    assert lost.page == "page" and not lost.shown_page_is_present()
    assert fold.add(EndpointReturned, endpoint="page").present("carla")
    closed = fold.add(EndpointClosed, endpoint="page")
    assert (closed.endpoints, closed.page) == ({}, None)


def test_a_console_is_no_page_of_the_customers(fold: Fold) -> None:
    fold.add(EndpointOpened, endpoint="console", kind=EndpointKind.CONSOLE, person=ANN)
    assert not fold.state.customer_page_present()
    fold.add(EndpointOpened, endpoint="page", kind=EndpointKind.PAGE, person=CARLA)
    fold.add(PageShown, endpoint="page")
    assert fold.add(EndpointClosed, endpoint="console").page == "page"


def test_who_starts_decides_where_a_session_starts(fold: Fold) -> None:
    session = fold.add(SessionStarted, session="s1", by=CARLA, deadline=900.0).session
    assert session is not None and session.phase == Waiting(900.0)
    session = fold.add(SessionStarted, session="s2", by=ANN).session
    assert session is not None and session.phase == Asking()


def test_agents_come_and_leave(shared: Fold) -> None:
    state = shared.add(SessionJoined, session="s1", person=BOB)
    assert state.session is not None
    assert state.session.participants == {"ann": ANN, "bob": BOB}
    assert state.takes_part("bob")
    state = shared.add(SessionLeft, session="s1", person=BOB, reason=Reason.AGENT_GONE)
    assert state.session is not None and state.session.participants == {"ann": ANN}
    assert not state.takes_part("bob")


def test_the_phases_of_a_session(shared: Fold) -> None:
    def phase() -> object:
        assert shared.state.session is not None
        return shared.state.session.phase

    shared.add(SessionActivated, session="s1")
    assert phase() == Active()
    shared.add(SessionPaused, session="s1", by=CARLA)
    assert phase() == Paused()
    shared.add(SessionAway, session="s1", deadline=40.0)
    assert phase() == Away(40.0, before=Paused())
    shared.add(SessionReturned, session="s1")
    assert phase() == Paused()
    shared.add(SessionResumed, session="s1", by=CARLA)
    assert phase() == Active()
    assert shared.state.open_session is shared.state.session
    shared.add(SessionEnded, session="s1", reason=Reason.BY_AGENT, by=ANN)
    assert phase() == Ended(Reason.BY_AGENT, ANN)
    assert shared.state.open_session is None


def test_numbers_and_request_ids_are_kept(shared: Fold) -> None:
    view = {"session": "s1", "scope": Scope.VIEW}
    assert shared.add(ScopeAsked, **view, request="look", by=ANN, deadline=36.0).requests == {
        "look"
    }
    granted = shared.add(ScopeGranted, **view, grant=1, by=CARLA, request="look")
    assert (granted.last_grant, granted.requests) == (1, frozenset({"look"}))


def test_a_denial_outlives_its_session(shared: Fold) -> None:
    view = {"session": "s1", "scope": Scope.VIEW}
    shared.add(ScopeAsked, **view, request="look", by=ANN, deadline=36.0)
    shared.add(ScopeDenied, **view, request="look", by=CARLA, not_before=16.0)
    shared.add(SessionEnded, session="s1", reason=Reason.DENIED, by=CARLA)
    session = shared.add(SessionStarted, session="s2", by=CARLA, deadline=900.0).session
    assert session is not None
    assert session.consent[Scope.VIEW] == Off(not_before=16.0, asker=ANN)
    assert session.consent[Scope.CONTROL] == OFF
