from __future__ import annotations

from store import conversations, speakers
from store.db import Store
from store.tables import User
from tests.conftest import Serve, staff_member
from tests.server.composers import Slow
from tests.tui.desk import (
    a_guest_asks,
    answered,
    conversation_of,
    desk,
    drafted,
    set_aside,
    taken_by,
)


async def test_an_empty_inbox_says_where_guests_write(serve: Serve, ana: User) -> None:
    served = serve()

    async with desk(served) as at:
        await at.until_seen("Nobody is waiting", f"{served.address}/chat")


async def test_a_row_tells_guest_channel_words_and_what_waits(
    serve: Serve, store: Store, ana: User
) -> None:
    drafted(store, a_guest_asks(store, "Can we park?", name="Maria"))
    set_aside(store, a_guest_asks(store, "A human please", name="Olaf", channel="whatsapp"))

    async with desk(serve()) as at:
        await at.until_seen("Maria", "Can we park?", "draft", "Olaf", "whatsapp", "▲ person")


async def test_a_new_message_appears_by_itself(serve: Serve, ana: User) -> None:
    composer = Slow()
    served = serve(composer)

    async with desk(served) as at:
        await at.until_seen("Nobody is waiting")
        served.guest().say("Is there a sauna?", "k1")

        await at.until_seen("Is there a sauna?")
        await at.until(lambda: at.app.counts.open == 1)
        composer.go.set()
        await at.until_seen("At last.")


async def test_the_views_show_their_own(serve: Serve, store: Store, ana: User) -> None:
    answered(store, a_guest_asks(store, name="Maria"))
    set_aside(store, a_guest_asks(store, name="Olaf"))
    mine = a_guest_asks(store, name="Greta")
    taken_by(store, mine, ana)
    closed = a_guest_asks(store, name="Piotr")
    with store.writing() as tx:
        conversations.close(tx, closed.conversation_id, "staff")

    async with desk(serve()) as at:
        await at.until_seen("Maria", "Olaf", "Greta")
        assert "Piotr" not in at.seen
        await at.press("right")
        await at.until_gone("Maria")
        await at.until_seen("Olaf")
        await at.press("tab")
        await at.until_seen("Greta")
        await at.until_gone("Olaf")
        await at.press("right")
        await at.until_gone("Greta")
        await at.until_seen("Maria", "Olaf")
        await at.press("right")
        await at.until_seen("Nothing is snoozed")
        await at.press("right")
        await at.until_seen("Piotr")
        await at.press("right")
        await at.until_seen("Maria", "Olaf", "Greta", "Piotr")


async def test_search_looks_through_all_that_was_said(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store, "Can we park?", name="Maria"), "In the yard.")
    olaf = a_guest_asks(store, "Is there a sauna?", name="Olaf")
    answered(store, olaf, "In the cellar.")
    taken_by(store, olaf, ana)
    with store.writing() as tx:
        speakers.say(tx, olaf.conversation_id, ana, "Bring a towel.")

    async with desk(serve()) as at:
        await at.until_seen("Maria", "Olaf")
        await at.press("slash")
        await at.type("cellar")
        await at.until_gone("Maria")
        assert "Olaf" in at.seen

        await at.press("escape")

        await at.until_seen("Maria")


async def test_a_search_without_result_says_how_to_leave(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store, name="Maria"))

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("slash")
        await at.type("zzz")

        await at.until_seen("Nothing matches")


async def test_t_takes_over_and_b_hands_back(serve: Serve, store: Store, ana: User) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("t")
        await at.until(lambda: conversation_of(store, asked).speaker_user_id == ana.id)
        await at.until_seen("♦ Ana")
        await at.press("b")
        await at.until(lambda: conversation_of(store, asked).speaker == "concierge")
        await at.until_gone("♦ Ana")


