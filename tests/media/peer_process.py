"""A headless peer in a process of its own, to be killed: `python -m tests.media.peer_process`.

agent URL USER PASSWORD       accepts the first in the queue, asks, and prints `viewing`
customer URL SITE_KEY ORIGIN  writes, allows every request, and prints `sharing`
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from media.agent import Agent
from media.customer import Answer, Customer
from media.loopback import use_loopback_if_alone


async def be_agent(url: str, user_name: str, password: str) -> None:
    async with Agent(url, user_name, password) as agent:
        await agent.accept()
        await agent.ask_view()
        await agent.wait_view()
        print("viewing", flush=True)
        await asyncio.Event().wait()


async def be_customer(url: str, site_key: str, origin: str) -> None:
    async with Customer(url, site_key, origin, policy=lambda asked: Answer.ALLOW) as customer:
        await customer.start_conversation("Hello from another process")
        await customer.until(lambda: customer.shown_to, "an agent to watch", 60)
        print("sharing", flush=True)
        await asyncio.Event().wait()


@asynccontextmanager
async def peer_process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Started, and killed at the end; `ready` says when it has printed its line."""
    command = [sys.executable, "-m", "tests.media.peer_process", *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def says(process: asyncio.subprocess.Process, line: str) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert (await process.stdout.readline()).decode().strip() == line


if __name__ == "__main__":
    use_loopback_if_alone()
    role, *arguments = sys.argv[1:]
    asyncio.run({"agent": be_agent, "customer": be_customer}[role](*arguments))
