"""What a guest hears who asks twice, taps a choice, leans on what was said, or wants too much."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from agent.composer import Said
from agent.modes.structured import StructuredComposer
from agent.phrases import phrases
from agent.understand import understand
from agent.words import LANGUAGES
from store.db import Store
from tests.agent.seaview import PASSAGES, ask, desk_of, furnish

MORE = (
    *PASSAGES,
    ("Closing", "The house is closed from 6 to 24 January."),
    ("Lift", "There is no lift in the house."),
    ("Tickets", "Adult: €9\nFamily: €20"),
)


@pytest.fixture
def desk(store: Store) -> StructuredComposer:
    furnish(store, MORE)
    return desk_of(store)


def test_a_no_stands_before_the_sentence_that_says_it(desk: StructuredComposer) -> None:
    assert ask(desk, "do you have a lift?").text == "No. There is no lift in the house."


def test_free_is_denied_where_a_price_stands(desk: StructuredComposer) -> None:
    assert ask(desk, "is parking free?").text.startswith("No.")


def test_a_day_the_house_calls_closed_is_told_so(desk: StructuredComposer) -> None:
    said = ask(desk, "are you open on 10 January?")

    assert said.text == "Closed on 10 January.\nThe house is closed from 6 to 24 January."


def test_several_of_a_thing_are_counted_and_shown(desk: StructuredComposer) -> None:
    assert "2 × €9 = €18" in ask(desk, "tickets for two adults, how much").text


def test_whoever_haggles_gets_a_person_and_no_price(desk: StructuredComposer) -> None:
    said = ask(desk, "can you do the double room for half the price")

    assert said.outcome == "handed_over"
    assert "€" not in said.text


@pytest.mark.parametrize(
    "question",
    [
        "since the sauna is free for dogs, when can we come",
        "you said yesterday that the suite includes a boat trip, right?",
    ],
)
def test_what_a_guest_only_claims_is_never_confirmed(
    desk: StructuredComposer, question: str
) -> None:
    assert ask(desk, question).outcome != "answered"


def test_the_same_words_are_never_said_twice_in_a_row(desk: StructuredComposer) -> None:
    first = ask(desk, "how much is breakfast?")

    again = ask(
        desk, "how much is breakfast?", Said("guest", "breakfast?"), Said("concierge", first.text)
    )

    assert (again.text, again.outcome) == (phrases("en").again, "handed_over")


def test_a_choice_that_is_tapped_is_answered(desk: StructuredComposer) -> None:
    offered = phrases("en").clarify + "\n- Dogs\n- Cancellation"

    said = ask(desk, "Cancellation", Said("guest", "hm"), Said("concierge", offered))

    assert said.outcome == "answered"
    assert "48 hours" in said.text


def test_capitals_are_no_anger(desk: StructuredComposer) -> None:
    assert "€18" in ask(desk, "HOW MUCH IS BREAKFAST AT YOUR PLACE").text


def test_the_widgets_own_words_for_a_person_fetch_one_in_every_language() -> None:
    folder = Path(__file__).parents[2] / "server/pages/widget/words"
    said = [
        (lang, words)
        for lang in LANGUAGES
        for name, words in json.loads((folder / f"{lang}.json").read_text("utf-8")).items()
        if name in ("person", "person_message")
    ]

    assert len(said) == 2 * len(LANGUAGES)
    meant = {w: understand(w, date(2026, 11, 20), lang, (lang,)).intent for lang, w in said}
    assert [words for words, intent in meant.items() if intent != "person"] == []
