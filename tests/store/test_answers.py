from __future__ import annotations

from datetime import date

import pytest

from store import answers, library
from store.answers import Scope
from store.db import Store
from store.errors import Invalid, NotFound
from store.tables import HouseAnswer

QUESTION = "Is there a gym?"


def added(store: Store, scope: Scope | None = None, question: str = QUESTION) -> HouseAnswer:
    with store.writing() as tx:
        keys = {question: library.text_key(question)}
        return answers.add(tx, question, "Yes, in the cellar.", keys, scope=scope)


def test_an_answer_without_dates_always_holds(store: Store) -> None:
    assert answers.holds(added(store), date(2026, 11, 20), "en")


def test_an_answer_holds_from_its_first_to_its_last_day(store: Store) -> None:
    made = added(store, Scope(valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 24)))

    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 24), date(2026, 12, 25)]
    assert [answers.holds(made, day) for day in days] == [False, True, True, False]


def test_a_season_comes_again_every_year_and_may_run_over_the_new_year(store: Store) -> None:
    winter = Scope(valid_from=date(2024, 11, 1), valid_to=date(2025, 3, 31), yearly=True)
    made = added(store, winter)

    days = [date(2026, 11, 20), date(2027, 1, 5), date(2027, 3, 31), date(2027, 4, 1)]
    assert [answers.holds(made, day) for day in days] == [True, True, True, False]


def test_an_answer_in_one_language_is_not_given_in_another(store: Store) -> None:
    made = added(store, Scope(lang="de"))

    assert answers.holds(made, date(2026, 11, 20), "de")
    assert not answers.holds(made, date(2026, 11, 20), "en")


def test_a_scope_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        Scope(valid_from=date(2026, 12, 2), valid_to=date(2026, 12, 1))
    with pytest.raises(Invalid, match="first and its last day"):
        Scope(valid_from=date(2026, 12, 2), yearly=True)


def test_whoever_keeps_answers_in_memory_sees_that_they_changed(store: Store) -> None:
    def version() -> object:
        with store.reading() as tx:
            return answers.version(tx)

    seen = [version()]
    made = added(store)
    seen.append(version())
    with store.writing() as tx:
        answers.change(tx, made.id, answer="No.")
    seen.append(version())
    with store.writing() as tx:
        answers.remove(tx, made.id)
    seen.append(version())

    assert len(set(seen)) == 4


def test_a_removed_answer_is_gone(store: Store) -> None:
    made = added(store)
    with store.writing() as tx:
        answers.remove(tx, made.id)

    with store.reading() as tx:
        assert answers.listed(tx) == []
        with pytest.raises(NotFound):
            answers.find(tx, made.id)


def test_an_answer_needs_words(store: Store) -> None:
    with pytest.raises(Invalid), store.writing() as tx:
        answers.add(tx, "  ", "Yes.", {})
