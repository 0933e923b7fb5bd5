"""`/api/v1/teams`: what several agents may do, and on which sites.

    GET    (collection) ?limit&cursor                               ->  {teams, next}
    POST   (collection) {name, permissions?, sites?, members?}      ->  201 the team
    GET    {team}                                                   ->  the team
    PATCH  {team} {name?, permissions?, sites?, members?}           ->  it; what is not said stays
    DELETE {team}                                                   ->  {}
    PATCH, DELETE {team}?dry_run=true                               ->  {ends}: what would end

For operators (gate.py); `{team}`: an id or a name. `permissions`: names, null: all; `sites`: keys,
null: all; what a new team does not say is none. `members`: ids or user names. A team adds to what
the accounts of its members give, and takes nothing away. What a change takes ends within about a
second. Errors: `bad_token`, `bad_request`, `not_found`, `unknown_site`, `team_name_taken`.
"""

from collections.abc import Iterable

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.errors import UnknownThing
from broker.names import Permission
from signaling.consequences import would_end
from signaling.errors import TeamNameTaken, UnknownSite
from signaling.keys import HUB, PEOPLE, STORE
from signaling.people import Given, Rights
from signaling.rest.bodies import answer, read_json, read_query
from signaling.rest.contract import contract
from signaling.rest.giving import (
    DryRun,
    Keys,
    Members,
    Names,
    Text,
    WouldEnd,
    in_order,
    is_dry_run,
    shown_sites,
)
from signaling.rest.paging import Paged, check_query, cursor_of
from signaling.store.teams import Team

PATH = "/api/v1/teams"
ONE = PATH + "/{team}"


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text
    permissions: Names = []
    sites: Keys = []
    members: Members = []


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text | None = None
    permissions: Names | UnsetType = UNSET
    sites: Keys | UnsetType = UNSET
    members: Members | None = None


class TeamInfo(msgspec.Struct, frozen=True):
    """`members`: ids of agents."""

    id: str
    name: str
    permissions: list[Permission] | None
    sites: list[str] | None
    members: list[str]
    created_at: float


class TeamPage(msgspec.Struct, frozen=True):
    teams: list[TeamInfo]
    next: str | None


class Removed(msgspec.Struct, frozen=True):
    pass


# What it may be made of.
REFUSALS = (UnknownThing, UnknownSite, TeamNameTaken)


@contract("List the teams, the oldest first", query=Paged, answers={200: TeamPage})
async def several(request: web.Request) -> web.Response:
    wanted = read_query(request, Paged)
    found = await request.app[STORE].teams.page(wanted.after or (0.0, ""), wanted.limit + 1)
    shown, rest = found[: wanted.limit], found[wanted.limit :]
    goes_on = cursor_of((shown[-1].created_at, shown[-1].id)) if rest else None
    return answer(TeamPage(teams=await _infos(request, shown), next=goes_on))


@contract("Create a team", body=Add, answers={201: TeamInfo}, errors=REFUSALS, creates=True)
async def add(request: web.Request) -> web.Response:
    wanted = await read_json(request, Add)
    given = _given(wanted.permissions, wanted.sites)
    team = await request.app[PEOPLE].add_team(wanted.name, given, wanted.members)
    await request.app[HUB].staff_watch.look()
    return answer(await _info(request, team), status=201)


@contract("Show a team", answers={200: TeamInfo}, errors=(UnknownThing,))
async def one(request: web.Request) -> web.Response:
    return answer(await _info(request, await _team(request)))


@contract(
    "Change a team",
    body=Change,
    query=DryRun,
    answers={200: (TeamInfo, WouldEnd)},
    errors=REFUSALS,
)
async def change(request: web.Request) -> web.Response:
    check_query(request.query, ("dry_run",))
    team, people = await _team(request), request.app[PEOPLE]
    body = await read_json(request, Change)
    given = _given(body.permissions, body.sites)
    wanted = await people.wanted_team(team, body.name, given)
    if is_dry_run(request):
        return _ends(request, await people.rights_in(team, wanted, body.members))
    await people.change_team(team, wanted, body.members)
    await request.app[HUB].staff_watch.look()
    return answer(await _info(request, await people.find_team(team.id)))


@contract(
    "Remove a team",
    query=DryRun,
    answers={200: (WouldEnd, Removed)},
    errors=(UnknownThing,),
)
async def remove(request: web.Request) -> web.Response:
    check_query(request.query, ("dry_run",))
    team = await _team(request)
    if is_dry_run(request):
        return _ends(request, await request.app[PEOPLE].rights_in(team, None, None))
    await request.app[STORE].teams.remove(team.id)
    await request.app[HUB].staff_watch.look()
    return answer(Removed())


def _ends(request: web.Request, rights: dict[str, Rights]) -> web.Response:
    hub = request.app[HUB]
    return answer(WouldEnd(would_end(hub.rooms, rights, hub.clock())))


def _given(permissions: Names | UnsetType, sites: Keys | UnsetType) -> Given:
    names = frozenset(permissions) if isinstance(permissions, list) else permissions
    return Given(permissions=names, sites=sites)


async def _team(request: web.Request) -> Team:
    return await request.app[PEOPLE].find_team(request.match_info["team"])


async def _info(request: web.Request, team: Team) -> TeamInfo:
    (info,) = await _infos(request, [team])
    return info


async def _infos(request: web.Request, teams: Iterable[Team]) -> list[TeamInfo]:
    members = await request.app[STORE].teams.members(team.id for team in teams)
    keys = {site.id: site.key for site in await request.app[PEOPLE].sites()}
    return [
        TeamInfo(
            id=team.id,
            name=team.name,
            permissions=None if team.permissions is None else in_order(team.permissions),
            sites=shown_sites(team.sites, keys),
            members=members[team.id],
            created_at=team.created_at,
        )
        for team in teams
    ]
