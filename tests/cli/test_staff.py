"""Accounts, drafts and conversations, as an operator without the staff's window sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import accounts, conversations, identity, tool_runs, turns
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.tables import Draft
from store.tool_runs import Asked
from tests.cli.conftest import Inside


@pytest.fixture
def memory(founded: Path) -> Iterator[Store]:
    store = open_store(Home(founded))
    yield store
    store.close()


@pytest.fixture
def draft(memory: Store) -> Draft:
    """A guest asked, and the reply waits for staff."""
    with memory.writing() as tx:
        started = conversations.start(
            tx, channel="widget", visitor=conversations.Visitor(name="Gil \x1b[31m")
        )
        message = conversations.post(tx, started.conversation, "When is\nbreakfast?", "c-1")
        waiting = turns.draft(tx, message, turns.Said("At eight."), "Not sure enough (0.31).")
    assert waiting is not None
    return waiting


def said(inside: Inside) -> list[tuple[str, str]]:
    row = inside("conversation", "list", "--json").json[0]
    messages = inside("conversation", "show", row["id"], "--json").json["messages"]
    return [(message["author"], message["text"]) for message in messages]


def test_a_draft_is_listed_and_approved(inside: Inside, draft: Draft) -> None:
    waiting = inside("draft", "list", "--json").json

    done = inside("draft", "approve", str(draft.id))

    assert [(d["question"], d["text"]) for d in waiting] == [("When is\nbreakfast?", "At eight.")]
    assert done.code == 0, done.err
    assert said(inside) == [("guest", "When is\nbreakfast?"), ("concierge", "At eight.")]
    assert inside("draft", "list").out == "No draft is waiting.\n"


def test_a_draft_is_edited_and_goes_on_waiting(inside: Inside, draft: Draft) -> None:
    inside("draft", "edit", str(draft.id), "--text", "At half past seven.")

    assert inside("draft", "list", "--json").json[0]["text"] == "At half past seven."
    inside("draft", "approve", str(draft.id))
    assert said(inside)[-1] == ("staff", "At half past seven.")


def test_a_rejected_draft_is_never_sent(inside: Inside, draft: Draft) -> None:
    assert inside("draft", "reject", str(draft.id), "--note", "Wrong season").code == 0

    assert said(inside) == [("guest", "When is\nbreakfast?")]
    assert inside("draft", "approve", str(draft.id)).code == 5
    assert inside("draft", "reject", str(draft.id), "--json").problem["code"] == "conflict"


def test_a_draft_there_is_not_is_not_found(inside: Inside, founded: Path) -> None:
    for verb in ("approve", "edit", "reject"):
        assert inside("draft", verb, "77").code == 4


def test_who_may_only_look_decides_nothing(inside: Inside, draft: Draft) -> None:
    inside("user", "add", "vera@seaview.example", "--role", "viewer")

    done = inside("draft", "approve", str(draft.id), "--as", "vera@seaview.example")

    assert done.code == 3
    assert len(inside("draft", "list", "--json").json) == 1


def test_a_disabled_account_cannot_be_acted_for(inside: Inside, draft: Draft) -> None:
    inside("user", "add", "ben@seaview.example", "--role", "manager")
    inside("user", "disable", "ben@seaview.example")

    assert inside("draft", "approve", str(draft.id), "--as", "ben@seaview.example").code == 3


def test_a_guest_cannot_command_the_terminal(inside: Inside, draft: Draft) -> None:
    row = inside("conversation", "list", "--json").json[0]

    shown = inside("conversation", "list").out + inside("conversation", "show", row["id"]).out

    assert "\x1b" not in shown + inside("draft", "list").out
    assert "Gil" in shown


def test_a_conversation_there_is_not_is_not_found(inside: Inside, founded: Path) -> None:
    assert inside("conversation", "show", "nothing").code == 4
    assert inside("conversation", "list", "--status", "sleeping").code == 2
    assert inside("conversation", "list").out == "No guest has written yet.\n"


def test_an_account_is_given_listed_and_closed(inside: Inside, memory: Store) -> None:
    added = inside(
        *("user", "add", "Ben@Seaview.example", "--name", "Ben", "--role", "manager"),
        *("--password-stdin", "--json"),
        typed="one two three four\n",
    )
    assert added.json["email"] == "ben@seaview.example"
    with memory.reading() as tx:
        ben = accounts.find(tx, "ben@seaview.example")
    assert accounts.verify_password(ben.password_hash, "one two three four")

    assert inside("user", "disable", "ben@seaview.example").code == 0

    rows = inside("user", "list", "--json").json
    assert [(row["email"], row["state"]) for row in rows] == [
        ("ana@seaview.example", "active"),
        ("ben@seaview.example", "disabled"),
    ]


def test_a_new_password_ends_what_was_open_with_the_old(inside: Inside, memory: Store) -> None:
    with memory.writing() as tx:
        ana = accounts.find(tx, "ana@seaview.example")
        token = accounts.open_session(tx, ana.id).token

    done = inside(
        "user", "passwd", "ana@seaview.example", "--password-stdin", typed="another long one\n"
    )

    assert done.code == 0, done.err
    with memory.reading() as tx:
        assert accounts.signed_in(tx, token) is None
        ana = accounts.find(tx, "ana@seaview.example")
    assert accounts.verify_password(ana.password_hash, "another long one")


def test_the_last_owner_stays(inside: Inside, founded: Path) -> None:
    assert inside("user", "disable", "ana@seaview.example").code == 5


def test_wrong_accounts_are_refused(inside: Inside, founded: Path) -> None:
    assert inside("user", "add", "ana@seaview.example").code == 5
    assert inside("user", "add", "ben@x.example", "--role", "king").code == 2
    assert inside("user", "add", "ben", "--role", "agent").code == 2
    weak = inside("user", "add", "ben@x.example", "--password-stdin", typed="short\n")
    assert weak.code == 2
    assert inside("user", "passwd", "nobody@x.example").code == 4
    assert json.loads(inside("user", "list", "--json").out)[1:] == []


def test_a_conversation_tells_who_was_proved_and_what_tools_did(
    inside: Inside, memory: Store, draft: Draft
) -> None:
    with memory.writing() as tx:
        asked = Asked(draft.conversation_id, draft.message_id, "take_message", {"text": "Late"})
        tool_runs.propose(tx, asked, "Shall I?")
        identity.prove(tx, draft.conversation_id, "mail:gil@example.com", "website")
    name = inside("conversation", "list", "--json").json[0]["id"]

    told = inside("conversation", "show", name).out
    as_json = inside("conversation", "show", name, "--json").json

    assert "proved to be mail:gil@example.com, by website" in told
    assert "tool take_message: proposed" in told
    assert as_json["proof"]["how"] == "website"
    assert as_json["tools"][0]["arguments"] == {"text": "Late"}
