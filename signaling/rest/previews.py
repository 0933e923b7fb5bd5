"""What a draft of the rules would hide, tried on a page of the site.

    POST /api/v1/sites/{key}/redaction/preview     ->  {code, expires_at}, for operators
    POST /api/v1/previews {site: KEY, code|token}  ->  {site, token, redaction, draft}

The operator opens a page of her own site with the code in the fragment of its address; the SDK
there changes it for a token, once, and shows in that page what an agent would see of it
(client_js/src/customer/playground/). With the token it reads the draft again when another page of
the tab loads. `redaction`: the draft, or what is published where there is none; `draft`: its
revision, or null. Nothing but the draft is to be had for either, by pages of the site only, for as
long as whoever made the code is an operator. Errors: `unknown_site`, `origin_not_allowed`,
`bad_request`, `bad_preview`.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from broker.names import Role
from broker.redaction_policy import RedactionPolicy
from signaling.auth.admission import shown
from signaling.auth.tokens import hash_preview, hash_token, new_token
from signaling.errors import BadPreview, BadRequest, OriginNotAllowed, UnknownSite
from signaling.keys import HUB, ORIGINS, STORE
from signaling.messages import RedactionView
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
from signaling.rest.gate import AGENT
from signaling.rest.sites import site_of
from signaling.store.previews import PreviewPass
from signaling.store.sites import Site
from signaling.store.versions import Kind
from signaling.views import redaction_view

OPEN = "/api/v1/sites/{key}/redaction/preview"
READ = "/api/v1/previews"
CODE_SECONDS = 300.0
TOKEN_SECONDS = 3600.0

Short = Annotated[str, msgspec.Meta(max_length=128)]


class Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Short
    code: Short | None = None
    token: Short | None = None


class Code(msgspec.Struct, frozen=True):
    code: str
    expires_at: float


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """`draft`: its revision; null: `redaction` is what is published."""

    site: str
    token: str
    redaction: RedactionView
    draft: int | None


@contract("Make a code for a try of the draft", answers={200: Code}, errors=(UnknownSite,))
async def open_one(request: web.Request) -> web.Response:
    site = await site_of(request)
    account = request.get(AGENT)
    code = new_token()
    expires_at = request.app[HUB].clock() + CODE_SECONDS
    given = PreviewPass(site.id, "" if account is None else account.id)
    await request.app[STORE].previews.add(hash_preview(code), given, expires_at)
    return answer(Code(code, expires_at))


@contract(
    "Read the draft in a page of the site",
    body=Read,
    answers={200: Preview},
    errors=(UnknownSite, BadPreview),
)
async def read(request: web.Request) -> web.Response:
    wanted = await read_json(request, Read)
    site = await request.app[ORIGINS].site(wanted.site)
    if site is None:
        raise UnknownSite
    origin = request.headers.get("Origin")
    if origin is None or origin not in site.origins:
        raise OriginNotAllowed(origin=shown(origin))
    token = await _let_in(request, site, wanted)
    store = request.app[STORE]
    draft = await store.versions.draft(site.id, Kind.REDACTION)
    latest = await store.versions.latest(site.id, Kind.REDACTION) if draft is None else draft
    assert latest is not None
    redaction = redaction_view(msgspec.json.decode(latest.body, type=RedactionPolicy))
    revision = None if draft is None else draft.revision
    return answer(Preview(site=site.id, token=token, redaction=redaction, draft=revision))


async def _let_in(request: web.Request, site: Site, wanted: Read) -> str:
    """The token to come back with. Raises BadRequest, BadPreview."""
    store, now = request.app[STORE], request.app[HUB].clock()
    match wanted:
        case Read(code=str(code), token=None):
            token = new_token()
            until = now + TOKEN_SECONDS
            found = await store.previews.redeem(
                hash_preview(code), hash_token(token), site.id, now, until
            )
        case Read(code=None, token=str(token)):
            found = await store.previews.find(hash_token(token), site.id, now)
        case _:
            raise BadRequest(why="it takes a code or a token")
    if found is None:
        raise BadPreview
    if found.by:
        account = await store.agents.by_id(found.by)
        if account is None or not account.enabled or account.role is not Role.OPERATOR:
            raise BadPreview
    return token
