"""Pieces that several reports show: tiles, how conversations ended, when guests wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reports import odds
from reports.blocks import Block, Section, bars, columns, number, section, span, tile, tiles
from reports.period import MONTHS, WEEKDAYS
from reports.view import Action, View, first_action_for_waiting, gap_action

ENDS = (
    ("alone", "Resolved by the concierge alone"),
    ("assisted", "Resolved with a person"),
    ("reopened", "Answered, then reopened"),
    ("abandoned", "Ended without an answer"),
    ("left_waiting", "Still owed an answer"),
)
HONESTY = (
    "Out of all inquiries, each counted once, as they stood 72 hours after their day. Silence is "
    "not taken for a yes. In brackets: where the true share lies, 19 times out of 20."
)
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What a kind of report says: one paragraph, what to do, and what it shows."""

    paragraph: str
    actions: list[Action]
    sections: list[Section | None]
    assumptions: list[dict[str, Any]] = field(default_factory=list)


def headline_tiles(view: View) -> Block:
    return tiles(
        _counted(view, "Inquiries", "inquiries"),
        share_tile(view, "Resolved alone", "alone_share"),
        span_tile(view, "First reply, half within", "first_reply"),
        span_tile(view, "By a person, half within", "first_person"),
        share_tile(view, "Rated 4 or 5", "satisfaction"),
    )


def _counted(view: View, name: str, figure: str) -> Block:
    was = number(view.count_before(figure)) if view.knows_before else ""
    return tile(name, number(view.count(figure)), was, view.trend(figure))


def share_tile(view: View, name: str, figure: str) -> Block:
    return tile(
        name,
        odds.shortly(*view.parts(figure)),
        odds.shortly(*view.parts_before(figure)),
        view.trend(figure),
    )


def span_tile(view: View, name: str, figure: str) -> Block:
    return tile(name, span(view.spread(figure)["p50_s"]), span(view.spread_before(figure)["p50_s"]))


def how_they_ended(view: View) -> Section | None:
    rows = [(words, view.count(figure)) for figure, words in ENDS]
    return section("How inquiries ended", bars(rows, view.count("inquiries")), note=HONESTY)


def day_by_day(view: View) -> Section | None:
    """Columns by day; weeks when there are too many days to tell apart."""
    rows = [(_short(day), n) for day, n in view.each_day("inquiries")]
    if len(rows) < 2:
        return None
    if len(rows) > 62:
        weekly = [rows[start : start + 7] for start in range(0, len(rows), 7)]
        rows = [(week[0][0], sum(n for _, n in week)) for week in weekly]
        return section("Week by week", columns(rows, "inquiries", max(1, len(rows) // 9)))
    return section("Day by day", columns(rows, "inquiries", max(1, len(rows) // 8)))


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def when_they_wrote(view: View) -> Section | None:
    hours = dict(view.split("by_hour"))
    weekdays = dict(view.split("by_weekday"))
    by_hour = [(f"{hour:02d}:00", hours.get(f"{hour:02d}", 0)) for hour in range(24)]
    by_day = [(WEEKDAYS[day][:3], weekdays.get(str(day), 0)) for day in range(7)]
    whole_weeks = len(view.days) >= 7
    return section(
        "When guests wrote",
        columns(by_hour, "inquiries", 3),
        columns(by_day, "inquiries") if whole_weeks else None,
        note=f"By the clock in {view.settings.business.timezone}.",
    )


def channels(view: View) -> Section | None:
    return section("By channel", bars(view.split("by_channel"), view.count("inquiries")))


def pages(view: View) -> Section | None:
    rows = view.split("pages")[:MOST_ROWS]
    return section(
        "Pages the answers stood on",
        bars(rows, view.count("questions_alone"), sure=False),
        note="Questions answered alone, by the page the answer was quoted from.",
    )


def reasons(view: View) -> Section | None:
    rows = view.split("escalation_reasons")[:MOST_ROWS]
    return section("Why a person was asked for", bars(rows, view.count("escalations"), sure=False))


def missed_action(view: View) -> list[Action]:
    missed = view.count("missed_after_hours") + view.count("missed_in_hours")
    if not missed:
        return []
    figure = "missed_after_hours" if view.count("missed_after_hours") else "missed_in_hours"
    inquiries = "1 inquiry" if missed == 1 else f"{missed:,} inquiries"
    return [
        Action(
            f"{inquiries} ended without an answer: look at which.",
            f"concierge report behind {figure} {view.stretch}",
        )
    ]


def usual_actions(view: View) -> list[Action]:
    return [*first_action_for_waiting(view), *gap_action(view), *missed_action(view)]
