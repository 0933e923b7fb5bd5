"""`DELETE /api/v1/customers/{customer}`: a customer is forgotten.

    ?audit=keep  ->  {conversations, audit_rows}

For operators (gate.py). Her sessions end, her pages are somebody new's, and her conversations with
all their events and words, and the ids in the audit log, are erased; the log still verifies.
`audit=keep`: these ids stay. Errors: `bad_token`, `bad_request`, `not_found`.
"""

import re
from typing import Literal

import msgspec
import structlog
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.errors import UnknownThing
from signaling.forgetting import Forgetting
from signaling.keys import HUB
from signaling.messages import CloseCode
from signaling.rest.bodies import answer, read_query
from signaling.rest.contract import contract
from signaling.rest.customers import PATH
from signaling.store.erasure import Erased

ONE = PATH + "/{customer}"

log = structlog.get_logger()

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`audit`: keep: her ids stay in the audit log."""

    audit: Literal["keep"] | UnsetType = UNSET


@contract("Forget a customer", query=Wanted, answers={200: Erased}, errors=(UnknownThing,))
async def erase(request: web.Request) -> web.Response:
    wanted = read_query(request, Wanted)
    customer = request.match_info["customer"]
    if _ID.fullmatch(customer) is None:
        raise UnknownThing(what="customer")
    hub = request.app[HUB]

    def close_pages(person: str) -> None:
        for peer in hub.presence.of_person(person):
            peer.close(CloseCode.GOING_AWAY)

    forgetting = Forgetting(hub.store, hub.rooms, hub.clock, close_pages)
    erased = await forgetting.forget(customer, keep_audit=wanted.audit == "keep")
    # Whose they were is what has to be forgotten.
    log.info("customer.erased", conversations=erased.conversations)
    return answer(erased)
