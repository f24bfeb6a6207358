from __future__ import annotations

import pytest

from agent.ages import ages_told
from agent.words import fold, tokens
from store.db import Store
from tests.agent.claims_house import stands
from tests.agent.seaview import ask, desk_of, furnish


def told(text: str) -> list[str]:
    words = tokens(fold(text))
    return [words[place] for place in sorted(ages_told(words))]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("a ticket for one child of 8", ["8"]),
        ("my 14yr old and an 8-year-old", ["14yr", "8"]),
        ("2 adults with kids aged 5, 8 and 10", ["5", "8", "10"]),
        ("my sons are 5 and 8", ["5", "8"]),
        ("children under 12", ["12"]),
        ("Preis für ein Kind von 8", ["8"]),
        ("2 Kinder im Alter von 5 und 8 Jahren", ["5", "8"]),
        ("ein 8-jähriges Kind", ["8"]),
        ("prezzo per un bambino di 8 anni feriale", ["8"]),
        ("una niña de 8 años", ["8"]),
        ("un enfant de huit ans", ["huit"]),
        ("uma criança de 8", ["8"]),
        ("een kind van 8", ["8"]),
        ("2 ילדים בני 5 ו-8", ["5", "8"]),
    ],
)
def test_an_age_is_told_from_a_number_of_people(text: str, ages: list[str]) -> None:
    assert told(text) == ages


@pytest.mark.parametrize(
    "text",
    [
        "8 children and 2 adults",
        "a family of 4",
        "a party of 8",
        "8 Kinder",
        "per 8 persone",
        "we are 4 and 2 children",
        "my son is small, and 2 adults",
        "for 3 months",
    ],
)
def test_a_number_of_people_is_no_age(text: str) -> None:
    assert told(text) == []


def test_a_model_may_not_multiply_a_price_by_an_age() -> None:
    assert not stands("8 × 84 € = 672 €", said="What does the garden room cost with a child of 8?")
    assert stands("8 × 84 € = 672 €", said="What do 8 nights in the garden room cost?")


def test_one_child_pays_once_however_old(store: Store) -> None:
    tariffs = "Tipo | Feriale | Festivo\nAdulti | €25 | €30\nBambini fino a 12 anni | €14 | €18"
    furnish(store, [("Tariffe", tariffs)], (), "it")

    answer = ask(desk_of(store, ("it",)), "prezzo per un bambino di 8 anni feriale", lang="it")

    assert "€14" in answer.text
    assert "€112" not in answer.text
