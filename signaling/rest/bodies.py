"""Reading what a client sent, and answering it."""

import asyncio
from typing import TypeVar

import msgspec
from aiohttp import web

from signaling.errors import BadRequest
from signaling.keys import SETTINGS

T = TypeVar("T")


async def read_body(request: web.Request) -> bytes:
    """The body. Raises BadRequest when it is too slow, and HTTPException when it is too long."""
    try:
        async with asyncio.timeout(request.app[SETTINGS].body_seconds):
            return await request.read()
    except TimeoutError:
        raise BadRequest(why="the body did not arrive in time") from None


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


def answer(shown: object, status: int = 200) -> web.Response:
    """`shown` as JSON."""
    body = msgspec.json.encode(shown)
    return web.Response(body=body, status=status, content_type="application/json")
