"""`/api/v1/sites/{key}/webhooks`: which systems are told what happens on a website.

    GET    (collection)                      ->  {webhooks}
    POST   (collection) {url, events?, enabled?}  ->  201 the webhook, with its `secret`
    GET    {webhook}                         ->  the webhook
    PATCH  {webhook} {url?, events?, enabled?}  ->  it
    DELETE {webhook}                         ->  204
    POST   {webhook}/rotate {overlap_seconds?}  ->  it, with its new `secret`
    POST   {webhook}/test                    ->  {message, delivered, status, failure}
    GET    {webhook}/dead ?limit&cursor      ->  {messages, next}
    POST   {webhook}/redeliver {message?}    ->  {redelivered}

For operators (gate.py). A secret is shown once. Errors: `bad_token`, `unknown_site`,
`not_found`, `bad_request`, `bad_webhook_url`, `webhook_address_refused`, `unknown_events`,
`too_many_webhooks`.
"""

import re
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web

from broker.errors import UnknownThing
from signaling.errors import BadRequest
from signaling.keys import WEBHOOKS
from signaling.rest.bodies import answer, read_json
from signaling.rest.sites import site_of
from signaling.store.outbox import Letter
from signaling.store.sites import Site
from signaling.webhooks.service import OVERLAP_SECONDS

T = TypeVar("T")

PATH = "/api/v1/sites/{key}/webhooks"
ONE = PATH + "/{webhook}"

WEEK = 604_800
LIMIT_USUAL = 50
LIMIT_MOST = 100

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z]+_[0-9a-f]{32}\Z")]
Events = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=100)]
_ID = re.compile(r"[a-z]+_[0-9a-f]{32}")
_NUMBER = re.compile(r"[0-9]{1,15}")


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


async def several(request: web.Request) -> web.Response:
    site = await site_of(request)
    return answer({"webhooks": await request.app[WEBHOOKS].all(site)})


async def add_one(request: web.Request) -> web.Response:
    site = await site_of(request)
    wanted = await read_json(request, Add)
    made = await request.app[WEBHOOKS].add(site, wanted.url, wanted.events, enabled=wanted.enabled)
    return answer(made, status=201)


async def one(request: web.Request) -> web.Response:
    return answer(await request.app[WEBHOOKS].one(*await _named(request)))


async def change(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = msgspec.structs.asdict(await read_json(request, Change))
    given = {name: value for name, value in wanted.items() if value is not msgspec.UNSET}
    return answer(await request.app[WEBHOOKS].change(site, id, **given))


async def remove(request: web.Request) -> web.Response:
    await request.app[WEBHOOKS].remove(*await _named(request))
    return web.Response(status=204)


async def rotate(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = await read_json(request, Rotate, or_nothing=True)
    return answer(await request.app[WEBHOOKS].rotate(site, id, wanted.overlap_seconds))


async def test(request: web.Request) -> web.Response:
    """The receiver's failure is the answer, not an error of this call."""
    site, id = await _named(request)
    await read_json(request, Nothing, or_nothing=True)
    return answer(await request.app[WEBHOOKS].test(site, id))


async def dead(request: web.Request) -> web.Response:
    site, id = await _named(request)
    limit = _number(request, "limit", LIMIT_USUAL)
    if not 1 <= limit <= LIMIT_MOST:
        raise BadRequest(why=f"limit is 1 to {LIMIT_MOST}")
    after = _number(request, "cursor", 0)
    found = await request.app[WEBHOOKS].dead(site, id, after, limit + 1)
    page = found[:limit]
    following = str(page[-1].number) if len(found) > limit else None
    return answer({"messages": [_shown(letter) for letter in page], "next": following})


async def redeliver(request: web.Request) -> web.Response:
    site, id = await _named(request)
    wanted = await read_json(request, Redeliver, or_nothing=True)
    revived = await request.app[WEBHOOKS].redeliver(site, id, wanted.message)
    return answer({"redelivered": revived})


async def _named(request: web.Request) -> tuple[Site, str]:
    """The site, and what may be the id of a webhook. Raises UnknownSite, UnknownThing."""
    site = await site_of(request)
    id = request.match_info["webhook"]
    if _ID.fullmatch(id) is None:
        raise UnknownThing(what="webhook")
    return site, id


def _number(request: web.Request, name: str, usual: int) -> int:
    text = request.query.get(name)
    if text is None:
        return usual
    if _NUMBER.fullmatch(text) is None:
        raise BadRequest(why=f"{name} is no number")
    return int(text)


def _shown(letter: Letter) -> DeadMessage:
    return DeadMessage(
        message=letter.id,
        type=letter.type,
        failure=letter.failure,
        attempts=letter.attempts,
        created_at=letter.created_at,
        died_at=letter.died_at,
    )
