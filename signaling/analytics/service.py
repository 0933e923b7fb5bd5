"""What operators ask of analytics; REST and the command line both call this.

Everything counts for the day on which it was asked for, so that the stages of one step are of the
same sessions, and what came of yesterday's questions is told under yesterday.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from broker.facts import FactKind, Outcome
from signaling.analytics.period import Interval, Period
from signaling.store import Store
from signaling.store.analytics import MEASURES, Counted, Filter, Measured, PathCount
from signaling.store.sites import Site


class By(StrEnum):
    SITE = "site"
    AGENT = "agent"
    SCOPE = "scope"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`site`, `agent`: ids. `by`: one row for each of these; None: one for all."""

    period: Period
    of: FactKind = FactKind.SESSION
    site: str | None = None
    agent: str | None = None
    scope: str | None = None
    by: By | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: the site's key, the agent's id, or the scope; empty: all, or nobody (no agent ever
    took part). `name`: of the site or the agent as they are called now."""

    key: str
    name: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """`asked`, and of these: `allowed` (a conversation: accepted); of sessions `connected` (a
    browser of an agent's was linked) and `pictured` (the page was before their eyes). How they
    ended: `denied`, `expired`, `withdrawn`, `cancelled` were never allowed; `ended` were, and ended
    well; `error` were, and broke off; `open` have not ended."""

    asked: int = 0
    allowed: int = 0
    connected: int = 0
    pictured: int = 0
    ended: int = 0
    error: int = 0
    denied: int = 0
    expired: int = 0
    withdrawn: int = 0
    cancelled: int = 0
    open: int = 0


class FunnelRow(Counts, frozen=True, kw_only=True):
    """`key`, `name`: as of a Row."""

    key: str
    name: str


class SeriesRow(Counts, frozen=True, kw_only=True):
    """`start`: a day, or an hour with its offset from UTC."""

    start: str = ""


class DurationRow(Row, frozen=True, kw_only=True):
    """In seconds, by nearest rank. `measure`: `until_allowed`, `until_connected`, `until_picture`
    (both from the yes on) or `lasted`. `count`: how many it is of."""

    measure: str
    count: int
    median: float
    p90: float
    longest: float


class PathRow(Row, frozen=True, kw_only=True):
    """Links of one kind: how many went which way at last, and how many never stood (`failed`).
    The causes are of those that failed or went sealed."""

    kind: str
    links: int = 0
    direct: int = 0
    turn: int = 0
    sealed: int = 0
    failed: int = 0
    no_path: int = 0
    turn_refused: int = 0
    turn_unreachable: int = 0


class AnalyticsService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def funnel(self, wanted: Wanted) -> list[FunnelRow]:
        counted = await self._store.analytics.counts(_filter(wanted), wanted.by)
        names = await self._names(wanted.by)
        rows = [
            msgspec.convert(names.row(str(one.key)) | _counts(one), FunnelRow)
            for one in sorted(counted, key=lambda one: -one.stages["asked"])
        ]
        # Nobody divides a list by nothing: the one row of all is there in any case.
        return rows if rows or wanted.by is not None else [FunnelRow(key="", name="")]

    async def series(self, wanted: Wanted, interval: Interval) -> list[SeriesRow]:
        """Each step is there, also where nothing happened. Raises BadPeriod."""
        steps = wanted.period.steps(interval)
        counted = await self._store.analytics.series(_filter(wanted), steps)
        found = {one.key: _counts(one) for one in counted}
        return [
            SeriesRow(start=wanted.period.tell(at, interval), **found.get(number, {}))
            for number, at in enumerate(steps[:-1])
        ]

    async def durations(self, wanted: Wanted) -> list[DurationRow]:
        names = await self._names(wanted.by)
        rows = []
        for measure in MEASURES:
            measured = await self._store.analytics.measured(_filter(wanted), measure, wanted.by)
            rows += [_duration(names.row(one.key), measure, one) for one in measured]
        return rows

    async def paths(self, wanted: Wanted) -> list[PathRow]:
        names = await self._names(wanted.by)
        counted = await self._store.analytics.paths(_filter(wanted), wanted.by)
        pairs = dict.fromkeys((one.key, one.kind) for one in counted)
        return [
            _paths(names.row(key), kind, [c for c in counted if (c.key, c.kind) == (key, kind)])
            for key, kind in pairs
        ]

    async def _names(self, by: By | None) -> "_Names":
        match by:
            case By.SITE:
                return _Names(sites=await self._store.sites.all())
            case By.AGENT:
                agents = await self._store.agents.all()
                return _Names(agents={agent.id: agent.name for agent in agents})
            case _:
                return _Names()


class _Names:
    """What ids are called now; who is gone has an id only."""

    def __init__(self, sites: Sequence[Site] = (), agents: dict[str, str] | None = None) -> None:
        self._keys = {site.id: site.key for site in sites}
        self._names = {site.id: site.name for site in sites} | (agents or {})

    def row(self, id: str) -> dict[str, str]:
        return {"key": self._keys.get(id, id), "name": self._names.get(id, "")}


def _filter(wanted: Wanted) -> Filter:
    return Filter(
        kind=wanted.of,
        start=wanted.period.start,
        end=wanted.period.end,
        site=wanted.site,
        agent=wanted.agent,
        scope=wanted.scope,
    )


def _counts(counted: Counted) -> dict[str, int]:
    return counted.stages | {str(outcome): counted.outcomes[outcome] for outcome in Outcome}


def _duration(row: dict[str, str], measure: str, measured: Measured) -> DurationRow:
    return DurationRow(
        **row,
        measure=measure,
        count=sum(number for _, number in measured.seconds),
        median=rank(measured.seconds, 0.5),
        p90=rank(measured.seconds, 0.9),
        longest=measured.seconds[-1][0],
    )


def rank(sorted_counts: Sequence[tuple[float, int]], share: float) -> float:
    """The smallest value that `share` of all do not exceed (nearest rank)."""
    left = share * sum(number for _, number in sorted_counts)
    for value, number in sorted_counts:
        left -= number
        if left <= 1e-9:
            return value
    raise ValueError("of nothing there is no rank")


def _paths(row: dict[str, str], kind: str, counted: Iterable[PathCount]) -> PathRow:
    found: dict[str, int] = {}
    for one in counted:
        path = "failed" if one.path == "none" else one.path
        # Of a link that went sealed, nobody may have found out why: there was no other path.
        causes = [one.cause or "no_path"] if path in ("failed", "sealed") else []
        for name in ("links", path, *causes):
            found[name] = found.get(name, 0) + one.links
    return msgspec.convert({**row, "kind": kind, **found}, PathRow)
