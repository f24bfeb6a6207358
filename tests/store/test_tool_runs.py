from __future__ import annotations

from datetime import timedelta

from store import compositions, conversations, identity, tool_runs
from store.compositions import Made
from store.db import Store
from store.tables import utcnow
from store.tool_runs import Asked
from tests.store import talk


def opened(store: Store) -> int:
    return talk.opened(store).conversation.id


def said(store: Store, door: int, text: str) -> int:
    with store.reading() as tx:
        conversation = conversations.get(tx, door)
    return talk.said(store, conversation, text, text).id


def test_a_yes_counts_once(store: Store) -> None:
    door = opened(store)
    wish, yes = said(store, door, "Tell them I'm late"), said(store, door, "yes")
    with store.writing() as tx:
        run = tool_runs.propose(tx, Asked(door, wish, "take_message", {"text": "late"}), "Shall I?")

    with store.writing() as tx:
        first, second = (tool_runs.confirm(tx, run.id, yes) for _ in range(2))

    assert (first, second) == (True, False)
    with store.reading() as tx:
        found = tool_runs.confirmed_by(tx, yes)
        assert found is not None
        assert found.state == "running"


def test_what_was_asked_before_is_asked_no_more(store: Store) -> None:
    door = opened(store)
    first, second, yes = (said(store, door, text) for text in ("a", "b", "yes"))
    with store.writing() as tx:
        old = tool_runs.propose(tx, Asked(door, first, "take_message", {"text": "a"}), "a?")
        new = tool_runs.propose(tx, Asked(door, second, "take_message", {"text": "b"}), "b?")

    with store.writing() as tx:
        assert not tool_runs.confirm(tx, old.id, yes)
        open_now = tool_runs.proposed(tx, door)
        assert open_now is not None
        assert open_now.id == new.id


def test_the_same_call_in_the_same_turn_is_kept_once(store: Store) -> None:
    door = opened(store)
    wish = said(store, door, "hours?")
    asked = Asked(door, wish, "hours", {"day": "2026-11-20"})

    with store.writing() as tx:
        one = tool_runs.record(tx, asked, result={"open": True})
        two = tool_runs.record(tx, asked, result={"open": False})

    assert one.id == two.id
    assert two.result == {"open": True}


def test_a_proof_of_identity_belongs_to_one_conversation_and_ends(store: Store) -> None:
    door, other = opened(store), opened(store)
    now = utcnow()
    with store.writing() as tx:
        identity.prove(tx, door, "mail:ana@example.com", "code", now=now)

    with store.reading() as tx:
        assert identity.proof_of(tx, door, now) is not None
        assert identity.proof_of(tx, other, now) is None
        assert identity.proof_of(tx, door, now + timedelta(hours=25)) is None


def test_a_proof_taken_back_is_none(store: Store) -> None:
    door = opened(store)
    with store.writing() as tx:
        identity.prove(tx, door, "mail:ana@example.com", "staff")
        identity.revoke(tx, door)

    with store.reading() as tx:
        assert identity.proof_of(tx, door) is None


def test_outcomes_are_counted_by_version_of_the_prompt(store: Store) -> None:
    door = opened(store)
    first, second = said(store, door, "a"), said(store, door, "b")
    now = utcnow()
    with store.writing() as tx:
        made = Made("strong", "short", "anthropic:x", checked=3, withheld=1, tokens=50)
        compositions.keep(tx, door, first, made, "answered", now)
        compositions.keep(tx, door, second, made, "handed_over", now)

    with store.reading() as tx:
        (row,) = compositions.by_version(tx, now, now + timedelta(seconds=1))
    assert (row.version, row.conversations, row.turns) == ("short", 1, 2)
    assert (row.answered, row.handed_over, row.checked, row.withheld) == (1, 1, 6, 2)


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(store: Store) -> None:
    door = opened(store)
    first, second = said(store, door, "a"), said(store, door, "b")
    long_ago = utcnow() - tool_runs.KEPT - timedelta(days=1)
    with store.writing() as tx:
        tool_runs.record(tx, Asked(door, first, "hours", {}), result={}, now=long_ago)
        tool_runs.propose(tx, Asked(door, second, "take_message", {}), "Shall I?", long_ago)
        tool_runs.record(tx, Asked(door, second, "hours", {}), result={})

    with store.writing() as tx:
        assert tool_runs.forget(tx, utcnow() - tool_runs.KEPT) == 1
        kept = [run.tool for run in tool_runs.of_conversation(tx, door)]
    assert kept == ["take_message", "hours"]
