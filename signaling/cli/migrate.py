"""`alongside migrate`: the schema of the store, up and down. The server goes up by itself when it
starts; down is for whoever goes back to an earlier version."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from sqlalchemy import Connection

from signaling.cli.tools import ConfigOption, out, run
from signaling.config import Settings, load_settings
from signaling.store.engine import Database
from signaling.store.schema_versions import EMPTY, UnknownVersion, downgrade, upgrade, versions

T = TypeVar("T")

migrate_cli = typer.Typer(help="The schema of the store.", no_args_is_help=True)


@migrate_cli.command("status")
def migrate_status(config: ConfigOption = None) -> None:
    """Show the versions of the schema, and which of them the store has."""
    found = run(_with_database(load_settings(config), versions))
    table = Table("Version", "Brought", "", box=None)
    for version in found:
        table.add_row(version.name, version.what, "" if version.is_applied else "not applied")
    out.print(table)
    if all(version.is_applied for version in found):
        print("The store is up to date.")


@migrate_cli.command("up")
def migrate_up(config: ConfigOption = None) -> None:
    """Bring the store to the newest version of the schema, as the server does when it starts."""
    run(_with_database(load_settings(config), upgrade))


@migrate_cli.command("down")
def migrate_down(
    to: Annotated[
        str,
        typer.Argument(help=f"A version of `migrate status`; {EMPTY}: no tables."),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Take the store back; what later versions brought is lost. Back up first."""
    settings = load_settings(config)
    if not yes:
        typer.confirm(f"Everything that came after schema {to} will be lost. Go on?", abort=True)
    try:
        run(_with_database(settings, lambda connection: downgrade(connection, to)))
    except UnknownVersion as error:
        raise typer.BadParameter(str(error)) from None


async def _with_database(settings: Settings, work: Callable[[Connection], T]) -> T:
    database = Database.connect(settings.database_url)
    try:
        return await database.migrate(work)
    finally:
        await database.close()
