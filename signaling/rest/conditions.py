"""Who changes something may say what it looked like (RFC 9110, section 13): a change on top of what
somebody else has changed in between is refused, and nobody's work is lost unseen.

    GET    ->  ETag; with If-None-Match 304, where nothing has changed
    PATCH  with If-Match  ->  412 changed_meanwhile, where something has

The tag is a hash of what is shown. Changes of one thing wait for each other, so that what a change
was compared with is what it replaces.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from aiohttp import web

from signaling.errors import BadRequest, ChangedMeanwhile
from signaling.rest.contract import Contract, contract_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# What is long is no tag of ours.
TAGS_MOST = 20


class Conditions:
    def __init__(self) -> None:
        self._changing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Behind the gate. Raises BadRequest, ChangedMeanwhile."""
        said = contract_of(request.match_info.handler)
        if said is None:
            return await handler(request)
        if said.versioned:
            return _tagged(request, await handler(request))
        if said.changes is None:
            return await handler(request)
        lock = self._changing.setdefault(request.path, asyncio.Lock())
        async with lock:
            await _compare(request, said)
            response = await handler(request)
        response.headers["ETag"] = tag_of(response)
        return response


def tag_of(response: web.StreamResponse) -> str:
    assert isinstance(response, web.Response) and isinstance(response.body, bytes)
    return f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'


def _tagged(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    tag = tag_of(response)
    if _is_among(request, "If-None-Match", tag, weak=True):
        response = web.Response(status=304)
    response.headers["ETag"] = tag
    return response


async def _compare(request: web.Request, said: Contract) -> None:
    if "If-Match" not in request.headers or said.changes is None:
        return
    shown = await said.changes(request)
    if not _is_among(request, "If-Match", tag_of(shown), weak=False):
        raise ChangedMeanwhile


def _is_among(request: web.Request, header: str, tag: str, *, weak: bool) -> bool:
    """Raises BadRequest."""
    values = request.headers.getall(header, [])
    tags = [one.strip() for value in values for one in value.split(",")]
    if len(tags) > TAGS_MOST:
        raise BadRequest(why=f"{header} has more than {TAGS_MOST} tags")
    if weak:
        tags = [one.removeprefix("W/") for one in tags]
    return "*" in tags or tag in tags
