"""`/sdk/v1/COPY/NAME`: files of one copy of the SDK, whose bytes never change; and
`/sdk/v1/manifest.json`, which lists them all with what a tag has to say as `integrity`."""

import msgspec
from aiohttp import web

from signaling.errors import NoSuchPage, SdkOutdated
from signaling.keys import COPIES, COPY_USE, ORIGINS, SETTINGS
from signaling.pages import REVALIDATE, answer_asset, for_all_origins
from signaling.rest.problems import response_of
from signaling.sdk_copies.one import SdkCopy, url_of

# A year: as long as browsers and caches remember anything.
FOR_EVER = "public, max-age=31536000, immutable"


class ListedFile(msgspec.Struct, frozen=True):
    name: str
    url: str
    integrity: str
    bytes: int


class ListedCopy(msgspec.Struct, frozen=True):
    """`served`: false for one that speaks what the server does not understand any more."""

    copy: str
    version: str
    since: float
    served: bool
    files: list[ListedFile]


class Manifest(msgspec.Struct, frozen=True):
    """`present`: the copy that `/sdk/v1/alongside.js` is of, now."""

    present: str
    copies: list[ListedCopy]


async def file(request: web.Request) -> web.Response:
    """Also a refusal can be read everywhere: browsers tell a website's developer no more than that
    something is wrong with the origin, otherwise."""
    try:
        copy = request.app[COPIES].find(request.match_info["copy"])
        found = copy.files.get(request.match_info["name"])
        if found is None:
            raise NoSuchPage
    except SdkOutdated as refusal:
        await _note(request, request.match_info["copy"])
        return for_all_origins(response_of(request, refusal, refusal.http_status))
    response = for_all_origins(answer_asset(request, found))
    response.headers["Cache-Control"] = FOR_EVER
    return response


async def _note(request: web.Request, copy: str) -> None:
    """Its pages have no widget, and introduce nobody: this is where an operator's server hears of
    them. A tag with `crossorigin` says where it is."""
    origin = request.headers.get("Origin")
    if origin is not None:
        for site in await request.app[ORIGINS].with_pages_of(origin):
            request.app[COPY_USE].note(site.id, origin, request.app[COPIES].known(copy))


async def manifest(request: web.Request) -> web.Response:
    copies, origin = request.app[COPIES], request.app[SETTINGS].origin
    shown = Manifest(copies.present.name, [_listed(copy, origin) for copy in copies.all()])
    body = msgspec.json.format(msgspec.json.encode(shown), indent=2)
    response = web.Response(body=body, content_type="application/json")
    response.headers["Cache-Control"] = REVALIDATE
    return for_all_origins(response)


def _listed(copy: SdkCopy, origin: str) -> ListedCopy:
    files = [
        ListedFile(name, url_of(origin, copy, name), one.integrity, len(one.body))
        for name, one in copy.files.items()
    ]
    return ListedCopy(copy.name, copy.version, copy.since, copy.is_spoken, files)
