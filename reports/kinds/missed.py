"""Missed revenue: inquiries nobody answered, each worth what the owner says one is worth."""

from __future__ import annotations

from reports.blocks import section, span, table, tile, tiles
from reports.kinds.shared import Told, missed_action
from reports.story import counted
from reports.view import Action, View, gap_action

ROWS = (
    ("missed_after_hours", "After hours, not answered"),
    ("missed_in_hours", "In staffed hours, not answered"),
)
KNOWN = ("booking_value", "bookings_per_inquiry", "hours")


def missed_revenue(view: View) -> Told:
    values = view.values
    worth = values.booking_value * values.bookings_per_inquiry
    missed = sum(view.count(figure) for figure, _ in ROWS)
    rows = [
        [
            words,
            f"{view.count(figure):,}",
            values.money(view.count(figure) * worth) if worth else "–",
            figure,
        ]
        for figure, words in ROWS
    ]
    return Told(
        _paragraph(view, missed, worth),
        [*missed_action(view), *gap_action(view), *_value_action(view, worth)],
        [
            section(
                "What was missed",
                tiles(
                    tile("Inquiries missed", f"{missed:,}", _before(view)),
                    tile("Worth, if your values hold", values.money(missed * worth) or "–")
                    if worth
                    else None,
                    tile("After hours", f"{view.count('after_hours'):,}"),
                    tile("of them resolved alone", f"{view.count('after_hours_alone'):,}"),
                ),
                table(["What", "Inquiries", "Worth", "Figure"], rows, right=(1, 2)),
                note="An inquiry counts as missed when it ended without an answer or was still "
                "owed one 72 hours after its day. `concierge report behind` names the "
                "conversations of a figure. What they would have brought is your values at work, "
                "not a measurement.",
            ),
            section(
                "How long those waited who were answered",
                tiles(
                    tile("First reply, half within", span(view.spread("first_reply")["p50_s"])),
                    tile("95 % within", span(view.spread("first_reply")["p95_s"])),
                    tile("By a person, half within", span(view.spread("first_person")["p50_s"])),
                ),
            ),
        ],
        values.printed(*KNOWN),
    )


def _before(view: View) -> str:
    if not view.knows_before:
        return ""
    return f"{sum(view.count_before(figure) for figure, _ in ROWS):,}"


def _paragraph(view: View, missed: int, worth: float) -> str:
    inquiries = view.count("inquiries")
    if not inquiries:
        return "Nobody asked anything, so nothing was missed."
    if not missed:
        return f"None of {counted(inquiries, 'inquiry', 'inquiries')} was left without an answer."
    told = f"{missed:,} of {counted(inquiries, 'inquiry', 'inquiries')} found no answer"
    if not worth:
        return f"{told}. What they are worth is not said, because no booking value is set."
    return (
        f"{told}. At {view.values.money(view.values.booking_value)} a booking and one booking in "
        f"{round(1 / view.values.bookings_per_inquiry):,} answered inquiries, that is about "
        f"{view.values.money(missed * worth)}."
    )


def _value_action(view: View, worth: float) -> list[Action]:
    if worth:
        return []
    return [
        Action(
            "Say what a booking brings, so that this report can reckon.",
            "concierge config set reports.booking_value 120",
        )
    ]
