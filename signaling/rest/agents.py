"""`/api/v1/agents/`: signing in and out, and tickets.

    POST sign-in {user_name, password}  ->  {agent: {id, name, role}} and a cookie
    POST sign-out                       ->  {}
    GET  me                             ->  {agent}
    POST tickets                        ->  {ticket}

All POSTs want an Origin header of the broker's own: the cookie alone proves nothing, since other
sites can make a browser send it. Errors: `bad_credentials`, `too_many_tries`, `not_signed_in`,
`origin_not_allowed`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from broker.names import EndpointKind
from signaling.auth.accounts import person_of
from signaling.auth.admission import shown
from signaling.auth.passwords import PASSWORD_MOST
from signaling.errors import OriginNotAllowed
from signaling.keys import ACCOUNTS, ADMISSION, HUB, ORIGINS, SETTINGS, SOURCES
from signaling.rest.bodies import read_json
from signaling.store.people import Agent

COOKIE = "alongside_agent"


class SignIn(msgspec.Struct, frozen=True):
    user_name: Annotated[str, msgspec.Meta(max_length=64)]
    password: Annotated[str, msgspec.Meta(max_length=PASSWORD_MOST)]


async def sign_in(request: web.Request) -> web.Response:
    _same_origin(request)
    who = await read_json(request, SignIn)
    source = request.app[SOURCES].of(request)
    agent, token = await request.app[ACCOUNTS].sign_in(who.user_name, who.password, source)
    response = web.json_response(_shown(agent))
    settings = request.app[SETTINGS]
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings.sign_in_seconds),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=settings.cookies_are_secure,
    )
    return response


async def sign_out(request: web.Request) -> web.Response:
    """Also closes the agent's WebSockets, in all windows: whoever left is not shown any more."""
    _same_origin(request)
    token = request.cookies.get(COOKIE)
    agent = await request.app[ACCOUNTS].signed_in(token)
    await request.app[ACCOUNTS].sign_out(token or "")
    await request.app[HUB].sign_out(agent.id)
    response = web.json_response({})
    response.del_cookie(COOKIE, path="/")
    return response


async def me(request: web.Request) -> web.Response:
    return web.json_response(_shown(await _signed_in(request)))


async def ticket(request: web.Request) -> web.Response:
    _same_origin(request)
    agent = await _signed_in(request)
    now = request.app[HUB].clock()
    made = await request.app[ADMISSION].ticket(person_of(agent), EndpointKind.CONSOLE, "", now)
    return web.json_response({"ticket": made})


async def _signed_in(request: web.Request) -> Agent:
    return await request.app[ACCOUNTS].signed_in(request.cookies.get(COOKIE))


def _same_origin(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin not in request.app[ORIGINS].own:
        raise OriginNotAllowed(origin=shown(origin))


def _shown(agent: Agent) -> dict[str, object]:
    person = person_of(agent)
    return {"agent": {"id": person.id, "name": person.name, "role": person.role.value}}
