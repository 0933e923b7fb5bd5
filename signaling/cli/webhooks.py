"""`alongside webhook`: the same as `/api/v1/sites/{key}/webhooks`, on the machine of the server.
A server that runs beside it delivers what is new within about a second."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape
from rich.table import Table

from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings
from signaling.errors import UnknownSite
from signaling.store import Store
from signaling.store.sites import Site
from signaling.webhooks.addresses import Addresses
from signaling.webhooks.sender import Sender
from signaling.webhooks.service import WebhookInfo, WebhookService, WebhookWithSecret

T = TypeVar("T")

webhook_cli = typer.Typer(help="Systems that are told what happens.", no_args_is_help=True)

SiteKey = Annotated[str, typer.Argument(help="Key of the website.")]
WebhookId = Annotated[str, typer.Argument(help="Id of the webhook.")]
Work = Callable[[WebhookService, Site], Awaitable[T]]


@webhook_cli.command("add")
def webhook_add(
    site_key: SiteKey,
    url: Annotated[str, typer.Argument(help="Where to: https.")],
    event: Annotated[
        list[str] | None, typer.Option(help="Type of an event, repeatable; none: all.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Tell a system what happens on a website; prints the secret, this once."""
    made = _do(config, site_key, lambda service, site: service.add(site, url, event or []))
    print(f"Webhook: {made.id}")
    _print_secret(made)


@webhook_cli.command("list")
def webhook_list(site_key: SiteKey, config: ConfigOption = None) -> None:
    """Show the webhooks of a website."""
    found = _do(config, site_key, lambda service, site: service.all(site))
    table = Table("Webhook", "State", "Waiting", "Dead", "URL", "Events", box=None)
    for webhook in found:
        numbers = (str(webhook.waiting), str(webhook.dead))
        events = " ".join(webhook.events) or "all"
        table.add_row(webhook.id, _state(webhook), *numbers, escape(webhook.url), events)
    out.print(table)


@webhook_cli.command("enable")
def webhook_enable(site_key: SiteKey, webhook: WebhookId, config: ConfigOption = None) -> None:
    """Turn a webhook on again; what waits is delivered."""
    _do(config, site_key, lambda service, site: service.change(site, webhook, enabled=True))


@webhook_cli.command("rotate")
def webhook_rotate(
    site_key: SiteKey,
    webhook: WebhookId,
    overlap: Annotated[
        float, typer.Option(min=0, max=168, help="Hours for which the old secret signs, too.")
    ] = 24,
    config: ConfigOption = None,
) -> None:
    """Make a new secret and print it, this once."""
    _print_secret(
        _do(config, site_key, lambda service, site: service.rotate(site, webhook, overlap * 3600))
    )


@webhook_cli.command("test")
def webhook_test(site_key: SiteKey, webhook: WebhookId, config: ConfigOption = None) -> None:
    """Send webhook.test, now and once. Exit code 1 when it was not delivered."""
    tested = _do(config, site_key, lambda service, site: service.test(site, webhook))
    if not tested.delivered:
        print(f"Failed: {tested.failure}")
        raise typer.Exit(1)
    print(f"Delivered: {tested.message}")


@webhook_cli.command("redeliver")
def webhook_redeliver(site_key: SiteKey, webhook: WebhookId, config: ConfigOption = None) -> None:
    """Try all dead messages of a webhook again."""
    count = _do(config, site_key, lambda service, site: service.redeliver(site, webhook, None))
    print(f"On their way again: {count}")


@webhook_cli.command("remove")
def webhook_remove(site_key: SiteKey, webhook: WebhookId, config: ConfigOption = None) -> None:
    """Remove a webhook, with what it has not delivered."""
    _do(config, site_key, lambda service, site: service.remove(site, webhook))


def _do(config: Path | None, site_key: str, work: Work[T]) -> T:
    """Raises UnknownSite, and what `work` raises."""
    settings = load_settings(config)

    async def with_site(store: Store) -> T:
        site = await store.sites.by_key(site_key)
        if site is None:
            raise UnknownSite
        sender = Sender(Addresses(settings.webhook_networks))
        return await work(WebhookService(store, sender, time.time), site)

    return run(with_store(settings, with_site))


def _state(webhook: WebhookInfo) -> str:
    if not webhook.enabled:
        return f"off: {webhook.off_because}"
    return "on" if webhook.failing_since is None else "failing"


def _print_secret(webhook: WebhookWithSecret) -> None:
    print(f"Secret: {webhook.secret}")
