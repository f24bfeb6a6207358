from __future__ import annotations

import pytest

from store import canned, desk, events, notes, tags
from store.db import Store
from store.errors import Invalid, NotFound, TooMany
from tests.store.talk import opened, staff


def test_a_note_tells_those_it_names_and_nobody_else(store: Store) -> None:
    talk = opened(store).conversation
    ana, ben = staff(store, "Ana", "owner"), staff(store, "Ben")
    staff(store, "Benedikt")

    with store.writing() as tx:
        note = notes.add(tx, talk.id, "@ben, please ring them. Not ana@seaview.example.", ana)

    with store.reading() as tx:
        told = events.after(tx, 0, conversation_id=talk.id)[-1]
        assert (told.kind, told.data) == ("note.added", {"note_id": note.id, "mentions": [ben.id]})
        assert [found.text[:4] for found in notes.of_conversation(tx, talk.id)] == ["@ben"]


def test_tags_are_words_kept_once_in_small_letters(store: Store) -> None:
    talk, ana = opened(store).conversation, staff(store, "Ana", "owner")

    with store.writing() as tx:
        tags.change(tx, talk.id, ana, add=["#VIP", "vip", "late"])
        tags.change(tx, talk.id, ana, add=["vip"], remove=["late", "never-there"])

    with store.reading() as tx:
        assert tags.of_conversation(tx, talk.id) == ["vip"]
        assert desk.row_of(tx, talk.id).tags == ("vip",)
        assert tags.known(tx) == ["vip"]


@pytest.mark.parametrize("name", ["", "#", "two words", "x" * 41, "\x1b[31m", "[b]"])
def test_what_is_no_word_is_no_tag(name: str) -> None:
    with pytest.raises(Invalid):
        tags.named(name)


def test_a_conversation_has_so_many_tags_and_no_more(store: Store) -> None:
    talk, ana = opened(store).conversation, staff(store, "Ana", "owner")

    with store.writing() as tx, pytest.raises(TooMany):
        tags.change(tx, talk.id, ana, add=[f"t{n}" for n in range(tags.MOST + 1)])


def test_a_canned_answer_is_kept_once_by_its_name(store: Store) -> None:
    ana = staff(store, "Ana", "owner")
    with store.writing() as tx:
        canned.put(tx, "Late  Arrival", "Dear {guest}, {key} lies ready.", ana)
        canned.put(tx, "late arrival", "Dear {guest}, ring {me}. {key}", ana)

    with store.reading() as tx:
        (kept,) = canned.listed(tx)
        assert kept.name == "late arrival"
        assert kept.text == "Dear {guest}, ring {me}. {key}"

    with store.writing() as tx:
        canned.remove(tx, canned.named(tx, "LATE arrival").id)
        with pytest.raises(NotFound):
            canned.named(tx, "late arrival")
