"""Every message on the WebSocket, subprotocol `alongside.v1`. JSON text frames, 64 KiB at most;
binary frames are those of the sealed relay (sealed_relay.py).

A connection, `->` client to server, `<-` server to client:

    <- welcome {protocol, server_time, limits}
    -> hello {protocol, client}                      within 5 s
    <- ready {endpoint, person, resume_ticket, ...}  all the client may know, in one message
    -> anything else with an `id`
    <- ack {id, result} | error {id, code, message}

After each decision everyone concerned gets its events (`conversation.accepted`, `scope.granted`,
..., the structs of broker/events.py as they are) and then `conversation.state`, the whole state
as the server sees it. A client shows the state; events are for the timeline and for notices.

Unknown keys are ignored, unknown types refused. A request is answered once; events caused by it
may arrive before its `ack`.

Linking two endpoints, after `link.opened` reached both:

    -> signal.description {link, attempt, description: offer}    the customer's endpoint, always
    <- signal.description {link, attempt, description: answer}
    <> signal.candidate {link, attempt, candidate, mid}
    -> signal.restart {link}       the answerer has no connection: make a new attempt, please

`attempt` only rises within an endpoint's life; a higher one replaces the connection, a lower one
is stale and dropped. On a media link another offer of the same attempt renegotiates in place, as
`link.changed` wants it. `link.closed` means: close the connection now.
"""

from typing import Annotated, Literal

import msgspec

from broker.events import (
    AnyEvent,
    ConversationEnded,
    ConversationMessaged,
    Event,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    SessionEnded,
    SessionPaused,
    SessionResumed,
)
from broker.names import (
    ConsentState,
    ControlLimit,
    ControlMode,
    ConversationState,
    DockState,
    Language,
    MediaSlot,
    Reason,
    Role,
    Scope,
    SessionState,
    Surface,
    TransferMode,
)
from broker.redaction_policy import RedactionAlias, RedactionMode, RedactionRule

PROTOCOL = 1
SUBPROTOCOL = "alongside.v1"

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
# A point of P-256, not compressed (SEC 1 section 2.3.3), in hexadecimal.
PublicKey = Annotated[str, msgspec.Meta(pattern=r"^04[0-9a-f]{128}$")]
# Why a dock ends what it was granted, other than by her wish.
DeviceReason = Literal["denied_by_device", "no_device", "surface_forbidden"]
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


