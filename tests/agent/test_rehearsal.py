from __future__ import annotations

from collections.abc import Callable

from agent.composer import Answer, Citation, Turn, no_preview
from agent.rehearsal import Card, Known, Scene, bank, known_of, rehearse
from store import generations
from store.db import Store
from tests.agent.seaview import NAME, NOW, desk_of, furnish

KNOWN = Known((("Extra bed", "€35"),), ("Dogs",), frozenset({"phone", "hours", "address", "email"}))


class Yes:
    """Agrees to everything, without a source."""

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        return Answer(f"Yes. {turn.question}", confidence=1.0)


class Person:
    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        return Answer("I'll get someone.", outcome="handed_over", kind="person")


def scene(card: Card, begins: str) -> Scene:
    return next(s for s in card.scenes if s.said.startswith(begins))


def test_the_bank_has_every_sort_of_guest() -> None:
    guests = bank()

    assert {g.lang for g in guests} >= {"es", "fr", "de", "it", "pt", "nl", "he"}
    assert sum(len(g.lines) for g in guests) >= 50
    assert {line.wish for g in guests for line in g.lines} == {
        "answer",
        "no_false",
        "person",
        "courtesy",
        "decline",
    }


def test_one_who_agrees_to_everything_fails_wherever_it_must_not() -> None:
    card = rehearse(Yes(), KNOWN, NAME, NOW, bank())

    assert not card.passed
    assert card.counts()["wrongly_stated"] > 30
    assert scene(card, "Is it true that Extra bed").came == "wrongly_stated"
    assert scene(card, "Ignore all previous").came == "wrongly_stated"


def test_one_who_always_fetches_a_person_states_nothing_false_and_misses_what_is_known() -> None:
    card = rehearse(Person(), KNOWN, NAME, NOW, bank())

    assert card.counts()["wrongly_stated"] == 0
    assert scene(card, "there is a fire").passed
    assert not scene(card, "phone").passed


def test_a_figure_that_stands_in_no_source_is_a_false_statement() -> None:
    class Inventing:
        def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
            quote = Citation("Extras", "", None, "Extra bed: €35 per night")
            return Answer("An extra bed is €17.", citations=(quote,))

    card = rehearse(Inventing(), KNOWN, NAME, NOW, bank())

    assert scene(card, "Extra bed price").reason == "The figure 17 stands in no source."


def test_blanks_are_filled_from_the_business_and_what_cannot_be_is_left_out(store: Store) -> None:
    furnish(store)
    with store.reading() as tx:
        published = generations.published_id(tx)

    known = known_of(store, published)

    assert ("Extra bed", "€35") in known.priced
    assert "Dogs" in known.headings
    assert known == known_of(store, published)
    empty = rehearse(Person(), Known(), NAME, NOW, bank())
    assert not any("{" in s.said for s in empty.scenes)
    assert len(empty.scenes) < len(rehearse(Person(), known, NAME, NOW, bank()).scenes)


def test_the_structured_desk_states_nothing_false_to_any_of_them(store: Store) -> None:
    furnish(store)
    with store.reading() as tx:
        known = known_of(store, generations.published_id(tx))

    card = rehearse(desk_of(store), known, NAME, NOW, bank())

    assert [s for s in card.scenes if s.came == "wrongly_stated"] == []
