from __future__ import annotations

from datetime import timedelta

import pytest

from store import conversations, escalations, messages, speakers, turns
from store.conversations import Inbound, Visitor
from store.db import Store
from store.errors import Conflict, Invalid, NotFound, TooLarge
from store.invariants import check
from store.turns import Said
from tests.store.talk import NOON, logged, message, opened, said, staff, what_was_said


def test_a_message_delivered_twice_is_stored_once(store: Store) -> None:
    conversation = opened(store).conversation

    first = said(store, conversation, "When is breakfast?", "c1")
    again = said(store, conversation, "When is breakfast?", "c1")

    assert again.id == first.id
    assert what_was_said(store, conversation) == [("guest", "When is breakfast?")]
    assert logged(store) == ["conversation.started", "message.received"]


def test_the_same_client_id_in_two_conversations_is_two_messages(store: Store) -> None:
    first, second = opened(store).conversation, opened(store).conversation

    one, other = said(store, first, "Hello", "c1"), said(store, second, "Hello", "c1")

    assert one.id != other.id


def test_messages_are_numbered_in_the_order_they_came(store: Store) -> None:
    conversation = opened(store).conversation

    numbers = [said(store, conversation, text, text).seq for text in ("one", "two", "three")]

    assert numbers == [1, 2, 3]
    assert check(store, now=NOON) == []


def test_a_token_opens_its_own_conversation_only(store: Store) -> None:
    mine, other = opened(store), opened(store)

    with store.reading() as tx:
        assert conversations.opened_with(tx, mine.conversation.public_id, mine.token)
        assert not conversations.opened_with(tx, other.conversation.public_id, mine.token)
        assert not conversations.opened_with(tx, mine.conversation.public_id, "")
        assert not conversations.opened_with(tx, "nobody", mine.token)


def test_a_conversation_without_a_token_is_opened_by_none(store: Store) -> None:
    with store.writing() as tx:
        received = conversations.receive(tx, Inbound("sms", "+15550100", "Hello", "SM1"))
        conversation = conversations.get(tx, received.conversation_id)

    with store.reading() as tx:
        assert not conversations.opened_with(tx, conversation.public_id, "")


def test_the_token_itself_is_not_kept(store: Store) -> None:
    started = opened(store)

    store.close()

    assert started.token.encode() not in store.path.read_bytes()


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_message_is_refused(store: Store, text: str) -> None:
    with pytest.raises(Invalid, match="empty"):
        said(store, opened(store).conversation, text, "c1")


def test_a_message_that_is_too_long_is_refused_with_the_limit(store: Store) -> None:
    with pytest.raises(TooLarge, match="4,000"):
        said(store, opened(store).conversation, "x" * 4_001, "c1")


def test_hostile_characters_are_stored_without_harm(store: Store) -> None:
    conversation = opened(store).conversation

    said(store, conversation, "a\x00b\ud800 '; DROP TABLE messages; --", "c1")

    assert what_was_said(store, conversation) == [("guest", "a\ufffdb? '; DROP TABLE messages; --")]


def test_what_a_channel_delivers_twice_is_stored_once(store: Store) -> None:
    inbound = Inbound("sms", "+15550100", "When is breakfast?", external_id="SM1")

    with store.writing() as tx:
        first = conversations.receive(tx, inbound, now=NOON)
    with store.writing() as tx:
        again = conversations.receive(tx, inbound, now=NOON + timedelta(days=3))

    assert first.id == again.id


def test_a_guest_who_writes_within_a_day_goes_on_and_later_begins_anew(store: Store) -> None:
    def write(number: int, hours: int) -> int:
        inbound = Inbound("sms", "+15550100", "Hello", f"SM{number}")
        with store.writing() as tx:
            received = conversations.receive(tx, inbound, now=NOON + timedelta(hours=hours))
            return received.conversation_id

    first = write(1, 0)

    assert write(2, 23) == first
    later = write(3, 23 + 25)
    assert later != first
    with store.reading() as tx:
        assert conversations.get(tx, later).linked_to == first


def test_what_a_guest_says_of_themselves_is_kept_with_the_conversation(store: Store) -> None:
    visitor = Visitor(name="Sam", email="sam@guest.example")

    with store.writing() as tx:
        started = conversations.start(tx, channel="widget", visitor=visitor)
        continued = conversations.start(tx, channel="chat", continues=started.conversation)

    assert continued.conversation.contact_id == started.conversation.contact_id
    assert continued.conversation.linked_to == started.conversation.id


def test_after_taking_over_the_concierge_owes_no_reply(store: Store) -> None:
    conversation = opened(store).conversation
    question = said(store, conversation, "When is breakfast?", "c1")
    ana = staff(store, "Ana")

    with store.writing() as tx:
        speakers.take_over(tx, conversation.id, ana)

    with store.reading() as tx:
        assert not turns.awaits_reply(tx, question)
    with store.writing() as tx:
        assert turns.reply(tx, question, Said("From seven.")) is None
    assert what_was_said(store, conversation) == [("guest", "When is breakfast?")]
    assert said(store, conversation, "Hello?", "c2").turn == "staff"


