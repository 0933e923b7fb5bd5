"""`/ws?ticket=...`: an upgrade request becomes a WebSocket."""

from aiohttp import web

from signaling.errors import BadRequest
from signaling.keys import ADMISSION, HUB, SETTINGS, SOCKETS, SOURCES
from signaling.messages import SUBPROTOCOL
from signaling.websocket import Socket


async def upgrade(request: web.Request) -> web.StreamResponse:
    """Judged before the upgrade, served until it closes."""
    app = request.app
    with app[SOCKETS].place(app[SOURCES].of(request)):
        if not web.WebSocketResponse(protocols=(SUBPROTOCOL,)).can_prepare(request).protocol:
            raise BadRequest(why=f"it is no WebSocket of subprotocol {SUBPROTOCOL}")
        admitted = await app[ADMISSION].admit(request, app[HUB].clock())
        socket = Socket(app[SETTINGS], app[HUB], admitted)
        with app[SOCKETS].watched(socket):
            return await socket.serve(request)
