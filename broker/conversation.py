"""One conversation: the aggregate that decides. It has no clock, no dice and no I/O.

The caller's turn is always the same:

    events = conversation.handle(command, now)   # or a BrokerError, and nothing has changed
    ...store the events; if another node was faster, load its events, apply them, decide again...
    for event in events:
        conversation.apply(event)
    ...deliver them; set a timer for conversation.next_deadline(), which hands in Tick()...
"""

from collections.abc import Mapping
from typing import assert_never

from broker import (
    answering,
    asking,
    chat,
    giving,
    joining,
    owning,
    permitting,
    presence,
    rules,
    sharing,
)
from broker.commands import (
    AcceptConversation,
    ActivateConversation,
    AdmitParticipant,
    AllowScope,
    AnyCommand,
    AskScope,
    AskToJoin,
    CloseEndpoint,
    DeactivateConversation,
    DenyScope,
    EndConversation,
    EndSession,
    GiveScope,
    InviteGuest,
    JoinSession,
    LeaveSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    PostMessage,
    RefuseParticipant,
    ReleaseScope,
    RemoveParticipant,
    RequeueConversation,
    ResumeSession,
    RevokeScope,
    ShowPage,
    StartConversation,
    StartSession,
    TakeOverConversation,
    Tick,
    TransferConversation,
    UnsharePage,
    WithdrawScope,
)
from broker.consent import MUTUAL
from broker.decision import Decision
from broker.errors import UnknownThing, WrongState
from broker.events import AnyEvent, ConversationQueued, Person
from broker.names import ConversationState, Scope, SessionState
from broker.permission import Permits, all_permitted, has_scope
from broker.policy import Policy
from broker.session import Session
from broker.state import Endpoint, State, begin, evolve


class Conversation:
    """Folds events and decides commands. `policy` may be replaced at any time; it governs the
    decisions that follow. `permits` tells what agents were given on this site, now. Hand in a
    `Tick()` when either is another one: what the site or an agent has no more ends.

    Before the first event `state` is None and `version` 0; the other properties then raise
    `UnknownThing`, as for a conversation that does not exist.
    """

    def __init__(self, id: str, policy: Policy, permits: Permits = all_permitted) -> None:
        self.id = id
        self.policy = policy
        self.permits = permits
        self.state: State | None = None

    @property
    def version(self) -> int:
        """`seq` of the last event applied."""
        return 0 if self.state is None else self.state.seq

    def handle(self, command: AnyCommand, now: float) -> list[AnyEvent]:
        """Decide `command` at `now` (seconds since the epoch) and return its events, with those
        of the rules that they set off, in order; none where the wish has come true already.

        Changes nothing: `apply` the events once they are stored. Raises `BrokerError`.
        """
        if self.state is None:
            return self._begin(command, now)
        decision = Decision(self.state, self.policy, now, self.permits)
        deadline = rules.next_deadline(self.state, self.policy)
        if deadline is not None and deadline <= now:
            # What is due has happened, whether or not the timer was quick enough to say so.
            rules.settle(decision)
        decide(decision, command)
        if decision.events or isinstance(command, Tick):
            rules.settle(decision)
        return decision.events

    def _begin(self, command: AnyCommand, now: float) -> list[AnyEvent]:
        match command:
            case StartConversation():
                return [chat.start(self.id, command, now)]
            case Tick():
                return []
            case _:
                raise UnknownThing(what="conversation")

    def apply(self, event: AnyEvent) -> None:
        """Fold the next event of the stream. Raises `ValueError` for any other."""
        if event.conversation != self.id or event.seq != self.version + 1:
            raise ValueError(f"not event {self.version + 1} of {self.id}: {event!r}")
        if self.state is not None:
            self.state = evolve(self.state, event)
        elif isinstance(event, ConversationQueued):
            self.state = begin(event)
        else:
            raise ValueError(f"{self.id} begins with {type(event).__name__}")

    def next_deadline(self) -> float | None:
        """The earliest time at which `Tick` yields events under this policy, in seconds since the
        epoch."""
        return None if self.state is None else rules.next_deadline(self.state, self.policy)

    def may_see(self, person_id: str) -> bool:
        """Whether they take part: the customer, the owner, an agent of the current or last
        session, a guest of the current one. False for everybody before the first event."""
        return self.state is not None and self.state.takes_part(person_id)

    def may(self, person_id: str, scope: Scope) -> bool:
        """Whether they hold a live grant at this moment: they are connected and in the session,
        which is active, and agents among them are permitted to use it. What both sides share
        (voice, video, document) is for all who take part, the customer too, unless a pause holds
        it."""
        state = self.state
        if state is None or state.granted(scope) is None or not state.present(person_id):
            return False
        if person_id in state.staff and not has_scope(self.permits(person_id), scope):
            return False
        if scope in MUTUAL:
            return not state.paused and state.talks(person_id)
        session = state.open_session
        assert session is not None
        return session.state is SessionState.ACTIVE and session.holds(scope, person_id)

    def present(self, person_id: str) -> bool:
        """Whether a WebSocket of theirs is connected."""
        return self._begun.present(person_id)

    @property
    def _begun(self) -> State:
        if self.state is None:
            raise UnknownThing(what="conversation")
        return self.state

    @property
    def site(self) -> str:
        return self._begun.site

    @property
    def customer(self) -> Person:
        return self._begun.customer

    @property
    def owner(self) -> Person | None:
        return self._begun.owner

    @property
    def conversation_state(self) -> ConversationState:
        return self._begun.phase

    @property
    def queued_at(self) -> float:
        return self._begun.queued_at

    @property
    def agent_has_written(self) -> bool:
        return self._begun.agent_has_written

    @property
    def session(self) -> Session | None:
        """The session going on, or the last one, ended."""
        return self._begun.session

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """By endpoint id: those connected, and those lost that may still resume."""
        return self._begun.endpoints

    @property
    def page(self) -> str | None:
        """The endpoint of the customer's page in front."""
        return self._begun.page

    @property
    def pages(self) -> tuple[str, ...]:
        """The endpoints of the pages that the customer shares, in the order in which they came."""
        return tuple(self._begun.pages)


