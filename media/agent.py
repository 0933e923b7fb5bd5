"""An agent without a browser, for tests of customers' pages, SDKs and servers.

async with Agent(base_url, "ada", "password") as agent:
    await agent.accept()              # the first in the queue, which is waited for
    await agent.say("May I see your page?")
    await agent.ask_view()            # asks, and waits for the answer
    await agent.wait_view()
    assert "Parcel 17" in agent.page.text()
    await agent.end()
"""

import uuid

import msgspec

from media.errors import BadSignal, NotConsented, ProtocolError
from media.mirror.tree import MirrorTree
from media.mirror.view import MirrorView
from media.page_link import PageLink
from media.peer import WAIT_SECONDS, Peer
from media.tickets import AgentTickets, TicketSource
from signaling.messages import (
    AcceptConversation,
    AskScope,
    ConversationView,
    EndSession,
    JoinSession,
    LinkView,
    Scope,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeRevoked,
    ServerMessage,
    SessionState,
    WithdrawScope,
)

# The server ends a request that nobody answers after 30 s, unless the policy says otherwise.
ANSWER_SECONDS = 40.0

ViewAnswer = ScopeGranted | ScopeDenied | ScopeExpired | ScopeRevoked


class Joined(msgspec.Struct, frozen=True):
    """The result of `session.join`."""

    conversation: str
    session: str


class Agent(Peer):
    """Signs in with a local account of the server."""

    def __init__(self, base_url: str, user_name: str, password: str) -> None:
        self._user_name = user_name
        self._password = password
        self._views: dict[PageLink, MirrorView] = {}
        super().__init__(base_url)

    def _make_tickets(self) -> TicketSource:
        return AgentTickets(self._http, self._base_url, self._user_name, self._password)

    # --- conversations ------------------------------------------------------------------------

    @property
    def queue(self) -> list[ConversationView]:
        """What this agent could accept, the longest waiting first."""
        return sorted(self._conversations.queue.values(), key=lambda view: view.queued_at)

    async def accept(
        self, conversation: str | None = None, seconds: float = WAIT_SECONDS
    ) -> ConversationView:
        """Take `conversation`, or the first in the queue, which is waited for."""
        if conversation is None:
            first = await self.until(lambda: self.queue[:1], "somebody in the queue", seconds)
            conversation = first[0].conversation
        id = conversation
        await self.request(AcceptConversation(id=self.client.new_id(), conversation=id))
        return await self.until(lambda: self.conversations.get(id), "the conversation")

    async def join(self, code: str) -> ConversationView:
        """Join the session that the customer started and gave the `code` of."""
        request = JoinSession(id=self.client.new_id(), code=code)
        joined = msgspec.convert(await self.request(request), Joined)
        return await self.until(
            lambda: self.conversations.get(joined.conversation), "the conversation"
        )

    # --- the view -----------------------------------------------------------------------------

    async def request_view(self) -> str:
        """Ask to see the page in the newest conversation; returns the id of the request."""
        request = f"view-{uuid.uuid4()}"
        await self.request(
            AskScope(
                id=self.client.new_id(),
                conversation=self.conversation.conversation,
                scope=Scope.VIEW,
                request=request,
            )
        )
        return request

    async def answer_to(self, request: str, seconds: float = ANSWER_SECONDS) -> ViewAnswer:
        """The event that settles `request`."""

        def found() -> ViewAnswer | None:
            for event in self.timeline:
                if isinstance(event, ViewAnswer) and event.request == request:
                    return event
            return None

        return await self.until(found, f"an answer to {request}", seconds)

    async def ask_view(self, seconds: float = ANSWER_SECONDS) -> ViewAnswer:
        """`request_view`, then `answer_to`."""
        return await self.answer_to(await self.request_view(), seconds)

    async def withdraw_view(self, request: str) -> None:
        """Never mind."""
        id = self.conversation.conversation
        await self.request(WithdrawScope(id=self.client.new_id(), conversation=id, request=request))

    async def wait_view(self, seconds: float = WAIT_SECONDS) -> MirrorTree:
        """The page, once there is a connection and all of it has come."""

        def whole() -> MirrorTree | None:
            tree = self._shown()
            return tree if tree is not None and tree.whole else None

        return await self.until(whole, "the customer's page", seconds)

    async def sees(self, text: str, seconds: float = WAIT_SECONDS) -> None:
        """Waits until `text` stands on the page (white space collapsed)."""

        def seen() -> bool:
            tree = self._shown()
            return tree is not None and text in tree.text()

        await self.until(seen, f"{text!r} on the customer's page", seconds)

    @property
    def viewing(self) -> bool:
        """What she has in sight is shown; the rest may still be on its way, see `page.whole`."""
        return self._shown() is not None

    @property
    def page(self) -> MirrorTree:
        """The page of the newest conversation's customer, now, with what is in its frames. Raises
        NotConsented while nothing may be, or is, shown, and while she is on a page that is not
        shared."""
        tree = self._shown()
        if tree is None:
            raise NotConsented("no page is shown")
        return tree

    @property
    def view(self) -> MirrorView:
        """The viewer's end of that mirror, with its counters and faults. Raises NotConsented while
        no link is open."""
        view = self._newest_view()
        if view is None:
            raise NotConsented("no link is open")
        return view

    async def end(self) -> None:
        """End the session. Raises ProtocolError if none goes on."""
        session = self.session
        if session is None or session.state is SessionState.ENDED:
            raise ProtocolError("no session is going on")
        await self.request(
            EndSession(
                id=self.client.new_id(),
                conversation=self.conversation.conversation,
                session=session.session,
            )
        )

    def _newest_view(self) -> MirrorView | None:
        if not self.conversations:
            return None
        here = self.conversation.conversation
        views = [view for link, view in self._views.items() if link.view.conversation == here]
        return views[-1] if views else None

    def _shown(self) -> MirrorTree | None:
        view = self._newest_view()
        return view.tree if view is not None and view.shared else None

    # --- messages and links -------------------------------------------------------------------

    def _heard(self, message: ServerMessage) -> None:
        """The state of the conversations is all that an agent acts upon."""

    def may_flow(self, view: LinkView) -> bool:
        """A receiver has nothing to protect; the server says which links there are."""
        return True

    def link_opened(self, link: PageLink) -> None:
        def send(data: bytes) -> None:
            try:
                link.send("sync", data)
            except BadSignal:
                pass  # the link is going; `link_lost` follows

        view = MirrorView(link.view.grant, send, self._changed)
        self._views[link] = view
        view.start()
        self._changed()

    def link_lost(self, link: PageLink) -> None:
        view = self._views.pop(link, None)
        if view is not None:
            view.stop()
        self._changed()

    def link_message(self, link: PageLink, channel: str, data: bytes) -> None:
        if (view := self._views.get(link)) is not None:
            view.receive(channel, data)
