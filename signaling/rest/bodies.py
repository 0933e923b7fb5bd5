"""Reading what a client sent, and answering it."""

import asyncio
import re
from typing import TypeVar

import msgspec
from aiohttp import web

from signaling.errors import BadRequest, UnsupportedType
from signaling.keys import SETTINGS

T = TypeVar("T")

QUERY_LONGEST = 200
# Also what is JSON of a kind: `application/merge-patch+json`.
_JSON = re.compile(r"application/(?:[a-z0-9.!#$&^_-]+\+)?json")


async def read_body(request: web.Request) -> bytes:
    """The body, which has to say that it is JSON: what a form of another website sends never does.
    Raises UnsupportedType; BadRequest when it is too slow, and HTTPException when it is too
    long."""
    try:
        async with asyncio.timeout(request.app[SETTINGS].body_seconds):
            body = await request.read()
    except TimeoutError:
        raise BadRequest(why="the body did not arrive in time") from None
    if body and _JSON.fullmatch(request.content_type.lower()) is None:
        raise UnsupportedType
    return body


async def read_json(request: web.Request, kind: type[T], *, or_nothing: bool = False) -> T:
    """The body as `kind`; `or_nothing`: none at all stands for `{}`. Raises BadRequest when it is
    not that; else as `read_body`."""
    body = await read_body(request)
    try:
        return msgspec.json.decode(body or b"{}" if or_nothing else body, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequest(why=str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest(why="the body is not JSON") from None


def read_query(request: web.Request, kind: type[T]) -> T:
    """The parameters of the query as `kind`, each once. Raises BadRequest."""
    query = request.query
    # `len` counts the values, and there may be several of one name.
    if len(query) != len(set(query)):
        raise BadRequest(why="a parameter stands twice")
    if any(len(value) > QUERY_LONGEST or not value.isprintable() for value in query.values()):
        raise BadRequest(why="a parameter is too long, or has characters that nothing has")
    try:
        return msgspec.convert(dict(query), kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadRequest(
            why=str(error).replace("Object contains unknown field", "no parameter")
        ) from None


def answer(shown: object, status: int = 200) -> web.Response:
    """`shown` as JSON."""
    body = msgspec.json.encode(shown)
    return web.Response(body=body, status=status, content_type="application/json")
