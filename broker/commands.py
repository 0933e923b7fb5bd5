"""What somebody wants. A command is checked against the state; it yields events or a BrokerError,
and an error changes nothing. Ids and the time are arguments: the broker has no clock and no dice.
"""

import msgspec

from broker.events import Person
from broker.names import ControlLimit, EndpointKind, Reason, Scope
from broker.statement import Signed


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all commands; `by` is who wants it."""

    by: Person


class StartConversation(Command, frozen=True):
    """The first command of every conversation; `by` is its customer."""

    site: str


class AcceptConversation(Command, frozen=True):
    pass


class TransferConversation(Command, frozen=True):
    """By its owner, a supervisor or the contact centre (`operator`): `owner` owns it from now on.
    A queued one is assigned by it. That they are there to take it is the caller's to check.
    `request`: keep the session, and ask the customer first; unique within the conversation."""

    owner: Person
    request: str | None = None


class TakeOverConversation(Command, frozen=True):
    """By a supervisor: of whatever conversation is open."""


class RequeueConversation(Command, frozen=True):
    """By its owner, a supervisor or the contact centre. `reason`: `signed_out` where an owner
    leaves."""

    reason: Reason = Reason.REQUEUED


class DeactivateConversation(Command, frozen=True):
    """By its owner, a supervisor or the contact centre."""


class ActivateConversation(Command, frozen=True):
    """By its owner, a supervisor or the contact centre."""


class PostMessage(Command, frozen=True):
    text: str


class EndConversation(Command, frozen=True):
    pass


class OpenEndpoint(Command, frozen=True):
    """A browsing context of a participant's has its WebSocket (again: then it returned).
    `session`: a customer's page says that it still holds her consent for this one. `pane`: a
    console window that shows the page of this conversation and nothing else. `key`: with which
    a customer signs there."""

    endpoint: str
    kind: EndpointKind
    session: str | None = None
    pane: str | None = None
    key: str | None = None


class LoseEndpoint(Command, frozen=True):
    """The WebSocket of `endpoint` is gone without a word."""

    endpoint: str


class CloseEndpoint(Command, frozen=True):
    """`endpoint` will not come back. `outside`: the customer leaves it for a page outside the
    site."""

    endpoint: str
    outside: bool = False


class ShowPage(Command, frozen=True):
    """By the customer: this page is in front, and shared from now on."""

    endpoint: str


class UnsharePage(Command, frozen=True):
    """By the customer: this page is not shared any more, the others are."""

    endpoint: str


class StartSession(Command, frozen=True):
    """By the customer, who grants `view` in the same act. `signed`, here and below: what she has
    signed, and that is looked at here as far as it says something else than the command; that it
    is there, and whose signature it is, has been seen to before (signaling/proofs.py)."""

    session: str
    signed: Signed | None = None


class JoinSession(Command, frozen=True):
    """By an agent who holds the code (`with_code`), or owns the conversation. Who joins a queued
    conversation by code owns it from then on."""

    session: str
    with_code: bool = False


class InviteGuest(Command, frozen=True):
    """By the customer, or an agent in the session: somebody without an account may ask to join."""

    session: str


class AskToJoin(Command, frozen=True):
    """By an agent who was given the link of the session, or a guest who was invited to it: the
    customer is asked. `request` is theirs, unique within the conversation."""

    session: str
    request: str


class AdmitParticipant(Command, frozen=True):
    """By the customer: whoever asked by `request` joins."""

    request: str
    signed: Signed | None = None


class RefuseParticipant(Command, frozen=True):
    """By the customer: whoever asked by `request` does not join. By the asker: never mind."""

    request: str


class LeaveSession(Command, frozen=True):
    """By an agent or a guest in the session, who leaves it alone."""

    session: str


class RemoveParticipant(Command, frozen=True):
    """By the customer, or the owner of the conversation: `person` is in the session no more.
    `not_let_in`: by the customer's browser, which knows of no click that let them in."""

    session: str
    person: str
    not_let_in: bool = False


class PauseSession(Command, frozen=True):
    session: str


class ResumeSession(Command, frozen=True):
    session: str


class EndSession(Command, frozen=True):
    """`reason`: where an operator ends it."""

    session: str
    reason: Reason = Reason.BY_OPERATOR


class AskScope(Command, frozen=True):
    """`request` is the asker's own, unique within the conversation. Asking for `view` where no
    session is open starts one, under the id `session`; a call (`voice`, `video`) has none."""

    scope: Scope
    request: str
    session: str | None = None
    signed: Signed | None = None


class WithdrawScope(Command, frozen=True):
    request: str


class AllowScope(Command, frozen=True):
    """`limit`: for `control` only. `endpoint`: the page on which the customer allowed it."""

    request: str
    endpoint: str | None = None
    limit: ControlLimit | None = None
    signed: Signed | None = None


class DenyScope(Command, frozen=True):
    request: str


class GiveScope(Command, frozen=True):
    """By the customer, unasked: `control` is for the agent `to` now."""

    session: str
    scope: Scope
    to: str
    signed: Signed | None = None


class RevokeScope(Command, frozen=True):
    """`reason`: what her dock says; None: her (or, of a call, the agent's) own wish."""

    scope: Scope
    grant: int
    reason: Reason | None = None


class ReleaseScope(Command, frozen=True):
    scope: Scope
    grant: int


class Tick(msgspec.Struct, frozen=True):
    """Time has passed, or the policy is another one: whatever is due by `now` happens.
    Idempotent."""


AnyCommand = (
    StartConversation
    | AcceptConversation
    | TransferConversation
    | TakeOverConversation
    | RequeueConversation
    | DeactivateConversation
    | ActivateConversation
    | PostMessage
    | EndConversation
    | OpenEndpoint
    | LoseEndpoint
    | CloseEndpoint
    | ShowPage
    | UnsharePage
    | StartSession
    | JoinSession
    | InviteGuest
    | AskToJoin
    | AdmitParticipant
    | RefuseParticipant
    | LeaveSession
    | RemoveParticipant
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
    | Tick
)
