"""Client -> server. A request is answered once, by `ack` or `error`."""

from typing import Annotated, Literal

import msgspec

from broker.names import (
    ControlLimit,
    Scope,
)
from broker.statement import Signature, Signed
from signaling.messages.fields import (
    DeviceReason,
    Id,
    Natural,
    PathCause,
    PathKind,
    PublicKey,
    Text,
)


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all requests. `id` is echoed in `ack` or `error`."""

    id: Id


class Hello(Request, frozen=True, tag="hello"):
    """First message of a client, within `limits.hello_seconds`. `client` names the software and
    its version (`sdk/0.1.0`). `session`: of a customer's page that holds her consent for this
    session (after a reload, say): it is one of the shared pages at once. Any other page joins by
    `page.shown`. `pane`: of a console window that shows the page of this conversation and nothing
    else: the agent's other windows get no link to that page. `key`: the endpoint's public key for
    the sealed relay (P-256, uncompressed, hexadecimal); without one it gets no frames of it.
    `key_signed`: of a customer, the signature under it, by which the other end knows it for hers.
    `signing_key`: of a customer, with which she signs what she says yes to (likewise); without one
    nothing that she allows counts."""

    protocol: int
    client: Annotated[str, msgspec.Meta(max_length=64)] = ""
    session: Id | None = None
    pane: Id | None = None
    key: PublicKey | None = None
    key_signed: Signature | None = None
    signing_key: PublicKey | None = None


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
    hashed. `signed`, here and in all that a customer says yes with: the statement that says the
    same, signed with the key of this endpoint (docs/protocol.md, "Signed consent");
    `bad_signature` without. It says nothing of a conversation here, and `control` where she was
    told that it comes with the view."""

    conversation: Id | None = None
    signed: Signed | None = None


class JoinSession(Request, frozen=True, tag="session.join"):
    """By an agent: with the `code` that the customer read out, or, as the owner of the
    conversation, with the id of the `session`. `result`: `{conversation, session}`."""

    code: Annotated[str, msgspec.Meta(max_length=32)] | None = None
    conversation: Id | None = None
    session: Id | None = None


class InviteGuest(Request, frozen=True, tag="participant.invite"):
    """By a customer's page, or an agent in the session, where `policy.guests`: for somebody without
    an account. `result`: `{url, expires_at}`; whoever opens the `url` first, by `expires_at`, may
    ask to join. It is shown once and stored hashed."""

    conversation: Id
    session: Id


class AskToJoin(Request, frozen=True, tag="participant.ask"):
    """By an agent who was given the link of a session, or a guest who was invited to it: the
    customer is asked. The answer is `conversation.opened`, or `participant.refused` with the same
    `request`. A guest who was denied or removed does not ask again (`not_allowed`)."""

    conversation: Id
    session: Id
    request: Id


class AdmitParticipant(Request, frozen=True, tag="participant.admit"):
    """By the customer: whoever asked by `request` joins the session, and sees what the others in it
    see."""

    conversation: Id
    request: Id
    signed: Signed | None = None


class RefuseParticipant(Request, frozen=True, tag="participant.refuse"):
    """By the customer: whoever asked by `request` does not join. By the asker: never mind."""

    conversation: Id
    request: Id


class RemoveParticipant(Request, frozen=True, tag="participant.remove"):
    """By the customer or the owner: `person` (an id) is not in the session any more. `reason`: by
    the customer's page, which was to be linked with them and knows of no click of hers that let
    them in."""

    conversation: Id
    session: Id
    person: Id
    reason: Literal["not_let_in"] | None = None


class LeaveSession(Request, frozen=True, tag="session.leave"):
    """By an agent or a guest in the session: it goes on without them, or ends if they were the last
    agent."""

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
    signed: Signed | None = None


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
    signed: Signed | None = None


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
    signed: Signed | None = None


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


class RuleFailed(Request, frozen=True, tag="rule.failed"):
    """By a customer's page that is shared: its browser does not understand these rules of the
    redaction policy that it was told last, by their places in `rules`; pages that they are for are
    not shown. The operator of the site reads how many pages it was. Each is counted once a page."""

    conversation: Id
    rules: Annotated[list[Natural], msgspec.Meta(min_length=1, max_length=500)]


class Description(msgspec.Struct, frozen=True):
    """RTCSessionDescription, without rollback."""

    type: Annotated[str, msgspec.Meta(pattern="^(offer|answer)$")]
    sdp: Annotated[str, msgspec.Meta(max_length=60_000)]


class SignalDescription(Request, frozen=True, tag="signal.description"):
    """An offer (customer's endpoint only) or an answer. Checked and regenerated by broker/sdp.py:
    media without a grant is refused with `media_not_consented`. Reaches the peer without `id`. On a
    media link there may be several offers of one attempt. `signed`: of a customer's offer, what
    says that its fingerprints are hers; the other end makes no connection without."""

    link: Id
    attempt: Natural
    description: Description
    signed: Signature | None = None


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


class ReportLink(Request, frozen=True, tag="link.report"):
    """By an agent's console, for analytics: its link goes by `path` now, or does not stand
    (`null`), and `cause` says why it goes no better way. `picture`: the customer's page is before
    the agent's eyes. 10 at once, and one in 5 s."""

    link: Id
    path: PathKind | None = None
    cause: PathCause | None = None
    picture: bool = False


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
    | InviteGuest
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
    | RuleFailed
    | SignalDescription
    | SignalCandidate
    | SignalRestart
    | RefreshLink
    | ReportLink
)
