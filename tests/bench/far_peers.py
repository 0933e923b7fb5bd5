"""A direct path as long as the way to the server: a UDP relay of our own for each candidate.

Pages loaded after `install` reach each other's candidates through a relay that lets each datagram
wait for half a round trip. Asking for it costs each candidate a call to the driver, some
milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, cast

from playwright.sync_api import BrowserContext

Address = tuple[str, int]

# A host candidate (RFC 8839 section 5.1): address and port are its fifth and sixth part.
THROUGH = """(() => {
    const { prototype } = RTCPeerConnection
    const add = prototype.addIceCandidate
    prototype.addIceCandidate = async function (init) {
        const parts = init.candidate.split(' ')
        if (parts[2] !== 'udp') return
        parts[5] = String(await window.pathTo(parts[4], Number(parts[5])))
        parts[4] = '127.0.0.1'
        return add.call(this, { ...init, candidate: parts.join(' ') })
    }
})()"""


class FarPeers:
    """`round_trip`, in seconds, can be changed at any time."""

    def __init__(self) -> None:
        self.round_trip = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._paths: list[_Path] = []

    def install(self, context: BrowserContext) -> None:
        context.expose_function("pathTo", self._path_to)
        context.add_init_script(THROUGH)

    def close(self) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _path_to(self, host: str, port: int) -> int:
        """The local port through which `host` and `port` are reached from now on."""
        return int(self._run(self._open((host, port))))

    async def _open(self, target: Address) -> int:
        path = _Path(self, target)
        self._paths.append(path)
        transport, _ = await self._loop.create_datagram_endpoint(
            lambda: path, local_addr=("127.0.0.1", 0)
        )
        own: Address = transport.get_extra_info("sockname")
        return own[1]

    async def _close(self) -> None:
        for path in self._paths:
            path.transport.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


class _Path(asyncio.DatagramProtocol):
    """As a router with one mapping: what comes from the target goes to who sent last, and the
    other way round."""

    def __init__(self, peers: FarPeers, target: Address) -> None:
        self.transport: asyncio.DatagramTransport = cast(asyncio.DatagramTransport, None)
        self._peers = peers
        self._target = target
        self._other: Address | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an instance of the abstract class in every Python.
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if addr == self._target:
            receiver = self._other
        else:
            receiver, self._other = self._target, addr
        loop = asyncio.get_running_loop()
        loop.call_later(self._peers.round_trip / 2, self._send, data, receiver)

    def _send(self, data: bytes, receiver: Address | None) -> None:
        if receiver is not None and not self.transport.is_closing():
            self.transport.sendto(data, receiver)
