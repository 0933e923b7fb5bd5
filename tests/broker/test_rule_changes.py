from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from broker.names import Scope
from broker.policy import PRESETS
from broker.redaction_policy import RedactionMode, RedactionPolicy, RedactionRule
from broker.rule_changes import Change, What, policy_changes, redaction_changes


def rule(selector: str, action: str = "mask") -> RedactionRule:
    return msgspec.convert({"selector": selector, "action": action}, RedactionRule)


def policy(**fields: Any) -> RedactionPolicy:
    return msgspec.convert(fields, RedactionPolicy)


def test_fields_that_differ_are_told_as_they_are_written() -> None:
    before = PRESETS["standard"]
    after = replace(before, laser=False, scopes=frozenset({Scope.VIEW}), resume_seconds=7.0)
    assert policy_changes(before, before) == []
    changes = {
        change.field: (change.before, change.after) for change in policy_changes(before, after)
    }
    # What the operator sets for all sites is none of this one's changes.
    assert changes.keys() == {"laser", "scopes"}
    assert changes["laser"] == (True, False)
    assert changes["scopes"][1] == ["view"]


def test_rules_and_lists_are_told_one_by_one() -> None:
    before = policy(
        rules=[{"selector": "a", "action": "mask"}], aliases=["rrweb"], unshared=["/a", "/b"]
    )
    after = policy(
        mode="private",
        rules=[{"selector": "b", "action": "block"}],
        aliases=["rrweb", "sentry"],
        unshared=["/b"],
        asset_origins=["https://images.example"],
    )
    assert redaction_changes(before, after) == [
        Change(what=What.FIELD, field="mode", before="open", after="private"),
        Change(what=What.RULE_REMOVED, rule=rule("a")),
        Change(what=What.RULE_ADDED, rule=rule("b", "block")),
        Change(what=What.ALIAS_ADDED, value="sentry"),
        Change(what=What.UNSHARED_REMOVED, value="/a"),
        Change(what=What.ORIGIN_ADDED, value="https://images.example"),
    ]
    back = [change.what for change in redaction_changes(after, before)]
    assert What.ALIAS_REMOVED in back and What.ORIGIN_REMOVED in back


def test_another_order_is_said_and_twice_the_same_counts() -> None:
    one, other = rule("a"), rule("b")
    ordered, turned = RedactionPolicy(rules=(one, other)), RedactionPolicy(rules=(other, one))
    assert redaction_changes(ordered, turned) == [Change(what=What.ORDER)]
    twice = RedactionPolicy(rules=(one, other, one))
    assert redaction_changes(ordered, twice) == [Change(what=What.RULE_ADDED, rule=one)]


SOME = [rule("a"), rule("b"), rule("a", "block")]
POLICIES = st.builds(
    RedactionPolicy,
    mode=st.sampled_from(RedactionMode),
    rules=st.lists(st.sampled_from([rule("a"), rule("b"), rule("a", "block")]), max_size=4).map(
        tuple
    ),
    unshared=st.lists(st.sampled_from(["/a", "/b"]), max_size=3).map(tuple),
)


@given(POLICIES, POLICIES)
def test_there_are_changes_where_there_is_a_difference(
    before: RedactionPolicy, after: RedactionPolicy
) -> None:
    same = sorted(before.unshared) == sorted(after.unshared) and replace(
        before, unshared=()
    ) == replace(after, unshared=())
    assert (redaction_changes(before, after) == []) is same
