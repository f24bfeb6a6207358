from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from server.clockwork import declare_schedules, next_time, run_due
from store import schedules
from store.db import Store
from store.errors import Invalid
from store.home import Home
from store.settings import Settings, read_settings
from store.tables import Delivery, Report, Schedule

CONFIG = """\
[business]
name = "Seaview"
timezone = "Europe/Madrid"

[reports]
daily = "{daily}"
recipients = ["owner@seaview.example"]

[mail]
host = "127.0.0.1"
sender = "desk@seaview.example"
"""


def set_daily(home: Home, cron: str) -> Settings:
    home.config.write_text(CONFIG.format(daily=cron))
    return read_settings(home)


def times(cron: str, zone: str, after: str, count: int) -> list[str]:
    """The next times by the clock of the zone, from a moment in UTC."""
    there, at, found = ZoneInfo(zone), datetime.fromisoformat(after), []
    for _ in range(count):
        following = next_time(cron, there, at)
        assert following is not None
        at = following
        found.append(at.astimezone(there).strftime("%a %m-%d %H:%M%z"))
    return found


def test_a_report_at_seven_comes_at_seven_by_the_businesss_clock_all_year() -> None:
    assert times("0 7 * * *", "Europe/Madrid", "2026-03-28T05:00Z", 3) == [
        "Sat 03-28 07:00+0100",
        "Sun 03-29 07:00+0200",
        "Mon 03-30 07:00+0200",
    ]
    assert times("0 7 * * *", "Europe/Madrid", "2026-10-24T06:00Z", 2) == [
        "Sun 10-25 07:00+0100",
        "Mon 10-26 07:00+0100",
    ]


def test_a_time_the_clock_skips_comes_when_the_clock_has_moved_on() -> None:
    assert times("30 2 * * *", "Europe/Madrid", "2026-03-28T02:00Z", 2) == [
        "Sun 03-29 03:30+0200",
        "Mon 03-30 02:30+0200",
    ]
    assert times("0 0 * * *", "Africa/Cairo", "2026-04-23T10:00Z", 2) == [
        "Fri 04-24 01:00+0300",
        "Sat 04-25 00:00+0300",
    ]


def test_a_time_the_clock_shows_twice_comes_once() -> None:
    assert times("30 2 * * *", "Europe/Madrid", "2026-10-24T12:00Z", 2) == [
        "Sun 10-25 02:30+0200",
        "Mon 10-26 02:30+0100",
    ]


def test_a_line_for_every_hour_runs_in_the_doubled_hour_twice() -> None:
    assert times("30 * * * *", "Europe/Madrid", "2026-10-24T23:45Z", 4) == [
        "Sun 10-25 02:30+0200",
        "Sun 10-25 02:30+0100",
        "Sun 10-25 03:30+0100",
        "Sun 10-25 04:30+0100",
    ]


@pytest.mark.parametrize(
    ("weekday", "expected"),
    [
        ("1", ["Mon", "Mon"]),
        ("0", ["Sun", "Sun"]),
        ("7", ["Sun", "Sun"]),
        ("5,6", ["Fri", "Sat"]),
        ("1-5", ["Fri", "Mon"]),
        ("5-7", ["Fri", "Sat"]),
        ("1-5/2", ["Fri", "Mon"]),
        ("mon-fri", ["Fri", "Mon"]),
    ],
)
def test_weekdays_are_counted_as_cron_counts_them(weekday: str, expected: list[str]) -> None:
    found = times(f"0 7 * * {weekday}", "Europe/Madrid", "2026-11-19T12:00Z", 2)

    assert [at[:3] for at in found] == expected


def test_day_and_weekday_together_mean_either() -> None:
    assert times("0 7 1 * 1", "UTC", "2026-11-27T12:00Z", 3) == [
        "Mon 11-30 07:00+0000",
        "Tue 12-01 07:00+0000",
        "Mon 12-07 07:00+0000",
    ]


def test_a_day_that_never_comes_is_no_time_at_all() -> None:
    assert next_time("0 0 30 2 *", ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC)) is None
    assert times("0 0 29 2 *", "UTC", "2026-01-01T00:00Z", 1) == ["Tue 02-29 00:00+0000"]


@pytest.mark.parametrize(
    "line",
    [
        *("", "0 7 * *", "0 7 * * * *", "@daily", "61 7 * * *", "a b c d e", "0 7 * * 8"),
        *("0 7 * * 5-1", "0 7 * * */0", "0 7 * * 1-5/0", "0 7 * jax *", "0 25 * * *", "0 7 0 * *"),
    ],
)
def test_a_line_that_is_no_cron_line_is_refused_in_one_sentence(line: str) -> None:
    with pytest.raises(Invalid, match="is not a cron line") as refused:
        next_time(line, ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC))

    assert "0 7 * * *" in refused.value.hint
    assert refused.value.message.endswith(".")


