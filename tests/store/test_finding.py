from __future__ import annotations

import pytest
from sqlalchemy import text

from store import conversations, desk, tags
from store.db import Store
from store.tables import Conversation, Message, User
from tests.store.talk import NOON, said, staff

SEARCHES: dict[str, set[str]] = {
    "park": {"Maria", "Olaf"},
    "PARKING": {"Olaf"},
    "cafe open": {"Maria"},
    "park cafe": set(),
    "maria": {"Maria"},
    "olaf@example.com": {"Olaf"},
    "960123": {"Maria", "Olaf", "Greta"},
    "channel:mail": {"Olaf", "Greta"},
    "channel:mail park": {"Olaf"},
    "#vip": {"Olaf"},
    "tag:vip from:greta": set(),
    "from:maria park": {"Maria"},
    'NOT "': {"Greta"},
    "near(": {"Greta"},
    "?!": {"Maria", "Olaf", "Greta"},
}


def wrote(store: Store, name: str, channel: str, *texts: str) -> Conversation:
    visitor = conversations.Visitor(name, f"{name.lower()}@example.com", "+44 1632 960123")
    with store.writing() as tx:
        started = conversations.start(tx, channel=channel, visitor=visitor, now=NOON)
    for number, words in enumerate(texts):
        said(store, started.conversation, words, f"k{number}")
    return started.conversation


@pytest.fixture
def ben(store: Store) -> User:
    return staff(store, "Ben")


@pytest.fixture
def house(store: Store, ben: User) -> dict[int, str]:
    """Three conversations, by the name of their guest."""
    maria = wrote(store, "Maria", "widget", "Can we park a van?", "And is the café open?")
    olaf = wrote(store, "Olaf", "mail", "Where is the parking?")
    greta = wrote(store, "Greta", "mail", 'NOT AND OR " * ( NEAR what?')
    with store.writing() as tx:
        tags.change(tx, olaf.id, ben, add=["VIP"])
    return {maria.id: "Maria", olaf.id: "Olaf", greta.id: "Greta"}


def test_a_search_finds_what_was_said_and_who_said_it(
    store: Store, house: dict[int, str], ben: User
) -> None:
    with store.reading() as tx:
        found = {
            search: {house[row.conversation.id] for row in desk.rows(tx, "all", 0, search=search)}
            for search in SEARCHES
        }

    assert found == SEARCHES


def test_a_search_is_read_page_by_page(store: Store, ben: User, house: dict[int, str]) -> None:
    with store.reading() as tx:
        (first,) = desk.rows(tx, "all", ben.id, search="park", limit=1)
        at = first.conversation.last_message_at, first.conversation.id
        (second,) = desk.rows(tx, "all", ben.id, search="park", limit=1, before=at)

        assert {house[row.conversation.id] for row in (first, second)} == {"Maria", "Olaf"}


def test_words_that_are_erased_are_not_found_any_more(
    store: Store, ben: User, house: dict[int, str]
) -> None:
    with store.writing() as tx:
        changed = tx.query(Message).filter(Message.text.like("%van%")).one()
        changed.text = "(erased)"
        tx.execute(text("UPDATE contacts SET name = '', email = '' WHERE name = 'Maria'"))

    with store.reading() as tx:
        assert desk.rows(tx, "all", ben.id, search="van") == []
        assert desk.rows(tx, "all", ben.id, search="maria") == []
        assert len(desk.rows(tx, "all", ben.id, search="erased")) == 1
        tx.execute(
            text("INSERT INTO words_messages (words_messages, rank) VALUES ('integrity-check', 1)")
        )
