"""`alongside backup` and `alongside restore`: the whole store as one file, and back."""

import os
import sys
import time
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from signaling.cli.tools import ConfigOption, run
from signaling.config import Settings, load_settings
from signaling.store.backup import Summary, restore_backup, write_backup
from signaling.store.engine import Database

STANDARD_OUTPUT = "-"


def backup(
    file: Annotated[str, typer.Argument(help="A new file; - for standard output.")],
    config: ConfigOption = None,
) -> None:
    """Write all that is in the store into one file, also while the server runs. Keep it secret."""
    settings = load_settings(config)
    if file == STANDARD_OUTPUT:
        summary = run(_write(settings, sys.stdout.buffer))
        sys.stdout.buffer.flush()
    else:
        summary = _write_new(settings, Path(file))
    _say(f"Backed up {summary.rows} rows of schema {summary.header.schema}.", file)
    if settings.signing_key_file:
        _say(f"Not in it: {settings.signing_key_file}. Keep a copy of that, too.", file)


def restore(
    file: Annotated[
        Path, typer.Argument(help="What `alongside backup` wrote.", exists=True, dir_okay=False)
    ],
    config: ConfigOption = None,
) -> None:
    """Fill an empty store from a backup; stop the server first."""
    settings = load_settings(config)
    with file.open("rb") as content:
        summary = run(restore_backup(settings.database_url, content))
    made_at = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(summary.header.made_at))
    print(f"Restored {summary.rows} rows of {made_at}.")


async def _write(settings: Settings, out: BinaryIO) -> Summary:
    database = Database.connect(settings.database_url)
    try:
        return await write_backup(database, out, time.time())
    finally:
        await database.close()


def _write_new(settings: Settings, file: Path) -> Summary:
    """What is not whole does not stay."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise typer.BadParameter(f"Cannot write {file}: {error.strerror}.") from None
    try:
        with open(descriptor, "wb") as out:
            summary = run(_write(settings, out))
            out.flush()
            os.fsync(out.fileno())
            return summary
    except BaseException as error:
        file.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise typer.BadParameter(f"Cannot write {file}: {error.strerror}.") from None
        raise


def _say(line: str, file: str) -> None:
    """Beside a backup on standard output nothing else may stand."""
    print(line, file=sys.stderr if file == STANDARD_OUTPUT else sys.stdout)
