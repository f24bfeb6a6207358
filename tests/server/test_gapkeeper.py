from __future__ import annotations

import pytest

from models.registry import build_embedder
from server.gapkeeper import Gapkeeper
from store import conversations, gaps, turns
from store.db import Store
from store.tables import GapTopic
from tests.agent.wordings import DIFFERENT, SAME


def ask(store: Store, *questions: str, lang: str = "en") -> None:
    """Each by a guest of their own, and nobody knew."""
    with store.writing() as tx:
        for question in questions:
            conversation = conversations.start(tx, channel="widget").conversation
            message = conversations.post(tx, conversation, question, "k", worker="t")
            turns.record_gap(tx, message, question).lang = lang


def topics(store: Store) -> list[GapTopic]:
    with store.reading() as tx:
        return list(gaps.topics(tx))


@pytest.fixture
def keeper(store: Store) -> Gapkeeper:
    return Gapkeeper(store, build_embedder(), "Seaview")


def test_paraphrases_become_one_topic_and_other_questions_others(
    store: Store, keeper: Gapkeeper
) -> None:
    ask(store, "Gym?", "Do you have a fitness room?", "Is there a gym at Seaview?")
    ask(store, "May I bring my own wine?", "Can we bring our own wine?")
    keeper.step()

    assert [(t.guests, t.question) for t in topics(store)] == [
        (3, "Is there a gym at Seaview?"),
        (2, "May I bring my own wine?"),
    ]


def test_a_later_question_finds_the_topic_of_an_earlier_one(
    store: Store, keeper: Gapkeeper
) -> None:
    ask(store, "Is bike rental possible?")
    keeper.step()
    ask(store, "Do you rent out bikes?")
    Gapkeeper(store, build_embedder(), "Seaview").step()

    assert [t.guests for t in topics(store)] == [2]


def test_the_clearest_way_to_put_it_is_shown(store: Store, keeper: Gapkeeper) -> None:
    ask(
        store,
        "Hello there! I wonder, is there a gym?",
        "gym",
        "Is there a gym that guests can use?",
        "Is there a gym?",
    )
    keeper.step()

    assert topics(store)[0].question == "Is there a gym?"


def test_nothing_is_filed_twice_and_nothing_is_left(store: Store, keeper: Gapkeeper) -> None:
    ask(store, *(question for topic in SAME[:12] for question in topic))
    while keeper.step():
        pass
    keeper.step()

    with store.reading() as tx:
        assert list(gaps.unfiled(tx)) == []
    asked = sum(t.asked for t in topics(store))
    assert asked == sum(len(topic) for topic in SAME[:12])


def test_questions_of_two_kinds_are_never_filed_together(store: Store, keeper: Gapkeeper) -> None:
    pairs = DIFFERENT[:20]
    for one, other in pairs:
        ask(store, one, other)
    while keeper.step():
        pass

    with store.reading() as tx:
        for topic in gaps.topics(tx, limit=200):
            held = {gap.question for gap in gaps.questions(tx, topic.id, limit=100)}
            assert not any(one in held and other in held for one, other in pairs), held


def test_a_question_in_another_language_joins_the_topic(store: Store, keeper: Gapkeeper) -> None:
    ask(store, "Is there a gym?")
    ask(store, "Haben Sie einen Fitnessraum?", lang="de")
    keeper.step()

    assert [t.guests for t in topics(store)] == [2]


def test_an_empty_looking_question_does_not_stop_the_others(
    store: Store, keeper: Gapkeeper
) -> None:
    ask(store, "???", "Is there a gym?")
    keeper.step()

    assert {t.question for t in topics(store)} == {"???", "Is there a gym?"}
