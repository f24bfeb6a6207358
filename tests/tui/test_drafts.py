from __future__ import annotations

from store import drafts
from store.db import Store
from store.tables import Draft, User
from tests.conftest import Serve, staff_member
from tests.tui.desk import Desk, a_guest_asks, desk, drafted, messages_of


def now(store: Store, draft: Draft) -> Draft:
    with store.reading() as tx:
        return drafts.find(tx, draft.id)


async def at_drafts(at: Desk, *words: str) -> None:
    await at.press("2")
    await at.until_seen("The concierge would say", *words)


async def test_an_empty_queue_says_what_would_stop_here(serve: Serve, ana: User) -> None:
    async with desk(serve()) as at:
        await at.press("2")
        await at.until_seen("No draft waits", "answers.draft_below")


async def test_a_draft_shows_question_words_passage_and_why_it_waits(
    serve: Serve, store: Store, ana: User
) -> None:
    drafted(store, a_guest_asks(store, "Can we park?"), "In the yard.")

    async with desk(serve()) as at:
        await at_drafts(at, "Can we park?", "In the yard.", "Less sure than 0.75", "62 % sure")
        await at.until_seen("Getting here · page 2", "behind the house")


async def test_one_key_approves_and_the_next_draft_is_marked(
    serve: Serve, store: Store, ana: User
) -> None:
    first = a_guest_asks(store, "Can we park?", name="Maria")
    draft = drafted(store, first, "In the yard.")
    drafted(store, a_guest_asks(store, "Dogs?", name="Olaf"), "Gladly.")

    async with desk(serve()) as at:
        await at_drafts(at, "In the yard.")
        await at.press("a")
        await at.until_gone("In the yard.")
        await at.until_seen("Gladly.")

    assert now(store, draft).state == "approved"
    last = messages_of(store, first)[-1]
    assert (last.author, last.text) == ("concierge", "In the yard.")


async def test_a_draft_is_changed_in_place_and_sent(serve: Serve, store: Store, ana: User) -> None:
    asked = a_guest_asks(store)
    draft = drafted(store, asked, "In the yard.")

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("e")
        await at.type(" Ring us.")
        await at.press("ctrl+s")
        await at.until_seen("No draft waits")

    assert now(store, draft).state == "approved"
    last = messages_of(store, asked)[-1]
    assert (last.author, last.text) == ("staff", "In the yard. Ring us.")


async def test_a_changed_draft_can_be_kept_for_later(serve: Serve, store: Store, ana: User) -> None:
    draft = drafted(store, a_guest_asks(store), "In the yard.")

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("e")
        await at.type(" Ring us.")
        await at.press("ctrl+o")
        await at.until_seen("changed by staff")

    assert (now(store, draft).state, now(store, draft).text) == ("waiting", "In the yard. Ring us.")


async def test_a_draft_sent_unchanged_from_the_editor_stays_the_concierges(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    drafted(store, asked, "In\x1b the yard.")

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("e")
        await at.until_seen("Your text")
        await at.press("ctrl+s")
        await at.until_seen("No draft waits")

    last = messages_of(store, asked)[-1]
    assert (last.author, last.text) == ("concierge", "In\x1b the yard.")


async def test_a_rejected_draft_is_not_sent_and_its_reason_is_kept(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    draft = drafted(store, asked)

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("r")
        await at.until_seen("Reject this draft")
        await at.type("Too curt")
        await at.press("enter")
        await at.until_seen("No draft waits")

    assert (now(store, draft).state, now(store, draft).note) == ("rejected", "Too curt")
    assert len(messages_of(store, asked)) == 1


async def test_a_rejection_can_be_thought_better_of(serve: Serve, store: Store, ana: User) -> None:
    draft = drafted(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("r")
        await at.until_seen("Reject this draft")
        await at.press("escape")
        await at.until_gone("Reject this draft")

    assert now(store, draft).state == "waiting"


async def test_unsent_changes_wait_in_the_editor_and_are_marked(
    serve: Serve, store: Store, ana: User
) -> None:
    draft = drafted(store, a_guest_asks(store), "In the yard.")

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("e")
        await at.type(" Ring us.")
        await at.press("escape")
        await at.until_seen("✎ your text", "Your text, not sent yet", "In the yard. Ring us.")

        await at.press("a")

        await at.until(lambda: at.app.screen.editor.has_keyboard)  # type: ignore[attr-defined]
    assert now(store, draft).state == "waiting"


async def test_who_comes_second_is_told_and_keeps_the_text(
    serve: Serve, store: Store, ana: User
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    asked = a_guest_asks(store)
    draft = drafted(store, asked, "In the yard.")

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("e")
        await at.type(" Ring us.")
        with store.writing() as tx:
            drafts.approve(tx, draft.id, draft.version, ben)
        await at.until_seen("Your text is kept", "In the yard. Ring us.")

        await at.press("ctrl+s")

        await at.until_seen("In the yard. Ring us.")
        await at.until_seen("the concierge speaks")
        await at.press("enter")
        await at.until(lambda: len(messages_of(store, asked)) == 3)
    texts = [message.text for message in messages_of(store, asked)]
    assert texts == ["Can we park?", "In the yard.", "In the yard. Ring us."]


async def test_a_draft_changed_meanwhile_is_compared_and_then_mine_may_go(
    serve: Serve, store: Store, ana: User
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    asked = a_guest_asks(store)
    draft = drafted(store, asked, "In the yard.")

    async with desk(serve()) as at:
        await at_drafts(at)
        await at.press("e")
        await at.type(" Ring us.")
        with store.writing() as tx:
            drafts.edit(tx, draft.id, draft.version, "Behind the house.", ben)
        await at.press("ctrl+s")
        await at.until_seen("A colleague changed this draft", "Behind the house.", "Ring us.")
        await at.press("ctrl+s")
        await at.until_seen("No draft waits")

    assert messages_of(store, asked)[-1].text == "In the yard. Ring us."


async def test_approving_what_is_decided_already_says_so(
    serve: Serve, store: Store, ana: User
) -> None:
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")
    asked = a_guest_asks(store)
    draft = drafted(store, asked)

    async with desk(serve()) as at:
        await at_drafts(at)
        with store.writing() as tx:
            drafts.reject(tx, draft.id, draft.version, ben)
        await at.press("a")
        await at.until_seen("No draft waits")

        assert any("rejected this draft already" in said for said in at.told)
    assert len(messages_of(store, asked)) == 1


async def test_a_new_draft_appears_by_itself(serve: Serve, store: Store, ana: User) -> None:
    async with desk(serve()) as at:
        await at.press("2")
        await at.until_seen("No draft waits")
        drafted(store, a_guest_asks(store), "In the yard.")

        await at.until_seen("In the yard.")


async def test_a_viewer_may_read_drafts_and_not_decide(
    serve: Serve, store: Store, ana: User
) -> None:
    staff_member(store, "vic@seaview.example", "Vic", "viewer")
    draft = drafted(store, a_guest_asks(store))

    async with desk(serve(), "vic@seaview.example") as at:
        await at_drafts(at)
        await at.press("a", "e", "r")

        assert at.told.count("You may look, not act: your role is viewer.") == 3
    assert now(store, draft).state == "waiting"
