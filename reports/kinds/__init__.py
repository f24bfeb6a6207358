"""The kinds of reports: what each is called, which days it covers, and who tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reports import period as periods
from reports.kinds import daily, insights, learned, missed, roi, service, stretch
from reports.kinds.shared import Told
from reports.period import ONE, Period
from reports.view import View
from reports.weeks import week_of
from store.errors import NotFound
from store.settings import Settings

# A server that was off for longer had no guests to tell of.
MOST_WEEKS, MOST_MONTHS = 13, 12


@dataclass(frozen=True, slots=True)
class Kind:
    """`latest` is the last whole stretch. `owed` is all that no report of the kind told of, up to
    there: after an outage one report covers it. `tell` is None for the daily report, which has
    figures and a page of its own."""

    name: str
    title: str
    latest: Callable[[Settings, datetime], Period]
    owed: Callable[[Settings, datetime, datetime | None, datetime], Period]
    tell: Callable[[View], Told] | None = None


def _day(settings: Settings, now: datetime) -> Period:
    return daily.latest(settings.business.zone, now)


def _owed_days(
    settings: Settings, due: datetime, covered_to: datetime | None, now: datetime
) -> Period:
    return daily.owed(settings.business.zone, due, covered_to, now)


def _week(settings: Settings, now: datetime) -> Period:
    zone = settings.business.zone
    this = week_of(periods.today(zone, now), settings)
    return week_of(this.first_day(zone) - ONE, settings)


def _month(settings: Settings, now: datetime) -> Period:
    zone = settings.business.zone
    return periods.month(periods.today(zone, now).replace(day=1) - ONE, zone)


def _owed_weeks(
    settings: Settings, due: datetime, covered_to: datetime | None, now: datetime
) -> Period:
    latest = _week(settings, now)
    return _from(settings, latest, _week(settings, due), covered_to, timedelta(weeks=MOST_WEEKS))


def _owed_months(
    settings: Settings, due: datetime, covered_to: datetime | None, now: datetime
) -> Period:
    latest, zone = _month(settings, now), settings.business.zone
    earliest = latest.last_day(zone) - timedelta(days=31 * MOST_MONTHS)
    first = min(_month(settings, due).first_day(zone), latest.first_day(zone))
    if covered_to is not None:
        first = min(first, covered_to.astimezone(zone).date())
    return _joined(max(first, _next_month(earliest)), latest, zone)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * ONE).replace(day=1)


def _from(
    settings: Settings,
    latest: Period,
    at_due: Period,
    covered_to: datetime | None,
    most: timedelta,
) -> Period:
    zone = settings.business.zone
    first = min(at_due.first_day(zone), latest.first_day(zone))
    if covered_to is not None:
        first = min(first, covered_to.astimezone(zone).date())
    earliest = latest.last_day(zone) - most + ONE
    return _joined(max(first, earliest), latest, zone)


def _joined(first: date, latest: Period, zone: ZoneInfo) -> Period:
    """The latest stretch itself, or with those before it that nobody was told of."""
    if first >= latest.first_day(zone):
        return latest
    return periods.days(first, latest.last_day(zone), zone)


def _monthly(name: str, title: str, tell: Callable[[View], Told]) -> Kind:
    return Kind(name, title, _month, _owed_months, tell)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(daily.NAME, daily.TITLE, _day, _owed_days),
        Kind("weekly", "Weekly report", _week, _owed_weeks, stretch.weekly),
        _monthly("monthly", "Monthly report", stretch.monthly),
        _monthly("missed-revenue", "Missed revenue", missed.missed_revenue),
        _monthly("roi", "What was saved", roi.roi),
        _monthly("service-levels", "Service levels", service.service_levels),
        _monthly("knowledge", "Knowledge", learned.knowledge),
        _monthly("insights", "Insights", insights.insights),
    )
}


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"There is no report {name!r}.", f"There are: {', '.join(KINDS)}.")
    return KINDS[name]
