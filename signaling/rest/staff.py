"""`/api/v1/agents`: the accounts of agents, supervisors and operators, and what they may do.

    GET   (collection) ?limit&cursor                       ->  {agents, next}
    POST  (collection) {user_name, name, password, must_change?, role?, permissions?, sites?,
                        teams?}                            ->  201 the account
    GET   {agent}                                          ->  the account
    GET   {agent}/permissions                              ->  {sites}: the result on each site
    PATCH {agent} {name?, password?, must_change?, role?, enabled?, permissions?, sites?,
                   teams?}                                 ->  it; what is not said stays
    PATCH {agent}?dry_run=true {...}                       ->  {ends}: what would end by it
    DELETE {agent}/second-factor                           ->  204; for who has lost it

For operators (gate.py); `{agent}`: an id or a user name. How agents sign in is in
rest/agents.py. Another password, another role or `enabled: false` closes all windows of the agent
within about a second; what `permissions`, `sites` and `teams` take away ends as fast.
`permissions`: names, null: all; `sites`: keys, null: all; `teams`: ids or names (rest/teams.py).
Whoever has got a password so is asked for another one at the next sign-in; `must_change: false` is
for accounts of programs. A new account may do everything; one that is made in `teams` has what they
give and nothing else.
Errors: `bad_token`, `bad_request`, `not_found`, `unknown_site`, `user_name_taken`,
`last_operator`, `own_account`, `weak_password`.
"""

from typing import Annotated, Literal

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from broker.errors import NotAllowed, UnknownThing
from broker.names import Permission, Role
from broker.permission import effective
from broker.permission import given as given_on
from signaling.auth.accounts import find_agent
from signaling.consequences import Ends, would_end
from signaling.errors import (
    LastOperator,
    OwnAccount,
    UnknownSite,
    UserNameTaken,
    WeakPassword,
)
from signaling.keys import ACCOUNTS, HUB, PEOPLE, STORE
from signaling.people import Given
from signaling.rest.bodies import answer, read_json, read_query
from signaling.rest.contract import contract
from signaling.rest.gate import check_not_operators, check_not_own
from signaling.rest.giving import (
    DryRun,
    Keys,
    Names,
    Text,
    WouldEnd,
    in_order,
    is_dry_run,
    shown_sites,
)
from signaling.rest.paging import Paged, check_query, cursor_of
from signaling.store import Conflict
from signaling.store.people import Agent
from signaling.store.teams import Team

PATH = "/api/v1/agents"
ONE = PATH + "/{agent}"
FACTOR = ONE + "/second-factor"

Teams = Annotated[list[Text], msgspec.Meta(max_length=100)]
AccountRole = Literal["agent", "supervisor", "operator"]


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user_name: Text
    name: Text
    password: Text
    must_change: bool = True
    role: AccountRole = "agent"
    permissions: Names | UnsetType = UNSET
    sites: Keys | UnsetType = UNSET
    teams: Teams = []


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text | None = None
    password: Text | None = None
    must_change: bool = True
    role: AccountRole | None = None
    enabled: bool | None = None
    permissions: Names | UnsetType = UNSET
    sites: Keys | UnsetType = UNSET
    teams: Teams | None = None


class TeamName(msgspec.Struct, frozen=True):
    id: str
    name: str


class SitePermissions(msgspec.Struct, frozen=True):
    """What an agent may do on one site: what they were given there and its policy has."""

    key: str
    name: str
    permissions: list[Permission]


class AgentInfo(msgspec.Struct, frozen=True):
    """`present`: a console of theirs is connected. `permissions`, `sites` (keys): what the account
    itself gives, null: all; `teams` give theirs beside it."""

    id: str
    user_name: str
    name: str
    role: Role
    enabled: bool
    present: bool
    permissions: list[Permission] | None
    sites: list[str] | None
    teams: list[TeamName]
    created_at: float


class AgentPage(msgspec.Struct, frozen=True):
    agents: list[AgentInfo]
    next: str | None


@contract("List the accounts, the oldest first", query=Paged, answers={200: AgentPage})
async def several(request: web.Request) -> web.Response:
    wanted = read_query(request, Paged)
    found = await request.app[STORE].agents.page(wanted.after or (0.0, ""), wanted.limit + 1)
    shown, rest = found[: wanted.limit], found[wanted.limit :]
    goes_on = cursor_of((shown[-1].created_at, shown[-1].id)) if rest else None
    return answer(AgentPage(agents=await _infos(request, shown), next=goes_on))


