"""The state of a conversation, folded from its events. `evolve` is total, deterministic and
independent of policy and clock: the same events give an equal state on every node, at any time.

Values are shared between states and never changed in place.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeVar, assert_never

import msgspec
from msgspec.structs import replace

from broker import consent
from broker.consent import MUTUAL, OFF, Asked, Consent, Granted, Off, ScopeEvent
from broker.events import (
    AnyEvent,
    ConversationAccepted,
    ConversationActivated,
    ConversationDeactivated,
    ConversationEnded,
    ConversationMessaged,
    ConversationQueued,
    ConversationRequeued,
    ConversationTakenOver,
    ConversationTransferred,
    EndpointClosed,
    EndpointLost,
    EndpointOpened,
    EndpointReturned,
    PageShared,
    PageShown,
    PageUnshared,
    ParticipantAsked,
    ParticipantInvited,
    ParticipantRefused,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
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
from broker.names import ConversationState, DockState, EndpointKind, Reason, Role, Scope
from broker.session import (
    NOTHING_GRANTED,
    Active,
    Asking,
    Away,
    Ended,
    Knock,
    Paused,
    Session,
    Waiting,
)

T = TypeVar("T")

SessionEvent = (
    SessionJoined
    | SessionLeft
    | ParticipantInvited
    | ParticipantAsked
    | ParticipantRefused
    | SessionActivated
    | SessionPaused
    | SessionResumed
    | SessionAway
    | SessionReturned
    | SessionEnded
)
SIGNED = (ScopeAsked, ScopeGranted, SessionJoined)
EndpointEvent = EndpointOpened | EndpointLost | EndpointReturned | EndpointClosed
# What tells of WebSockets and pages that come and go, and of nothing that people did.
OF_SOCKETS = (
    *(EndpointOpened, EndpointLost, EndpointReturned, EndpointClosed),
    *(PageShown, PageShared, PageUnshared),
)

NO_CALL: Mapping[Scope, Consent] = {scope: OFF for scope in Scope if scope in MUTUAL}


class Endpoint(msgspec.Struct, frozen=True):
    """`deadline`: its WebSocket is gone, and it is closed then; None while it is connected.
    `alone`: as in EndpointOpened."""

    id: str
    person: Person
    kind: EndpointKind
    deadline: float | None = None
    alone: bool | None = None

    @property
    def present(self) -> bool:
        return self.deadline is None


class State(msgspec.Struct, frozen=True):
    """`page`: the endpoint of the customer's page in front, even while its WebSocket is lost.
    `pages`: the pages that she shares while `view` is granted, and the number of the event by
    which each of them joined.
    `session`: the one going on, or the last one, ended. `consent` has an entry for every scope of
    the conversation itself. `requests`: all request ids ever used. `last_grant`: the highest grant
    number ever given, 0 before the first. `has_shared`: `view` was granted at some time.
    `active_at`: when something last happened that was not merely a WebSocket's. `absent_at`: since
    when no WebSocket of the customer's is connected; None while one is. `nonces`: of all that the
    customer has signed."""

    id: str
    seq: int
    site: str
    customer: Person
    queued_at: float
    phase: ConversationState = ConversationState.QUEUED
    owner: Person | None = None
    agent_has_written: bool = False
    endpoints: Mapping[str, Endpoint] = {}
    page: str | None = None
    pages: Mapping[str, int] = {}
    session: Session | None = None
    consent: Mapping[Scope, Consent] = msgspec.field(default_factory=lambda: NO_CALL)
    last_grant: int = 0
    requests: frozenset[str] = frozenset()
    has_shared: bool = False
    active_at: float = 0.0
    absent_at: float | None = None
    nonces: frozenset[str] = frozenset()

    @property
    def open_session(self) -> Session | None:
        return self.session if self.session is not None and self.session.is_open else None

    @property
    def paused(self) -> bool:
        """Whether the customer has paused, and perhaps gone away since."""
        return self.open_session is not None and isinstance(self.open_session.settled, Paused)

    def consent_to(self, scope: Scope) -> Consent:
        """Of the conversation, or of the session going on or ended last."""
        if scope in MUTUAL:
            return self.consent[scope]
        return OFF if self.session is None else self.session.consent[scope]

    def granted(self, scope: Scope) -> Granted | None:
        one = self.consent_to(scope)
        return one if isinstance(one, Granted) else None

    def consents(self) -> Iterator[tuple[Scope, Consent]]:
        """Of the session and of the conversation itself."""
        session = self.open_session
        yield from chain({} if session is None else session.consent.items(), self.consent.items())

    def asked(self, request: str) -> tuple[Scope, Asked] | None:
        """The open question `request` and its scope."""
        for scope, one in self.consents():
            if isinstance(one, Asked) and one.request == request:
                return scope, one
        return None

    @property
    def docks(self) -> tuple[Endpoint, ...]:
        """The customer's docks that are connected; where none is, those that may resume."""
        found = [e for e in self.endpoints.values() if e.kind is EndpointKind.DOCK]
        return tuple([dock for dock in found if dock.present] or found)

    @property
    def dock(self) -> DockState | None:
        """Whether she has a dock."""
        if not self.docks:
            return None
        return DockState.CONNECTED if self.docks[0].present else DockState.LOST

    @property
    def consoles(self) -> tuple[Endpoint, ...]:
        """Of the agents who take part, lost ones too."""
        return tuple(
            endpoint
            for endpoint in self.endpoints.values()
            if endpoint.kind is EndpointKind.CONSOLE and self.takes_part(endpoint.person.id)
        )

    def takes_part(self, person_id: str) -> bool:
        """The customer, the owner, the agents of the current or last session, and the guests of
        the current one: for them all is over with it."""
        if person_id == self.customer.id:
            return True
        if self.owner is not None and person_id == self.owner.id:
            return True
        person = None if self.session is None else self.session.participants.get(person_id)
        if person is None:
            return False
        return person.role is not Role.GUEST or self.open_session is not None

    def talks(self, person_id: str) -> bool:
        """Whether they are one of those who call and write: all who take part but guests."""
        person = None if self.session is None else self.session.participants.get(person_id)
        is_guest = person is not None and person.role is Role.GUEST
        return self.takes_part(person_id) and not is_guest

    @property
    def staff(self) -> Mapping[str, Person]:
        """The owner, and the agents of the current or last session, by id."""
        people = () if self.session is None else self.session.participants.values()
        found = {person.id: person for person in people if person.role.is_staff}
        return found if self.owner is None else {self.owner.id: self.owner, **found}

    def present(self, person_id: str) -> bool:
        """Whether a WebSocket of theirs is connected."""
        return any(e.present and e.person.id == person_id for e in self.endpoints.values())

    @property
    def at_rest(self) -> bool:
        """Whether nothing is asked, granted or shared."""
        return self.open_session is None and all(isinstance(one, Off) for _, one in self.consents())

    @property
    def viewed(self) -> bool:
        """Whether `view` is granted."""
        return self.granted(Scope.VIEW) is not None

    def may_be_in_front(self, endpoint: Endpoint) -> bool:
        """Whether it is a page of the customer's: while `view` is granted, one that she shares."""
        return endpoint.kind is EndpointKind.PAGE and (not self.viewed or endpoint.id in self.pages)

    def customer_page_present(self) -> bool:
        """Whether any page that may be in front is connected."""
        return any(e.present and self.may_be_in_front(e) for e in self.endpoints.values())

    def shown_page_is_present(self) -> bool:
        return self.page is not None and self.endpoints[self.page].present


