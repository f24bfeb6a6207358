from __future__ import annotations

from datetime import date

import pytest

from reports.weeks import week_of
from store.home import Home
from store.settings import read_settings


@pytest.mark.parametrize(
    ("zone", "setting", "first"),
    [
        ("Europe/Madrid", "auto", "2026-11-16"),
        ("America/New_York", "auto", "2026-11-15"),
        ("Africa/Cairo", "auto", "2026-11-14"),
        ("Africa/Cairo", "monday", "2026-11-16"),
        ("UTC", "auto", "2026-11-16"),
    ],
)
def test_a_week_begins_as_calendars_there_do_or_as_the_owner_says(
    home: Home, zone: str, setting: str, first: str
) -> None:
    home.config.write_text(
        f'[business]\ntimezone = "{zone}"\n[reports]\nweek_starts = "{setting}"\n'
    )
    settings = read_settings(home)

    week = week_of(date(2026, 11, 20), settings)

    assert str(week.first_day(settings.business.zone)) == first
    assert len(list(week.days(settings.business.zone))) == 7
