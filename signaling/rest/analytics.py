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
from typing import TypeVar

import msgspec
from aiohttp import web

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
from signaling.rest.bodies import answer
from signaling.rest.paging import check_query

PATH = "/api/v1/analytics/"

E = TypeVar("E", bound=StrEnum)

_OF_ALL = frozenset({"from", "to", "time_zone", "site", "agent", "format"})


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    since: date = msgspec.field(name="from")
    to: date
    time_zone: str
    rows: Sequence[msgspec.Struct]


async def funnel(request: web.Request) -> web.Response:
    wanted = await _wanted(request, "of", "scope", "by")
    rows = await request.app[ANALYTICS].funnel(wanted)
    return _shown(request, wanted, rows, FunnelRow)


async def series(request: web.Request) -> web.Response:
    wanted = await _wanted(request, "of", "scope", "interval")
    interval = _one_of(request, "interval", Interval) or Interval.DAY
    try:
        rows = await request.app[ANALYTICS].series(wanted, interval)
    except BadPeriod as error:
        raise BadRequest(why=str(error)) from None
    return _shown(request, wanted, rows, SeriesRow)


async def durations(request: web.Request) -> web.Response:
    wanted = await _wanted(request, "of", "scope", "by")
    rows = await request.app[ANALYTICS].durations(wanted)
    return _shown(request, wanted, rows, DurationRow)


async def paths(request: web.Request) -> web.Response:
    wanted = await _wanted(request, "by")
    if wanted.by is By.SCOPE:
        raise BadRequest(why="a link is of no scope")
    rows = await request.app[ANALYTICS].paths(wanted)
    return _shown(request, wanted, rows, PathRow)


async def _wanted(request: web.Request, *own: str) -> Wanted:
    """`own`: what the call takes besides. Raises BadRequest, UnknownSite, UnknownThing."""
    query = request.query
    check_query(query, _OF_ALL.union(own))
    try:
        days = period(
            query.get("from"), query.get("to"), query.get("time_zone"), request.app[HUB].clock()
        )
    except BadPeriod as error:
        raise BadRequest(why=str(error)) from None
    _format(request)
    scope, by = _one_of(request, "scope", Scope), _one_of(request, "by", By)
    site = query.get("site")
    return Wanted(
        period=days,
        of=_of(request, about_scopes=scope is not None or by is By.SCOPE),
        site=None if site is None else await _site(request, site),
        agent=await _agent(request),
        scope=scope,
        by=by,
    )


def _of(request: web.Request, *, about_scopes: bool) -> FactKind:
    of = _one_of(request, "of", FactKind)
    if about_scopes and of not in (None, FactKind.SCOPE):
        raise BadRequest(why=f"a {of} is of no scope")
    return FactKind.SCOPE if about_scopes else of or FactKind.SESSION


async def _site(request: web.Request, key: str) -> str:
    site = await request.app[STORE].sites.by_key(key)
    if site is None:
        raise UnknownSite
    return site.id


async def _agent(request: web.Request) -> str | None:
    wanted = request.query.get("agent")
    return None if wanted is None else (await find_agent(request.app[STORE], wanted)).id


def _one_of(request: web.Request, name: str, kind: type[E]) -> E | None:
    """Raises BadRequest."""
    text = request.query.get(name)
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        raise BadRequest(why=f"`{name}` is one of {', '.join(kind)}") from None


def _format(request: web.Request) -> Format:
    return _one_of(request, "format", Format) or Format.JSON


def _shown(
    request: web.Request,
    wanted: Wanted,
    rows: Sequence[msgspec.Struct],
    kind: type[msgspec.Struct],
) -> web.Response:
    days = wanted.period
    if _format(request) is Format.JSON:
        shown = Answer(since=days.first, to=days.last, time_zone=days.time_zone, rows=rows)
        return answer(shown)
    what = request.path.rpartition("/")[2]
    file = f"alongside-{what}-{days.first}-{days.last}.csv"
    body = to_csv(kind, rows)
    response = web.Response(body=body, content_type="text/csv", charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
