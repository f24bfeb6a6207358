"""Whom a source is for, and what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.recall import known_facts
from ingest.sources import change_source
from store import generations, library, search
from store.errors import Invalid, NotFound
from store.invariants import check
from tests.ingest.house import Ingest
from tests.websites import Website


def found_by_guests(run: Ingest, word: str, generation: int | None = None) -> int:
    with run.store.reading() as tx:
        asked = generation or generations.published_id(tx)
        assert asked
        hits = search.by_words(tx, asked, [word])
        return len(search.fetch(tx, [hit.passage_id for hit in hits]))


def phones(run: Ingest) -> int:
    with run.store.reading() as tx:
        return len(library.facts(tx, generations.published_id(tx), "phone"))


def test_what_is_for_staff_is_found_by_no_guest_and_back_again(
    run: Ingest, folder: Path, site: Website
) -> None:
    (folder / "kitchen.md").write_text("# Kitchen\n\nTelephone: +44 20 7946 0958\n")
    run(folder, site.address)
    all_phones, first = phones(run), run.published()
    assert found_by_guests(run, "sole")

    hidden = change_source(run.store, run.settings, "papers", audience="staff")

    assert hidden.audience == "staff"
    assert not found_by_guests(run, "sole")
    assert not found_by_guests(run, "sole", first), "nor after going back"
    assert found_by_guests(run, "dogs")
    assert phones(run) < all_phones
    assert run.says("Grilled sole"), "staff may still read it"
    assert check(run.store) == []

    change_source(run.store, run.settings, "papers", audience="guests")

    assert found_by_guests(run, "sole")
    assert phones(run) == all_phones
    assert check(run.store) == []


def test_a_source_read_for_staff_is_never_for_guests_in_between(run: Ingest, folder: Path) -> None:
    summary = run(folder, audience="staff")

    assert summary.changed
    assert not found_by_guests(run, "sole")
    assert run(folder).changed is False, "and stays so when it is read again"

    assert run(folder, audience="guests").changed
    assert found_by_guests(run, "sole")


def test_questions_to_show_are_not_made_of_what_is_for_staff(run: Ingest, folder: Path) -> None:
    (folder / "staff.md").write_text(
        "# What is the code of the safe?\n\nIt is 4711, tell no one.\n"
    )

    assert "What is the code of the safe?" not in run(folder, audience="staff").questions


def test_a_source_is_found_by_the_label_it_is_given(run: Ingest, folder: Path) -> None:
    run(folder)
    before = run.published()

    change_source(run.store, run.settings, "papers", label="  Menus and\nhouse rules ")

    with run.store.reading() as tx:
        assert library.find_source(tx, "Menus and house rules").address == str(folder)
    assert run.published() == before


def test_what_makes_no_sense_changes_nothing(run: Ingest, folder: Path) -> None:
    run(folder)

    with pytest.raises(Invalid, match="no audience"):
        change_source(run.store, run.settings, "papers", audience="friends")
    with pytest.raises(Invalid, match="label"):
        change_source(run.store, run.settings, "papers", label="x" * 500)
    with pytest.raises(NotFound):
        change_source(run.store, run.settings, "other", audience="staff")
    assert found_by_guests(run, "sole")


def test_another_priority_counts_from_the_next_answer_on_and_stays_when_read_again(
    run: Ingest, folder: Path
) -> None:
    (folder / "kitchen.md").write_text("# Kitchen\n\nTelephone: +44 20 7946 0958\n")
    run(folder)
    before = run.published()

    changed = change_source(run.store, run.settings, "papers", priority=5)
    same = change_source(run.store, run.settings, "papers", priority=5)

    assert (changed.priority, same.priority, same.audience) == (5, 5, "guests")
    with run.store.reading() as tx:
        current = generations.published_id(tx)
        assert current == (before or 0) + 1
        assert {fact.priority for fact in known_facts(tx, current) if fact.kind == "phone"} == {5}
    run(folder, refresh=True)
    with run.store.reading() as tx:
        assert library.find_source(tx, "papers").priority == 5
