"""Server -> client."""

import msgspec

from broker.events import (
    AnyEvent,
    Person,
)
from broker.names import Permission
from broker.statement import Signature
from signaling.messages.requests import (
    Description,
)
from signaling.messages.views import (
    ConversationView,
    LinkView,
    RedactionView,
)


class Response(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what the server sends, other than events and relayed signals."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`message_bytes`: of one frame. `rate`: messages a second, sustained; `burst`: at once.
    `ping_seconds`: a client that wants to notice a dead server pings this often. `relay_rate`,
    `relay_burst`: bytes that may go through the sealed relay, for each link, a second and at once;
    a frame counts as 512 bytes at least."""

    message_bytes: int
    rate: float
    burst: int
    hello_seconds: float
    resume_seconds: float
    ping_seconds: float
    relay_rate: float
    relay_burst: int


class Welcome(Response, frozen=True, tag="welcome"):
    """First message of the server. `server_time`: seconds since the epoch, for deadlines."""

    protocol: int
    version: str
    server_time: float
    limits: Limits


class ConversationOpened(Response, frozen=True, tag="conversation.opened"):
    """This endpoint sees the conversation from now on; `timeline` is what happened so far. For
    guests it is empty, and of later events they get those of the session and its scopes only."""

    state: ConversationView
    timeline: list[AnyEvent]


class ConversationStateMessage(Response, frozen=True, tag="conversation.state"):
    """The state after the events just sent. Agents get it of every queued conversation too, and
    supervisors of all."""

    state: ConversationView


class TypingChanged(Response, frozen=True, tag="conversation.typing"):
    """To the others who take part: `by` is writing, or not any more. What is not told again within
    6 s is over."""

    conversation: str
    by: Person
    typing: bool


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """`delivered`: `seq` of the newest message of the other side that has reached a window of this
    one; `seen`: of the newest that they have had before their eyes. 0: none, or nobody knows, as
    after a restart of the server."""

    delivered: int = 0
    seen: int = 0


class MarksChanged(Response, frozen=True, tag="conversation.marks"):
    """How far the two sides have come in the chat; with every change, and after
    `conversation.opened`."""

    conversation: str
    customer: Marks
    agents: Marks


class ConversationGone(Response, frozen=True, tag="conversation.gone"):
    """This conversation is no longer this agent's business: another one accepted it, or it ended
    in the queue. To guests: they are not in its session any more."""

    conversation: str


class Ready(Response, frozen=True, tag="ready"):
    """The answer to `hello`. `endpoint` is kept across a resume. `resume_ticket` opens the next
    WebSocket of this endpoint, once, up to `limits.resume_seconds` after this one is gone.
    `conversations`: those this person takes part in; `queue`: those an agent could accept, and
    for a supervisor all others that are open.
    `links`: all that should exist; close any other. `redaction`: for a customer, what of her pages
    may be seen; nothing may be sent of a page before it is known."""

    id: str
    endpoint: str
    person: Person
    resume_ticket: str
    conversations: list[ConversationOpened]
    queue: list[ConversationView]
    links: list[LinkView]
    redaction: RedactionView | None = None


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """An agent who is connected. `conversations`: how many they own that are not ended. `sites`:
    those that they serve, null: all. `permissions`: what they may do on one of them or another; on
    which is said with each conversation that they take part in."""

    person: Person
    conversations: int
    sites: list[str] | None = None
    permissions: list[Permission] = []


class AgentsChanged(Response, frozen=True, tag="agents.state"):
    """To agents and supervisors, with every change and after `ready`: who is connected, this agent
    too."""

    agents: list[AgentView]


class RedactionChanged(Response, frozen=True, tag="site.redaction"):
    """To a customer: from now on this is what of her pages may be seen."""

    redaction: RedactionView


class Ack(Response, frozen=True, tag="ack"):
    id: str
    result: dict[str, str | int | float | None] = msgspec.field(default_factory=dict)


class Error(Response, frozen=True, tag="error"):
    """`id` is None where the message was not understood so far as to have one."""

    code: str
    message: str
    id: str | None = None


class LinkOpened(Response, frozen=True, tag="link.opened"):
    link: LinkView


class LinkChanged(Response, frozen=True, tag="link.changed"):
    """What may flow on this link, or its `ice_servers`, are others now. The offerer of a media link
    renegotiates: a new offer of the same attempt."""

    link: LinkView


class LinkClosed(Response, frozen=True, tag="link.closed"):
    """Close the connection now, whatever it carries."""

    link: str


class RelayRefused(Response, frozen=True, tag="relay.refused"):
    """A frame for the sealed relay of `link` was not passed on. `code`: `no_such_link`, `no_relay`,
    `peer_absent`, `relay_too_fast`, or `relay_used_up`, after which none will be."""

    link: str
    code: str
    message: str


class RelayedDescription(Response, frozen=True, tag="signal.description"):
    link: str
    attempt: int
    description: Description
    signed: Signature | None = None


class RelayedCandidate(Response, frozen=True, tag="signal.candidate"):
    link: str
    attempt: int
    candidate: str
    mid: str | None = None


class RelayedRestart(Response, frozen=True, tag="signal.restart"):
    link: str


ServerMessage = (
    Welcome
    | Ready
    | Ack
    | Error
    | ConversationOpened
    | ConversationStateMessage
    | TypingChanged
    | MarksChanged
    | ConversationGone
    | AgentsChanged
    | RedactionChanged
    | LinkOpened
    | LinkChanged
    | LinkClosed
    | RelayRefused
    | RelayedDescription
    | RelayedCandidate
    | RelayedRestart
    | AnyEvent
)
