"""What the concierge saved: minutes of staff, and money, against what models cost."""

from __future__ import annotations

from reports.blocks import section, table, tile, tiles
from reports.kinds.shared import Told, usual_actions
from reports.story import counted
from reports.tally import NANOS
from reports.view import Action, View

KNOWN = ("minutes_per_answer", "staff_cost_per_hour", "hours")
# A draft that was approved as it stood still had to be read.
DRAFT_SAVES = 0.5


def roi(view: View) -> Told:
    values = view.values
    alone, drafts = view.count("questions_alone"), view.count("questions_draft_unchanged")
    minutes = (alone + drafts * DRAFT_SAVES) * values.minutes_per_answer
    money = minutes / 60 * values.staff_cost_per_hour
    cost = view.count("cost") / NANOS
    rows = [
        ["Questions answered alone", f"{alone:,}", f"{alone * values.minutes_per_answer:,.0f} min"],
        [
            "Drafts approved unchanged (half)",
            f"{drafts:,}",
            f"{drafts * DRAFT_SAVES * values.minutes_per_answer:,.0f} min",
        ],
        ["Together", f"{alone + drafts:,}", f"{minutes:,.0f} min"],
    ]
    return Told(
        _paragraph(view, minutes, money, cost),
        [*_cost_action(view), *usual_actions(view)],
        [
            section(
                "What was saved",
                tiles(
                    tile("Hours of staff", f"{minutes / 60:,.1f}"),
                    tile("Their cost", values.money(money)) if money else None,
                    tile("Cost of models", f"${cost:,.2f}"),
                    tile("After hours, resolved alone", f"{view.count('after_hours_alone'):,}"),
                ),
                table(["What", "How many", "Saved"], rows, right=(1, 2)),
                note="Minutes are counted answers times your own minutes for one. Models are "
                "billed in US dollars and stand apart. What a faster reply sold is not told: no "
                "booking is known to this house yet.",
            )
        ],
        values.printed(*KNOWN),
    )


def _paragraph(view: View, minutes: float, money: float, cost: float) -> str:
    answered = view.count("questions_alone") + view.count("questions_draft_unchanged")
    if not answered:
        return "Nothing was answered without staff, so nothing was saved."
    told = (
        f"{counted(answered, 'question was', 'questions were')} answered without anybody typing, "
        f"about {minutes / 60:,.1f} hours of staff"
    )
    worth = f", or {view.values.money(money)}" if money else ""
    paid = f" Models cost ${cost:,.2f}." if cost else " No model was paid for."
    return f"{told}{worth}.{paid}"


def _cost_action(view: View) -> list[Action]:
    if view.values.staff_cost_per_hour:
        return []
    return [
        Action(
            "Say what an hour of staff costs, so that minutes become money.",
            "concierge config set reports.staff_cost_per_hour 18",
        )
    ]
