"""`/api/v1/sites/{key}/installation`: what a website has to embed, and whether it does.

    GET  ->  {tag, pinned, policy, now, sightings: [{origin, seen_at, registered}]}

For operators (gate.py). `tag`: for every page; `pinned`: the same with `integrity`; `policy`: what
a content security policy has to permit. `sightings`: pages of which origins have said that they
are of this site, the latest first, within the minute; `registered`: they may. Errors: `bad_token`,
`unknown_site`.
"""

import msgspec
from aiohttp import web

from signaling.assets import Assets
from signaling.config import Settings
from signaling.installation import Installation
from signaling.installation import installation as installed
from signaling.keys import HUB, STORE
from signaling.rest.bodies import answer
from signaling.rest.sites import site_of

PATH = "/api/v1/sites/{key}/installation"


class Seen(msgspec.Struct, frozen=True):
    origin: str
    seen_at: float
    registered: bool


class InstallationInfo(Installation, frozen=True):
    now: float
    sightings: list[Seen]


class Installing:
    def __init__(self, settings: Settings, assets: Assets) -> None:
        self._settings = settings
        self._assets = assets

    async def shown(self, request: web.Request) -> web.Response:
        site = await site_of(request)
        found = await request.app[STORE].sightings.of_site(site.id)
        needed = installed(self._settings, self._assets, site.key)
        shown = InstallationInfo(
            tag=needed.tag,
            pinned=needed.pinned,
            policy=needed.policy,
            now=request.app[HUB].clock(),
            sightings=[Seen(one.origin, one.seen_at, one.origin in site.origins) for one in found],
        )
        return answer(shown)
