"""`alongside key`"""

import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from signaling.auth.api_keys import Keyring
from signaling.auth.scopes import ApiScope
from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings

key_cli = typer.Typer(help="Keys that programs call the REST API with.", no_args_is_help=True)


@key_cli.command("add")
def key_add(
    name: Annotated[str, typer.Argument(help="What it is for, for the list.")],
    scope: Annotated[list[str], typer.Option(help=f"Repeatable; of {', '.join(ApiScope)}.")],
    site: Annotated[
        list[str] | None,
        typer.Option(help="Key of a website that it is for, repeatable; without: all."),
    ] = None,
    days: Annotated[
        float | None, typer.Option(help="How long it is good; without: until it is revoked.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Make a key and print its secret, which nobody can read again."""
    work = with_store(
        load_settings(config),
        lambda store: Keyring(store, time.time).add(name, scope, sites=site or None, days=days),
    )
    print(f"Key: {run(work).secret}")


@key_cli.command("list")
def key_list(config: ConfigOption = None) -> None:
    """Show all keys: how their secrets begin, and never the secrets."""
    keys = run(with_store(load_settings(config), lambda store: Keyring(store, time.time).all()))
    table = Table("Key", "Name", "Scopes", "Sites", "Good until", "Last used", box=None)
    for key in keys:
        table.add_row(
            key.prefix,
            key.name,
            " ".join(sorted(key.scopes)),
            "all" if key.sites is None else " ".join(sorted(key.sites)),
            "revoked" if key.expires_at is None else _day(key.expires_at),
            "never" if key.used_on is None else _day(key.used_on),
        )
    out.print(table)


@key_cli.command("revoke")
def key_revoke(
    key: Annotated[str, typer.Argument(help="How its secret begins, as the list shows it.")],
    config: ConfigOption = None,
) -> None:
    """End a key, at once."""
    run(with_store(load_settings(config), lambda store: Keyring(store, time.time).revoke(key)))


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
