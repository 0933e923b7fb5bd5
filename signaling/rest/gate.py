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
from signaling.auth.scopes import ApiScope
from signaling.errors import BadToken, NoSuchPage, OriginNotAllowed, ScopeMissing, UnknownSite
from signaling.keys import ACCOUNTS, KEYRING, ORIGINS, SETTINGS
from signaling.store.acts import OPERATOR_TOKEN, SERVER, acting
from signaling.store.api_keys import ApiKey
from signaling.store.people import Agent

COOKIE = "alongside_agent"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access(StrEnum):
    """What a route asks of whoever calls it.

    `anybody`: nothing; the handler says nothing that is not public. `site`: a page of a registered
    site, which the body names: the handler compares the Origin header, which must be there, with
    it. `ticket`: a ticket for one WebSocket (auth/admission.py). `own_page`: an Origin header of
    the broker's own: who calls need not be known yet. `account`: a sign-in of whatever role, in the
    cookie or as `Authorization: Bearer`; and, for what changes something, an Origin of the broker's
    own, since other sites can make a browser send the cookie. `agent`: the same, of somebody who
    answers customers. `operator`: the setting `operator_token` as `Authorization: Bearer`, or a key
    that was made for the scope of the route (auth/api_keys.py), or the cookie of an operator's
    sign-in, with the same Origin.
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
# Of the routes for operators, those that are for keys, too; by method and path.
SCOPES = web.AppKey("scopes", dict[tuple[str, str], ApiScope])
# The key that the call was made with.
KEY = web.RequestKey("key", ApiKey)
# Calls whose handlers ask `check_site` of what they find, since no path names the site.
_ABOUT_SITES = frozenset({"/api/v1/sites", "/api/v1/conversations"})


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Raises NoSuchPage, BadToken, OriginNotAllowed, NotSignedIn, NotAllowed: before the handler
    runs, and before anything else of the request is looked at."""
    match = request.match_info
    if match.http_exception is None:
        await _let_in(request)
    # What it changes is this one's act. Not longer than this call: others come on the same
    # connection.
    with acting(_who(request)):
        return await handler(request)


async def _let_in(request: web.Request) -> None:
    path = _path(request)
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
        case Access.ACCOUNT:
            await _sign_in(request)
        case Access.AGENT:
            agent = await _sign_in(request)
            if not agent.role.is_staff:
                raise NotAllowed(role=agent.role.value, act="do what agents do")
        case Access.OPERATOR:
            if not await _by_key(request, path):
                await _operator(request)


def _who(request: web.Request) -> str:
    """As the audit log names who calls."""
    if KEY in request:
        return request[KEY].id
    if AGENT in request:
        return request[AGENT].id
    access = request.app[TABLE].get((request.method, _path(request)))
    return OPERATOR_TOKEN if access is Access.OPERATOR else SERVER


def sign_in_cookie(request: web.Request) -> str:
    """Its name. Where it is Secure, browsers take it from this very host by https only, for all
    paths, and from no other host of the same domain (RFC 6265bis, `__Host-`)."""
    return f"__Host-{COOKIE}" if request.app[SETTINGS].cookies_are_secure else COOKIE


def _path(request: web.Request) -> str:
    """As the table has it."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical


def sign_in_token(request: web.Request) -> str | None:
    """Of the sign-in that this request claims: one place for both ways. Who says it in the header
    means that one, whatever cookies the browser adds."""
    header = request.headers.get("Authorization")
    if header is None:
        return request.cookies.get(sign_in_cookie(request))
    kind, _, given = header.partition(" ")
    return given if kind.lower() == "bearer" else None


def _same_origin(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin not in request.app[ORIGINS].own:
        raise OriginNotAllowed(origin=shown(origin))


async def _by_key(request: web.Request, path: str) -> bool:
    """Whether a good key was given. Raises ScopeMissing, UnknownSite: that is not for it."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    key = await request.app[KEYRING].find(given) if kind.lower() == "bearer" else None
    if key is None:
        return False
    scope = request.app[SCOPES].get((request.method, path))
    if scope is None or scope not in key.scopes:
        raise ScopeMissing(scope="the operator token" if scope is None else scope)
    request[KEY] = key
    if key.sites is None:
        return True
    if "key" in request.match_info:
        check_site(request, request.match_info["key"])
    elif request.method == "POST" and path == "/api/v1/sites":
        raise ScopeMissing(scope="all sites")
    elif not any(path == about or path.startswith(f"{about}/") for about in _ABOUT_SITES):
        raise ScopeMissing(scope="all sites")
    return True


def check_not_operators(request: web.Request, *roles: Role | None) -> None:
    """`roles`: of the account that is changed, before and after. Raises ScopeMissing for keys where
    one is an operator's: such an account may do what no key may."""
    if KEY in request and Role.OPERATOR in roles:
        raise ScopeMissing(scope="the operator token")


def sites_of(request: web.Request) -> frozenset[str] | None:
    """The keys of the sites that this call may be about; None: all."""
    key = request.get(KEY)
    return None if key is None else key.sites


def check_site(request: web.Request, site: str) -> None:
    """`site`: its key. Raises UnknownSite where the caller has no business with it."""
    sites = sites_of(request)
    if sites is not None and site not in sites:
        raise UnknownSite


async def _sign_in(request: web.Request) -> Agent:
    if request.method not in SAFE:
        _same_origin(request)
    request[AGENT] = agent = await request.app[ACCOUNTS].signed_in(sign_in_token(request))
    return agent


async def _operator(request: web.Request) -> None:
    """A program says who it is in the header, a browser in the cookie. Whoever sends a header means
    that: a wrong token is not made good by a cookie."""
    header = request.headers.get("Authorization")
    if header is not None or sign_in_cookie(request) not in request.cookies:
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
