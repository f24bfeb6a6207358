"""What a report is made of, as plain dictionaries that JSON holds and every form can draw.

tiles    figures that are looked at first: name, value, and what it was before
bars     named counts out of a whole, each with its share
columns  counts along a time: days, hours
table    a head and rows of words
text     a sentence
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reports import odds
from reports.story import seconds

Block = dict[str, Any]
Section = dict[str, Any]


def section(title: str, *blocks: Block | None, note: str = "") -> Section | None:
    """None where there is nothing to show."""
    there = [block for block in blocks if block]
    return {"title": title, "blocks": there, "note": note} if there else None


def tiles(*made: Block | None) -> Block:
    return {"type": "tiles", "tiles": [tile for tile in made if tile]}


def tile(name: str, value: str, before: str = "", trend: str = "") -> Block:
    """`trend`: better, worse, same or "" where nothing is said of it."""
    return {"name": name, "value": value, "before": before, "trend": trend}


def bars(
    rows: Iterable[tuple[str, int]], whole: int, *, sure: bool = True, questions: bool = False
) -> Block | None:
    """Each row's share of the whole in words, with its interval where `sure`. Guests' `questions`
    go by that name, so that erasing a guest finds them."""
    key = "question" if questions else "name"
    shown = [
        {
            key: name,
            "value": value,
            "share": round(value / whole, 4) if whole else 0.0,
            "shown": odds.said(value, whole) if sure else f"{value:,}",
        }
        for name, value in rows
        if value
    ]
    return {"type": "bars", "rows": shown} if shown else None


def name_of(row: Block) -> str:
    """What a row of bars is called."""
    found: str = row["question"] if "question" in row else row["name"]
    return found


def columns(rows: Sequence[tuple[str, int]], unit: str, every: int = 1) -> Block | None:
    """`every` how many columns have their name written below."""
    if not any(value for _, value in rows):
        return None
    shown = [{"name": name, "value": value} for name, value in rows]
    return {"type": "columns", "rows": shown, "unit": unit, "every": every}


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> Block | None:
    """`right` names the columns that hold numbers."""
    shown = [[str(cell) for cell in row] for row in rows]
    return (
        {"type": "table", "head": list(head), "rows": shown, "right": list(right)}
        if shown
        else None
    )


def text(sentence: str) -> Block | None:
    return {"type": "text", "text": sentence} if sentence else None


def span(value: float | None) -> str:
    return "–" if value is None else seconds(value)


def number(value: int) -> str:
    return f"{value:,}"
