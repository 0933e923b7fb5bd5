"""Commands of the conversation itself: begin, accept, write, end."""

from broker.commands import AcceptConversation, EndConversation, PostMessage, StartConversation
from broker.decision import Decision
from broker.ending import end_calls, end_session
from broker.errors import BadText, NotAllowed, WrongState
from broker.events import (
    ConversationAccepted,
    ConversationEnded,
    ConversationMessaged,
    ConversationQueued,
)
from broker.names import ConversationState, Reason, Role

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
    if command.by.role is not Role.AGENT:
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
    decision.emit(ConversationMessaged, by=command.by, text=command.text)


def end(decision: Decision, command: EndConversation) -> None:
    decision.participant(command.by)
    by_customer = decision.is_customer(command.by)
    if not by_customer and not decision.is_owner(command.by):
        raise NotAllowed(role=command.by.role, act="end a conversation of somebody else's")
    decision.not_ended()
    if decision.state.open_session is not None:
        end_session(decision, Reason.CONVERSATION_ENDED, command.by)
    end_calls(decision, Reason.CONVERSATION_ENDED)
    reason = Reason.BY_CUSTOMER if by_customer else Reason.BY_AGENT
    decision.emit(ConversationEnded, reason=reason, by=command.by)