def test_a_colleague_cannot_take_over_what_another_has(store: Store) -> None:
    conversation = opened(store).conversation
    ana, ben = staff(store, "Ana"), staff(store, "Ben")
    with store.writing() as tx:
        speakers.take_over(tx, conversation.id, ana)
        speakers.take_over(tx, conversation.id, ana)

    with pytest.raises(Conflict, match="Ana already has"), store.writing() as tx:
        speakers.say(tx, conversation.id, ben, "Hello")
    assert logged(store).count("conversation.taken_over") == 1


def test_after_handing_back_the_next_message_is_the_concierges(store: Store) -> None:
    conversation = opened(store).conversation
    ana = staff(store, "Ana")
    with store.writing() as tx:
        speakers.say(tx, conversation.id, ana, "Good evening", client_id="s1")
        speakers.say(tx, conversation.id, ana, "Good evening", client_id="s1")
        speakers.hand_back(tx, conversation.id, ana)

    question = said(store, conversation, "When is breakfast?", "c1")

    assert question.turn == "waiting"
    assert what_was_said(store, conversation)[0] == ("staff", "Good evening")
    assert len(what_was_said(store, conversation)) == 2
    with pytest.raises(Conflict), store.writing() as tx:
        speakers.hand_back(tx, conversation.id, ana)


def test_a_closed_conversation_is_opened_again_by_its_guest(store: Store) -> None:
    conversation = opened(store).conversation
    with store.writing() as tx:
        conversations.close(tx, conversation.id, "guest")
        conversations.close(tx, conversation.id, "guest")

    said(store, conversation, "One more thing", "c1")

    assert logged(store).count("conversation.closed") == 1
    with store.reading() as tx:
        assert conversations.get(tx, conversation.id).status == "open"


def test_only_quiet_conversations_that_owe_nothing_are_closed(store: Store) -> None:
    quiet, owing = opened(store).conversation, opened(store).conversation
    with store.writing() as tx:
        escalations.escalate(tx, owing.id, "The guest asked for a person.", now=NOON)

    with store.writing() as tx:
        closed = conversations.close_quiet(tx, now=NOON + timedelta(hours=25))

    assert closed == 1
    with store.reading() as tx:
        assert conversations.get(tx, quiet.id).status == "closed"
        assert conversations.get(tx, owing.id).status == "open"


def test_conversations_are_listed_newest_first_page_by_page(store: Store) -> None:
    made = [opened(store, NOON + timedelta(minutes=n)).conversation.id for n in range(5)]

    with store.reading() as tx:
        first = conversations.listed(tx, limit=2)
        second = conversations.listed(tx, limit=2, before=(first[-1].last_message_at, first[-1].id))

    assert [c.id for c in (*first, *second)] == made[:0:-1]


def test_an_open_escalation_is_not_doubled_and_keeps_the_more_urgent(store: Store) -> None:
    conversation = opened(store).conversation

    with store.writing() as tx:
        first = escalations.escalate(tx, conversation.id, "No answer.")
        again = escalations.escalate(tx, conversation.id, "A fire.", priority=1)

    assert again.id == first.id
    assert again.priority == 1
    assert logged(store).count("conversation.escalated") == 1


def test_an_escalation_is_resolved_once(store: Store) -> None:
    conversation = opened(store).conversation
    ana = staff(store, "Ana")
    with store.writing() as tx:
        escalation = escalations.escalate(tx, conversation.id, "No answer.")
        escalations.resolve(tx, escalation.id, ana, "Called back.")

    with pytest.raises(Conflict), store.writing() as tx:
        escalations.resolve(tx, escalation.id, ana)
    with store.reading() as tx:
        assert list(escalations.waiting(tx)) == []


def test_what_is_not_there_is_said_to_be_not_there(store: Store) -> None:
    with store.reading() as tx:
        for ask in (
            lambda: conversations.get(tx, 99),
            lambda: conversations.by_public_id(tx, "x"),
            lambda: messages.get_message(tx, 99),
        ):
            with pytest.raises(NotFound):
                ask()


def test_a_name_for_the_conversation_is_its_first_words(store: Store) -> None:
    conversation = opened(store).conversation
    said(store, conversation, "  When is breakfast?  ", "c1")
    question = said(store, conversation, "And dinner?", "c2")

    with store.reading() as tx:
        found = conversations.get(tx, conversation.id)

    assert (found.title, found.unread, found.last_text) == ("When is breakfast?", 2, "And dinner?")
    assert message(store, question.id).turn == "waiting"