@contract(
    "Add an account",
    body=Add,
    answers={201: AgentInfo},
    errors=(UserNameTaken, UnknownThing, UnknownSite, NotAllowed, WeakPassword),
    creates=True,
)
async def add(request: web.Request) -> web.Response:
    wanted = await read_json(request, Add)
    check_not_operators(request, Role(wanted.role))
    people = request.app[PEOPLE]
    teams = await people.find_teams(wanted.teams)
    given = Given(permissions=_set_of(wanted.permissions), sites=wanted.sites)
    if teams and given.permissions is UNSET:
        given = replace(given, permissions=frozenset())
    right = await people.right(given)
    try:
        agent = await request.app[ACCOUNTS].add(
            wanted.user_name,
            wanted.name,
            wanted.password,
            Role(wanted.role),
            right,
            first=wanted.must_change,
        )
    except Conflict:
        raise UserNameTaken from None
    await people.permit(agent, Given(), teams)
    return answer(await _info(request, agent), status=201)


@contract("Show an account", answers={200: AgentInfo}, errors=(UnknownThing,))
async def one(request: web.Request) -> web.Response:
    return answer(await _info(request, await _agent(request)))


class AgentPermissions(msgspec.Struct, frozen=True):
    sites: list[SitePermissions]


@contract(
    "What an agent may do on each site", answers={200: AgentPermissions}, errors=(UnknownThing,)
)
async def permissions(request: web.Request) -> web.Response:
    agent = await _agent(request)
    people = request.app[PEOPLE]
    rights = (await people.rights_with(agent, None))[agent.id]
    shown = []
    for site in await people.sites():
        found = effective(site.policy, given_on(rights, site.id))
        shown.append(SitePermissions(site.key, site.name, in_order(found)))
    return answer(AgentPermissions(sites=shown))


@contract(
    "Change an account",
    body=Change,
    query=DryRun,
    answers={200: (AgentInfo, WouldEnd)},
    errors=(UnknownThing, UnknownSite, LastOperator, OwnAccount, WeakPassword),
)
async def change(request: web.Request) -> web.Response:
    check_query(request.query, ("dry_run",))
    agent = await _agent(request)
    wanted = await read_json(request, Change)
    role = None if wanted.role is None else Role(wanted.role)
    check_not_operators(request, agent.role, role)
    if wanted.password is not None:
        check_not_own(request, agent)
    people = request.app[PEOPLE]
    teams = None if wanted.teams is None else await people.find_teams(wanted.teams)
    given = Given(permissions=_set_of(wanted.permissions), sites=wanted.sites)
    await people.wanted(agent, given)
    if is_dry_run(request):
        return answer(WouldEnd(await _ends(request, agent, wanted, given, teams)))
    changed = await request.app[ACCOUNTS].change(
        agent,
        name=wanted.name,
        password=wanted.password,
        role=role,
        enabled=wanted.enabled,
        first=wanted.must_change,
    )
    changed = await people.permit(changed, given, teams)
    # Here at once; other nodes look every second.
    await request.app[HUB].staff_watch.look()
    return answer(await _info(request, changed))


async def _ends(
    request: web.Request, agent: Agent, wanted: Change, given: Given, teams: list[Team] | None
) -> Ends:
    account = await request.app[PEOPLE].wanted(agent, given)
    rights = await request.app[PEOPLE].rights_with(account, teams)
    role = agent.role if wanted.role is None else Role(wanted.role)
    # Whoever is signed out gives everything back.
    if wanted.enabled is False or wanted.password is not None or role is not agent.role:
        rights = {agent.id: ()}
    return would_end(request.app[HUB].rooms, rights, request.app[HUB].clock())


@contract("Take a second factor away", answers={204: None}, errors=(UnknownThing, OwnAccount))
async def reset_factor(request: web.Request) -> web.Response:
    """No error where there is none."""
    agent = await _agent(request)
    check_not_operators(request, agent.role)
    check_not_own(request, agent)
    await request.app[ACCOUNTS].second_factor.remove(agent)
    return web.Response(status=204)


async def _agent(request: web.Request) -> Agent:
    return await find_agent(request.app[STORE], request.match_info["agent"])


async def _info(request: web.Request, agent: Agent) -> AgentInfo:
    (info,) = await _infos(request, [agent])
    return info


async def _infos(request: web.Request, agents: list[Agent]) -> list[AgentInfo]:
    teams = await request.app[STORE].teams.of(agent.id for agent in agents)
    keys = {site.id: site.key for site in await request.app[PEOPLE].sites()}
    return [
        AgentInfo(
            id=agent.id,
            user_name=agent.user_name,
            name=agent.name,
            role=agent.role,
            enabled=agent.enabled,
            present=bool(request.app[HUB].presence.of_person(agent.id)),
            permissions=None if agent.permissions is None else in_order(agent.permissions),
            sites=shown_sites(agent.sites, keys),
            teams=[TeamName(team.id, team.name) for team in teams[agent.id]],
            created_at=agent.created_at,
        )
        for agent in agents
    ]


def _set_of(names: Names | UnsetType) -> frozenset[Permission] | UnsetType | None:
    return frozenset(names) if isinstance(names, list) else names
