"""`Idempotency-Key`: a call that creates something, and that is made again because its answer was
lost, creates nothing more and is answered as the first time
(draft-ietf-httpapi-idempotency-key-header).

What is kept for a day is of no use without what the caller has: the answer, which may show a
secret, is encrypted with the caller's token and the key; the body, which may hold a password, is
only compared, by a hash that is keyed with them. Refusals are not kept: they have changed nothing.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from aiohttp import web
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from signaling.errors import BadRequest, IdempotencyInProgress, IdempotencyMismatch
from signaling.keys import HUB, STORE
from signaling.rest.bodies import read_body
from signaling.rest.contract import contract_of
from signaling.rest.gate import sign_in_token
from signaling.store import Conflict, StoreUnavailable

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
DAY = 86_400.0
# A call that has not ended by then has ended with the server.
UNDER_WAY_SECONDS = 60.0
MOST_PER_CALLER = 10_000
NONCE_BYTES = 12
# What may stand in the header; a string of RFC 8941 stands in quotes.
PATTERN = r"^[!-~]{1,255}$"
_KEY = re.compile(r"[!-~]{1,255}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = structlog.get_logger()


class Answer(msgspec.Struct, frozen=True):
    status: int
    content_type: str
    body: bytes


class Attempt(msgspec.Struct, frozen=True):
    """`hashed`: under which it is kept. `request`: what is asked, as far as it can be compared."""

    hashed: bytes
    caller: bytes
    request: bytes
    secret: bytes

    def seal(self, answer: Answer) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = msgspec.msgpack.encode(answer)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, self.hashed)

    def unseal(self, sealed: bytes) -> Answer:
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        plain = AESGCM(self.secret).decrypt(nonce, rest, self.hashed)
        return msgspec.msgpack.decode(plain, type=Answer)


def attempt_of(token: str, key: str, request: bytes) -> Attempt:
    """`token`: with which the caller has shown who it is."""
    held = hashlib.sha256(token.encode(errors="replace")).digest()

    def derived(purpose: bytes, what: bytes) -> bytes:
        return hmac.digest(held, purpose + what, "sha256")

    return Attempt(
        hashed=derived(b"key ", key.encode()),
        caller=derived(b"caller", b""),
        request=derived(b"request ", request),
        secret=derived(b"answer ", key.encode()),
    )


@web.middleware
async def once(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Behind the gate: who calls is known. Raises BadRequest, IdempotencyMismatch,
    IdempotencyInProgress."""
    said = contract_of(request.match_info.handler)
    key = request.headers.get(HEADER)
    if key is None or said is None or not said.creates:
        return await handler(request)
    attempt = await _attempt(request, key)
    app = request.app
    now = app[HUB].clock()
    until = now + UNDER_WAY_SECONDS
    try:
        kept = await app[STORE].kept.begin(
            attempt.hashed, attempt.caller, attempt.request, now, until, MOST_PER_CALLER
        )
    except Conflict:
        # Another node has begun it in this very moment.
        raise IdempotencyInProgress(seconds=1) from None
    if kept is None:
        return await _first(request, handler, attempt)
    if not hmac.compare_digest(kept.request, attempt.request):
        raise IdempotencyMismatch
    if kept.answer is None:
        raise IdempotencyInProgress(seconds=1)
    answer = attempt.unseal(kept.answer)
    response = web.Response(
        body=answer.body, status=answer.status, content_type=answer.content_type
    )
    response.headers[REPLAYED] = "true"
    return response


async def _attempt(request: web.Request, key: str) -> Attempt:
    if len(key) > 2 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if _KEY.fullmatch(key) is None:
        raise BadRequest(why=f"{HEADER} has 1 to 255 visible ASCII characters")
    asked = f"{request.method} {request.raw_path}\n".encode() + await read_body(request)
    return attempt_of(sign_in_token(request) or "", key, asked)


async def _first(request: web.Request, handler: Handler, attempt: Attempt) -> web.StreamResponse:
    answers = request.app[STORE].kept
    try:
        response = await handler(request)
    except Exception:
        # It was refused, or failed before anything was durable.
        await answers.forget(attempt.hashed)
        raise
    assert isinstance(response, web.Response) and isinstance(response.body, bytes)
    answer = Answer(response.status, response.content_type, response.body)
    try:
        until = request.app[HUB].clock() + DAY
        await answers.keep(attempt.hashed, attempt.seal(answer), until)
    except StoreUnavailable:
        # What was created is there all the same, and the caller is to know of it.
        log.warning("idempotency.not_kept")
    return response
