"""One timer, many deadlines."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from broker.policy import Policy
from signaling.deadlines import Deadlines
from tests.helpers.broker import Broker
from tests.helpers.wire import PATIENCE
from tests.signaling.scenes import accepted


class Fired:
    def __init__(self) -> None:
        self.keys: list[str] = []
        self._news = asyncio.Condition()

    async def __call__(self, key: str) -> None:
        async with self._news:
            self.keys.append(key)
            self._news.notify_all()

    async def count(self, number: int) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.keys) >= number)


@asynccontextmanager
async def running() -> AsyncIterator[tuple[Deadlines, Fired]]:
    fired = Fired()
    deadlines = Deadlines(time.time, fired)
    task = asyncio.create_task(deadlines.run())
    try:
        yield deadlines, fired
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_they_fire_in_their_order() -> None:
    async with running() as (deadlines, fired):
        now = time.time()
        for key, delay in (("c", 0.06), ("a", 0.02), ("b", 0.04)):
            deadlines.set(key, now + delay)
        await fired.count(3)
        assert fired.keys == ["a", "b", "c"]
        assert time.time() >= now + 0.06


async def test_a_deadline_can_be_moved_and_taken_back() -> None:
    async with running() as (deadlines, fired):
        now = time.time()
        deadlines.set("moved", now + 0.01)
        deadlines.set("gone", now + 0.01)
        deadlines.set("moved", now + 0.06)
        deadlines.set("gone", None)
        deadlines.set("marker", now + 0.03)
        await fired.count(2)
        assert fired.keys == ["marker", "moved"]


async def test_an_earlier_deadline_wakes_the_timer() -> None:
    async with running() as (deadlines, fired):
        deadlines.set("late", time.time() + 3_600)
        await asyncio.sleep(0)
        deadlines.set("soon", time.time() + 0.01)
        await fired.count(1)
        assert fired.keys == ["soon"]


async def test_what_is_past_fires_at_once() -> None:
    async with running() as (deadlines, fired):
        deadlines.set("past", 0.0)
        await fired.count(1)


async def test_a_policy_that_is_changed_moves_what_is_waited_for(broker: Broker) -> None:
    customer, _, _ = await accepted(broker)
    await broker.set_policy(broker.site.id, Policy(inactive_seconds=0.1))
    await broker.hub.site_watch.look()
    broker.clock.advance(1.0)
    await customer.event("conversation.deactivated")
