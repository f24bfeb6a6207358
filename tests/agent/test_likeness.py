from __future__ import annotations

from itertools import combinations

import pytest

from agent.likeness import Wording, alike, worded
from models.registry import build_embedder
from tests.agent.wordings import DIFFERENT, SAME

LIKELY = ("en", "de", "es", "fr", "it")


def asked(text: str) -> Wording:
    return worded(text, build_embedder().query(text), "", LIKELY)


def likeness(one: str, other: str, told: str = "") -> float:
    return alike(asked(one), asked(other), build_embedder().query, told)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_questions_that_only_look_alike_never_share_an_answer(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) == 0
    assert likeness(one, other, "Yes, gladly.") == likeness(other, one, "Yes, gladly.") == 0


def test_nine_of_ten_paraphrases_are_known_as_the_same_question() -> None:
    pairs = [pair for topic in SAME for pair in combinations(topic, 2)]
    found = [pair for pair in pairs if likeness(*pair) > 0]

    assert len(found) >= 0.9 * len(pairs), set(pairs) - set(found)


def test_no_two_topics_of_one_language_fall_together() -> None:
    together = [
        (one, other)
        for topic, rival in combinations(SAME[:24], 2)
        for one in topic
        for other in rival
        if likeness(one, other) > 0
    ]

    assert together == []


def test_a_question_in_another_language_is_known_by_the_words_of_the_trade() -> None:
    assert likeness("Haben Sie einen Fitnessraum?", "Is there a gym?") > 0
    assert likeness("¿Tienen piscina?", "Is there a gym?") == 0
