"""What has been decided. An event is stored, folded into the state, put on the wire and chained
into the audit log: one struct serves all four, so it holds ids and kinds, never page content.

`conversation`, `seq` and `at` open every event: its stream, its place in it (1, 2, 3, ... without
gaps) and the time of the decision in seconds since the epoch.
"""

from typing import ClassVar

import msgspec

from broker.names import ControlLimit, EndpointKind, Reason, Role, Scope
from broker.statement import Signed


class Person(msgspec.Struct, frozen=True):
    """Who acts. `name` is the verified account name of an agent, never a free display name; of a
    contact centre (`operator`) the site's organisation; of a guest what they call themselves, so
    that it is shown with their role only."""

    id: str
    role: Role
    name: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all events."""

    # The field that a store keeps apart from the payload, so that it can be erased without
    # breaking the stream or the audit chain; None for all events that carry no words of people.
    content_field: ClassVar[str | None] = None

    conversation: str
    seq: int
    at: float


class ConversationQueued(Event, frozen=True, tag="conversation.queued"):
    site: str
    customer: Person


class ConversationAccepted(Event, frozen=True, tag="conversation.accepted"):
    """`by` owns the conversation from now on."""

    by: Person


class ConversationTransferred(Event, frozen=True, tag="conversation.transferred"):
    """`owner` owns the conversation from now on, by the will of `by`: of the owner before, of a
    supervisor, or of the contact centre."""

    by: Person
    owner: Person


class ConversationTakenOver(Event, frozen=True, tag="conversation.taken_over"):
    """The supervisor `by` owns the conversation from now on."""

    by: Person


class ConversationRequeued(Event, frozen=True, tag="conversation.requeued"):
    """It waits for an agent again; nobody owns it. `by` is None where a rule decided."""

    reason: Reason
    by: Person | None = None


class ConversationDeactivated(Event, frozen=True, tag="conversation.deactivated"):
    """It is inactive until somebody writes. `by` is None where the time decided."""

    by: Person | None = None


class ConversationActivated(Event, frozen=True, tag="conversation.activated"):
    """It is active again, as `by` wrote in it or wanted it to be."""

    by: Person


class ConversationMessaged(Event, frozen=True, tag="conversation.messaged"):
    content_field: ClassVar[str | None] = "text"

    by: Person
    text: str = ""


class ConversationEnded(Event, frozen=True, tag="conversation.ended"):
    reason: Reason
    by: Person | None = None


class EndpointOpened(Event, frozen=True, tag="endpoint.opened"):
    """`alone`: of a console window that shows one conversation's page and nothing else, whether it
    is this one's; None of all others. `key`: with which the customer signs what she says yes to
    there (P-256, uncompressed, hexadecimal)."""

    endpoint: str
    kind: EndpointKind
    person: Person
    alone: bool | None = None
    key: str | None = None


class EndpointLost(Event, frozen=True, tag="endpoint.lost"):
    """Its WebSocket is gone; it may resume until `deadline`."""

    endpoint: str
    deadline: float


class EndpointReturned(Event, frozen=True, tag="endpoint.returned"):
    endpoint: str


class EndpointClosed(Event, frozen=True, tag="endpoint.closed"):
    endpoint: str


class PageShown(Event, frozen=True, tag="page.shown"):
    """This page of the customer's is the one in front: the mirror follows it. While she shares,
    it is one of the shared pages from now on."""

    endpoint: str


class PageShared(Event, frozen=True, tag="page.shared"):
    """This page of the customer's is one of the shared pages from now on."""

    endpoint: str


class PageUnshared(Event, frozen=True, tag="page.unshared"):
    """The customer shares this page no more."""

    endpoint: str


class SessionStarted(Event, frozen=True, tag="session.started"):
    """By the customer: `waiting` until an agent joins or `deadline` passes.
    By an agent: `asked`, and a `scope.asked` for `view` follows in the same decision. `policy`: the
    version of the site's policy."""

    session: str
    by: Person
    deadline: float | None = None
    policy: str = ""


class SessionJoined(Event, frozen=True, tag="session.joined"):
    """`request`: the customer let them in, who had asked so. What she agreed to let be seen is for
    all in the session from then on, under the same number. `signed`: what she signed for that."""

    session: str
    person: Person
    request: str | None = None
    signed: Signed | None = None


class SessionLeft(Event, frozen=True, tag="session.left"):
    session: str
    person: Person
    reason: Reason


class ParticipantInvited(Event, frozen=True, tag="participant.invited"):
    """`by` made an invitation for somebody without an account. The invitation itself is in no
    event."""

    session: str
    by: Person