def begin(event: ConversationQueued) -> State:
    """The state after the first event of every stream."""
    return State(
        id=event.conversation,
        seq=event.seq,
        site=event.site,
        customer=event.customer,
        queued_at=event.at,
        active_at=event.at,
        absent_at=event.at,
    )


def evolve(state: State, event: AnyEvent) -> State:
    """The state after `event`, which must be the next one of the stream."""
    after = _after(state, event)
    if isinstance(event, SIGNED) and event.signed is not None:
        after = replace(after, nonces=after.nonces | {event.signed.statement.nonce})
    return after if isinstance(event, OF_SOCKETS) else replace(after, active_at=event.at)


def _after(state: State, event: AnyEvent) -> State:
    match event:
        case ConversationMessaged():
            written = state.agent_has_written or event.by.role.is_staff
            return replace(state, seq=event.seq, agent_has_written=written)
        case EndpointOpened() | EndpointLost() | EndpointReturned() | EndpointClosed():
            return _endpoint(state, event)
        case PageShown() | PageShared() | PageUnshared():
            return _page(state, event)
        case (
            ScopeAsked()
            | ScopeWithdrawn()
            | ScopeGranted()
            | ScopeDenied()
            | ScopeExpired()
            | ScopeRevoked()
            | ScopeReleased()
        ):
            return _scope(state, event)
        case SessionStarted():
            return replace(state, seq=event.seq, session=_started(state.session, event))
        case (
            SessionJoined()
            | SessionLeft()
            | ParticipantInvited()
            | ParticipantAsked()
            | ParticipantRefused()
            | SessionActivated()
            | SessionPaused()
            | SessionResumed()
            | SessionAway()
            | SessionReturned()
            | SessionEnded()
        ):
            assert state.session is not None
            requests = state.requests
            if isinstance(event, ParticipantAsked):
                requests = requests | {event.request}
            session = _session(state.session, event)
            return replace(state, seq=event.seq, session=session, requests=requests)
        case ConversationAccepted() | ConversationTakenOver():
            return _owned(state, event.seq, ConversationState.ACTIVE, event.by)
        case ConversationTransferred():
            return _owned(state, event.seq, ConversationState.ACTIVE, event.owner)
        case ConversationRequeued():
            state = replace(state, queued_at=event.at)
            return _owned(state, event.seq, ConversationState.QUEUED, None)
        case ConversationDeactivated():
            return replace(state, seq=event.seq, phase=ConversationState.INACTIVE)
        case ConversationActivated():
            return replace(state, seq=event.seq, phase=ConversationState.ACTIVE)
        case ConversationEnded():
            # Presence is of no interest from now on, and deadlines would wake the server.
            return replace(
                state,
                seq=event.seq,
                phase=ConversationState.ENDED,
                endpoints={},
                page=None,
                pages={},
            )
        case ConversationQueued():
            raise ValueError(f"event {event.seq} begins a conversation that has begun")
        case _:
            assert_never(event)