async def test_what_a_colleague_has_cannot_be_taken_and_the_reason_is_told(
    serve: Serve, store: Store, ana: User
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    taken_by(store, a_guest_asks(store), ben)

    async with desk(serve()) as at:
        await at.until_seen("♦ Ben")
        await at.press("t")

        await at.until(lambda: "Ben has this conversation." in at.told)


async def test_closing_asks_first(serve: Serve, store: Store, ana: User) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("c")
        await at.until_seen("Close this conversation")
        await at.press("escape")
        assert conversation_of(store, asked).status == "open"
        await at.press("c")
        await at.until_seen("Close this conversation")
        await at.press("enter")

        await at.until(lambda: conversation_of(store, asked).status == "closed")
        await at.until_seen("Nobody is waiting")


async def test_a_viewer_sees_everything_and_changes_nothing(
    serve: Serve, store: Store, ana: User
) -> None:
    staff_member(store, "vic@seaview.example", "Vic", "viewer")
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve(), "vic@seaview.example") as at:
        await at.until_seen("Maria")
        await at.press("t")
        await at.until(lambda: "You may look, not act: your role is viewer." in at.told)
        await at.press("enter")
        await at.until_seen("Yes, in the yard.")
        await at.press("i")

        assert at.app.focused is not None
        assert at.app.focused.id == "thread"
    assert conversation_of(store, asked).speaker == "concierge"
    assert conversation_of(store, asked).unread == 1


async def test_many_conversations_are_read_as_one_goes_down(
    serve: Serve, store: Store, ana: User
) -> None:
    for number in range(130):
        set_aside(store, a_guest_asks(store, name=f"Guest-{number:03}"))

    async with desk(serve()) as at:
        await at.until_seen("Guest-129")
        await at.press("G")
        await at.until(lambda: len(at.app.screen.query_one("#rows").rows) == 130)  # type: ignore[attr-defined]
        await at.press("G")
        await at.until_seen("Guest-000")
        await at.press("g")
        await at.until_seen("Guest-129")


async def test_vim_keys_arrows_and_the_mouse_mark_a_row(
    serve: Serve, store: Store, ana: User
) -> None:
    for name in ("Cleo", "Bob", "Ada"):
        answered(store, a_guest_asks(store, name=name))

    async with desk(serve()) as at:
        await at.until_seen("Ada", "Cleo")
        rows = at.app.screen.query_one("#rows")
        await at.press("j")
        assert rows.marked == 1  # type: ignore[attr-defined]
        await at.press("k", "down", "down")
        assert rows.marked == 2  # type: ignore[attr-defined]
        await at.pilot.click("#rows", offset=(5, 0))
        assert rows.marked == 0  # type: ignore[attr-defined]
        await at.pilot.click("#rows", offset=(5, 0), times=2)

        await at.until_seen("Write to Ada")


async def test_the_marked_row_keeps_its_mark_when_another_comes_above(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store, name="Maria"))
    served = serve()

    async with desk(served) as at:
        await at.until_seen("Maria")
        served.guest().say("Is there a sauna?", "k1")
        await at.until_seen("Guest 2")

        assert at.app.screen.query_one("#rows").marked_row.contact.name == "Maria"  # type: ignore[attr-defined]


async def test_a_wide_terminal_shows_a_glance_of_the_marked_conversation(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store, name="Bob"), "Breakfast is at eight.")
    answered(store, a_guest_asks(store, name="Ada"), "The sauna is downstairs.")

    async with desk(serve(), size=(160, 50)) as at:
        await at.until_seen("Getting here")
        await at.press("j")

        await at.until(lambda: at.seen.count("Breakfast is at eight.") == 2)


async def test_reading_a_conversation_takes_its_mark_off(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)

    async with desk(serve()) as at:
        await at.until_seen("● Maria")
        await at.press("enter")
        await at.until(lambda: conversation_of(store, asked).unread == 0)
        await at.press("escape")

        await at.until_gone("● Maria")


async def test_a_list_that_fills_again_has_the_keyboard(
    serve: Serve, store: Store, ana: User
) -> None:
    async with desk(serve()) as at:
        await at.until_seen("Nobody is waiting")
        for name in ("Bob", "Ada"):
            answered(store, a_guest_asks(store, name=name))
        await at.until_seen("Ada", "Bob")

        await at.press("j", "enter")

        await at.until_seen("Write to Bob")
