from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports import figures, render, story
from reports import period as periods
from store.db import Store
from store.settings import Settings
from store.tables import User
from tests.reports.desk import Desk
from tests.reports.month import a_month

NOW = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "  =1+1",
    "＝1+1",
    "\u202e\x1b]8;;http://evil\x07 <script>alert(1)</script>",
    "寿司はありますか" * 20,
    "👨‍👩‍👧‍👦" * 60,
)


@pytest.fixture
def told(store: Store, settings: Settings, desk: Desk, ana: User) -> dict[str, Any]:
    """The figures of some busy days, with hostile questions among the others."""
    a_month(desk, datetime(2026, 10, 1, tzinfo=UTC), 5, [ana])
    with desk.at_once():
        for text in HOSTILE * 8:
            conversation = desk.opens(datetime(2026, 10, 5, 9, tzinfo=UTC))
            question = desk.asks(conversation, text, datetime(2026, 10, 5, 9, tzinfo=UTC))
            desk.hands_over(question, datetime(2026, 10, 5, 9, 1, tzinfo=UTC), text)
    period = periods.month(date(2026, 10, 1), settings.business.zone)
    with store.reading() as tx:
        return figures.gather(
            tx, "daily", "Daily report", period, settings=settings, now=NOW, late=True
        )


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_the_text_fits_eighty_columns_and_holds_no_control_characters(
    told: dict[str, Any],
) -> None:
    text = render.to_text(told)

    assert [line for line in text.splitlines() if columns(line) > 80] == []
    assert {c for c in text if unicodedata.category(c)[0] == "C"} == {"\n"}


def test_the_text_says_the_figures(told: dict[str, Any]) -> None:
    text = render.to_text(told)

    assert f"QUESTIONS: {told['questions']['total']}" in text
    assert f"CONVERSATIONS: {told['conversations']['total']}" in text
    assert "This report is late" in text
    assert "Silence is not taken" in text


def test_an_empty_day_is_told_in_few_lines(store: Store, settings: Settings) -> None:
    period = periods.day(date(2026, 10, 31), settings.business.zone)
    with store.reading() as tx:
        told = figures.gather(
            tx, "daily", "Daily report", period, settings=settings, now=NOW, late=False
        )

    text = render.to_text(told)

    assert "Nobody wrote." in text
    assert "QUESTIONS" not in text
    assert story.subject(told) == "Seaview: Saturday 31 October 2026, nobody wrote"


def test_no_cell_of_the_csv_is_taken_for_a_formula(told: dict[str, Any]) -> None:
    rows = list(csv.reader(io.StringIO(render.to_csv(told))))

    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "-", "@", "＝"}] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert ["questions.total", str(told["questions"]["total"])] in rows
    assert all(len(row) == 2 for row in rows)


def test_json_holds_the_figures_and_nothing_else(told: dict[str, Any]) -> None:
    assert json.loads(render.to_json(told)) == told


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0.0 s"),
        (9.94, "9.9 s"),
        (59.6, "60 s"),
        (600.0, "10 min"),
        (7200.0, "2 h 00 min"),
        (400_000.0, "5 days"),
    ],
)
def test_waits_are_told_in_the_unit_a_person_would_choose(value: float, said: str) -> None:
    assert story.seconds(value) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 5, "0 %"), (1, 207, "<1 %"), (206, 207, "99 %"), (5, 5, "100 %"), (2, 3, "67 %")],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(part: int, whole: int, said: str) -> None:
    assert story.percent(part, whole) == said
