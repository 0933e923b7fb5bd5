"""Whose account it is that somebody signs in to who was proved to be who they are elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from broker.names import Role
from signaling.auth.accounts import NAME_MOST, Accounts
from signaling.config import NewAccounts
from signaling.errors import BadRequest, NoAccount
from signaling.store import Conflict, Store
from signaling.store.people import Agent
from signaling.store.proofs import Identity

log = structlog.get_logger()


def role_of(claims: Mapping[str, Any], claim: str, roles: Sequence[str]) -> Role | None:
    """The role that the claim's values stand for, of `VALUE=ROLE`, the first in that order. None:
    for none. Without a claim: an agent."""
    if not claim:
        return Role.AGENT
    value = claims.get(claim)
    held = value if isinstance(value, list) else [value]
    for line in roles:
        name, _, role = line.rpartition("=")
        if name in [one for one in held if isinstance(one, str)]:
            return Role(role)
    return None


class Visitors:
    def __init__(self, store: Store, accounts: Accounts, clock: Callable[[], float]) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock

    async def account(
        self,
        identity: Identity,
        *,
        user_name: object,
        name: object,
        role: Role | None,
        new: NewAccounts,
        keep_role: bool = False,
        operators: bool = True,
    ) -> Agent:
        """The account of whoever this is. `role`: what the provider says; None: nothing that may
        work here. `new`: what becomes of who comes for the first time. `keep_role`: the provider
        says nothing of roles. `operators`: whether accounts of operators are opened, or changed.
        Raises NoAccount."""
        if role is None:
            raise NoAccount
        owner = await self._store.proofs.owner(identity)
        if owner is None:
            found = await self._named(user_name, name, role, new)
        else:
            found = await self._store.agents.by_id(owner)
        if found is None or not found.enabled:
            raise NoAccount
        if found.role is Role.OPERATOR and not operators:
            raise NoAccount
        agent = found
        if owner is None:
            await self._link(identity, agent)
        if agent.role is not role and not keep_role:
            log.info("agent.role_changed", agent=agent.id, role=role.value)
            agent = await self._accounts.change(agent, role=role)
        return agent

    async def _named(
        self, user_name: object, name: object, role: Role, new: NewAccounts
    ) -> Agent | None:
        """Of somebody who comes for the first time. Raises NoAccount."""
        if not isinstance(user_name, str):
            return None
        found = await self._store.agents.by_user_name(user_name.lower())
        if found is None:
            return None if new == "link" else await self._create(user_name, name, role)
        # Who has the same name here need not be the same person.
        return None if new == "create" else found

    async def _link(self, identity: Identity, agent: Agent) -> None:
        """Raises NoAccount."""
        try:
            await self._store.proofs.link(identity, agent.id, self._clock())
        except Conflict:
            raise NoAccount from None
        log.info("agent.linked", agent=agent.id)

    async def _create(self, user_name: str, name: object, role: Role) -> Agent:
        shown = name[:NAME_MOST] if isinstance(name, str) and name.strip() else user_name
        try:
            return await self._accounts.add_without_password(user_name, shown, role)
        except (BadRequest, Conflict):
            raise NoAccount from None
