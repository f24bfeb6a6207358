from __future__ import annotations

import pytest

from store import contacts, conversations, messages
from store.conversations import Inbound, Visitor
from store.db import Store
from store.errors import Conflict, Invalid, NotFound
from store.tables import Contact
from tests.store.talk import staff


def by_mail(store: Store, address: str, text: str = "Hello", name: str = "") -> int:
    """The contact of who writes from there."""
    with store.writing() as tx:
        said = conversations.receive(tx, Inbound("mail", address, text, text + address, name=name))
        return conversations.get(tx, said.conversation_id).contact_id


def web_guest(store: Store, visitor: Visitor) -> int:
    with store.writing() as tx:
        return conversations.start(tx, channel="widget", visitor=visitor).conversation.contact_id


def found(store: Store, search: str = "") -> list[int]:
    with store.reading() as tx:
        return [known.contact.id for known in contacts.listed(tx, search=search)]


def test_a_contact_is_found_by_name_address_and_number(store: Store) -> None:
    maria = web_guest(store, Visitor("María López", "maria@example.com", "+34 600"))
    tom = by_mail(store, "tom@example.net", name="Tom")

    assert found(store, "lópez") == [maria]
    assert found(store, "EXAMPLE.COM maría") == [maria]
    assert found(store, "tom@") == [tom]
    assert found(store, "100%") == []
    assert found(store) == [tom, maria]


def test_two_that_are_one_guest_are_merged_and_split_again(store: Store) -> None:
    ana = staff(store, "Ana")
    web = web_guest(store, Visitor("Maria", "", "+34 600"))
    mail = by_mail(store, "maria@example.com", name="Maria López")

    with store.writing() as tx:
        merged = contacts.merge(tx, web, mail, ana)
        assert (merged.name, merged.phone) == ("Maria", "+34 600")
    later = by_mail(store, "maria@example.com", "One more thing")
    with store.reading() as tx:
        together = len(contacts.conversations_of(tx, web))
        with pytest.raises(NotFound, match="merged into"):
            contacts.find(tx, mail)

    assert (later, together, found(store)) == (web, 2, [web])

    with store.writing() as tx:
        contacts.split(tx, web, ana)
    with store.reading() as tx:
        apart = [len(contacts.conversations_of(tx, one)) for one in (web, mail)]
        assert contacts.find(tx, mail).name == "Maria López"
    assert apart == [1, 1]
    assert by_mail(store, "maria@example.com", "And another") == mail


def test_what_was_corrected_since_a_merge_stays_when_it_is_undone(store: Store) -> None:
    ana = staff(store, "Ana")
    one, other = web_guest(store, Visitor("")), web_guest(store, Visitor("Tom", "t@example.com"))

    with store.writing() as tx:
        contacts.merge(tx, one, other, ana)
        tx.get_one(Contact, one).email = "tom@example.com"
        contacts.split(tx, one, ana)

    with store.reading() as tx:
        kept = contacts.find(tx, one)
        assert (kept.name, kept.email) == ("", "tom@example.com")


def test_nobody_is_merged_with_themselves_or_split_off_twice(store: Store) -> None:
    ana = staff(store, "Ana")
    one, other = web_guest(store, Visitor("A")), web_guest(store, Visitor("B"))

    with store.writing() as tx, pytest.raises(Invalid):
        contacts.merge(tx, one, one, ana)
    with store.writing() as tx:
        contacts.merge(tx, one, other, ana)
    with store.writing() as tx, pytest.raises(NotFound):
        contacts.merge(tx, one, other, ana)
    with store.writing() as tx:
        contacts.split(tx, one, ana)
    with store.writing() as tx, pytest.raises(Conflict):
        contacts.split(tx, one, ana)


def test_messages_keep_their_numbers_when_contacts_change_hands(store: Store) -> None:
    ana = staff(store, "Ana")
    one, other = by_mail(store, "a@example.com"), by_mail(store, "b@example.com")

    with store.writing() as tx:
        contacts.merge(tx, one, other, ana)
        said = [
            message.seq
            for talk in contacts.conversations_of(tx, one)
            for message in messages.history(tx, talk.id)
        ]

    assert said == [1, 1]
