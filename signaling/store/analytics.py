"""Counting the facts of store/facts.py. It reads from the index, which has all that counts."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    cast,
    func,
    literal,
    select,
)

from broker.facts import FactKind, Outcome
from signaling.store.engine import Database
from signaling.store.tables import facts, link_reports

STAGES = ("asked", "allowed", "connected", "pictured")
_TIMES = (facts.c.granted_at, facts.c.connected_at, facts.c.picture_at)
# One row for each outcome: a column for each would be a question to every fact.
_COUNTED = (
    facts.c.outcome,
    func.count().label(STAGES[0]),
    *(func.count(at).label(name) for at, name in zip(_TIMES, STAGES[1:], strict=True)),
)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Ids; None: all. `start` is in it, `end` is not."""

    kind: FactKind
    start: float
    end: float
    site: str | None = None
    agent: str | None = None
    scope: str | None = None


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: what it was grouped by, or the number of the step."""

    key: str | int
    stages: dict[str, int]
    outcomes: dict[Outcome, int]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """How often something took so many seconds, the shortest first."""

    key: str
    seconds: list[tuple[float, int]]


class PathCount(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    kind: str
    path: str
    cause: str
    links: int


# From when to when, and how exact it is told, in seconds.
MEASURES: dict[str, tuple[ColumnElement[Any], ColumnElement[Any], float]] = {
    "until_allowed": (facts.c.asked_at, facts.c.granted_at, 0.1),
    "until_connected": (facts.c.granted_at, facts.c.connected_at, 0.1),
    "until_picture": (facts.c.granted_at, facts.c.picture_at, 0.1),
    "lasted": (facts.c.granted_at, facts.c.ended_at, 1.0),
}


class Analytics:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self, wanted: Filter, by: str | None) -> list[Counted]:
        """`by`: site, agent or scope; None: all in one."""
        key: ColumnElement[Any] = literal("") if by is None else facts.c[by]
        query = select(key.label("key"), *_COUNTED).where(*_where(wanted))
        return _counts(await self._rows(query.group_by(key, facts.c.outcome)))

    async def series(self, wanted: Filter, steps: Sequence[float]) -> list[Counted]:
        """By the number of the step; steps without anything are not there. `steps`: where each
        begins, and the end of the last, in whole seconds; `wanted` is from the first to the end."""
        queries = []
        # Days of 24 hours are one GROUP BY, those before and after a change of the clock others.
        for begin, count, width in _runs(steps):
            end = steps[begin] + count * width
            number = begin + cast((facts.c.asked_at - steps[begin]) / width, Integer)
            of_these = msgspec.structs.replace(wanted, start=steps[begin], end=end)
            query = select(number.label("key"), *_COUNTED).where(*_where(of_these))
            queries.append(query.group_by(number, facts.c.outcome))
        found = await self._database.read(lambda c: [row for q in queries for row in c.execute(q)])
        return _counts(found)

    async def measured(self, wanted: Filter, measure: str, by: str | None) -> list[Measured]:
        """`measure`: one of MEASURES. What took no time at all was not waited for."""
        start, stop, exact = MEASURES[measure]
        key: ColumnElement[Any] = literal("") if by is None else facts.c[by]
        ticks = cast((stop - start) / exact, Integer)
        query = (
            select(key.label("key"), ticks.label("ticks"), func.count().label("n"))
            .where(*_where(wanted), start.is_not(None), stop.is_not(None))
            .group_by(key, ticks)
            .order_by(key, ticks)
        )
        if measure == "until_allowed":
            query = query.where(stop > start)
        found: dict[str, list[tuple[float, int]]] = {}
        for row in await self._rows(query):
            seconds = round(max(0, row.ticks) * exact, 1)
            found.setdefault(row.key, []).append((seconds, row.n))
        return [Measured(key=key, seconds=seconds) for key, seconds in found.items()]

    async def paths(self, wanted: Filter, by: str | None) -> list[PathCount]:
        """Of links that were reported; `scope` is not looked at."""
        reports = link_reports.c
        key: ColumnElement[Any] = literal("") if by is None else reports[by]
        where = [reports.at >= wanted.start, reports.at < wanted.end]
        for name in ("site", "agent"):
            if (id := getattr(wanted, name)) is not None:
                where.append(reports[name] == id)
        query = (
            select(
                key.label("key"),
                *(reports.kind, reports.path, reports.cause),
                func.count().label("links"),
            )
            .where(*where)
            .group_by(key, reports.kind, reports.path, reports.cause)
            .order_by(key, reports.kind)
        )
        return [PathCount(**row._mapping) for row in await self._rows(query)]

    async def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        return await self._database.read(lambda connection: connection.execute(query).all())


def _runs(steps: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Neighbouring steps of the same length: the number of the first, how many, how long."""
    widths = [stop - start for start, stop in pairwise(steps)]
    number = 0
    for width, same in groupby(widths):
        count = len(list(same))
        yield number, count, width
        number += count


def _where(wanted: Filter) -> list[ColumnElement[bool]]:
    return [
        *_who(wanted),
        facts.c.asked_at >= wanted.start,
        facts.c.asked_at < wanted.end,
    ]


def _who(wanted: Filter) -> list[ColumnElement[bool]]:
    where = [facts.c.kind == wanted.kind]
    for name in ("site", "agent", "scope"):
        if (id := getattr(wanted, name)) is not None:
            where.append(facts.c[name] == id)
    return where


def _counts(rows: Iterable[Row[Any]]) -> list[Counted]:
    """Of rows that are each about one key and one outcome."""
    found: dict[str | int, Counted] = {}
    for row in rows:
        counted = found.get(row.key)
        if counted is None:
            nothing = dict.fromkeys(STAGES, 0), dict.fromkeys(Outcome, 0)
            counted = found[row.key] = Counted(key=row.key, stages=nothing[0], outcomes=nothing[1])
        for name in STAGES:
            counted.stages[name] += row._mapping[name]
        counted.outcomes[Outcome(row.outcome)] += row.asked
    return list(found.values())
