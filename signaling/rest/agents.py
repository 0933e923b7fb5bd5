"""`/api/v1/agents/`: signing in and out, and tickets. Operators sign in here, too, and get none.

    POST sign-in {user_name, password}  ->  {agent: {id, name, role}} and a cookie
    POST sign-out                       ->  {}
    GET  me                             ->  {agent}
    POST tickets                        ->  {ticket}
    POST {agent}/sign-in-codes          ->  201 {code, expires_at}; for operators
    POST sign-in-code {code}            ->  {agent, token}

All POSTs but the operator's want an Origin header of the broker's own: the cookie alone proves
nothing, since other sites can make a browser send it. The agent pane in another product's page,
where browsers keep no cookie of ours, gives the token of its sign-in as `Authorization: Bearer`.
Errors: `bad_credentials`, `bad_sign_in_code`, `too_many_tries`, `not_signed_in`, `not_allowed`,
`origin_not_allowed`; to operators `bad_token`, `not_found`.
"""

import re
from typing import Annotated

import msgspec
from aiohttp import web

from broker.errors import UnknownThing
from broker.names import EndpointKind
from signaling.auth.accounts import find_agent, person_of
from signaling.auth.passwords import PASSWORD_MOST
from signaling.errors import NoSuchPage
from signaling.keys import ACCOUNTS, ADMISSION, HUB, SETTINGS, SOURCES, STORE
from signaling.rest.bodies import read_json
from signaling.rest.gate import AGENT, COOKIE, sign_in_token
from signaling.store.people import Agent

# An id or a user name.
_AGENT = re.compile(r"[A-Za-z0-9_.:@-]{1,64}")


class Redeem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    # As `new_token` makes it.
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]


class SignIn(msgspec.Struct, frozen=True):
    user_name: Annotated[str, msgspec.Meta(max_length=64)]
    password: Annotated[str, msgspec.Meta(max_length=PASSWORD_MOST)]


async def sign_in(request: web.Request) -> web.Response:
    who = await read_json(request, SignIn)
    source = request.app[SOURCES].of(request)
    agent, token = await request.app[ACCOUNTS].sign_in(who.user_name, who.password, source)
    return signed_in(request, agent, token)


def signed_in(request: web.Request, agent: Agent, token: str, status: int = 200) -> web.Response:
    """The answer that makes a browser this agent's."""
    response = web.json_response(_shown(agent), status=status)
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


async def sign_in_code(request: web.Request) -> web.Response:
    """For a product that shows the agent pane; without such there are no codes."""
    if not request.app[SETTINGS].embed_origins:
        raise NoSuchPage
    wanted = request.match_info["agent"]
    if _AGENT.fullmatch(wanted) is None:
        raise UnknownThing(what="agent")
    agent = await find_agent(request.app[STORE], wanted)
    # The pane is a console: there is none for operators.
    if not agent.enabled or not agent.role.is_staff:
        raise UnknownThing(what="agent")
    made = await request.app[ACCOUNTS].sign_in_code(agent)
    return web.json_response(msgspec.to_builtins(made), status=201)


async def redeem(request: web.Request) -> web.Response:
    """Sets no cookie: what is in the frame is signed in, and nothing else in this browser."""
    given = await read_json(request, Redeem)
    agent, token = await request.app[ACCOUNTS].redeem(given.code)
    return web.json_response(_shown(agent) | {"token": token})


async def sign_out(request: web.Request) -> web.Response:
    """Also closes the agent's WebSockets, in all windows: whoever left is not shown any more."""
    token = sign_in_token(request)
    await request.app[ACCOUNTS].sign_out(token or "")
    await request.app[HUB].sign_out(request[AGENT].id)
    response = web.json_response({})
    if token == request.cookies.get(COOKIE):
        response.del_cookie(COOKIE, path="/")
    return response


async def me(request: web.Request) -> web.Response:
    return web.json_response(_shown(request[AGENT]))


async def ticket(request: web.Request) -> web.Response:
    agent = request[AGENT]
    now = request.app[HUB].clock()
    made = await request.app[ADMISSION].ticket(person_of(agent), EndpointKind.CONSOLE, "", now)
    return web.json_response({"ticket": made})


def _shown(agent: Agent) -> dict[str, object]:
    person = person_of(agent)
    return {"agent": {"id": person.id, "name": person.name, "role": person.role.value}}
