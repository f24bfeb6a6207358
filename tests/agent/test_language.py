from __future__ import annotations

import pytest

from agent.language import detect, language
from agent.words import LANGUAGES


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("what time is breakfast?", "en"),
        ("r u open on sunday", "en"),
        ("¿Cuánto cuesta una habitación?", "es"),
        ("a q hora es el desayuno", "es"),
        ("Est-ce que le petit déjeuner est compris ?", "fr"),
        ("Habt ihr am Dienstag offen?", "de"),
        ("avete un parcheggio?", "it"),
        ("Quanto custa o pequeno-almoço?", "pt"),
        ("Hoe laat is het ontbijt?", "nl"),
        ("באיזו שעה ארוחת הבוקר?", "he"),
    ],
)
def test_the_language_of_a_question_is_heard(text: str, lang: str) -> None:
    assert detect(text, ["en"])[0] == lang


def test_a_word_that_says_nothing_keeps_the_likeliest_language_and_is_unsure() -> None:
    assert detect("ok", ["de", "en"]) == ("de", 0.2)
    assert detect("", [])[0] == "en"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_all_it_must(code: str) -> None:
    known = language(code)

    assert known.stop
    assert known.light
    assert set(known.weekdays.values()) == set(range(7))
    assert set(known.months.values()) == set(range(1, 13))
    assert set(known.parts) == {"morning", "noon", "afternoon", "evening", "night"}


def test_an_unknown_language_is_met_in_english() -> None:
    assert language("xx").code == "en"
    assert language("../../etc").code == "en"
