"""One WebSocket of a load generator: JSON out, and JSON in until the kind that is waited for."""

import json
from collections.abc import Sequence
from typing import Any

import aiohttp


class Wire:
    """Open it with `Wire.open`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    @classmethod
    async def open(
        cls,
        http: aiohttp.ClientSession,
        url: str,
        *,
        origin: str | None = None,
        protocols: Sequence[str] = (),
    ) -> "Wire":
        return cls(await http.ws_connect(url, origin=origin, protocols=protocols))

    async def send(self, **message: Any) -> None:
        await self._socket.send_str(json.dumps(message))

    async def expect(self, kind: str) -> dict[str, Any]:
        """The next message of `kind`; those of other kinds are passed over.

        Raises RuntimeError for an `error`, and for a close.
        """
        while True:
            frame = await self._socket.receive()
            if frame.type is not aiohttp.WSMsgType.TEXT:
                raise RuntimeError(f"waited for {kind}, got {frame.type.name} {frame.data}")
            message: dict[str, Any] = json.loads(frame.data)
            if message["type"] == kind:
                return message
            if message["type"] in ("error", "ERROR"):
                raise RuntimeError(f"waited for {kind}, got {message}")

    async def close(self) -> None:
        await self._socket.close()
