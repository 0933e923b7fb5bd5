"""`/api/v1/sites`: the registered websites, and where their pages come from.

    GET   (collection) ?limit&cursor                        ->  {sites, next}
    POST  (collection) {name, origins, preset?, organisation?}  ->  201 the site
    GET   {key}                                             ->  the site
    PATCH {key} {name?, origins?, organisation?}            ->  it; what is not said stays

For operators (gate.py). How sessions behave is in rest/sites.py. Errors: `bad_token`,
`bad_request`, `unknown_site`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from signaling.keys import ORIGINS, REGISTRY, STORE
from signaling.rest.bodies import answer, read_json
from signaling.rest.gate import sites_of
from signaling.rest.paging import check_query, cursor_of, limit_of, place_of
from signaling.store.sites import Site

PATH = "/api/v1/sites"
ONE = PATH + "/{key}"

Text = Annotated[str, msgspec.Meta(max_length=300)]
Origins = Annotated[list[Text], msgspec.Meta(max_length=100)]


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text
    origins: Origins
    preset: Text = "standard"
    organisation: Text | None = None


class Describe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text | None = None
    origins: Origins | None = None
    organisation: Text | None = None


class SiteInfo(msgspec.Struct, frozen=True):
    """`key` stands in the website's HTML: it is no secret."""

    key: str
    name: str
    organisation: str
    origins: tuple[str, ...]
    created_at: float


async def several(request: web.Request) -> web.Response:
    check_query(request.query, ("limit", "cursor"))
    limit = limit_of(request.query)
    only = sites_of(request)
    if only is not None:
        mine = [await request.app[REGISTRY].find(key) for key in sorted(only)]
        return answer({"sites": [_info(site) for site in mine], "next": None})
    after = place_of(request.query) or (0.0, "")
    found = await request.app[STORE].sites.page(after, limit + 1)
    shown, rest = found[:limit], found[limit:]
    goes_on = cursor_of((shown[-1].created_at, shown[-1].id)) if rest else None
    return answer({"sites": [_info(site) for site in shown], "next": goes_on})


async def register(request: web.Request) -> web.Response:
    wanted = await read_json(request, Register)
    site = await request.app[REGISTRY].register(
        wanted.name, wanted.origins, preset=wanted.preset, organisation=wanted.organisation
    )
    request.app[ORIGINS].forget()
    return answer(_info(site), status=201)


async def one(request: web.Request) -> web.Response:
    return answer(_info(await request.app[REGISTRY].find(request.match_info["key"])))


async def describe(request: web.Request) -> web.Response:
    wanted = await read_json(request, Describe)
    site = await request.app[REGISTRY].describe(
        request.match_info["key"],
        name=wanted.name,
        origins=wanted.origins,
        organisation=wanted.organisation,
    )
    request.app[ORIGINS].forget()
    return answer(_info(site))


def _info(site: Site) -> SiteInfo:
    return SiteInfo(
        key=site.key,
        name=site.name,
        organisation=site.organisation,
        origins=site.origins,
        created_at=site.created_at,
    )
