"""One RTCPeerConnection. Everything that aiortc raises comes out as BadSignal, every wait has a
deadline.

Names follow the W3C specification only where they touch aiortc.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import candidate_from_sdp

from media.errors import BadSignal, TimedOut
from signaling.messages import Description, IceServer

STEP_SECONDS = 10.0  # for one SDP step; gathering from a dead TURN server takes 5


class PeerConnection:
    """What the connections of page links and media links have in common. `on_open` is called once,
    when all channels are open; `on_message` for each message with the channel's name; `on_lost`
    once, when it is over other than by `close`. All three are called from the event loop and must
    not block. Raises BadSignal for ICE servers that cannot be used."""

    def __init__(
        self,
        ice_servers: list[IceServer],
        on_open: Callable[[], None],
        on_message: Callable[[str, bytes], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._on_open = on_open
        self._on_message = on_message
        self._on_lost = on_lost
        self._channels: dict[str, RTCDataChannel] = {}
        self._over = False
        with typed("the configuration"):
            self._peer = RTCPeerConnection(_configuration(ice_servers))
        self._peer.on("connectionstatechange", self._state_changed)

    @property
    def is_open(self) -> bool:
        return not self._over and all(
            channel.readyState == "open" for channel in self._channels.values()
        )

    async def offer(self) -> Description:
        """A complete offer: aiortc gathers all candidates first."""
        async with step("the offer"):
            await self._peer.setLocalDescription(await self._peer.createOffer())
        return self._local()

    async def answer(self, offer: Description) -> Description:
        """The complete answer to `offer`. Raises BadSignal."""
        async with step("the answer"):
            await self._peer.setRemoteDescription(_remote(offer))
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        return self._local()

    async def accept(self, answer: Description) -> None:
        """Raises BadSignal."""
        async with step("taking the answer"):
            await self._peer.setRemoteDescription(_remote(answer))

    async def add_candidate(self, line: str, mid: str | None) -> None:
        """One line of RFC 8839 section 5.1; empty for the end of candidates. What this side cannot
        reach (mDNS names, TCP) is dropped. Raises BadSignal."""
        if line and not _reachable(line):
            return
        async with step("a candidate"):
            if not line:
                await self._peer.addIceCandidate(None)
                return
            candidate = candidate_from_sdp(line.removeprefix("candidate:"))
            candidate.sdpMid = mid
            await self._peer.addIceCandidate(candidate)

    def send(self, channel: str, data: bytes | str) -> None:
        """Raises BadSignal if the channel is not open."""
        if self._over:
            raise BadSignal("the connection is closed")
        with typed("sending"):
            self._channels[channel].send(data)

    def silence(self) -> None:
        """From now on nothing is sent or delivered; `close` is still to be awaited."""
        self._over = True

    async def close(self) -> None:
        """Throws away what is queued. Idempotent."""
        self._over = True
        async with step("closing"):
            await self._peer.close()

    def _add_channel(
        self,
        name: str,
        id: int,
        *,
        fleeting: bool = False,
        on_data: Callable[[str | bytes], None] | None = None,
    ) -> None:
        """Negotiated (RFC 8832 is not used): the id is the stream number on both sides.
        `fleeting`: neither in order nor repeated. `on_data`: takes what arrives instead of
        `on_message`, where it matters whether it is text."""
        channel = self._peer.createDataChannel(
            name,
            negotiated=True,
            id=id,
            ordered=not fleeting,
            maxRetransmits=0 if fleeting else None,
        )
        channel.on("open", self._opened)
        channel.on("close", self._lost)

        def received(data: bytes | str) -> None:
            if self._over:
                return
            if on_data is not None:
                on_data(data)
            else:
                self._on_message(name, data if isinstance(data, bytes) else data.encode())

        channel.on("message", received)
        self._channels[name] = channel

    def _local(self) -> Description:
        local = self._peer.localDescription
        return Description(type=local.type, sdp=local.sdp)

    def _opened(self) -> None:
        if self.is_open:
            self._on_open()

    def _state_changed(self) -> None:
        if self._peer.connectionState in ("failed", "closed"):
            self._lost()

    def _lost(self) -> None:
        if not self._over:
            self._over = True
            self._on_lost()


@contextmanager
def typed(what: str) -> Iterator[None]:
    # The parsers raise ValueError, KeyError, IndexError, AttributeError, AssertionError, TypeError
    # and more for what a stranger sent: no list of them would stay complete.
    try:
        yield
    except Exception as problem:
        raise BadSignal(f"{what}: {problem!r}") from problem


@asynccontextmanager
async def step(what: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(STEP_SECONDS):
            with typed(what):
                yield
    except TimeoutError as late:
        raise TimedOut(what, STEP_SECONDS) from late


def _configuration(ice_servers: list[IceServer]) -> RTCConfiguration:
    return RTCConfiguration(
        # Always given: the default of aiortc asks a public STUN server.
        iceServers=[
            RTCIceServer(server.urls, server.username, server.credential) for server in ice_servers
        ],
        # The default breaks two m-lines of one kind, now or as soon as there are any.
        bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
    )


def _remote(description: Description) -> RTCSessionDescription:
    """Without the candidates that aiortc would spend a second each on in vain. Raises BadSignal
    for what aiortc would take and then wait for ever with."""
    for needed in ("m=application ", "a=fingerprint:"):
        if f"\r\n{needed}" not in description.sdp:
            raise BadSignal(f"the {description.type} has no line {needed}")
    lines = description.sdp.split("\r\n")
    kept = [
        line
        for line in lines
        if not line.startswith("a=candidate:") or _reachable(line.removeprefix("a="))
    ]
    return RTCSessionDescription(sdp="\r\n".join(kept), type=description.type)


def _reachable(candidate: str) -> bool:
    # RFC 8839 section 5.1: foundation, component, transport, priority, address, port, ...
    fields = candidate.split(" ")
    if len(fields) < 6:
        return True  # let the parser say what is wrong with it
    return fields[2].lower() == "udp" and not fields[4].lower().endswith(".local")
