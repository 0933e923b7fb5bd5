"""One co-browse inside a conversation, as far as its events tell. Values only: what may happen is
decided in sharing.py, asking.py and rules.py.
"""

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from broker.consent import MUTUAL, OFF, Consent, Granted
from broker.events import Person
from broker.names import Reason, Role, Scope, SessionState


class Waiting(msgspec.Struct, frozen=True):
    """The customer shares; the session ends at `deadline` unless an agent joins."""

    state: ClassVar[SessionState] = SessionState.WAITING
    deadline: float


class Asking(msgspec.Struct, frozen=True):
    """An agent asked for `view`; the question's own deadline is in its consent."""

    state: ClassVar[SessionState] = SessionState.ASKED


class Active(msgspec.Struct, frozen=True):
    state: ClassVar[SessionState] = SessionState.ACTIVE


class Paused(msgspec.Struct, frozen=True):
    """`control`: as it was granted when the pause ended it."""

    state: ClassVar[SessionState] = SessionState.PAUSED
    control: Granted | None = None


class Away(msgspec.Struct, frozen=True):
    """None of the customer's pages is connected. `before` is where the session goes back to.
    `outside`: she left for a page outside the site."""

    state: ClassVar[SessionState] = SessionState.AWAY
    deadline: float
    before: "Waiting | Asking | Active | Paused"
    outside: bool = False


class Ended(msgspec.Struct, frozen=True):
    state: ClassVar[SessionState] = SessionState.ENDED
    reason: Reason
    by: Person | None


Phase = Waiting | Asking | Active | Paused | Away | Ended

NOTHING_GRANTED: Mapping[Scope, Consent] = {scope: OFF for scope in Scope if scope not in MUTUAL}


class Knock(msgspec.Struct, frozen=True):
    """An agent or a guest who wants to join, or an agent who is to own the conversation then
    (`transfer`), and until when the customer can answer."""

    person: Person
    request: str
    deadline: float
    transfer: bool = False


class Session(msgspec.Struct, frozen=True):
    """`participants`: the agents and guests in it by person id; the customer is always in it and
    not listed. `knocks`: who wants to join, by person id. `not_before`: who was refused may ask
    again then. `removed`: who was taken out of it, and has to be let in again; of guests also who
    was denied, and for them it is over.
    `consent` has an entry for every scope of a session's."""

    id: str
    started_by: Person
    phase: Phase
    participants: Mapping[str, Person]
    consent: Mapping[Scope, Consent]
    knocks: Mapping[str, Knock] = {}
    not_before: Mapping[str, float] = {}
    removed: frozenset[str] = frozenset()

    def knock(self, request: str) -> Knock | None:
        return next((one for one in self.knocks.values() if one.request == request), None)

    @property
    def state(self) -> SessionState:
        return self.phase.state

    @property
    def is_open(self) -> bool:
        return not isinstance(self.phase, Ended)

    @property
    def deadline(self) -> float | None:
        """When the session ends by itself; None where it does not."""
        return self.phase.deadline if isinstance(self.phase, Waiting | Away) else None

    @property
    def settled(self) -> Phase:
        """The phase, seen through an absence of the customer's."""
        return self.phase.before if isinstance(self.phase, Away) else self.phase

    def granted(self, scope: Scope) -> Granted | None:
        consent = self.consent[scope]
        return consent if isinstance(consent, Granted) else None

    @property
    def has_agents(self) -> bool:
        """Whether anybody but guests is in it."""
        return any(person.role is not Role.GUEST for person in self.participants.values())

    def holds(self, scope: Scope, person_id: str) -> bool:
        """Whether a grant for `scope` is theirs, who is in the session. Guests see, and no more."""
        granted, person = self.granted(scope), self.participants.get(person_id)
        if granted is None or person is None or not granted.is_for(person_id):
            return False
        return scope is Scope.VIEW or person.role is not Role.GUEST
