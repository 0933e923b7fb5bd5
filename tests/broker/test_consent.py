"""broker/consent.py: the transition table, cell by cell."""

import subprocess
import sys

import pytest

from broker.consent import (
    ACTS,
    OFF,
    TABLE,
    Act,
    Asked,
    Consent,
    Granted,
    Off,
    ScopeEvent,
    act_of,
    customer_answers,
    evolve,
    markdown,
    require,
)
from broker.errors import WrongState
from broker.events import (
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
)
from broker.names import ConsentState, Reason, Scope
from tests.broker.room import ANN, CARLA

STATES: dict[ConsentState, Consent] = {
    ConsentState.OFF: OFF,
    ConsentState.ASKED: Asked(by=ANN, request="r", deadline=30.0),
    ConsentState.GRANTED: Granted(grant=1, by=CARLA, to="ann", asker=ANN, until=None, seq=1),
}

# Written out by hand, so that a change of the table shows here: rows as in the documentation.
EXPECTED = {
    "off": {"ask": "asked", "give": "granted"},
    "asked": {"withdraw": "off", "allow": "granted", "deny": "off", "expire": "off"}
    | {"cancel": "off"},
    "granted": {"revoke": "off", "release": "off", "expire": "off", "cancel": "off"},
}


def event(act: Act) -> ScopeEvent:
    head = {"conversation": "talk", "seq": 2, "at": 0.0, "session": "s1", "scope": Scope.VIEW}
    rest: dict[Act, dict[str, object]] = {
        Act.ASK: {"request": "r", "by": ANN, "deadline": 30.0},
        Act.WITHDRAW: {"request": "r", "by": ANN},
        Act.ALLOW: {"grant": 1, "by": CARLA, "to": "ann", "request": "r"},
        Act.DENY: {"request": "r", "by": CARLA, "not_before": 40.0},
        Act.REVOKE: {"reason": Reason.BY_CUSTOMER, "grant": 1, "by": CARLA},
        Act.RELEASE: {"grant": 1, "by": ANN},
        Act.EXPIRE: {"request": "r"},
        Act.GIVE: {"grant": 1, "by": CARLA},
        Act.CANCEL: {"reason": Reason.SESSION_ENDED, "grant": 1},
    }
    made = ACTS[act][1](**head, **rest[act])  # type: ignore[arg-type]
    assert isinstance(
        made,
        ScopeAsked
        | ScopeWithdrawn
        | ScopeGranted
        | ScopeDenied
        | ScopeExpired
        | ScopeRevoked
        | ScopeReleased,
    )
    return made


CELLS = [(state, act) for state in ConsentState for act in Act]


@pytest.mark.parametrize(("state", "act"), CELLS)
def test_every_cell(state: ConsentState, act: Act) -> None:
    expected = EXPECTED[state].get(act)
    if expected is None:
        with pytest.raises(WrongState) as refused:
            evolve(STATES[state], event(act))
        assert str(refused.value) == f"The view is {state}."
        with pytest.raises(WrongState):
            require(Scope.VIEW, STATES[state], act)
    else:
        require(Scope.VIEW, STATES[state], act)
        assert TABLE[state, act] == expected
        assert evolve(STATES[state], event(act)).state == expected


@pytest.mark.parametrize("act", Act)
def test_every_event_belongs_to_one_act(act: Act) -> None:
    assert act_of(event(act)) is act


def test_what_a_state_carries_comes_from_its_event() -> None:
    asked = evolve(OFF, event(Act.ASK))
    assert asked == Asked(by=ANN, request="r", deadline=30.0)
    allowed = evolve(asked, event(Act.ALLOW))
    assert allowed == Granted(grant=1, by=CARLA, to="ann", asker=ANN, until=None, seq=2)
    given = evolve(OFF, event(Act.GIVE))
    assert given == Granted(grant=1, by=CARLA, to=None, asker=None, until=None, seq=2)
    assert evolve(asked, event(Act.DENY)) == Off(not_before=40.0, asker=ANN)
    assert evolve(asked, event(Act.WITHDRAW)) == Off(asker=ANN)
    assert evolve(allowed, event(Act.REVOKE)) == OFF


@pytest.mark.parametrize("scope", Scope)
def test_who_answers(scope: Scope) -> None:
    both = scope in {"voice", "video", "document"}
    assert customer_answers(scope, ANN)
    assert customer_answers(scope, CARLA) is not both


def test_the_markdown_holds_every_cell_and_every_act() -> None:
    lines = markdown().splitlines()
    rows = {}
    header = [cell.strip() for cell in lines[0].strip("|").split("|")]
    for line in lines[2:5]:
        cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
        rows[cells[0]] = {a: c for a, c in zip(header[1:], cells[1:], strict=True) if c}
    assert rows == EXPECTED
    acts = [line.split("|")[1].strip() for line in lines[8:]]
    assert acts == list(Act)
    release = "the asker; for `control` and `screen`, who holds it; of a call, either side"
    assert f"| release | {release} | `scope.released` |" in lines


def test_the_module_prints_the_markdown() -> None:
    command = [sys.executable, "-m", "broker.consent"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed == markdown()
