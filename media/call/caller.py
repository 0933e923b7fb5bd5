"""What both sides of a call can do."""

import uuid
from abc import ABC, abstractmethod

from media.call.call_end import CallEnd
from media.call.channel import Listener
from media.call.ledger import CALL
from media.call.media_link import MediaLink
from media.call.received import Received
from media.call.sources import Source
from media.endpoint import WAIT_SECONDS, Endpoint
from media.errors import NotConsented, Refused
from signaling.messages import (
    AllowScope,
    AnyEvent,
    AskScope,
    ConsentState,
    ConversationView,
    DenyScope,
    DeviceReason,
    MediaSlot,
    RevokeScope,
    Role,
    Scope,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeRevoked,
    WithdrawScope,
)

# The server ends a call that nobody answers after 30 s, unless the policy says otherwise.
RING_SECONDS = 40.0

CallAnswer = ScopeGranted | ScopeDenied | ScopeExpired | ScopeRevoked


class Caller(ABC):
    """Calls are those of the newest conversation. Raises as media.endpoint.Endpoint does, and
    NotConsented where there is no grant of its own."""

    _call_end: CallEnd

    @abstractmethod
    async def _endpoint_of_calls(self) -> Endpoint:
        """The endpoint that calls and is called, connected."""

    @property
    @abstractmethod
    def _own_role(self) -> Role: ...

    @property
    @abstractmethod
    def conversation(self) -> ConversationView: ...

    @property
    @abstractmethod
    def timeline(self) -> list[AnyEvent]: ...

    # --- calling and being called -------------------------------------------------------------

    async def request_call(self, scope: Scope = Scope.VOICE) -> str:
        """Ring; returns the id of the request. `scope`: `voice` or `video`."""
        return await self._ask_in_call(scope)

    async def _ask_in_call(self, scope: Scope) -> str:
        line = await self._endpoint_of_calls()
        conversation, request = self.conversation.conversation, f"{scope}-{uuid.uuid4()}"
        self._call_end.ledger.acted(conversation, request, scope)
        try:
            await line.request(
                AskScope(
                    id=line.client.new_id(),
                    conversation=conversation,
                    scope=scope,
                    request=request,
                )
            )
        except Refused:
            self._call_end.ledger.withdrawn(conversation, request)
            raise
        return request

    async def call(self, seconds: float = RING_SECONDS) -> CallAnswer:
        """Ring, and wait for the answer."""
        return await self._call_answer(await self.request_call(), seconds)

    async def video_call(self, seconds: float = RING_SECONDS) -> CallAnswer:
        """Ring for a call with video, or for video in the call; wait for the answer. Either side
        switches its own camera on: `show_camera`."""
        return await self._call_answer(await self.request_call(Scope.VIDEO), seconds)

    async def _call_answer(self, request: str, seconds: float) -> CallAnswer:
        line = await self._endpoint_of_calls()

        def found() -> CallAnswer | None:
            for event in line.timeline:
                match event:
                    case ScopeGranted() | ScopeDenied() | ScopeExpired() | ScopeRevoked():
                        if event.request == request:
                            return event
                    case _:
                        pass
            return None

        answer: CallAnswer = await line.until(found, f"an answer to {request}", seconds)
        # An act counts once; after a grant this does nothing.
        self._call_end.ledger.withdrawn(answer.conversation, request)
        return answer

    async def withdraw_call(self, request: str) -> None:
        """Never mind."""
        line = await self._endpoint_of_calls()
        id = self.conversation.conversation
        self._call_end.ledger.withdrawn(id, request)
        await line.request(WithdrawScope(id=line.client.new_id(), conversation=id, request=request))

    async def ringing(self, seconds: float = WAIT_SECONDS) -> str:
        """Waits for a call; returns the id of the request."""
        line = await self._endpoint_of_calls()
        return await line.until(lambda: self._ringing(line), "a call", seconds)

    def _ringing(self, line: Endpoint) -> str | None:
        if not line.conversations:
            return None
        for scope in CALL:
            view = line.conversation.scopes.get(scope)
            if view is not None and view.state is ConsentState.ASKED and view.by is not None:
                if (view.by.role is Role.CUSTOMER) is not (self._own_role is Role.CUSTOMER):
                    return view.request
        return None

    async def accept_call(self, request: str | None = None) -> None:
        """Take `request`, or the call that rings, which is waited for. Returns when the server has
        granted."""
        request = request or await self.ringing()
        line = await self._endpoint_of_calls()
        await self._allow_in_call(request, self._scope_of(line, request))

    async def _allow_in_call(self, request: str, scope: Scope) -> None:
        line = await self._endpoint_of_calls()
        conversation = self.conversation.conversation
        self._call_end.ledger.acted(conversation, request, scope)
        try:
            await line.request(
                AllowScope(id=line.client.new_id(), conversation=conversation, request=request)
            )
        except Refused:
            self._call_end.ledger.withdrawn(conversation, request)
            raise

    @staticmethod
    def _scope_of(line: Endpoint, request: str) -> Scope:
        scopes = line.conversation.scopes
        video = scopes.get(Scope.VIDEO)
        return Scope.VIDEO if video is not None and video.request == request else Scope.VOICE

    async def decline_call(self, request: str | None = None) -> None:
        """Refuse `request`, or the call that rings, which is waited for."""
        request = request or await self.ringing()
        line = await self._endpoint_of_calls()
        conversation = self.conversation.conversation
        await line.request(
            DenyScope(id=line.client.new_id(), conversation=conversation, request=request)
        )

    # --- in the call --------------------------------------------------------------------------

    @property
    def in_call(self) -> bool:
        """Whether the own gate lets voices through."""
        return self._may(MediaSlot.VOICE)

    @property
    def in_video(self) -> bool:
        """Whether the own gate lets cameras through."""
        return self._may(MediaSlot.CAMERA)

    def _may(self, slot: MediaSlot) -> bool:
        id = self._call_conversation()
        return id is not None and self._call_end.permits(id, slot)

    @abstractmethod
    def _call_conversation(self) -> str | None:
        """The id of the newest conversation, if there is one."""

    async def hang_up(self) -> None:
        """End the call: at once, before the server knows. Raises NotConsented without one."""
        await self._end_in_call(Scope.VOICE, None)

    async def end_video(self) -> None:
        """End the cameras of both sides; the call goes on. Raises NotConsented without video."""
        await self._end_in_call(Scope.VIDEO, None)

    async def _end_in_call(self, scope: Scope, reason: DeviceReason | None) -> None:
        line = await self._endpoint_of_calls()
        id = self.conversation.conversation
        grant = self._call_end.ledger.grant(id, scope)
        if grant is None:
            raise NotConsented(f"there is no {scope} to end")
        self._call_end.ledger.end(id, scope)
        self._call_end.documents_changed()
        self._call_end.links.reconcile()
        revoke = RevokeScope(
            id=line.client.new_id(), conversation=id, scope=scope, grant=grant, reason=reason
        )
        await line.request(revoke)

    def use_microphone(self, source: Source) -> None:
        """Silence until this has been called."""
        self._call_end.show(MediaSlot.VOICE, source)

    def show_camera(self, source: Source) -> None:
        """Raises NotConsented without video."""
        if not self._may(MediaSlot.CAMERA):
            raise NotConsented("video has not been granted")
        self._call_end.show(MediaSlot.CAMERA, source)

    def hide_camera(self) -> None:
        self._call_end.hide(MediaSlot.CAMERA)

    def mute(self, muted: bool = True) -> None:
        self._call_end.muted = muted
        self._call_end.look()

    # --- what arrives -------------------------------------------------------------------------

    @property
    @abstractmethod
    def received(self) -> Received:
        """What arrives from the other side of the newest conversation."""

    @property
    @abstractmethod
    def heard_state(self) -> Listener:
        """What the other side says of what it sends."""

    @property
    def media_links(self) -> list[MediaLink]:
        """Of the newest conversation: those that may exist, open or connecting."""
        id = self._call_conversation()
        return [link for link in self._call_end.links.links if link.view.conversation == id]

    def received_from(self, person: str) -> Received:
        """What arrives from the person with this id."""
        return self._call_end.received(person)

    async def packets(self, slot: MediaSlot) -> tuple[int, int]:
        """Sent and received in `slot`, on the connections that there are now."""
        counts = [await link.packets(slot) for link in self.media_links]
        return sum(sent for sent, _ in counts), sum(received for _, received in counts)
