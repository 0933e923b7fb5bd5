"""Reading what a client sent."""

import asyncio
from typing import TypeVar

import msgspec
from aiohttp import web

from signaling.errors import BadRequest
from signaling.keys import SETTINGS

T = TypeVar("T")


async def read_json(request: web.Request, kind: type[T]) -> T:
    """The body as `kind`. Raises BadRequest when it is not that, too long, or too slow."""
    try:
        async with asyncio.timeout(request.app[SETTINGS].body_seconds):
            body = await request.read()
    except TimeoutError:
        raise BadRequest(why="the body did not arrive in time") from None
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequest(why=str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest(why="the body is not JSON") from None
