from __future__ import annotations

from datetime import timedelta

import pytest

from store import conversations, desk, handling, speakers
from store.db import Store
from store.errors import Conflict, Invalid
from store.tables import Conversation, User
from tests.store.talk import NOON, logged, opened, said, staff

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def talk(store: Store) -> Conversation:
    conversation = opened(store).conversation
    said(store, conversation, "Is the pool heated?", "k1")
    return conversation


@pytest.fixture
def ben(store: Store) -> User:
    return staff(store, "Ben")


def in_view(store: Store, view: str, user: User, now: object = NOON) -> list[int]:
    with store.reading() as tx:
        return [row.conversation.id for row in desk.rows(tx, view, user.id, now=now)]  # type: ignore[arg-type]


def test_what_is_assigned_is_mine_and_no_longer_nobodys(
    store: Store, talk: Conversation, ben: User
) -> None:
    assert in_view(store, "unassigned", ben) == [talk.id]

    with store.writing() as tx:
        handling.assign(tx, talk.id, ben, ben)
        handling.assign(tx, talk.id, ben, ben)

    assert in_view(store, "unassigned", ben) == []
    assert in_view(store, "mine", ben) == [talk.id]
    assert logged(store).count("conversation.assigned") == 1


def test_nothing_is_assigned_to_who_may_only_look(store: Store, talk: Conversation) -> None:
    vic = staff(store, "Vic", "viewer")

    with store.writing() as tx, pytest.raises(Invalid, match="cannot speak to guests"):
        handling.assign(tx, talk.id, vic, vic)


def test_a_snoozed_conversation_is_away_until_its_time(
    store: Store, talk: Conversation, ben: User
) -> None:
    with store.writing() as tx:
        handling.snooze(tx, talk.id, LATER, ben, NOON)

    assert in_view(store, "open", ben) == []
    assert in_view(store, "snoozed", ben) == [talk.id]
    assert in_view(store, "open", ben, LATER) == [talk.id]
    with store.reading() as tx:
        assert list(handling.due_to_wake(tx, NOON)) == []
        assert list(handling.due_to_wake(tx, LATER)) == [talk.id]


def test_a_guest_who_writes_wakes_what_was_snoozed(
    store: Store, talk: Conversation, ben: User
) -> None:
    with store.writing() as tx:
        handling.snooze(tx, talk.id, LATER, ben, NOON)

    said(store, talk, "Hello?", "k2", now=NOON + timedelta(minutes=1))

    assert in_view(store, "open", ben, NOON + timedelta(minutes=2)) == [talk.id]
    assert in_view(store, "snoozed", ben, NOON + timedelta(minutes=2)) == []


@pytest.mark.parametrize("days", [0, -1, 400])
def test_nobody_snoozes_into_the_past_or_for_ever(
    store: Store, talk: Conversation, ben: User, days: int
) -> None:
    with store.writing() as tx, pytest.raises(Invalid):
        handling.snooze(tx, talk.id, NOON + timedelta(days=days), ben, NOON)


def test_a_colleague_takes_on_what_is_handed_to_them(
    store: Store, talk: Conversation, ben: User
) -> None:
    ana, cleo = staff(store, "Ana", "manager"), staff(store, "Cleo")
    with store.writing() as tx:
        speakers.take_over(tx, talk.id, ben, NOON)
        handling.hand_over(tx, talk.id, cleo, ben, NOON)

    with store.reading() as tx:
        assert conversations.get(tx, talk.id).speaker_user_id == cleo.id
    assert logged(store).count("conversation.taken_over") == 2
    with store.writing() as tx, pytest.raises(Conflict, match="Cleo has this"):
        handling.hand_over(tx, talk.id, ben, ben, NOON)
    with store.writing() as tx:
        handling.hand_over(tx, talk.id, ben, ana, NOON)


def test_what_staff_have_answered_goes_back_after_quiet_and_what_waits_does_not(
    store: Store, talk: Conversation, ben: User
) -> None:
    quiet, later = timedelta(minutes=30), NOON + timedelta(minutes=45)
    with store.writing() as tx:
        speakers.take_over(tx, talk.id, ben, NOON)
    with store.reading() as tx:
        assert list(handling.due_to_hand_back(tx, quiet, later)) == []

    with store.writing() as tx:
        speakers.say(tx, talk.id, ben, "It is.", now=NOON)
    with store.writing() as tx:
        assert list(handling.due_to_hand_back(tx, quiet, NOON + timedelta(minutes=20))) == []
        assert list(handling.due_to_hand_back(tx, quiet, later)) == [talk.id]
        handling.hand_back_quiet(tx, talk.id, later)

    with store.reading() as tx:
        assert conversations.get(tx, talk.id).speaker == "concierge"


def test_what_was_just_taken_over_is_not_handed_back(
    store: Store, talk: Conversation, ben: User
) -> None:
    with store.writing() as tx:
        speakers.say(tx, talk.id, ben, "It is.", now=NOON)
        speakers.hand_back(tx, talk.id, ben, NOON)
        speakers.take_over(tx, talk.id, ben, LATER)

    with store.reading() as tx:
        soon = LATER + timedelta(minutes=5)
        assert list(handling.due_to_hand_back(tx, timedelta(minutes=30), soon)) == []
