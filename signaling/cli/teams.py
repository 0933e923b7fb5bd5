"""`alongside team`"""

import time
from typing import Annotated

import typer
from rich.table import Table

from signaling.cli.giving import PermissionsOption, SitesOption, given_by, named
from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings
from signaling.people import Given, People
from signaling.store import Store

team_cli = typer.Typer(
    help="Teams of agents: what their members may do, and where.", no_args_is_help=True
)
NameArgument = Annotated[str, typer.Argument(help="Name of the team.")]
MemberOption = Annotated[
    list[str] | None,
    typer.Option(help="User name of an agent, repeatable; replaces all. 'none': nobody."),
]


@team_cli.command("add")
def team_add(
    name: NameArgument,
    permissions: PermissionsOption = None,
    sites: SitesOption = None,
    member: MemberOption = None,
    config: ConfigOption = None,
) -> None:
    """Create a team; what is not said of it is none."""
    given = given_by(permissions, sites)

    async def work(store: Store) -> None:
        await People(store, time.time).add_team(name, given, _members(member) or [])

    run(with_store(load_settings(config), work))


@team_cli.command("change")
def team_change(
    name: NameArgument,
    new_name: Annotated[str | None, typer.Option("--name", help="Another name.")] = None,
    permissions: PermissionsOption = None,
    sites: SitesOption = None,
    member: MemberOption = None,
    config: ConfigOption = None,
) -> None:
    """Change a team. What it takes from its members ends within a second."""
    given: Given = given_by(permissions, sites)

    async def work(store: Store) -> None:
        people = People(store, time.time)
        team = await people.find_team(name)
        wanted = await people.wanted_team(team, new_name, given)
        await people.change_team(team, wanted, _members(member))

    run(with_store(load_settings(config), work))


@team_cli.command("remove")
def team_remove(name: NameArgument, config: ConfigOption = None) -> None:
    """Remove a team, and what it gave. The accounts of its members stay."""

    async def work(store: Store) -> None:
        await store.teams.remove((await People(store, time.time).find_team(name)).id)

    run(with_store(load_settings(config), work))


@team_cli.command("list")
def team_list(config: ConfigOption = None) -> None:
    """Show all teams."""

    async def work(store: Store) -> Table:
        people = People(store, time.time)
        teams = await store.teams.page((0.0, ""), 10_000)
        members = await store.teams.members(team.id for team in teams)
        names = {agent.id: agent.user_name for agent in await store.agents.all()}
        table = Table("Team", "May", "Sites", "Members", box=None)
        for team in teams:
            keys = await people.keys(team.sites)
            who = sorted(names[id] for id in members[team.id] if id in names)
            where = "all" if keys is None else ",".join(keys) or "none"
            table.add_row(team.name, named(team.permissions), where, ",".join(who) or "none")
        return table

    out.print(run(with_store(load_settings(config), work)))


def _members(given: list[str] | None) -> list[str] | None:
    return [] if given == ["none"] else given