@given(
    after=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(
        ["Europe/Madrid", "America/Havana", "Africa/Cairo", "Australia/Lord_Howe"]
    ),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
)
def test_a_daily_line_comes_once_on_every_day_whatever_the_clock_does(
    after: datetime, zone: str, hour: int, minute: int
) -> None:
    there = ZoneInfo(zone)
    first = next_time(f"{minute} {hour} * * *", there, after)
    assert first
    second = next_time(f"{minute} {hour} * * *", there, first)
    assert second

    assert after < first < second
    days = [at.astimezone(there).date() for at in (first, second)]
    assert days[1] - days[0] == timedelta(days=1)
    assert next_time(f"{minute} {hour} * * *", there, second - timedelta(seconds=1)) == second


def the_schedule(store: Store) -> Schedule:
    with store.reading() as tx:
        return tx.scalars(select(Schedule)).one()


def count(store: Store, table: type[Report] | type[Delivery]) -> int:
    with store.reading() as tx:
        return len(tx.scalars(select(table)).all())


START = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
SEVEN = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_the_config_is_declared_and_an_unchanged_line_keeps_what_is_owed(
    home: Home, store: Store
) -> None:
    settings = set_daily(home, "0 7 * * *")
    declare_schedules(store, settings, START)
    assert the_schedule(store).next_at == SEVEN

    declare_schedules(store, settings, START + timedelta(days=3))
    assert the_schedule(store).next_at == SEVEN

    declare_schedules(store, set_daily(home, "30 8 * * *"), START + timedelta(days=3))
    assert the_schedule(store).next_at == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def test_an_empty_line_switches_the_report_off(home: Home, store: Store) -> None:
    declare_schedules(store, set_daily(home, "0 7 * * *"), START)

    declare_schedules(store, set_daily(home, ""), START)

    assert the_schedule(store).next_at is None
    assert run_due(store, set_daily(home, ""), "w", SEVEN) == 0


def test_a_bad_line_is_refused_and_nothing_is_changed(home: Home, store: Store) -> None:
    declare_schedules(store, set_daily(home, "0 7 * * *"), START)

    with pytest.raises(Invalid):
        declare_schedules(store, set_daily(home, "seven in the morning"), START)

    assert the_schedule(store).next_at == SEVEN


def test_what_is_due_runs_once_and_is_set_for_the_next_day(home: Home, store: Store) -> None:
    settings = set_daily(home, "0 7 * * *")
    declare_schedules(store, settings, START)

    ran = [run_due(store, settings, "w", SEVEN + timedelta(seconds=n)) for n in (-30, 0, 30)]

    assert ran == [0, 1, 0]
    assert the_schedule(store).next_at == SEVEN + timedelta(days=1)
    assert (count(store, Report), count(store, Delivery)) == (1, 1)


def test_three_days_off_are_caught_up_by_one_report(home: Home, store: Store) -> None:
    settings = set_daily(home, "0 7 * * *")
    declare_schedules(store, settings, START)

    ran = [run_due(store, settings, "w", SEVEN + timedelta(days=3, hours=2)) for _ in range(3)]

    assert ran == [1, 0, 0]
    with store.reading() as tx:
        report = tx.scalars(select(Report)).one()
    assert report.late
    assert report.figures["period"]["slug"] == "2026-11-19-to-2026-11-22"
    assert the_schedule(store).next_at == SEVEN + timedelta(days=4)


def test_two_workers_make_one_report(home: Home, store: Store) -> None:
    settings = set_daily(home, "0 7 * * *")
    declare_schedules(store, settings, START)
    with store.writing() as tx:
        assert schedules.claim(tx, the_schedule(store).id, "other", SEVEN)

    assert run_due(store, settings, "w", SEVEN + timedelta(minutes=4)) == 0
    assert run_due(store, settings, "w", SEVEN + timedelta(minutes=6)) == 1
    assert count(store, Report) == 1


def test_a_clock_that_is_set_back_makes_no_second_report(home: Home, store: Store) -> None:
    settings = set_daily(home, "0 7 * * *")
    declare_schedules(store, settings, START)
    run_due(store, settings, "w", SEVEN)

    for back in (timedelta(hours=1), timedelta(days=1)):
        run_due(store, settings, "w", SEVEN - back)
    run_due(store, settings, "w", SEVEN)

    assert (count(store, Report), count(store, Delivery)) == (1, 1)
