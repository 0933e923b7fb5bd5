"""Who may make a call at all: one gate for all routes, in front of all handlers.

Every route is in the table of routes.py with what it asks of the caller. Whatever is in no such
table does not exist, so that a route that somebody forgets is closed and not open.
"""

import hmac
from collections.abc import Awaitable, Callable
from enum import StrEnum

from aiohttp import web

from broker.errors import NotAllowed
from broker.names import Role
from signaling.auth.admission import shown
from signaling.errors import BadToken, NoSuchPage, OriginNotAllowed
from signaling.keys import ACCOUNTS, ORIGINS, SETTINGS
from signaling.store.people import Agent

COOKIE = "alongside_agent"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access(StrEnum):
    """What a route asks of whoever calls it.

    `anybody`: nothing; the handler says nothing that is not public. `site`: a page of a registered
    site, which the body names: the handler compares the Origin header with it. `ticket`: a ticket
    for one WebSocket (auth/admission.py). `own_page`: an Origin header of the broker's own: who
    calls need not be known yet. `account`: a sign-in of whatever role, in the cookie or as
    `Authorization: Bearer`; and, for what changes something, an Origin of the broker's own, since
    other sites can make a browser send the cookie. `agent`: the same, of somebody who answers
    customers. `operator`: the setting `operator_token` as `Authorization: Bearer`, or the cookie of
    an operator's sign-in, with the same Origin.
    """

    ANYBODY = "anybody"
    SITE = "site"
    TICKET = "ticket"
    OWN_PAGE = "own_page"
    ACCOUNT = "account"
    AGENT = "agent"
    OPERATOR = "operator"


# By method and path, as aiohttp has them.
TABLE = web.AppKey("access", dict[tuple[str, str], Access])
# Whose sign-in it is; an operator's token is nobody's.
AGENT = web.RequestKey("agent", Agent)


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Raises NoSuchPage, BadToken, OriginNotAllowed, NotSignedIn, NotAllowed: before the handler
    runs, and before anything else of the request is looked at."""
    match = request.match_info
    if match.http_exception is None:
        await _let_in(request)
    return await handler(request)


async def _let_in(request: web.Request) -> None:
    resource = request.match_info.route.resource
    path = "" if resource is None else resource.canonical
    access = request.app[TABLE].get((request.method, path))
    match access:
        case None:
            raise NoSuchPage
        case Access.ANYBODY | Access.SITE | Access.TICKET:
            pass
        case Access.OWN_PAGE:
            _same_origin(request)
        case Access.ACCOUNT:
            await _sign_in(request)
        case Access.AGENT:
            agent = await _sign_in(request)
            if not agent.role.is_staff:
                raise NotAllowed(role=agent.role.value, act="do what agents do")
        case Access.OPERATOR:
            await _operator(request)


def sign_in_token(request: web.Request) -> str | None:
    """Of the sign-in that this request claims: one place for both ways. Who says it in the header
    means that one, whatever cookies the browser adds."""
    header = request.headers.get("Authorization")
    if header is None:
        return request.cookies.get(COOKIE)
    kind, _, given = header.partition(" ")
    return given if kind.lower() == "bearer" else None


def _same_origin(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin not in request.app[ORIGINS].own:
        raise OriginNotAllowed(origin=shown(origin))


async def _sign_in(request: web.Request) -> Agent:
    if request.method not in SAFE:
        _same_origin(request)
    request[AGENT] = agent = await request.app[ACCOUNTS].signed_in(sign_in_token(request))
    return agent


async def _operator(request: web.Request) -> None:
    """A program says who it is in the header, a browser in the cookie. Whoever sends a header means
    that: a wrong token is not made good by a cookie."""
    header = request.headers.get("Authorization")
    if header is not None or COOKIE not in request.cookies:
        _operator_token(request, header or "")
        return
    agent = await _sign_in(request)
    if agent.role is not Role.OPERATOR:
        raise NotAllowed(role=agent.role.value, act="do what operators do")


def _operator_token(request: web.Request, header: str) -> None:
    token = request.app[SETTINGS].operator_token
    kind, _, given = header.partition(" ")
    is_given = hmac.compare_digest(given.encode(errors="replace"), token.encode())
    if not token or kind.lower() != "bearer" or not is_given:
        raise BadToken
