from __future__ import annotations

import threading

import pytest

from store import conversations, drafts, turns
from store.db import Store
from store.errors import Conflict, Invalid, NotFound
from store.invariants import check
from store.tables import Draft, Message
from store.turns import Said
from tests.store.talk import NOON, logged, message, opened, said, staff, what_was_said


@pytest.fixture
def question(store: Store) -> Message:
    return said(store, opened(store).conversation, "Is there parking?", "c1")


@pytest.fixture
def draft(store: Store, question: Message) -> Draft:
    with store.writing() as tx:
        made = turns.draft(
            tx, question, Said("Yes, behind the house.", confidence=0.4), "Not sure enough."
        )
    assert made is not None
    return made


def test_a_draft_waits_and_nothing_is_sent(store: Store, question: Message, draft: Draft) -> None:
    assert message(store, question.id).turn == "drafted"
    with store.reading() as tx:
        assert [d.id for d in drafts.waiting(tx)] == [draft.id]
    with store.writing() as tx:
        assert turns.reply(tx, question, Said("Yes!")) is None
        assert turns.draft(tx, question, Said("Yes!"), "Again.") is None
    assert check(store, now=NOON) == []


def test_an_approved_draft_is_the_concierges_reply_with_all_its_sources(
    store: Store, question: Message, draft: Draft
) -> None:
    ana = staff(store, "Ana")

    with store.writing() as tx:
        sent = drafts.approve(tx, draft.id, draft.version, ana)

    assert (sent.author, sent.text, sent.confidence) == ("concierge", draft.text, 0.4)
    assert sent.in_reply_to == question.id
    assert logged(store)[-1] == "draft.decided"
    assert check(store, now=NOON) == []


def test_a_draft_approved_with_other_words_is_shown_as_the_persons(
    store: Store, question: Message, draft: Draft
) -> None:
    ana = staff(store, "Ana")

    with store.writing() as tx:
        sent = drafts.approve(tx, draft.id, draft.version, ana, text="Yes, for ten pounds.")

    assert (sent.author, sent.author_name, sent.text) == ("staff", "Ana", "Yes, for ten pounds.")


def test_two_staff_decide_once_and_the_second_is_told(store: Store, draft: Draft) -> None:
    ana, ben = staff(store, "Ana"), staff(store, "Ben")
    with store.writing() as tx:
        drafts.approve(tx, draft.id, draft.version, ana)

    with pytest.raises(Conflict, match="approved this draft already"), store.writing() as tx:
        drafts.reject(tx, draft.id, draft.version, ben)

    assert logged(store).count("draft.decided") == 1


def test_of_many_decisions_at_once_one_counts(
    store: Store, question: Message, draft: Draft
) -> None:
    people = [staff(store, f"Person{n}") for n in range(4)]
    refused: list[Conflict] = []

    def approve(number: int) -> None:
        try:
            with store.writing() as tx:
                drafts.approve(tx, draft.id, draft.version, people[number])
        except Conflict as error:
            refused.append(error)

    deciding = [threading.Thread(target=approve, args=(n,)) for n in range(4)]
    for thread in deciding:
        thread.start()
    for thread in deciding:
        thread.join()

    assert len(refused) == 3
    with store.reading() as tx:
        conversation = draft.conversation_id
        sent = tx.query(Message).filter_by(conversation_id=conversation, author="concierge").all()
    assert len(sent) == 1


def test_whoever_decides_on_words_a_colleague_changed_is_told(store: Store, draft: Draft) -> None:
    ana, ben = staff(store, "Ana"), staff(store, "Ben")
    with store.writing() as tx:
        changed = drafts.edit(tx, draft.id, draft.version, "Yes, under the house.", ana)

    with pytest.raises(Conflict, match="changed this draft meanwhile"), store.writing() as tx:
        drafts.approve(tx, draft.id, draft.version, ben)
    with store.writing() as tx:
        sent = drafts.approve(tx, draft.id, changed.version, ben)

    assert sent.text == "Yes, under the house."


def test_an_edited_draft_keeps_its_words_over_a_restart(store: Store, draft: Draft) -> None:
    ana = staff(store, "Ana")
    with store.writing() as tx:
        drafts.edit(tx, draft.id, draft.version, "Yes, under the house.", ana)
    again = Store(store.path)

    with again.reading() as tx:
        kept = drafts.find(tx, draft.id)
    again.close()

    assert (kept.text, kept.proposed) == ("Yes, under the house.", "Yes, behind the house.")


def test_a_rejected_draft_sends_nothing(store: Store, question: Message, draft: Draft) -> None:
    ana = staff(store, "Ana")

    with store.writing() as tx:
        drafts.reject(tx, draft.id, draft.version, ana, "We have no parking.")

    with store.reading() as tx:
        conversation = drafts.find(tx, draft.id)
        assert drafts.count_waiting(tx) == 0
    assert (conversation.state, conversation.note) == ("rejected", "We have no parking.")
    assert check(store, now=NOON) == []


def test_a_draft_is_not_emptied(store: Store, draft: Draft) -> None:
    ana = staff(store, "Ana")

    with pytest.raises(Invalid), store.writing() as tx:
        drafts.edit(tx, draft.id, draft.version, "  ", ana)


def test_a_draft_that_is_not_there_is_not_found(store: Store) -> None:
    ana = staff(store, "Ana")

    with pytest.raises(NotFound), store.writing() as tx:
        drafts.approve(tx, 99, 1, ana)


def test_a_draft_approved_after_more_was_said_keeps_the_order(
    store: Store, question: Message, draft: Draft
) -> None:
    ana = staff(store, "Ana")
    with store.reading() as tx:
        conversation = conversations.get(tx, draft.conversation_id)
    said(store, conversation, "Hello?", "c2")

    with store.writing() as tx:
        drafts.approve(tx, draft.id, draft.version, ana)

    assert [text for _, text in what_was_said(store, conversation)] == [
        "Is there parking?",
        "Hello?",
        "Yes, behind the house.",
    ]
    assert check(store, now=NOON) == []
