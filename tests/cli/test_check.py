from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Inside


@pytest.fixture
def torn(inside: Inside, founded: Path, tmp_path: Path) -> Path:
    """A folder whose two papers disagree about check-in, and one offer of long ago."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "house.md").write_text(
        "# The house\n\n## Arrival\n\nCheck-in is from 15:00.\n\n## Pets\n\nDogs are welcome.\n"
    )
    (folder / "letter.md").write_text(
        "# Guest letter\n\n## Arrival\n\nCheck-in is from 14:00.\n\n"
        "## Christmas 2023\n\nThe goose menu costs €48 for each guest.\n"
    )
    assert inside("ingest", folder).code == 0
    return folder


def question(inside: Inside, kind: str) -> dict[str, object]:
    rows: list[dict[str, object]] = inside("knowledge", "check", "--json").json
    return next(row for row in rows if row["kind"] == kind)


def test_facts_are_shown_with_value_source_and_day(inside: Inside, torn: Path) -> None:
    rows = inside("knowledge", "facts", "--json").json
    table = inside("knowledge", "facts", "--kind", "clock").out

    kinds = {row["kind"] for row in rows}
    assert {"clock", "policy", "validity"} <= kinds
    assert all(row["read_at"] and row["source"] for row in rows)
    assert "15:00" in table
    assert "Guest letter" in table
    assert "Dogs" not in table


def test_contradictions_are_questions_with_both_values(inside: Inside, torn: Path) -> None:
    row = question(inside, "contradiction")
    told = inside("knowledge", "check").out

    assert row["choices"] == ["15:00", "14:00"]
    assert "The house" in told
    assert "Guest letter" in told
    assert "--resolve" in told


def test_a_question_is_decided_in_place_and_the_answer_follows(inside: Inside, torn: Path) -> None:
    key = str(question(inside, "contradiction")["key"])
    before = inside("ask", "When is check-in?").out

    done = inside("knowledge", "check", "--resolve", key, "--choose", "1")

    after = inside("ask", "When is check-in?").out
    assert done.code == 0, done.err
    assert "14:00" in before
    assert "15:00" in before
    assert "15:00" in after
    assert "14:00" not in after
    kinds = [row["kind"] for row in inside("knowledge", "check", "--json").json]
    assert "contradiction" not in kinds


def test_a_decision_survives_reading_again_and_can_be_taken_back(
    inside: Inside, torn: Path
) -> None:
    key = str(question(inside, "contradiction")["key"])
    inside("knowledge", "check", "--resolve", key, "--value", "Check-in is from 16:00.")
    (torn / "letter.md").write_text((torn / "letter.md").read_text() + "\nWith kind regards.\n")
    inside("ingest", torn)

    assert "from 16:00" in inside("ask", "When is check-in?").out
    assert inside("knowledge", "check", "--reopen", key).code == 0
    assert question(inside, "contradiction")["key"] == key


def test_what_has_ended_is_asked_about_and_never_told_as_current(
    inside: Inside, torn: Path
) -> None:
    answer = inside("ask", "How much is the goose menu?").out
    key = str(question(inside, "expired")["key"])

    inside("knowledge", "check", "--resolve", key, "--choose", "2")

    assert "Christmas 2023" in answer
    assert "€48" not in inside("ask", "How much is the goose menu?").out


def test_a_decision_needs_a_question_and_one_way(inside: Inside, torn: Path) -> None:
    key = str(question(inside, "contradiction")["key"])

    assert inside("knowledge", "check", "--choose", "1").code == 2
    assert inside("knowledge", "check", "--resolve", key).code == 2
    assert inside("knowledge", "check", "--resolve", key, "--choose", "9").code == 2
    assert inside("knowledge", "check", "--resolve", "nothing", "--choose", "1").code == 4
    assert inside("knowledge", "check", "--reopen", "nothing").code == 4
