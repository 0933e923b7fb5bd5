"""From which day to which, in whose time zone, in what steps.

Days, weeks and hours are those of the time zone: with summer time a day has 23 or 25 hours.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import msgspec

DAYS_MOST = 400
DAYS_USUAL = 30
DAYS_OF_HOURS_MOST = 31
# Beyond these, not every time zone has every day.
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)

HOUR = 3_600.0
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Interval(StrEnum):
    """A week begins on Monday (ISO 8601)."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class BadPeriod(ValueError):
    """The sentence says why."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Both days are in it. `time_zone`: a name of the IANA database."""

    first: date
    last: date
    time_zone: str

    @property
    def start(self) -> float:
        return _midnight(self.first, _zone(self.time_zone))

    @property
    def end(self) -> float:
        """The first moment that is not in it."""
        return _midnight(self.last + timedelta(days=1), _zone(self.time_zone))

    def steps(self, interval: Interval) -> list[float]:
        """Where each step begins, and at last the end. The first week is cut off at the first day.
        Raises BadPeriod for hours of too many days."""
        if interval is Interval.HOUR:
            if (self.last - self.first).days >= DAYS_OF_HOURS_MOST:
                raise BadPeriod(f"by the hour it tells {DAYS_OF_HOURS_MOST} days at most")
            return [*_hours(self.start, self.end), self.end]
        zone = _zone(self.time_zone)
        days = (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))
        begins = [
            day
            for day in days
            if interval is Interval.DAY or day == self.first or day.weekday() == 0
        ]
        return [*(_midnight(day, zone) for day in begins), self.end]

    def tell(self, at: float, interval: Interval) -> str:
        """When a step begins: its day, or for hours its time with the offset from UTC."""
        local = datetime.fromtimestamp(at, _zone(self.time_zone))
        return local.isoformat() if interval is Interval.HOUR else local.date().isoformat()


def period(first: str | None, last: str | None, time_zone: str | None, now: float) -> Period:
    """Days as 2026-03-29; None: the last 30 days, and UTC. Raises BadPeriod."""
    zone = "UTC" if time_zone is None else time_zone
    if zone not in _zones():
        raise BadPeriod("there is no such time zone; it is a name such as Europe/Berlin")
    today = datetime.fromtimestamp(now, _zone(zone)).date()
    until = today if last is None else _day(last)
    since = until - timedelta(days=DAYS_USUAL - 1) if first is None else _day(first)
    if since > until:
        raise BadPeriod("`from` is after `to`")
    if (until - since).days >= DAYS_MOST:
        raise BadPeriod(f"it tells {DAYS_MOST} days at most")
    return Period(first=since, last=until, time_zone=zone)


def _day(text: str) -> date:
    try:
        # Of the many spellings of ISO 8601 only this one.
        day = date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise BadPeriod("a day is written as 2026-03-29") from None
    if not FIRST < day < LAST:
        raise BadPeriod(f"a day is between {FIRST} and {LAST}")
    return day


def _midnight(day: date, zone: ZoneInfo) -> float:
    """Or, where the clock was put forward over it, the moment of that."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def _hours(start: float, end: float) -> Iterator[float]:
    """By what has passed, not by the clock: the hour that comes twice is two."""
    while start < end:
        yield start
        start += HOUR


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