class ParticipantAsked(Event, frozen=True, tag="participant.asked"):
    """`person`, an agent or a guest, wants to join the session, or is to own the conversation from
    then on (`transfer`); the customer is asked, until `deadline`."""

    session: str
    person: Person
    request: str
    deadline: float
    transfer: bool = False


class ParticipantRefused(Event, frozen=True, tag="participant.refused"):
    """`person` does not join: the customer denied it, nobody answered, it was taken back, or the
    session paused or ended."""

    session: str
    person: Person
    request: str
    reason: Reason
    not_before: float = 0.0


class SessionActivated(Event, frozen=True, tag="session.activated"):
    """`view` is granted and an agent is in: the page may flow."""

    session: str


class SessionPaused(Event, frozen=True, tag="session.paused"):
    session: str
    by: Person


class SessionResumed(Event, frozen=True, tag="session.resumed"):
    session: str
    by: Person


class SessionAway(Event, frozen=True, tag="session.away"):
    """None of the shared pages is connected. `outside`: she left the last one for a page outside
    the site."""

    session: str
    deadline: float
    outside: bool = False


class SessionReturned(Event, frozen=True, tag="session.returned"):
    """A page of the customer's is back; the session is what it was before it went away."""

    session: str


class SessionEnded(Event, frozen=True, tag="session.ended"):
    session: str
    reason: Reason
    by: Person | None = None


class ScopeAsked(Event, frozen=True, tag="scope.asked"):
    """`session` is None, here and below, for the scopes of the conversation itself (a call).
    `signed`: of a question of the customer's, what she signed."""

    session: str | None
    scope: Scope
    request: str
    by: Person
    deadline: float
    signed: Signed | None = None


class ScopeWithdrawn(Event, frozen=True, tag="scope.withdrawn"):
    """Every question is a dialog in front of the customer, so `not_before` holds here too."""

    session: str | None
    scope: Scope
    request: str
    by: Person
    not_before: float = 0.0


class ScopeGranted(Event, frozen=True, tag="scope.granted"):
    """`grant` rises within a conversation and is never used twice. `to` is a person's id, or None
    for all agents in the session, and its guests where it is the view. `request` is None where the
    customer granted of her own accord (she started co-browsing herself, or gave control) or in the
    same act as `view`. For `control`: `limit`, and whether it goes on when she loads another page.
    Of a call, `to` is the agent who asked or answered; others who take part may join.
    `dock_deadline`: her dock is not connected, and the grant ends unless it is by then. `signed`:
    what the customer signed, whose yes it is, or whose question was answered."""

    session: str | None
    scope: Scope
    grant: int
    by: Person
    to: str | None = None
    request: str | None = None
    until: float | None = None
    limit: ControlLimit | None = None
    survives_load: bool = False
    dock_deadline: float | None = None
    signed: Signed | None = None


class ScopeDenied(Event, frozen=True, tag="scope.denied"):
    session: str | None
    scope: Scope
    request: str
    by: Person
    not_before: float


class ScopeExpired(Event, frozen=True, tag="scope.expired"):
    """Not answered in time (`request`), or the grant's own end has come (`grant`)."""

    session: str | None
    scope: Scope
    request: str | None = None
    grant: int | None = None
    not_before: float = 0.0


class ScopeRevoked(Event, frozen=True, tag="scope.revoked"):
    """Ended by the person who granted (a call: by either side), or by a rule (`reason`; `by` is
    then None). A pending
    request that a rule cancels ends in this event too, with `request` set and `grant` None."""

    session: str | None
    scope: Scope
    reason: Reason
    grant: int | None = None
    request: str | None = None
    by: Person | None = None
    not_before: float = 0.0


class ScopeReleased(Event, frozen=True, tag="scope.released"):
    """Given back by the one who had asked for it or, as for `control`, holds it; a call: by either
    side."""

    session: str | None
    scope: Scope
    grant: int
    by: Person


AnyEvent = (
    ConversationQueued
    | ConversationAccepted
    | ConversationTransferred
    | ConversationTakenOver
    | ConversationRequeued
    | ConversationDeactivated
    | ConversationActivated
    | ConversationMessaged
    | ConversationEnded
    | EndpointOpened
    | EndpointLost
    | EndpointReturned
    | EndpointClosed
    | PageShown
    | PageShared
    | PageUnshared
    | SessionStarted
    | SessionJoined
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
    | ScopeAsked
    | ScopeWithdrawn
    | ScopeGranted
    | ScopeDenied
    | ScopeExpired
    | ScopeRevoked
    | ScopeReleased
)
