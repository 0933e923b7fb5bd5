"""What all headless endpoints have in common: a WebSocket, the conversations it sees, and its
links."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from media.conversations import Conversations
from media.errors import ProtocolError
from media.link_set import AnyLinkSet
from media.signaling_client import SignalingClient
from media.tickets import TicketSource
from signaling.messages import (
    AnyEvent,
    CloseConversation,
    ConversationView,
    Error,
    MarksChanged,
    Person,
    PostMessage,
    Request,
    SaySeen,
    SayTyping,
    ServerMessage,
    SessionView,
)

T = TypeVar("T")

WAIT_SECONDS = 10.0


class Endpoint(ABC):
    """Make it in a running event loop and use it as an async context manager; inside, it is
    connected, and reconnects by itself.

    Every method that awaits may raise Refused (the server said no, see `code`), ConnectionLost and
    TimedOut.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        # Cookies of a server without a name (127.0.0.1) are kept only by an unsafe jar.
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._tickets = self._make_tickets()
        self._tasks: set[asyncio.Task[None]] = set()
        self._conversations = Conversations()
        self._connect()

    def _connect(self) -> None:
        self.client = SignalingClient(
            self._http,
            self._base_url,
            self._tickets,
            self._receive,
            self._consented_session,
            self._signing_key(),
            self._signed,
        )
        self._link_sets = self._make_link_sets()

    # --- for subclasses -----------------------------------------------------------------------

    @abstractmethod
    def _make_tickets(self) -> TicketSource: ...

    def _consented_session(self) -> str | None:
        """Of a customer: the session for which she holds her consent."""
        return None

    def _signing_key(self) -> str | None:
        """Of a customer: the public half of the key with which she signs here."""
        return None

    def _signed(self, message: Request) -> Request:
        """Of a customer: with her signature, where it says yes to something."""
        return message

    @abstractmethod
    def _heard(self, message: ServerMessage) -> None:
        """The state has been updated; the links have not been looked at yet."""

    @abstractmethod
    def _make_link_sets(self) -> list[AnyLinkSet]:
        """Of `client`, which is new."""

    def _own(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- life ---------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        try:
            await self.client.__aenter__()
        except BaseException:
            await self._http.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave for good: links, then WebSocket. Idempotent."""
        for task in self._tasks:
            task.cancel()
        for links in self._link_sets:
            await links.close()
        await self.client.close()
        await self._http.close()

    async def reload(self) -> None:
        """What a page reload is to a browser: every connection of this endpoint goes, and a new
        endpoint of the same person comes."""
        for links in self._link_sets:
            await links.close()
        await self.client.close()
        self._connect()
        await self.client.__aenter__()

    # --- what it knows ------------------------------------------------------------------------

    @property
    def person(self) -> Person:
        return self.client.ready.person

    @property
    def endpoint(self) -> str:
        return self.client.ready.endpoint

    @property
    def conversations(self) -> dict[str, ConversationView]:
        """Those this person takes part in, by id."""
        return dict(self._conversations.mine)

    @property
    def conversation(self) -> ConversationView:
        """The newest conversation. Raises ProtocolError if there is none."""
        views = self._conversations.mine.values()
        if not views:
            raise ProtocolError("there is no conversation yet")
        return max(views, key=lambda view: view.queued_at)

    @property
    def session(self) -> SessionView | None:
        """The session of the newest conversation, going on or ended."""
        views = self._conversations.mine
        return self.conversation.session if views else None

    @property
    def timeline(self) -> list[AnyEvent]:
        """The events of the newest conversation, in order."""
        return self._conversations.timeline(self.conversation.conversation)

    @property
    def chat(self) -> list[tuple[str, str]]:
        """(name or role, text) of what was said in the newest conversation."""
        return self._conversations.chat(self.conversation.conversation)

    @property
    def writing(self) -> list[Person]:
        """Who else is writing in the newest conversation, as they said last."""
        return list(self._conversations.writing.get(self.conversation.conversation, {}).values())

    @property
    def marks(self) -> MarksChanged | None:
        """How far the two sides have come in the chat of the newest conversation."""
        return self._conversations.marks.get(self.conversation.conversation)

    # --- what it can do -----------------------------------------------------------------------

    async def say(self, text: str, conversation: str | None = None) -> None:
        """In the chat of `conversation`, or of the newest one."""
        await self.request(
            PostMessage(
                id=self.client.new_id(),
                conversation=conversation or self.conversation.conversation,
                text=text,
            )
        )

    async def typing(self, typing: bool = True, conversation: str | None = None) -> None:
        """Tell the others there that this one is writing, or not any more."""
        id = conversation or self.conversation.conversation
        await self.request(SayTyping(id=self.client.new_id(), conversation=id, typing=typing))

    async def seen(self, conversation: str | None = None) -> None:
        """Tell them that all that was said there has been read."""
        id = conversation or self.conversation.conversation
        seq = max((event.seq for event in self._conversations.timeline(id)), default=0)
        await self.request(SaySeen(id=self.client.new_id(), conversation=id, seq=seq))

    async def close_conversation(self, conversation: str | None = None) -> None:
        """End it, and the session in it."""
        id = conversation or self.conversation.conversation
        await self.request(CloseConversation(id=self.client.new_id(), conversation=id))

    async def request(self, message: Request) -> dict[str, str | int | float | None]:
        """Anything of the protocol; the id comes from `client.new_id()`. What a customer says yes
        with is signed on the way, unless it is."""
        return await self.client.request(message)

    async def ping(self) -> None:
        """A barrier, see SignalingClient.ping."""
        await self.client.ping()

    async def until(
        self, condition: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS
    ) -> T:
        """The first truthy value of `condition`, looked at after everything that happens to this
        peer. Raises TimedOut, which names `what`."""
        return await self.client.changes.until(condition, what, seconds)

    # --- messages -----------------------------------------------------------------------------

    def _receive(self, message: ServerMessage) -> None:
        if isinstance(message, Error) and message.id is None:
            raise ProtocolError(f"the server complains: {message.code}: {message.message}")
        self._conversations.handle(message)
        self._heard(message)
        for links in self._link_sets:
            links.handle(message)
        self._reconcile()

    def _reconcile(self) -> None:
        """Call it whenever a gate may have moved."""
        for links in self._link_sets:
            links.reconcile()

    def _changed(self) -> None:
        self.client.changes.notify()
