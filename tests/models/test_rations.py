"""How many replies a model may write, counted by conversation, guest, day and month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.rations import Allowed, Ration, Rations
from store import compositions, conversations
from store.compositions import Made
from store.conversations import Visitor
from store.db import Store
from store.tables import Conversation, Delivery

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
OWNER = "owner@seaview.example"


def rations(store: Store, **limits: int) -> Rations:
    return Rations(store, Ration(**limits), ZONE, [OWNER, OWNER.upper()], lambda: NOW)


def opened(store: Store, email: str = "") -> Conversation:
    with store.writing() as tx:
        return conversations.start(
            tx, channel="widget", visitor=Visitor(email=email), now=NOW
        ).conversation


def asked(store: Store, talk: Conversation) -> int:
    with store.writing() as tx:
        there = conversations.get(tx, talk.id)
        return conversations.post(tx, there, "And?", str(there.last_seq + 1), now=NOW).id


def replied(store: Store, talk: Conversation, route: str = "cheap", at: datetime = NOW) -> None:
    message_id = asked(store, talk)
    with store.writing() as tx:
        compositions.keep(tx, talk.id, message_id, Made(route), "answered", at)


def mails(store: Store) -> list[tuple[str, str]]:
    with store.reading() as tx:
        rows = tx.scalars(select(Delivery).order_by(Delivery.id)).all()
    return [(row.recipient, str(row.payload["subject"])) for row in rows]


def test_without_limits_everything_is_allowed(store: Store) -> None:
    talk = opened(store)

    assert rations(store).ask(talk.id, asked(store, talk)) == Allowed()


def test_a_conversation_has_its_own_number_of_replies(store: Store) -> None:
    talk, other = opened(store), opened(store)
    ours = rations(store, conversation=2)
    replied(store, talk)
    replied(store, talk, route="none")
    before = ours.ask(talk.id, asked(store, talk))
    replied(store, talk, route="strong")

    assert before.level == "open"
    assert ours.ask(talk.id, asked(store, talk)).level == "spent"
    assert "This conversation's 2 replies" in ours.ask(talk.id, asked(store, talk)).why
    assert ours.ask(other.id, asked(store, other)).level == "open"
    assert mails(store) == []


def test_a_guests_conversations_of_a_day_count_together(store: Store) -> None:
    ours = rations(store, contact=2)
    first, stranger = opened(store), opened(store)
    second = opened(store)
    with store.writing() as tx:
        conversations.get(tx, second.id).contact_id = first.contact_id
    replied(store, first)
    replied(store, second, at=NOW - timedelta(days=2))
    before = ours.ask(second.id, asked(store, second))
    replied(store, second)

    assert before.level == "open"
    assert ours.ask(second.id, asked(store, second)).level == "spent"
    assert ours.ask(stranger.id, asked(store, stranger)).level == "open"


def test_many_at_once_do_not_pass_together_through_the_last_place(store: Store) -> None:
    talks = [opened(store) for _ in range(4)]
    ours = rations(store, day=3)

    levels = [ours.ask(talk.id, asked(store, talk)).level for talk in talks]

    assert levels == ["open", "open", "open", "spent"]


def test_a_turn_that_is_taken_again_counts_once(store: Store) -> None:
    talk = opened(store)
    ours, message_id = rations(store, day=2), asked(store, talk)

    levels = [ours.ask(talk.id, message_id).level for _ in range(3)]

    assert levels == ["open", "open", "open"]


def test_a_reply_that_is_written_down_is_counted_once(store: Store) -> None:
    talk = opened(store)
    ours = rations(store, day=2)
    message_id = asked(store, talk)
    ours.ask(talk.id, message_id)
    with store.writing() as tx:
        compositions.keep(tx, talk.id, message_id, Made("cheap"), "answered", NOW)

    assert ours.counted() == (1, 1)
    assert ours.ask(talk.id, asked(store, talk)).level == "open"
    assert ours.ask(talk.id, asked(store, talk)).level == "spent"


@pytest.mark.parametrize("period", ["day", "month"])
def test_the_owner_hears_once_at_eighty_percent_and_once_at_a_hundred(
    store: Store, period: str
) -> None:
    talk = opened(store)
    ours = rations(store, **{period: 5})
    for _ in range(4):
        replied(store, talk)
    tight = [ours.ask(talk.id, asked(store, talk)).level for _ in range(2)]
    replied(store, talk)
    again = rations(store, **{period: 5}).ask(talk.id, asked(store, talk)).level

    assert (tight, again) == (["tight", "spent"], "spent")
    assert mails(store) == [
        (OWNER, f"80 % of the {period}'s 5 replies by a language model are used"),
        (OWNER, f"The {period}'s 5 replies by a language model are used up"),
    ]


def test_the_day_begins_at_the_businesss_own_midnight(store: Store) -> None:
    talk = opened(store)
    there = Rations(store, Ration(day=1), ZoneInfo("Asia/Tokyo"), clock=lambda: NOW)
    replied(store, talk, at=datetime(2026, 11, 19, 14, 59, tzinfo=UTC))
    before = there.look()
    replied(store, talk, at=datetime(2026, 11, 19, 15, 1, tzinfo=UTC))

    assert (before.level, there.look().level) == ("open", "spent")
