"""Agents with their sign-ins, and customers."""

from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, literal, select, tuple_, update

from broker.acts import Act, changes, made
from broker.audit import Small
from broker.names import Permission, Role
from signaling.errors import LastOperator
from signaling.store.acts import Acts, acting
from signaling.store.engine import Database
from signaling.store.tables import agents, customers, settings, sign_ins
from signaling.store.teams import as_text, permissions_of, sites_of
from signaling.store.writer import Job, Writer

# The name of the row that says that the way in for the first operator is shut.
SET_UP_CLOSED = "set_up_closed"
_UNTOLD = ("name", "password")
_ALL = select(agents).order_by(agents.c.created_at, agents.c.id)
_BY_USER_NAME = select(agents).where(agents.c.user_name == bindparam("user_name"))
_BY_ID = select(agents).where(agents.c.id == bindparam("agent"))
_SIGNED_IN = (
    select(agents)
    .join(sign_ins, sign_ins.c.agent == agents.c.id)
    .where(
        sign_ins.c.token == bindparam("token"),
        sign_ins.c.expires_at > bindparam("now"),
        agents.c.enabled,
    )
)
# Locked, where the database does that: two operators who switch each other off at once.
_OPERATORS_ON = (
    select(agents.c.id)
    .where(agents.c.role == Role.OPERATOR.value, agents.c.enabled)
    .order_by(agents.c.id)
    .with_for_update()
)
# Read by store/set_up.py.
_SHUT = select(literal(SET_UP_CLOSED), literal("true"))
_SHUT_SET_UP = insert(settings).from_select(
    ["name", "value"],
    _SHUT.where(~select(settings.c.name).where(settings.c.name == SET_UP_CLOSED).exists()),
)
# Of so many at once: who is signed in, and what they are called and may do now.
_SIGNED_IN_AMONG = (
    select(agents)
    .join(sign_ins, sign_ins.c.agent == agents.c.id)
    .where(
        agents.c.id.in_(bindparam("agents", expanding=True)),
        sign_ins.c.expires_at > bindparam("now"),
        agents.c.enabled,
    )
    .distinct()
)
_PAGE = (
    select(agents)
    .where(tuple_(agents.c.created_at, agents.c.id) > tuple_(bindparam("at"), bindparam("id")))
    .order_by(agents.c.created_at, agents.c.id)
    .limit(bindparam("limit"))
)
_ROLE = select(agents.c.role).where(agents.c.id == bindparam("agent"))
_SIGN_IN = insert(sign_ins)
_SIGN_OUT_ALL = delete(sign_ins).where(sign_ins.c.agent == bindparam("whose"))
_SIGN_OUT = delete(sign_ins).where(sign_ins.c.token == bindparam("wanted"))
_ADD_CUSTOMER = insert(customers)
_CUSTOMER = select(customers.c.id).where(
    customers.c.token == bindparam("token"),
    customers.c.site == bindparam("site"),
    customers.c.expires_at > bindparam("now"),
)
# Of no other site's, and once.
_INVITED = (
    update(customers)
    .where(
        customers.c.token == bindparam("invitation"),
        customers.c.site == bindparam("at"),
        customers.c.expires_at > bindparam("now"),
    )
    .values(token=bindparam("new"), expires_at=bindparam("until"))
    .returning(customers.c.id)
)
_KNOWN = select(customers.c.id).where(
    customers.c.id == bindparam("customer"),
    customers.c.site == bindparam("site"),
    customers.c.expires_at > bindparam("now"),
)


class How(StrEnum):
    """In which way somebody has signed in. `code`: of an operator, for the agent pane. `provider`:
    OpenID Connect. `token`: of the operator's own server."""

    PASSWORD = "password"
    CODE = "code"
    PROVIDER = "provider"
    TOKEN = "token"


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """`id` names it where it is listed, and opens nothing. `browser`: which, coarsely."""

    id: str
    agent: str
    how: How
    browser: str
    since: float
    seen_at: float
    expires_at: float


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """`password` is an argon2id PHC string, or empty: who has none signs in elsewhere. `role`:
    agent, supervisor or operator. `permissions` and `sites` (ids): what the account itself gives;
    None: all. Teams may give more (teams.py)."""

    id: str
    user_name: str
    name: str
    password: str
    role: Role = Role.AGENT
    enabled: bool
    permissions: frozenset[Permission] | None = None
    sites: frozenset[str] | None = None
    created_at: float


