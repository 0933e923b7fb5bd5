"""`/api/v1/sites/{key}/installation`: what a website has to embed, and whether it does.

    GET  ->  {tag, pinned, lasts, policy, now, sightings: [{origin, seen_at, registered}],
              copies: [{origin, seen_at, version, since, served}]}

For operators (gate.py). `tag`: for every page; `pinned`: the same for one copy of the SDK, with
`integrity`; `lasts`: the server keeps that copy; `policy`: what a content security policy has to
permit. `sightings`: pages of which origins have said that they are of this site, the latest first,
within the minute; `registered`: they may. `copies`: pages of which origins have pinned another copy
than the present one, within the last day; `version` and `since`: null of one that the server does
not have; `served`: it still is. Errors: `bad_token`, `unknown_site`.
"""

import msgspec
from aiohttp import web

from signaling.config import Settings
from signaling.errors import UnknownSite
from signaling.installation import Installation
from signaling.installation import installation as installed
from signaling.keys import COPIES, COPY_USE, HUB, STORE
from signaling.rest.bodies import answer
from signaling.rest.contract import contract
from signaling.rest.sites import site_of
from signaling.sdk_copies.use import Use

PATH = "/api/v1/sites/{key}/installation"


class Seen(msgspec.Struct, frozen=True):
    origin: str
    seen_at: float
    registered: bool


class OtherCopy(msgspec.Struct, frozen=True):
    origin: str
    seen_at: float
    version: str | None
    since: float | None
    served: bool


class InstallationInfo(Installation, frozen=True):
    now: float
    sightings: list[Seen]
    copies: list[OtherCopy]


class Installing:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @contract(
        "Show what the website has to embed, and where it was seen",
        answers={200: InstallationInfo},
        errors=(UnknownSite,),
    )
    async def shown(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        found = await request.app[STORE].sightings.of_site(site.id)
        needed = installed(self._settings, request.app[COPIES], site.key)
        shown = InstallationInfo(
            tag=needed.tag,
            pinned=needed.pinned,
            lasts=needed.lasts,
            policy=needed.policy,
            now=request.app[HUB].clock(),
            sightings=[Seen(one.origin, one.seen_at, one.origin in site.origins) for one in found],
            copies=[_other(request, use) for use in request.app[COPY_USE].of_site(site.id)],
        )
        return answer(shown)


def _other(request: web.Request, use: Use) -> OtherCopy:
    copy = request.app[COPIES].get(use.copy)
    if copy is None:
        return OtherCopy(use.origin, use.seen_at, None, None, served=False)
    return OtherCopy(use.origin, use.seen_at, copy.version, copy.since, served=copy.is_spoken)
