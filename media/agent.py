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

from media.call.agent_calls import AgentCalls
from media.control.hands import AgentHands
from media.errors import BadSignal, NotConsented, ProtocolError
from media.mirror.tree import MirrorTree
from media.mirror.view import MirrorView
from media.owning import Owning
from media.page_link import PageLink
from media.peer import WAIT_SECONDS
from media.proofs import Proofs
from media.tickets import AgentTickets, TicketSource
from signaling.messages import (
    AcceptConversation,
    AskScope,
    ConversationView,
    EndSession,
    JoinSession,
    PageLinkView,
    ReleaseScope,
    Scope,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ServerMessage,
    SessionEnded,
    SessionState,
    WithdrawScope,
)

# The server ends a request that nobody answers after 30 s, unless the policy says otherwise.
ANSWER_SECONDS = 40.0

Answer = ScopeGranted | ScopeDenied | ScopeExpired | ScopeRevoked


class Joined(msgspec.Struct, frozen=True):
    """The result of `session.join`."""

    conversation: str
    session: str


class Agent(Owning, AgentCalls, AgentHands):
    """Signs in with a local account of the server. What it can do on the page is in
    media/control/hands.py, in calls in media/call/, and about whose a conversation is in
    media/owning.py."""

    def __init__(self, base_url: str, user_name: str, password: str) -> None:
        self._user_name = user_name
        self._password = password
        self._views: dict[PageLink, MirrorView] = {}
        self._proofs = Proofs()
        super().__init__(base_url)

    def _make_tickets(self) -> TicketSource:
        return AgentTickets(self._http, self._base_url, self._user_name, self._password)

    def _receive(self, message: ServerMessage) -> None:
        self._proofs.check(message)
        super()._receive(message)

    # --- conversations ------------------------------------------------------------------------

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
        return await self._ask(Scope.VIEW)

    async def _ask(self, scope: Scope) -> str:
        request = f"{scope}-{uuid.uuid4()}"
        await self.request(
            AskScope(
                id=self.client.new_id(),
                conversation=self.conversation.conversation,
                scope=scope,
                request=request,
            )
        )
        return request

    async def answer_to(self, request: str, seconds: float = ANSWER_SECONDS) -> Answer:
        """The event that settles `request`."""

        def found() -> Answer | None:
            for event in self.timeline:
                if isinstance(event, Answer) and event.request == request:
                    return event
            return None

        return await self.until(found, f"an answer to {request}", seconds)

    async def ask_view(self, seconds: float = ANSWER_SECONDS) -> Answer:
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

    # --- remote control -----------------------------------------------------------------------

    @property
    def control(self) -> int | None:
        """The number of this agent's live grant for control; None without one."""
        grant: int | None = None
        for event in self.timeline if self.conversations else []:
            match event:
                case ScopeGranted(scope=Scope.CONTROL):
                    grant = event.grant if event.to in (None, self.person.id) else None
                case ScopeRevoked() | ScopeReleased() | ScopeExpired():
                    if event.scope is Scope.CONTROL and event.grant == grant:
                        grant = None
                case SessionEnded():
                    grant = None
                case _:
                    pass
        return grant

    async def request_control(self) -> str:
        """Ask for control in the newest conversation; returns the id of the request."""
        return await self._ask(Scope.CONTROL)

    async def ask_control(self, seconds: float = ANSWER_SECONDS) -> Answer:
        """`request_control`, then `answer_to`."""
        return await self.answer_to(await self.request_control(), seconds)

    async def release_control(self) -> None:
        """Give it back. Raises NotConsented without control."""
        grant = self.control
        if grant is None:
            raise NotConsented("remote control has not been granted")
        await self.request(
            ReleaseScope(
                id=self.client.new_id(),
                conversation=self.conversation.conversation,
                scope=Scope.CONTROL,
                grant=grant,
            )
        )

    # --- the end ------------------------------------------------------------------------------

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

    def _newest_link(self) -> PageLink | None:
        if not self.conversations:
            return None
        here = self.conversation.conversation
        links = [link for link in self._views if link.view.conversation == here]
        return links[-1] if links else None

    def _newest_view(self) -> MirrorView | None:
        link = self._newest_link()
        return None if link is None else self._views[link]

    def _page_link(self) -> PageLink:
        link = self._newest_link()
        if link is None:
            raise NotConsented("no link is open")
        return link

    def _shown(self) -> MirrorTree | None:
        view = self._newest_view()
        return view.tree if view is not None and view.shared else None

    # --- messages and links -------------------------------------------------------------------

    def may_flow(self, view: PageLinkView) -> bool:
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
            if channel in ("pointer", "ink", "input"):
                self._take(link, channel, data)
                self._changed()
            else:
                view.receive(channel, data)
