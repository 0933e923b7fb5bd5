"""Who owns a conversation, and whether it is at work: transfer, take over, requeue, deactivate,
activate. Whatever was open between the customer and the owner before ends with it.
"""

from broker.commands import (
    ActivateConversation,
    DeactivateConversation,
    RequeueConversation,
    TakeOverConversation,
    TransferConversation,
)
from broker.decision import Decision
from broker.ending import end_all
from broker.errors import NotAllowed, PolicyForbids, WrongState
from broker.events import (
    ConversationActivated,
    ConversationDeactivated,
    ConversationRequeued,
    ConversationTakenOver,
    ConversationTransferred,
    Person,
)
from broker.joining import knock, may_come
from broker.names import (
    ConsentState,
    ConversationState,
    Reason,
    Role,
    SessionState,
    TransferMode,
)


def transfer(decision: Decision, command: TransferConversation) -> None:
    manager(decision, command.by, "transfer a conversation of somebody else's")
    decision.not_ended()
    if not command.owner.role.is_staff:
        raise NotAllowed(role=command.owner.role, act="own a conversation")
    if decision.is_owner(command.owner):
        return
    _may_change_hands(decision)
    if command.request is not None:
        _ask_customer(decision, command.owner, command.request)
        return
    end_all(decision, Reason.TRANSFERRED, command.by)
    decision.emit(ConversationTransferred, by=command.by, owner=command.owner)


def _ask_customer(decision: Decision, owner: Person, request: str) -> None:
    """A warm transfer: the other agent comes in before the first one leaves, if the customer lets
    them, and owns the conversation from then on; the page never goes dark."""
    session = decision.state.open_session
    if decision.policy.transfer is not TransferMode.WARM:
        raise PolicyForbids(act="hand a shared page over")
    if session is None or session.state is not SessionState.ACTIVE:
        state = SessionState.ENDED if session is None else session.state
        raise WrongState(what="session", state=state)
    if owner.id in session.knocks:
        raise WrongState(what="question", state=ConsentState.ASKED)
    if owner.id not in session.participants:
        may_come(decision, session)
    knock(decision, session, owner, request, transfer=True)


def take_over(decision: Decision, command: TakeOverConversation) -> None:
    if command.by.role is not Role.SUPERVISOR:
        decision.participant(command.by)
        raise NotAllowed(role=command.by.role, act="take over a conversation")
    decision.not_ended()
    if decision.is_owner(command.by):
        return
    _may_change_hands(decision)
    end_all(decision, Reason.TAKEN_OVER, command.by)
    decision.emit(ConversationTakenOver, by=command.by)


def requeue(decision: Decision, command: RequeueConversation) -> None:
    manager(decision, command.by, "requeue a conversation of somebody else's")
    decision.not_ended()
    if decision.state.phase is ConversationState.QUEUED:
        return
    put_back(decision, command.reason, command.by)


def put_back(decision: Decision, reason: Reason, by: Person | None = None) -> None:
    """It waits for an agent again, with nothing open in it."""
    end_all(decision, reason, by)
    decision.emit(ConversationRequeued, reason=reason, by=by)


def deactivate(decision: Decision, command: DeactivateConversation) -> None:
    manager(decision, command.by, "deactivate a conversation of somebody else's")
    decision.not_ended()
    match decision.state.phase:
        case ConversationState.INACTIVE:
            return
        case ConversationState.QUEUED:
            raise WrongState(what="conversation", state=decision.state.phase)
    end_all(decision, Reason.INACTIVE, command.by)
    decision.emit(ConversationDeactivated, by=command.by)


def activate(decision: Decision, command: ActivateConversation) -> None:
    manager(decision, command.by, "activate a conversation of somebody else's")
    decision.not_ended()
    if decision.state.phase is ConversationState.INACTIVE:
        decision.emit(ConversationActivated, by=command.by)


def wake(decision: Decision, by: Person) -> None:
    """Somebody wrote: an inactive conversation is active again, or waits for an agent if its owner
    is not there to answer."""
    state = decision.state
    if state.phase is not ConversationState.INACTIVE:
        return
    assert state.owner is not None
    if decision.is_customer(by) and not state.present(state.owner.id):
        put_back(decision, Reason.AGENT_GONE)
    else:
        decision.emit(ConversationActivated, by=by)


def manager(decision: Decision, by: Person, act: str) -> None:
    """The owner, a supervisor, and the contact centre, which speaks as `operator`."""
    if by.role in (Role.SUPERVISOR, Role.OPERATOR):
        return
    decision.participant(by)
    if not decision.is_owner(by):
        raise NotAllowed(role=by.role, act=act)


def _may_change_hands(decision: Decision) -> None:
    refused = decision.policy.transfer is TransferMode.REFUSED
    if refused and decision.state.open_session is not None:
        raise PolicyForbids(act="hand a conversation over while its page is shared")
