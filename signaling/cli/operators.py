"""`alongside operator`"""

import time

import typer

from signaling.auth.accounts import Accounts
from signaling.auth.set_up import SetUp
from signaling.cli.tools import ConfigOption, run, with_store
from signaling.config import load_settings
from signaling.errors import SetUpClosed
from signaling.store import Store

operator_cli = typer.Typer(help="Who runs the server.", no_args_is_help=True)


@operator_cli.callback()
def operator() -> None:
    """Who runs the server."""


@operator_cli.command("setup-code")
def setup_code(config: ConfigOption = None) -> None:
    """Print a code with which the first operator sets the server up at /admin/, within an hour."""
    settings = load_settings(config)

    async def offer(store: Store) -> str | None:
        return await SetUp(store, Accounts(store, settings, time.time), settings, time.time).offer()

    code = run(with_store(settings, offer))
    if code is None:
        raise SetUpClosed
    print(f"Set-up code, for one hour: {code}")
