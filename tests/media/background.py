"""Headless peers beside a browser: Playwright's synchronous API has the main thread, so the peers
live on an event loop in a thread of their own."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from typing import Any, TypeVar

from media.agent import Agent
from media.customer import Customer
from signaling.messages import ScopeGranted
from tests.e2e import people

T = TypeVar("T")

PATIENCE = 60.0  # seconds; the peers have shorter deadlines of their own


class Background:
    """Whatever changes a peer goes through `run`; reading one from the main thread is for when
    nothing moves."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._stack = AsyncExitStack()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.start(work).result(PATIENCE)

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """What is to go on while the main thread does something else."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def agent(self, url: str, user_name: str, password: str) -> Agent:
        """Connected; it leaves when the background ends."""

        async def enter() -> Agent:
            return await self._stack.enter_async_context(Agent(url, user_name, password))

        return self.run(enter())

    def customer(self, url: str, site_key: str, origin: str) -> Customer:
        """Connected; she leaves when the background ends."""

        async def enter() -> Customer:
            return await self._stack.enter_async_context(Customer(url, site_key, origin))

        return self.run(enter())

    def end(self) -> None:
        self.run(self._stack.aclose())


@contextmanager
def background() -> Iterator[Background]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="peers")
    thread.start()
    running = Background(loop)
    try:
        yield running
    finally:
        running.end()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def ask_and_watch(peers: Background, agent: Agent, visitor: people.Customer) -> None:
    visitor.say("My parcel is late")
    peers.run(agent.accept())
    peers.run(agent.say("May I see your page?"))
    visitor.widget.wait_text("May I see your page?")
    request = peers.run(agent.request_view())
    visitor.allow()
    assert isinstance(peers.run(agent.answer_to(request)), ScopeGranted)
    peers.run(agent.wait_view())
