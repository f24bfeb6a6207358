"""Hostile text in every place where a guest's, a document's or a model's words reach the screen."""

from __future__ import annotations

import unicodedata

import pytest

from store import conversations, escalations, turns
from store.db import Store
from store.errors import ConciergeError
from store.tables import Gap, Message, User, utcnow
from tests.conftest import Serve, staff_member
from tests.tui.desk import Desk, answered, conversation_of, desk, said, taken_by
from tests.tui.hostile import OWN, SHARED, shared_cases
from tui.conversation import ConversationScreen
from tui.inbox import InboxScreen
from tui.text import one_line, visible
from tui.widgets.message_view import MessageView
from tui.widgets.row_list import RowList

PER_CONVERSATION = 40
# A third always, all with the soaks.
PARTS = pytest.mark.parametrize(
    "every", [3, pytest.param(1, marks=pytest.mark.slow)], ids=["a third", "all"]
)


def ask(store: Store, text: str, name: str, number: int) -> Message | None:
    """None for a text that the house does not take (an empty one)."""
    try:
        with store.writing() as tx:
            started = conversations.start(
                tx, channel="widget", visitor=conversations.Visitor(name, name, name)
            )
            return conversations.post(tx, started.conversation, text, str(number), worker="a test")
    except ConciergeError:
        return None


def cited(text: str) -> list[dict[str, object]]:
    return [{"title": text, "url": f"https://x.example/{text}", "page": 1, "quote": text}]


