"""What does one complete session set-up cost our server in CPU?

Two WebSockets, create, join, consent, offer, answer, ten candidates, goodbye; every decision of
ours on disk (SQLite, synchronous=FULL) before it is acknowledged, with everything a real server
does on: authentication, tickets, Origin check, rate limits, SDP guard, metrics. Beside it the
signaling server of PeerJS and a bare aiohttp relay, which do none of that. Each round starts each
server afresh and measures it alone; the processor time of the server process counts, that of the
load generator does not.

    python -m tests.bench.signaling [--quick] [--json] [--rounds N] [--set-ups N] [--parallel N]

Needs the development dependencies, of client_js/ too (PeerJS).
"""

import argparse
import asyncio
from collections.abc import Iterator

import aiohttp

from tests.bench.process import cpu_seconds
from tests.bench.report import show
from tests.bench.set_ups import BareRelay, Contender, PeerServer
from tests.bench.set_ups_alongside import Alongside

QUESTION = "What does one complete session set-up cost our server in CPU?"
SET_UP_SECONDS = 30.0


async def measure(contender: Contender, set_ups: int, parallel: int) -> float:
    """Milliseconds of the server's processor time per set-up, after as many again as a tenth of
    `set_ups` to warm up."""
    numbers = iter(range(10**9))
    async with contender.start() as pid, aiohttp.ClientSession() as http:
        await _run(contender, http, numbers, max(1, set_ups // 10), parallel)
        before = cpu_seconds(pid)
        await _run(contender, http, numbers, set_ups, parallel)
        return (cpu_seconds(pid) - before) / set_ups * 1000


async def _run(
    contender: Contender,
    http: aiohttp.ClientSession,
    numbers: Iterator[int],
    set_ups: int,
    parallel: int,
) -> None:
    left = iter(range(set_ups))

    async def work() -> None:
        for _ in left:
            async with asyncio.timeout(SET_UP_SECONDS):
                await contender.set_up(http, next(numbers))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(parallel):
            tasks.create_task(work())


async def compare(rounds: int, set_ups: int, parallel: int) -> list[dict[str, float]]:
    """One dictionary per round: milliseconds by name, ours first."""
    results = []
    for number in range(rounds):
        contenders: list[Contender] = [Alongside(agents=parallel), PeerServer(), BareRelay()]
        # Nobody always runs on a machine that the same neighbour has warmed up.
        turns = contenders[number % 3 :] + contenders[: number % 3]
        figures = {it.name: await measure(it, set_ups, parallel) for it in turns}
        results.append({it.name: figures[it.name] for it in contenders})
    return results


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="one short round: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--set-ups", type=int, default=200)
    parser.add_argument("--parallel", type=int, default=4, help="set-ups at the same time")
    options = parser.parse_args(arguments)
    if options.quick:
        options.rounds, options.set_ups = 1, 3
    rounds = asyncio.run(compare(options.rounds, options.set_ups, options.parallel))
    unit = f"ms of the server's CPU per set-up, {options.parallel} at a time"
    print(show(QUESTION, unit, Alongside.name, rounds, as_json=options.json))


if __name__ == "__main__":
    main()
