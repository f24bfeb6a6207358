"""What the desk's keys do, done by commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import accounts, conversations, escalations, notes, turns
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.tables import Draft
from tests.cli.conftest import Inside


@pytest.fixture
def memory(founded: Path) -> Iterator[Store]:
    store = open_store(Home(founded))
    yield store
    store.close()


@pytest.fixture
def draft(memory: Store) -> Draft:
    """A guest asked, and the reply waits for staff; a colleague is there to hand things to."""
    with memory.writing() as tx:
        accounts.add(tx, "ben@seaview.example", "Ben", "agent", None)
        started = conversations.start(
            tx, channel="widget", visitor=conversations.Visitor(name="Gil")
        )
        message = conversations.post(tx, started.conversation, "When is breakfast?", "c-1")
        waiting = turns.draft(tx, message, turns.Said("At eight."), "Not sure enough (0.31).")
    assert waiting is not None
    return waiting


def test_conversations_are_found_and_seen_to_by_commands(
    inside: Inside, memory: Store, draft: Draft
) -> None:
    (row,) = inside("conversation", "list", "--search", "breakf from:gil", "--json").json
    assert inside("conversation", "list", "--search", "helicopter", "--json").json == []
    talk = row["id"]
    ben = ("--to", "ben@seaview.example", "--json")

    (told,) = inside("conversation", "assign", talk, *ben).json
    assert told["assigned"] == "Ben"
    (told,) = inside("conversation", "tag", talk, "--add", "VIP", "--add", "late", "--json").json
    assert told["tags"] == ["late", "vip"]
    (told,) = inside("conversation", "snooze", talk, "--until", "2h", "--json").json
    assert told["snoozed_until"]
    (told,) = inside("conversation", "snooze", talk, "--until", "now", "--json").json
    assert told["snoozed_until"] is None
    (told,) = inside("conversation", "hand-over", talk, *ben).json
    assert told["speaker_name"] == "Ben"
    assert inside("conversation", "say", talk, "Hello").code == 5
    assert inside("conversation", "say", talk, "Hello", "--as", "ben@seaview.example").code == 0
    (told,) = inside("conversation", "hand-back", talk, "--json").json
    assert told["speaker"] == "concierge"
    assert inside("conversation", "take-over", talk).code == 0
    (told,) = inside("conversation", "close", talk, "--reason", "solved", "--json").json
    assert (told["status"], told["reason"]) == ("closed", "solved")
    assert inside("conversation", "close", talk, "--reason", "boredom").code == 2
    assert inside("conversation", "snooze", talk, "--until", "soonish").code == 2

    assert inside("conversation", "note", talk, "Ring them, @ben").code == 0
    with memory.reading() as tx:
        found = conversations.by_public_id(tx, talk)
        (note,) = notes.of_conversation(tx, found.id)
        assert note.mentions == [accounts.find(tx, "ben@seaview.example").id]


def test_calls_and_texts_are_seen_to_by_commands(
    inside: Inside, memory: Store, draft: Draft
) -> None:
    with memory.writing() as tx:
        escalations.escalate(tx, draft.conversation_id, "Asked for a person.")

    (call,) = inside("escalation", "list", "--json").json
    assert call["due_at"] > call["created_at"]
    assert inside("escalation", "priority", str(call["id"]), "1", "--json").json["priority"] == 1
    done = inside("escalation", "resolve", str(call["id"]), "--note", "Rang them", "--json").json
    assert (done["state"], done["note"]) == ("resolved", "Rang them")

    inside("canned", "keep", "Late arrival", "Dear {guest}")
    assert inside("canned", "list", "--json").json == [
        {"name": "late arrival", "text": "Dear {guest}"}
    ]
    assert inside("canned", "remove", "late arrival").code == 0
    assert inside("canned", "remove", "late arrival").code == 4


def test_a_draft_is_sent_and_remembered_and_words_need_a_model(
    inside: Inside, draft: Draft
) -> None:
    refused = inside("draft", "reword", str(draft.id), "shorten")
    assert refused.code == 6
    assert "No language model is set." in refused.err

    sent = inside("draft", "remember", str(draft.id), "--until", "2126-12-31", "--json").json
    assert sent["question"] == "When is breakfast?"
    (kept,) = inside("answer", "list", "--json").json
    assert kept["answer"] == "At eight."
