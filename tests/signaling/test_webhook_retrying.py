"""When deliveries are tried again: decided without a clock, without dice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.webhooks.retrying import (
    DAY,
    FAILING_MOST,
    LONGEST_DELAY,
    Again,
    Attempt,
    Dead,
    Delivered,
    TurnOff,
    Verdict,
    delay,
    verdict,
)


def judged(
    attempt: Attempt, *, attempts: int = 1, left: float = DAY, failing: float | None = None
) -> Verdict:
    return verdict(
        attempt,
        attempts=attempts,
        expires_at=1000.0 + left,
        failing_since=None if failing is None else 1000.0 - failing,
        now=1000.0,
        dice=0.5,
    )


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_any_2xx_is_delivered_however_long_it_had_failed(status: int) -> None:
    assert judged(Attempt(status=status), left=-1, failing=FAILING_MOST * 2) == Delivered()


@pytest.mark.parametrize("attempt", [Attempt(status=302), Attempt(status=400), Attempt(error="x")])
def test_anything_else_is_tried_again_until_its_time_is_over(attempt: Attempt) -> None:
    assert judged(attempt) == Again(1005.0)
    assert judged(attempt, attempts=3) == Again(1020.0)
    assert judged(attempt, left=5.0) == Dead()
    assert judged(attempt, failing=FAILING_MOST - 1) == Again(1005.0)
    assert judged(attempt, failing=FAILING_MOST) == TurnOff("failing")


def test_gone_is_gone() -> None:
    assert judged(Attempt(status=410)) == TurnOff("gone")


def test_a_wish_to_be_left_alone_counts_up_to_an_hour() -> None:
    assert judged(Attempt(status=503, retry_after=60)) == Again(1060.0)
    assert judged(Attempt(status=503, retry_after=1)) == Again(1005.0)
    assert judged(Attempt(status=503, retry_after=999_999)) == Again(1000.0 + LONGEST_DELAY)


@given(attempts=st.integers(1, 10**9), dice=st.floats(0, 1))
def test_delays_grow_are_spread_and_bounded(attempts: int, dice: float) -> None:
    assert 3.75 <= delay(attempts, dice) <= LONGEST_DELAY * 1.25
    assert delay(attempts, 0.0) <= delay(attempts, dice) <= delay(attempts, 1.0)
    assert delay(attempts, dice) <= delay(attempts + 1, dice)


def test_failures_are_one_word() -> None:
    assert Attempt(status=204).failure is None
    assert Attempt(status=500).failure == "status_500"
    assert Attempt(error="timeout").failure == "timeout"
