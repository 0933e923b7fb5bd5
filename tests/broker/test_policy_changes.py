"""broker/policy_changes.py: single flags are changed, and nothing wrong gets through."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from broker.errors import BadPolicy
from broker.names import ControlMode, Scope
from broker.policy import PRESETS, Policy
from broker.policy_changes import changed, shown


def change(policy: Policy, changes: Any) -> Policy:
    return changed(policy, json.dumps(changes).encode())


def test_what_is_not_said_stays() -> None:
    equal = PRESETS["equal"]
    assert change(equal, {"laser": False}) == replace(equal, laser=False)
    assert change(equal, {}) == equal


def test_a_preset_begins_anew() -> None:
    crooked = replace(PRESETS["equal"], laser=False, away_seconds=1)
    wanted = change(crooked, {"preset": "write-mode", "pen": False})
    assert wanted == replace(PRESETS["write-mode"], pen=False)


def test_every_kind_of_field() -> None:
    changes = {"control": "switched", "scopes": ["view"], "outside_seconds": 0, "restart": False}
    assert change(Policy(), changes) == Policy(
        control=ControlMode.SWITCHED,
        scopes=frozenset({Scope.VIEW}),
        outside_seconds=0,
        restart=False,
    )


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_shown_can_be_written_back(name: str) -> None:
    text = shown(PRESETS[name])
    assert changed(Policy(), text) == PRESETS[name]
    assert "resume_seconds" not in json.loads(text)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"lazer": False}, "no field 'lazer'"),
        ({"resume_seconds": 5}, "no field 'resume_seconds'"),
        ({"preset": "best"}, "preset is none of"),
        ({"preset": ["equal"]}, "preset is none of"),
        ({"laser": "no"}, r"\$\.laser"),
        ({"laser": None}, r"\$\.laser"),
        ({"control": "stolen"}, r"\$\.control"),
        ({"scopes": ["everything"]}, r"\$\.scopes"),
        ({"scopes": ["view", "recording"]}, "scopes has more"),
        ({"scopes": ["view", "video"]}, "without voice"),
        ({"screen_surfaces": []}, "nothing to show"),
        ({"screen_surfaces": ["wall"]}, r"\$\.screen_surfaces"),
        ({"ask_seconds": -1}, "ask_seconds"),
        ({"ask_seconds": 86_401}, "ask_seconds"),
        ({"ask_seconds": "30"}, r"\$\.ask_seconds"),
        ([], "object"),
        (None, "object"),
    ],
)
def test_what_is_wrong_is_named(changes: Any, says: str) -> None:
    with pytest.raises(BadPolicy, match=says):
        change(Policy(), changes)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"\xff", b"[" * 50_000, b'{"a":' * 50_000, b'{"ask_seconds": 1e999}']
)
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(BadPolicy):
        changed(Policy(), text)
