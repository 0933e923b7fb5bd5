"""All routes, each with what it asks of the caller (rest/gate.py) and who answers."""

from collections.abc import Iterable, Iterator

import msgspec
from aiohttp import web

from signaling import account_page, check, copy_pages, embedded, pages
from signaling.assets import SDK, Assets
from signaling.auth.scopes import ApiScope
from signaling.config import Settings
from signaling.pages import Demo
from signaling.rest import (
    account,
    acts,
    agents,
    analytics,
    api_keys,
    audit,
    audit_records,
    conversations,
    customers,
    erasure,
    guests,
    installation,
    oidc,
    openapi,
    previews,
    problems,
    receipts,
    registry,
    rulebook,
    sessions,
    set_up,
    sites,
    staff,
    system,
    teams,
    webhooks,
)
from signaling.rest.contract import contract_of
from signaling.rest.gate import Access, Handler
from signaling.store.versions import Kind
from signaling.upgrade import upgrade

BUNDLES = (*SDK, "alongside-agent.js")


class Route(msgspec.Struct, frozen=True):
    access: Access
    method: str
    path: str
    handler: Handler
    # What a key must have been made for; None: not for keys.
    scope: ApiScope | None = None


def routes(settings: Settings, assets: Assets, demo: Demo | None) -> Iterator[Route]:
    """`demo`: None outside of demo mode."""
    document = openapi.Document()
    found = [
        *_all(settings, assets, demo),
        Route(Access.ANYBODY, "GET", problems.PATH, problems.page),
        Route(Access.ANYBODY, "GET", openapi.PATH, document.show),
    ]
    document.calls += described(found)
    yield from found


def described(found: Iterable[Route]) -> Iterator[openapi.Call]:
    """The calls of the API that say what they take and answer: a test wants all of them to."""
    for route in found:
        said = contract_of(route.handler)
        if said is not None:
            yield openapi.Call(route.access, route.method, route.path, said)


def _all(settings: Settings, assets: Assets, demo: Demo | None) -> Iterator[Route]:
    yield Route(Access.TICKET, "GET", "/ws", upgrade)
    yield from _people()
    yield from _sites(settings)
    yield from _server()
    yield from _conversations()
    yield from _analytics()
    yield from _pages(assets)
    if settings.check_page:
        yield Route(Access.ANYBODY, "GET", "/check", check.page)
        yield Route(Access.OWN_PAGE, "GET", "/check/ws", check.echo)
        yield Route(Access.ANYBODY, "GET", "/api/v1/check", check.Checks(settings).servers)
    if demo is not None:
        shop = pages.DemoPages(demo)
        yield Route(Access.ANYBODY, "GET", "/", shop.home)
        yield Route(Access.ANYBODY, "GET", "/demo", pages.to_folder)
        yield Route(Access.ANYBODY, "GET", "/demo/{path:.*}", shop.page)


def register(app: web.Application, wanted: Iterable[Route]) -> dict[tuple[str, str], Access]:
    """Adds the routes; what is returned is the gate's table. A page can be asked for by HEAD, a
    call of the API cannot."""
    table: dict[tuple[str, str], Access] = {}
    for route in wanted:
        methods = [route.method]
        if route.method == "GET" and not route.path.startswith(("/api/", "/ws", "/check/ws")):
            methods.append("HEAD")
        for method in methods:
            added = app.router.add_route(method, route.path, route.handler)
            assert added.resource is not None
            table[method, added.resource.canonical] = route.access
    return table


def scopes_of(wanted: Iterable[Route]) -> dict[tuple[str, str], ApiScope]:
    """By method and path: what keys are for (rest/gate.py)."""
    return {(route.method, route.path): route.scope for route in wanted if route.scope is not None}


