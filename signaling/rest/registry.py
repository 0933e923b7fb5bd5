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

from signaling.errors import UnknownSite
from signaling.keys import ORIGINS, REGISTRY, STORE
from signaling.rest.bodies import answer, read_json, read_query
from signaling.rest.contract import contract
from signaling.rest.gate import sites_of
from signaling.rest.paging import Paged, cursor_of
from signaling.store.sites import Site

PATH = "/api/v1/sites"
ONE = PATH + "/{key}"

Text = Annotated[str, msgspec.Meta(max_length=300)]
Origins = Annotated[
    list[Text], msgspec.Meta(max_length=100, extra_json_schema={"minItems": 1, "maxItems": 50})
]


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


class SitePage(msgspec.Struct, frozen=True):
    sites: list[SiteInfo]
    next: str | None


@contract("List the sites, the oldest first", query=Paged, answers={200: SitePage})
async def several(request: web.Request) -> web.Response:
    wanted = read_query(request, Paged)
    only = sites_of(request)
    if only is not None:
        mine = [await request.app[REGISTRY].find(key) for key in sorted(only)]
        return answer(SitePage(sites=[_info(site) for site in mine], next=None))
    found = await request.app[STORE].sites.page(wanted.after or (0.0, ""), wanted.limit + 1)
    shown, rest = found[: wanted.limit], found[wanted.limit :]
    goes_on = cursor_of((shown[-1].created_at, shown[-1].id)) if rest else None
    return answer(SitePage(sites=[_info(site) for site in shown], next=goes_on))


@contract("Register a site", body=Register, answers={201: SiteInfo}, creates=True)
async def register(request: web.Request) -> web.Response:
    wanted = await read_json(request, Register)
    site = await request.app[REGISTRY].register(
        wanted.name, wanted.origins, preset=wanted.preset, organisation=wanted.organisation
    )
    request.app[ORIGINS].forget()
    return answer(_info(site), status=201)


@contract("Show a site", answers={200: SiteInfo}, errors=(UnknownSite,), versioned=True)
async def one(request: web.Request) -> web.Response:
    return answer(_info(await request.app[REGISTRY].find(request.match_info["key"])))


@contract(
    "Change a site",
    body=Describe,
    answers={200: SiteInfo},
    errors=(UnknownSite,),
    changes=one,
)
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
