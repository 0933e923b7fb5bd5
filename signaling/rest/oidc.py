"""`/api/v1/oidc`: signing in at another provider, in the browser.

    GET (the provider)  ->  {provider}: what to call it; null: there is none
    GET begin           ->  302 to the provider, with a cookie for the way back
    GET callback        ->  302 to the console, signed in; or a page that says why not

What goes wrong on the way back is for a person to read: a page, with the code of the refusal.
Codes: `bad_provider_flow`, `provider_refused`, `bad_provider_answer`, `no_account`,
`too_many_tries`.
"""

from html import escape

import msgspec
import structlog
from aiohttp import web

from broker.errors import BrokerError
from broker.names import Role
from signaling.auth.visitors import role_of
from signaling.config import Settings
from signaling.errors import BadCredentials, NoAccount, NoSuchPage, TooManyTries
from signaling.keys import ACCOUNTS, HUB, PROVIDER, SETTINGS, SOURCES, VISITORS
from signaling.limits import Window
from signaling.rest.agents import browser, end_former, set_sign_in_cookie
from signaling.rest.bodies import answer
from signaling.rest.contract import contract
from signaling.store.people import Agent, How

log = structlog.get_logger()

PATH = "/api/v1/oidc"
_COOKIE = "alongside_provider"

# Each departure is a row in the store for ten minutes.
DEPARTURES, SECONDS = 30, 600.0

FAILED = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Signing in did not work</title>
<link rel="icon" href="data:,">
<style>
  :root {{ color-scheme: light dark; }}
  body {{ max-width: 34rem; margin: 15vh auto; padding: 0 1rem;
    font: 1rem/1.5 system-ui, sans-serif; }}
</style>
</head>
<body>
<h1>Signing in did not work</h1>
<p>{sentence}</p>
<p><small>{code}</small></p>
<p><a href="/agent/">Back to where you sign in</a></p>
</body>
</html>
"""
FAILED_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class ProviderName(msgspec.Struct, frozen=True):
    """None: agents sign in here."""

    provider: str | None


class Oidc:
    def __init__(self) -> None:
        self._departures = Window(DEPARTURES, SECONDS)

    @contract("What the provider is called at which agents sign in", answers={200: ProviderName})
    async def provider(self, request: web.Request) -> web.Response:
        settings = request.app[SETTINGS]
        return answer(ProviderName(settings.oidc_name if settings.oidc_issuer else None))

    @contract(
        "To the provider, in a browser; a page where it cannot be",
        answers={302: None, 429: str, 502: str},
        media="text/html",
        errors=(NoSuchPage,),
    )
    async def begin(self, request: web.Request) -> web.StreamResponse:
        settings = request.app[SETTINGS]
        if not settings.oidc_issuer:
            raise NoSuchPage
        source, now = request.app[SOURCES].of(request), request.app[HUB].clock()
        try:
            if not self._departures.allows(source, now):
                raise TooManyTries
            self._departures.add(source, now)
            departure = await request.app[PROVIDER].depart()
        except BrokerError as refusal:
            return failed(refusal)
        response = web.Response(status=302, headers={"Location": departure.url})
        response.set_cookie(
            _cookie(settings),
            departure.cookie,
            max_age=int(SECONDS),
            path=PATH,
            httponly=True,
            # The way back begins on a page of the provider's.
            samesite="Lax",
            secure=settings.cookies_are_secure,
        )
        return response

    @contract(
        "Back from the provider, in a browser; a page where nobody is signed in",
        answers={302: None, 400: str, 403: str, 429: str, 502: str},
        media="text/html",
        errors=(NoSuchPage,),
    )
    async def callback(self, request: web.Request) -> web.StreamResponse:
        settings = request.app[SETTINGS]
        if not settings.oidc_issuer:
            raise NoSuchPage
        try:
            agent, token = await self._sign_in(request)
            await end_former(request)
        except BrokerError as refusal:
            response = failed(refusal)
        else:
            response = web.Response(status=302, headers={"Location": _home(agent)})
            set_sign_in_cookie(request, response, token)
        secure = settings.cookies_are_secure
        response.del_cookie(_cookie(settings), path=PATH, secure=secure)
        return response

    async def _sign_in(self, request: web.Request) -> tuple[Agent, str]:
        settings = request.app[SETTINGS]
        cookie = request.cookies.get(_cookie(settings), "")
        visitor = await request.app[PROVIDER].arrive(request.query, cookie)
        agent = await request.app[VISITORS].account(
            visitor.identity,
            user_name=visitor.claims.get(settings.oidc_user_claim),
            name=visitor.claims.get("name"),
            role=role_of(visitor.claims, settings.oidc_role_claim, settings.oidc_roles),
            new=settings.oidc_new_accounts,
            keep_role=not settings.oidc_role_claim,
        )
        try:
            return agent, await request.app[ACCOUNTS].begin(agent, How.PROVIDER, browser(request))
        except BadCredentials:
            # Switched off in this very moment.
            raise NoAccount from None


def _cookie(settings: Settings) -> str:
    return f"__Secure-{_COOKIE}" if settings.cookies_are_secure else _COOKIE


def _home(agent: Agent) -> str:
    return "/admin/" if agent.role is Role.OPERATOR else "/agent/"


def failed(refusal: BrokerError) -> web.Response:
    log.info("provider.failed", code=refusal.code, why=refusal.fields.get("why"))
    text = FAILED.format(sentence=escape(str(refusal)), code=escape(refusal.code))
    headers = {"Content-Security-Policy": FAILED_POLICY, "Referrer-Policy": "no-referrer"}
    return web.Response(
        text=text, status=refusal.http_status, content_type="text/html", headers=headers
    )
