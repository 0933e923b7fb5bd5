"""`alongside analytics`: the figures as files, and counting them anew."""

import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from broker.facts import FactKind
from broker.names import Scope
from signaling.analytics.csv_file import to_csv
from signaling.analytics.period import BadPeriod, Interval, period
from signaling.analytics.service import (
    AnalyticsService,
    By,
    DurationRow,
    FunnelRow,
    PathRow,
    SeriesRow,
    Wanted,
)
from signaling.auth.accounts import find_agent
from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings
from signaling.errors import UnknownSite
from signaling.store import Store
from signaling.store.facts import DAY
from signaling.system import keeping_now

analytics_cli = typer.Typer(help="What was asked, allowed and ended.", no_args_is_help=True)


class Table(StrEnum):
    FUNNEL = "funnel"
    SERIES = "series"
    DURATIONS = "durations"
    PATHS = "paths"


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


@analytics_cli.command()
def export(
    table: Annotated[Table, typer.Argument(help="Which figures.")],
    first: Annotated[str | None, typer.Option("--from", help="First day, 2026-03-29.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; else today.")] = None,
    time_zone: Annotated[str, typer.Option(help="Whose days, such as Europe/Berlin.")] = "UTC",
    site: Annotated[str | None, typer.Option(help="Key of a website; else all.")] = None,
    agent: Annotated[str | None, typer.Option(help="User name of an agent; else all.")] = None,
    scope: Annotated[Scope | None, typer.Option(help="Questions for one scope only.")] = None,
    of: Annotated[FactKind, typer.Option(help="What is counted.")] = FactKind.SESSION,
    by: Annotated[By | None, typer.Option(help="One row for each.")] = None,
    interval: Annotated[Interval, typer.Option(help="Steps of a series.")] = Interval.DAY,
    format: Annotated[Format, typer.Option(help="Of the file.")] = Format.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the figures of some days: ids, kinds, times and numbers, nothing of the page."""
    try:
        days = period(first, last, time_zone, time.time())
        days.steps(interval)
    except BadPeriod as error:
        raise typer.BadParameter(f"{error}.") from None
    is_of_scopes = scope is not None or by is By.SCOPE
    wanted = Wanted(period=days, of=FactKind.SCOPE if is_of_scopes else of, scope=scope, by=by)

    async def work(store: Store) -> bytes:
        found = await _who(store, wanted, site, agent)
        kind, rows = await _rows(AnalyticsService(store), table, found, interval)
        return to_csv(kind, rows) if format is Format.CSV else _json(rows)

    _write(run(with_store(load_settings(config), work)), output)


@analytics_cli.command()
def rebuild(config: ConfigOption = None) -> None:
    """Count everything anew from the event log. The server may be running."""
    settings = load_settings(config)

    async def work(store: Store) -> int:
        keeping = await keeping_now(store.settings, settings)
        return await store.facts.rebuild(time.time() - keeping.analytics_days * DAY)

    out.print(f"Counted {run(with_store(settings, work))} conversations.")


async def _who(store: Store, wanted: Wanted, key: str | None, agent: str | None) -> Wanted:
    """Raises UnknownSite, UnknownThing."""
    changes: dict[str, str] = {}
    if key is not None:
        site = await store.sites.by_key(key)
        if site is None:
            raise UnknownSite
        changes["site"] = site.id
    if agent is not None:
        changes["agent"] = (await find_agent(store, agent)).id
    return msgspec.structs.replace(wanted, **changes)


async def _rows(
    service: AnalyticsService, table: Table, wanted: Wanted, interval: Interval
) -> tuple[type[msgspec.Struct], Sequence[msgspec.Struct]]:
    match table:
        case Table.FUNNEL:
            return FunnelRow, await service.funnel(wanted)
        case Table.SERIES:
            return SeriesRow, await service.series(wanted, interval)
        case Table.DURATIONS:
            return DurationRow, await service.durations(wanted)
        case Table.PATHS:
            if wanted.by is By.SCOPE:
                raise typer.BadParameter("A link is of no scope.")
            return PathRow, await service.paths(wanted)


def _json(rows: Sequence[msgspec.Struct]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"Cannot write {output}: {error.strerror}.") from None
