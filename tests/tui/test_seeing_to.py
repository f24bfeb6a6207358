"""What staff do beside answering: several at once, aside, assigned, tagged, noted, remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import answers, conversations, drafts, escalations, notes, tags, visits
from store.db import Store
from store.tables import User
from tests.agent.seaview import furnish
from tests.conftest import Serve, staff_member
from tests.server.composers import Echo
from tests.tui.desk import (
    Desk,
    a_guest_asks,
    answered,
    conversation_of,
    desk,
    drafted,
    messages_of,
    set_aside,
)
from tui import until
from tui.saving import keep
from tui.when import Clock, countdown

NOW = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
KEYS = {
    "{": "left_curly_bracket",
    "}": "right_curly_bracket",
    " ": "space",
    ",": "comma",
    ".": "full_stop",
}
CLOCK = Clock(lambda: NOW, UTC)


async def choose(at: Desk, title: str, typed: str = "") -> None:
    """From the list of that title, what was typed or else what is marked."""
    await at.until_seen(title)
    await at.type(typed)
    await at.press("enter")
    await at.until_gone(title)


async def test_several_conversations_are_tagged_assigned_snoozed_and_closed_at_once(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = [a_guest_asks(store, name=name) for name in ("Maria", "Olaf", "Greta")]
    for message in asked:
        answered(store, message)

    async with desk(serve()) as at:
        await at.until_seen("Maria", "Olaf", "Greta")
        await at.press("space", "space")
        await at.until_seen("2 selected", "✓ Greta", "✓ Olaf")
        await at.press("number_sign")
        await choose(at, "Tags", "vip")
        await at.until_seen("#vip")
        await at.press("asterisk", "A")
        await choose(at, "Whose work is it?")
        await at.until_seen("→ Ana")
        await at.press("asterisk", "z")
        await choose(at, "Put it aside until", "2h")
        await at.until_seen("Nobody is waiting")
        await at.press("slash")
        await at.type("#vip")
        await at.press("enter")
        for _ in range(4):
            await at.press("right")
        await at.until_seen("Greta", "Olaf")
        await at.until_gone("Maria")
        await at.press("asterisk", "c")
        await choose(at, "Close this conversation")
        await at.until_seen("Nothing matches")

    talks = [conversation_of(store, message) for message in asked]
    assert [talk.assigned_to for talk in talks] == [ana.id] * 3
    assert [talk.status_reason for talk in talks] == ["", "solved", "solved"]


async def test_a_note_names_a_colleague_and_stays_among_staff(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    answered(store, asked)
    ben = staff_member(store, "ben@seaview.example", "Ben", "agent")

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("enter")
        await at.until_seen("Write to Maria")
        await at.press("n")
        await at.until_seen("A note for colleagues")
        await at.type("Ring her, @ben")
        await at.press("enter")
        await at.until_seen("Note by Ana", "Ring her, @ben")
        await at.press("v")
        await at.until_gone("Ring her, @ben")
        with store.writing() as tx:
            notes.add(tx, asked.conversation_id, "Done, @ana. [b]Really[/b]", ben)
        await at.until(lambda: any("names you" in said for said in at.told))


async def test_a_text_that_is_kept_is_put_in_with_the_names_filled_in(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("enter")
        await at.until_seen("Write to Maria")
        await at.press("i")
        await at.pilot.press(*(KEYS.get(c, c) for c in "Dear {guest}, {key}."))
        await at.press("ctrl+t")
        await choose(at, "Texts at hand", "greeting")
        await at.until(lambda: any("Kept as" in said for said in at.told))
        await at.press("ctrl+u", "ctrl+t")
        await choose(at, "Texts at hand", "greet")
        await at.until_seen("Dear Maria, {key}.")
        await at.press("ctrl+l")
        await at.until_seen("needs a language model")
        await at.press("enter")
        await at.until(lambda: any("No language model is set" in said for said in at.told))
        assert "Dear Maria, {key}." in at.seen


async def test_a_stale_draft_is_marked_composed_anew_and_remembered(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store, "May dogs come?")
    draft = drafted(store, asked, "Gladly.")
    with store.writing() as tx:
        talk = conversations.get(tx, asked.conversation_id)
        again = conversations.post(tx, talk, "Two big ones!", "k2", worker="a test")
    set_aside(store, again)
    furnish(store)

    async with desk(serve(Echo())) as at:
        await at.press("2")
        await at.until_seen("guest wrote again", "has written again since")
        await at.press("w")
        await choose(at, "Other words")
        await at.until_seen("Two big ones!")
        await at.until_gone("has written again since")
        await at.press("m")
        await choose(at, "Send it, and answer so")
        await choose(at, "From when to when", "2126-12-31")
        await at.until(lambda: any("says so from now on" in said for said in at.told))

    with store.reading() as tx:
        assert drafts.find(tx, draft.id).state == "approved"
        (kept,) = answers.listed(tx)
        assert (kept.question, str(kept.valid_to)) == ("May dogs come?", "2126-12-31")
    assert "Two big ones!" in messages_of(store, asked)[-1].text


async def test_the_guest_is_seen_writing_rating_and_with_their_files(
    serve: Serve, store: Store, ana: User
) -> None:
    served = serve(Echo())
    guest = served.guest()
    guest.ask("Is there a sauna?", "k1")
    with store.writing() as tx:
        talk = conversations.by_public_id(tx, guest.id)
        visits.rate(tx, talk.id, 4, "Quick!")
        kept = visits.Kept("stored", "../../x\x1b[31m.png", "image/png", 8, "photo")
        sent = visits.send_file(tx, talk, kept, "k2", text="photo")
        escalations.prioritise(tx, escalations.waiting(tx)[0].id, 1, ana)
        tags.change(tx, talk.id, ana, add=["vip"])
    folder = served.house.settings.home.path / "files" / "guests"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stored").write_bytes(b"a photo!")

    async with desk(served) as at:
        await at.until_seen("▲ urgent", "due ")
        await at.press("enter")
        await at.until_seen("▣ ../../x␛[31m.png")
        path = f"/v1/conversations/{guest.id}/typing"
        served.client.post(path, headers=guest.headers).raise_for_status()
        await at.until_seen("is writing…")
        await at.press("p")
        await at.until_seen("★★★★☆", "Quick!", "#vip", "their only conversation")
        await at.press("escape")
        await at.until_gone("★★★★☆")
        at.app.desk.folder = served.house.settings.home.path
        await at.press("f")
        await choose(at, "Files of this guest")
        await choose(at, "Save it")
        await at.until(lambda: any("Saved as" in said for said in at.told))
    saved = served.house.settings.home.path / f"{sent.message.id}-.._.._x__31m.png"
    assert saved.read_bytes() == b"a photo!"


async def test_a_call_is_assigned_made_urgent_and_the_pause_stands_at_the_top(
    serve: Serve, store: Store, ana: User
) -> None:
    asked = a_guest_asks(store)
    set_aside(store, asked)

    async with desk(serve()) as at:
        await at.press("P")
        await at.until_seen("Stop all automatic replies")
        await at.press("enter")
        await at.until_seen("automatic replies paused")
        await at.press("3")
        await at.until_seen("Asked for a person.", "due ")
        await at.press("u")
        await choose(at, "How urgent is it?")
        await at.until_seen("▲ urgent")
        await at.press("A")
        await choose(at, "Whose work is it?")
        await at.until_seen("→ Ana")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("45m", NOW + timedelta(minutes=45)),
        ("3d", NOW + timedelta(days=3)),
        ("14:30", NOW.replace(hour=14)),
        ("9:00", NOW.replace(hour=9, minute=0) + timedelta(days=1)),
        ("2026-05-07", NOW.replace(day=7, hour=9, minute=0)),
        ("2026-05-06 09:29", None),
        ("2026-13-40", None),
        ("soon", None),
    ],
)
def test_until_when_is_read_as_people_write_it(typed: str, meant: datetime | None) -> None:
    assert until.read(typed, CLOCK) == meant


def test_the_clock_of_a_call_says_what_is_left_and_what_is_over() -> None:
    assert countdown(NOW + timedelta(minutes=12), CLOCK) == ("due 12m", "text")
    assert countdown(NOW + timedelta(minutes=3), CLOCK) == ("due 3m", "warn")
    assert countdown(NOW - timedelta(hours=2), CLOCK) == ("late 2h", "bad")


def test_a_guests_file_leads_nowhere_and_overwrites_nothing(tmp_path: Path) -> None:
    first = keep(tmp_path, "../../etc/passwd", b"one")
    second = keep(tmp_path, "../../etc/passwd", b"two")
    third = keep(tmp_path, "...", b"three")

    assert {path.parent for path in (first, second, third)} == {tmp_path}
    assert [path.read_bytes() for path in (first, second, third)] == [b"one", b"two", b"three"]
