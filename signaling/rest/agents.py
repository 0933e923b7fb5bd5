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
from broker.names import EndpointKind, Role
from signaling.auth.accounts import SignInCode, find_agent, person_of
from signaling.auth.passwords import PASSWORD_MOST
from signaling.errors import (
    BadCredentials,
    BadSignInCode,
    NoSuchPage,
    TooManyTries,
)
from signaling.keys import ACCOUNTS, ADMISSION, HUB, SETTINGS, SOURCES, STORE
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
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


class Account(msgspec.Struct, frozen=True):
    id: str
    name: str
    role: Role


class SignedIn(msgspec.Struct, frozen=True):
    agent: Account


class SignedInByCode(msgspec.Struct, frozen=True):
    """`token`: in place of a cookie, as `Authorization: Bearer`."""

    agent: Account
    token: str


class TicketMade(msgspec.Struct, frozen=True):
    """It opens one WebSocket, once, within half a minute."""

    ticket: str


class SignedOut(msgspec.Struct, frozen=True):
    pass


@contract(
    "Sign in with a password",
    body=SignIn,
    answers={200: SignedIn},
    errors=(BadCredentials, TooManyTries),
)
async def sign_in(request: web.Request) -> web.Response:
    who = await read_json(request, SignIn)
    source = request.app[SOURCES].of(request)
    agent, token = await request.app[ACCOUNTS].sign_in(who.user_name, who.password, source)
    return signed_in(request, agent, token)


def signed_in(request: web.Request, agent: Agent, token: str, status: int = 200) -> web.Response:
    """The answer that makes a browser this agent's."""
    response = answer(SignedIn(agent=_account(agent)), status=status)
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


@contract(
    "Make a code that signs an agent in, once, in a product that shows the agent pane",
    answers={201: SignInCode},
    errors=(UnknownThing, NoSuchPage),
)
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
    return answer(made, status=201)


@contract(
    "Sign in with a code, without a cookie",
    body=Redeem,
    answers={200: SignedInByCode},
    errors=(BadSignInCode,),
)
async def redeem(request: web.Request) -> web.Response:
    """Sets no cookie: what is in the frame is signed in, and nothing else in this browser."""
    given = await read_json(request, Redeem)
    agent, token = await request.app[ACCOUNTS].redeem(given.code)
    return answer(SignedInByCode(agent=_account(agent), token=token))


@contract("Sign out, in all windows", answers={200: SignedOut})
async def sign_out(request: web.Request) -> web.Response:
    """Also closes the agent's WebSockets, in all windows: whoever left is not shown any more."""
    token = sign_in_token(request)
    await request.app[ACCOUNTS].sign_out(token or "")
    await request.app[HUB].sign_out(request[AGENT].id)
    response = answer(SignedOut())
    if token == request.cookies.get(COOKIE):
        response.del_cookie(COOKIE, path="/")
    return response


@contract("Who is signed in", answers={200: SignedIn})
async def me(request: web.Request) -> web.Response:
    return answer(SignedIn(agent=_account(request[AGENT])))


@contract("A ticket for one WebSocket of the console", answers={200: TicketMade})
async def ticket(request: web.Request) -> web.Response:
    agent = request[AGENT]
    now = request.app[HUB].clock()
    made = await request.app[ADMISSION].ticket(person_of(agent), EndpointKind.CONSOLE, "", now)
    return answer(TicketMade(ticket=made))


def _account(agent: Agent) -> Account:
    person = person_of(agent)
    return Account(id=person.id, name=person.name, role=person.role)
