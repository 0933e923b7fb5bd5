"""`alongside sdk`: the copies of the SDK that websites may have pinned."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from signaling.assets import SDK
from signaling.cli.tools import ConfigOption, out
from signaling.config import SettingsError, load_settings
from signaling.sdk_copies.one import url_of
from signaling.sdk_copies.shelf import Shelf, folder_of

sdk_cli = typer.Typer(help="Copies of the SDK that websites pin.", no_args_is_help=True)


@sdk_cli.command("list")
def sdk_list(config: ConfigOption = None) -> None:
    """Show the copies that are kept, the newest first, and what a tag says as integrity."""
    settings = load_settings(config)
    table = Table("Version", "Since", "Served", "URL", "Integrity", box=None)
    for copy in _shelf(config).copies():
        since = datetime.fromtimestamp(copy.since).astimezone().isoformat(" ", "minutes")
        url = url_of(settings.origin, copy, SDK[0])
        served = "yes" if copy.is_spoken else "no"
        table.add_row(copy.version, since, served, url, copy.files[SDK[0]].integrity)
    out.print(table)


@sdk_cli.command("prune")
def sdk_prune(
    keep: Annotated[int, typer.Option(min=1, help="How many stay, the newest.")],
    config: ConfigOption = None,
) -> None:
    """Remove the oldest copies: pages that have pinned one of these have no widget from the next
    start of the server on."""
    shelf = _shelf(config)
    for copy in shelf.copies()[keep:]:
        shelf.remove(copy)
        print(f"Removed: {copy.name}")


def _shelf(config: Path | None) -> Shelf:
    folder = folder_of(load_settings(config))
    if folder is None:
        raise SettingsError("No copies are kept: set sdk_folder.")
    return Shelf(folder)
