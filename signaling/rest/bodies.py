"""Reading what a client sent."""

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


async def read_json(request: web.Request, kind: type[T]) -> T:
    """The body as `kind`. Raises BadRequest when it is not that; else as `read_body`."""
    body = await read_body(request)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequest(why=str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest(why="the body is not JSON") from None
