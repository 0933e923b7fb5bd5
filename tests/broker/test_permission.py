"""broker/permission.py: what an agent was given adds up, and nothing takes away (R6, R16)."""

from hypothesis import given as tried_with
from hypothesis import strategies as st
from msgspec.structs import replace

from broker.names import Permission, Scope
from broker.permission import (
    ALL,
    NOTHING,
    RESTS_ON,
    Right,
    all_permitted,
    anywhere,
    effective,
    given,
    has_scope,
    of_scope,
    served,
)
from broker.policy import PRESETS, Policy

VIEW, CONTROL, CHAT = Permission.VIEW, Permission.CONTROL, Permission.CHAT
permissions = st.frozensets(st.sampled_from(Permission))
sites = st.frozensets(st.sampled_from(["shop", "bank", "blog"]))
rights = st.builds(Right, permissions=permissions | st.none(), sites=sites | st.none())


def right(*permissions: Permission, sites: set[str] | None = None) -> Right:
    on = None if sites is None else frozenset(sites)
    return Right(permissions=frozenset(permissions), sites=on)


def test_R6_nothing_is_permitted_that_nobody_gave() -> None:
    assert given([], "shop") == NOTHING
    assert given([right(sites={"shop"})], "shop") == NOTHING
    assert given([Right(sites=frozenset())], "shop") == NOTHING


def test_everything_on_all_sites_is_said_with_none() -> None:
    assert given([Right()], "whichever comes later") == ALL == all_permitted("ann")
    assert given([Right(sites=frozenset({"shop"}))], "bank") == NOTHING


def test_teams_and_account_add_up_each_on_its_own_sites() -> None:
    account = right(CHAT)
    shop = right(VIEW, CONTROL, sites={"shop"})
    bank = right(VIEW, sites={"bank"})
    assert given([account, shop, bank], "shop") == {CHAT, VIEW, CONTROL}
    assert given([account, shop, bank], "bank") == {CHAT, VIEW}
    assert given([account, shop, bank], "blog") == {CHAT}


def test_which_sites_somebody_serves() -> None:
    shop, bank = right(CHAT, sites={"shop"}), right(VIEW, CONTROL, sites={"bank"})
    assert served([]) == frozenset()
    assert served([right()]) == frozenset()
    assert served([right(), shop, bank]) == frozenset({"shop", "bank"})
    assert served([shop, right(CHAT)]) is None
    assert anywhere([shop, bank, right(Permission.VIDEO)]) == {CHAT, VIEW, CONTROL}
    assert anywhere([Right()]) == ALL


@tried_with(st.lists(rights, max_size=4), rights, st.sampled_from(["shop", "bank"]))
def test_R72_to_take_a_place_away_gives_nobody_more(
    others: list[Right], taken: Right, site: str
) -> None:
    assert given(others, site) <= given([taken, *others], site)


@tried_with(permissions)
def test_what_rests_on_something_goes_with_it(some: frozenset[Permission]) -> None:
    usable = given([Right(permissions=some)], "shop")
    assert usable <= some
    assert all(RESTS_ON[one] in usable for one in usable if one in RESTS_ON)


@tried_with(permissions, st.sampled_from(sorted(PRESETS)))
def test_R16_a_policy_takes_away_and_never_gives(some: frozenset[Permission], name: str) -> None:
    assert effective(PRESETS[name], some) <= some


def test_R16_each_flag_of_a_policy_takes_its_own() -> None:
    policy = Policy()
    assert effective(policy, ALL) == ALL
    assert ALL - effective(replace(policy, laser=False), ALL) == {Permission.LASER}
    assert ALL - effective(replace(policy, pen=False), ALL) == {Permission.PEN}
    assert ALL - effective(replace(policy, several_agents=False), ALL) == {Permission.INVITATIONS}
    still = replace(policy, navigation_by_agents=False)
    assert effective(still, ALL) == ALL
    still = replace(still, tabs_by_agents=False)
    assert ALL - effective(still, ALL) == {Permission.NAVIGATION}
    for scope in policy.scopes:
        rest = replace(policy, scopes=policy.scopes - {scope})
        assert of_scope(scope) not in effective(rest, ALL)


def test_every_scope_that_there_is_needs_a_permission_of_its_name() -> None:
    needed = {scope: of_scope(scope) for scope in Scope}
    assert needed.pop(Scope.RECORDING) is None
    assert all(one is not None and one.value == scope.value for scope, one in needed.items())


def test_what_needs_none_is_for_those_who_serve_the_site() -> None:
    assert has_scope(frozenset({CHAT}), Scope.RECORDING)
    assert not has_scope(NOTHING, Scope.RECORDING)
    assert has_scope(frozenset({VIEW}), Scope.VIEW) and not has_scope(ALL - {VIEW}, Scope.VIEW)
