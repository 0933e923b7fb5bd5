"""signaling/store/facts.py and store/analytics.py: counters are what the event log says, whoever
writes at the same time, after an upgrade, and after they were made anew.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import Connection, delete, func, select

from broker.events import AnyEvent, ScopeDenied, SessionActivated, SessionEnded, SessionStarted
from broker.facts import Fact, FactKind, fold
from signaling.analytics.period import BadPeriod, Interval, Period, period
from signaling.analytics.service import AnalyticsService, By, Wanted, rank
from signaling.store import Conflict, Store
from signaling.store.engine import Database
from signaling.store.facts import DAY
from signaling.store.tables import facts, link_reports
from tests.helpers.history import Told, history, people, write

UNTIL = 1_790_000_000 // DAY * DAY
DAYS = 12


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """With twelve days of three sites and six agents."""
    store = await Store.open(url(tmp_path))
    await write(store, told(*await people(store)))
    yield store
    await store.close()


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'test.sqlite3'}"


def told(sites: list[str], agents: list[str]) -> "itertools.chain[Told]":
    return itertools.chain(history(sites, agents, UNTIL, DAYS, 7))


def stream() -> list[AnyEvent]:
    sites, agents = [f"site-{n}" for n in range(3)], [f"agent-{n}" for n in range(6)]
    return [e for one in told(sites, agents) for events in one.decisions for e in events]


async def rows(store: Store) -> list[Fact]:
    columns = [facts.c[name] for name in Fact.__struct_fields__]
    query = select(*columns).order_by(facts.c.conversation, facts.c.seq)
    found = await store.writer.run(lambda c: c.execute(query).all())
    names = Fact.__struct_fields__
    return [msgspec.convert(dict(zip(names, row, strict=True)), Fact) for row in found]


async def everything(store: Store) -> list[tuple[object, ...]]:
    query = select(facts).order_by(facts.c.conversation, facts.c.seq)
    return [tuple(row) for row in await store.writer.run(lambda c: c.execute(query).all())]


def days(last: date | None = None, zone: str = "UTC") -> Period:
    first = datetime.fromtimestamp(UNTIL - (DAYS + 1) * DAY, ZoneInfo("UTC")).date()
    until = datetime.fromtimestamp(UNTIL, ZoneInfo("UTC")).date()
    return Period(first=first, last=last or until, time_zone=zone)


async def test_counters_are_what_the_log_says(store: Store) -> None:
    log = stream()
    service = AnalyticsService(store)
    (sessions,) = await service.funnel(Wanted(period=days()))
    assert sessions.asked == sum(isinstance(e, SessionStarted) for e in log) > 40
    assert sessions.allowed == sum(isinstance(e, SessionActivated) for e in log)
    assert sessions.open == sessions.asked - sum(isinstance(e, SessionEnded) for e in log)
    ends = sessions.ended + sessions.error + sessions.denied + sessions.expired
    assert ends + sessions.withdrawn + sessions.cancelled + sessions.open == sessions.asked
    denied = Counter(e.scope for e in log if isinstance(e, ScopeDenied))
    scopes = await service.funnel(Wanted(period=days(), of=FactKind.SCOPE, by=By.SCOPE))
    assert {row.key: row.denied for row in scopes if row.denied} == denied
    by_agent = await service.funnel(Wanted(period=days(), by=By.AGENT))
    assert sum(row.asked for row in by_agent) == sessions.asked
    assert "Ann Archer" in [row.name for row in by_agent]
    by_site = await service.funnel(Wanted(period=days(), by=By.SITE))
    assert sum(row.connected for row in by_site) == sessions.connected > 30
    assert by_site[0].key == "key-0"
    one = Wanted(period=days(), agent="agent-1", site="site-0")
    (mine,) = await service.funnel(one)
    both = [f for f in await rows(store) if (f.agent, f.site) == ("agent-1", "site-0")]
    assert mine.asked == sum(fact.kind is FactKind.SESSION for fact in both) > 0


async def test_what_is_stored_is_what_folding_gives(store: Store) -> None:
    by_conversation: dict[str, list[AnyEvent]] = {}
    for event in stream():
        by_conversation.setdefault(event.conversation, []).append(event)
    kept = await rows(store)
    site_of = {fact.conversation: fact.site for fact in kept}
    folded = [f for key, events in by_conversation.items() for f in fold(site_of[key], (), events)]
    assert sorted(folded, key=lambda f: (f.conversation, f.seq)) == kept


async def test_counting_anew_changes_nothing(store: Store) -> None:
    before = await everything(store)
    assert await store.facts.rebuild(0) == len({row[0] for row in before})
    assert await everything(store) == before
    await store.writer.run(lambda c: c.execute(delete(facts)))
    await store.facts.rebuild(UNTIL - 3 * DAY)
    kept = await everything(store)
    assert 0 < len(kept) < len(before) and set(kept) < set(before)


async def test_an_older_store_is_counted_when_the_server_starts(store: Store) -> None:
    before = await everything(store)
    await store.writer.run(lambda c: c.execute(delete(facts)))
    assert await store.facts.catch_up(0, open_only=True) < await store.facts.catch_up(0)
    assert await everything(store) == before
    assert await store.facts.catch_up(0) == 0


async def test_what_is_old_is_forgotten(store: Store) -> None:
    await store.facts.sweep(UNTIL - 3 * DAY)
    assert all(fact.asked_at >= UNTIL - 3 * DAY for fact in await rows(store))
    assert await rows(store)
    oldest = select(func.min(link_reports.c.at))
    assert (await store.writer.run(lambda c: c.execute(oldest).scalar()) or 0) >= UNTIL - 3 * DAY
    await store.facts.sweep(UNTIL + 10 * DAY)
    assert await rows(store) == []
    (nothing,) = await AnalyticsService(store).funnel(Wanted(period=days()))
    assert nothing.asked == 0


async def test_two_servers_write_at_once(tmp_path: Path) -> None:
    """Each decision by another one of two that share the store: none loses what the other wrote."""
    one = await Store.open(url(tmp_path))
    two = await Store.open(url(tmp_path))
    made = sorted(told(*await people(one)), key=lambda talk: -len(talk.decisions))[:30]

    async def play(told: Told, stores: "itertools.cycle[Store]") -> None:
        for events in told.decisions:
            await insist(next(stores), told.site, events)

    await asyncio.gather(*(play(talk, itertools.cycle((one, two))) for talk in made[1:]))
    # One after the other, and nothing but the number of the event tells that somebody was faster.
    for store, events in zip(itertools.cycle((one, two)), made[0].decisions, strict=False):
        store.trail.forget()
        await store.streams.append(made[0].site, events)
    before = await everything(one)
    await one.facts.rebuild(0)
    assert await everything(two) == before
    assert len(before) > 60
    await one.close()
    await two.close()


async def insist(store: Store, site: str, events: list[AnyEvent]) -> None:
    """As rooms do when another server was faster, with the audit log of the same site say."""
    for _ in range(100):
        with suppress(Conflict):
            await store.streams.append(site, events)
            return
    raise Conflict


async def test_a_decision_that_is_not_stored_is_not_counted(store: Store) -> None:
    before = await everything(store)
    (first, *_) = told(["site-0"], ["agent-0"])
    with pytest.raises(Conflict):
        await store.streams.append("site-0", first.decisions[0])
    assert await everything(store) == before


async def test_a_series_has_every_step_and_the_sum_of_all(store: Store) -> None:
    service = AnalyticsService(store)
    for zone, interval in itertools.product(("UTC", "Asia/Kathmandu"), Interval):
        wanted = Wanted(period=days(zone=zone))
        (whole,) = await service.funnel(wanted)
        steps = await service.series(wanted, interval)
        assert sum(row.asked for row in steps) == whole.asked
        assert sum(row.denied for row in steps) == whole.denied
        assert sum(row.connected for row in steps) == whole.connected
    by_day = await service.series(Wanted(period=days()), Interval.DAY)
    assert [row.start for row in by_day][:1] == [days().first.isoformat()]
    # One day in the middle had nothing at all, and is there.
    assert 0 in [row.asked for row in by_day[2:-2]]


async def test_durations_and_paths(store: Store) -> None:
    service = AnalyticsService(store)
    kept = [fact for fact in await rows(store) if fact.kind is FactKind.SESSION]
    waits = sorted(f.granted_at - f.asked_at for f in kept if f.granted_at is not None)
    told_of = {row.measure: row for row in await service.durations(Wanted(period=days()))}
    wait = told_of["until_allowed"]
    assert wait.count == len(waits)
    assert wait.median == pytest.approx(waits[(len(waits) - 1) // 2], abs=0.2)
    assert wait.longest == pytest.approx(waits[-1], abs=0.2)
    assert wait.median <= wait.p90 <= wait.longest
    assert told_of["lasted"].count <= told_of["until_allowed"].count
    (page,) = await service.paths(Wanted(period=days()))
    assert page.kind == "page"
    assert page.direct + page.turn + page.sealed + page.failed == page.links > 30
    causes = page.no_path + page.turn_refused + page.turn_unreachable
    assert causes == page.sealed + page.failed


def test_the_rank_is_the_nearest() -> None:
    assert rank([(1.0, 1)], 0.5) == 1
    assert rank([(1.0, 1), (2.0, 1)], 0.5) == 1
    assert rank([(1.0, 1), (2.0, 1), (9.0, 1)], 0.5) == 2
    assert rank([(1.0, 9), (9.0, 1)], 0.9) == 1
    assert rank([(1.0, 8), (9.0, 2)], 0.9) == 9


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        # The clock goes from midnight to one: the day begins there.
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("UTC", date(2026, 3, 29), 24),
    ],
)
def test_days_are_those_of_the_time_zone(zone: str, day: date, hours: float) -> None:
    one = Period(first=day, last=day, time_zone=zone)
    assert one.end - one.start == hours * 3_600
    around = Period(first=date(day.year, day.month, 1), last=day, time_zone=zone)
    steps = around.steps(Interval.DAY)
    assert steps == sorted(set(steps)) and steps[-1] == one.end and steps[-2] == one.start
    assert around.tell(steps[-2], Interval.DAY) == day.isoformat()
    by_hour = one.steps(Interval.HOUR)
    assert by_hour[0] == one.start and by_hour[-1] == one.end


async def test_what_happens_around_midnight_counts_for_the_day_of_the_zone(store: Store) -> None:
    """On the long day of October, in Berlin: seconds before and after each of its two ends."""
    day = Period(first=date(2026, 10, 25), last=date(2026, 10, 25), time_zone="Europe/Berlin")
    week = Period(first=date(2026, 10, 24), last=date(2026, 10, 26), time_zone="Europe/Berlin")
    edges = [day.start - 1, day.start, day.start + 86_400, day.end - 1, day.end]
    for number, at in enumerate(edges):
        fact = Fact(conversation=f"x{number}", seq=1, kind=FactKind.SESSION, site="s", asked_at=at)
        row = msgspec.structs.asdict(fact)
        await store.writer.run(partial(_insert, row=row))
    counted = await AnalyticsService(store).series(Wanted(period=week), Interval.DAY)
    assert [(row.start, row.asked) for row in counted] == [
        ("2026-10-24", 1),
        ("2026-10-25", 3),
        ("2026-10-26", 1),
    ]


def _insert(connection: Connection, row: dict[str, object]) -> None:
    connection.execute(facts.insert(), row)


def test_weeks_begin_on_monday_and_the_first_is_cut_off() -> None:
    found = Period(first=date(2026, 11, 25), last=date(2026, 12, 8), time_zone="UTC")
    begins = [found.tell(at, Interval.WEEK) for at in found.steps(Interval.WEEK)[:-1]]
    assert begins == ["2026-11-25", "2026-11-30", "2026-12-07"]


@pytest.mark.parametrize(
    ("first", "last", "zone"),
    [
        ("2026-02-30", None, None),
        ("20260201", None, None),
        ("2026-W05-1", None, None),
        ("0001-01-01", "0001-01-02", None),
        ("9999-12-31", "9999-12-31", None),
        ("2026-05-02", "2026-05-01", None),
        ("2024-01-01", "2026-01-01", None),
        (None, None, "Europe/Nowhere"),
        (None, None, "../../etc/passwd"),
        (None, None, "/etc/localtime"),
        (None, None, "Europe"),
        (None, None, ""),
        ("\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661", None, None),
    ],
)
def test_periods_that_make_no_sense(first: str | None, last: str | None, zone: str | None) -> None:
    with pytest.raises(BadPeriod):
        period(first, last, zone, 1_790_000_000)


def test_hours_are_told_of_a_month_at_most() -> None:
    usual = period(None, None, None, 1_790_000_000)
    assert len(usual.steps(Interval.HOUR)) == 30 * 24 + 1
    with pytest.raises(BadPeriod, match="31 days"):
        period("2026-01-01", "2026-02-01", None, 0).steps(Interval.HOUR)


async def test_the_counting_reads_nothing_but_its_index(tmp_path: Path) -> None:
    database = await Database.open(url(tmp_path))
    plan = (
        "EXPLAIN QUERY PLAN SELECT agent, count(*), count(granted_at) FROM facts"
        " WHERE kind = 'session' AND asked_at >= 1 AND asked_at < 2 GROUP BY agent"
    )
    told = await database.read(lambda c: str(c.exec_driver_sql(plan).all()))
    assert "COVERING INDEX ix_facts_counted" in told
    await database.close()
