"""`alongside doctor`"""

import time
from typing import Annotated

import msgspec
import typer

from signaling.cli.tools import ConfigOption, run
from signaling.config import Settings, load_settings
from signaling.doctor import Finding, Part, Verdict, examine


def doctor(
    only: Annotated[
        list[Part] | None, typer.Option(help="store, setup, public or turn; repeatable.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="A JSON list of {part, verdict, what, advice}.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Check the store, the settings, what public_url answers, and TURN. Exit code 1: failed."""
    found = run(_examine(load_settings(config), only or (), say_at_once=not as_json))
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    if any(finding.verdict is Verdict.FAILED for finding in found):
        raise typer.Exit(1)


async def _examine(
    settings: Settings, only: list[Part] | tuple[()], *, say_at_once: bool
) -> list[Finding]:
    found = []
    async for finding in examine(settings, time.time(), only):
        if say_at_once:
            print(finding, flush=True)
        found.append(finding)
    return found
