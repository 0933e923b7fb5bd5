"""`POST /api/v1/customers`: a page of a registered site introduces itself.

    {site: KEY, token?, invitation?, dock?, chat?, wire?, copy?}
        ->  {customer, token, ticket, organisation, site_name, origins, control_included,
             languages, language_choice, look, english_changed, copy}

`token` makes the next page of this browser the same customer; `origins` are the site's.
`invitation`: of a link that a contact centre has made (rest/conversations.py). Who redeems it is
that customer from then on; it is good once, and one that is not is left aside.
`control_included`: who shares a page of this site lets agents use it, too, and must be told so.
`languages`: that the widget may be in, empty for all; `language_choice`: she may choose among them;
`look`: a style sheet with the operator's colours, empty for ours;
`english_changed`: the operator has replaced English texts, so that these must be loaded, too;
`copy`: of the SDK that the server has now, for pages that have pinned none: they load the rest of
theirs from there, also when the server has been updated meanwhile.
With `dock: true` the ticket is for the call window of the customer whose `token` this is, with
`chat: true` for her chat in a window of its own; both open a WebSocket from the broker's own origin
only.
`wire`: what the page speaks; `copy`: of the SDK, where the page's tag has pinned one.
Errors: `unknown_site`, `origin_not_allowed`, `sdk_outdated`, `bad_request`, `bad_token` (of a dock
or a chat).
"""

from typing import Annotated

import msgspec
from aiohttp import web

from broker.events import Person
from broker.names import EndpointKind, Language, Role
from signaling.auth.admission import shown
from signaling.auth.tokens import hash_invitation, hash_token, new_id, new_token
from signaling.errors import BadRequest, BadToken, OriginNotAllowed, SdkOutdated, UnknownSite
from signaling.keys import (
    ADMISSION,
    COPIES,
    COPY_USE,
    HUB,
    ORIGINS,
    SETTINGS,
    SIGHTINGS,
    STORE,
    SYSTEM,
    TEXTS,
)
from signaling.rest.bodies import answer, read_json
from signaling.rest.contract import contract
from signaling.store.sites import Site

PATH = "/api/v1/customers"
# What pages of websites call, from their own origins.
READABLE = (PATH, "/api/v1/previews")

Short = Annotated[str, msgspec.Meta(max_length=128)]


class Introduction(msgspec.Struct, frozen=True):
    site: Short
    token: Short | None = None
    invitation: Short | None = None
    dock: bool = False
    chat: bool = False
    wire: Short | None = None
    copy: Short | None = None

    @property
    def kind(self) -> EndpointKind:
        """Raises BadRequest for two at once."""
        if self.dock and self.chat:
            raise BadRequest(why="it is a dock or a chat")
        if self.dock:
            return EndpointKind.DOCK
        return EndpointKind.CHAT if self.chat else EndpointKind.PAGE


class Introduced(msgspec.Struct, frozen=True, kw_only=True):
    customer: str
    token: str
    ticket: str
    organisation: str
    site_name: str
    origins: tuple[str, ...]
    control_included: bool
    languages: tuple[Language, ...]
    language_choice: bool
    look: str
    english_changed: bool
    copy: str


async def preflight(request: web.Request) -> web.Response:
    """The browser asks first. The answer is the same for all origins; `introduce` refuses."""
    headers = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "content-type",
        "Access-Control-Max-Age": "600",
    }
    return web.Response(status=204, headers=headers)


async def readable(request: web.Request, response: web.StreamResponse) -> None:
    """Signal of aiohttp. Also a refusal must be readable for the page that is refused: it tells
    the developer why. No credentials: what may be read is what the page itself has sent."""
    if not any(request.path == path or request.path.startswith(f"{path}/") for path in READABLE):
        return
    origin = request.headers.get("Origin")
    if origin is not None:
        response.headers["Access-Control-Allow-Origin"] = shown(origin)
    response.headers["Vary"] = "Origin"


@contract(
    "A page of a site introduces itself, and gets a ticket for one WebSocket",
    body=Introduction,
    answers={200: Introduced},
    errors=(UnknownSite, SdkOutdated, BadToken),
)
async def introduce(request: web.Request) -> web.Response:
    introduction = await read_json(request, Introduction)
    site = await request.app[ORIGINS].site(introduction.site)
    if site is None:
        raise UnknownSite
    origin = request.headers.get("Origin")
    await request.app[SIGHTINGS].note(site, origin)
    if origin is None or origin not in site.origins:
        raise OriginNotAllowed(origin=shown(origin))
    copies, pinned = request.app[COPIES], introduction.copy
    if pinned is not None and pinned != copies.present.name:
        request.app[COPY_USE].note(site.id, origin, copies.known(pinned))
    copies.check_wire(introduction.wire)
    system = request.app[SYSTEM]
    now = request.app[HUB].clock()
    kind = introduction.kind
    customer, token = await _customer(request, site, introduction, now)
    person = Person(id=customer, role=Role.CUSTOMER)
    ticket = await request.app[ADMISSION].ticket(person, kind, site.id, now)
    return answer(
        Introduced(
            customer=customer,
            token=token,
            ticket=ticket,
            organisation=site.organisation,
            site_name=site.name,
            origins=site.origins,
            control_included=site.policy.includes_control,
            languages=system.languages_of(site.policy),
            language_choice=site.policy.language_choice,
            look=system.look,
            english_changed=request.app[TEXTS].english_changed(),
            copy=copies.present.name,
        )
    )


async def _customer(
    request: web.Request, site: Site, introduction: Introduction, now: float
) -> tuple[str, str]:
    """The customer who was invited, or whose token this is, or a new one; a dock and a chat are of
    one who is known already. Raises BadToken."""
    token, fresh = introduction.token, new_token()
    customers = request.app[STORE].customers
    expires_at = now + request.app[SETTINGS].customer_seconds
    if introduction.invitation is not None and introduction.kind is EndpointKind.PAGE:
        hashed = hash_invitation(introduction.invitation)
        invited = await customers.redeem(hashed, site.id, now, hash_token(fresh), expires_at)
        if invited is not None:
            return invited, fresh
    if token is not None:
        known = await customers.find(hash_token(token), site.id, now)
        if known is not None:
            return known, token
    if introduction.kind is not EndpointKind.PAGE:
        raise BadToken
    customer = new_id("customer")
    await customers.add(customer, hash_token(fresh), site.id, expires_at)
    return customer, fresh
