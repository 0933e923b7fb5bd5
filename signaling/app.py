"""Wires the parts together."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import msgspec
import structlog
from aiohttp import web

from signaling.analytics.service import AnalyticsService
from signaling.assets import Assets
from signaling.auth.accounts import Accounts
from signaling.auth.admission import Admission
from signaling.auth.agent_tokens import AgentTokens
from signaling.auth.api_keys import Keyring
from signaling.auth.fetching import Fetcher
from signaling.auth.oidc import Provider
from signaling.auth.origins import Origins
from signaling.auth.set_up import SetUp
from signaling.auth.sources import Sources
from signaling.auth.visitors import Visitors
from signaling.codes import SessionCodes
from signaling.config import Settings
from signaling.hub import Hub
from signaling.keys import (
    ACCOUNTS,
    ADMISSION,
    AGENT_TOKENS,
    ANALYTICS,
    CHECKING,
    COPIES,
    COPY_USE,
    HUB,
    KEYRING,
    METRICS,
    ORIGINS,
    PEOPLE,
    PROVIDER,
    PUMP,
    REGISTRY,
    RETENTION,
    RULEBOOK,
    SET_UP,
    SETTINGS,
    SIGHTINGS,
    SIGNER,
    SOCKETS,
    SOURCES,
    STORE,
    SYSTEM,
    TEXTS,
    VISITORS,
    WEBHOOKS,
)
from signaling.metrics import Metrics
from signaling.pages import Demo
from signaling.people import People
from signaling.registry import Registry
from signaling.rest import customers
from signaling.rest.conditions import Conditions
from signaling.rest.gate import SCOPES, TABLE, gate
from signaling.rest.idempotency import once
from signaling.rest.middleware import errors, safe_headers
from signaling.retention import Retention
from signaling.routes import register, routes, scopes_of
from signaling.rulebook import Rulebook
from signaling.sdk_copies.service import open_copies
from signaling.sdk_copies.use import CopyUse
from signaling.sightings import Sightings
from signaling.signing import open_signer
from signaling.sockets import Sockets
from signaling.store import Store, StoreUnavailable
from signaling.store.facts import DAY
from signaling.system import System
from signaling.tasks import end, own
from signaling.texts import Texts, load_changes
from signaling.webhooks.addresses import Addresses
from signaling.webhooks.pump import Pump
from signaling.webhooks.sender import Sender
from signaling.webhooks.service import WebhookService

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
    app = web.Application(
        middlewares=[errors, gate, once, Conditions().middleware], client_max_size=BODY_MOST
    )
    secret = await store.secrets.get("session-codes")
    codes = SessionCodes(store, secret, settings, parts.clock)
    origins = Origins(settings, store.sites)
    sources = Sources(settings.trusted_proxies)
    app[SETTINGS] = settings
    app[STORE] = store
    app[SIGNER] = signer = await open_signer(store, settings, parts.clock())
    store.checkpoints.start(signer.key, signer.sign, parts.clock, settings.checkpoint_rows)
    app[METRICS] = parts.metrics
    app[SYSTEM] = system = System(store, settings)
    await system.load()
    app[CHECKING] = asyncio.Lock()
    app[RETENTION] = Retention(store, lambda: system.keeping, parts.clock)
    app[HUB] = Hub(store, settings, codes, parts.metrics, system, parts.clock)
    app[ORIGINS] = origins
    app[TEXTS] = Texts(parts.assets, load_changes(settings.texts_file, parts.assets))
    app[SOURCES] = sources
    app[ADMISSION] = Admission(store, origins, sources, seconds=settings.ticket_seconds)
    app[ACCOUNTS] = Accounts(store, settings, parts.clock)
    app[VISITORS] = Visitors(store, app[ACCOUNTS], parts.clock)
    app[PROVIDER] = Provider(store, settings, Fetcher(), parts.clock)
    app[KEYRING] = Keyring(store, parts.clock)
    app[PEOPLE] = People(store, parts.clock)
    app[SET_UP] = SetUp(store, app[ACCOUNTS], settings, parts.clock)
    app[COPIES] = await asyncio.to_thread(open_copies, settings, parts.assets, parts.clock())
    app[COPY_USE] = CopyUse(parts.clock)
    app[SIGHTINGS] = Sightings(store, parts.clock)
    app[REGISTRY] = Registry(store, settings.organisation, parts.clock)
    app[RULEBOOK] = Rulebook(store, parts.clock, app[HUB].site_watch.published)
    app[SOCKETS] = Sockets(per_source=settings.connections_per_source, metrics=parts.metrics)
    addresses = Addresses(settings.webhook_networks)
    signers = (app[ACCOUNTS], app[VISITORS], app[PEOPLE], Fetcher(addresses))
    app[AGENT_TOKENS] = AgentTokens(store, settings, signers, parts.clock)
    sender = Sender(addresses)
    app[WEBHOOKS] = WebhookService(store, sender, parts.clock)
    app[ANALYTICS] = AnalyticsService(store)
    app[PUMP] = Pump(store, sender, parts.metrics, parts.clock)
    app.on_response_prepare.extend((safe_headers, customers.readable))
    app.cleanup_ctx.append(_housekeeping)
    app.on_shutdown.append(_close_sockets)
    table = tuple(routes(settings, parts.assets, parts.demo))
    app[TABLE] = register(app, table)
    app[SCOPES] = scopes_of(table)
    return app


async def _housekeeping(app: web.Application) -> AsyncIterator[None]:
    await _count_open(app)
    await app[HUB].start()
    app[PUMP].start()
    tasks = [own(app[SOCKETS].run(), "heartbeats"), own(_sweep(app), "sweep")]
    tasks.append(own(_checkpoint(app), "checkpoints"))
    tasks.append(own(app[RETENTION].run(), "retention"))
    tasks.append(own(_count_ended(app), "analytics"))
    yield
    await end(*tasks)
    await app[PUMP].stop()


def _counted_since(app: web.Application) -> float:
    return app[HUB].clock() - app[SYSTEM].keeping.analytics_days * DAY


async def _count_open(app: web.Application) -> None:
    """After an upgrade, before anything else happens in what is open."""
    await app[STORE].facts.catch_up(_counted_since(app), open_only=True)


async def _count_ended(app: web.Application) -> None:
    """After an upgrade, beside everything else."""
    try:
        conversations = await app[STORE].facts.catch_up(_counted_since(app))
    except StoreUnavailable:
        log.warning("analytics.failed")
        return
    if conversations:
        log.info("analytics.caught_up", conversations=conversations)


async def _sweep(app: web.Application) -> None:
    """Forget tickets, codes and tokens that have expired, what webhooks did not deliver, and what
    was counted long ago."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await app[STORE].doors.sweep(app[HUB].clock())
            await app[STORE].outbox.sweep(app[HUB].clock())
            await app[STORE].facts.sweep(_counted_since(app))
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
