"""Headless peers beside a browser: Playwright's synchronous API has the main thread, so the peers
live on an event loop in a thread of their own."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any, TypeVar

from media.agent import Agent
from media.customer import Customer

T = TypeVar("T")

PATIENCE = 60.0  # seconds; the peers have shorter deadlines of their own


class Background:
    """Whatever changes a peer goes through `run`; reading one from the main thread is for when
    nothing moves."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._stack = AsyncExitStack()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

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
