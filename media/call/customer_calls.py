"""Voice, video and full device, as a headless customer has them."""

from media.call.call_end import CallEnd
from media.call.channel import Listener, Shown
from media.call.dock import Dock
from media.call.received import Received
from media.call.sharing import Sharer
from media.call.sources import Source
from media.endpoint import WAIT_SECONDS, Endpoint
from media.errors import NotConsented, ProtocolError
from media.peer import Peer
from media.signing import SigningKey
from media.tickets import CustomerTickets
from signaling.messages import (
    ConsentState,
    DenyScope,
    DeviceReason,
    MediaSlot,
    Role,
    Scope,
    Surface,
)


class CustomerCalls(Peer, Sharer):
    """Her dock opens with the first call or screen, as it does in a browser."""

    _tickets: CustomerTickets
    signing: SigningKey

    def __init__(self, base_url: str) -> None:
        self.dock: Dock | None = None
        self._call_end = CallEnd(self._in_dock, dock=True)
        super().__init__(base_url)

    # --- the dock -----------------------------------------------------------------------------

    async def open_dock(self) -> Dock:
        """Returns it connected; it is the one that is open, if there is one."""
        if self.dock is None:
            dock = Dock(
                self._base_url,
                self._tickets,
                self._dock_key(),
                self._conversations.timeline,
                self._call_end,
                self._changed,
            )
            await dock.__aenter__()
            self.dock = dock
        return self.dock

    def _dock_key(self) -> SigningKey:
        key = SigningKey()
        key.voucher = self.signing.vouch(self.person.id, key.public, round(self.client.now * 1000))
        return key

    async def close_dock(self) -> None:
        """What closing the window is to a browser: the call ends."""
        dock, self.dock = self.dock, None
        if dock is not None:
            for conversation in dock.conversations:
                self._call_end.ledger.end_all(conversation)
            await dock.close()

    async def close(self) -> None:
        """See Endpoint.close; the dock goes too."""
        if self.dock is not None:
            await self.dock.close()
        await super().close()

    async def _endpoint_of_calls(self) -> Endpoint:
        dock = await self.open_dock()
        id = self.conversation.conversation
        await dock.until(lambda: id in dock.conversations, "the conversation in the dock")
        return dock

    def _in_dock(self) -> None:
        if self.dock is not None:
            self.dock.client.changes.notify()
        self._changed()

    @property
    def _own_role(self) -> Role:
        return Role.CUSTOMER

    def _call_conversation(self) -> str | None:
        return self.conversation.conversation if self.conversations else None

    @property
    def received(self) -> Received:
        """From the agent who accepted the conversation. Raises ProtocolError before that."""
        return self._call_end.received(self._agent())

    @property
    def heard_state(self) -> Listener:
        return self._call_end.listener(self._agent())

    def _agent(self) -> str:
        owner = self.conversation.owner
        if owner is None:
            raise ProtocolError("no agent has accepted the conversation")
        return owner.id

    def _hold_call(self) -> None:
        self._call_end.ledger.pause()
        if self.dock is not None:
            self._call_end.hide(MediaSlot.CAMERA)
            self._call_end.links.reconcile()

    def _go_on_with_call(self) -> None:
        self._call_end.ledger.resume()
        if self.dock is not None:
            self._call_end.links.reconcile()

    def _end_screen(self) -> None:
        self._call_end.ledger.resume()
        if self.dock is not None:
            self._call_end.ledger.end(self.conversation.conversation, Scope.SCREEN)
            self._call_end.links.reconcile()

    # --- the screen ---------------------------------------------------------------------------

    @property
    def screen_asked(self) -> str | None:
        """The request for her screen that waits for her answer."""
        session = self.session
        view = session.scopes.get(Scope.SCREEN) if session is not None else None
        return view.request if view is not None and view.state is ConsentState.ASKED else None

    async def allow_screen(
        self,
        source: Source,
        *,
        surface: Surface = Surface.BROWSER,
        sound: Source | None = None,
        seconds: float = WAIT_SECONDS,
    ) -> None:
        """Allow the pending request for her screen, which is waited for, and pick `source`. Returns
        when the server has granted. Raises NotConsented for a surface that the site's policy does
        not let be captured; the grant stays, and she may `pick` another."""
        request = await self.until(lambda: self.screen_asked, "a request for the screen", seconds)
        await self._allow_in_call(request, Scope.SCREEN)
        self.pick(source, surface=surface, sound=sound)

    def pick(
        self, source: Source, *, surface: Surface = Surface.BROWSER, sound: Source | None = None
    ) -> None:
        """Show another surface, while the screen is granted. Raises NotConsented, see above."""
        call = self._call_end
        if not self._may(MediaSlot.SCREEN):
            raise NotConsented("the screen has not been granted")
        call.hide(MediaSlot.SCREEN)
        call.hide(MediaSlot.SOUND)
        if surface not in self.conversation.policy.screen_surfaces:
            call.surface, call.shown = None, Shown.FORBIDDEN
            call.look()
            raise NotConsented(f"the site's policy does not let a {surface} be captured")
        call.surface, call.shown = surface, Shown.LIVE
        call.show(MediaSlot.SCREEN, source)
        if sound is not None and self.conversation.policy.screen_sound:
            call.show(MediaSlot.SOUND, sound)

    async def deny_screen(self, seconds: float = WAIT_SECONDS) -> None:
        """Deny the pending request for her screen, which is waited for."""
        request = await self.until(lambda: self.screen_asked, "a request for the screen", seconds)
        id = self.conversation.conversation
        await self.request(DenyScope(id=self.client.new_id(), conversation=id, request=request))

    async def stop_screen(self, reason: DeviceReason | None = None) -> None:
        """At once, before the server knows. `reason`: why there is nothing to show, other than by
        her wish. Raises NotConsented if it is not shown."""
        await self._end_in_call(Scope.SCREEN, reason)
