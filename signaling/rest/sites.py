"""`/api/v1/sites/{key}/`: what agents may see of a website's pages, and how its sessions behave.

    GET   redaction            ->  the redaction policy
    PUT   redaction {policy}   ->  it; replaces the whole
    GET   policy               ->  the policy
    PATCH policy {changes}     ->  it; what the changes do not say stays

For operators (gate.py). Errors: `bad_token`, `unknown_site`, `bad_redaction_policy`,
`bad_policy`. A change reaches running sessions within about a second.
"""

import msgspec
from aiohttp import web

from broker.policy_changes import changed, shown
from broker.redaction_policy import read_policy
from signaling.errors import UnknownSite
from signaling.keys import STORE
from signaling.rest.bodies import read_body
from signaling.store.sites import Site

REDACTION = "/api/v1/sites/{key}/redaction"
POLICY = "/api/v1/sites/{key}/policy"


async def redaction(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(msgspec.json.encode(site.redaction))


async def set_redaction(request: web.Request) -> web.Response:
    site = await site_of(request)
    wanted = read_policy(await read_body(request))
    await request.app[STORE].sites.set_redaction(site.id, wanted)
    return _json(msgspec.json.encode(wanted))


async def policy(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(shown(site.policy))


async def change_policy(request: web.Request) -> web.Response:
    site = await site_of(request)
    wanted = changed(site.policy, await read_body(request))
    await request.app[STORE].sites.set_policy(site.id, wanted)
    return _json(shown(wanted))


async def site_of(request: web.Request) -> Site:
    """Raises UnknownSite."""
    site = await request.app[STORE].sites.by_key(request.match_info["key"])
    if site is None:
        raise UnknownSite
    return site


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
