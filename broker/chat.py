"""Commands of the conversation itself: begin, accept, write, end. Who owns it: owning.py."""

from broker.commands import AcceptConversation, EndConversation, PostMessage, StartConversation
from broker.decision import Decision
from broker.ending import finish
from broker.errors import BadText, NotAllowed, WrongState
from broker.events import (
    ConversationAccepted,
    ConversationMessaged,
    ConversationQueued,
)
from broker.names import ConversationState, Reason, Role
from broker.owning import manager, wake

MOST_CHARACTERS = 4096


def start(conversation: str, command: StartConversation, now: float) -> ConversationQueued:
    if command.by.role is not Role.CUSTOMER:
        raise NotAllowed(role=command.by.role, act="start a conversation")
    return ConversationQueued(
        conversation=conversation, seq=1, at=now, site=command.site, customer=command.by
    )


def accept(decision: Decision, command: AcceptConversation) -> None:
    # An agent need not take part yet: the queue is there for all agents of the site to see, and
    # who loses the race must be told so.
    if not command.by.role.is_staff:
        decision.participant(command.by)
        raise NotAllowed(role=command.by.role, act="accept a conversation")
    if decision.state.phase is not ConversationState.QUEUED:
        raise WrongState(what="conversation", state=decision.state.phase)
    decision.emit(ConversationAccepted, by=command.by)


def post(decision: Decision, command: PostMessage) -> None:
    decision.participant(command.by)
    decision.not_ended()
    if not 1 <= len(command.text) <= MOST_CHARACTERS:
        raise BadText(most=MOST_CHARACTERS)
    wake(decision, command.by)
    decision.emit(ConversationMessaged, by=command.by, text=command.text)


def end(decision: Decision, command: EndConversation) -> None:
    by_customer = decision.is_customer(command.by)
    if not by_customer:
        manager(decision, command.by, "end a conversation of somebody else's")
    decision.not_ended()
    finish(decision, Reason.BY_CUSTOMER if by_customer else Reason.BY_AGENT, command.by)
