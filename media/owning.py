"""Whose a conversation is, as a headless agent or supervisor decides about it."""

from media.peer import WAIT_SECONDS, Peer
from signaling.messages import (
    AgentView,
    ConversationView,
    RequeueConversation,
    TakeOverConversation,
    TransferConversation,
)


class Owning(Peer):
    @property
    def queue(self) -> list[ConversationView]:
        """What this agent could accept, the longest waiting first."""
        return sorted(self._conversations.queue.values(), key=lambda view: view.queued_at)

    @property
    def others(self) -> list[ConversationView]:
        """What this person is told of and takes no part in, the longest waiting first: of a
        supervisor all that is open, of an agent the queue."""
        return sorted(self._conversations.others.values(), key=lambda view: view.queued_at)

    @property
    def staff(self) -> list[AgentView]:
        """The agents and supervisors who are connected, this one too."""
        return list(self._conversations.staff)

    async def transfer(self, to: str, conversation: str | None = None) -> None:
        """The agent whose person has the id `to` owns it from now on; by default the newest one.
        What is shared or called in it ends."""
        id = conversation or self.conversation.conversation
        request = TransferConversation(id=self.client.new_id(), conversation=id, to=to)
        await self.request(request)

    async def requeue(self, conversation: str | None = None) -> None:
        """It waits for an agent again; by default the newest one."""
        id = conversation or self.conversation.conversation
        await self.request(RequeueConversation(id=self.client.new_id(), conversation=id))

    async def take_over(self, conversation: str, seconds: float = WAIT_SECONDS) -> ConversationView:
        """As a supervisor: own it from now on."""
        await self.request(TakeOverConversation(id=self.client.new_id(), conversation=conversation))
        return await self.until(
            lambda: self.conversations.get(conversation), "the conversation", seconds
        )
