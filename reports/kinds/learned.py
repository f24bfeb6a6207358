"""The report of the knowledge: what it answered, what it did not know, and what to add."""

from __future__ import annotations

from typing import Any

from reports import closed, figures
from reports.blocks import Block, bars, section, table, tile, tiles
from reports.kinds.shared import Told, pages, share_tile
from reports.story import QUESTION_WORDS, counted
from reports.view import Action, View, gap_action, share_said


def knowledge(view: View) -> Told:
    held = figures.knowledge(view.tx)
    unknown = figures.gaps(view.tx, view.period)
    fallen = closed.closed(view.tx, view.period, view.now)
    return Told(
        _paragraph(view, unknown["new"], unknown["open"]),
        [*_publish_action(held), *gap_action(view)],
        [
            section(
                "At a glance",
                tiles(
                    tile("Questions", f"{view.count('questions'):,}"),
                    share_tile(view, "Answered alone", "answered_share"),
                    tile("Not known", f"{view.count('gaps'):,}"),
                    tile("Documents", f"{held['documents']:,}"),
                    tile("Passages", f"{held['passages']:,}"),
                ),
            ),
            section(
                "What nobody knew",
                bars(
                    [(row["question"], row["count"]) for row in unknown["questions"]],
                    unknown["new"],
                    sure=False,
                    questions=True,
                ),
                note=f"{counted(unknown['open'], 'question')} of all days without an answer.",
            ),
            section(
                "Gaps closed by staff",
                _closed(fallen),
                note="How often each was asked since it was answered, beside as long before.",
            ),
            pages(view),
            section("What became of the questions", _ends(view)),
        ],
    )


def _ends(view: View) -> Block | None:
    rows = [
        [words, f"{view.count(f'questions_{end}'):,}"]
        for end, words in QUESTION_WORDS.items()
        if view.count(f"questions_{end}")
    ]
    return table(["What became of it", "Questions"], rows, right=(1,))


def _closed(fallen: list[dict[str, Any]]) -> Block | None:
    rows = [
        {
            "question": row["question"],
            "value": row["since"],
            "share": round(row["since"] / max(row["before"], row["since"], 1), 4),
            "shown": f"before {row['before']:,}",
        }
        for row in fallen
    ]
    return {"type": "bars", "rows": rows} if rows else None


def _paragraph(view: View, new: int, still_open: int) -> str:
    if not view.count("questions"):
        return "Nothing was asked."
    said = share_said(view, "answered_share", "Of the questions {} were answered alone")
    unknown = (
        f"{counted(new, 'question')} could not be answered from the knowledge"
        if new
        else "Nothing was asked that the knowledge did not know"
    )
    left = f"; {still_open:,} of all days are still open" if still_open else ""
    return f"{said} {unknown}{left}.".strip()


def _publish_action(held: dict[str, object]) -> list[Action]:
    if held["generation"] is None:
        return [Action("No knowledge is published.", "concierge ingest https://your.website")]
    if held["unpublished"]:
        return [Action("A generation waits to be published.", "concierge knowledge generations")]
    return []
