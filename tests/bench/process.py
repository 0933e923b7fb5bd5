"""A server process of its own for each measurement, and the processor time it has used."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 30.0


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """Processor time used by all threads of process `pid`, the finished ones too."""
    if sys.platform == "linux":
        # clock_getcpuclockid(3): nanoseconds, where /proc/PID/stat counts in steps of 10 ms.
        return time.clock_gettime((~pid << 3) | 2)
    used = subprocess.run(
        ["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True
    ).stdout.strip()
    seconds = 0.0
    for part in used.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


@asynccontextmanager
async def running(
    command: Sequence[str], url: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[int]:
    """The process id of `command`, which answers HTTP at `url` by then. It is stopped at the end.

    Raises RuntimeError with what the process wrote if it does not start.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    errors = asyncio.create_task(process.stderr.read())
    try:
        try:
            async with asyncio.timeout(START_SECONDS):
                await _answers(process, url)
        except TimeoutError:
            process.kill()
            await process.wait()
        if process.returncode is not None:
            raise RuntimeError(f"{command[0]} did not start: {(await errors).decode()[-2000:]}")
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await errors


async def _answers(process: asyncio.subprocess.Process, url: str) -> None:
    async with aiohttp.ClientSession() as http:
        while process.returncode is None:
            try:
                async with http.get(url):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)
