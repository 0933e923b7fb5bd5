"""A customer without a browser, for tests of agents, consoles and servers.

async with Customer(base_url, site_key, "https://shop.example") as customer:
    customer.set_page(Page(Tag("html", children=[Tag("body", children=["Hello"])])))
    await customer.start_conversation("My parcel is late")
    await customer.allow()            # waits for an agent to ask
    await customer.until(lambda: customer.shown_to, "an agent to watch")
    await customer.stop()
"""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from media.call.customer_calls import CustomerCalls
from media.consent import Held, Live, ViewConsent
from media.control.customer_control import CustomerControl
from media.endpoint import WAIT_SECONDS
from media.errors import ConnectionLost, NotConsented, PeerError, ProtocolError, Refused
from media.mirror.capture import Capture
from media.mirror.page import Page, Tag
from media.page_link import PageLink
from media.signing import SigningKey, Told, conversation_of, signed
from media.tickets import CustomerTickets, TicketSource
from signaling.messages import (
    AllowScope,
    AnyEvent,
    ControlMode,
    DenyScope,
    EndSession,
    Event,
    PageLinkView,
    PauseSession,
    Person,
    Ready,
    Request,
    ResumeSession,
    Role,
    Scope,
    ScopeAsked,
    ServerMessage,
    ShowPage,
    StartConversation,
    StartSession,
)


class Answer(StrEnum):
    """What to do with a request. IGNORE lets it expire."""

    ALLOW = "allow"
    DENY = "deny"
    IGNORE = "ignore"


Policy = Callable[[ScopeAsked], Answer]


class Started(msgspec.Struct, frozen=True):
    """The result of `conversation.start`."""

    conversation: str


class Shared(msgspec.Struct, frozen=True):
    """The result of `session.start`."""

    conversation: str
    session: str
    grant: int
    code: str


def empty_page() -> Page:
    return Page(Tag("html", children=[Tag("head"), Tag("body")]))


