"""A decision in the making: the events so far, the state they lead to, and the gates that every
command passes. Refusals are raised before anything is handed out, so they change nothing.
"""

from collections.abc import Callable

from broker.consent import MUTUAL, Asked
from broker.errors import NotAllowed, UnknownThing, WrongState
from broker.events import AnyEvent, Person
from broker.names import ConversationState, Scope
from broker.permission import Permits, all_permitted
from broker.policy import Policy
from broker.session import Session
from broker.state import State, evolve


class Decision:
    """What follows sees what was emitted before: `state` is always up to date."""

    def __init__(
        self, state: State, policy: Policy, now: float, permits: Permits = all_permitted
    ) -> None:
        self.state = state
        self.policy = policy
        self.now = now
        self.permits = permits
        self.events: list[AnyEvent] = []

    def emit(self, kind: Callable[..., AnyEvent], /, **fields: object) -> None:
        """Add an event of `kind` with `fields`; its stream, number and time are filled in."""
        event = kind(conversation=self.state.id, seq=self.state.seq + 1, at=self.now, **fields)
        self.state = evolve(self.state, event)
        self.events.append(event)

    def participant(self, person: Person) -> None:
        """Raises `UnknownThing` for a stranger: to them nothing here exists."""
        if not self.state.takes_part(person.id):
            raise UnknownThing(what="conversation")

    def is_customer(self, person: Person) -> bool:
        return person.id == self.state.customer.id

    def is_owner(self, person: Person) -> bool:
        return self.state.owner is not None and person.id == self.state.owner.id

    def customer(self, person: Person, act: str) -> None:
        """Raises `NotAllowed` for participants other than the customer."""
        self.participant(person)
        if not self.is_customer(person):
            raise NotAllowed(role=person.role, act=act)

    def not_ended(self) -> None:
        if self.state.phase is ConversationState.ENDED:
            raise WrongState(what="conversation", state=self.state.phase)

    def not_inactive(self) -> None:
        """For what needs both sides at work."""
        if self.state.phase is ConversationState.INACTIVE:
            raise WrongState(what="conversation", state=self.state.phase)

    def no_open_session(self) -> None:
        if (session := self.state.open_session) is not None:
            raise WrongState(what="session", state=session.state)

    def question(self, request: str) -> tuple[Scope, Asked]:
        """The open question `request` and its scope. Raises `UnknownThing`."""
        found = self.state.asked(request)
        if found is None:
            raise UnknownThing(what="request")
        return found

    def session_of(self, scope: Scope) -> str | None:
        """The id for events about `scope`: of the session going on; None for what belongs to the
        conversation itself."""
        if scope in MUTUAL:
            return None
        assert self.state.session is not None
        return self.state.session.id

    def session(self, session_id: str | None) -> Session:
        """The open session of that id. Raises `UnknownThing`, or `WrongState` if it has ended."""
        session = self.state.session
        if session is None or session.id != session_id:
            raise UnknownThing(what="session")
        if not session.is_open:
            raise WrongState(what="session", state=session.state)
        return session
