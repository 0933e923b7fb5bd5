"""`POST /api/v1/customers/receipts`: a customer gets the consent receipt of a session of hers.

    {site: KEY or ID, token, conversation, session}  ->  the receipt (broker/receipt_file.py)

From a page of the site, or from the broker's own origin. The token is who asks: what is not hers is
not there. Errors: `unknown_site`, `origin_not_allowed`, `bad_request`, `bad_token`, `not_found`;
`wrong_state` while the session goes on.
"""

import msgspec
from aiohttp import web

from broker.errors import UnknownThing, WrongState
from broker.receipts import Receipt
from signaling.auth.admission import shown
from signaling.auth.tokens import hash_token
from signaling.errors import BadToken, OriginNotAllowed, UnknownSite
from signaling.keys import HUB, ORIGINS, SETTINGS, SIGNER, STORE
from signaling.receipts import signed_receipt
from signaling.rest.bodies import read_json
from signaling.rest.contract import contract
from signaling.rest.customers import Short

PATH = "/api/v1/customers/receipts"


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Short
    token: Short
    conversation: Short
    session: Short


class SignedReceipt(msgspec.Struct, frozen=True):
    """`receipt` is what the others sign: a JWS in the flattened JSON of RFC 7515."""

    receipt: Receipt
    payload: str
    protected: str
    signature: str


@contract(
    "The consent receipt of a session that has ended",
    body=Wanted,
    answers={200: SignedReceipt},
    errors=(UnknownSite, BadToken, UnknownThing, WrongState),
)
async def receipt(request: web.Request) -> web.Response:
    wanted = await read_json(request, Wanted)
    app = request.app
    origins = app[ORIGINS]
    site = await origins.site(wanted.site) or await origins.by_id(wanted.site)
    if site is None:
        raise UnknownSite
    origin = request.headers.get("Origin")
    if origin is None or origin not in {*site.origins, *origins.own}:
        raise OriginNotAllowed(origin=shown(origin))
    now = app[HUB].clock()
    customer = await app[STORE].customers.find(hash_token(wanted.token), site.id, now)
    if customer is None:
        raise BadToken
    try:
        room = await app[HUB].rooms.get(wanted.conversation)
    except UnknownThing:
        # What is not there and what is not hers look alike.
        raise UnknownThing(what="session") from None
    server, signer = app[SETTINGS].origin, app[SIGNER]
    body = signed_receipt(room, wanted.session, customer, server, signer, now)
    return web.Response(body=body, content_type="application/json")
