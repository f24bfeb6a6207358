from __future__ import annotations

from datetime import date

import pytest

from store import answers, cases, conversations, turns
from store.answers import Scope
from store.cases import Expected
from store.conversations import Inbound
from store.db import Store
from store.errors import Conflict, Invalid, NotFound
from store.tables import Mark, Message, User

NOVEMBER = date(2026, 11, 20)


def replied(store: Store, text: str = "The pool\nThe pool is heated.") -> Message:
    with store.writing() as tx:
        asked = conversations.receive(tx, Inbound("sms", "+1", "Is the pool heated?", "1"))
        quote = {"title": "Pool", "url": "", "page": None, "quote": "The pool is heated."}
        reply = turns.reply(tx, asked, turns.Said(text, lang="en", citations=[quote]))
        assert reply
        return reply


def test_a_house_answer_is_a_case_and_changes_with_it(store: Store) -> None:
    with store.writing() as tx:
        made = answers.add(
            tx, "Is there a gym?", "Yes, on the second floor.", {"Is there a gym?": "k"}
        )
        answers.change(tx, made.id, answer="No, not any more.")

    with store.reading() as tx:
        assert [(c.question, c.reference, c.origin) for c in cases.listed(tx)] == [
            ("Is there a gym?", "No, not any more.", "house_answer")
        ]

    with store.writing() as tx:
        answers.remove(tx, made.id)
        assert cases.listed(tx) == []


def test_a_house_answer_out_of_season_is_not_asked(store: Store) -> None:
    summer = Scope(valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31), yearly=True)
    with store.writing() as tx:
        answers.add(tx, "Is the pool open?", "Yes.", {"Is the pool open?": "k"}, scope=summer)

        assert cases.due(tx, NOVEMBER) == []
        assert len(cases.due(tx, date(2027, 7, 1))) == 1


def test_a_reply_marked_bad_must_not_be_given_again(store: Store, ana: User) -> None:
    reply = replied(store)

    with store.writing() as tx:
        cases.mark(tx, reply.id, "bad", note="It is not.", by=ana)

    with store.reading() as tx:
        (case,) = cases.listed(tx)
        assert (case.question, case.answerable) == ("Is the pool heated?", None)
        assert case.must_not == [r"The\ pool\ is\ heated\."]


def test_the_last_mark_counts(store: Store, ana: User) -> None:
    reply = replied(store)
    with store.writing() as tx:
        cases.mark(tx, reply.id, "bad", by=ana)
        cases.mark(tx, reply.id, "good", by=ana)

        assert cases.listed(tx) == []
        assert [m.mark for m in tx.query(Mark)] == ["good"]


def test_only_replies_of_the_concierge_can_be_marked(store: Store) -> None:
    reply = replied(store)
    with store.writing() as tx:
        with pytest.raises(Conflict):
            cases.mark(tx, reply.in_reply_to or 0, "bad")
        with pytest.raises(NotFound):
            cases.mark(tx, 999, "bad")
        with pytest.raises(Invalid):
            cases.mark(tx, reply.id, "so-so")


def test_the_same_question_imported_again_is_one_case(store: Store) -> None:
    with store.writing() as tx:
        cases.add(tx, "Is there  a gym?", Expected(facts=[["gym"]]))
        cases.add(tx, "Is there a gym?", Expected(facts=[["floor"]]))

        (case,) = cases.listed(tx)
        assert case.facts == [["floor"]]
        cases.remove(tx, case.id)
        assert cases.listed(tx) == []
        with pytest.raises(NotFound):
            cases.remove(tx, case.id)


def test_a_pattern_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(Invalid):
        Expected(facts=[["("]])
