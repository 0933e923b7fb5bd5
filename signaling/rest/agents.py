"""`/api/v1/agents/`: signing in and out, and tickets. Operators sign in here, too, and get none.

    POST sign-in {user_name, password, code?, new_password?}
                                        ->  {agent: {id, name, role}} and a cookie
    POST sign-out                       ->  {}
    GET  me                             ->  {agent}
    POST tickets                        ->  {ticket}
    POST sign-in-token {token}          ->  {agent, token}
    POST {agent}/sign-in-codes          ->  201 {code, expires_at}; for operators
    POST sign-in-code {code}            ->  {agent, token}

All POSTs but the operator's want an Origin header of the broker's own: the cookie alone proves
nothing, since other sites can make a browser send it. The agent pane in another product's page,
where browsers keep no cookie of ours, gives the token of its sign-in as `Authorization: Bearer`.
`new_password`: in place of one that somebody else has set (`password_change_needed`).
Errors: `bad_credentials`, `password_change_needed`, `weak_password`, `second_factor_needed`,
`bad_second_factor`,
`second_factor_required`, `bad_sign_in_code`, `bad_sign_in_token`, `claim_not_supported`,
`too_many_tries`, `not_signed_in`, `not_allowed`, `origin_not_allowed`; to operators `bad_token`,
`not_found`.
"""

import re
from typing import Annotated

import msgspec
from aiohttp import web

from broker.errors import UnknownThing
from broker.names import EndpointKind, Role
from signaling.auth.accounts import Proof, SignInCode, find_agent, person_of
from signaling.auth.browsers import browser_of
from signaling.auth.passwords import PASSWORD_MOST
from signaling.auth.signed_tokens import TOKEN_MOST
from signaling.errors import (
    BadCredentials,
    BadSecondFactor,
    BadSignInCode,
    BadSignInToken,
    ClaimNotSupported,
    NoSuchPage,
    PasswordChangeNeeded,
    SecondFactorNeeded,
    SecondFactorRequired,
    TooManyTries,
    WeakPassword,
)
from signaling.keys import ACCOUNTS, ADMISSION, AGENT_TOKENS, HUB, SETTINGS, SOURCES, STORE
from signaling.limits import Window
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
from signaling.rest.gate import AGENT, sign_in_cookie, sign_in_token
from signaling.store.people import Agent

# Each costs a signature.
TOKEN_TRIES, TOKEN_SECONDS = 60, 900.0

# An id or a user name.
_AGENT = re.compile(r"[A-Za-z0-9_.:@-]{1,64}")


class Redeem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    # As `new_token` makes it.
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]


class Present(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, msgspec.Meta(max_length=TOKEN_MOST)]


class SignIn(msgspec.Struct, frozen=True):
    user_name: Annotated[str, msgspec.Meta(max_length=64)]
    password: Annotated[str, msgspec.Meta(max_length=PASSWORD_MOST)]
    # Of the second factor, where the account has one.
    code: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    # In place of a password that somebody else has set.
    new_password: Annotated[str, msgspec.Meta(max_length=PASSWORD_MOST)] | None = None


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
    errors=(
        BadCredentials,
        BadSecondFactor,
        PasswordChangeNeeded,
        SecondFactorNeeded,
        SecondFactorRequired,
        TooManyTries,
        WeakPassword,
    ),
)
async def sign_in(request: web.Request) -> web.Response:
    who = await read_json(request, SignIn)
    source = request.app[SOURCES].of(request)
    proof = Proof(who.user_name, who.password, who.code)
    agent, token = await request.app[ACCOUNTS].sign_in(
        proof, source, browser(request), new_password=who.new_password
    )
    await end_former(request)
    return signed_in(request, agent, token)


def signed_in(request: web.Request, agent: Agent, token: str, status: int = 200) -> web.Response:
    """The answer that makes a browser this agent's."""
    response = answer(SignedIn(agent=_account(agent)), status=status)
    set_sign_in_cookie(request, response, token)
    return response


async def end_former(request: web.Request) -> None:
    """The sign-in that this browser had is not needed any more, and nobody shall find it later."""
    former = request.cookies.get(sign_in_cookie(request))
    if former:
        await request.app[ACCOUNTS].sign_out(former)


def set_sign_in_cookie(request: web.Request, response: web.Response, token: str) -> None:
    settings = request.app[SETTINGS]
    response.set_cookie(
        sign_in_cookie(request),
        token,
        max_age=int(settings.sign_in_seconds),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=settings.cookies_are_secure,
    )


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
    agent, token = await request.app[ACCOUNTS].redeem(given.code, browser(request))
    return answer(SignedInByCode(agent=_account(agent), token=token))


class SignInTokens:
    """`redeem` with what the operator's own server has signed."""

    def __init__(self) -> None:
        self._failures = Window(TOKEN_TRIES, TOKEN_SECONDS)

    @contract(
        "Sign in with a token that the operator's own server has signed",
        body=Present,
        answers={200: SignedInByCode},
        errors=(BadSignInToken, ClaimNotSupported, NoSuchPage, TooManyTries),
    )
    async def present(self, request: web.Request) -> web.Response:
        """As `redeem`, and as that only for a product that shows the agent pane."""
        if not request.app[SETTINGS].embed_origins:
            raise NoSuchPage
        given = await read_json(request, Present)
        source, now = request.app[SOURCES].of(request), request.app[HUB].clock()
        if not self._failures.allows(source, now):
            raise TooManyTries
        try:
            signed_in = await request.app[AGENT_TOKENS].sign_in(given.token, browser(request))
        except BadSignInToken:
            self._failures.add(source, now)
            raise
        agent, token = signed_in
        return answer(SignedInByCode(agent=_account(agent), token=token))


@contract("Sign out, in all windows", answers={200: SignedOut})
async def sign_out(request: web.Request) -> web.Response:
    """Also closes the agent's WebSockets, in all windows: whoever left is not shown any more."""
    token = sign_in_token(request)
    await request.app[ACCOUNTS].sign_out(token or "")
    await request.app[HUB].sign_out(request[AGENT].id)
    response = answer(SignedOut())
    name = sign_in_cookie(request)
    if token == request.cookies.get(name):
        # What the prefix of its name asks for, taking away has to say, too.
        secure = request.app[SETTINGS].cookies_are_secure
        response.del_cookie(name, path="/", secure=secure, httponly=True, samesite="Strict")
    return response


@contract("Who is signed in", answers={200: SignedIn})
async def me(request: web.Request) -> web.Response:
    return answer(SignedIn(agent=_account(request[AGENT])))


@contract("A ticket for one WebSocket of the console", answers={200: TicketMade})
async def ticket(request: web.Request) -> web.Response:
    agent = request[AGENT]
    now = request.app[HUB].clock()
    sign_in = await request.app[ACCOUNTS].sign_in_of(sign_in_token(request) or "")
    made = await request.app[ADMISSION].ticket(
        person_of(agent), EndpointKind.CONSOLE, "", now, sign_in.id
    )
    return answer(TicketMade(ticket=made))


def browser(request: web.Request) -> str:
    return browser_of(request.headers.get("User-Agent", ""))


def _account(agent: Agent) -> Account:
    person = person_of(agent)
    return Account(id=person.id, name=person.name, role=person.role)
