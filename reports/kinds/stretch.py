"""The weekly and the monthly report: the same questions over a longer stretch."""

from __future__ import annotations

from reports.blocks import Section, section, table
from reports.kinds.shared import (
    Told,
    channels,
    day_by_day,
    headline_tiles,
    how_they_ended,
    pages,
    reasons,
    usual_actions,
    when_they_wrote,
)
from reports.period import WEEKDAYS
from reports.view import View, longer, share_said


def weekly(view: View) -> Told:
    return _told(view, _same_weekdays(view))


def monthly(view: View) -> Told:
    return _told(view, None)


def _told(view: View, compared: Section | None) -> Told:
    said = [
        longer(view),
        share_said(view, "alone_share", "The concierge resolved {} alone"),
        share_said(view, "satisfaction", "Of the ratings {} were 4 or 5"),
    ]
    return Told(
        " ".join(filter(None, said)),
        usual_actions(view),
        [
            section("At a glance", headline_tiles(view)),
            how_they_ended(view),
            day_by_day(view),
            compared,
            when_they_wrote(view),
            channels(view),
            pages(view),
            reasons(view),
        ],
    )


def _same_weekdays(view: View) -> Section | None:
    """Each day beside the same weekday of the week before."""
    before = dict(enumerate(n for _, n in _days_before(view)))
    if len(view.days) != 7 or len(before) != 7 or not view.knows_before:
        return None
    rows = [
        [
            f"{WEEKDAYS[day.weekday()]} {day.day}",
            f"{n:,}",
            f"{before[place]:,}",
            f"{n - before[place]:+,}".replace("+0", "0"),
        ]
        for place, (day, n) in enumerate(view.each_day("inquiries"))
    ]
    return section(
        "Against the same weekday before",
        table(["Day", "Inquiries", "Week before", "Change"], rows, right=(1, 2, 3)),
    )


def _days_before(view: View) -> list[tuple[int, int]]:
    return [
        (place, int(day.figures["counts"].get("inquiries", 0)))
        for place, day in enumerate(view.days_before)
    ]
