"""Who may do what: a pure answer from what an operator gave an agent, and what a site's policy has.

What an agent was given comes from several places: from the account itself, and from each team that
the agent is in. Each place gives its permissions on its sites, and they add up. Nothing takes away,
so taking somebody out of a team, or a team away, never gives anybody more; and what nobody gave is
not permitted.
"""

from collections.abc import Callable, Iterable

import msgspec

from broker.names import Permission, Scope
from broker.policy import Policy

Permissions = frozenset[Permission]
# What an agent, by id, was given on one site.
Permits = Callable[[str], Permissions]

NOTHING: Permissions = frozenset()
ALL: Permissions = frozenset(Permission)
# What is of no use without something else goes with it.
RESTS_ON = {
    Permission.CONTROL: Permission.VIEW,
    Permission.SCREEN: Permission.VIEW,
    Permission.INVITATIONS: Permission.VIEW,
    Permission.NAVIGATION: Permission.CONTROL,
    Permission.VIDEO: Permission.VOICE,
}


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """What one place gives. None: all permissions, also those that a later version adds; all sites,
    also those that are registered later."""

    permissions: Permissions | None = None
    sites: frozenset[str] | None = None

    def on(self, site: str) -> Permissions:
        return self.on_some() if self.sites is None or site in self.sites else NOTHING

    def on_some(self) -> Permissions:
        return ALL if self.permissions is None else self.permissions


def all_permitted(_agent: str) -> Permissions:
    """Where there are no accounts."""
    return ALL


def given(rights: Iterable[Right], site: str) -> Permissions:
    """What an agent with these rights was given on a site; nothing: they do not serve it."""
    return _usable(NOTHING.union(*(right.on(site) for right in rights)))


def anywhere(rights: Iterable[Right]) -> Permissions:
    """What they give on one site or another."""
    return _usable(NOTHING.union(*(right.on_some() for right in rights)))


def served(rights: Iterable[Right]) -> frozenset[str] | None:
    """The sites that an agent with these rights serves; None: all."""
    sites: frozenset[str] = frozenset()
    for right in rights:
        if right.on_some() and right.sites is None:
            return None
        if right.on_some():
            sites |= right.sites or frozenset()
    return sites


def effective(policy: Policy, permitted: Permissions) -> Permissions:
    """What remains of it under the site's policy."""
    return _usable(frozenset(one for one in permitted if _has(policy, one)))


def of_scope(scope: Scope) -> Permission | None:
    """What a scope needs; None for one that is nobody's yet."""
    return None if scope is Scope.RECORDING else Permission(scope.value)


def has_scope(permitted: Permissions, scope: Scope) -> bool:
    needed = of_scope(scope)
    return bool(permitted) if needed is None else needed in permitted


def _usable(permissions: Permissions) -> Permissions:
    # In their order, so that what rests on something that rests on something goes, too.
    kept: set[Permission] = set()
    for one in Permission:
        needed = RESTS_ON.get(one)
        if one in permissions and (needed is None or needed in kept):
            kept.add(one)
    return frozenset(kept)


def _has(policy: Policy, permission: Permission) -> bool:
    match permission:
        case Permission.CHAT | Permission.TRANSFER:
            return True
        case Permission.LASER:
            return policy.laser
        case Permission.PEN:
            return policy.pen
        case Permission.NAVIGATION:
            return policy.navigation_by_agents or policy.tabs_by_agents
        case Permission.INVITATIONS:
            return policy.several_agents
        case _:
            return Scope(permission.value) in policy.scopes
