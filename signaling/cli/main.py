"""`alongside`: run the server, and all that there is to do beside it."""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from broker.errors import BrokerError
from signaling import __version__, assets, demo_site
from signaling.cli.agents import agent_cli
from signaling.cli.analytics import analytics_cli
from signaling.cli.audit import audit_cli, receipt_cli
from signaling.cli.backup import backup, restore
from signaling.cli.customers import customer_cli
from signaling.cli.doctor import doctor
from signaling.cli.keys import key_cli
from signaling.cli.migrate import migrate_cli
from signaling.cli.operators import operator_cli
from signaling.cli.sdk import sdk_cli
from signaling.cli.sites import site_cli
from signaling.cli.teams import team_cli
from signaling.cli.tools import ConfigOption, run
from signaling.cli.webhooks import webhook_cli
from signaling.config import Settings, SettingsError, load_settings
from signaling.keys import SET_UP
from signaling.logs import configure_logging
from signaling.server import CannotListen, PrepareDemo, Running, running
from signaling.store import StoreUnavailable
from signaling.store.backup_file import BadBackup
from signaling.texts import TextsError

cli = typer.Typer(
    help="Alongside, a self-hosted co-browsing server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(site_cli, name="site")
cli.add_typer(sdk_cli, name="sdk")
cli.add_typer(agent_cli, name="agent")
cli.add_typer(key_cli, name="key")
cli.add_typer(team_cli, name="team")
cli.add_typer(operator_cli, name="operator")
cli.add_typer(customer_cli, name="customer")
cli.add_typer(webhook_cli, name="webhook")
cli.add_typer(audit_cli, name="audit")
cli.add_typer(receipt_cli, name="receipt")
cli.add_typer(migrate_cli, name="migrate")
cli.command()(backup)
cli.command()(restore)
cli.command()(doctor)
cli.add_typer(analytics_cli, name="analytics")

PortOption = Annotated[int | None, typer.Option(help="TCP port to listen on.")]

FORESEEN = (
    SettingsError,
    StoreUnavailable,
    BadBackup,
    CannotListen,
    assets.BundleMissing,
    TextsError,
    BrokerError,
)


def main() -> None:
    """Entry point of the console script."""
    try:
        cli()
    except FORESEEN as error:
        print(f"alongside: {error}", file=sys.stderr)
        sys.exit(1)


@cli.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(f"alongside {__version__}")
        raise typer.Exit


@cli.command()
def serve(config: ConfigOption = None, port: PortOption = None) -> None:
    """Run the server."""
    settings = load_settings(config) if port is None else load_settings(config, port=port)
    configure_logging(settings.log_format, settings.log_level)

    async def announce(server: Running) -> None:
        print(f"Listening on {server.settings.origin}", flush=True)
        await _invite_operator(server)

    run(_serve(settings, None, announce))


@cli.command()
def demo(
    port: PortOption = 8080,
    data: Annotated[Path, typer.Option(help="Folder for the demo's data.")] = Path(
        ".alongside-demo"
    ),
) -> None:
    """Run the server with a demo shop and one agent; nothing to set up."""
    notes = demo_site.read_notes(data)
    settings = load_settings(
        host="127.0.0.1",
        public_url="",
        port=port,
        database_url=demo_site.database_url(data),
        organisation=demo_site.ORGANISATION,
        log_format="console",
    )
    configure_logging(settings.log_format, settings.log_level)

    async def announce(server: Running) -> None:
        origin = server.settings.origin
        # Scripts read these four lines: plain text, one a line, only once the server answers.
        print(f"Customer page: {origin}/demo/")
        print(f"Agent console: {origin}/agent/")
        print(f"User name: {notes.user_name}")
        print(f"Password: {notes.password}", flush=True)
        await _invite_operator(server)

    run(_serve(settings, partial(demo_site.prepare, notes=notes), announce))


async def _invite_operator(server: Running) -> None:
    """The first one has no account: whoever reads what the server prints may make it."""
    code = await server.app[SET_UP].offer()
    if code is not None:
        print(f"Admin console: {server.settings.origin}/admin/")
        print(f"Set-up code, for one hour: {code}", flush=True)


async def _serve(
    settings: Settings,
    prepare: PrepareDemo | None,
    announce: Callable[[Running], Awaitable[None]],
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(settings, assets.load(), prepare) as server:
        # What is there now stays for ever; looking at it again and again costs every accept.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        await announce(server)
        await stop.wait()