def _owned(state: State, seq: int, phase: ConversationState, owner: Person | None) -> State:
    """Another owner, or none. Whoever was in a session that is over has no part in it any more:
    of a new owner's customer they need not know."""
    session = state.session
    if session is not None and not session.is_open:
        session = replace(session, participants={})
    changed = owner is None or state.owner is None or owner.id != state.owner.id
    written = state.agent_has_written and not (changed and state.owner is not None)
    return replace(
        state, seq=seq, phase=phase, owner=owner, session=session, agent_has_written=written
    )


def _endpoint(state: State, event: EndpointEvent) -> State:
    endpoints = dict(state.endpoints)
    page, pages = state.page, state.pages
    match event:
        case EndpointOpened():
            opened = Endpoint(event.endpoint, event.person, event.kind, alone=event.alone)
            endpoints[event.endpoint] = opened
        case EndpointLost():
            lost = endpoints[event.endpoint]
            endpoints[event.endpoint] = replace(lost, deadline=event.deadline)
        case EndpointReturned():
            endpoints[event.endpoint] = replace(endpoints[event.endpoint], deadline=None)
        case EndpointClosed():
            del endpoints[event.endpoint]
            page = None if page == event.endpoint else page
            pages = {id: seq for id, seq in pages.items() if id != event.endpoint}
        case _:
            assert_never(event)
    state = replace(state, seq=event.seq, endpoints=endpoints, page=page, pages=pages)
    if state.present(state.customer.id):
        state = replace(state, absent_at=None)
    elif state.absent_at is None:
        state = replace(state, absent_at=event.at)
    return _with_a_dock(state) if state.dock is DockState.CONNECTED else state


def _with_a_dock(state: State) -> State:
    """Her dock is connected, so what waits for it waits no longer."""
    session = state.session
    if session is not None:
        session = replace(session, consent=_arrived(session.consent))
    return replace(state, consent=_arrived(state.consent), session=session)


def _arrived(consents: Mapping[Scope, Consent]) -> Mapping[Scope, Consent]:
    return {
        scope: replace(one, dock_deadline=None) if isinstance(one, Granted) else one
        for scope, one in consents.items()
    }


