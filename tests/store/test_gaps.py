from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store import conversations, gaps, library, turns
from store.db import Store, Tx
from store.errors import Conflict
from store.tables import Gap, GapTopic

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def asked(tx: Tx, question: str, at: datetime = NOON) -> Gap:
    """By a guest of their own."""
    conversation = conversations.start(tx, channel="widget", now=NOON).conversation
    message = conversations.post(tx, conversation, question, "k", worker="t")
    gap = turns.record_gap(tx, message, question, now=at)
    tx.flush()
    return gap


def topic_of(tx: Tx, question: str, at: datetime = NOON) -> GapTopic:
    return gaps.file_new(tx, asked(tx, question, at), library.text_key(question))


def test_a_topic_counts_guests_and_not_messages(store: Store) -> None:
    with store.writing() as tx:
        topic = topic_of(tx, "Is there a gym?")
        gaps.file_under(tx, asked(tx, "Have you a gym?"), topic)
        first = gaps.questions(tx, topic.id)[-1]
        again = Gap(
            question="Gym??", conversation_id=first.conversation_id, created_at=NOON, lang="en"
        )
        tx.add(again)
        tx.flush()
        gaps.file_under(tx, again, topic)

    assert (topic.asked, topic.guests) == (3, 2)


def test_topics_stand_in_the_order_of_guests_affected(store: Store) -> None:
    with store.writing() as tx:
        topic_of(tx, "Is there a gym?")
        many = topic_of(tx, "May I bring my own wine?")
        gaps.file_under(tx, asked(tx, "Own wine?"), many)

    with store.reading() as tx:
        assert [t.question for t in gaps.topics(tx)] == [
            "May I bring my own wine?",
            "Is there a gym?",
        ]


def test_closing_a_topic_closes_its_gaps_and_only_the_first_decision_counts(store: Store) -> None:
    with store.writing() as tx:
        topic = topic_of(tx, "Is there a gym?")
        gaps.close(tx, topic.id, "dismissed", None, now=NOON)

    with store.reading() as tx:
        assert gaps.topics(tx) == []
        assert [gap.state for gap in gaps.questions(tx, topic.id)] == ["dismissed"]
    with pytest.raises(Conflict, match="dismissed already"), store.writing() as tx:
        gaps.close(tx, topic.id, "answered", None)


def test_only_what_is_asked_after_the_answer_counts_as_asked_since(store: Store) -> None:
    with store.writing() as tx:
        topic = topic_of(tx, "Is there a gym?", NOON - timedelta(days=1))
        gaps.close(tx, topic.id, "answered", None, now=NOON)
        gaps.file_under(tx, asked(tx, "Gym?", NOON - timedelta(seconds=1)), topic)
        gaps.file_under(tx, asked(tx, "Fitness?", NOON + timedelta(days=1)), topic)

    assert topic.asked_since == 1
    with store.reading() as tx:
        assert [t.id for t in gaps.leaking(tx)] == [topic.id]
