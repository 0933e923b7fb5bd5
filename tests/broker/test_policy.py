"""broker/policy.py: presets are data, and each keeps what it is known for."""

import msgspec
import pytest

from broker.names import Scope, Surface
from broker.policy import PRESETS, Policy


def test_the_presets_have_their_names() -> None:
    assert set(PRESETS) == {
        "standard",
        "equal",
        "stepwise",
        "customer-led",
        "write-mode",
        "agent-led",
    }


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_being_written_down(name: str) -> None:
    policy = PRESETS[name]
    assert msgspec.json.decode(msgspec.json.encode(policy), type=Policy) == policy


def test_R12_R14_R15_R16_which_preset_has_which_media() -> None:
    page = {Scope.VIEW, Scope.CONTROL}
    more = {name: policy.scopes - page for name, policy in PRESETS.items()}
    assert more == {
        "standard": {Scope.SCREEN, Scope.VOICE, Scope.VIDEO, Scope.DOCUMENT},
        "equal": {Scope.VOICE, Scope.VIDEO, Scope.DOCUMENT},
        "stepwise": {Scope.SCREEN},
        "customer-led": set(),
        "write-mode": set(),
        "agent-led": {Scope.SCREEN},
    }
    assert all(page <= policy.scopes for policy in PRESETS.values())


@pytest.mark.parametrize("name", PRESETS)
def test_R12_R14_the_defaults_of_media(name: str) -> None:
    policy = PRESETS[name]
    assert policy.screen_surfaces == set(Surface)
    assert policy.calls_by_customer and not policy.screen_sound
    assert policy.dock_seconds == 20


def test_R11_how_control_comes_about_in_which_preset() -> None:
    modes = {name: policy.control for name, policy in PRESETS.items()}
    assert modes == {
        "standard": "asked",
        "equal": "included",
        "stepwise": "asked",
        "customer-led": "switched",
        "write-mode": "asked",
        "agent-led": "asked",
    }
    assert {n for n, p in PRESETS.items() if p.control_survives_load} == {"equal"}


def test_R17_stop_pauses_first_in_equal_only_and_stepwise_has_no_pause() -> None:
    assert {n for n, p in PRESETS.items() if p.stop_pauses} == {"equal"}
    assert {n for n, p in PRESETS.items() if not p.customer_may_pause} == {"stepwise"}
    assert all(p.customer_may_pause for p in PRESETS.values() if p.stop_pauses)


def test_R04_the_agent_presses_view_in_stepwise_only() -> None:
    assert {n for n, p in PRESETS.items() if p.view_needs_press} == {"stepwise"}


@pytest.mark.parametrize("name", PRESETS)
def test_R24_agents_submit_nowhere_by_default(name: str) -> None:
    assert not PRESETS[name].submit_by_agents


@pytest.mark.parametrize("name", PRESETS)
def test_R22_R23_R26_the_tools_that_every_preset_has(name: str) -> None:
    policy = PRESETS[name]
    assert policy.navigation_by_agents and policy.tabs_by_agents and policy.paste_by_agents
    assert policy.laser and policy.pen and not policy.clear_all


@pytest.mark.parametrize("name", PRESETS)
def test_R27_the_times_to_come_back(name: str) -> None:
    assert (PRESETS[name].away_seconds, PRESETS[name].outside_seconds) == (30, 300)


def test_who_may_start_in_which_preset() -> None:
    only_customer = {n for n, p in PRESETS.items() if not p.agent_may_ask}
    only_agent = {n for n, p in PRESETS.items() if not p.customer_may_start}
    assert only_customer == {"customer-led", "write-mode"}
    assert only_agent == {"agent-led"}


def test_only_write_mode_never_starts_again_and_takes_one_agent() -> None:
    assert {n for n, p in PRESETS.items() if not p.restart} == {"write-mode"}
    assert {n for n, p in PRESETS.items() if not p.several_agents} == {"write-mode"}


def test_the_times_of_the_standard_are_the_documented_ones() -> None:
    standard = PRESETS["standard"]
    assert (standard.ask_seconds, standard.waiting_seconds) == (30, 900)
    assert (standard.resume_seconds, standard.away_seconds) == (30, 30)
    assert standard.cooldown_seconds == 10


def test_a_policy_cannot_be_changed_in_place() -> None:
    with pytest.raises(AttributeError):
        Policy().restart = False  # type: ignore[misc]
