"""What the aiohttp application carries (typed keys of aiohttp.web)."""

import asyncio

from aiohttp import web

from signaling.analytics.service import AnalyticsService
from signaling.auth.accounts import Accounts
from signaling.auth.admission import Admission
from signaling.auth.agent_tokens import AgentTokens
from signaling.auth.api_keys import Keyring
from signaling.auth.oidc import Provider
from signaling.auth.origins import Origins
from signaling.auth.set_up import SetUp
from signaling.auth.sources import Sources
from signaling.auth.visitors import Visitors
from signaling.config import Settings
from signaling.hub import Hub
from signaling.metrics import Metrics
from signaling.people import People
from signaling.registry import Registry
from signaling.retention import Retention
from signaling.rulebook import Rulebook
from signaling.sdk_copies.service import SdkCopies
from signaling.sdk_copies.use import CopyUse
from signaling.sightings import Sightings
from signaling.signing import Signer
from signaling.sockets import Sockets
from signaling.store import Store
from signaling.system import System
from signaling.texts import Texts
from signaling.webhooks.pump import Pump
from signaling.webhooks.service import WebhookService

SETTINGS = web.AppKey("settings", Settings)
STORE = web.AppKey("store", Store)
COPIES = web.AppKey("copies", SdkCopies)
COPY_USE = web.AppKey("copy_use", CopyUse)
SIGHTINGS = web.AppKey("sightings", Sightings)
SYSTEM = web.AppKey("system", System)
HUB = web.AppKey("hub", Hub)
METRICS = web.AppKey("metrics", Metrics)
SOCKETS = web.AppKey("sockets", Sockets)
ORIGINS = web.AppKey("origins", Origins)
SOURCES = web.AppKey("sources", Sources)
ADMISSION = web.AppKey("admission", Admission)
TEXTS = web.AppKey("texts", Texts)
ACCOUNTS = web.AppKey("accounts", Accounts)
AGENT_TOKENS = web.AppKey("agent_tokens", AgentTokens)
PROVIDER = web.AppKey("provider", Provider)
VISITORS = web.AppKey("visitors", Visitors)
KEYRING = web.AppKey("keyring", Keyring)
PEOPLE = web.AppKey("people", People)
SET_UP = web.AppKey("set_up", SetUp)
REGISTRY = web.AppKey("registry", Registry)
# Whoever checks an audit log: one at a time, as it takes memory.
CHECKING = web.AppKey("checking", asyncio.Lock)
RETENTION = web.AppKey("retention", Retention)
RULEBOOK = web.AppKey("rulebook", Rulebook)
WEBHOOKS = web.AppKey("webhooks", WebhookService)
PUMP = web.AppKey("pump", Pump)
ANALYTICS = web.AppKey("analytics", AnalyticsService)
SIGNER = web.AppKey("signer", Signer)
