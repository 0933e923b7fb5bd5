"""`/api/v1/analytics/`: what was asked, allowed and ended; how long it took; which way it went.

    GET funnel    ?of&by&...        ->  {from, to, time_zone, rows}: how far it got
    GET series    ?of&interval&...  ->  the same over time: a row for each hour, day or week
    GET durations ?of&by&...        ->  seconds: median, 90th percentile, longest
    GET paths     ?by&...           ->  links by path, and causes of those that have none

All take `from`, `to` (days, both included), `time_zone`, `site` (a key), `agent` (an id or a user
name), and `format=csv` for a file. `of`: `conversation`, `session` or `scope`; with `scope` one
scope, with `by=scope` each. For operators (gate.py). Ids, kinds, times and numbers; nothing of the
page, of what was said, or of customers. Errors: `bad_token`, `bad_request`, `unknown_site`,
`not_found`.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from broker.errors import UnknownThing
from broker.facts import FactKind
from broker.names import Scope
from signaling.analytics.csv_file import to_csv
from signaling.analytics.period import BadPeriod, Interval, period
from signaling.analytics.service import (
    By,
    DurationRow,
    FunnelRow,
    PathRow,
    SeriesRow,
    Wanted,
)
from signaling.auth.accounts import find_agent
from signaling.errors import BadRequest, UnknownSite
from signaling.keys import ANALYTICS, HUB, STORE
from signaling.rest.bodies import answer, read_query
from signaling.rest.contract import contract

PATH = "/api/v1/analytics/"

T = TypeVar("T")
Day = Annotated[str, msgspec.Meta(max_length=40, description="As 2026-03-29.")]
Text = Annotated[str, msgspec.Meta(max_length=200)]
CSV = "text/csv"


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    since: Day | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Day | UnsetType = UNSET
    time_zone: Text | UnsetType = UNSET
    site: Text | UnsetType = UNSET
    agent: Text | UnsetType = UNSET
    format: Format = Format.JSON


class Grouped(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    of: FactKind | UnsetType = UNSET
    scope: Scope | UnsetType = UNSET
    by: By | UnsetType = UNSET


class Stepped(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    of: FactKind | UnsetType = UNSET
    scope: Scope | UnsetType = UNSET
    interval: Interval = Interval.DAY


class OfLinks(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    by: By | UnsetType = UNSET


class _Days(msgspec.Struct, frozen=True, kw_only=True):
    since: date = msgspec.field(name="from")
    to: date
    time_zone: str


class Funnel(_Days, frozen=True, kw_only=True):
    rows: Sequence[FunnelRow]


class Series(_Days, frozen=True, kw_only=True):
    rows: Sequence[SeriesRow]


class Durations(_Days, frozen=True, kw_only=True):
    rows: Sequence[DurationRow]


class Paths(_Days, frozen=True, kw_only=True):
    rows: Sequence[PathRow]


REFUSED = (UnknownSite, UnknownThing)


@contract(
    "Count how far what was asked got",
    query=Grouped,
    answers={200: Funnel},
    also=(CSV,),
    errors=REFUSED,
)
async def funnel(request: web.Request) -> web.Response:
    asked = read_query(request, Grouped)
    wanted = await _wanted(request, asked, of=asked.of, scope=asked.scope, by=asked.by)
    rows = await request.app[ANALYTICS].funnel(wanted)
    return _shown(request, asked, wanted, Funnel, FunnelRow, rows)


@contract(
    "Count over time",
    query=Stepped,
    answers={200: Series},
    also=(CSV,),
    errors=REFUSED,
)
async def series(request: web.Request) -> web.Response:
    asked = read_query(request, Stepped)
    wanted = await _wanted(request, asked, of=asked.of, scope=asked.scope)
    try:
        rows = await request.app[ANALYTICS].series(wanted, asked.interval)
    except BadPeriod as error:
        raise BadRequest(why=str(error)) from None
    return _shown(request, asked, wanted, Series, SeriesRow, rows)


@contract(
    "Tell how long it took",
    query=Grouped,
    answers={200: Durations},
    also=(CSV,),
    errors=REFUSED,
)
async def durations(request: web.Request) -> web.Response:
    asked = read_query(request, Grouped)
    wanted = await _wanted(request, asked, of=asked.of, scope=asked.scope, by=asked.by)
    rows = await request.app[ANALYTICS].durations(wanted)
    return _shown(request, asked, wanted, Durations, DurationRow, rows)


@contract(
    "Count links by the path they took",
    query=OfLinks,
    answers={200: Paths},
    also=(CSV,),
    errors=REFUSED,
)
async def paths(request: web.Request) -> web.Response:
    asked = read_query(request, OfLinks)
    wanted = await _wanted(request, asked, by=asked.by)
    if wanted.by is By.SCOPE:
        raise BadRequest(why="a link is of no scope")
    rows = await request.app[ANALYTICS].paths(wanted)
    return _shown(request, asked, wanted, Paths, PathRow, rows)


async def _wanted(
    request: web.Request,
    asked: Asked,
    *,
    of: FactKind | UnsetType = UNSET,
    scope: Scope | UnsetType = UNSET,
    by: By | UnsetType = UNSET,
) -> Wanted:
    """Raises BadRequest, UnknownSite, UnknownThing."""
    try:
        days = period(
            _given(asked.since),
            _given(asked.to),
            _given(asked.time_zone),
            request.app[HUB].clock(),
        )
    except BadPeriod as error:
        raise BadRequest(why=str(error)) from None
    about_scopes = scope is not UNSET or by is By.SCOPE
    store = request.app[STORE]
    return Wanted(
        period=days,
        of=_of(_given(of), about_scopes=about_scopes),
        site=None if asked.site is UNSET else await _site(request, asked.site),
        agent=None if asked.agent is UNSET else (await find_agent(store, asked.agent)).id,
        scope=_given(scope),
        by=_given(by),
    )


def _given(value: T | UnsetType) -> T | None:
    return None if isinstance(value, UnsetType) else value


def _of(of: FactKind | None, *, about_scopes: bool) -> FactKind:
    if about_scopes and of not in (None, FactKind.SCOPE):
        raise BadRequest(why=f"a {of} is of no scope")
    return FactKind.SCOPE if about_scopes else of or FactKind.SESSION


async def _site(request: web.Request, key: str) -> str:
    site = await request.app[STORE].sites.by_key(key)
    if site is None:
        raise UnknownSite
    return site.id


def _shown(
    request: web.Request,
    asked: Asked,
    wanted: Wanted,
    shape: Any,
    kind: type[msgspec.Struct],
    rows: Sequence[msgspec.Struct],
) -> web.Response:
    days = wanted.period
    if asked.format is Format.JSON:
        return answer(shape(since=days.first, to=days.last, time_zone=days.time_zone, rows=rows))
    what = request.path.rpartition("/")[2]
    file = f"alongside-{what}-{days.first}-{days.last}.csv"
    response = web.Response(body=to_csv(kind, rows), content_type=CSV, charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
