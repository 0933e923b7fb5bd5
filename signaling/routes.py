"""All routes, each with what it asks of the caller (rest/gate.py) and who answers."""

from collections.abc import Iterator

import msgspec
from aiohttp import web

from signaling import check, embedded, pages
from signaling.assets import Assets
from signaling.config import Settings
from signaling.pages import Demo
from signaling.rest import (
    agents,
    audit,
    conversations,
    customers,
    guests,
    installation,
    previews,
    receipts,
    registry,
    rulebook,
    sessions,
    set_up,
    sites,
    staff,
    system,
    webhooks,
)
from signaling.rest.gate import Access, Handler
from signaling.store.versions import Kind
from signaling.upgrade import upgrade

BUNDLES = (
    "alongside",
    "together",
    "calling",
    "chatting",
    "inviting",
    "playground",
    "alongside-agent",
)


class Route(msgspec.Struct, frozen=True):
    access: Access
    method: str
    path: str
    handler: Handler


def routes(settings: Settings, assets: Assets, demo: Demo | None) -> Iterator[Route]:
    """`demo`: None outside of demo mode."""
    yield Route(Access.TICKET, "GET", "/ws", upgrade)
    yield from _people()
    yield from _sites(settings, assets)
    yield from _server()
    yield from _conversations()
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


def register(app: web.Application, wanted: Iterator[Route]) -> dict[tuple[str, str], Access]:
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


def _people() -> Iterator[Route]:
    site, page, operator = Access.SITE, Access.OWN_PAGE, Access.OPERATOR
    yield Route(Access.ANYBODY, "GET", set_up.PATH, set_up.state)
    yield Route(page, "POST", set_up.PATH, set_up.complete)
    yield Route(site, "POST", customers.PATH, customers.introduce)
    yield Route(site, "OPTIONS", customers.PATH, customers.preflight)
    yield Route(site, "POST", receipts.PATH, receipts.receipt)
    yield Route(site, "OPTIONS", receipts.PATH, customers.preflight)
    yield Route(page, "POST", guests.PATH, guests.come)
    yield Route(page, "POST", "/api/v1/agents/sign-in", agents.sign_in)
    yield Route(page, "POST", "/api/v1/agents/sign-in-code", agents.redeem)
    yield Route(Access.ACCOUNT, "POST", "/api/v1/agents/sign-out", agents.sign_out)
    yield Route(Access.ACCOUNT, "GET", "/api/v1/agents/me", agents.me)
    yield Route(Access.AGENT, "POST", "/api/v1/agents/tickets", agents.ticket)
    yield Route(operator, "POST", "/api/v1/agents/{agent}/sign-in-codes", agents.sign_in_code)
    yield Route(operator, "GET", staff.PATH, staff.several)
    yield Route(operator, "POST", staff.PATH, staff.add)
    yield Route(operator, "GET", staff.ONE, staff.one)
    yield Route(operator, "PATCH", staff.ONE, staff.change)


def _sites(settings: Settings, assets: Assets) -> Iterator[Route]:
    operator = Access.OPERATOR
    installing = installation.Installing(settings, assets)
    yield Route(operator, "GET", installation.PATH, installing.shown)
    yield Route(operator, "GET", registry.PATH, registry.several)
    yield Route(operator, "POST", registry.PATH, registry.register)
    yield Route(operator, "GET", registry.ONE, registry.one)
    yield Route(operator, "PATCH", registry.ONE, registry.describe)
    yield Route(operator, "GET", sites.REDACTION, sites.redaction)
    yield Route(operator, "PUT", sites.REDACTION, sites.set_redaction)
    yield Route(operator, "GET", sites.POLICY, sites.policy)
    yield Route(operator, "PATCH", sites.POLICY, sites.change_policy)
    for kind in Kind:
        for method, path, handler in rulebook.Calls(kind).routes():
            yield Route(operator, method, path, handler)
    yield Route(operator, "GET", rulebook.FAILURES, rulebook.failures)
    yield Route(operator, "POST", rulebook.IMPORT, rulebook.import_rules)
    yield Route(operator, "POST", previews.OPEN, previews.open_one)
    yield Route(Access.SITE, "POST", previews.READ, previews.read)
    yield Route(Access.SITE, "OPTIONS", previews.READ, customers.preflight)
    yield Route(operator, "GET", rulebook.PRESETS_PATH, rulebook.presets)
    yield Route(operator, "GET", audit.PATH, audit.export)
    yield Route(operator, "GET", audit.CHECKPOINT, audit.checkpoint)
    yield Route(Access.ANYBODY, "GET", audit.KEYS, audit.keys)
    yield Route(operator, "GET", webhooks.PATH, webhooks.several)
    yield Route(operator, "POST", webhooks.PATH, webhooks.add_one)
    yield Route(operator, "GET", webhooks.ONE, webhooks.one)
    yield Route(operator, "PATCH", webhooks.ONE, webhooks.change)
    yield Route(operator, "DELETE", webhooks.ONE, webhooks.remove)
    yield Route(operator, "POST", webhooks.ONE + "/rotate", webhooks.rotate)
    yield Route(operator, "POST", webhooks.ONE + "/test", webhooks.test)
    yield Route(operator, "GET", webhooks.ONE + "/dead", webhooks.dead)
    yield Route(operator, "POST", webhooks.ONE + "/redeliver", webhooks.redeliver)


def _server() -> Iterator[Route]:
    operator = Access.OPERATOR
    yield Route(operator, "GET", system.PATH, system.shown)
    yield Route(operator, "PATCH", system.PATH, system.change)
    yield Route(operator, "GET", sessions.PATH, sessions.several)
    yield Route(operator, "POST", sessions.END, sessions.end)


def _conversations() -> Iterator[Route]:
    operator, one = Access.OPERATOR, conversations.ONE
    yield Route(operator, "POST", conversations.PATH, conversations.open_one)
    yield Route(operator, "GET", conversations.PATH, conversations.several)
    yield Route(operator, "GET", one, conversations.one)
    yield Route(operator, "GET", one + "/link", conversations.link)
    yield Route(operator, "POST", one + "/assign", conversations.assign)
    yield Route(operator, "POST", one + "/requeue", conversations.requeue)
    yield Route(operator, "POST", one + "/deactivate", conversations.deactivate)
    yield Route(operator, "POST", one + "/activate", conversations.activate)
    yield Route(operator, "POST", one + "/end", conversations.end)


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
        ("/document", pages.document),
        *((f"/sdk/v1/{name}.js", bundle.sdk) for name in BUNDLES),
        ("/sdk/v1/texts/{name}", pages.texts),
        ("/static/{name}", bundle.static),
        ("/healthz", pages.healthz),
        ("/readyz", pages.readyz),
        ("/metrics", pages.metrics),
    ):
        yield Route(Access.ANYBODY, "GET", path, handler)