# --- client -> server -------------------------------------------------------------------------


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all requests. `id` is echoed in `ack` or `error`."""

    id: Id


class Hello(Request, frozen=True, tag="hello"):
    """First message of a client, within `limits.hello_seconds`. `client` names the software and
    its version (`sdk/0.1.0`). `session`: of a customer's page that holds her consent for this
    session (after a reload, say): it is one of the shared pages at once. Any other page joins by
    `page.shown`. `key`: the endpoint's public key for the sealed relay (P-256, uncompressed,
    hexadecimal); without one it gets no frames of it."""

    protocol: int
    client: Annotated[str, msgspec.Meta(max_length=64)] = ""
    session: Id | None = None
    key: PublicKey | None = None


class Ping(Request, frozen=True, tag="ping"):
    """Answered by `ack`; everything sent before it has been handled by then."""


class StartConversation(Request, frozen=True, tag="conversation.start"):
    """By a customer, with her first message. `result`: `{conversation}`."""

    text: Text


class AcceptConversation(Request, frozen=True, tag="conversation.accept"):
    """By an agent: take a queued conversation. It answers with `conversation.opened` too."""

    conversation: Id


class TransferConversation(Request, frozen=True, tag="conversation.transfer"):
    """By the owner or a supervisor: the agent `to` owns it from now on, who must be connected
    (`peer_absent`). What is shared or called in it ends. With a `request`, where `policy.transfer`
    is `warm` and the session active, the customer is asked first: the page goes on, and `to` owns
    the conversation from her yes on; her no, or silence, is `participant.refused`."""

    conversation: Id
    to: Id
    request: Id | None = None


class TakeOverConversation(Request, frozen=True, tag="conversation.take_over"):
    """By a supervisor: own it from now on. What is shared or called in it ends. It answers with
    `conversation.opened` too."""

    conversation: Id


class RequeueConversation(Request, frozen=True, tag="conversation.requeue"):
    """By the owner or a supervisor: let it wait for an agent again. What is shared or called in it
    ends."""

    conversation: Id


class PostMessage(Request, frozen=True, tag="conversation.message"):
    """By a participant: say `text` in the chat."""

    conversation: Id
    text: Text


class SayTyping(Request, frozen=True, tag="conversation.typing"):
    """By a participant: is writing, or not any more. Repeated while it goes on: what has not been
    for 6 s is over. Told to the others and never stored; 10 at once, and one a second."""

    conversation: Id
    typing: bool


class SaySeen(Request, frozen=True, tag="conversation.seen"):
    """By a participant: everything up to event `seq` is before their eyes. Never stored."""

    conversation: Id
    seq: Natural


class CloseConversation(Request, frozen=True, tag="conversation.close"):
    """By a participant: end the conversation, and the session in it."""

    conversation: Id


class StartSession(Request, frozen=True, tag="session.start"):
    """By a customer: share the page. Without a conversation one is started. `result`:
    `{conversation, session, grant, code, code_expires_at}`; `code` is shown once and stored
    hashed."""

    conversation: Id | None = None


class JoinSession(Request, frozen=True, tag="session.join"):
    """By an agent: with the `code` that the customer read out, or, as the owner of the
    conversation, with the id of the `session`. `result`: `{conversation, session}`."""

    code: Annotated[str, msgspec.Meta(max_length=32)] | None = None
    conversation: Id | None = None
    session: Id | None = None


class AskToJoin(Request, frozen=True, tag="participant.ask"):
    """By an agent who was given the link of a session: the customer is asked. The answer is
    `conversation.opened`, or `participant.refused` with the same `request`."""

    conversation: Id
    session: Id
    request: Id


class AdmitParticipant(Request, frozen=True, tag="participant.admit"):
    """By the customer: whoever asked by `request` joins the session, and sees what the others in it
    see."""

    conversation: Id
    request: Id


class RefuseParticipant(Request, frozen=True, tag="participant.refuse"):
    """By the customer: whoever asked by `request` does not join. By the asker: never mind."""

    conversation: Id
    request: Id


class RemoveParticipant(Request, frozen=True, tag="participant.remove"):
    """By the customer or the owner: the agent `person` (an id) is not in the session any more."""

    conversation: Id
    session: Id
    person: Id


class LeaveSession(Request, frozen=True, tag="session.leave"):
    """By an agent in the session: it goes on without them, or ends if they were the last."""

    conversation: Id
    session: Id


class PauseSession(Request, frozen=True, tag="session.pause"):
    """By the customer: nothing flows until `session.resume`."""

    conversation: Id
    session: Id


class ResumeSession(Request, frozen=True, tag="session.resume"):
    """By the customer."""

    conversation: Id
    session: Id


class EndSession(Request, frozen=True, tag="session.end"):
    """By the customer or an agent in the session."""

    conversation: Id
    session: Id


class AskScope(Request, frozen=True, tag="scope.ask"):
    """By an agent; for a call also by the customer, from her dock. `request` is the asker's own id
    for the question; the answer comes as `scope.granted`, `scope.denied` or `scope.expired` with
    the same `request`."""

    conversation: Id
    scope: Scope
    request: Id


class WithdrawScope(Request, frozen=True, tag="scope.withdraw"):
    """By the asker: never mind."""

    conversation: Id
    request: Id


class AllowScope(Request, frozen=True, tag="scope.allow"):
    """By the customer (for voice and video: by the called party). For `control` the customer may
    set a `limit`; her browser carries it out. The page on which `view` is allowed is shared; what
    her dock captures (`voice`, `video`, `screen`) is allowed in the dock, and nothing else is."""

    conversation: Id
    request: Id
    limit: ControlLimit | None = None


class DenyScope(Request, frozen=True, tag="scope.deny"):
    """By the same person as `scope.allow`."""

    conversation: Id
    request: Id


class GiveScope(Request, frozen=True, tag="scope.give"):
    """By the customer, where `policy.control` is `switched`: `control` is for the agent `to` (a
    person's id) now, who sees the page."""

    conversation: Id
    session: Id
    scope: Scope
    to: Id


class RevokeScope(Request, frozen=True, tag="scope.revoke"):
    """By who granted (a call: by either side): the grant numbered `grant` ends now. `reason`: from
    a dock, why there is nothing to send."""

    conversation: Id
    scope: Scope
    grant: Natural
    reason: DeviceReason | None = None


class ReleaseScope(Request, frozen=True, tag="scope.release"):
    """By who had asked (for `control`: or who holds it; a call: by either side): give the grant
    back."""

    conversation: Id
    scope: Scope
    grant: Natural


class ShowPage(Request, frozen=True, tag="page.shown"):
    """By a customer's page that holds her consent, when it comes to the front: it is one of the
    shared pages from now on, and the mirror follows it. Also after `page.closed`, when the page
    comes back from the browser's back/forward cache: it counts as a new page."""

    conversation: Id


class ClosePage(Request, frozen=True, tag="page.closed"):
    """By a customer's page that she is leaving (`pagehide`), or by her dock that closes.
    `outside`: for a page outside the site; without another shared page she then has
    `outside_seconds` to come back instead of `away_seconds`."""

    conversation: Id
    outside: bool = False


class UnsharePage(Request, frozen=True, tag="page.unshared"):
    """By a customer's page that is shared: not any more. Refused with `only_page` while no other
    shared page is connected. The page keeps the conversation, and must not send `page.shown`
    again unless the customer wants it shared."""

    conversation: Id


class Description(msgspec.Struct, frozen=True):
    """RTCSessionDescription, without rollback."""

    type: Annotated[str, msgspec.Meta(pattern="^(offer|answer)$")]
    sdp: Annotated[str, msgspec.Meta(max_length=60_000)]


class SignalDescription(Request, frozen=True, tag="signal.description"):
    """An offer (customer's endpoint only) or an answer. Checked and regenerated by broker/sdp.py:
    media without a grant is refused with `media_not_consented`. Reaches the peer without `id`. On a
    media link there may be several offers of one attempt."""

    link: Id
    attempt: Natural
    description: Description


class SignalCandidate(Request, frozen=True, tag="signal.candidate"):
    """One ICE candidate line (RFC 8839 section 5.1), empty for end of candidates."""

    link: Id
    attempt: Natural
    candidate: Annotated[str, msgspec.Meta(max_length=1024)]
    mid: Annotated[str, msgspec.Meta(max_length=16)] | None = None


class RefreshLink(Request, frozen=True, tag="link.refresh"):
    """By either end: `link.changed` with fresh `ice_servers` comes before the `ack`. For a new
    attempt long after the last one; 5 at once, and one in 10 s."""

    link: Id


class SignalRestart(Request, frozen=True, tag="signal.restart"):
    """By the answerer: there is no connection here; offer anew."""

    link: Id


ClientMessage = (
    Hello
    | Ping
    | StartConversation
    | AcceptConversation
    | TransferConversation
    | TakeOverConversation
    | RequeueConversation
    | PostMessage
    | SayTyping
    | SaySeen
    | CloseConversation
    | StartSession
    | JoinSession
    | AskToJoin
    | AdmitParticipant
    | RefuseParticipant
    | RemoveParticipant
    | LeaveSession
    | PauseSession
    | ResumeSession
    | EndSession
    | AskScope
    | WithdrawScope
    | AllowScope
    | DenyScope
    | GiveScope
    | RevokeScope
    | ReleaseScope
    | ShowPage
    | ClosePage
    | UnsharePage
    | SignalDescription
    | SignalCandidate
    | SignalRestart
    | RefreshLink
)


# --- state, as told to clients ----------------------------------------------------------------


class ScopeView(msgspec.Struct, frozen=True, kw_only=True):
    """One scope's consent. `asked`: `request`, `by` (who asked), `deadline`. `granted`: `grant`,
    `by` (who granted), `to` (whose it is; null: of all agents in the session), `until`, `limit`.
    `off`: nothing else."""

    state: ConsentState
    request: str | None = None
    by: Person | None = None
    deadline: float | None = None
    grant: int | None = None
    to: str | None = None
    until: float | None = None
    limit: ControlLimit | None = None


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the pages that the customer shares. `shown`: it is in front, and the mirror follows
    it. What it is called and where it is, the server does not know."""

    endpoint: str
    present: bool
    shown: bool


class ParticipantView(msgspec.Struct, frozen=True, kw_only=True):
    """`present`: at least one endpoint of theirs is connected."""

    person: Person
    present: bool


class KnockView(msgspec.Struct, frozen=True, kw_only=True):
    """An agent who wants to join the session, or is to own the conversation from then on
    (`transfer`), and until when the customer can answer."""

    person: Person
    request: str
    deadline: float
    transfer: bool = False


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """`deadline`: when the session ends by itself (waiting, away); None otherwise. `outside`: away,
    on a page outside the site. `scopes` holds those that are not off. `pages`: those shared, in the
    order in which they came. `knocks`: who wants to join."""

    session: str
    state: SessionState
    started_by: Person
    participants: list[ParticipantView]
    scopes: dict[str, ScopeView]
    pages: list[PageView] = []
    deadline: float | None = None
    outside: bool = False
    knocks: list[KnockView] = []


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """What the UI must know of the site's policy (broker/policy.py). What is not permitted is not
    shown."""

    agent_may_ask: bool
    customer_may_start: bool
    ask_needs_message: bool
    join_without_code: bool
    ask_timeout: float
    customer_may_pause: bool
    stop_pauses: bool
    restart: bool
    view_needs_press: bool
    scopes: list[Scope]
    control: ControlMode
    control_survives_load: bool
    submit_by_agents: bool
    navigation_by_agents: bool
    tabs_by_agents: bool
    paste_by_agents: bool
    laser: bool
    pen: bool
    clear_all: bool
    screen_surfaces: list[Surface]
    screen_sound: bool
    calls_by_customer: bool
    language_choice: bool
    languages: list[Language]
    transfer: TransferMode
    several_agents: bool
    transcript_export: bool
    blurbs: bool


class RedactionView(msgspec.Struct, frozen=True, kw_only=True):
    """What agents may see of the site's pages: docs/mirror.md, "Redaction". Carried out in the
    customer's browser."""

    mode: RedactionMode
    rules: list[RedactionRule]
    aliases: list[RedactionAlias]
    unshared: list[str]
    asset_origins: list[str]


class ConversationView(msgspec.Struct, frozen=True, kw_only=True):
    """`seq`: of the last event in it. `session`: the one going on, or the last one, ended.
    `scopes`: of the conversation itself (`voice`, `video`, `document`), those that are not off.
    `dock`: the customer's call window; null: there is none.
    `asset_origins`: where an agent's browser may load pictures and fonts of the mirror."""

    conversation: str
    seq: int
    state: ConversationState
    site: str
    site_name: str
    organisation: str
    customer: Person
    customer_present: bool
    owner: Person | None
    queued_at: float
    agent_has_written: bool
    policy: PolicyView
    asset_origins: list[str]
    session: SessionView | None = None
    scopes: dict[str, ScopeView] = {}
    dock: DockState | None = None


class PageLinkView(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="page"):
    """A connection that should exist between this endpoint and `peer`. `offerer`: whether this
    side makes the offers. `grant`: the number that every frame must carry. `peer_key`: the public
    key of the other end, for the sealed relay; None: there is no relay on this link."""

    link: str
    conversation: str
    session: str
    grant: int
    offerer: bool
    peer: Person
    ice_servers: list["IceServer"]
    peer_key: str | None = None


class MediaLinkView(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="media"):
    """The same for voice, cameras, screen and documents. `send`, `receive`: what may flow from and
    to this endpoint now. `document`: whether the two share one."""

    link: str
    conversation: str
    offerer: bool
    peer: Person
    ice_servers: list["IceServer"]
    send: list[MediaSlot]
    receive: list[MediaSlot]
    document: bool = False


LinkView = PageLinkView | MediaLinkView


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """RTCIceServer."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


# --- server -> client -------------------------------------------------------------------------


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
    """This endpoint sees the conversation from now on; `timeline` is what happened so far."""

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
    in the queue."""

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
    """An agent who is connected. `conversations`: how many they own that are not ended."""

    person: Person
    conversations: int


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

# What a client in Python needs of the words below this module, so that it imports this one only.
__all__ = [
    "AnyEvent",
    "ConsentState",
    "ControlLimit",
    "ControlMode",
    "ConversationEnded",
    "ConversationMessaged",
    "ConversationState",
    "DockState",
    "Event",
    "Language",
    "MediaSlot",
    "Person",
    "Reason",
    "Role",
    "Scope",
    "ScopeAsked",
    "ScopeDenied",
    "ScopeExpired",
    "ScopeGranted",
    "ScopeReleased",
    "ScopeRevoked",
    "SessionEnded",
    "SessionPaused",
    "SessionResumed",
    "SessionState",
    "Surface",
    "TransferMode",
]


class CloseCode:
    """Close codes of ours (RFC 6455 section 7.4.2: 4000-4999 are private), and some standard ones.
    After `REPLACED` and `SIGNED_OUT` a client must not reconnect."""

    GOING_AWAY = 1001  # the server stops; reconnect
    TOO_BIG = 1009  # a frame of more than `limits.message_bytes`
    INTERNAL = 1011  # a fault of the server's; reconnect
    BAD_MESSAGE = 4400  # no JSON, no known type, no sealed frame, or `hello` missing or wrong
    HELLO_TIMEOUT = 4408  # no `hello` in time
    REPLACED = 4409  # this endpoint connected again elsewhere; do not reconnect
    SIGNED_OUT = 4401  # the agent signed out; do not reconnect
    RATE = 4429  # more messages than `limits.rate` and `limits.burst` permit
    SLOW_READER = 4413  # too much was waiting to be read
    HEARTBEAT = 4410  # no pong in time
    UNSUPPORTED_PROTOCOL = 4406  # `hello` names another version of the protocol
