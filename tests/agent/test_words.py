from __future__ import annotations

import pytest

from agent.words import (
    LANGUAGES,
    LONGEST_WORD,
    bare_of_prefix,
    close,
    fold,
    lexicon,
    stem,
    tokens,
)


def test_accents_case_and_the_sharp_s_make_no_difference() -> None:
    assert fold("Café STRASSE Straße Œuvre ’") == "cafe strasse strasse oeuvre '"


def test_the_elided_article_is_not_part_of_the_word() -> None:
    assert tokens(fold("l'hôtel, all'aperto, driver's")) == ["hotel", "aperto", "driver"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prices", "price"),
        ("opening", "opens"),
        ("personen", "person"),
        ("parties", "party"),
        ("membership", "members"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_short_words_of_different_languages_stay_apart() -> None:
    assert stem("cane") != stem("can")
    assert stem("offen") != stem("of")


def test_one_slip_of_the_finger_is_forgiven_and_two_are_not_in_a_short_word() -> None:
    assert close("chardonay", "chardonnay")
    assert close("breakfsat", "breakfast")
    assert not close("dog", "fog")
    assert not close("house", "mouse")


def test_a_concept_is_found_in_every_language_we_speak() -> None:
    dog = {
        "en": "dogs",
        "es": "perros",
        "fr": "chiens",
        "de": "hunde",
        "it": "cani",
        "nl": "honden",
    }

    for lang, word in dog.items():
        assert "dog" in lexicon().concepts(word, lang)


def test_a_compound_is_known_by_its_part() -> None:
    assert "phone" in lexicon().concepts("telefonnummern", "de")


def test_what_is_too_long_for_a_word_is_not_taken_apart() -> None:
    assert max(len(word) for word in tokens(fold("Telefon" * 500 + " ok"))) <= LONGEST_WORD


def test_other_words_for_a_thing_come_from_the_documents_languages_only() -> None:
    words = lexicon().alternatives(frozenset({"dog"}), frozenset({"it"}))

    assert ("cane",) in words
    assert ("chien",) not in words
    assert any(row[0].startswith("animal") for row in words), "a pet is what a dog is, too"


def test_every_concept_has_all_its_languages() -> None:
    for concept, by_language in lexicon().words.items():
        assert set(by_language) == set(LANGUAGES), concept
        assert all(by_language.values()), concept


def test_hebrew_words_are_one_word_with_or_without_the_article_and_in_the_plural() -> None:
    assert stem("שיעורים") == stem("שיעור")
    assert stem("נגישה") == stem("נגיש")
    assert stem("מזרנים") == stem("מזרן")
    assert bare_of_prefix("באשראי") == "אשראי"
    assert bare_of_prefix("card") == ""
