"""What proves afterwards what was decided: the audit log of a site, and the keys that sign.

    GET  /api/v1/sites/{key}/audit             ->  the log, JSON Lines (broker/audit_export.py)
    GET  /api/v1/sites/{key}/audit/checkpoint  ->  a checkpoint of now, a signed note
    GET  /api/v1/keys                          ->  {keys}: a JWK set, each also as {note_key}

The first two are for operators (gate.py). Errors: `bad_token`, `unknown_site`. The keys
are public.
"""

import msgspec
from aiohttp import web

from broker.jose import jwk
from signaling.auditing import export as exported
from signaling.auditing import note_export
from signaling.errors import UnknownSite
from signaling.keys import STORE
from signaling.rest.bodies import answer
from signaling.rest.contract import contract
from signaling.rest.sites import site_of

PATH = "/api/v1/sites/{key}/audit"
CHECKPOINT = PATH + "/checkpoint"
KEYS = "/api/v1/keys"


class Key(msgspec.Struct, frozen=True):
    """A JWK of RFC 8037. `note_key`: the same as checkpoints have it."""

    kty: str
    crv: str
    x: str
    kid: str
    note_key: str


class Keys(msgspec.Struct, frozen=True):
    keys: list[Key]


@contract(
    "The audit log of a site, with signed checkpoints",
    answers={200: str},
    media="application/jsonl",
    errors=(UnknownSite,),
)
async def export(request: web.Request) -> web.StreamResponse:
    site = await site_of(request)
    return await stream(request, site.id)


async def stream(request: web.Request, chain: str) -> web.StreamResponse:
    """`chain`: the id of a site, or OPERATORS."""
    await note_export(request.app[STORE], chain)
    pieces = exported(request.app[STORE], chain)
    # What fails before the first piece is still an answer of its own.
    first = await anext(pieces)
    response = web.StreamResponse()
    response.content_type = "application/jsonl"
    response.headers["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    await response.prepare(request)
    await response.write(first)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response


@contract(
    "A signed checkpoint of now, to keep elsewhere",
    answers={200: str},
    media="text/plain",
    errors=(UnknownSite,),
)
async def checkpoint(request: web.Request) -> web.Response:
    site = await site_of(request)
    made = await request.app[STORE].checkpoints.make(site.id)
    return web.Response(text=made.note)


@contract("The keys that have signed", answers={200: Keys})
async def keys(request: web.Request) -> web.Response:
    known = await request.app[STORE].checkpoints.keys()
    return answer(Keys(keys=[Key(**jwk(key), note_key=key.text) for key in known]))
