"""Who may make a call at all: one gate for all routes, in front of all handlers.

Every route is in the table of routes.py with what it asks of the caller. Whatever is in no such
table does not exist, so that a route that somebody forgets is closed and not open.
"""

import hmac
from collections.abc import Awaitable, Callable
from enum import StrEnum

from aiohttp import web

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
    site, which the body names: the handler compares the Origin header, which must be there, with
    it. `ticket`: a ticket
    for one WebSocket (auth/admission.py). `own_page`: an Origin header of the broker's own: who
    calls need not be known yet. `agent`: a sign-in, in the cookie or as `Authorization: Bearer`;
    and, for what changes something, an Origin of the broker's own, since other sites can make a
    browser send the cookie. `operator`: the setting `operator_token` as `Authorization: Bearer`;
    without the setting there is no such route.
    """

    ANYBODY = "anybody"
    SITE = "site"
    TICKET = "ticket"
    OWN_PAGE = "own_page"
    AGENT = "agent"
    OPERATOR = "operator"


# By method and path, as aiohttp has them.
TABLE = web.AppKey("access", dict[tuple[str, str], Access])
AGENT = web.RequestKey("agent", Agent)


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Raises NoSuchPage, BadToken, OriginNotAllowed, NotSignedIn: before the handler runs, and
    before anything else of the request is looked at."""
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
        case Access.ANYBODY | Access.TICKET:
            pass
        case Access.SITE:
            if "Origin" not in request.headers:
                raise OriginNotAllowed(origin=shown(None))
        case Access.OWN_PAGE:
            _same_origin(request)
        case Access.AGENT:
            if request.method not in SAFE:
                _same_origin(request)
            request[AGENT] = await request.app[ACCOUNTS].signed_in(sign_in_token(request))
        case Access.OPERATOR:
            _operator(request)


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


def _operator(request: web.Request) -> None:
    token = request.app[SETTINGS].operator_token
    if not token:
        raise NoSuchPage
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    is_given = hmac.compare_digest(given.encode(errors="replace"), token.encode())
    if kind.lower() != "bearer" or not is_given:
        raise BadToken
