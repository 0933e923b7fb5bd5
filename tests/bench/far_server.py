"""A server that is far away: a TCP proxy of our own, through which Chromium reaches it.

What a client sends, and what the server answers, each arrive half a round trip later; a new
connection costs a whole one before its first byte, as TCP's handshake does. Nothing else changes:
browsers go by the server's own address, which `flag` maps to the proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading

HOST = "127.0.0.1"
CHUNK = 65_536


class FarServer:
    """In front of the server on `port`. `round_trip`, in seconds, can be changed at any time."""

    def __init__(self, port: int) -> None:
        self.round_trip = 0.0
        self._target = port
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        own_port = self._server.sockets[0].getsockname()[1]
        self.flag = f"--host-resolver-rules=MAP {HOST}:{port} {HOST}:{own_port}"

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._accepted, HOST, 0)

    async def _close(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accepted(
        self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        await asyncio.sleep(self.round_trip)
        server, to_server = await asyncio.open_connection(HOST, self._target)
        for reader, writer in ((client, to_server), (server, to_client)):
            task = asyncio.create_task(self._pass_on(reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        # Timers of the same length go off in the order in which they were set.
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(CHUNK):
                loop.call_later(self.round_trip / 2, writer.write, chunk)
        loop.call_later(self.round_trip / 2, writer.close)