def assert_harmless(at: Desk) -> None:
    for line in at.lines:
        bad = [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
        assert bad == [], repr(line)
        assert not set(line) & set("\u202e\u202d\u2066\u2067\u200b\ufeff"), repr(line)
        assert not any(0xE0000 <= ord(c) <= 0xE0FFF for c in line), repr(line)


def hurtful(store: Store, text: str, number: int) -> Message:
    """A conversation whose guest, draft, passage, escalation and gap all say it."""
    asked = ask(store, text, text[:100], number)
    assert asked is not None
    with store.writing() as tx:
        turns.draft(tx, asked, said(text, citations=cited(text)), text)
        escalations.escalate(tx, asked.conversation_id, text)
        tx.add(Gap(question=text, created_at=utcnow()))
        turns.release_all(tx)
    return asked


async def test_hostile_words_are_shown_and_do_nothing_on_any_screen(
    serve: Serve, store: Store, ana: User
) -> None:
    for number, text in enumerate(OWN):
        hurtful(store, text, number)

    async with desk(serve(), size=(160, 50)) as at:
        for screen in ("1", "2", "3"):
            await at.press(screen)
            rows = at.app.screen.query_one("#rows", RowList)
            await at.until(lambda rows=rows: len(rows.rows) == len(OWN))  # type: ignore[misc]
            await at.press("g")
            for _ in OWN:
                await at.pilot.pause(0.05)
                assert_harmless(at)
                await at.press("j")
        await at.press("4")
        await at.pilot.pause(0.3)
        assert_harmless(at)
        assert at.app.return_value is None


@PARTS
async def test_hostile_words_do_nothing_where_one_answers_them(
    serve: Serve, store: Store, ana: User, every: int
) -> None:
    own = OWN[::every]
    asked = [hurtful(store, text, number) for number, text in enumerate(own)]

    async with desk(serve(), size=(160, 50)) as at:
        for text, message in zip(own, asked, strict=True):
            at.app.open_conversation(conversation_of(store, message).public_id)
            await at.until_seen("Write to", one_line(text)[:20].rstrip())
            await at.press("s", "e")
            await at.until_seen("Your text")
            assert_harmless(at)
            await at.press("escape", "x")
            await at.until_seen("Settle this call")
            assert_harmless(at)
            await at.press("escape", "escape")
            await at.until(lambda: isinstance(at.app.screen, InboxScreen))


@PARTS
@pytest.mark.skipif(not SHARED.exists(), reason="the shared hostile texts are not here")
async def test_every_shared_case_is_shown_whole_and_does_nothing(
    serve: Serve, store: Store, ana: User, every: int
) -> None:
    cases = shared_cases()
    assert len(cases) > 600
    cases = cases[::every]
    first: list[Message] = []
    sent: list[list[str]] = []
    for start in range(0, len(cases), PER_CONVERSATION):
        chunk = [
            c for c in cases[start : start + PER_CONVERSATION] if c.strip() and len(c) <= 4_000
        ]
        asked = ask(store, chunk[0], chunk[0][:80], start)
        assert asked is not None
        with store.writing() as tx:
            conversation = conversations.get(tx, asked.conversation_id)
            for number, text in enumerate(chunk[1:]):
                conversations.post(tx, conversation, text, f"n{number}", worker="a test")
        answered(store, asked, chunk[-1], citations=cited(chunk[-1]), quick_replies=[chunk[-1]])
        first.append(asked)
        sent.append(chunk)

    async with desk(serve(), size=(160, 120)) as at:
        await at.until(lambda: len(at.app.screen.query_one("#rows").rows) == len(first))  # type: ignore[attr-defined]
        assert_harmless(at)
        for asked, chunk in zip(first, sent, strict=True):
            with store.reading() as tx:
                public_id = conversations.get(tx, asked.conversation_id).public_id
            at.app.open_conversation(public_id)
            await at.until(lambda chunk=chunk: lost(at, chunk) == [])  # type: ignore[misc]
            assert_harmless(at)
            at.app.go("inbox")
            await at.until(lambda: isinstance(at.app.screen, InboxScreen))


def lost(at: Desk, texts: list[str]) -> list[str]:
    """What the conversation on the screen does not show."""
    if not isinstance(at.app.screen, ConversationScreen):
        return texts
    shown = "\n".join(view.entry.content.plain for view in at.app.screen.query(MessageView))
    return [text for text in texts if visible(_stored(text)) not in shown]


def _stored(text: str) -> str:
    """As the house keeps it: what no encoding can carry is replaced on the way in."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


async def test_a_hostile_paste_cannot_reach_the_screen(
    serve: Serve, store: Store, ana: User
) -> None:
    from textual import events

    asked = ask(store, "Hello", "Maria", 1)
    assert asked is not None
    answered(store, asked)

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("slash")
        at.app.screen.query_one("#search").post_message(events.Paste("\x1b[31m\u202eM"))
        await at.until_seen("␛[31m‹U+202E›M")
        await at.press("escape", "enter")
        await at.until_seen("Write to Maria")
        await at.press("i")
        at.app.screen.query_one("#compose").post_message(events.Paste("one\r\x1b[2Jtwo"))
        await at.until_seen("one", "␛[2Jtwo")
        assert_harmless(at)


async def test_a_hostile_name_of_the_business_is_only_a_name(
    serve: Serve, store: Store, ana: User, settings: object
) -> None:
    from store.settings import Business, Settings

    assert isinstance(settings, Settings)
    name = "[b]Sea\x1bview[/b]"
    changed = settings.model_copy(
        update={"business": settings.business.model_copy(update={"name": name})}
    )
    assert isinstance(changed.business, Business)

    async with desk(serve(changed=changed)) as at:
        await at.until_seen("[b]Sea␛view[/b]")
        assert_harmless(at)


async def test_a_colleague_with_a_hostile_name_is_only_a_name(
    serve: Serve, store: Store, ana: User
) -> None:
    name = "[/]\x1b[2J[@click=app.quit]Ben"
    ben = staff_member(store, "ben@seaview.example", name, "agent")
    asked = ask(store, "Hello", "Maria", 1)
    assert asked is not None
    taken_by(store, asked, ben)

    async with desk(serve(), size=(120, 40)) as at:
        await at.until_seen("♦ [/]␛[2J")
        await at.press("ctrl+p")
        await at.type("take the")
        await at.until_seen("［/］␛［2J")
        await at.press("escape", "question_mark")
        await at.until_seen("[/]␛[2J[@click=app.quit]Ben has this conversation.")
        await at.press("escape", "t")
        await at.until(lambda: any("Ben has this" in said for said in at.told))
        await at.press("enter")
        await at.until_seen("Write to Maria", "speaks")
        assert_harmless(at)
