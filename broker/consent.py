"""Consent: one machine per scope, and `TABLE` is the truth about it.

A scope is off, asked for, or granted; each state is a type that holds only what is true in it. An
act that has no cell in the table is refused and changes nothing. Every act that leads to off has
an event of its own, so the timeline and the audit log can tell a denial from a withdrawal.

This module knows neither sessions nor policies nor the clock: who may act now is decided in
asking.py, and what one scope means for another in rules.py. `python -m broker.consent` prints the
tables as Markdown; the documentation is tested against it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, assert_never

import msgspec

from broker.errors import WrongState
from broker.events import (
    Event,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
)
from broker.names import ConsentState, ControlLimit, Role, Scope
from broker.statement import Signed


class Off(msgspec.Struct, frozen=True):
    """Asking is refused before `not_before` (seconds since the epoch; 0: ask at any time) to the
    side of `asker`, who had asked in vain."""

    state: ClassVar[ConsentState] = ConsentState.OFF
    not_before: float = 0.0
    asker: Person | None = None


class Asked(msgspec.Struct, frozen=True):
    state: ClassVar[ConsentState] = ConsentState.ASKED
    by: Person
    request: str
    deadline: float
    signed: Signed | None = None


class Granted(msgspec.Struct, frozen=True):
    """`to`: the person it is granted to, None for all agents in the session. `asker`: who had
    asked, None where the customer granted of her own accord. `seq`: of the event that granted.
    `limit` and `survives_load`: about `control`. `dock_deadline`: the customer's dock has not
    connected since, and has to by then. `signed`: what the customer signed."""

    state: ClassVar[ConsentState] = ConsentState.GRANTED
    grant: int
    by: Person
    to: str | None
    asker: Person | None
    until: float | None
    seq: int
    limit: ControlLimit | None = None
    survives_load: bool = False
    dock_deadline: float | None = None
    signed: Signed | None = None

    def is_for(self, person_id: str) -> bool:
        """Whether it is for them, as long as they are in the session."""
        return self.to in (None, person_id)


Consent = Off | Asked | Granted
OFF = Off()

ScopeEvent = (
    ScopeAsked
    | ScopeWithdrawn
    | ScopeGranted
    | ScopeDenied
    | ScopeExpired
    | ScopeRevoked
    | ScopeReleased
)


class Act(StrEnum):
    ASK = "ask"
    WITHDRAW = "withdraw"
    ALLOW = "allow"
    DENY = "deny"
    REVOKE = "revoke"
    RELEASE = "release"
    EXPIRE = "expire"
    GIVE = "give"
    CANCEL = "cancel"


TABLE: Mapping[tuple[ConsentState, Act], ConsentState] = MappingProxyType(
    {
        (ConsentState.OFF, Act.ASK): ConsentState.ASKED,
        (ConsentState.OFF, Act.GIVE): ConsentState.GRANTED,
        (ConsentState.ASKED, Act.WITHDRAW): ConsentState.OFF,
        (ConsentState.ASKED, Act.ALLOW): ConsentState.GRANTED,
        (ConsentState.ASKED, Act.DENY): ConsentState.OFF,
        (ConsentState.ASKED, Act.EXPIRE): ConsentState.OFF,
        (ConsentState.ASKED, Act.CANCEL): ConsentState.OFF,
        (ConsentState.GRANTED, Act.REVOKE): ConsentState.OFF,
        (ConsentState.GRANTED, Act.RELEASE): ConsentState.OFF,
        (ConsentState.GRANTED, Act.EXPIRE): ConsentState.OFF,
        (ConsentState.GRANTED, Act.CANCEL): ConsentState.OFF,
    }
)

ACTS: Mapping[Act, tuple[str, type[Event]]] = MappingProxyType(
    {
        Act.ASK: ("the asker", ScopeAsked),
        Act.WITHDRAW: ("the asker", ScopeWithdrawn),
        Act.ALLOW: ("who was asked", ScopeGranted),
        Act.DENY: ("who was asked; asking again has to wait", ScopeDenied),
        Act.REVOKE: ("who granted; of a call, either side", ScopeRevoked),
        Act.RELEASE: (
            "the asker; for `control` and `screen`, who holds it; of a call, either side",
            ScopeReleased,
        ),
        Act.EXPIRE: ("time", ScopeExpired),
        Act.GIVE: (
            "the customer, of her own accord or with `view`; `voice`: with `video`",
            ScopeGranted,
        ),
        Act.CANCEL: ("a rule; `by` is empty", ScopeRevoked),
    }
)

# Either side may ask for these, and the other side answers: they belong to the conversation. All
# the rest is the customer's to give, and belongs to a session.
MUTUAL = frozenset({Scope.VOICE, Scope.VIDEO, Scope.DOCUMENT})
CALL = frozenset({Scope.VOICE, Scope.VIDEO})
# What needs the customer's dock, and ends with it.
IN_DOCK = MUTUAL | {Scope.SCREEN}


def customer_answers(scope: Scope, asker: Person) -> bool:
    """Whether the customer answers `asker`'s question; otherwise any agent who takes part does."""
    return scope not in MUTUAL or asker.role is not Role.CUSTOMER


def require(scope: Scope, consent: Consent, act: Act) -> None:
    """Raises `WrongState` where the table has no cell."""
    if (consent.state, act) not in TABLE:
        raise WrongState(what=scope, state=consent.state)


def act_of(event: ScopeEvent) -> Act:
    """The column of the table that `event` came from."""
    match event:
        case ScopeAsked():
            return Act.ASK
        case ScopeWithdrawn():
            return Act.WITHDRAW
        case ScopeGranted():
            return Act.GIVE if event.request is None else Act.ALLOW
        case ScopeDenied():
            return Act.DENY
        case ScopeExpired():
            return Act.EXPIRE
        case ScopeRevoked():
            return Act.CANCEL if event.by is None else Act.REVOKE
        case ScopeReleased():
            return Act.RELEASE
        case _:
            assert_never(event)


def evolve(consent: Consent, event: ScopeEvent) -> Consent:
    """The state after `event`. Raises `WrongState` if it could not have been decided in this one:
    then the stored stream is damaged."""
    require(event.scope, consent, act_of(event))
    match event:
        case ScopeAsked():
            return Asked(
                by=event.by, request=event.request, deadline=event.deadline, signed=event.signed
            )
        case ScopeGranted():
            return Granted(
                grant=event.grant,
                by=event.by,
                to=event.to,
                asker=consent.by if isinstance(consent, Asked) else None,
                until=event.until,
                seq=event.seq,
                limit=event.limit,
                survives_load=event.survives_load,
                dock_deadline=event.dock_deadline,
                signed=event.signed,
            )
        case ScopeDenied() | ScopeWithdrawn() | ScopeExpired() | ScopeRevoked():
            asker = consent.by if isinstance(consent, Asked) else None
            return Off(not_before=event.not_before, asker=asker)
        case ScopeReleased():
            return OFF
        case _:
            assert_never(event)


def markdown() -> str:
    """The transition table and the table of acts, for the documentation."""
    lines = [
        "| state | " + " | ".join(Act) + " |",
        "|---" * (len(Act) + 1) + "|",
    ]
    for state in ConsentState:
        cells = (f"`{TABLE[state, act]}`" if (state, act) in TABLE else "" for act in Act)
        lines.append(f"| `{state}` | " + " | ".join(cells) + " |")
    lines += ["", "| act | by | event |", "|---|---|---|"]
    for act, (who, event) in ACTS.items():
        lines.append(f"| {act} | {who} | `{event.__struct_config__.tag}` |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(markdown(), end="")
