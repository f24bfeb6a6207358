"""What the reader is taught with: repeatable, true to its labels, and apart from what judges it."""

from __future__ import annotations

import random
import re

import pytest

from models.reader.asking import as_guests_write
from models.reader.cases import Case, Crowd
from models.reader.fragments import made_business
from models.reader.lessons_of import LANGUAGES, made_cases
from models.reader.made import lessons, trades
from tests.shared import SHARED, WHY_NOT


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(made_cases(600, seed=5, held_out=False, abroad=0.5))


def test_the_same_seed_makes_the_same_lessons(cases: list[Case]) -> None:
    assert list(made_cases(600, seed=5, held_out=False, abroad=0.5)) == cases
    assert list(made_cases(600, seed=6, held_out=False, abroad=0.5)) != cases


def test_trades_that_judge_are_never_taught(cases: list[Case]) -> None:
    judging = set(trades(held_out=True))

    assert len(judging) >= 5
    assert not judging & set(trades(held_out=False))
    assert not judging & {case.business.rsplit("-", 1)[0] for case in cases}


def test_no_passage_both_answers_and_does_not(cases: list[Case]) -> None:
    for case in cases:
        assert not set(case.gold) & {*case.wrong, *case.rest}
        assert case.wrong


def test_a_part_of_the_questions_has_no_answer(cases: list[Case]) -> None:
    silent = sum(not case.gold for case in cases)

    assert 0.15 < silent / len(cases) < 0.5


def test_no_blank_of_a_lesson_is_left_open(cases: list[Case]) -> None:
    texts = [text for c in cases for text in (c.question, *c.gold, *c.wrong, *c.rest)]

    assert not [text for text in texts if re.search(r"\{[a-z]*\}", text)]


def test_a_row_under_one_column_answers_for_that_column_alone() -> None:
    seen = 0
    for seed in range(40):
        made = made_business("golf", seed)
        columns = {key[2] for key in made.asks if key[0] == "price"} - {"", "any"}
        for fragment in made.fragments:
            column = fragment.text.split("\n")[0].rsplit(" > ", 1)[-1]
            if column in columns:
                answered = {key[2] for key in fragment.answers if key[0] == "price"}
                assert answered == {column, "any"}
                seen += 1

    assert seen > 50


def test_every_trade_and_topic_is_told_of_as_the_others_are() -> None:
    topics = lessons("topics")
    for name, trade in lessons("trades").items():
        assert set(trade["topics"]) <= set(topics), name
        assert trade["places"]
        assert trade["own"]
    for name, topic in topics.items():
        assert set(topic["near"]) <= set(topics), name
        assert {key for key in topic if len(key) == 2} <= set(LANGUAGES), name


def test_guests_misspell_but_keep_their_figures() -> None:
    rng = random.Random(1)
    question = "How much is a room for 2 people from 14 to 17 August?"

    written = [as_guests_write(question, rng) for _ in range(200)]

    assert len(set(written)) > 60
    assert all(re.findall(r"\d\d", text) == ["14", "17"] for text in written)


@pytest.mark.skipif(SHARED is None, reason=WHY_NOT)
def test_businesses_held_out_for_limits_are_not_taught_from() -> None:
    assert SHARED is not None
    people = Crowd(SHARED / "training")

    def businesses(part: str) -> set[str]:
        return {case.business for case in people.cases(part, "dstc9", "faq")}

    taught = businesses("train") | {case.business for case in people.headings("train")}

    assert len(businesses("calibrate")) >= 20
    assert not taught & businesses("calibrate")
