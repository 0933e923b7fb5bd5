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

import msgspec
from aiohttp import web

from broker.policy import Policy
from broker.policy_changes import shown
from signaling.errors import BadRequest, UnknownSite
from signaling.keys import RULEBOOK, STORE
from signaling.rest.bodies import read_body
from signaling.rest.gate import AGENT
from signaling.rest.paging import check_query
from signaling.rulebook import TOKEN
from signaling.store.sites import Site
from signaling.store.versions import Kind, Version

REDACTION = "/api/v1/sites/{key}/redaction"
POLICY = "/api/v1/sites/{key}/policy"


async def redaction(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(msgspec.json.encode(site.redaction))


async def set_redaction(request: web.Request) -> web.Response:
    version = await _publish(request, Kind.REDACTION)
    return _json(version.body.encode())


async def policy(request: web.Request) -> web.Response:
    site = await site_of(request)
    return _json(shown(site.policy))


async def change_policy(request: web.Request) -> web.Response:
    version = await _publish(request, Kind.POLICY)
    return _json(shown(msgspec.json.decode(version.body, type=Policy)))


async def _publish(request: web.Request, kind: Kind) -> Version:
    site = await site_of(request)
    check_query(request.query, ("over",))
    over = number_of(request.query["over"]) if "over" in request.query else None
    text = await read_body(request)
    return await request.app[RULEBOOK].publish(site, kind, text, by=who(request), over=over)


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
