"""broker/session.py: what a session says about itself."""

import pytest

from broker.consent import Asked, Granted
from broker.names import Reason, Scope, SessionState
from broker.session import (
    NOTHING_GRANTED,
    Active,
    Asking,
    Away,
    Ended,
    Paused,
    Phase,
    Session,
    Waiting,
)
from tests.broker.room import ANN, CARLA

GRANTED = Granted(grant=3, by=CARLA, to=None, asker=None, until=None, seq=1)
ASKED = Asked(by=ANN, request="drive", deadline=9.0)


def session(phase: Phase) -> Session:
    consent = {**NOTHING_GRANTED, Scope.VIEW: GRANTED, Scope.CONTROL: ASKED}
    return Session(
        id="s1", started_by=CARLA, phase=phase, participants={"ann": ANN}, consent=consent
    )


@pytest.mark.parametrize(
    ("phase", "state", "deadline"),
    [
        (Waiting(5.0), SessionState.WAITING, 5.0),
        (Asking(), SessionState.ASKED, None),
        (Active(), SessionState.ACTIVE, None),
        (Paused(), SessionState.PAUSED, None),
        (Away(7.0, before=Waiting(5.0)), SessionState.AWAY, 7.0),
        (Ended(Reason.DENIED, CARLA), SessionState.ENDED, None),
    ],
)
def test_a_phase_names_its_state_and_its_deadline(
    phase: Phase, state: SessionState, deadline: float | None
) -> None:
    assert session(phase).state is state
    assert session(phase).deadline == deadline
    assert session(phase).is_open is (state is not SessionState.ENDED)


def test_an_absence_can_be_seen_through() -> None:
    assert session(Away(7.0, before=Paused())).settled == Paused()
    assert session(Active()).settled == Active()


def test_grants_are_found() -> None:
    active = session(Active())
    assert active.granted(Scope.VIEW) == GRANTED
    assert active.granted(Scope.CONTROL) is None


def test_a_session_has_consent_for_every_scope_of_its_own() -> None:
    assert set(NOTHING_GRANTED) == {Scope.VIEW, Scope.CONTROL, Scope.SCREEN, Scope.RECORDING}
