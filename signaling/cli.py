"""`alongside`: run the server, register sites and agents."""

import asyncio
import gc
import secrets
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import typer
import uvloop
from rich.console import Console
from rich.table import Table

from broker.errors import BrokerError
from broker.names import Role
from broker.policy import PRESETS, Policy
from broker.policy_changes import changed, shown
from broker.redaction_policy import RedactionPolicy, read_policy
from signaling import __version__, assets, demo_site
from signaling.auth.accounts import Accounts
from signaling.auth.tokens import new_id
from signaling.config import Settings, SettingsError, load_settings
from signaling.doctor import examine
from signaling.errors import UnknownSite
from signaling.logs import configure_logging
from signaling.server import CannotListen, PrepareDemo, Running, running
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.sites import Site
from signaling.texts import TextsError
from signaling.web_origin import normal_origin

T = TypeVar("T")

cli = typer.Typer(
    help="Alongside, a self-hosted co-browsing server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
site_cli = typer.Typer(help="Websites that embed the SDK.", no_args_is_help=True)
agent_cli = typer.Typer(help="Agents' accounts.", no_args_is_help=True)
cli.add_typer(site_cli, name="site")
cli.add_typer(agent_cli, name="agent")

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="TOML file with settings.", envvar="ALONGSIDE_CONFIG"),
]
PortOption = Annotated[int | None, typer.Option(help="TCP port to listen on.")]

# These are for people; everything that went wrong is one sentence on standard error.
out = Console(highlight=False, soft_wrap=True)
FORESEEN = (
    SettingsError,
    StoreUnavailable,
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
    settings = _settings(config, port=port)
    configure_logging(settings.log_format)

    def announce(server: Running) -> None:
        print(f"Listening on {server.settings.origin}", flush=True)

    _run(_serve(settings, None, announce))


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
    configure_logging(settings.log_format)

    def announce(server: Running) -> None:
        origin = server.settings.origin
        # Scripts read these four lines: plain text, one a line, only once the server answers.
        print(f"Customer page: {origin}/demo/")
        print(f"Agent console: {origin}/agent/")
        print(f"User name: {notes.user_name}")
        print(f"Password: {notes.password}", flush=True)

    _run(_serve(settings, partial(demo_site.prepare, notes=notes), announce))


@cli.command()
def doctor(config: ConfigOption = None) -> None:
    """Check what the server needs around it: TURN. Exit code 1 when something failed."""
    if not _run(_doctor(_settings(config))):
        raise typer.Exit(1)


@site_cli.command("add")
def site_add(
    name: Annotated[str, typer.Argument(help="Shown to agents.")],
    origin: Annotated[list[str], typer.Option(help="Origin of the website, repeatable.")],
    preset: Annotated[str, typer.Option(help=f"One of {', '.join(PRESETS)}.")] = "standard",
    config: ConfigOption = None,
) -> None:
    """Register a website and print its site key."""
    settings = _settings(config)
    origins = tuple(_checked_origin(text) for text in origin)
    if preset not in PRESETS:
        raise typer.BadParameter(f"There is no preset {preset!r}.")
    site = Site(
        id=new_id("site"),
        key=new_id("site"),
        name=name,
        organisation=settings.organisation,
        origins=origins,
        policy=PRESETS[preset],
        created_at=time.time(),
    )
    _run(_with_store(settings, lambda store: store.sites.add(site)))
    print(f"Site key: {site.key}")


@site_cli.command("list")
def site_list(config: ConfigOption = None) -> None:
    """Show all registered websites."""
    sites = _run(_with_store(_settings(config), lambda store: store.sites.all()))
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
    wanted = None if file is None else read_policy(file.read_bytes())

    async def work(store: Store) -> RedactionPolicy:
        site = await store.sites.by_key(site_key)
        if site is None:
            raise UnknownSite
        if wanted is None:
            return site.redaction
        await store.sites.set_redaction(site.id, wanted)
        return wanted

    policy = _run(_with_store(_settings(config), work))
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
        wanted = changed(site.policy, changes)
        await store.sites.set_policy(site.id, wanted)
        return wanted

    print(shown(_run(_with_store(_settings(config), work))).decode())


@agent_cli.command("add")
def agent_add(
    user_name: Annotated[str, typer.Argument(help="What the agent signs in with.")],
    name: Annotated[str, typer.Option(help="Shown to customers when this agent asks.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    generate: Annotated[bool, typer.Option("--generate", help="Make one and print it.")] = False,
    supervisor: Annotated[
        bool,
        typer.Option("--supervisor", help="Sees all conversations, and may take over any."),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Create an agent's account; asks for the password unless told where to take it from."""
    settings = _settings(config)
    if generate:
        password = secrets.token_urlsafe(12)
    elif password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)

    role = Role.SUPERVISOR if supervisor else Role.AGENT

    async def add(store: Store) -> None:
        await Accounts(store, settings, time.time).add(user_name, name, password, role)

    try:
        _run(_with_store(settings, add))
    except Conflict:
        raise typer.BadParameter(f"The user name {user_name!r} is taken.") from None
    print(f"User name: {user_name.lower()}")
    if generate:
        print(f"Password: {password}")


def _settings(config: Path | None, port: int | None = None) -> Settings:
    return load_settings(config) if port is None else load_settings(config, port=port)


def _checked_origin(text: str) -> str:
    origin = normal_origin(text)
    if origin is None:
        raise typer.BadParameter(f"{text!r} is not an origin such as https://shop.example.")
    return origin


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def _with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    store = await Store.open(settings.database_url)
    try:
        return await work(store)
    finally:
        await store.close()


async def _doctor(settings: Settings) -> bool:
    """Whether nothing failed."""
    well = True
    async for finding in examine(settings, time.time()):
        print(finding, flush=True)
        well &= finding.ok is not False
    return well


async def _serve(
    settings: Settings, prepare: PrepareDemo | None, announce: Callable[[Running], None]
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
        announce(server)
        await stop.wait()


if __name__ == "__main__":
    main()
