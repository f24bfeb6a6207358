from __future__ import annotations

import threading
from datetime import timedelta

from store import conversations, speakers, turns
from store.db import Store
from store.invariants import check
from store.turns import Due, Said
from tests.store.talk import NOON, logged, message, opened, said, staff, what_was_said


def leased(store: Store, worker: str, now: object = NOON) -> Due | None:
    with store.writing() as tx:
        return turns.lease_next(tx, worker, now=now)  # type: ignore[arg-type]


def test_the_conversation_that_waited_longest_comes_first(store: Store) -> None:
    first, second = opened(store).conversation, opened(store).conversation
    said(store, second, "I was first", "c1")
    said(store, first, "I was second", "c1")

    order = [due.conversation_id for _ in range(2) if (due := leased(store, "w"))]

    assert order == [second.id, first.id]
    assert leased(store, "w") is None


def test_two_workers_never_hold_one_conversation(store: Store) -> None:
    conversation = opened(store).conversation
    said(store, conversation, "One", "c1")
    said(store, conversation, "Two", "c2")

    assert leased(store, "first")
    assert leased(store, "second") is None


def test_of_many_workers_at_once_one_wins(store: Store) -> None:
    conversation = opened(store).conversation
    said(store, conversation, "When is breakfast?", "c1")
    won: list[Due] = []

    def work(name: str) -> None:
        if due := leased(store, name):
            won.append(due)

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(won) == 1


def test_a_lease_ends_so_that_a_dead_workers_turn_is_taken(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "When is breakfast?", "c1")
    assert leased(store, "dead")

    due = leased(store, "alive", NOON + timedelta(seconds=61))

    assert due == Due(conversation.id, question.id, too_late=False)


def test_a_server_that_opens_alone_frees_every_lease_at_once(store: Store) -> None:
    said(store, opened(store).conversation, "When is breakfast?", "c1", worker="dead")
    assert leased(store, "alive") is None

    with store.writing() as tx:
        assert turns.release_all(tx) == 1

    assert leased(store, "alive")


def test_storing_a_message_may_take_the_lease_in_the_same_write(store: Store) -> None:
    conversation = opened(store).conversation

    said(store, conversation, "When is breakfast?", "c1", worker="server")

    assert leased(store, "other") is None
    with store.writing() as tx:
        turns.release(tx, conversation.id, "other")
    assert leased(store, "other") is None
    with store.writing() as tx:
        turns.release(tx, conversation.id, "server")
    assert leased(store, "other")


def test_a_message_that_waited_over_an_hour_is_too_late_for_a_machine(store: Store) -> None:
    said(store, opened(store).conversation, "When is breakfast?", "c1")

    due = leased(store, "w", NOON + timedelta(hours=2))

    assert due is not None
    assert due.too_late


def test_a_message_is_replied_to_once_however_often_we_try(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "When is breakfast?", "c1")

    with store.writing() as tx:
        sent = turns.reply(tx, question, Said("From seven.", kind="hours"))
        assert turns.reply(tx, question, Said("From eight.")) is None

    assert sent is not None
    assert (sent.in_reply_to, sent.kind, sent.seq) == (question.id, "hours", 2)
    assert what_was_said(store, conversation)[1:] == [("concierge", "From seven.")]
    assert logged(store).count("message.replied") == 1
    assert check(store, now=NOON) == []


def test_after_a_turn_the_next_message_is_handed_on_under_the_same_lease(store: Store) -> None:
    conversation = opened(store).conversation
    first = said(store, conversation, "One", "c1", worker="w")
    second = said(store, conversation, "Two", "c2")

    with store.writing() as tx:
        turns.reply(tx, first, Said("One, then."))
        following = turns.go_on(tx, conversation.id, "w", NOON)

    assert following == second.id
    assert leased(store, "other") is None
    with store.writing() as tx:
        turns.reply(tx, second, Said("Two, then."))
        assert turns.go_on(tx, conversation.id, "w", NOON) is None
    with store.reading() as tx:
        assert conversations.get(tx, conversation.id).leased_by == ""


def test_what_a_killed_server_left_is_due_before_what_came_since(store: Store) -> None:
    conversation = opened(store).conversation
    left = said(store, conversation, "One", "c1", worker="dead", now=NOON - timedelta(hours=2))
    said(store, conversation, "Two", "c2", worker="alive")

    with store.reading() as tx:
        due = turns.next_due(tx, conversation.id, NOON)

    assert due == Due(conversation.id, left.id, too_late=True)


def test_a_turn_that_broke_is_set_aside_where_staff_see_it(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "When is breakfast?", "c1")

    with store.writing() as tx:
        assert turns.set_aside(tx, question, "It broke.")
        assert not turns.set_aside(tx, question, "It broke.")

    assert message(store, question.id).turn == "set_aside"
    assert message(store, question.id).turn_note == "It broke."
    assert logged(store).count("conversation.escalated") == 1
    assert check(store, now=NOON) == []


def test_what_is_owed_is_counted_until_it_is_answered(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "When is breakfast?", "c1")

    with store.writing() as tx:
        assert turns.count_waiting(tx) == 1
        assert turns.anything_due(tx, NOON)
        turns.reply(tx, question, Said("From seven."))
        assert turns.count_waiting(tx) == 0
        assert not turns.anything_due(tx, NOON)


def test_what_staff_took_is_not_leased(store: Store) -> None:
    conversation = opened(store).conversation
    said(store, conversation, "When is breakfast?", "c1")
    ana = staff(store, "Ana")
    with store.writing() as tx:
        speakers.take_over(tx, conversation.id, ana)

    assert leased(store, "w") is None
