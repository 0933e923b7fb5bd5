"""`/api/v1/api-keys`: what programs call with.

    GET    (collection)                                  ->  {keys}
    POST   (collection) {name, scopes, sites?, days?}    ->  201 the key, with its `secret`
    DELETE {id}                                          ->  204

For operators (gate.py), and never for keys: a key cannot make itself another one. A secret is shown
once. `/api/v1/keys` are the keys that sign (rest/audit.py). Errors: `bad_token`, `bad_request`,
`unknown_site`, `not_found`, `scope_missing`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from broker.errors import UnknownThing
from signaling.auth.scopes import ApiScope
from signaling.errors import UnknownSite
from signaling.keys import KEYRING
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
from signaling.store.api_keys import ApiKey

PATH = "/api/v1/api-keys"
ONE = PATH + "/{id}"

Text = Annotated[str, msgspec.Meta(max_length=300)]


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`sites`: keys of sites; None: all. `days`: None: until it is revoked."""

    name: Text
    scopes: Annotated[list[Text], msgspec.Meta(max_length=50)]
    sites: Annotated[list[Text], msgspec.Meta(max_length=1000)] | None = None
    days: float | None = None


class ApiKeyInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`prefix`: how the secret begins. `used_on`: the day (UTC) of the last call. `secret`: only
    in the answer that made it."""

    id: str
    name: str
    prefix: str
    scopes: list[ApiScope]
    sites: list[str] | None
    created_at: float
    expires_at: float | None
    used_on: float | None
    secret: str | msgspec.UnsetType = msgspec.UNSET


class ApiKeys(msgspec.Struct, frozen=True):
    keys: list[ApiKeyInfo]


@contract("List the keys that programs call with", answers={200: ApiKeys})
async def several(request: web.Request) -> web.Response:
    return answer(ApiKeys(keys=[_info(key) for key in await request.app[KEYRING].all()]))


@contract(
    "Make a key; the only time that its secret is shown",
    body=Add,
    answers={201: ApiKeyInfo},
    errors=(UnknownSite,),
    creates=True,
)
async def add(request: web.Request) -> web.Response:
    wanted = await read_json(request, Add)
    made = await request.app[KEYRING].add(
        wanted.name, wanted.scopes, sites=wanted.sites, days=wanted.days
    )
    return answer(msgspec.structs.replace(_info(made.key), secret=made.secret), status=201)


@contract("Revoke a key", answers={204: None}, errors=(UnknownThing,))
async def revoke(request: web.Request) -> web.Response:
    await request.app[KEYRING].revoke(request.match_info["id"])
    return web.Response(status=204)


def _info(key: ApiKey) -> ApiKeyInfo:
    return ApiKeyInfo(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=sorted(key.scopes),
        sites=None if key.sites is None else sorted(key.sites),
        created_at=key.created_at,
        expires_at=key.expires_at,
        used_on=key.used_on,
    )
