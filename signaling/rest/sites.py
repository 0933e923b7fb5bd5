"""`/api/v1/sites/{key}/`: what agents may see of a website's pages, and how its sessions behave.

    GET   redaction                  ->  the redaction policy
    PUT   redaction ?over {policy}   ->  it; replaces the whole
    GET   policy                     ->  the policy
    PATCH policy ?over {changes}     ->  it; what the changes do not say stays

What is written is published at once, as a version of its own (rest/rulebook.py has drafts and the
history); `over`: only if this version is the one published now. For operators (gate.py). Errors:
`bad_token`, `unknown_site`, `bad_redaction_policy`, `bad_policy`, `bad_request`,
`version_changed`. A change reaches running sessions within a second.
"""

from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.errors import BadPolicy, BadRedactionPolicy
from broker.policy import PRESETS, Policy
from broker.policy_changes import MOST_SECONDS, OF_THE_SERVER, shown
from broker.redaction_policy import RedactionPolicy
from signaling.errors import BadRequest, UnknownSite, VersionChanged
from signaling.keys import RULEBOOK, STORE
from signaling.rest.bodies import read_body, read_query
from signaling.rest.contract import contract
from signaling.rest.gate import AGENT
from signaling.rulebook import TOKEN
from signaling.store.sites import Site
from signaling.store.versions import END, Kind, Version

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


class Over(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`over`: only if this version is the one that is published now."""

    over: Annotated[int, msgspec.Meta(ge=0, le=END)] | UnsetType = UNSET


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
    query=Over,
    errors=(UnknownSite, BadRedactionPolicy, VersionChanged),
    changes=redaction,
)
async def set_redaction(request: web.Request) -> web.Response:
    version = await _publish(request, Kind.REDACTION)
    return _json(version.body.encode())


@contract("How sessions behave", answers={200: PolicyInfo}, errors=(UnknownSite,), versioned=True)
async def policy(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(shown(site.policy))


@contract(
    "Change how sessions behave",
    body=PolicyChanges,
    answers={200: PolicyInfo},
    query=Over,
    errors=(UnknownSite, BadPolicy, VersionChanged),
    changes=policy,
)
async def change_policy(request: web.Request) -> web.Response:
    version = await _publish(request, Kind.POLICY)
    return _json(shown(msgspec.json.decode(version.body, type=Policy)))


async def _publish(request: web.Request, kind: Kind) -> Version:
    site = await site_of(request)
    over = read_query(request, Over).over
    text = await read_body(request)
    return await request.app[RULEBOOK].publish(
        site, kind, text, by=who(request), over=None if over is UNSET else over
    )


async def site_of(request: web.Request) -> Site:
    """Raises UnknownSite."""
    site = await request.app[STORE].sites.by_key(request.match_info["key"])
    if site is None:
        raise UnknownSite
    return site


def who(request: web.Request) -> str:
    """As a version names who published it."""
    account = request.get(AGENT)
    return TOKEN if account is None else account.user_name


def number_of(text: str) -> int:
    """Of a version or a draft. Raises BadRequest."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest(why="a number of a version or a draft is expected")
    return int(text)


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
