"""What operators give agents, by account and by team (broker/permission.py): for REST and the
command line. Outside, sites have their keys; the store has their ids.
"""

from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from broker.errors import UnknownThing
from broker.names import Permission
from broker.permission import Permissions, Right
from signaling.auth.accounts import checked_name, find_agent
from signaling.auth.tokens import new_id
from signaling.errors import TeamNameTaken, UnknownSite
from signaling.store import Conflict, Store
from signaling.store.people import Agent
from signaling.store.sites import Site
from signaling.store.teams import Team

Rights = tuple[Right, ...]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What one account or team gives. `sites`: keys. None: all. UNSET: as it was."""

    permissions: frozenset[Permission] | msgspec.UnsetType | None = msgspec.UNSET
    sites: Iterable[str] | msgspec.UnsetType | None = msgspec.UNSET


class People:
    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    # --- accounts -------------------------------------------------------------------------------

    async def wanted(self, agent: Agent, given: Given) -> Agent:
        """The account as it would be. Raises UnknownSite."""
        right = await self._right(Right(permissions=agent.permissions, sites=agent.sites), given)
        return replace(agent, permissions=right.permissions, sites=right.sites)

    async def right(self, given: Given) -> Right:
        """What a new account gives. Raises UnknownSite."""
        return await self._right(Right(), given)

    async def permit(self, agent: Agent, given: Given, teams: list[Team] | None = None) -> Agent:
        """`teams`: this agent is in these and no others; None: as it was. Raises UnknownSite."""
        wanted = await self.wanted(agent, given)
        if wanted != agent:
            await self._store.agents.change(agent, wanted, sign_out=False)
        if teams is not None:
            await self._store.teams.set_teams_of(agent.id, [team.id for team in teams])
        return wanted

    async def teams_of(self, agent: Agent) -> list[Team]:
        return (await self._store.teams.of([agent.id]))[agent.id]

    # --- teams ----------------------------------------------------------------------------------

    async def find_team(self, wanted: str) -> Team:
        """By id or name. Raises UnknownThing."""
        team = await self._store.teams.by_id(wanted) or await self._store.teams.by_name(wanted)
        if team is None:
            raise UnknownThing(what="team")
        return team

    async def find_teams(self, wanted: Iterable[str]) -> list[Team]:
        return [await self.find_team(one) for one in wanted]

    async def add_team(self, name: str, given: Given, members: Iterable[str]) -> Team:
        """What is not said of it is nothing. `members`: ids or user names. Raises BadRequest,
        UnknownSite, UnknownThing, TeamNameTaken."""
        nothing = Right(permissions=frozenset(), sites=frozenset())
        right = await self._right(nothing, given)
        team = Team(
            id=new_id("team"),
            name=checked_name(name),
            permissions=right.permissions,
            sites=right.sites,
            created_at=self._clock(),
        )
        ids = await self._members(members)
        try:
            await self._store.teams.add(team, ids)
        except Conflict:
            raise TeamNameTaken from None
        return team

    async def wanted_team(self, team: Team, name: str | None, given: Given) -> Team:
        """The team as it would be. Raises BadRequest, UnknownSite."""
        right = await self._right(Right(permissions=team.permissions, sites=team.sites), given)
        name = team.name if name is None else checked_name(name)
        return replace(team, name=name, permissions=right.permissions, sites=right.sites)

    async def change_team(
        self, team: Team, wanted: Team, members: Iterable[str] | None = None
    ) -> None:
        """Raises UnknownThing, TeamNameTaken."""
        ids = None if members is None else await self._members(members)
        try:
            await self._store.teams.change(team, wanted, ids)
        except Conflict:
            raise TeamNameTaken from None

    # --- what would be --------------------------------------------------------------------------

    async def rights_with(self, agent: Agent, teams: list[Team] | None) -> dict[str, Rights]:
        """Of one agent, if the account and the teams were these."""
        found = await self.teams_of(agent) if teams is None else teams
        return {agent.id: _rights(agent, found)}

    async def rights_in(
        self, team: Team, wanted: Team | None, members: Iterable[str] | None
    ) -> dict[str, Rights]:
        """Of all who are in `team` or would be, if it were `wanted` (None: away) with these
        `members` (None: as they are)."""
        before = (await self._store.teams.members([team.id]))[team.id]
        after = before if members is None else await self._members(members)
        found = {}
        teams = await self._store.teams.of({*before, *after})
        for id, theirs in teams.items():
            agent = await find_agent(self._store, id)
            others = [one for one in theirs if one.id != team.id]
            own = [wanted] if wanted is not None and id in after else []
            found[id] = _rights(agent, [*others, *own])
        return found

    # --- sites ----------------------------------------------------------------------------------

    async def keys(self, ids: frozenset[str] | None) -> list[str] | None:
        """Of those that there are."""
        if ids is None:
            return None
        return sorted(site.key for site in await self.sites() if site.id in ids)

    async def sites(self) -> list[Site]:
        return await self._store.sites.all()

    async def _right(self, before: Right, given: Given) -> Right:
        permissions: Permissions | None = before.permissions
        if not isinstance(given.permissions, msgspec.UnsetType):
            permissions = given.permissions
        if isinstance(given.sites, msgspec.UnsetType):
            return Right(permissions=permissions, sites=before.sites)
        sites = None if given.sites is None else await self._ids(given.sites)
        return Right(permissions=permissions, sites=sites)

    async def _ids(self, keys: Iterable[str]) -> frozenset[str]:
        by_key = {site.key: site.id for site in await self.sites()}
        try:
            return frozenset(by_key[key] for key in keys)
        except KeyError:
            raise UnknownSite from None

    async def _members(self, wanted: Iterable[str]) -> list[str]:
        return [(await find_agent(self._store, one)).id for one in wanted]


def _rights(agent: Agent, teams: list[Team]) -> Rights:
    if not agent.enabled:
        return ()
    own = Right(permissions=agent.permissions, sites=agent.sites)
    return (own, *(Right(permissions=team.permissions, sites=team.sites) for team in teams))
