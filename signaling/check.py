"""`/check`: a page that tells a customer or an operator which step fails in this browser and
network, without a site, a ticket or an account.

    GET /check          the page
    GET /api/v1/check   ->  {ice_servers}, of use for a minute
    GET /check/ws       a WebSocket that sends back what it gets, a few times

Errors: `not_found` with the setting `check_page` off, `too_many_tries`, `too_many_connections`,
`origin_not_allowed`.
"""

import asyncio
import hashlib
import hmac
import math

import msgspec
from aiohttp import WSMsgType, web
from msgspec.structs import replace

from signaling.config import Settings
from signaling.errors import TooManyTries
from signaling.ice import Ice
from signaling.keys import HUB, SOCKETS, SOURCES
from signaling.limits import Window
from signaling.messages import IceServer
from signaling.rest.bodies import answer
from signaling.rest.contract import contract

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Connection check</title>
<link rel="icon" href="data:,">
</head>
<body>
<script type="module" src="/static/check.js"></script>
<noscript>The connection check needs JavaScript.</noscript>
</body>
</html>
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

# A page asks once for each check of it.
CHECKS, CHECK_SECONDS = 20, 600.0
CREDENTIAL_SECONDS = 60.0
ECHO_SECONDS = 5.0
ECHO_MESSAGES = 3
ECHO_BYTES = 256


class IceServers(msgspec.Struct, frozen=True):
    ice_servers: list[IceServer]


async def page(request: web.Request) -> web.Response:
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self)",
    }
    return web.Response(text=PAGE, content_type="text/html", headers=headers)


class Checks:
    """What the page asks the server for."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.turn_secret
        self._ice = Ice(replace(settings, turn_seconds=CREDENTIAL_SECONDS))
        self._asked = Window(CHECKS, CHECK_SECONDS)

    @contract(
        "Servers for a check of the connection, of use for a minute",
        answers={200: IceServers},
        errors=(TooManyTries,),
    )
    async def servers(self, request: web.Request) -> web.Response:
        source, now = request.app[SOURCES].of(request), request.app[HUB].clock()
        if not self._asked.allows(source, now):
            raise TooManyTries
        self._asked.add(source, now)
        # Asked for again within a minute it is the same user to the TURN server, with one quota.
        minute = math.ceil(now / CREDENTIAL_SECONDS) * CREDENTIAL_SECONDS
        return answer(IceServers(self._ice.servers("check", self._pseudonym(source), minute)))

    def _pseudonym(self, source: str) -> str:
        """Addresses are nothing for the log of a TURN server. All sources share few users, so that
        strangers with many addresses cannot use up what the TURN server has for calls."""
        return hmac.new(self._secret.encode(), source.encode(), hashlib.sha256).hexdigest()[0]


async def echo(request: web.Request) -> web.StreamResponse:
    """For a few seconds and messages."""
    with request.app[SOCKETS].place(request.app[SOURCES].of(request)):
        ws = web.WebSocketResponse(compress=False, max_msg_size=ECHO_BYTES, timeout=1.0)
        await ws.prepare(request)
        try:
            async with asyncio.timeout(ECHO_SECONDS):
                for _ in range(ECHO_MESSAGES):
                    message = await ws.receive()
                    if message.type is not WSMsgType.TEXT:
                        break
                    await ws.send_str(message.data)
        except (TimeoutError, ConnectionError):
            pass
        await ws.close()
        return ws
