"""Wires the parts together and routes requests to them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import msgspec
import structlog
from aiohttp import web

from signaling import check, embedded, pages
from signaling.assets import Assets
from signaling.auth.accounts import Accounts
from signaling.auth.admission import Admission
from signaling.auth.origins import Origins
from signaling.auth.sources import Sources
from signaling.codes import SessionCodes
from signaling.config import Settings
from signaling.errors import BadRequest
from signaling.hub import Hub
from signaling.keys import (
    ACCOUNTS,
    ADMISSION,
    HUB,
    METRICS,
    ORIGINS,
    PUMP,
    REGISTRY,
    SETTINGS,
    SIGNER,
    SOCKETS,
    SOURCES,
    STORE,
    TEXTS,
    WEBHOOKS,
)
from signaling.messages import SUBPROTOCOL
from signaling.metrics import Metrics
from signaling.pages import Demo
from signaling.registry import Registry
from signaling.rest import (
    agents,
    audit,
    conversations,
    customers,
    guests,
    receipts,
    registry,
    sites,
    staff,
    webhooks,
)
from signaling.rest.middleware import errors, safe_headers
from signaling.signing import open_signer
from signaling.sockets import Sockets
from signaling.store import Store, StoreUnavailable
from signaling.tasks import end, own
from signaling.texts import Texts, load_changes
from signaling.webhooks.addresses import Addresses
from signaling.webhooks.pump import Pump
from signaling.webhooks.sender import Sender
from signaling.webhooks.service import WebhookService
from signaling.websocket import Socket

log = structlog.get_logger()

BODY_MOST = 65_536
SWEEP_SECONDS = 60.0


class Parts(msgspec.Struct, frozen=True):
    """What the application is made of. `demo` is None outside of demo mode."""

    settings: Settings
    store: Store
    metrics: Metrics
    assets: Assets
    demo: Demo | None = None
    clock: Callable[[], float] = time.time


async def create_app(parts: Parts) -> web.Application:
    """The application; the store stays the caller's to close, after the application's clean-up."""
    settings, store = parts.settings, parts.store
    app = web.Application(middlewares=[errors], client_max_size=BODY_MOST)
    secret = await store.secrets.get("session-codes")
    codes = SessionCodes(store, secret, settings, parts.clock)
    origins = Origins(settings, store.sites)
    sources = Sources(settings.trusted_proxies)
    app[SETTINGS] = settings
    app[STORE] = store
    app[SIGNER] = signer = await open_signer(store, settings, parts.clock())
    store.checkpoints.start(signer.key, signer.sign, parts.clock, settings.checkpoint_rows)
    app[METRICS] = parts.metrics
    app[HUB] = Hub(store, settings, codes, parts.metrics, parts.clock)
    app[ORIGINS] = origins
    app[TEXTS] = Texts(parts.assets, load_changes(settings.texts_file, parts.assets))
    app[SOURCES] = sources
    app[ADMISSION] = Admission(store, origins, sources, seconds=settings.ticket_seconds)
    app[ACCOUNTS] = Accounts(store, settings, parts.clock)
    app[REGISTRY] = Registry(store, settings.organisation, parts.clock)
    app[SOCKETS] = Sockets(per_source=settings.connections_per_source, metrics=parts.metrics)
    sender = Sender(Addresses(settings.webhook_networks))
    app[WEBHOOKS] = WebhookService(store, sender, parts.clock)
    app[PUMP] = Pump(store, sender, parts.metrics, parts.clock)
    app.on_response_prepare.extend((safe_headers, customers.readable))
    app.cleanup_ctx.append(_housekeeping)
    app.on_shutdown.append(_close_sockets)
    _route(app, parts)
    return app


def _route(app: web.Application, parts: Parts) -> None:
    bundle = pages.Bundle(parts.assets)
    add = app.router
    add.add_get("/ws", websocket)
    add.add_post(customers.PATH, customers.introduce)
    add.add_route("OPTIONS", customers.PATH, customers.preflight)
    add.add_post(receipts.PATH, receipts.receipt)
    add.add_route("OPTIONS", receipts.PATH, customers.preflight)
    add.add_post("/api/v1/agents/sign-in", agents.sign_in)
    add.add_post("/api/v1/agents/sign-out", agents.sign_out)
    add.add_get("/api/v1/agents/me", agents.me)
    add.add_post("/api/v1/agents/tickets", agents.ticket)
    add.add_post(guests.PATH, guests.come)
    add.add_post("/api/v1/agents/sign-in-code", agents.redeem)
    add.add_post("/api/v1/agents/{agent}/sign-in-codes", agents.sign_in_code)
    add.add_get(staff.PATH, staff.several, allow_head=False)
    add.add_post(staff.PATH, staff.add)
    add.add_get(staff.ONE, staff.one, allow_head=False)
    add.add_patch(staff.ONE, staff.change)
    add.add_get(registry.PATH, registry.several, allow_head=False)
    add.add_post(registry.PATH, registry.register)
    add.add_get(registry.ONE, registry.one, allow_head=False)
    add.add_patch(registry.ONE, registry.describe)
    add.add_get(sites.REDACTION, sites.redaction, allow_head=False)
    add.add_put(sites.REDACTION, sites.set_redaction)
    add.add_get(sites.POLICY, sites.policy, allow_head=False)
    add.add_patch(sites.POLICY, sites.change_policy)
    webhooks.route(add)
    add.add_get(audit.PATH, audit.export, allow_head=False)
    add.add_get(audit.CHECKPOINT, audit.checkpoint, allow_head=False)
    add.add_get(audit.KEYS, audit.keys, allow_head=False)
    add.add_post(conversations.PATH, conversations.open_one)
    add.add_get(conversations.PATH, conversations.several, allow_head=False)
    add.add_get(conversations.ONE, conversations.one, allow_head=False)
    add.add_get(conversations.ONE + "/link", conversations.link, allow_head=False)
    add.add_post(conversations.ONE + "/assign", conversations.assign)
    add.add_post(conversations.ONE + "/requeue", conversations.requeue)
    add.add_post(conversations.ONE + "/deactivate", conversations.deactivate)
    add.add_post(conversations.ONE + "/activate", conversations.activate)
    add.add_post(conversations.ONE + "/end", conversations.end)
    add.add_get("/agent", pages.to_folder)
    add.add_get("/agent/", embedded.console)
    add.add_get("/mirror", pages.mirror)
    add.add_get("/preview", pages.preview)
    add.add_get("/preview/mirror", pages.preview_mirror)
    add.add_get("/dock", pages.dock)
    add.add_get("/chat", pages.chat)
    add.add_get("/join", pages.join)
    add.add_get("/document", pages.document)
    add.add_get("/sdk/v1/alongside.js", bundle.sdk)
    add.add_get("/sdk/v1/together.js", bundle.sdk)
    add.add_get("/sdk/v1/calling.js", bundle.sdk)
    add.add_get("/sdk/v1/chatting.js", bundle.sdk)
    add.add_get("/sdk/v1/inviting.js", bundle.sdk)
    add.add_get("/sdk/v1/texts/{name}", pages.texts)
    add.add_get("/sdk/v1/alongside-agent.js", bundle.sdk)
    add.add_get("/static/{name}", bundle.static)
    checks = check.Checks(parts.settings)
    add.add_get("/check", check.page)
    add.add_get("/check/ws", check.echo, allow_head=False)
    add.add_get("/api/v1/check", checks.servers, allow_head=False)
    add.add_get("/healthz", pages.healthz)
    add.add_get("/readyz", pages.readyz)
    add.add_get("/metrics", pages.metrics)
    if parts.demo is not None:
        demo = pages.DemoPages(parts.demo)
        add.add_get("/", demo.home)
        add.add_get("/demo", pages.to_folder)
        add.add_get("/demo/{path:.*}", demo.page)


async def websocket(request: web.Request) -> web.StreamResponse:
    """`/ws?ticket=...`: judged before the upgrade, served until it closes."""
    app = request.app
    with app[SOCKETS].place(app[SOURCES].of(request)):
        if not web.WebSocketResponse(protocols=(SUBPROTOCOL,)).can_prepare(request).protocol:
            raise BadRequest(why=f"it is no WebSocket of subprotocol {SUBPROTOCOL}")
        admitted = await app[ADMISSION].admit(request, app[HUB].clock())
        socket = Socket(app[SETTINGS], app[HUB], admitted)
        with app[SOCKETS].watched(socket):
            return await socket.serve(request)


async def _housekeeping(app: web.Application) -> AsyncIterator[None]:
    await app[HUB].start()
    app[PUMP].start()
    tasks = [own(app[SOCKETS].run(), "heartbeats"), own(_sweep(app), "sweep")]
    tasks.append(own(_checkpoint(app), "checkpoints"))
    yield
    await end(*tasks)
    await app[PUMP].stop()


async def _sweep(app: web.Application) -> None:
    """Forget tickets, codes and tokens that have expired, and what webhooks did not deliver."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await app[STORE].doors.sweep(app[HUB].clock())
            await app[STORE].outbox.sweep(app[HUB].clock())
        except StoreUnavailable:
            log.warning("sweep.failed")


async def _checkpoint(app: web.Application) -> None:
    """Sign what the audit log has got. The log line goes where the operator's logs go: away from
    here."""
    while True:
        await asyncio.sleep(app[SETTINGS].checkpoint_seconds)
        try:
            for made in await app[STORE].checkpoints.make_due():
                at = made.checkpoint
                log.info("audit.checkpoint", site=at.site, rows=at.rows, hash=at.hash)
        except StoreUnavailable:
            log.warning("checkpoint.failed")


async def _close_sockets(app: web.Application) -> None:
    await app[HUB].stop()
