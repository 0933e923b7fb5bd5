"""How long does an operator wait for a series of days?

A store with a million sessions of 400 days. Ours counts the facts that are written with the events;
the baseline is what there would be without them: a plain GROUP BY over the raw events, which tells
only how many were asked, allowed and denied, by days of UTC. Of each session the log holds the
three events that this needs and no others, so a real one is several times as long. Both are asked
for the last 30 days and for all 400, in turns, by SQLite with the settings of the server.

    python -m tests.bench.analytics [--quick] [--json] [--rounds N] [--facts N]
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec
from sqlalchemy import Connection, insert, text

from broker.facts import Fact, FactKind, Outcome
from signaling.analytics.period import Interval, Period
from signaling.analytics.service import AnalyticsService, Wanted
from signaling.store import Store
from signaling.store.engine import Database
from signaling.store.tables import events, facts
from tests.bench.report import show

QUESTION = "How long does an operator wait for a series of days?"
DAYS = 400
DAY = 86_400.0
END = 1_790_000_000 // DAY * DAY
AT_ONCE = 20_000
OURS, RAW = "alongside", "GROUP BY over events"

BY_DAY = text(
    "SELECT date(at, 'unixepoch') AS day, sum(type = 'session.started'),"
    " sum(type = 'session.activated'), sum(payload LIKE '%\"reason\":\"denied\"%') FROM events"
    " WHERE type IN ('session.started', 'session.activated', 'session.ended')"
    " AND at >= :start AND at < :end GROUP BY day"
)


def fill(connection: Connection, first: int, count: int) -> None:
    """Sessions number `first` and so on; the same seed makes the same."""
    dice = random.Random(first)
    made, logged = [], []
    for number in range(first, first + count):
        at = END - dice.random() * DAYS * DAY
        denied = dice.random() < 0.1
        fact = Fact(
            conversation=f"conversation_{number:032x}",
            seq=4,
            kind=FactKind.SESSION,
            site=f"site_{dice.randrange(5):032x}",
            agent=f"agent_{dice.randrange(60):032x}",
            session=f"session_{number:032x}",
            asked_at=at,
            granted_at=None if denied else at + 6,
            ended_at=at + 600,
            outcome=Outcome.DENIED if denied else Outcome.ENDED,
            reason="denied" if denied else "by_customer",
        )
        made.append(msgspec.structs.asdict(fact))
        types = ("started", "ended") if denied else ("started", "activated", "ended")
        logged += [_event(fact, f"session.{type}", 4 + n) for n, type in enumerate(types)]
    connection.execute(insert(facts), made)
    connection.execute(insert(events), logged)


def _event(fact: Fact, type: str, seq: int) -> dict[str, object]:
    payload = {"type": type, "conversation": fact.conversation, "seq": seq, "at": fact.asked_at}
    payload |= {"session": fact.session, "by": {"id": fact.agent, "role": "agent", "name": "Ann"}}
    payload |= {"reason": fact.reason} if type == "session.ended" else {}
    return {
        "stream": fact.conversation,
        "seq": seq,
        "type": type,
        "payload": json.dumps(payload, separators=(",", ":")),
        "content": None,
        "at": fact.asked_at,
    }


async def measure(ask: Callable[[], Awaitable[object]], times: int) -> float:
    """Milliseconds, the median."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


async def compare(
    store: Store, database: Database, rounds: int, times: int
) -> list[dict[str, float]]:
    """`database`: the same one, for the baseline."""
    service = AnalyticsService(store)
    last = datetime.fromtimestamp(END - DAY, UTC).date()

    def ours(days: int) -> Callable[[], Awaitable[object]]:
        first = last - timedelta(days=days - 1)
        period = Period(first=first, last=last, time_zone="Europe/Berlin")
        return lambda: service.series(Wanted(period=period), Interval.DAY)

    def raw(days: int) -> Callable[[], Awaitable[object]]:
        between = {"start": END - days * DAY, "end": END}
        return lambda: database.read(lambda c: c.execute(BY_DAY, between).all())

    results = []
    for number in range(rounds):
        contenders = [(f"{OURS}, {days} days", ours(days)) for days in (30, DAYS)]
        contenders += [(f"{RAW}, {days} days", raw(days)) for days in (30, DAYS)]
        turns = contenders if number % 2 == 0 else contenders[::-1]
        figures = {name: await measure(ask, times) for name, ask in turns}
        results.append({name: figures[name] for name, _ in contenders})
    return results


async def run(options: argparse.Namespace) -> list[dict[str, float]]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        store = await Store.open(url)
        for first in range(0, options.facts, AT_ONCE):
            count = min(AT_ONCE, options.facts - first)
            await store.writer.run(partial(fill, first=first, count=count))
            print(f"{first + count} sessions", file=sys.stderr, end="\r")
        database = await Database.open(url)
        rounds = await compare(store, database, options.rounds, options.times)
        await database.close()
        await store.close()
    return rounds


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=QUESTION)
    parser.add_argument("--quick", action="store_true", help="few sessions: does it still run?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=3, help="that each is asked in a round")
    parser.add_argument("--facts", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    if options.quick:
        options.rounds, options.facts = 1, 2_000
    rounds = asyncio.run(run(options))
    unit = f"ms for a series of days, of {options.facts} sessions in {DAYS} days"
    for days in (30, DAYS):
        of_these = [{k: v for k, v in one.items() if k.endswith(f" {days} days")} for one in rounds]
        if not options.json:
            print(show(QUESTION, unit, f"{OURS}, {days} days", of_these, as_json=False), "\n")
    if options.json:
        print(show(QUESTION, unit, f"{OURS}, {DAYS} days", rounds, as_json=True))


if __name__ == "__main__":
    main()
