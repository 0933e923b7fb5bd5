"""Teams of agents, and what each agent was given: by the account and by teams."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, tuple_, update

from broker.acts import Act, changes, made
from broker.audit import Small
from broker.names import Permission
from broker.permission import Right
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import agents, team_members, teams
from signaling.store.writer import Writer

_PAGE = (
    select(teams)
    .where(tuple_(teams.c.created_at, teams.c.id) > tuple_(bindparam("at"), bindparam("id")))
    .order_by(teams.c.created_at, teams.c.id)
    .limit(bindparam("limit"))
)
_BY_ID = select(teams).where(teams.c.id == bindparam("wanted"))
_BY_NAME = select(teams).where(teams.c.name == bindparam("wanted"))
_MEMBERS = select(team_members.c.team, team_members.c.agent).where(
    team_members.c.team.in_(bindparam("wanted", expanding=True))
)
_TEAMS_OF = (
    select(team_members.c.agent, teams)
    .join(teams, teams.c.id == team_members.c.team)
    .where(team_members.c.agent.in_(bindparam("wanted", expanding=True)))
    .order_by(teams.c.created_at, teams.c.id)
)
_RIGHTS = select(agents.c.id, agents.c.permissions, agents.c.sites).where(
    agents.c.id.in_(bindparam("wanted", expanding=True)), agents.c.enabled
)
_REMOVE = delete(teams).where(teams.c.id == bindparam("wanted"))
_MEMBERS_OF = select(team_members.c.agent).where(team_members.c.team == bindparam("whose"))
_TEAMS = select(team_members.c.team).where(team_members.c.agent == bindparam("whose"))
_LEAVE_ALL = delete(team_members).where(team_members.c.agent == bindparam("whose"))
_EMPTY = delete(team_members).where(team_members.c.team == bindparam("whose"))
_JOIN = insert(team_members)
_UNTOLD = ("name",)


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """`sites`: ids. None: all, as in an account."""

    id: str
    name: str
    permissions: frozenset[Permission] | None
    sites: frozenset[str] | None
    created_at: float


class Teams:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def add(self, team: Team, members: Iterable[str]) -> None:
        """Raises Conflict when the name is taken, or a member is not there any more."""
        rows, note = _members(team.id, members), self._acts.note()

        def job(connection: Connection) -> None:
            connection.execute(insert(teams), _to_values(team))
            if rows:
                connection.execute(_JOIN, rows)
            what = made(_told(connection, team.id), untold=_UNTOLD)
            note(connection, Act.TEAM_ADDED, {"team": team.id} | what)

        await self._writer.run(job)

    async def change(self, team: Team, members: Iterable[str] | None) -> None:
        """The team of this id is as `team` says; `members`: ids of agents, None: who is in it
        stays. Raises Conflict."""
        query = update(teams).where(teams.c.id == team.id).values(_to_values(team))
        rows = None if members is None else _members(team.id, members)
        note = self._acts.note()

        def job(connection: Connection) -> None:
            before = _told(connection, team.id)
            connection.execute(query)
            if rows is not None:
                connection.execute(_EMPTY, {"whose": team.id})
            if rows:
                connection.execute(_JOIN, rows)
            what = changes(before, _told(connection, team.id), untold=_UNTOLD)
            if what:
                note(connection, Act.TEAM_CHANGED, {"team": team.id} | what)

        await self._writer.run(job)

    async def remove(self, team: str) -> None:
        note = self._acts.note()

        def job(connection: Connection) -> None:
            gone = {name: fact for name, fact in _told(connection, team).items() if name != "name"}
            if connection.execute(_REMOVE, {"wanted": team}).rowcount:
                note(connection, Act.TEAM_REMOVED, {"team": team, "before": gone})

        await self._writer.run(job)

    async def set_teams_of(self, agent: str, wanted: Iterable[str]) -> None:
        """This agent is in these teams and in no others. Raises Conflict."""
        rows = [{"team": team, "agent": agent} for team in sorted(set(wanted))]

        note = self._acts.note()

        def job(connection: Connection) -> None:
            before = sorted(connection.execute(_TEAMS, {"whose": agent}).scalars())
            connection.execute(_LEAVE_ALL, {"whose": agent})
            if rows:
                connection.execute(_JOIN, rows)
            what = changes({"teams": before}, {"teams": [row["team"] for row in rows]})
            if what:
                note(connection, Act.AGENT_TEAMS_CHANGED, {"agent": agent} | what)

        await self._writer.run(job)

    async def by_id(self, team: str) -> Team | None:
        return await self._one(_BY_ID, team)

    async def by_name(self, name: str) -> Team | None:
        return await self._one(_BY_NAME, name)

    async def page(self, after: tuple[float, str], limit: int) -> list[Team]:
        """The oldest first, from behind `after`: when it was created, and its id."""
        values = {"at": after[0], "id": after[1], "limit": limit}
        rows = await self._database.read(lambda c: c.execute(_PAGE, values).all())
        return [_to_team(row) for row in rows]

    async def members(self, wanted: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the agents in each of these teams, by the team's id."""
        values = {"wanted": list(wanted)}
        rows = await self._database.read(lambda c: c.execute(_MEMBERS, values).all())
        found: dict[str, list[str]] = {team: [] for team in values["wanted"]}
        for row in rows:
            found[row.team].append(row.agent)
        return found

    async def of(self, wanted: Iterable[str]) -> dict[str, list[Team]]:
        """The teams of each of these agents, by the agent's id."""
        values = {"wanted": list(wanted)}
        rows = await self._database.read(lambda c: c.execute(_TEAMS_OF, values).all())
        found: dict[str, list[Team]] = {agent: [] for agent in values["wanted"]}
        for row in rows:
            found[row.agent].append(_to_team(row))
        return found

    async def rights(self, wanted: Iterable[str]) -> dict[str, tuple[Right, ...]]:
        """What these agents were given, by id; nothing where the account is off, or is none."""
        values = {"wanted": list(wanted)}

        def read(connection: Connection) -> tuple[list[Any], list[Any]]:
            accounts = list(connection.execute(_RIGHTS, values))
            return accounts, list(connection.execute(_TEAMS_OF, values))

        accounts, in_teams = await self._database.read(read)
        found: dict[str, tuple[Right, ...]] = {row.id: (to_right(row),) for row in accounts}
        for row in in_teams:
            if row.agent in found:
                found[row.agent] += (to_right(row),)
        return {agent: found.get(agent, ()) for agent in values["wanted"]}

    async def _one(self, query: Select[Any], wanted: str) -> Team | None:
        row = await self._database.read(
            lambda c: c.execute(query, {"wanted": wanted}).one_or_none()
        )
        return None if row is None else _to_team(row)


