"""`alongside agent`"""

import secrets
import sys
import time
from typing import Annotated

import typer
from rich.table import Table

from broker.names import Role
from broker.permission import effective, given
from signaling.auth.accounts import Accounts, find_agent
from signaling.cli.giving import PermissionsOption, SitesOption, given_by, named
from signaling.cli.tools import ConfigOption, out, run, with_store
from signaling.config import load_settings
from signaling.people import People
from signaling.store import Conflict, Store
from signaling.store.people import Agent

agent_cli = typer.Typer(help="Accounts of agents, supervisors, operators.", no_args_is_help=True)

ROLES = (Role.AGENT, Role.SUPERVISOR, Role.OPERATOR)
RoleOption = typer.Option(help=f"One of {', '.join(ROLES)}.")


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
    role: Annotated[str, RoleOption] = Role.AGENT.value,
    must_change: Annotated[
        bool, typer.Option("--must-change", help="Good for setting another one at the sign-in.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Create an account; asks for the password unless told where to take it from."""
    settings = load_settings(config)
    wanted = Role.SUPERVISOR if supervisor else _role(role)
    password = _password(password_stdin, generate)

    async def add(store: Store) -> None:
        accounts = Accounts(store, settings, time.time)
        await accounts.add(user_name, name, password, wanted, first=must_change)

    try:
        run(with_store(settings, add))
    except Conflict:
        raise typer.BadParameter(f"The user name {user_name!r} is taken.") from None
    print(f"User name: {user_name.lower()}")
    if generate:
        print(f"Password: {password}")


@agent_cli.command("list")
def agent_list(config: ConfigOption = None) -> None:
    """Show all accounts."""
    agents = run(with_store(load_settings(config), lambda store: store.agents.all()))
    table = Table("User name", "Name", "Role", "Account", box=None)
    for agent in agents:
        table.add_row(
            agent.user_name, agent.name, agent.role.value, "on" if agent.enabled else "off"
        )
    out.print(table)


@agent_cli.command("change")
def agent_change(
    user_name: Annotated[str, typer.Argument(help="What the agent signs in with.")],
    name: Annotated[str | None, typer.Option(help="Shown to customers.")] = None,
    role: Annotated[str | None, RoleOption] = None,
    enabled: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Whether the agent may sign in.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read a new password from standard input.")
    ] = False,
    generate: Annotated[bool, typer.Option("--generate", help="Make a new password.")] = False,
    must_change: Annotated[
        bool, typer.Option("--must-change", help="Good for setting another one at the sign-in.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Change an account; a new password, a new role or --disable signs the agent out."""
    settings = load_settings(config)
    wanted = None if role is None else _role(role)
    password = _password(password_stdin, generate) if password_stdin or generate else None

    async def change(store: Store) -> None:
        agent = await find_agent(store, user_name)
        await Accounts(store, settings, time.time).change(
            agent,
            name=name,
            password=password,
            role=wanted,
            enabled=enabled,
            first=must_change,
        )

    run(with_store(settings, change))
    if generate:
        print(f"Password: {password}")


@agent_cli.command("reset-second-factor")
def agent_reset_second_factor(
    user_name: Annotated[str, typer.Argument(help="What the agent signs in with.")],
    config: ConfigOption = None,
) -> None:
    """For who has lost the phone and the recovery codes: the password alone signs in again."""
    settings = load_settings(config)

    async def reset(store: Store) -> bool:
        agent = await find_agent(store, user_name)
        return await Accounts(store, settings, time.time).second_factor.remove(agent)

    if not run(with_store(settings, reset)):
        print("There was none.")


def _role(name: str) -> Role:
    if name not in ROLES:
        raise typer.BadParameter(f"There is no role {name!r}: it is one of {', '.join(ROLES)}.")
    return Role(name)


@agent_cli.command("permit")
def agent_permit(
    user_name: Annotated[str, typer.Argument(help="What the agent signs in with.")],
    permissions: PermissionsOption = None,
    sites: SitesOption = None,
    team: Annotated[
        list[str] | None,
        typer.Option(help="Name of a team, repeatable; replaces all. 'none': in no team."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Say what an agent may do and where, print the result; what is taken ends within a second."""
    wanted = given_by(permissions, sites)

    async def work(store: Store) -> Table:
        people = People(store, time.time)
        agent = await find_agent(store, user_name)
        teams = None
        if team is not None:
            teams = await people.find_teams([] if team == ["none"] else team)
        await people.permit(agent, wanted, teams)
        return await _result(people, await find_agent(store, user_name))

    out.print(run(with_store(load_settings(config), work)))


async def _result(people: People, agent: Agent) -> Table:
    rights = (await people.rights_with(agent, None))[agent.id]
    table = Table("Site", "Site key", "May", box=None)
    for site in await people.sites():
        found = effective(site.policy, given(rights, site.id))
        table.add_row(site.name, site.key, named(found))
    return table


def _password(from_stdin: bool, generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(12)
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
