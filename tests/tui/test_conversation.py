from __future__ import annotations

from store import conversations, drafts, speakers
from store.db import Store
from store.tables import User
from tests.conftest import PASSWORD, Serve, staff_member
from tests.tui.desk import (
    Desk,
    a_guest_asks,
    answered,
    conversation_of,
    desk,
    drafted,
    messages_of,
    set_aside,
    taken_by,
)


async def opened(at: Desk) -> None:
    await at.until_seen("Maria")
    await at.press("enter")
    await at.until_seen("Write to Maria")


async def test_a_conversation_shows_words_sources_and_how_sure_they_are(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store, "Can we park?"), "Yes, in the yard.")

    async with desk(serve()) as at:
        await opened(at)

        await at.until_seen("Can we park?", "Yes, in the yard.", "62 % sure")
        await at.until_seen("Getting here · page 2", "https://seaview.example/getting-here")


async def test_s_shows_the_passages_a_reply_quotes(serve: Serve, store: Store, ana: User) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await opened(at)
        assert "behind the house" not in at.seen
        await at.press("s")
        await at.until_seen("“Guests park in the yard behind the house.”")
        await at.press("s")
        await at.until_gone("behind the house")


async def test_v_shows_what_the_guest_sees_and_nothing_else(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked, "Yes, in the yard.")
    with store.writing() as tx:
        conversation = conversations.get(tx, asked.conversation_id)
        second = conversations.post(tx, conversation, "And a trailer?", "k2", worker="a test")
    drafted(store, second, "Trailers too.")

    async with desk(serve()) as at:
        await opened(at)
        await at.until_seen("Trailers too.", "sure")
        await at.press("v")
        await at.until_seen("What the guest sees", "And a trailer?")

        assert "Trailers too." not in at.seen
        assert "sure" not in at.seen


async def test_writing_takes_the_conversation_over_and_the_guest_has_it(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i")
        await at.type("Come in.")
        await at.press("enter")

        await at.until_seen("♦ Ana speaks")
        await at.until_seen("Come in.")
    last = messages_of(store, asked)[-1]
    assert (last.author, last.author_name, last.text) == ("staff", "Ana", "Come in.")


async def test_a_message_of_several_lines_can_be_written(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i", "a", "ctrl+j", "b", "ctrl+s")
        await at.until(lambda: messages_of(store, asked)[-1].author == "staff")

    assert messages_of(store, asked)[-1].text == "a\nb"


async def test_unsent_words_are_there_when_one_comes_back(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i")
        await at.type("I will ask")
        await at.press("escape", "escape")
        await at.until_seen("Escalated")
        await at.press("enter")

        await at.until_seen("I will ask")


async def test_leaving_with_unsent_words_asks_first(serve: Serve, store: Store, ana: User) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i")
        await at.type("I will ask")
        await at.press("escape", "q")
        await at.until_seen("You have unsent text")
        await at.press("escape")
        await at.until_gone("You have unsent text")
        assert at.app.return_value is None
        await at.press("q", "enter")

        await at.until(lambda: at.app.return_value == 0)


async def test_what_the_guest_writes_appears_while_one_reads(
    serve: Serve, store: Store, ana: User
) -> None:
    served = serve()
    guest = served.guest()
    guest.say("First question", "k1")

    async with desk(served) as at:
        await at.until_seen("Guest 1")
        await at.press("enter")
        await at.until_seen("First question")
        guest.say("Are you there?", "k2")

        await at.until_seen("Are you there?")


async def test_a_draft_is_approved_where_it_stands_and_the_guest_has_it(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    drafted(store, asked, "In the yard.")

    async with desk(serve()) as at:
        await opened(at)
        await at.until_seen("the guest does not see it", "In the yard.")
        await at.press("a")
        await at.until_gone("the guest does not see it")

    assert [m.text for m in messages_of(store, asked)] == ["Can we park?", "In the yard."]


async def test_a_call_for_a_person_is_settled_with_a_note(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    set_aside(store, asked, "Asked for a person.")

    async with desk(serve()) as at:
        await opened(at)
        await at.until_seen("needs a person: Asked for a person.")
        await at.press("x")
        await at.type("Rang her.")
        await at.press("enter")

        await at.until_gone("needs a person")


async def test_nobody_writes_into_what_a_colleague_has(
    serve: Serve, store: Store, ana: User
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    asked = a_guest_asks(store)
    taken_by(store, asked, ben)

    async with desk(serve()) as at:
        await opened(at)
        await at.until_seen("♦ Ben speaks")
        await at.press("i")

        await at.until(lambda: "Ben has this conversation." in at.told)
    assert len(messages_of(store, asked)) == 1


async def test_two_at_one_desk_the_second_is_told_and_keeps_the_words(
    serve: Serve, store: Store, ana: User
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i")
        await at.type("Mine")
        taken_by(store, asked, ben)
        await at.press("enter")
        await at.until(lambda: any("Ben" in said for said in at.told))

        assert "Mine" in at.seen
    assert [m.author for m in messages_of(store, asked)] == ["guest", "concierge"]


async def test_earlier_messages_are_read_on_demand(serve: Serve, store: Store, ana: User) -> None:
    asked = a_guest_asks(store, "The very first words")
    with store.writing() as tx:
        for number in range(220):
            speakers.say(tx, asked.conversation_id, ana, f"Message {number}")

    async with desk(serve()) as at:
        await opened(at)
        await at.until_seen("Message 219")
        await at.press("left_square_bracket", "g")

        await at.until_seen("The very first words")


async def test_a_session_that_ended_asks_again_and_nothing_written_is_lost(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i")
        await at.type("Half a sent")
        at.app.desk.client.token = "no longer"
        await at.press("enter")
        await at.until_seen("Your session has ended")
        await at.type(PASSWORD)
        await at.press("enter")
        await at.until_seen("Half a sent")
        await at.type("ence")
        await at.press("enter")
        await at.until(lambda: messages_of(store, asked)[-1].author == "staff")

    assert messages_of(store, asked)[-1].text == "Half a sentence"
    assert conversation_of(store, asked).speaker_user_id == ana.id


async def test_a_text_longer_than_guests_can_get_is_refused_beside_the_box_and_kept(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await opened(at)
        await at.press("i")
        at.app.screen.query_one("#compose").load("x" * 4_001)  # type: ignore[attr-defined]
        await at.press("enter")

        await at.until_seen("4,000 characters at most")
        assert "xxxx" in at.seen
    assert len(messages_of(store, asked)) == 2


async def test_a_draft_changed_in_the_conversation_is_sent_as_ones_own(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    draft = drafted(store, asked, "In the yard.")

    async with desk(serve()) as at:
        await opened(at)
        await at.press("e")
        await at.type(" Ring us.")
        await at.press("ctrl+s")
        await at.until_gone("the guest does not see it")

    with store.reading() as tx:
        assert drafts.find(tx, draft.id).state == "approved"
    last = messages_of(store, asked)[-1]
    assert (last.text, last.author_name) == ("In the yard. Ring us.", "Ana")
