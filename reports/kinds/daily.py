"""The daily report: yesterday, or every day since the last one where the clock stood still."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reports import period as periods
from reports.period import ONE, Period

NAME = "daily"
TITLE = "Daily report"
# A server that was off longer had no guests to tell of; and nobody reads a report of a year.
MOST_DAYS = timedelta(days=31)


def latest(zone: ZoneInfo, now: datetime) -> Period:
    """The last whole day."""
    return periods.day(periods.today(zone, now) - ONE, zone)


def owed(zone: ZoneInfo, due: datetime, covered_to: datetime | None, now: datetime) -> Period:
    """What a run that was due at `due` covers: all whole days that no daily report told of.

    So one report covers an outage, a weekend when the line says Monday to Friday, and the days
    of a report that failed.
    """
    yesterday = periods.today(zone, now) - ONE
    first = min(periods.today(zone, due) - ONE, yesterday)
    if covered_to is not None:
        first = min(first, periods.today(zone, covered_to))
    first = max(first, yesterday - MOST_DAYS + ONE)
    return periods.days(first, yesterday, zone)
