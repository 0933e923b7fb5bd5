"""Around every request: errors become problem details in one place, and answers get their safe
headers."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from broker.errors import BrokerError
from signaling.errors import (
    BadRequest,
    BodyTooLong,
    MethodNotAllowed,
    NoSuchPage,
    UnsupportedType,
)
from signaling.failures import as_refusal
from signaling.keys import METRICS, SETTINGS
from signaling.rest.gate import TABLE
from signaling.rest.problems import response_of

# Of answers that are no pages.
NOTHING = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure leaves as problems.Problem."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = response_of(request, _of_http(request, error), error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = _allowed(request) or error.headers["Allow"]
        return response
    except Exception as error:
        refusal = as_refusal(error)
        request.app[METRICS].refusals.labels(refusal.code).inc()
        return response_of(request, refusal, refusal.http_status)


def _allowed(request: web.Request) -> str:
    """The methods of the very address, where it is one: aiohttp adds those of the patterns that it
    happens to fit, such as `/agents/{agent}` for `/agents/me`."""
    return ",".join(sorted(method for method, path in request.app[TABLE] if path == request.path))


def _of_http(request: web.Request, error: web.HTTPException) -> BrokerError:
    """What aiohttp refuses, in our words."""
    match error.status:
        case 404:
            return NoSuchPage()
        case 405:
            return MethodNotAllowed(method=request.method)
        case 413:
            return BodyTooLong()
        case 415:
            return UnsupportedType()
        case _:
            return BadRequest(why=error.reason.lower())


async def safe_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal of aiohttp, before the headers of any answer are sent."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Security-Policy", NOTHING)
    hsts = request.app[SETTINGS].hsts
    if hsts and request.app[SETTINGS].origin.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", hsts)
    headers.popall("Server", None)
