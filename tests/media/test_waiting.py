import asyncio

import pytest

from media.errors import ConnectionLost, TimedOut
from media.waiting import Changes


async def test_a_condition_that_is_true_already_is_not_waited_for() -> None:
    assert await Changes().until(lambda: "value", "something", 0.001) == "value"


async def test_the_condition_is_looked_at_after_each_change() -> None:
    changes, values = Changes(), ["", "", "third"]
    asked = 0

    def condition() -> str:
        nonlocal asked
        asked += 1
        return values[asked - 1]

    waiting = asyncio.create_task(changes.until(condition, "the third value", 5))
    for _ in range(3):
        await asyncio.sleep(0)
        changes.notify()
    assert await waiting == "third"
    assert asked == 3


async def test_a_wait_in_vain_names_what_it_waited_for() -> None:
    with pytest.raises(TimedOut, match=r"0\.01 s in vain for: the moon") as late:
        await Changes().until(lambda: None, "the moon", 0.01)
    assert late.value.what == "the moon"


async def test_a_failure_ends_all_waits_but_not_those_that_are_satisfied() -> None:
    changes = Changes()
    waiting = asyncio.create_task(changes.until(lambda: "", "never", 5))
    await asyncio.sleep(0)
    changes.fail(ConnectionLost(4409))
    with pytest.raises(ConnectionLost, match="4409"):
        await waiting
    assert await changes.until(lambda: 1, "now", 5) == 1