def decide(decision: Decision, command: AnyCommand) -> None:
    """Emit what `command` leads to in a conversation that has begun. Raises `BrokerError`."""
    if not isinstance(command, Tick):
        joining.guest_may(decision, command)
        permitting.staff_may(decision, command)
    match command:
        case StartConversation():
            decision.participant(command.by)
            raise WrongState(what="conversation", state=decision.state.phase)
        case AcceptConversation():
            chat.accept(decision, command)
        case TransferConversation():
            owning.transfer(decision, command)
        case TakeOverConversation():
            owning.take_over(decision, command)
        case RequeueConversation():
            owning.requeue(decision, command)
        case DeactivateConversation():
            owning.deactivate(decision, command)
        case ActivateConversation():
            owning.activate(decision, command)
        case PostMessage():
            chat.post(decision, command)
        case EndConversation():
            chat.end(decision, command)
        case OpenEndpoint():
            presence.open_endpoint(decision, command)
        case LoseEndpoint():
            presence.lose_endpoint(decision, command)
        case CloseEndpoint():
            presence.close_endpoint(decision, command)
        case ShowPage():
            presence.show_page(decision, command)
        case UnsharePage():
            presence.unshare_page(decision, command)
        case StartSession():
            sharing.start(decision, command)
        case JoinSession():
            sharing.join(decision, command)
        case InviteGuest():
            joining.invite(decision, command)
        case AskToJoin():
            joining.ask(decision, command)
        case AdmitParticipant():
            joining.admit(decision, command)
        case RefuseParticipant():
            joining.refuse(decision, command)
        case LeaveSession():
            joining.leave(decision, command)
        case RemoveParticipant():
            joining.remove(decision, command)
        case PauseSession():
            sharing.pause(decision, command)
        case ResumeSession():
            sharing.resume(decision, command)
        case EndSession():
            sharing.end(decision, command)
        case AskScope():
            asking.ask(decision, command)
        case WithdrawScope():
            asking.withdraw(decision, command)
        case AllowScope():
            answering.allow(decision, command)
        case DenyScope():
            answering.deny(decision, command)
        case GiveScope():
            giving.give(decision, command)
        case RevokeScope():
            answering.revoke(decision, command)
        case ReleaseScope():
            answering.release(decision, command)
        case Tick():
            pass
        case _:
            assert_never(command)
