"""The gate of calls: what the server says opens nothing by itself, and everything can close it."""

from typing import Any

import msgspec
import pytest

from media.call.ledger import CallLedger
from signaling.messages import (
    ConsentState,
    MediaSlot,
    Reason,
    Role,
    Scope,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeView,
    SessionEnded,
    SessionPaused,
    SessionResumed,
)
from tests.media.samples import AGENT, CUSTOMER, granted, state

V = "v1"


def voice(**changes: Any) -> ScopeGranted:
    return granted(**{"scope": Scope.VOICE, "session": None, "to": AGENT.id, **changes})


def video(**changes: Any) -> ScopeGranted:
    return voice(**{"scope": Scope.VIDEO, **changes})


@pytest.fixture
def ledger() -> CallLedger:
    return CallLedger()


def opened(ledger: CallLedger) -> set[MediaSlot]:
    return {slot for slot in MediaSlot if ledger.permits(V, slot)}


def called(ledger: CallLedger) -> None:
    ledger.acted(V, "r1", Scope.VOICE)
    ledger.apply(voice())


def test_a_grant_that_answers_an_act_opens_its_slot(ledger: CallLedger) -> None:
    called(ledger)
    assert opened(ledger) == {MediaSlot.VOICE}
    assert ledger.grant(V, Scope.VOICE) == 7


@pytest.mark.parametrize(
    "event",
    [
        voice(request="r2"),
        voice(request=None),
        voice(conversation="v2"),
        video(),
        granted(scope=Scope.SCREEN),
    ],
    ids=["another request", "none", "another conversation", "another scope", "the screen"],
)
def test_a_grant_that_answers_nothing_opens_nothing(
    ledger: CallLedger, event: ScopeGranted
) -> None:
    ledger.acted(V, "r1", Scope.VOICE)
    ledger.apply(event)
    assert opened(ledger) == set()


def test_an_act_counts_once_and_a_number_too(ledger: CallLedger) -> None:
    called(ledger)
    ledger.end(V, Scope.VOICE)
    ledger.apply(voice(seq=10, grant=8))
    ledger.acted(V, "r3", Scope.VOICE)
    ledger.apply(voice(seq=11, grant=7, request="r3"))
    assert opened(ledger) == set()


def test_voice_comes_with_video_as_the_very_next_event(ledger: CallLedger) -> None:
    ledger.acted(V, "r1", Scope.VIDEO)
    ledger.apply(video(seq=9, grant=7))
    ledger.apply(voice(seq=10, grant=8, request=None))
    assert opened(ledger) == {MediaSlot.VOICE, MediaSlot.CAMERA}


def test_voice_does_not_come_later_than_that(ledger: CallLedger) -> None:
    ledger.acted(V, "r1", Scope.VIDEO)
    ledger.apply(video(seq=9, grant=7))
    ledger.apply(voice(seq=11, grant=8, request=None))
    assert opened(ledger) == {MediaSlot.CAMERA}


def test_the_end_of_voice_is_that_of_video(ledger: CallLedger) -> None:
    ledger.acted(V, "r1", Scope.VIDEO)
    ledger.apply(video(seq=9, grant=7))
    ledger.apply(voice(seq=10, grant=8, request=None))
    ledger.end(V, Scope.VOICE)
    assert opened(ledger) == set()


REVOKED = ScopeRevoked(
    conversation=V, seq=20, at=1, session=None, scope=Scope.VOICE, reason=Reason.BY_AGENT, grant=7
)
RELEASED = ScopeReleased(
    conversation=V, seq=20, at=1, session=None, scope=Scope.VOICE, grant=7, by=AGENT
)


@pytest.mark.parametrize("event", [REVOKED, RELEASED])
def test_the_server_can_end_it(ledger: CallLedger, event: ScopeRevoked | ScopeReleased) -> None:
    called(ledger)
    ledger.apply(msgspec.structs.replace(event, grant=6))
    assert opened(ledger) == {MediaSlot.VOICE}
    ledger.apply(msgspec.structs.replace(event, seq=21))
    assert opened(ledger) == set()


def test_a_state_can_end_it_and_opens_nothing(ledger: CallLedger) -> None:
    on = ScopeView(state=ConsentState.GRANTED, grant=7)
    live = msgspec.structs.replace(state(None), scopes={"voice": on})
    ledger.observe(live)
    assert opened(ledger) == set()
    called(ledger)
    ledger.observe(live)
    ledger.observe(msgspec.structs.replace(state(None), seq=8))  # older than the grant
    assert opened(ledger) == {MediaSlot.VOICE}
    ledger.observe(state(None))
    assert opened(ledger) == set()


def test_her_own_pause_needs_her_own_resume(ledger: CallLedger) -> None:
    called(ledger)
    ledger.pause()
    ledger.apply(SessionResumed(conversation=V, seq=12, at=1, session="s1", by=CUSTOMER))
    assert opened(ledger) == set()
    ledger.resume()
    assert opened(ledger) == {MediaSlot.VOICE}


def test_a_pause_that_is_told_holds_the_call_and_ends_the_screen() -> None:
    console = CallLedger(unasked=frozenset({Scope.SCREEN}))
    called(console)
    console.apply(granted(scope=Scope.SCREEN, seq=10, grant=8))
    assert opened(console) == {MediaSlot.VOICE, MediaSlot.SCREEN, MediaSlot.SOUND}
    console.apply(SessionPaused(conversation=V, seq=12, at=1, session="s1", by=CUSTOMER))
    assert opened(console) == set()
    console.apply(SessionResumed(conversation=V, seq=13, at=1, session="s1", by=CUSTOMER))
    assert opened(console) == {MediaSlot.VOICE}


def test_the_end_of_the_session_leaves_the_call(ledger: CallLedger) -> None:
    called(ledger)
    ledger.pause()
    ended = SessionEnded(conversation=V, seq=12, at=1, session="s1", reason=Reason.BY_AGENT)
    ledger.apply(ended)
    assert opened(ledger) == {MediaSlot.VOICE}


def test_joining_takes_the_call_that_goes_on_until_it_ends(ledger: CallLedger) -> None:
    on = ScopeView(state=ConsentState.GRANTED, grant=7)
    ledger.join(msgspec.structs.replace(state(None), scopes={"voice": on}))
    ledger.apply(video(seq=10, grant=8))
    assert opened(ledger) == {MediaSlot.VOICE, MediaSlot.CAMERA}
    ledger.apply(msgspec.structs.replace(REVOKED, grant=7))
    ledger.apply(voice(seq=30, grant=9, request="r9"))
    assert opened(ledger) == set()
    assert AGENT.role is Role.AGENT