class Customer(CustomerCalls, CustomerControl):
    """Opens no connection, and sends nothing of her page, without a grant that she allowed
    herself: see media/consent.py. `policy` answers requests by itself; without one, call `allow`
    or `deny`."""

    def __init__(
        self, base_url: str, site_key: str, origin: str, policy: Policy | None = None
    ) -> None:
        """`origin`: of the page that she is on, one of those registered for the site."""
        self._site_key = site_key
        self._origin = origin
        self._policy = policy
        self._consent = ViewConsent()
        # As a browser keeps it for all pages of the site.
        self.signing = SigningKey()
        self._page: Page | None = empty_page()
        self._captures: dict[PageLink, Capture] = {}
        # Sessions that she ended while the server could not be told.
        self._owed: list[tuple[str, str]] = []
        super().__init__(base_url)

    def _make_tickets(self) -> TicketSource:
        return CustomerTickets(self._http, self._base_url, self._site_key, self._origin)

    def _signing_key(self) -> str | None:
        return self.signing.public

    def _signed(self, message: Request) -> Request:
        timeline = self._conversations.timeline(conversation_of(message) or "")
        told = Told(self.person.id, timeline, self._control_included())
        return signed(message, self.signing, told, self.client.now)

    def _control_included(self) -> bool:
        """As she was told: with her conversation, or when she came."""
        if self.conversations:
            return self.conversation.policy.control is ControlMode.INCLUDED
        return self._tickets.control_included

    def _consented_session(self) -> str | None:
        return self._consent.session

    # --- conversation -------------------------------------------------------------------------

    async def start_conversation(self, text: str) -> str:
        """Returns its id; it is in the queue of the agents now."""
        request = StartConversation(id=self.client.new_id(), text=text)
        return msgspec.convert(await self.request(request), Started).conversation

    # --- her page -----------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """Change it through its own methods. Raises NotConsented on a page that is not shared."""
        if self._page is None:
            raise NotConsented("this page is not shared")
        return self._page

    def set_page(self, page: Page | None) -> None:
        """She is on another page now; who watches gets it as a whole. None is a page that is not
        shared: nothing of it is sent, and who watches is told so."""
        self._page = page
        for capture in self._captures.values():
            capture.show(page)

    async def show_page(self) -> None:
        """This page comes to the front: the mirror follows it from now on."""
        id = self.conversation.conversation
        await self.request(ShowPage(id=self.client.new_id(), conversation=id))

    @property
    def shown_to(self) -> list[Person]:
        """Those who have an open connection to her page now."""
        return [link.view.peer for link in self.links.open]

    @property
    def bytes_sent(self) -> int:
        """All that has been handed to the links that exist now, of the page and about it."""
        return sum(link.bytes_sent for link in self.links.links)

    # --- consent ------------------------------------------------------------------------------

    @property
    def sharing(self) -> bool:
        """Whether she has a live grant of her own for the view."""
        return isinstance(self._consent.state, Live)

    @property
    def pending(self) -> str | None:
        """The request for the view that waits for her answer."""
        return self._pending(Scope.VIEW)

    async def share(self) -> str:
        """Share this page with whoever types the code, which is returned."""
        conversation = self.conversation.conversation if self.conversations else None
        request = StartSession(id=self.client.new_id(), conversation=conversation)
        shared = msgspec.convert(await self.request(request), Shared)
        self._consent.started(shared.conversation, shared.session, shared.grant)
        if (view := self.conversations.get(shared.conversation)) is not None:
            self._consent.observe(view)
            self._with_view(shared.conversation)
            self._control.again(self._conversations.timeline(shared.conversation))
        self.links.reconcile()
        return shared.code

    async def allow(self, request: str | None = None, seconds: float = WAIT_SECONDS) -> None:
        """Allow `request`, or the pending one, which is waited for. Returns when the server has
        granted."""
        request = request or await self._next_request(seconds)
        conversation = self.conversation.conversation
        self._consent.allowed(conversation, request)
        self._with_view(conversation)
        try:
            await self.request(
                AllowScope(id=self.client.new_id(), conversation=conversation, request=request)
            )
        except Refused:
            self._consent.withdrawn(conversation, request)
            self._control.kept(conversation)
            raise

    def _with_view(self, conversation: str) -> None:
        """Where control is included, her act of sharing the view gives it too."""
        if self.conversations[conversation].policy.control is ControlMode.INCLUDED:
            self._control.gave(conversation, None)

    async def deny(self, request: str | None = None, seconds: float = WAIT_SECONDS) -> None:
        """Deny `request`, or the pending one for the view, which is waited for."""
        request = request or await self._next_request(seconds)
        conversation = self.conversation.conversation
        await self.request(
            DenyScope(id=self.client.new_id(), conversation=conversation, request=request)
        )

    async def pause(self) -> None:
        """Nothing flows until `resume`; at once, before the server knows."""
        self._consent.pause()
        self._control.pause()
        self._hold_call()
        self.links.reconcile()
        conversation, session = self._going_on()
        await self.request(
            PauseSession(id=self.client.new_id(), conversation=conversation, session=session)
        )

    async def resume(self) -> None:
        """Raises ProtocolError if there is nothing to resume."""
        if not isinstance(self._consent.state, Held):
            raise ProtocolError("nothing is paused")
        conversation, session = self._going_on()
        self._control.resumed(conversation)
        await self.request(
            ResumeSession(id=self.client.new_id(), conversation=conversation, session=session)
        )
        self._consent.resume()
        self._go_on_with_call()
        self.links.reconcile()

    async def stop(self) -> None:
        """End the sharing, of the page and of the screen; a call goes on. At once, with or without
        the server, which is told now or as soon as it can be reached. Raises ProtocolError if no
        session goes on."""
        self._consent.stop()
        self._control.stop()
        self._end_screen()
        self.links.reconcile()
        ending = self._going_on()
        try:
            await self._end(*ending)
        except ConnectionLost:
            self._owed.append(ending)

    async def _end(self, conversation: str, session: str) -> None:
        await self.request(
            EndSession(id=self.client.new_id(), conversation=conversation, session=session)
        )

    # --- messages -----------------------------------------------------------------------------

    def _heard(self, message: ServerMessage) -> None:
        match message:
            case Ready():
                for opened in message.conversations:
                    for event in opened.timeline:
                        self._apply(event)
                if self._owed:
                    self._own(self._pay())
            case Event():
                self._apply(message)
            case _:
                pass
        for view in self.conversations.values():
            self._consent.observe(view)
            self._control.observe(view)
        if isinstance(message, ScopeAsked) and self._policy and self._may_answer(message):
            self._own(self._answer(self._policy(message), message))

    def _apply(self, event: AnyEvent) -> None:
        self._consent.apply(event)
        self._control.apply(event)

    @staticmethod
    def _may_answer(asked: ScopeAsked) -> bool:
        """By a policy: control and the screen need to be told what exactly is allowed."""
        answered = {Scope.VIEW, Scope.VOICE, Scope.VIDEO}
        return asked.scope in answered and asked.by.role is not Role.CUSTOMER

    async def _answer(self, answer: Answer, asked: ScopeAsked) -> None:
        try:
            match answer:
                case Answer.ALLOW if asked.scope is Scope.VIEW:
                    await self.allow(asked.request)
                case Answer.ALLOW:
                    await self.accept_call(asked.request)
                case Answer.DENY:
                    await self.deny(asked.request)
                case Answer.IGNORE:
                    pass
        except PeerError as problem:
            self.client.changes.fail(problem)

    async def _pay(self) -> None:
        while self._owed:
            ending = self._owed.pop()
            try:
                await self._end(*ending)
            except Refused:
                pass  # it is over already
            except ConnectionLost:
                self._owed.append(ending)
                return

    # --- links --------------------------------------------------------------------------------

    def may_flow(self, view: PageLinkView) -> bool:
        return self._consent.permits(view)

    def link_opened(self, link: PageLink) -> None:
        capture = Capture(self._page, link.view.grant, link.send)
        self._captures[link] = capture
        self.together.link_opened(link, capture)
        capture.start()
        self._changed()

    def link_lost(self, link: PageLink) -> None:
        capture = self._captures.pop(link, None)
        if capture is not None:
            capture.stop()
        self.together.link_lost(link)
        self._changed()

    def link_message(self, link: PageLink, channel: str, data: bytes) -> None:
        if (capture := self._captures.get(link)) is not None:
            capture.receive(channel, data)
            self.together.receive(link, channel, data)
