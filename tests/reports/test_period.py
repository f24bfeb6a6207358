from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import period as periods
from reports.kinds import daily
from store.errors import Invalid

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_a_day_begins_at_the_businesss_midnight_not_at_utcs() -> None:
    period = periods.day(date(2026, 11, 19), MADRID)

    assert period.start == datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
    assert period.end == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_the_days_of_clock_changes_are_an_hour_shorter_and_longer(day: date, hours: int) -> None:
    period = periods.day(day, MADRID)

    assert period.end - period.start == timedelta(hours=hours)
    assert list(period.days(MADRID)) == [day]


def test_a_day_whose_midnight_is_skipped_begins_when_the_clock_does() -> None:
    cairo = ZoneInfo("Africa/Cairo")

    period = periods.day(date(2026, 4, 24), cairo)

    assert period.start.astimezone(cairo).isoformat() == "2026-04-24T01:00:00+03:00"
    assert period.start == periods.day(date(2026, 4, 23), cairo).end


def test_a_day_whose_midnight_comes_twice_begins_with_the_first() -> None:
    havana = ZoneInfo("America/Havana")

    period = periods.day(date(2026, 11, 1), havana)

    assert period.end - period.start == timedelta(hours=25)
    assert list(period.days(havana)) == [date(2026, 11, 1)]


@given(
    first=st.dates(date(1990, 1, 1), date(2037, 1, 1)),
    length=st.integers(0, 60),
    zone=st.sampled_from(["Europe/Madrid", "Africa/Cairo", "America/Havana", "Pacific/Apia"]),
)
def test_days_that_follow_each_other_leave_no_gap_and_no_overlap(
    first: date, length: int, zone: str
) -> None:
    there = ZoneInfo(zone)
    days = [first + timedelta(days=n) for n in range(length + 2)]

    parts = [periods.day(day, there) for day in days]

    assert all(a.end == b.start for a, b in itertools.pairwise(parts))
    assert periods.days(days[0], days[-1], there).end == parts[-1].end


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    week, month = periods.week(date(2026, 11, 19), MADRID), periods.month(date(2026, 2, 7), MADRID)

    assert (week.first_day(MADRID), week.last_day(MADRID)) == (
        date(2026, 11, 16),
        date(2026, 11, 22),
    )
    assert (month.first_day(MADRID), month.last_day(MADRID)) == (
        date(2026, 2, 1),
        date(2026, 2, 28),
    )


def test_a_day_is_held_against_the_same_weekday_and_a_month_against_the_month_before() -> None:
    day = periods.compared_with(periods.day(date(2026, 11, 19), MADRID), MADRID)
    month = periods.compared_with(periods.month(date(2026, 3, 31), MADRID), MADRID)
    span = periods.compared_with(periods.days(date(2026, 11, 5), date(2026, 11, 6), MADRID), MADRID)

    assert periods.slug(day, MADRID) == "2026-11-12"
    assert periods.slug(month, MADRID) == "2026-02-01-to-2026-02-28"
    assert periods.slug(span, MADRID) == "2026-11-03-to-2026-11-04"


def test_periods_are_called_what_people_call_them() -> None:
    def called(first: date, last: date) -> str:
        return periods.label(periods.days(first, last, MADRID), MADRID)

    assert called(date(2026, 11, 19), date(2026, 11, 19)) == "Thursday 19 November 2026"
    assert called(date(2026, 11, 16), date(2026, 11, 19)) == "16 to 19 November 2026"
    assert called(date(2026, 10, 30), date(2026, 11, 2)) == "30 October to 2 November 2026"
    assert called(date(2025, 12, 31), date(2026, 1, 1)) == "31 December 2025 to 1 January 2026"
    assert periods.label(periods.month(date(2026, 2, 3), MADRID), MADRID) == "February 2026"


def test_days_are_read_as_people_type_them_and_the_future_is_refused() -> None:
    late_evening = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)

    assert periods.read_day("2026-11-18", MADRID, NOW) == date(2026, 11, 18)
    assert periods.read_day(" Today ", MADRID, late_evening) == date(2026, 11, 20)
    assert periods.read_day("yesterday", MADRID, late_evening) == date(2026, 11, 19)
    with pytest.raises(Invalid, match="has not come yet"):
        periods.read_day("2026-11-21", MADRID, NOW)
    with pytest.raises(Invalid, match="is not a day"):
        periods.read_day("19/11", MADRID, NOW)
    with pytest.raises(Invalid, match="before the first"):
        periods.days(date(2026, 2, 2), date(2026, 2, 1), MADRID)


def slug_owed(due: datetime, covered_to: datetime | None, now: datetime) -> str:
    return periods.slug(daily.owed(MADRID, due, covered_to, now), MADRID)


def test_a_daily_report_owes_yesterday_and_every_day_nobody_told_of() -> None:
    due = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    friday_told = periods.starts(date(2026, 11, 17), MADRID)

    assert slug_owed(due, None, NOW) == "2026-11-19"
    assert slug_owed(due, periods.starts(date(2026, 11, 20), MADRID), NOW) == "2026-11-19"
    assert slug_owed(due, friday_told, NOW) == "2026-11-17-to-2026-11-19"
    assert slug_owed(due - timedelta(days=3), None, NOW) == "2026-11-16-to-2026-11-19"


def test_after_a_year_of_standing_still_a_report_covers_a_month() -> None:
    due = NOW - timedelta(days=365)

    assert slug_owed(due, None, NOW) == "2026-10-20-to-2026-11-19"
