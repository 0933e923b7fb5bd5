"""`/api/v1/set-up`: the first operator of a server comes in.

    GET                                     ->  {open}
    POST {code, user_name, name, password}  ->  201 {agent: {id, name, role}} and a cookie

For pages of the broker's own. `code`: what `alongside serve` prints, or `alongside operator
setup-code`: good once, for an hour. Once there has been an operator, there is no set-up any more,
whatever becomes of their account. Errors: `set_up_closed`, `bad_set_up_code`, `too_many_tries`,
`bad_request`, `user_name_taken`, `origin_not_allowed`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from signaling.auth.passwords import PASSWORD_MOST
from signaling.keys import SET_UP, SOURCES
from signaling.rest.agents import signed_in
from signaling.rest.bodies import answer, read_json

PATH = "/api/v1/set-up"

Text = Annotated[str, msgspec.Meta(max_length=300)]


class Complete(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=64)]
    user_name: Text
    name: Text
    password: Annotated[str, msgspec.Meta(max_length=PASSWORD_MOST)]


async def state(request: web.Request) -> web.Response:
    return answer({"open": await request.app[SET_UP].is_open()})


async def complete(request: web.Request) -> web.Response:
    wanted = await read_json(request, Complete)
    source = request.app[SOURCES].of(request)
    operator, token = await request.app[SET_UP].complete(
        wanted.code, wanted.user_name, wanted.name, wanted.password, source
    )
    return signed_in(request, operator, token, status=201)
