"""How STUN messages reach a server: by UDP, TCP or TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from signaling.ice_url import IceUrl
from signaling.turn.stun import HEADER

QUEUED = 64


class Wire(Protocol):
    """`receive` raises OSError when it is over. Where messages may get lost, `is_lossy`."""

    is_lossy: bool

    def send(self, data: bytes) -> None: ...

    async def receive(self) -> bytes: ...


@asynccontextmanager
async def connected(url: IceUrl) -> AsyncIterator[Wire]:
    """Raises OSError."""
    loop = asyncio.get_running_loop()
    if url.transport == "udp":
        address = (url.host, url.port)
        transport, wire = await loop.create_datagram_endpoint(_Datagrams, remote_addr=address)
        try:
            yield wire
        finally:
            transport.close()
    else:
        tls = ssl.create_default_context() if url.is_encrypted else None
        reader, writer = await asyncio.open_connection(url.host, url.port, ssl=tls)
        try:
            yield _Stream(reader, writer)
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    is_lossy = True

    def __init__(self) -> None:
        self._received: asyncio.Queue[bytes | Exception] = asyncio.Queue(QUEUED)
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._put(data)

    def error_received(self, exc: Exception) -> None:
        self._put(exc)

    def send(self, data: bytes) -> None:
        self._transport.sendto(data)

    async def receive(self) -> bytes:
        received = await self._received.get()
        if isinstance(received, Exception):
            raise received
        return received

    def _put(self, item: bytes | Exception) -> None:
        if not self._received.full():
            self._received.put_nowait(item)


class _Stream:
    is_lossy = False

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def receive(self) -> bytes:
        try:
            header = await self._reader.readexactly(HEADER.size)
            length = HEADER.unpack(header)[1]
            return header + await self._reader.readexactly(length)
        except asyncio.IncompleteReadError:
            raise ConnectionResetError("the server closed the connection") from None
