"""Until when: what people type for a time to come, and the times they mostly mean."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from tui.when import Clock

MORNING = time(9)
_SPAN = re.compile(r"(\d{1,3})\s*(m|min|h|d|w)")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]([01]\d|2[0-3]):([0-5]\d))?")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def usual(clock: Clock) -> list[tuple[str, datetime]]:
    """What is mostly meant, in words, with its moment."""
    here = clock.local(clock.now())
    tomorrow = _at(here + timedelta(days=1), MORNING)
    monday = _at(here + timedelta(days=7 - here.weekday()), MORNING)
    return [
        ("In an hour", here + timedelta(hours=1)),
        ("In three hours", here + timedelta(hours=3)),
        ("Tomorrow morning", tomorrow),
        ("Monday morning", monday),
        ("In a week", _at(here + timedelta(days=7), MORNING)),
    ]


def _at(day: datetime, at: time) -> datetime:
    return day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)


def read(text: str, clock: Clock) -> datetime | None:
    """`45m`, `2h`, `3d`, `14:30`, `2026-05-06`, `2026-05-06 14:30`, in the desk's own zone. None
    for what is no time, or lies behind."""
    here, text = clock.local(clock.now()), text.strip().casefold()
    found: datetime | None = None
    if span := _SPAN.fullmatch(text):
        found = here + timedelta(**{_UNITS[span[2]]: int(span[1])})
    elif at := _CLOCK.fullmatch(text):
        found = _at(here, time(int(at[1]), int(at[2])))
        found = found if found > here else found + timedelta(days=1)
    elif day := _DAY.fullmatch(text):
        try:
            found = here.replace(year=int(day[1]), month=int(day[2]), day=int(day[3]))
        except ValueError:
            return None
        found = _at(found, time(int(day[4] or MORNING.hour), int(day[5] or 0)))
    return found if found is not None and found > here else None
