"""How a refusal looks to who calls: problem details (RFC 9457), and the page that their `type`
leads to.

    GET /api/v1/errors  ->  a page with all codes

`code` is what programs go by. `message` is `detail` under the name it had before there was one.
"""

import html
from functools import cache

import msgspec
from aiohttp import web

from broker.errors import BrokerError
from signaling.errors import all_errors
from signaling.keys import SETTINGS
from signaling.rest.contract import contract

PATH = "/api/v1/errors"
TYPE = "application/problem+json"
# By status: seconds after which another try makes sense, where the refusal does not say it.
RETRY_AFTER = {429: 60, 503: 5}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal: nothing has changed. `code` is stable; `detail`, and `message`, which is the same,
    is a sentence for people. `type` leads to what the code means."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    message: str


def response_of(request: web.Request, refusal: BrokerError, status: int) -> web.Response:
    said = str(refusal)
    problem = Problem(
        type=f"{request.app[SETTINGS].origin}{PATH}#{refusal.code}",
        title=title_of(refusal.code),
        status=status,
        detail=said,
        code=refusal.code,
        message=said,
    )
    response = web.Response(body=msgspec.json.encode(problem), status=status, content_type=TYPE)
    seconds = refusal.fields.get("seconds", RETRY_AFTER.get(status))
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def title_of(code: str) -> str:
    """The same for every refusal of this code."""
    return code.replace("_", " ").capitalize()


@contract("All error codes, as a page for people", answers={200: str}, media="text/html")
async def page(_request: web.Request) -> web.Response:
    return web.Response(text=_page(), content_type="text/html")


@cache
def _page() -> str:
    rows = sorted({(one.code, one.http_status, one.message_template) for one in all_errors()})
    listed = "".join(
        f'<dt id="{code}"><code>{code}</code> ({status})</dt><dd>{html.escape(text)}</dd>\n'
        for code, status, text in rows
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>Error codes</title>\n</head>\n<body>\n<h1>Error codes</h1>\n"
        f"<p>With its HTTP status, and the sentence for people.</p>\n<dl>\n{listed}</dl>\n"
        "</body>\n</html>\n"
    )
