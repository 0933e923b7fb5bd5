"""Does the time of an answer tell whether a user name, or a session ID, exists?

Two kinds of wrong answers take turns: of a user name that is there and one that is not, with a
wrong password each; and of a session ID that has been used and one that never was. The test of Mann
and Whitney says how likely differences as large as these are by chance alone: below 0.01 is an
oracle.

    python -m tests.bench.sign_in_timing [--quick] [--json] [--passwords N] [--codes N]
"""

import argparse
import asyncio
import json
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import structlog

from signaling.auth.accounts import Proof
from signaling.errors import BadCredentials
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.signaling.test_codes import join

LEAST = 0.01
# So that no limit answers in place of what is measured.
NO_LIMITS = {"sign_in_tries": 10**9, "code_tries": 10**9, "code_tries_site": 10**9}

Ask = Callable[[], Awaitable[None]]


def chance(first: Sequence[float], second: Sequence[float]) -> float:
    """The p of Mann and Whitney's U, two-sided, by the normal approximation with ties."""
    ranked = sorted([(one, 0) for one in first] + [(one, 1) for one in second])
    total, rank_sum, ties, at = len(ranked), 0.0, 0.0, 0
    while at < total:
        end = at
        while end < total and ranked[end][0] == ranked[at][0]:
            end += 1
        # All of one value share the mean of their ranks.
        rank_sum += sum(1 for _, side in ranked[at:end] if side == 0) * (at + 1 + end) / 2
        ties += (end - at) ** 3 - (end - at)
        at = end
    many, more = len(first), len(second)
    u = rank_sum - many * (many + 1) / 2
    spread = many * more / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:
        return 1.0
    return math.erfc(abs(u - many * more / 2) / math.sqrt(spread) / math.sqrt(2))


async def compare(first: Ask, second: Ask, times: int) -> dict[str, float]:
    sides: tuple[list[float], list[float]] = ([], [])
    for number in range(2 * times):
        side = number % 2
        began = time.perf_counter()
        await (second if side else first)()
        sides[side].append(time.perf_counter() - began)
    return {
        "p": chance(*sides),
        "first_ms": median(sides[0]) * 1000,
        "second_ms": median(sides[1]) * 1000,
    }


async def of_passwords(broker: Broker, times: int) -> dict[str, float]:
    await broker.add_agent("alice")

    def asking(user_name: str) -> Ask:
        async def ask() -> None:
            try:
                await broker.accounts.prove(Proof(user_name, "x" * 20), "here")
            except BadCredentials:
                return
            raise AssertionError(user_name)

        return ask

    there, nobody = asking("alice"), asking("nobody")
    await there()
    await nobody()
    return await compare(there, nobody, times)


async def of_codes(broker: Broker, times: int) -> dict[str, float]:
    agent, customer = await broker.agent("bob"), await broker.customer()
    used = (await customer.request("session.start"))["code"]
    assert await join(agent, used) == "joined"

    def asking(code: str) -> Ask:
        async def ask() -> None:
            assert await join(agent, code) == "bad_code"

        return ask

    return await compare(asking(used), asking("0000-0000"), times)


async def measured(passwords: int, codes: int) -> dict[str, dict[str, float]]:
    with TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), message_rate=1e6, message_burst=10**6, **NO_LIMITS)
        async with start_broker(settings) as broker:
            return {
                "user name there / not there": await of_passwords(broker, passwords),
                "session ID used / never was": await of_codes(broker, codes),
            }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sign_in_timing")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--passwords", type=int, default=2_500, metavar="N", help="of each kind")
    parser.add_argument("--codes", type=int, default=2_500, metavar="N", help="of each kind")
    given = parser.parse_args(arguments)
    # Of what the server says, nothing belongs into the answer.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    counts = (20, 100) if given.quick else (given.passwords, given.codes)
    found = asyncio.run(measured(*counts))
    if given.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        verdict = "no difference" if row["p"] > LEAST else "AN ORACLE"
        figures = f"{row['first_ms']:.2f} / {row['second_ms']:.2f} ms, p = {row['p']:.3f}"
        print(f"{name}: {figures}: {verdict}")


if __name__ == "__main__":
    main()
