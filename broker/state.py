"""The state of a conversation, folded from its events. `evolve` is total, deterministic and
independent of policy and clock: the same events give an equal state on every node, at any time.

Values are shared between states and never changed in place.
"""

from collections.abc import Mapping
from typing import assert_never

import msgspec
from msgspec.structs import replace

from broker import consent
from broker.consent import ScopeEvent
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
    PageShared,
    PageShown,
    PageUnshared,
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
from broker.names import ConversationState, EndpointKind, Role, Scope
from broker.session import (
    NOTHING_GRANTED,
    Active,
    Asking,
    Away,
    Ended,
    Paused,
    Session,
    Waiting,
)

SessionEvent = (
    SessionJoined
    | SessionLeft
    | SessionActivated
    | SessionPaused
    | SessionResumed
    | SessionAway
    | SessionReturned
    | SessionEnded
)
EndpointEvent = EndpointOpened | EndpointLost | EndpointReturned | EndpointClosed


class Endpoint(msgspec.Struct, frozen=True):
    """`deadline`: its WebSocket is gone, and it is closed then; None while it is connected."""

    id: str
    person: Person
    kind: EndpointKind
    deadline: float | None = None

    @property
    def present(self) -> bool:
        return self.deadline is None


class State(msgspec.Struct, frozen=True):
    """`page`: the endpoint of the customer's page in front, even while its WebSocket is lost.
    `pages`: the pages that she shares while `view` is granted, and the number of the event by
    which each of them joined.
    `session`: the one going on, or the last one, ended. `requests`: all request ids ever used.
    `last_grant`: the highest grant number ever given, 0 before the first."""

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
    last_grant: int = 0
    requests: frozenset[str] = frozenset()

    @property
    def open_session(self) -> Session | None:
        return self.session if self.session is not None and self.session.is_open else None

    def takes_part(self, person_id: str) -> bool:
        """The customer, the owner, and the agents of the current or last session."""
        return (
            person_id == self.customer.id
            or (self.owner is not None and person_id == self.owner.id)
            or (self.session is not None and person_id in self.session.participants)
        )

    def present(self, person_id: str) -> bool:
        """Whether a WebSocket of theirs is connected."""
        return any(e.present and e.person.id == person_id for e in self.endpoints.values())

    @property
    def viewed(self) -> bool:
        """Whether `view` is granted."""
        return self.open_session is not None and self.open_session.granted(Scope.VIEW) is not None

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
    )


def evolve(state: State, event: AnyEvent) -> State:
    """The state after `event`, which must be the next one of the stream."""
    match event:
        case ConversationMessaged():
            written = state.agent_has_written or event.by.role is Role.AGENT
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
            | SessionActivated()
            | SessionPaused()
            | SessionResumed()
            | SessionAway()
            | SessionReturned()
            | SessionEnded()
        ):
            assert state.session is not None
            return replace(state, seq=event.seq, session=_session(state.session, event))
        case ConversationAccepted():
            return replace(state, seq=event.seq, phase=ConversationState.ACTIVE, owner=event.by)
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


def _endpoint(state: State, event: EndpointEvent) -> State:
    endpoints = dict(state.endpoints)
    page, pages = state.page, state.pages
    match event:
        case EndpointOpened():
            endpoints[event.endpoint] = Endpoint(event.endpoint, event.person, event.kind)
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
    return replace(state, seq=event.seq, endpoints=endpoints, page=page, pages=pages)


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
            return replace(session, participants=joined)
        case SessionLeft():
            rest = {k: v for k, v in session.participants.items() if k != event.person.id}
            return replace(session, participants=rest)
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


def _scope(state: State, event: ScopeEvent) -> State:
    session = state.session
    assert session is not None
    after = {**session.consent, event.scope: consent.evolve(session.consent[event.scope], event)}
    last_grant, requests, pages = state.last_grant, state.requests, state.pages
    if isinstance(event, ScopeGranted):
        last_grant = event.grant
    elif isinstance(event, ScopeAsked):
        requests = requests | {event.request}
    if event.scope is Scope.VIEW:
        # She granted it on the page in front; others join, until it ends.
        is_granted = isinstance(event, ScopeGranted)
        pages = {state.page: event.seq} if is_granted and state.page is not None else {}
    return replace(
        state,
        seq=event.seq,
        session=replace(session, consent=after),
        last_grant=last_grant,
        requests=requests,
        pages=pages,
    )
