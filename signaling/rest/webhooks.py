"""`/api/v1/sites/{key}/webhooks`: which systems are told what happens on a website.

    GET    (collection)                      ->  {webhooks}
    POST   (collection) {url, events?, enabled?}  ->  201 the webhook, with its `secret`
    GET    {webhook}                         ->  the webhook
    PATCH  {webhook} {url?, events?, enabled?}  ->  it
    DELETE {webhook}                         ->  204
    POST   {webhook}/rotate {overlap_seconds?}  ->  it, with its new `secret`
    POST   {webhook}/test                    ->  {message, delivered, status, failure}
    GET    {webhook}/deliveries ?limit&cursor  ->  {deliveries, next}
    GET    {webhook}/dead ?limit&cursor      ->  {messages, next}
    POST   {webhook}/redeliver {message?}    ->  {redelivered}

For operators (gate.py). A secret is shown once. Errors: `bad_token`, `unknown_site`,
`not_found`, `bad_request`, `bad_webhook_url`, `webhook_address_refused`, `unknown_events`,
`too_many_webhooks`.
"""

import re
from typing import Annotated

import msgspec
from aiohttp import web

from broker.errors import UnknownThing
from signaling.errors import (
    BadWebhookUrl,
    TooManyWebhooks,
    UnknownEvents,
    UnknownSite,
    WebhookAddressRefused,
)
from signaling.keys import WEBHOOKS
from signaling.rest.bodies import answer, read_json, read_query
from signaling.rest.contract import contract
from signaling.rest.paging import Paged, cursor_of
from signaling.rest.sites import site_of
from signaling.store.deliveries import Delivery
from signaling.store.outbox import Letter
from signaling.store.sites import Site
from signaling.webhooks.service import (
    OVERLAP_SECONDS,
    Tested,
    WebhookInfo,
    WebhookWithSecret,
)

PATH = "/api/v1/sites/{key}/webhooks"
ONE = PATH + "/{webhook}"

WEEK = 604_800
# The highest number that a row has.
ROW_MOST = 2**31 - 1

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z]+_[0-9a-f]{32}\Z")]
Events = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=100)]
_ID = re.compile(r"[a-z]+_[0-9a-f]{32}")


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`events`: none: all."""

    url: str
    events: Events = []
    enabled: bool = True


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is missing stays. `null` says nothing."""

    url: str | msgspec.UnsetType = msgspec.UNSET
    events: Events | msgspec.UnsetType = msgspec.UNSET
    enabled: bool | msgspec.UnsetType = msgspec.UNSET


class Rotate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    overlap_seconds: Annotated[float, msgspec.Meta(ge=0, le=WEEK)] = OVERLAP_SECONDS


class Redeliver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`message`: None: all dead ones."""

    message: Id | None = None


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class DeadMessage(msgspec.Struct, frozen=True, kw_only=True):
    """`failure`: of the last attempt."""

    message: str
    type: str
    failure: str | None
    attempts: int
    created_at: float
    died_at: float | None


class DeliveryInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt. `status`: of the receiver's answer; null: there was none. `failure`: null: it
    was delivered."""

    message: str
    type: str
    attempt: int
    status: int | None
    failure: str | None
    at: float


class Webhooks(msgspec.Struct, frozen=True):
    webhooks: list[WebhookInfo]


class DeliveryPage(msgspec.Struct, frozen=True):
    deliveries: list[DeliveryInfo]
    next: str | None


class DeadPage(msgspec.Struct, frozen=True):
    messages: list[DeadMessage]
    next: str | None


class Redelivered(msgspec.Struct, frozen=True):
    """How many messages are on their way again."""

    redelivered: int


# What a URL, and a list of events, may be refused with.
REFUSALS = (BadWebhookUrl, WebhookAddressRefused, UnknownEvents)
NOT_FOUND = (UnknownSite, UnknownThing)


@contract("List the webhooks of a site", answers={200: Webhooks}, errors=(UnknownSite,))
async def several(request: web.Request) -> web.Response:
    site = await site_of(request)
    return answer(Webhooks(webhooks=await request.app[WEBHOOKS].all(site)))


