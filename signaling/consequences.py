"""What would end if agents were given something else: asked before an operator says yes."""

import copy
from collections.abc import Iterable, Mapping

import msgspec

from broker.commands import Tick
from broker.conversation import Conversation
from broker.events import AnyEvent, ConversationRequeued, ScopeRevoked, SessionEnded, SessionLeft
from broker.names import Reason, Scope
from broker.permission import Permits, given
from signaling.rooms import Room, staff_in
from signaling.staff_rights import Rights


class Ends(msgspec.Struct, kw_only=True):
    """`sessions`: that end, or that an agent leaves. `calls`. `grants`: of control, devices and
    documents, in sessions that go on. `conversations`: that go back to the queue."""

    sessions: int = 0
    calls: int = 0
    grants: int = 0
    conversations: int = 0


def would_end(rooms: Iterable[Room], rights: Mapping[str, Rights], now: float) -> Ends:
    """With these rights of these agents, by id. Nothing changes; what other nodes have open that is
    not known here is not counted."""
    ends = Ends()
    for room in rooms:
        if staff_in(room.conversation).isdisjoint(rights):
            continue
        conversation = copy.copy(room.conversation)
        conversation.permits = _permits(conversation, rights)
        _count(ends, conversation.handle(Tick(), now))
    return ends


def _permits(conversation: Conversation, rights: Mapping[str, Rights]) -> Permits:
    now, site = conversation.permits, conversation.site
    return lambda agent: given(rights[agent], site) if agent in rights else now(agent)


def _count(ends: Ends, events: list[AnyEvent]) -> None:
    over = any(isinstance(event, SessionEnded) for event in events)
    ends.sessions += over or any(isinstance(event, SessionLeft) for event in events)
    for event in events:
        match event:
            case ConversationRequeued():
                ends.conversations += 1
            case ScopeRevoked(scope=Scope.VOICE) if event.grant is not None:
                ends.calls += 1
            case ScopeRevoked(scope=scope, reason=Reason.NOT_PERMITTED):
                ends.grants += event.grant is not None and scope is not Scope.VIEW
            case _:
                pass