def _people() -> Iterator[Route]:
    site, page, operator = Access.SITE, Access.OWN_PAGE, Access.OPERATOR
    yield Route(Access.ANYBODY, "GET", set_up.PATH, set_up.state)
    yield Route(page, "POST", set_up.PATH, set_up.complete)
    yield Route(site, "POST", customers.PATH, customers.introduce)
    yield Route(site, "OPTIONS", customers.PATH, customers.preflight)
    yield Route(operator, "DELETE", erasure.ONE, erasure.erase)
    yield Route(site, "POST", receipts.PATH, receipts.receipt)
    yield Route(site, "OPTIONS", receipts.PATH, customers.preflight)
    yield Route(page, "POST", guests.PATH, guests.come)
    yield Route(page, "POST", "/api/v1/agents/sign-in", agents.sign_in)
    yield Route(page, "POST", "/api/v1/agents/sign-in-code", agents.redeem)
    tokens = agents.SignInTokens()
    yield Route(page, "POST", "/api/v1/agents/sign-in-token", tokens.present)
    yield Route(Access.ACCOUNT, "POST", "/api/v1/agents/sign-out", agents.sign_out)
    yield Route(Access.ACCOUNT, "GET", "/api/v1/agents/me", agents.me)
    yield Route(Access.AGENT, "POST", "/api/v1/agents/tickets", agents.ticket)
    elsewhere = oidc.Oidc()
    yield Route(Access.ANYBODY, "GET", oidc.PATH, elsewhere.provider)
    yield Route(Access.ANYBODY, "GET", oidc.PATH + "/begin", elsewhere.begin)
    yield Route(Access.ANYBODY, "GET", oidc.PATH + "/callback", elsewhere.callback)
    yield Route(Access.ACCOUNT, "GET", account.PATH, account.account)
    yield Route(Access.ACCOUNT, "POST", account.PASSWORD, account.change_password)
    yield Route(Access.ACCOUNT, "POST", account.END, account.end)
    yield Route(page, "POST", account.FACTOR + "/begin", account.begin)
    yield Route(page, "POST", account.FACTOR + "/confirm", account.confirm)
    yield Route(page, "POST", account.FACTOR + "/remove", account.remove)
    yield Route(page, "POST", account.CODES, account.new_codes)
    yield Route(operator, "DELETE", staff.FACTOR, staff.reset_factor, ApiScope.AGENTS_WRITE)
    yield Route(
        operator,
        "POST",
        "/api/v1/agents/{agent}/sign-in-codes",
        agents.sign_in_code,
        ApiScope.AGENTS_SIGN_IN,
    )
    yield Route(operator, "GET", staff.PATH, staff.several, ApiScope.AGENTS_READ)
    yield Route(operator, "POST", staff.PATH, staff.add, ApiScope.AGENTS_WRITE)
    yield Route(operator, "GET", staff.ONE, staff.one, ApiScope.AGENTS_READ)
    yield Route(operator, "PATCH", staff.ONE, staff.change, ApiScope.AGENTS_WRITE)
    yield Route(
        operator, "GET", staff.ONE + "/permissions", staff.permissions, ApiScope.AGENTS_READ
    )
    yield Route(operator, "GET", teams.PATH, teams.several, ApiScope.AGENTS_READ)
    yield Route(operator, "POST", teams.PATH, teams.add, ApiScope.AGENTS_WRITE)
    yield Route(operator, "GET", teams.ONE, teams.one, ApiScope.AGENTS_READ)
    yield Route(operator, "PATCH", teams.ONE, teams.change, ApiScope.AGENTS_WRITE)
    yield Route(operator, "DELETE", teams.ONE, teams.remove, ApiScope.AGENTS_WRITE)


def _sites(settings: Settings) -> Iterator[Route]:
    operator = Access.OPERATOR
    installing = installation.Installing(settings)
    yield Route(operator, "GET", installation.PATH, installing.shown, ApiScope.SITES_READ)
    yield Route(operator, "GET", api_keys.PATH, api_keys.several)
    yield Route(operator, "POST", api_keys.PATH, api_keys.add)
    yield Route(operator, "DELETE", api_keys.ONE, api_keys.revoke)
    yield Route(operator, "GET", registry.PATH, registry.several, ApiScope.SITES_READ)
    yield Route(operator, "POST", registry.PATH, registry.register, ApiScope.SITES_WRITE)
    yield Route(operator, "GET", registry.ONE, registry.one, ApiScope.SITES_READ)
    yield Route(operator, "PATCH", registry.ONE, registry.describe, ApiScope.SITES_WRITE)
    yield Route(operator, "GET", sites.REDACTION, sites.redaction, ApiScope.SITES_READ)
    yield Route(operator, "PUT", sites.REDACTION, sites.set_redaction, ApiScope.SITES_WRITE)
    yield Route(operator, "GET", sites.POLICY, sites.policy, ApiScope.SITES_READ)
    yield Route(operator, "PATCH", sites.POLICY, sites.change_policy, ApiScope.SITES_WRITE)
    for kind in Kind:
        for method, path, handler in rulebook.Calls(kind).routes():
            scope = ApiScope.SITES_READ if method == "GET" else ApiScope.SITES_WRITE
            yield Route(operator, method, path, handler, scope)
    yield Route(operator, "GET", rulebook.FAILURES, rulebook.failures, ApiScope.SITES_READ)
    yield Route(operator, "POST", rulebook.IMPORT, rulebook.import_rules, ApiScope.SITES_READ)
    yield Route(operator, "POST", previews.OPEN, previews.open_one, ApiScope.SITES_WRITE)
    yield Route(Access.SITE, "POST", previews.READ, previews.read)
    yield Route(Access.SITE, "OPTIONS", previews.READ, customers.preflight)
    yield Route(operator, "GET", rulebook.PRESETS_PATH, rulebook.presets, ApiScope.SITES_READ)
    yield Route(operator, "GET", audit.PATH, audit.export, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", audit.CHECKPOINT, audit.checkpoint, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", audit_records.PATH, audit_records.records, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", audit_records.STATE, audit_records.state, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", audit_records.CHECK, audit_records.checked, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", acts.PATH, acts.several, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", acts.EXPORT, acts.export, ApiScope.AUDIT_READ)
    yield Route(operator, "GET", acts.CHECKPOINT, acts.checkpoint, ApiScope.AUDIT_READ)
    yield Route(
        operator, "GET", audit_records.ACTS_STATE, audit_records.acts_state, ApiScope.AUDIT_READ
    )
    yield Route(
        operator, "GET", audit_records.ACTS_CHECK, audit_records.acts_checked, ApiScope.AUDIT_READ
    )
    yield Route(Access.ANYBODY, "GET", audit.KEYS, audit.keys)
    yield Route(operator, "GET", webhooks.PATH, webhooks.several, ApiScope.WEBHOOKS_READ)
    yield Route(operator, "POST", webhooks.PATH, webhooks.add_one, ApiScope.WEBHOOKS_WRITE)
    yield Route(operator, "GET", webhooks.ONE, webhooks.one, ApiScope.WEBHOOKS_READ)
    yield Route(operator, "PATCH", webhooks.ONE, webhooks.change, ApiScope.WEBHOOKS_WRITE)
    yield Route(operator, "DELETE", webhooks.ONE, webhooks.remove, ApiScope.WEBHOOKS_WRITE)
    yield Route(
        operator, "POST", webhooks.ONE + "/rotate", webhooks.rotate, ApiScope.WEBHOOKS_WRITE
    )
    yield Route(operator, "POST", webhooks.ONE + "/test", webhooks.test, ApiScope.WEBHOOKS_WRITE)
    yield Route(
        operator, "GET", webhooks.ONE + "/deliveries", webhooks.deliveries, ApiScope.WEBHOOKS_READ
    )
    yield Route(operator, "GET", webhooks.ONE + "/dead", webhooks.dead, ApiScope.WEBHOOKS_READ)
    yield Route(
        operator, "POST", webhooks.ONE + "/redeliver", webhooks.redeliver, ApiScope.WEBHOOKS_WRITE
    )


