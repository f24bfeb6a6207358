"""Each promise is broken on purpose, and the one function must say which."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from store import escalations, outbox, speakers, spending, turns
from store.db import Store, Tx, sqlite_module
from store.invariants import check
from store.spending import Allowance
from store.tables import Generation
from store.turns import Said
from tests.store.papers import document, published, source
from tests.store.talk import NOON, opened, said, staff


@pytest.fixture
def lived_in(store: Store) -> Store:
    """A house in which something of everything has happened."""
    conversation = opened(store).conversation
    ana = staff(store, "Ana")
    answered = said(store, conversation, "When is breakfast?", "c1")
    drafted = said(store, conversation, "Is there parking?", "c2")
    aside = said(store, conversation, "Boo", "c3")
    with store.writing() as tx:
        turns.reply(tx, answered, Said("From seven."), now=NOON)
        turns.draft(tx, drafted, Said("Yes."), "Not sure.", now=NOON)
        turns.set_aside(tx, aside, "It broke.", now=NOON)
        speakers.say(tx, conversation.id, ana, "Good evening", now=NOON)
        escalations.escalate(tx, conversation.id, "No answer.", now=NOON)
        outbox.queue(tx, "mail", "owner@seaview.example", {}, key="k", now=NOON)
        _spend(tx)
    published(store, source(store), document("/a", "Dogs are welcome.", heading="Dogs"))
    return store


def _spend(tx: Tx) -> None:
    """A call of a model that is settled, and one under way."""
    free = Allowance()
    for nanos in (7, 9):
        held = spending.hold(tx, free, "a:one", nanos=nanos, tokens=3, day=NOON.date(), now=NOON)
        if nanos == 7 and held.id is not None:
            spending.settle(tx, held.id, free, nanos=5, tokens=2, now=NOON)


def test_a_house_that_was_lived_in_keeps_every_promise(lived_in: Store) -> None:
    assert check(lived_in, now=NOON) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE messages SET seq = 9 WHERE seq = 4", "1: 1 conversations whose messages"),
        ("UPDATE conversations SET last_seq = 9", "1: 1 conversations"),
        ("DELETE FROM events WHERE kind = 'message.received'", "1: 3 guest messages"),
        ("UPDATE messages SET turn = NULL WHERE seq = 1", "2: 1 messages whose turn"),
        ("UPDATE messages SET turn = 'odd' WHERE seq = 1", "2: 1 messages whose turn"),
        ("UPDATE messages SET in_reply_to = NULL", "2: 1 guest messages that count as answered"),
        ("DELETE FROM escalations", "2: 1 guest messages that wait for a person"),
        (
            "UPDATE messages SET in_reply_to = 1 WHERE author = 'staff'",
            "3: 1 guest messages with more than one reply",
        ),
        (
            "UPDATE messages SET in_reply_to = 2 WHERE author = 'staff'",
            "3: 1 replies that needed approval",
        ),
        ("UPDATE deliveries SET state = 'sent'", "3: 1 deliveries"),
        ("UPDATE drafts SET text = ' '", "4: 1 drafts that lost their words"),
        ("UPDATE drafts SET state = 'approved'", "4: 1 drafts that lost"),
        ("UPDATE messages SET turn = 'staff' WHERE seq = 2", "4: 1 drafts that do not belong"),
        ("DELETE FROM drafts", "4: 1 messages that wait for a draft"),
        ("UPDATE messages SET in_reply_to = 5 WHERE author = 'concierge'", "5: 1 replies to"),
        (
            "UPDATE messages SET in_reply_to = 3 WHERE author = 'concierge';"
            "UPDATE messages SET in_reply_to = 1 WHERE author = 'staff'",
            "5: 1 replies given before",
        ),
        ("DELETE FROM events WHERE kind = 'message.replied'", "6: 1 things said"),
        ("DELETE FROM events WHERE kind = 'conversation.escalated'", "6: 1 escalations"),
        ("DELETE FROM events WHERE kind = 'draft.waiting'", "6: 1 drafts that were not logged"),
        ("DELETE FROM generation_documents", "6: 1 documents that no generation holds"),
        ("UPDATE generations SET state = 'retired'", "6: 1 generations that count"),
        ("UPDATE pointers SET value = '99'", "6: 1 pointers"),
        ("DELETE FROM spendings", "6: 2 days or months"),
        ("UPDATE spendings SET nanos = 6 WHERE state = 'settled'", "6: 2 days or months"),
        ("UPDATE spendings SET state = 'lost' WHERE state = 'held'", "6: 2 days or months"),
        ("DELETE FROM vectors", "its texts have no vector"),
        ("DELETE FROM passages", "full-text rows are not its passages"),
        ("DROP TABLE words_1", "full-text index is missing"),
        ("UPDATE generations SET indexed = 0", "belongs to no generation"),
    ],
)
def test_a_broken_promise_is_told_with_its_number(lived_in: Store, harm: str, told: str) -> None:
    with lived_in.writing() as tx:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        for statement in harm.split(";"):
            tx.execute(text(statement))

    faults = check(lived_in, now=NOON)

    assert any(told in fault for fault in faults), json.dumps(faults, indent=1)


def test_a_message_that_waits_too_long_is_told(store: Store) -> None:
    said(store, opened(store).conversation, "When is breakfast?", "c1")

    assert check(store, now=NOON + timedelta(minutes=59)) == []
    (fault,) = check(store, now=NOON + timedelta(minutes=62))
    assert "waited longer than they may (1)" in fault


def test_a_vector_index_that_differs_is_told(lived_in: Store) -> None:
    if not lived_in.has_vec:
        pytest.skip("this SQLite cannot load the vector extension")
    with lived_in.writing() as tx:
        (generation,) = tx.query(Generation).all()
        tx.execute(text(f"DELETE FROM vec_{generation.id}"))

    (fault,) = check(lived_in, now=NOON)

    assert "vector rows" in fault


def test_rows_that_point_nowhere_are_told_first(lived_in: Store) -> None:
    careless = sqlite_module().connect(str(lived_in.path))
    careless.execute("DELETE FROM contacts")
    careless.commit()
    careless.close()

    (fault,) = check(lived_in, now=NOON)

    assert "point nowhere" in fault
