"""Voice, video and full device, as a headless agent has them."""

from media.call.call_end import CallEnd
from media.call.caller import RING_SECONDS, CallAnswer
from media.call.channel import AgainMessage, JoinedMessage, Listener
from media.call.received import Received
from media.call.sharing import Sharer
from media.endpoint import Endpoint
from media.errors import NotConsented
from media.link_set import AnyLinkSet
from media.peer import Peer
from signaling.messages import ReleaseScope, Role, Scope, ServerMessage


class AgentCalls(Peer, Sharer):
    def __init__(self, base_url: str) -> None:
        self._call_end = CallEnd(lambda: self._changed(), dock=False)
        super().__init__(base_url)

    def _make_link_sets(self) -> list[AnyLinkSet]:
        return [*super()._make_link_sets(), self._call_end.attach(self.client)]

    def _heard(self, message: ServerMessage) -> None:
        self._call_end.hear(message, self.conversations.values())

    async def _endpoint_of_calls(self) -> Endpoint:
        return self

    @property
    def _own_role(self) -> Role:
        return Role.AGENT

    def _call_conversation(self) -> str | None:
        return self.conversation.conversation if self.conversations else None

    @property
    def received(self) -> Received:
        """From the customer of the newest conversation."""
        return self._call_end.received(self.conversation.customer.id)

    @property
    def heard_state(self) -> Listener:
        return self._call_end.listener(self.conversation.customer.id)

    def join_call(self) -> None:
        """Take part in the call of another agent. Raises NotConsented if none goes on."""
        view = self.conversation
        self._call_end.ledger.join(view)
        if not self.in_call:
            raise NotConsented("no call goes on")
        for link in self._call_end.links.links:
            link.restart()
        self._call_end.links.reconcile()
        self._call_end.tell(JoinedMessage(joined=True))

    # --- full device --------------------------------------------------------------------------

    async def request_screen(self) -> str:
        """Ask to see the customer's screen; returns the id of the request."""
        return await self._ask_in_call(Scope.SCREEN)

    async def ask_screen(self, seconds: float = RING_SECONDS) -> CallAnswer:
        """`request_screen`, then wait for the answer. What she shows is in `received.screen`."""
        return await self._call_answer(await self.request_screen(), seconds)

    async def release_screen(self) -> None:
        """Back to the mirror. Raises NotConsented without the screen."""
        id = self.conversation.conversation
        grant = self._call_end.ledger.grant(id, Scope.SCREEN)
        if grant is None:
            raise NotConsented("the screen is not shown")
        self._call_end.ledger.end(id, Scope.SCREEN)
        self._call_end.links.reconcile()
        release = ReleaseScope(
            id=self.client.new_id(), conversation=id, scope=Scope.SCREEN, grant=grant
        )
        await self.request(release)

    def ask_for_another_surface(self) -> None:
        """She is asked to pick again."""
        self._call_end.tell(AgainMessage())