def _server() -> Iterator[Route]:
    operator = Access.OPERATOR
    yield Route(operator, "GET", system.PATH, system.shown, ApiScope.SETTINGS_READ)
    yield Route(operator, "PATCH", system.PATH, system.change, ApiScope.SETTINGS_WRITE)
    yield Route(operator, "GET", system.DUE, system.due, ApiScope.SETTINGS_READ)
    yield Route(operator, "GET", sessions.PATH, sessions.several, ApiScope.CONVERSATIONS_READ)
    yield Route(operator, "POST", sessions.END, sessions.end, ApiScope.CONVERSATIONS_WRITE)


def _conversations() -> Iterator[Route]:
    operator, one = Access.OPERATOR, conversations.ONE
    yield Route(
        operator, "POST", conversations.PATH, conversations.open_one, ApiScope.CONVERSATIONS_WRITE
    )
    yield Route(
        operator, "GET", conversations.PATH, conversations.several, ApiScope.CONVERSATIONS_READ
    )
    yield Route(operator, "GET", one, conversations.one, ApiScope.CONVERSATIONS_READ)
    yield Route(operator, "GET", one + "/link", conversations.link, ApiScope.CONVERSATIONS_READ)
    yield Route(
        operator, "POST", one + "/assign", conversations.assign, ApiScope.CONVERSATIONS_WRITE
    )
    yield Route(
        operator, "POST", one + "/requeue", conversations.requeue, ApiScope.CONVERSATIONS_WRITE
    )
    yield Route(
        operator,
        "POST",
        one + "/deactivate",
        conversations.deactivate,
        ApiScope.CONVERSATIONS_WRITE,
    )
    yield Route(
        operator, "POST", one + "/activate", conversations.activate, ApiScope.CONVERSATIONS_WRITE
    )
    yield Route(operator, "POST", one + "/end", conversations.end, ApiScope.CONVERSATIONS_WRITE)


def _analytics() -> Iterator[Route]:
    for name, handler in (
        ("funnel", analytics.funnel),
        ("series", analytics.series),
        ("durations", analytics.durations),
        ("paths", analytics.paths),
    ):
        yield Route(Access.OPERATOR, "GET", analytics.PATH + name, handler, ApiScope.ANALYTICS_READ)


def _pages(assets: Assets) -> Iterator[Route]:
    bundle = pages.Bundle(assets)
    for path, handler in (
        ("/agent", pages.to_folder),
        ("/agent/", embedded.console),
        ("/admin", pages.to_folder),
        ("/admin/", pages.admin),
        ("/look.css", system.look),
        ("/mirror", pages.mirror),
        ("/preview", pages.preview),
        ("/preview/mirror", pages.preview_mirror),
        ("/dock", pages.dock),
        ("/chat", pages.chat),
        ("/join", pages.join),
        ("/account", account_page.page),
        ("/document", pages.document),
        *((f"/sdk/v1/{name}", bundle.sdk) for name in BUNDLES),
        ("/sdk/v1/texts/{name}", pages.texts),
        ("/sdk/v1/manifest.json", copy_pages.manifest),
        ("/sdk/v1/{copy}/{name}", copy_pages.file),
        ("/static/{name}", bundle.static),
        ("/healthz", pages.healthz),
        ("/readyz", pages.readyz),
        ("/metrics", pages.metrics),
    ):
        yield Route(Access.ANYBODY, "GET", path, handler)