class Agents:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def add(self, agent: Agent) -> None:
        """Raises Conflict when the user name is taken."""
        note = self._acts.note()

        def job(connection: Connection) -> None:
            add_agent(connection, agent)
            what = {"agent": agent.id} | made(_told(connection, agent.id), untold=_UNTOLD)
            note(connection, Act.AGENT_ADDED, what)

        await self._writer.run(job)

    async def change(self, agent: Agent, *, sign_out: bool) -> None:
        """The account of this id is as `agent` says; `sign_out`: in no browser any more. Raises
        LastOperator."""
        values = _to_values(agent)
        query = update(agents).where(agents.c.id == agent.id).values(values)
        note = self._acts.note()

        def job(connection: Connection) -> None:
            operators = set(connection.execute(_OPERATORS_ON).scalars())
            before = _told(connection, agent.id)
            connection.execute(query)
            # Looked at behind the first write, which nobody else's comes between.
            if agent.id in operators and connection.execute(_OPERATORS_ON).first() is None:
                raise LastOperator
            _shut_set_up(connection, agent)
            if sign_out:
                connection.execute(_SIGN_OUT_ALL, {"whose": agent.id})
            what = changes(before, _told(connection, agent.id), untold=_UNTOLD)
            if what:
                note(connection, Act.AGENT_CHANGED, {"agent": agent.id} | what)

        await self._writer.run(job)

    async def page(self, after: tuple[float, str], limit: int) -> list[Agent]:
        """The oldest first, from behind `after`: when it was created, and its id."""
        values = {"at": after[0], "id": after[1], "limit": limit}
        rows = await self._database.read(lambda c: c.execute(_PAGE, values).all())
        return [_to_agent(row) for row in rows]

    async def all(self) -> list[Agent]:
        rows = await self._database.read(lambda c: c.execute(_ALL).all())
        return [_to_agent(row) for row in rows]

    async def signed_in_among(self, wanted: set[str], now: float) -> dict[str, Agent]:
        """Those of these ids who are signed in, in whichever browser, by id."""
        values = {"agents": list(wanted), "now": now}
        rows = await self._database.read(lambda c: c.execute(_SIGNED_IN_AMONG, values).all())
        return {row.id: _to_agent(row) for row in rows}

    async def by_id(self, agent: str) -> Agent | None:
        if "\0" in agent:
            # Nobody is called so, and PostgreSQL cannot even look for it.
            return None
        row = await self._database.read(lambda c: c.execute(_BY_ID, {"agent": agent}).one_or_none())
        return None if row is None else _to_agent(row)

    async def by_user_name(self, user_name: str) -> Agent | None:
        if "\0" in user_name:
            # Nobody is called so, and PostgreSQL cannot even look for it.
            return None
        row = await self._database.read(
            lambda c: c.execute(_BY_USER_NAME, {"user_name": user_name}).one_or_none()
        )
        return None if row is None else _to_agent(row)

    async def sign_in(self, sign_in: SignIn, token: bytes) -> None:
        """`token`: the hash of what the cookie holds."""
        values = msgspec.structs.asdict(sign_in) | {"token": token, "how": sign_in.how.value}
        with acting(sign_in.agent):
            note = self._acts.note()

        def job(connection: Connection) -> None:
            connection.execute(_SIGN_IN, values)
            role = connection.execute(_ROLE, {"agent": sign_in.agent}).scalar_one()
            if role == Role.OPERATOR.value:
                note(connection, Act.OPERATOR_SIGNED_IN, {"how": sign_in.how.value})

        await self._writer.run(job)

    async def signed_in(self, token: bytes, now: float) -> Agent | None:
        """Whose sign-in this is; None when unknown, expired, or the account is off."""
        row = await self._database.read(
            lambda c: c.execute(_SIGNED_IN, {"token": token, "now": now}).one_or_none()
        )
        return None if row is None else _to_agent(row)

    async def sign_out(self, token: bytes) -> None:
        await self._writer.run(lambda c: c.execute(_SIGN_OUT, {"wanted": token}))


def add_agent(connection: Connection, agent: Agent) -> None:
    connection.execute(insert(agents), _to_values(agent))
    _shut_set_up(connection, agent)


def _told(connection: Connection, id: str) -> dict[str, Small]:
    """What the audit log is asked to keep of an account; of _UNTOLD only that it is another."""
    row = connection.execute(_BY_ID, {"agent": id}).one_or_none()
    if row is None:
        return {}
    agent = _to_agent(row)
    return {
        "name": agent.name,
        "password": agent.password,
        "role": agent.role.value,
        "enabled": agent.enabled,
        "permissions": None if agent.permissions is None else sorted(agent.permissions),
        "sites": None if agent.sites is None else sorted(agent.sites),
    }


def _shut_set_up(connection: Connection, agent: Agent) -> None:
    """However somebody became an operator: there has been one."""
    if agent.role is Role.OPERATOR:
        connection.execute(_SHUT_SET_UP)


def _to_values(agent: Agent) -> dict[str, Any]:
    values = msgspec.structs.asdict(agent) | {"role": agent.role.value}
    return values | {"permissions": as_text(agent.permissions), "sites": as_text(agent.sites)}


def _to_agent(row: Row[Any]) -> Agent:
    values = {name: getattr(row, name) for name in Agent.__struct_fields__}
    values |= {"role": Role(row.role), "permissions": permissions_of(row), "sites": sites_of(row)}
    return Agent(**values)


class Customers:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def add(self, customer: str, token: bytes, site: str, expires_at: float) -> None:
        values = {"id": customer, "token": token, "site": site, "expires_at": expires_at}
        await self._writer.run(lambda c: c.execute(_ADD_CUSTOMER, values))

    def inviting(self, customer: str, invitation: bytes, site: str, expires_at: float) -> Job:
        """The job that stores a customer whom nobody has met: the browser that has the
        invitation becomes hers."""
        values = {"id": customer, "token": invitation, "site": site, "expires_at": expires_at}

        def job(connection: Connection) -> None:
            connection.execute(_ADD_CUSTOMER, values)

        return job

    async def redeem(
        self, invitation: bytes, site: str, now: float, token: bytes, expires_at: float
    ) -> str | None:
        """The id of who was invited, whose token is `token` from now on. None for an invitation
        that is unknown, expired, used, or of another site."""
        values = {"invitation": invitation, "at": site, "now": now}
        values |= {"new": token, "until": expires_at}
        return await self._writer.run(lambda c: c.execute(_INVITED, values).scalar_one_or_none())

    async def is_known(self, customer: str, site: str, now: float) -> bool:
        values = {"customer": customer, "site": site, "now": now}
        found = await self._database.read(lambda c: c.execute(_KNOWN, values).scalar_one_or_none())
        return found is not None

    async def find(self, token: bytes, site: str, now: float) -> str | None:
        """The customer's id; None for a token that is unknown, expired, or of another site."""
        values = {"token": token, "site": site, "now": now}
        return await self._database.read(
            lambda c: c.execute(_CUSTOMER, values).scalar_one_or_none()
        )
