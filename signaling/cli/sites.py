"""`alongside site`"""

import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from broker.policy import PRESETS, Policy
from broker.policy_changes import shown
from broker.redaction_policy import RedactionPolicy
from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings
from signaling.errors import UnknownSite
from signaling.registry import Registry
from signaling.rulebook import COMMAND_LINE, Rulebook
from signaling.store import Store
from signaling.store.versions import END, KEPT, Kind, Version

site_cli = typer.Typer(help="Websites that embed the SDK.", no_args_is_help=True)


@site_cli.command("add")
def site_add(
    name: Annotated[str, typer.Argument(help="Shown to agents.")],
    origin: Annotated[list[str], typer.Option(help="Origin of the website, repeatable.")],
    preset: Annotated[str, typer.Option(help=f"One of {', '.join(PRESETS)}.")] = "standard",
    config: ConfigOption = None,
) -> None:
    """Register a website and print its site key."""
    settings = load_settings(config)
    registry = partial(Registry, organisation=settings.organisation, clock=time.time)
    work = with_store(settings, lambda s: registry(s).register(name, origin, preset=preset))
    print(f"Site key: {run(work).key}")


@site_cli.command("change")
def site_change(
    site_key: Annotated[str, typer.Argument(help="Key of the website.")],
    name: Annotated[str | None, typer.Option(help="Shown to agents.")] = None,
    origin: Annotated[
        list[str] | None, typer.Option(help="Origin of the website, repeatable; replaces all.")
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(help="Shown to customers as who asks.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Change what a website is called and where its pages come from."""
    settings = load_settings(config)
    registry = partial(Registry, organisation=settings.organisation, clock=time.time)

    async def work(store: Store) -> None:
        await registry(store).describe(
            site_key, name=name, origins=origin or None, organisation=organisation
        )

    run(with_store(settings, work))


@site_cli.command("list")
def site_list(config: ConfigOption = None) -> None:
    """Show all registered websites."""
    sites = run(with_store(load_settings(config), lambda store: store.sites.all()))
    table = Table("Name", "Site key", "Origins", box=None)
    for site in sites:
        table.add_row(site.name, site.key, " ".join(site.origins))
    out.print(table)


@site_cli.command("redaction")
def site_redaction(
    site_key: Annotated[str, typer.Argument(help="Key of the website.")],
    file: Annotated[
        Path | None,
        typer.Option(help="JSON file with the new policy.", exists=True, dir_okay=False),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Show what agents may see of a website's pages, or set it."""
    text = None if file is None else file.read_bytes()

    async def work(store: Store) -> RedactionPolicy:
        site = await store.sites.by_key(site_key)
        if site is None:
            raise UnknownSite
        if text is None:
            return site.redaction
        book = Rulebook(store, time.time)
        version = await book.publish(site, Kind.REDACTION, text, by=COMMAND_LINE)
        return msgspec.json.decode(version.body, type=RedactionPolicy)

    policy = run(with_store(load_settings(config), work))
    print(msgspec.json.format(msgspec.json.encode(policy), indent=2).decode())


@site_cli.command("policy")
def site_policy(
    site_key: Annotated[str, typer.Argument(help="Key of the website.")],
    file: Annotated[
        Path | None,
        typer.Option("--set", help="JSON file with what to change.", exists=True, dir_okay=False),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Show how a website's sessions behave, or change it."""
    changes = None if file is None else file.read_bytes()

    async def work(store: Store) -> Policy:
        site = await store.sites.by_key(site_key)
        if site is None:
            raise UnknownSite
        if changes is None:
            return site.policy
        book = Rulebook(store, time.time)
        version = await book.publish(site, Kind.POLICY, changes, by=COMMAND_LINE)
        return msgspec.json.decode(version.body, type=Policy)

    print(shown(run(with_store(load_settings(config), work))).decode())


@site_cli.command("versions")
def site_versions(
    site_key: Annotated[str, typer.Argument(help="Key of the website.")],
    kind: Annotated[Kind, typer.Argument(help="Which of its rules.")],
    config: ConfigOption = None,
) -> None:
    """Show what was published of a website's rules, the newest first."""

    async def work(store: Store) -> list[Version]:
        site = await Registry(store, "", time.time).find(site_key)
        return await store.versions.page(site.id, kind, END, KEPT)

    table = Table("Version", "Published", "By", "Note", box=None)
    for version in run(with_store(load_settings(config), work)):
        at = datetime.fromtimestamp(version.at).astimezone().isoformat(" ", "minutes")
        table.add_row(str(version.number), at, version.by, version.note)
    out.print(table)


@site_cli.command("restore")
def site_restore(
    site_key: Annotated[str, typer.Argument(help="Key of the website.")],
    kind: Annotated[Kind, typer.Argument(help="Which of its rules.")],
    number: Annotated[int, typer.Argument(help="Number of the version.")],
    config: ConfigOption = None,
) -> None:
    """Publish an old version of a website's rules again, as a new one."""

    async def work(store: Store) -> Version:
        site = await Registry(store, "", time.time).find(site_key)
        book = Rulebook(store, time.time)
        now = await book.published(site, kind)
        note = f"Version {number} restored"
        return await book.restore(site, kind, number, by=COMMAND_LINE, note=note, over=now.number)

    print(f"Published as version {run(with_store(load_settings(config), work)).number}")
