"""A slow network path between two WebRTC peers on this machine: a UDP relay of our own.

Each peer is told the relay's address instead of the other's. Like a router with a drop-tail queue,
the relay passes on so many bytes a second each way, keeps what is too much for a while, and drops
what does not fit. Needs no privileges and no network namespace.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, cast

BYTES_PER_SECOND = 1_000_000  # 8 Mbit/s
QUEUE_SECONDS = 0.1
# Ethernet, IP and UDP around every datagram.
HEADER_BYTES = 42

Address = tuple[str, int]
CANDIDATE = re.compile(
    r"^a=candidate:(\S+) 1 udp (\d+) (\d+\.\d+\.\d+\.\d+) (\d+) typ host.*\r\n", re.M | re.I
)
ANY_CANDIDATE = re.compile(r"^a=candidate:.*\r\n", re.M)


class SlowPath:
    """Relays between the peers whose descriptions went through `to_agent` and `to_customer`."""

    def __init__(
        self,
        bytes_per_second: float = BYTES_PER_SECOND,
        queue_seconds: float = QUEUE_SECONDS,
        *,
        beside: SlowPath | None = None,
    ) -> None:
        """`beside`: of another connection, which has to share one line with this one."""
        own = [_Line(bytes_per_second, queue_seconds) for _ in range(2)]
        self._lines: list[_Line] = own if beside is None else beside._lines
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._customer, self._agent = (_Side(line) for line in self._lines)
        self._customer.other, self._agent.other = self._agent, self._customer

    def to_agent(self, offer: str) -> str:
        """The customer's offer as the agent should get it."""
        return self._through(self._customer, self._agent, offer)

    def to_customer(self, answer: str) -> str:
        return self._through(self._agent, self._customer, answer)

    @property
    def passed_bytes(self) -> int:
        """Both ways together."""
        return self._customer.passed_bytes + self._agent.passed_bytes

    def close(self) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _through(self, sender: _Side, receiver: _Side, sdp: str) -> str:
        """Raises ValueError for a description without an IPv4 host candidate."""
        found = CANDIDATE.search(sdp)
        if found is None:
            raise ValueError("no UDP host candidate in the description")
        foundation, priority, host, port = found.groups()
        sender.peer = (host, int(port))
        _, own_port = self._run(self._open(receiver, host))
        line = f"a=candidate:{foundation} 1 udp {priority} {host} {own_port} typ host\r\n"
        before, after = sdp[: found.start()], sdp[found.end() :]
        return ANY_CANDIDATE.sub("", before) + line + ANY_CANDIDATE.sub("", after)

    async def _open(self, side: _Side, host: str) -> Address:
        transport, _ = await self._loop.create_datagram_endpoint(lambda: side, local_addr=(host, 0))
        address: Address = transport.get_extra_info("sockname")
        return address

    async def _close(self) -> None:
        for side in (self._customer, self._agent):
            if side.transport is not None:
                side.transport.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


@dataclass
class _Line:
    """One way. `free_at`: when it is free again, on the monotonic clock that all loops have."""

    bytes_per_second: float
    queue_seconds: float
    free_at: float = 0.0


class _Side(asyncio.DatagramProtocol):
    """The socket that one peer talks to: what it sends leaves at the other side."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self.peer: Address | None = None
        self.other: _Side = self
        self.transport: asyncio.DatagramTransport | None = None
        self.passed_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an instance of the abstract class in every Python.
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if addr != self.peer:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        line = self._line
        start = max(now, line.free_at)
        if start - now > line.queue_seconds:
            return
        line.free_at = start + (len(data) + HEADER_BYTES) / line.bytes_per_second
        loop.call_at(line.free_at, self.other.send, data)

    def send(self, data: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing() and self.peer:
            self.transport.sendto(data, self.peer)
            self.passed_bytes += len(data)