def _told(connection: Connection, team: str) -> dict[str, Small]:
    """What the audit log is asked to keep; of _UNTOLD only that it is another."""
    row = connection.execute(_BY_ID, {"wanted": team}).one_or_none()
    if row is None:
        return {}
    permissions, sites = permissions_of(row), sites_of(row)
    return {
        "name": row.name,
        "permissions": None if permissions is None else sorted(permissions),
        "sites": None if sites is None else sorted(sites),
        "members": sorted(connection.execute(_MEMBERS_OF, {"whose": team}).scalars()),
    }


def as_text(values: Iterable[str] | None) -> str | None:
    """A set for the store, in an order of its own."""
    return None if values is None else msgspec.json.encode(sorted(values)).decode()


def permissions_of(row: Row[Any]) -> frozenset[Permission] | None:
    """Those that this version knows: an older one may open the store of a newer one."""
    if row.permissions is None:
        return None
    known = frozenset(Permission)
    stored = msgspec.json.decode(row.permissions, type=list[str])
    return frozenset(Permission(one) for one in stored if one in known)


def sites_of(row: Row[Any]) -> frozenset[str] | None:
    return None if row.sites is None else msgspec.json.decode(row.sites, type=frozenset[str])


def to_right(row: Row[Any]) -> Right:
    return Right(permissions=permissions_of(row), sites=sites_of(row))


def _members(team: str, agents: Iterable[str]) -> list[dict[str, str]]:
    return [{"team": team, "agent": agent} for agent in sorted(set(agents))]


def _to_values(team: Team) -> dict[str, Any]:
    values = msgspec.structs.asdict(team)
    return values | {"permissions": as_text(team.permissions), "sites": as_text(team.sites)}


def _to_team(row: Row[Any]) -> Team:
    return Team(
        id=row.id,
        name=row.name,
        permissions=permissions_of(row),
        sites=sites_of(row),
        created_at=row.created_at,
    )
