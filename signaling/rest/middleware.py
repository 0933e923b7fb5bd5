"""Around every request: errors become JSON in one place, and answers get their safe headers."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from broker.errors import BrokerError
from signaling.errors import BadRequest, NoSuchPage
from signaling.failures import as_refusal
from signaling.keys import METRICS, SETTINGS

# Of answers that are no pages.
NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _response(refusal: BrokerError, status: int) -> web.Response:
    return web.json_response({"code": refusal.code, "message": str(refusal)}, status=status)


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure leaves as `{code, message}`."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = _response(_of_http(error), error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception as error:
        refusal = as_refusal(error)
        request.app[METRICS].refusals.labels(refusal.code).inc()
        return _response(refusal, refusal.http_status)


def _of_http(error: web.HTTPException) -> BrokerError:
    return NoSuchPage() if error.status == 404 else BadRequest(why=error.reason.lower())


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
