"""The least that brings two browsers together with aiohttp: rooms, and every message to the other.

No accounts, no consent, no checks, no store, no limits: the floor that a server in Python could
reach. `python -m tests.bench.baselines.bare_relay PORT`
"""

import json
import sys
from collections import defaultdict

from aiohttp import WSMsgType, web

Socket = web.WebSocketResponse
rooms: dict[str, list[Socket]] = defaultdict(list)


async def relay(request: web.Request) -> Socket:
    socket: Socket = web.WebSocketResponse()
    await socket.prepare(request)
    room: list[Socket] = []
    async for frame in socket:
        if frame.type is not WSMsgType.TEXT:
            break
        message = json.loads(frame.data)
        if message["type"] in ("create", "join"):
            room = rooms[message["room"]]
            room.append(socket)
            await socket.send_str(json.dumps({"type": "in", "room": message["room"]}))
        for other in room:
            if other is not socket:
                await other.send_str(json.dumps(message))
    if socket in room:
        room.remove(socket)
    return socket


def main() -> None:
    app = web.Application()
    app.router.add_get("/", relay)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)


if __name__ == "__main__":
    main()
