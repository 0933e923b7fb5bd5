"""What operators do, as records (broker/acts.py)."""

import re

import msgspec

from broker.acts import MEANING, OPERATORS, Act, changes, made, record_of
from broker.audit import AuditRecord, Small, canonical


def test_acts_are_called_as_events_are_and_each_is_explained() -> None:
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", act) for act in Act)
    assert set(MEANING) == set(Act)
    # No site has this id.
    assert not OPERATORS.startswith("site_")


def test_a_record_is_one_of_the_audit_log() -> None:
    record = record_of(Act.TEAM_REMOVED, "agent_1", 1.2345, None, {"team": "team_1"})
    assert canonical(record) == (
        b'{"at":1234,"by":"agent_1","conversation":"","seq":0,"type":"team.removed",'
        b'"what":{"team":"team_1"}}'
    )
    assert msgspec.json.decode(canonical(record), type=AuditRecord) == record


def test_what_differs_is_told_but_for_what_is_only_named() -> None:
    before: dict[str, Small] = {"name": "Ada", "role": "agent", "enabled": True, "sites": None}
    after: dict[str, Small] = {
        "name": "Eve",
        "role": "operator",
        "enabled": True,
        "sites": ["site_1"],
    }
    assert changes(before, after, untold=("name",)) == {
        "changed": ["name", "role", "sites"],
        "before": {"role": "agent", "sites": None},
        "after": {"role": "operator", "sites": ["site_1"]},
    }
    assert changes(before, {**before, "name": "Eve"}, untold=("name",)) == {"changed": ["name"]}
    assert changes(before, before) == {}
    assert changes({"a": 1, "b": 2}, {"a": 1})["after"] == {"b": None}
    assert changes({}, {"role": "agent"})["before"] == {"role": None}
    assert made(after, untold=("name", "sites")) == {"after": {"role": "operator", "enabled": True}}
