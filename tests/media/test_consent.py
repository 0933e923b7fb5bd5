"""Nothing that the server says may open the customer's gate."""

from typing import Any

import msgspec
import pytest

from media.consent import Held, Live, Nothing, ViewConsent
from signaling.messages import (
    AnyEvent,
    ConsentState,
    ConversationEnded,
    ConversationView,
    Person,
    Reason,
    Role,
    Scope,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeView,
    SessionEnded,
    SessionPaused,
    SessionState,
)
from tests.media.samples import AGENT, CUSTOMER, LINK, granted, session, state


def open_gate() -> ViewConsent:
    gate = ViewConsent()
    gate.allowed("v1", "r1")
    gate.apply(granted())
    assert gate.permits(LINK)
    return gate


def test_a_gate_is_shut_to_begin_with() -> None:
    assert not ViewConsent().permits(LINK)


def test_a_grant_that_answers_her_own_allow_opens_it() -> None:
    assert isinstance(open_gate().state, Live)


def test_the_answer_to_her_own_start_opens_it() -> None:
    gate = ViewConsent()
    gate.started("v1", "s1", 7)
    assert gate.permits(LINK)


@pytest.mark.parametrize(
    "forged",
    [
        granted(request=None),
        granted(request="r2"),
        granted(conversation="v2"),
        granted(scope=Scope.CONTROL),
    ],
)
def test_a_grant_that_she_did_not_allow_opens_nothing(forged: ScopeGranted) -> None:
    gate = ViewConsent()
    gate.allowed("v1", "r1")
    gate.apply(forged)
    assert isinstance(gate.state, Nothing)


def test_a_state_opens_nothing() -> None:
    gate = ViewConsent()
    gate.allowed("v1", "r1")
    gate.observe(state(session()))
    assert not gate.permits(LINK)


def test_an_allow_that_the_server_refused_does_not_count_later() -> None:
    gate = ViewConsent()
    gate.allowed("v1", "r1")
    gate.withdrawn("v1", "r1")
    gate.apply(granted())
    assert not gate.permits(LINK)


def test_an_allow_counts_once() -> None:
    gate = open_gate()
    gate.stop()
    gate.apply(granted(seq=10, grant=8))
    assert not gate.permits(msgspec.structs.replace(LINK, grant=8))


def test_a_grant_number_that_does_not_rise_is_a_replay() -> None:
    gate = open_gate()
    gate.stop()
    gate.allowed("v1", "r2")
    gate.apply(granted(seq=10, request="r2", grant=7))
    assert not gate.permits(LINK)


def test_stopping_between_allow_and_grant_wins() -> None:
    gate = ViewConsent()
    gate.allowed("v1", "r1")
    gate.stop()
    gate.apply(granted())
    assert not gate.permits(LINK)


@pytest.mark.parametrize(
    "changes",
    [
        {"grant": 6},
        {"grant": 8},
        {"session": "s2"},
        {"conversation": "v2"},
        {"peer": Person(id="c2", role=Role.CUSTOMER)},
    ],
)
def test_a_link_must_be_of_this_very_grant(changes: dict[str, object]) -> None:
    assert not open_gate().permits(msgspec.structs.replace(LINK, **changes))


def test_a_grant_to_one_person_is_for_that_person() -> None:
    gate = ViewConsent()
    gate.allowed("v1", "r1")
    gate.apply(granted(to="a1"))
    other = Person(id="a2", role=Role.AGENT, name="bob")
    assert gate.permits(LINK)
    assert not gate.permits(msgspec.structs.replace(LINK, peer=other))


STAMP: dict[str, Any] = {"conversation": "v1", "seq": 10, "at": 2.0}
ENDS: list[AnyEvent] = [
    ScopeRevoked(
        **STAMP, session="s1", scope=Scope.VIEW, reason=Reason.BY_CUSTOMER, grant=7, by=CUSTOMER
    ),
    ScopeReleased(**STAMP, session="s1", scope=Scope.VIEW, grant=7, by=AGENT),
    ScopeExpired(**STAMP, session="s1", scope=Scope.VIEW, grant=7),
    SessionEnded(**STAMP, session="s1", reason=Reason.BY_AGENT, by=AGENT),
    ConversationEnded(**STAMP, reason=Reason.BY_AGENT, by=AGENT),
]


@pytest.mark.parametrize("event", ENDS, ids=lambda event: type(event).__name__)
def test_every_end_shuts_it(event: AnyEvent) -> None:
    gate = open_gate()
    gate.apply(event)
    assert isinstance(gate.state, Nothing)


@pytest.mark.parametrize("event", ENDS, ids=lambda event: type(event).__name__)
def test_an_end_of_something_else_does_not(event: AnyEvent) -> None:
    gate = open_gate()
    gate.apply(msgspec.structs.replace(event, conversation="v2"))
    assert gate.permits(LINK)


def test_events_about_other_grants_and_requests_do_not_shut_it() -> None:
    gate = open_gate()
    others: list[AnyEvent] = [
        ScopeRevoked(**STAMP, session="s1", scope=Scope.VIEW, reason=Reason.DENIED, grant=6),
        ScopeExpired(**STAMP, session="s1", scope=Scope.VIEW, request="r9"),
        SessionEnded(**STAMP, session="s0", reason=Reason.EXPIRED),
        ScopeDenied(
            **STAMP, session="s1", scope=Scope.VIEW, request="r9", by=CUSTOMER, not_before=3.0
        ),
    ]
    for seq, event in enumerate(others, start=20):
        gate.apply(msgspec.structs.replace(event, seq=seq))
        assert gate.permits(LINK)


@pytest.mark.parametrize(
    "seen",
    [
        state(None),
        state(session(session="s2")),
        state(session(grant=None)),
        state(session(grant=8)),
        state(session(state=SessionState.ENDED)),
        state(session(scopes={"view": ScopeView(state=ConsentState.ASKED, request="r1")})),
    ],
)
def test_a_state_in_which_the_grant_is_over_shuts_it(seen: ConversationView) -> None:
    gate = open_gate()
    gate.observe(seen)
    assert isinstance(gate.state, Nothing)


def test_a_state_in_which_it_goes_on_does_not() -> None:
    gate = open_gate()
    gate.observe(state(session()))
    gate.observe(msgspec.structs.replace(state(None), conversation="v2"))
    assert gate.permits(LINK)


def test_a_state_from_before_the_grant_does_not() -> None:
    gate = open_gate()
    gate.observe(msgspec.structs.replace(state(session(grant=None)), seq=8))
    assert gate.permits(LINK)


def test_pausing_holds_it_until_she_resumes() -> None:
    gate = open_gate()
    gate.pause()
    assert isinstance(gate.state, Held) and not gate.permits(LINK)
    gate.resume()
    assert gate.permits(LINK)


def test_the_server_can_pause_but_not_resume() -> None:
    gate = open_gate()
    gate.apply(SessionPaused(**STAMP, session="s2", by=CUSTOMER))
    assert gate.permits(LINK)
    paused = SessionPaused(**{**STAMP, "seq": 11}, session="s1", by=CUSTOMER)
    gate.apply(paused)
    gate.observe(state(session()))
    assert not gate.permits(LINK)


def test_an_event_that_is_told_again_does_not_count_again() -> None:
    gate = open_gate()
    paused = SessionPaused(**STAMP, session="s1", by=CUSTOMER)
    gate.apply(paused)
    gate.resume()
    gate.apply(paused)
    assert gate.permits(LINK)


def test_stop_ends_a_pause_too() -> None:
    gate = open_gate()
    gate.pause()
    gate.stop()
    gate.resume()
    assert not gate.permits(LINK)
