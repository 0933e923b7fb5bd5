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
from signaling.messages.close_codes import (
    CloseCode,
)
from signaling.messages.fields import (
    DeviceReason,
    Id,
    Natural,
    PublicKey,
    Text,
)
from signaling.messages.requests import (
    AcceptConversation,
    AdmitParticipant,
    AllowScope,
    AskScope,
    AskToJoin,
    ClientMessage,
    CloseConversation,
    ClosePage,
    DenyScope,
    Description,
    EndSession,
    GiveScope,
    Hello,
    InviteGuest,
    JoinSession,
    LeaveSession,
    PauseSession,
    Ping,
    PostMessage,
    RefreshLink,
    RefuseParticipant,
    ReleaseScope,
    RemoveParticipant,
    ReportLink,
    Request,
    RequeueConversation,
    ResumeSession,
    RevokeScope,
    RuleFailed,
    SaySeen,
    SayTyping,
    ShowPage,
    SignalCandidate,
    SignalDescription,
    SignalRestart,
    StartConversation,
    StartSession,
    TakeOverConversation,
    TransferConversation,
    UnsharePage,
    WithdrawScope,
)
from signaling.messages.responses import (
    Ack,
    AgentsChanged,
    AgentView,
    ConversationGone,
    ConversationOpened,
    ConversationStateMessage,
    Error,
    Limits,
    LinkChanged,
    LinkClosed,
    LinkOpened,
    Marks,
    MarksChanged,
    Ready,
    RedactionChanged,
    RelayedCandidate,
    RelayedDescription,
    RelayedRestart,
    RelayRefused,
    Response,
    ServerMessage,
    TypingChanged,
    Welcome,
)
from signaling.messages.views import (
    ConversationView,
    IceServer,
    KnockView,
    LinkView,
    MediaLinkView,
    PageLinkView,
    PageView,
    ParticipantView,
    PolicyView,
    RedactionView,
    ScopeView,
    SessionView,
)

PROTOCOL = 1
SUBPROTOCOL = "alongside.v1"
# What the two pages say to one another, without the server (docs/mirror.md, "Wire format").
MIRROR_FORMAT = 2
# All that a page must have in common with the server and its consoles. A change of either that a
# page of before does not understand raises it; a server that understands both says so (SPOKEN).
WIRE = f"{PROTOCOL}.{MIRROR_FORMAT}"

# With the words of broker/ that a client in Python needs, so that it imports this package only.
__all__ = [
    "MIRROR_FORMAT",
    "PROTOCOL",
    "SUBPROTOCOL",
    "WIRE",
    "AcceptConversation",
    "Ack",
    "AdmitParticipant",
    "AgentView",
    "AgentsChanged",
    "AllowScope",
    "AnyEvent",
    "AskScope",
    "AskToJoin",
    "ClientMessage",
    "CloseCode",
    "CloseConversation",
    "ClosePage",
    "ConsentState",
    "ControlLimit",
    "ControlMode",
    "ConversationEnded",
    "ConversationGone",
    "ConversationMessaged",
    "ConversationOpened",
    "ConversationState",
    "ConversationStateMessage",
    "ConversationView",
    "DenyScope",
    "Description",
    "DeviceReason",
    "DockState",
    "EndSession",
    "Error",
    "Event",
    "GiveScope",
    "Hello",
    "IceServer",
    "Id",
    "InviteGuest",
    "JoinSession",
    "KnockView",
    "Language",
    "LeaveSession",
    "Limits",
    "LinkChanged",
    "LinkClosed",
    "LinkOpened",
    "LinkView",
    "Marks",
    "MarksChanged",
    "MediaLinkView",
    "MediaSlot",
    "Natural",
    "PageLinkView",
    "PageView",
    "ParticipantView",
    "PauseSession",
    "Person",
    "Ping",
    "PolicyView",
    "PostMessage",
    "PublicKey",
    "Ready",
    "Reason",
    "RedactionChanged",
    "RedactionView",
    "RefreshLink",
    "RefuseParticipant",
    "RelayRefused",
    "RelayedCandidate",
    "RelayedDescription",
    "RelayedRestart",
    "ReleaseScope",
    "RemoveParticipant",
    "ReportLink",
    "Request",
    "RequeueConversation",
    "Response",
    "ResumeSession",
    "RevokeScope",
    "Role",
    "RuleFailed",
    "SaySeen",
    "SayTyping",
    "Scope",
    "ScopeAsked",
    "ScopeDenied",
    "ScopeExpired",
    "ScopeGranted",
    "ScopeReleased",
    "ScopeRevoked",
    "ScopeView",
    "ServerMessage",
    "SessionEnded",
    "SessionPaused",
    "SessionResumed",
    "SessionState",
    "SessionView",
    "ShowPage",
    "SignalCandidate",
    "SignalDescription",
    "SignalRestart",
    "StartConversation",
    "StartSession",
    "Surface",
    "TakeOverConversation",
    "Text",
    "TransferConversation",
    "TransferMode",
    "TypingChanged",
    "UnsharePage",
    "Welcome",
    "WithdrawScope",
]
