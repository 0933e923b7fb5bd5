"""`alongside audit acts`: what operators did (broker/acts.py), as a table."""

import time
from datetime import datetime
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from broker.acts import Act
from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings
from signaling.errors import UnknownSite
from signaling.store import Store
from signaling.store.acts import SERVER, Found, Wanted

# Above the numbers of all rows.
END = 2**31 - 1
DATES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def acts_list(
    who: Annotated[
        str | None,
        typer.Option(help="User name or id, id of a key, operator_token, cli, server, ..."),
    ] = None,
    act: Annotated[Act | None, typer.Option(help="Which acts.")] = None,
    site: Annotated[str | None, typer.Option(help="Key of a website.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=DATES, help="Local time; later acts.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DATES, help="Local time; earlier acts.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 100,
    config: ConfigOption = None,
) -> None:
    """Show what operators did, the newest first."""

    async def work(store: Store) -> Table:
        account = None if who is None else await store.agents.by_user_name(who.lower())
        wanted = Wanted(
            who=who if account is None else account.id,
            act=act,
            site=None if site is None else await site_id(store, site),
            since=None if since is None else since.timestamp(),
            until=None if until is None else until.timestamp(),
        )
        found = await store.acts.page(wanted, END, most)
        names = {one.id: one.user_name for one in await store.agents.all()}
        keys = {one.id: one.key for one in await store.sites.all()}
        return _table(found, names, keys)

    out.print(run(with_store(load_settings(config), work)))


async def site_id(store: Store, key: str) -> str:
    """Raises UnknownSite."""
    found = await store.sites.by_key(key)
    if found is None:
        raise UnknownSite
    return found.id


def _table(found: list[Found], names: dict[str, str], keys: dict[str, str]) -> Table:
    table = Table("Row", "When", "Who", "Act", "Site key", "What", box=None)
    for one in found:
        record = one.record
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.at / 1000))
        by = record.by or SERVER
        site = keys.get(record.site or "", record.site or "")
        what = msgspec.json.encode(record.what or record.erased, order="sorted").decode()
        table.add_row(str(one.number), at, names.get(by, by), record.type, site, escape(what))
    return table