def _page(state: State, event: PageShown | PageShared | PageUnshared) -> State:
    page, pages = state.page, state.pages
    match event:
        case PageShown():
            page = event.endpoint
            pages = {**pages, page: pages.get(page, event.seq)} if state.viewed else pages
        case PageShared():
            pages = {**pages, event.endpoint: event.seq}
        case PageUnshared():
            page = None if page == event.endpoint else page
            pages = {id: seq for id, seq in pages.items() if id != event.endpoint}
        case _:
            assert_never(event)
    return replace(state, seq=event.seq, page=page, pages=pages)


def _started(last: Session | None, event: SessionStarted) -> Session:
    return Session(
        id=event.session,
        started_by=event.by,
        phase=Asking() if event.deadline is None else Waiting(event.deadline),
        participants={},
        # All is off after a session, but for how long a denial holds: that outlives it.
        consent=NOTHING_GRANTED if last is None else last.consent,
    )


def _session(session: Session, event: SessionEvent) -> Session:
    match event:
        case SessionJoined():
            joined = {**session.participants, event.person.id: event.person}
            return replace(
                session,
                participants=joined,
                knocks=_without(session.knocks, event.person.id),
                removed=session.removed - {event.person.id},
                consent=session.consent if event.request is None else _for_all(session.consent),
            )
        case SessionLeft():
            rest = _without(session.participants, event.person.id)
            removed = session.removed
            if event.reason in (Reason.REMOVED, Reason.NOT_LET_IN):
                removed = removed | {event.person.id}
            return replace(session, participants=rest, removed=removed)
        case ParticipantAsked():
            knock = Knock(event.person, event.request, event.deadline, event.transfer)
            return replace(session, knocks={**session.knocks, event.person.id: knock})
        case ParticipantInvited():
            return session
        case ParticipantRefused():
            removed = session.removed
            if event.person.role is Role.GUEST and event.reason is Reason.DENIED:
                removed = removed | {event.person.id}
            return replace(
                session,
                knocks=_without(session.knocks, event.person.id),
                not_before={**session.not_before, event.person.id: event.not_before},
                removed=removed,
            )
        case SessionActivated() | SessionResumed():
            return replace(session, phase=Active())
        case SessionPaused():
            return replace(session, phase=Paused(session.granted(Scope.CONTROL)))
        case SessionAway():
            assert not isinstance(session.phase, Away | Ended)
            return replace(session, phase=Away(event.deadline, session.phase, event.outside))
        case SessionReturned():
            return replace(session, phase=session.settled)
        case SessionEnded():
            return replace(session, phase=Ended(event.reason, event.by))
        case _:
            assert_never(event)


def _for_all(consents: Mapping[Scope, Consent]) -> Mapping[Scope, Consent]:
    """Whoever the customer lets in sees what she shows."""
    view = consents[Scope.VIEW]
    if not isinstance(view, Granted):
        return consents
    return {**consents, Scope.VIEW: replace(view, to=None)}


def _without(some: Mapping[str, T], key: str) -> Mapping[str, T]:
    return {one: value for one, value in some.items() if one != key}


def _scope(state: State, event: ScopeEvent) -> State:
    state = _with_consent(state, event)
    last_grant, requests, pages = state.last_grant, state.requests, state.pages
    is_granted = isinstance(event, ScopeGranted)
    if isinstance(event, ScopeGranted):
        last_grant = event.grant
    elif isinstance(event, ScopeAsked):
        requests = requests | {event.request}
    if event.scope is Scope.VIEW:
        # She granted it on the page in front; others join, until it ends.
        pages = {state.page: event.seq} if is_granted and state.page is not None else {}
    return replace(
        state,
        seq=event.seq,
        last_grant=last_grant,
        requests=requests,
        pages=pages,
        has_shared=state.has_shared or (is_granted and event.scope is Scope.VIEW),
    )


def _with_consent(state: State, event: ScopeEvent) -> State:
    if event.scope in MUTUAL:
        after = consent.evolve(state.consent[event.scope], event)
        return replace(state, consent={**state.consent, event.scope: after})
    session = state.session
    assert session is not None
    after = consent.evolve(session.consent[event.scope], event)
    session = replace(session, consent={**session.consent, event.scope: after})
    return replace(state, session=session)
