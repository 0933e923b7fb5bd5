"""`/api/v1/agents`: the accounts of agents, supervisors and operators.

    GET   (collection) ?limit&cursor                       ->  {agents, next}
    POST  (collection) {user_name, name, password, role?}  ->  201 the account
    GET   {agent}                                          ->  the account
    PATCH {agent} {name?, password?, role?, enabled?}      ->  it; what is not said stays

For operators (gate.py); `{agent}`: an id or a user name. How agents sign in is in
rest/agents.py. Another password, another role or `enabled: false` closes all windows of the agent
within about a second. Errors: `bad_token`, `bad_request`, `not_found`, `user_name_taken`,
`last_operator`.
"""

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from broker.names import Role
from signaling.auth.accounts import find_agent
from signaling.errors import UserNameTaken
from signaling.keys import ACCOUNTS, HUB, STORE
from signaling.rest.bodies import answer, read_json
from signaling.rest.paging import check_query, cursor_of, limit_of, place_of
from signaling.store import Conflict
from signaling.store.people import Agent

PATH = "/api/v1/agents"
ONE = PATH + "/{agent}"

Text = Annotated[str, msgspec.Meta(max_length=300)]
AccountRole = Literal["agent", "supervisor", "operator"]


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user_name: Text
    name: Text
    password: Text
    role: AccountRole = "agent"


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text | None = None
    password: Text | None = None
    role: AccountRole | None = None
    enabled: bool | None = None


class AgentInfo(msgspec.Struct, frozen=True):
    """`present`: a console of theirs is connected."""

    id: str
    user_name: str
    name: str
    role: Role
    enabled: bool
    present: bool
    created_at: float


async def several(request: web.Request) -> web.Response:
    check_query(request.query, ("limit", "cursor"))
    limit = limit_of(request.query)
    after = place_of(request.query) or (0.0, "")
    found = await request.app[STORE].agents.page(after, limit + 1)
    shown, rest = found[:limit], found[limit:]
    goes_on = cursor_of((shown[-1].created_at, shown[-1].id)) if rest else None
    return answer({"agents": [_info(request, agent) for agent in shown], "next": goes_on})


async def add(request: web.Request) -> web.Response:
    wanted = await read_json(request, Add)
    accounts = request.app[ACCOUNTS]
    try:
        agent = await accounts.add(
            wanted.user_name, wanted.name, wanted.password, Role(wanted.role)
        )
    except Conflict:
        raise UserNameTaken from None
    return answer(_info(request, agent), status=201)


async def one(request: web.Request) -> web.Response:
    return answer(_info(request, await _agent(request)))


async def change(request: web.Request) -> web.Response:
    agent = await _agent(request)
    wanted = await read_json(request, Change)
    changed = await request.app[ACCOUNTS].change(
        agent,
        name=wanted.name,
        password=wanted.password,
        role=None if wanted.role is None else Role(wanted.role),
        enabled=wanted.enabled,
    )
    # Here at once; other nodes look every second.
    await request.app[HUB].staff_watch.look()
    return answer(_info(request, changed))


async def _agent(request: web.Request) -> Agent:
    return await find_agent(request.app[STORE], request.match_info["agent"])


def _info(request: web.Request, agent: Agent) -> AgentInfo:
    return AgentInfo(
        id=agent.id,
        user_name=agent.user_name,
        name=agent.name,
        role=agent.role,
        enabled=agent.enabled,
        present=bool(request.app[HUB].presence.of_person(agent.id)),
        created_at=agent.created_at,
    )
