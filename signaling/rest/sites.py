"""`/api/v1/sites/{key}/`: what agents may see of a website's pages, and how its sessions behave.

    GET   redaction            ->  the redaction policy
    PUT   redaction {policy}   ->  it; replaces the whole
    GET   policy               ->  the policy
    PATCH policy {changes}     ->  it; what the changes do not say stays

For operators (gate.py). Errors: `bad_token`, `unknown_site`, `bad_redaction_policy`,
`bad_policy`. A change reaches running sessions within about a second.
"""

from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.errors import BadPolicy, BadRedactionPolicy
from broker.policy import PRESETS, Policy
from broker.policy_changes import MOST_SECONDS, OF_THE_SERVER, changed, shown
from broker.redaction_policy import RedactionPolicy, read_policy
from signaling.errors import UnknownSite
from signaling.keys import STORE
from signaling.rest.bodies import read_body
from signaling.rest.contract import contract
from signaling.store.sites import Site

REDACTION = "/api/v1/sites/{key}/redaction"
POLICY = "/api/v1/sites/{key}/policy"


def _kinds() -> list[tuple[str, Any]]:
    """The fields of a policy that operators see, as `broker.policy_changes` takes them."""
    seconds = Annotated[float, msgspec.Meta(ge=0, le=MOST_SECONDS)]
    return [
        (name, seconds if name.endswith("_seconds") else kind)
        for name, kind in get_type_hints(Policy).items()
        if name in Policy.__struct_fields__ and name != OF_THE_SERVER
    ]


_PRESET: Any = Literal[tuple(PRESETS)]
# Only to be described: `shown` writes the one, and `changed` reads the other.
PolicyInfo = msgspec.defstruct("PolicyInfo", _kinds())
PolicyChanges = msgspec.defstruct(
    "PolicyChanges",
    [(name, kind | UnsetType, UNSET) for name, kind in [("preset", _PRESET), *_kinds()]],
    forbid_unknown_fields=True,
)


@contract(
    "What agents may see of the pages",
    answers={200: RedactionPolicy},
    errors=(UnknownSite,),
    versioned=True,
)
async def redaction(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(msgspec.json.encode(site.redaction))


@contract(
    "Replace what agents may see of the pages",
    body=RedactionPolicy,
    answers={200: RedactionPolicy},
    errors=(UnknownSite, BadRedactionPolicy),
    changes=redaction,
)
async def set_redaction(request: web.Request) -> web.Response:
    site = await site_of(request)
    wanted = read_policy(await read_body(request))
    await request.app[STORE].sites.set_redaction(site.id, wanted)
    return _json(msgspec.json.encode(wanted))


@contract("How sessions behave", answers={200: PolicyInfo}, errors=(UnknownSite,), versioned=True)
async def policy(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(shown(site.policy))


@contract(
    "Change how sessions behave",
    body=PolicyChanges,
    answers={200: PolicyInfo},
    errors=(UnknownSite, BadPolicy),
    changes=policy,
)
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
