"""What a headless customer does about remote control."""

from media.control.board import Pointed
from media.control.consent import Control, ControlConsent, Limits
from media.control.together import Together
from media.endpoint import WAIT_SECONDS
from media.errors import ProtocolError, Refused
from media.mirror.page import Tag
from media.peer import Peer
from signaling.messages import (
    AllowScope,
    ConsentState,
    ControlLimit,
    DenyScope,
    GiveScope,
    RevokeScope,
    Scope,
    SessionState,
)


class CustomerControl(Peer):
    """Nothing of an agent's input is carried out without a grant that she allowed herself: see
    media/control/consent.py. What agents do is in `together`."""

    def __init__(self, base_url: str) -> None:
        self._control = ControlConsent()
        self.together = Together(
            self._control, lambda: self.conversation.policy, lambda: self._changed()
        )
        super().__init__(base_url)

    @property
    def control(self) -> Control | None:
        """Her live grant of remote control."""
        return self._control.control

    async def allow_control(
        self,
        limit: ControlLimit | None = None,
        region: Tag | None = None,
        seconds: float = WAIT_SECONDS,
    ) -> None:
        """Allow the pending request for control, which is waited for. `region`: the part of the
        page that a `limit` to a region is about. Returns when the server has granted."""
        request = await self._next_request(seconds, Scope.CONTROL)
        conversation = self.conversation.conversation
        self._control.allowed(conversation, request, Limits(limit, region))
        message = AllowScope(
            id=self.client.new_id(), conversation=conversation, request=request, limit=limit
        )
        try:
            await self.request(message)
        except Refused:
            self._control.withdrawn(conversation, request)
            raise

    async def deny_control(self, seconds: float = WAIT_SECONDS) -> None:
        """Deny the pending request for control, which is waited for."""
        request = await self._next_request(seconds, Scope.CONTROL)
        id = self.conversation.conversation
        await self.request(DenyScope(id=self.client.new_id(), conversation=id, request=request))

    async def give_control(self, to: str) -> None:
        """Unasked, to the agent with this id, where the policy lets her switch it."""
        conversation, session = self._going_on()
        self._control.gave(conversation, to)
        message = GiveScope(
            id=self.client.new_id(),
            conversation=conversation,
            session=session,
            scope=Scope.CONTROL,
            to=to,
        )
        try:
            await self.request(message)
        except Refused:
            self._control.kept(conversation)
            raise

    async def end_control(self) -> None:
        """At once, before the server knows; idempotent. The view goes on."""
        control = self._control.control
        self._control.stop()
        if control is not None:
            message = RevokeScope(
                id=self.client.new_id(),
                conversation=control.conversation,
                scope=Scope.CONTROL,
                grant=control.number,
            )
            await self.request(message)

    def point(
        self, tag: Tag | None, x: float = 0.5, y: float = 0.5, *, laser: bool = False
    ) -> None:
        """Her pointer, for who watches; None: nowhere."""
        self.together.point(None if tag is None else Pointed(tag, x, y, laser))

    def press(self, tag: Tag, x: float = 0.5, y: float = 0.5) -> None:
        """A click of hers, for who watches."""
        self.together.press(Pointed(tag, x, y))

    async def reload(self) -> None:
        """See Peer.reload. Control survives only what the policy lets it."""
        self._control.loaded()
        await super().reload()

    # --- for subclasses -----------------------------------------------------------------------

    def _pending(self, scope: Scope) -> str | None:
        session = self.session
        view = session.scopes.get(scope) if session is not None else None
        return view.request if view is not None and view.state is ConsentState.ASKED else None

    async def _next_request(self, seconds: float, scope: Scope = Scope.VIEW) -> str:
        return await self.until(lambda: self._pending(scope), f"a request for {scope}", seconds)

    def _going_on(self) -> tuple[str, str]:
        session = self.session
        if session is None or session.state is SessionState.ENDED:
            raise ProtocolError("no session is going on")
        return self.conversation.conversation, session.session
