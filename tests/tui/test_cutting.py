"""The line is cut again and again while somebody writes: nothing is lost, nothing said twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import drafts
from store.db import Store
from store.tables import User
from tests.conftest import Serve
from tests.tui.cutting import Line, line_to
from tests.tui.desk import (
    Desk,
    a_guest_asks,
    answered,
    conversation_of,
    desk_of,
    drafted,
    messages_of,
)
from tui.conversation import ConversationScreen
from tui.drafts import DraftsScreen

FEW, MANY = 3, 50


async def test_a_line_cut_while_one_writes_loses_nothing(
    serve: Serve, store: Store, ana: User
) -> None:
    await an_editing_session(serve, store, FEW)


@pytest.mark.slow
async def test_a_line_cut_fifty_times_loses_nothing(serve: Serve, store: Store, ana: User) -> None:
    await an_editing_session(serve, store, MANY)


async def an_editing_session(serve: Serve, store: Store, cuts: int) -> None:
    """In turn: cut while words stand in the box; the house's answer to a message swallowed; its
    answer to a kept draft swallowed. Each time the words are there, and arrive once."""
    asked = a_guest_asks(store)
    answered(store, asked)
    draft = drafted(store, a_guest_asks(store, name="Olaf"), "In the yard.")
    sent: list[str] = []

    async with line_to(serve().address) as line, desk_of(line.address) as at:
        await at.until_seen("● live", "Maria")
        troubles: list[str] = []
        at.app.watch(at.app, "trouble", lambda said: troubles.append(said) if said else None)
        public_id = conversation_of(store, asked).public_id
        for number in range(cuts):
            if number % 3 == 2:
                await at.press("2")
                await at.until_seen("In the yard.")
                screen = at.app.screen
                assert isinstance(screen, DraftsScreen)
                await at.press("e")
                await at.until(lambda: screen.editor.has_keyboard)  # noqa: B023 - of this screen
                words = f"In the yard. {number}"
                screen.editor.put(words)
                await swallowed(at, line, "ctrl+o", troubles)
                assert screen.editor.text_of(screen.editor.draft) == words  # type: ignore[arg-type]
                at.app.feed.hurry()
                await at.until(lambda: at.app.line.state == "live")
                # The house has kept it, so this desk is told of newer words, and its own win then.
                seen = version_of(screen)
                await insist(at, troubles, "ctrl+o", lambda: version_of(screen) != seen)  # noqa: B023
                if screen.editor.display:
                    await insist(at, troubles, "ctrl+o", lambda: not screen.editor.display)  # noqa: B023
                with store.reading() as tx:
                    assert drafts.find(tx, draft.id).text == words
                continue
            await at.press("1")
            at.app.write_to(public_id)
            await at.until(lambda: isinstance(at.app.screen, ConversationScreen))
            await at.until_seen("Write to Maria")
            box = at.app.screen.query_one("#compose")
            await at.until(lambda: box.has_focus)  # noqa: B023
            words = f"Word {number}"
            await at.type(words)
            if number % 3 == 0:
                line.cut()
                await at.until(lambda: at.app.line.state != "live")
            else:
                await swallowed(at, line, "enter", troubles)
            assert box.text == words  # type: ignore[attr-defined]
            at.app.feed.hurry()
            await at.until(lambda: at.app.line.state == "live")
            await insist(at, troubles, "enter", lambda: box.text == "")  # type: ignore[attr-defined]  # noqa: B023
            sent.append(words)
            assert [m.text for m in messages_of(store, asked)[2:]] == sent
            await at.press("escape", "escape")
        assert line.cuts >= cuts


async def swallowed(at: Desk, line: Line, key: str, troubles: list[str]) -> None:
    """Press it, and have the house's answer vanish with the line; the desk says so."""
    before = len(troubles)
    line.swallow = True
    await at.press(key)
    await at.until(lambda: not line.swallow and len(troubles) > before)


async def insist(at: Desk, troubles: list[str], key: str, done: Callable[[], bool]) -> None:
    """As a person does: press it again when the line says that it did not go through."""
    for _ in range(10):
        before = len(troubles)
        at.app.it_works()
        await at.press(key)
        await at.until(lambda: done() or len(troubles) > before)  # noqa: B023
        if done():
            return
    raise AssertionError(f"{key} never went through")


def version_of(screen: DraftsScreen) -> int:
    """Of the draft in the box; 0 when none is."""
    draft = screen.editor.draft
    return draft.version if draft is not None else 0
