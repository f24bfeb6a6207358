"""Which stretch of time a report covers, in whole days of the business's own time zone.

A day starts at its first instant there, so a day of 23 or 25 hours is one day like any other, and
a day whose midnight is skipped by a clock change starts when the clock does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from store.errors import Invalid

Span = Literal["day", "days", "week", "month"]
ONE = timedelta(days=1)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, and without, `end`; both UTC and aware."""

    kind: Span
    start: datetime
    end: datetime

    def first_day(self, zone: ZoneInfo) -> date:
        return self.start.astimezone(zone).date()

    def last_day(self, zone: ZoneInfo) -> date:
        return (self.end - timedelta(microseconds=1)).astimezone(zone).date()

    def days(self, zone: ZoneInfo) -> Iterator[date]:
        return each(self.first_day(zone), self.last_day(zone))


def each(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included; none where the last lies before."""
    while first <= last:
        yield first
        first += ONE


def starts(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def today(zone: ZoneInfo, now: datetime) -> date:
    return now.astimezone(zone).date()


def day(of: date, zone: ZoneInfo) -> Period:
    return Period("day", starts(of, zone), starts(of + ONE, zone))


def days(first: date, last: date, zone: ZoneInfo) -> Period:
    """`first` to `last`, both included."""
    if last < first:
        raise Invalid("The last day lies before the first.", "Swap them.")
    if first == last:
        return day(first, zone)
    return Period("days", starts(first, zone), starts(last + ONE, zone))


def week(of: date, zone: ZoneInfo) -> Period:
    """The week, Monday to Sunday, that holds this day."""
    monday = of - of.weekday() * ONE
    return Period("week", starts(monday, zone), starts(monday + 7 * ONE, zone))


def month(of: date, zone: ZoneInfo) -> Period:
    first = of.replace(day=1)
    following = (first + 31 * ONE).replace(day=1)
    return Period("month", starts(first, zone), starts(following, zone))


def compared_with(period: Period, zone: ZoneInfo) -> Period:
    """What the period is held against: the same weekday a week before, else as many days before.

    A Saturday says little about a Sunday; the Saturday before says much.
    """
    first, last = period.first_day(zone), period.last_day(zone)
    back = timedelta(days=7) if period.kind == "day" else last - first + ONE
    if period.kind == "month":
        return month(first - ONE, zone)
    return days(first - back, last - back, zone)


def read_day(text: str, zone: ZoneInfo, now: datetime) -> date:
    """A day as people type it: 2026-11-19, today, yesterday. Raises Invalid for all else."""
    word = text.strip().lower()
    relative = {"today": 0, "yesterday": 1}
    if word in relative:
        return today(zone, now) - relative[word] * ONE
    try:
        named = date.fromisoformat(word)
    except ValueError as error:
        raise Invalid(
            f"{text!r} is not a day.", "Write it as 2026-11-19, or say today or yesterday."
        ) from error
    if named > today(zone, now):
        raise Invalid(f"{text} has not come yet.", "Name a day that has begun.")
    if named.year < 2000:
        raise Invalid(f"{text} lies before any report.", "Name a day of this century.")
    return named


def label(period: Period, zone: ZoneInfo) -> str:
    """How a person says it: "Thursday 19 November 2026"."""
    first, last = period.first_day(zone), period.last_day(zone)
    if period.kind == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return f"{WEEKDAYS[first.weekday()]} {_said(first)} {first.year}"
    year = "" if first.year == last.year else f" {first.year}"
    start = str(first.day) if (first.year, first.month) == (last.year, last.month) else _said(first)
    return f"{start}{year} to {_said(last)} {last.year}"


def _said(of: date) -> str:
    return f"{of.day} {MONTHS[of.month - 1]}"


def slug(period: Period, zone: ZoneInfo) -> str:
    """For file names and delivery keys: 2026-11-19, or 2026-11-16-to-2026-11-19."""
    first, last = period.first_day(zone), period.last_day(zone)
    return str(first) if first == last else f"{first}-to-{last}"