@contract(
    "Add a webhook; the only time that its secret is shown",
    body=Add,
    answers={201: WebhookWithSecret},
    errors=(UnknownSite, *REFUSALS, TooManyWebhooks),
    creates=True,
)
async def add_one(request: web.Request) -> web.Response:
    site = await site_of(request)
    wanted = await read_json(request, Add)
    made = await request.app[WEBHOOKS].add(site, wanted.url, wanted.events, enabled=wanted.enabled)
    return answer(made, status=201)


@contract("Show a webhook", answers={200: WebhookInfo}, errors=NOT_FOUND)
async def one(request: web.Request) -> web.Response:
    return answer(await request.app[WEBHOOKS].one(*await _named(request)))


@contract(
    "Change a webhook",
    body=Change,
    answers={200: WebhookInfo},
    errors=(*NOT_FOUND, *REFUSALS),
)
async def change(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = msgspec.structs.asdict(await read_json(request, Change))
    given = {name: value for name, value in wanted.items() if value is not msgspec.UNSET}
    return answer(await request.app[WEBHOOKS].change(site, id, **given))


@contract("Remove a webhook", answers={204: None}, errors=NOT_FOUND)
async def remove(request: web.Request) -> web.Response:
    await request.app[WEBHOOKS].remove(*await _named(request))
    return web.Response(status=204)


@contract(
    "Make a new secret for a webhook, shown this once",
    body=Rotate,
    needs_body=False,
    answers={200: WebhookWithSecret},
    errors=NOT_FOUND,
    creates=True,
)
async def rotate(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = await read_json(request, Rotate, or_nothing=True)
    return answer(await request.app[WEBHOOKS].rotate(site, id, wanted.overlap_seconds))


@contract("Send one `webhook.test`, now", answers={200: Tested}, errors=NOT_FOUND)
async def test(request: web.Request) -> web.Response:
    """The receiver's failure is the answer, not an error of this call."""
    site, id = await _named(request)
    await read_json(request, Nothing, or_nothing=True)
    return answer(await request.app[WEBHOOKS].test(site, id))


@contract(
    "List the latest attempts to deliver, the last one first",
    query=Paged,
    answers={200: DeliveryPage},
    errors=NOT_FOUND,
)
async def deliveries(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = read_query(request, Paged)
    before, _ = wanted.after or (ROW_MOST, "")
    number = int(min(max(before, 0), ROW_MOST))
    found = await request.app[WEBHOOKS].deliveries(site, id, number, wanted.limit + 1)
    page = found[: wanted.limit]
    following = cursor_of((page[-1].number, "")) if len(found) > wanted.limit else None
    return answer(DeliveryPage(deliveries=[_attempt(one) for one in page], next=following))


@contract(
    "List the messages that were given up, the oldest first",
    query=Paged,
    answers={200: DeadPage},
    errors=NOT_FOUND,
)
async def dead(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = read_query(request, Paged)
    number, _ = wanted.after or (0, "")
    after = int(min(max(number, 0), ROW_MOST))
    found = await request.app[WEBHOOKS].dead(site, id, after, wanted.limit + 1)
    page = found[: wanted.limit]
    following = cursor_of((page[-1].number, "")) if len(found) > wanted.limit else None
    return answer(DeadPage(messages=[_shown(letter) for letter in page], next=following))


@contract(
    "Try messages again that were given up",
    body=Redeliver,
    needs_body=False,
    answers={200: Redelivered},
    errors=NOT_FOUND,
)
async def redeliver(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = await read_json(request, Redeliver, or_nothing=True)
    revived = await request.app[WEBHOOKS].redeliver(site, id, wanted.message)
    return answer(Redelivered(redelivered=revived))


async def _named(request: web.Request) -> tuple[Site, str]:
    """The site, and what may be the id of a webhook. Raises UnknownSite, UnknownThing."""
    site = await site_of(request)
    id = request.match_info["webhook"]
    if _ID.fullmatch(id) is None:
        raise UnknownThing(what="webhook")
    return site, id


def _attempt(one: Delivery) -> DeliveryInfo:
    return DeliveryInfo(
        message=one.message,
        type=one.type,
        attempt=one.attempt,
        status=one.status,
        failure=one.failure,
        at=one.at,
    )


def _shown(letter: Letter) -> DeadMessage:
    return DeadMessage(
        message=letter.id,
        type=letter.type,
        failure=letter.failure,
        attempts=letter.attempts,
        created_at=letter.created_at,
        died_at=letter.died_at,
    )
