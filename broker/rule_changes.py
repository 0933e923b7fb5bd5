"""What differs between two versions of a site's rules, as single facts that a user interface puts
into words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from broker.policy import Policy
from broker.policy_changes import OF_THE_SERVER, shown
from broker.redaction_policy import RedactionPolicy, RedactionRule

T = TypeVar("T")


class What(StrEnum):
    """`field`: of a policy, or `mode`. `order`: the same rules in another order, which makes no
    difference for agents."""

    FIELD = "field"
    RULE_ADDED = "rule_added"
    RULE_REMOVED = "rule_removed"
    ORDER = "order"
    ALIAS_ADDED = "alias_added"
    ALIAS_REMOVED = "alias_removed"
    UNSHARED_ADDED = "unshared_added"
    UNSHARED_REMOVED = "unshared_removed"
    ORIGIN_ADDED = "origin_added"
    ORIGIN_REMOVED = "origin_removed"


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`before`, `after`: of a field. `rule`: the whole. `value`: the alias, pattern or origin."""

    what: What
    field: str | None = None
    before: Any = None
    after: Any = None
    rule: RedactionRule | None = None
    value: str | None = None


def policy_changes(before: Policy, after: Policy) -> list[Change]:
    old, new = (msgspec.json.decode(shown(policy)) for policy in (before, after))
    assert OF_THE_SERVER not in new
    return [
        Change(what=What.FIELD, field=name, before=old[name], after=value)
        for name, value in new.items()
        if old[name] != value
    ]


def redaction_changes(before: RedactionPolicy, after: RedactionPolicy) -> list[Change]:
    changes: list[Change] = []
    if before.mode is not after.mode:
        old, new = before.mode.value, after.mode.value
        changes.append(Change(what=What.FIELD, field="mode", before=old, after=new))
    gone, come = _differing(before.rules, after.rules)
    changes += [Change(what=What.RULE_REMOVED, rule=rule) for rule in gone]
    changes += [Change(what=What.RULE_ADDED, rule=rule) for rule in come]
    if not gone and not come and before.rules != after.rules:
        changes.append(Change(what=What.ORDER))
    changes += _of_texts(before.aliases, after.aliases, What.ALIAS_REMOVED, What.ALIAS_ADDED)
    changes += _of_texts(
        before.unshared, after.unshared, What.UNSHARED_REMOVED, What.UNSHARED_ADDED
    )
    changes += _of_texts(
        before.asset_origins, after.asset_origins, What.ORIGIN_REMOVED, What.ORIGIN_ADDED
    )
    return changes


def _of_texts(
    before: Sequence[str], after: Sequence[str], removed: What, added: What
) -> Iterator[Change]:
    gone, come = _differing(before, after)
    yield from (Change(what=removed, value=str(one)) for one in gone)
    yield from (Change(what=added, value=str(one)) for one in come)


def _differing(before: Sequence[T], after: Sequence[T]) -> tuple[list[T], list[T]]:
    """Those that only the one or the other has, each as often as it has more of them."""
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    return list(gone.elements()), list(come.elements())
