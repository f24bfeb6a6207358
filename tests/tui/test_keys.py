from __future__ import annotations

import pytest

from store.db import Store
from store.tables import User
from tests.conftest import Serve, staff_member
from tests.tui.desk import a_guest_asks, answered, desk, drafted, set_aside
from tui import keys
from tui.checks import ChecksScreen
from tui.conversation import ConversationScreen
from tui.drafts import DraftsScreen
from tui.escalations import EscalationsScreen
from tui.facts import FactsScreen
from tui.gaps import GapsScreen
from tui.house_answers import AnswersScreen
from tui.inbox import InboxScreen
from tui.keys import Key
from tui.knowledge import KnowledgeScreen
from tui.report import ReportScreen
from tui.screen import DeskScreen

SCREENS: list[tuple[type[DeskScreen], tuple[Key, ...]]] = [
    (InboxScreen, keys.INBOX),
    (ConversationScreen, keys.CONVERSATION),
    (ConversationScreen, keys.COMPOSING),
    (ConversationScreen, keys.EDITING),
    (DraftsScreen, keys.DRAFTS),
    (DraftsScreen, keys.EDITING),
    (EscalationsScreen, keys.ESCALATIONS),
    (KnowledgeScreen, keys.KNOWLEDGE),
    (GapsScreen, keys.GAPS),
    (ChecksScreen, keys.CHECKS),
    (AnswersScreen, keys.ANSWERS),
    (FactsScreen, keys.FACTS),
    (ReportScreen, keys.REPORT),
    (DeskScreen, keys.EVERYWHERE),
]


@pytest.mark.parametrize(("screen", "group"), SCREENS)
def test_every_key_that_is_told_does_something(
    screen: type[DeskScreen], group: tuple[Key, ...]
) -> None:
    missing = [key.name for key in group if not hasattr(screen, f"do_{key.name}")]

    assert missing == []


@pytest.mark.parametrize(("screen", "group"), SCREENS)
def test_no_key_means_two_things_at_once(screen: type[DeskScreen], group: tuple[Key, ...]) -> None:
    names = [name for key in group for name in key.keys.split(",") if name]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("width", [80, 100, 160])
async def test_the_hints_fit_and_help_is_always_among_them(
    serve: Serve, store: Store, ana: User, width: int
) -> None:
    asked = a_guest_asks(store)
    set_aside(store, asked)

    async with desk(serve(), size=(width, 24)) as at:
        for key in ("1", "2", "3", "4", "5"):
            await at.press(key)
            await at.until(lambda: at.bottom.rstrip().endswith("? help"))
        await at.press("1", "enter")
        await at.until_seen("Write to Maria")
        await at.until(lambda: "esc back" in at.bottom)
        assert at.bottom.rstrip().endswith("? help")


async def test_the_help_page_names_keys_and_why_one_does_not_work(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve(), size=(100, 50)) as at:
        await at.until_seen("Maria")
        await at.press("question_mark")
        await at.until_seen("On this screen", "Take the conversation over", "Leave the desk")
        await at.until_seen("The concierge has this conversation already.")
        await at.press("escape")
        await at.until_gone("On this screen")


async def test_the_palette_knows_every_action_of_the_screen(
    serve: Serve, store: Store, ana: User
) -> None:
    drafted(store, a_guest_asks(store), "In the yard.")

    async with desk(serve()) as at:
        await at.press("2")
        await at.until_seen("In the yard.")
        await at.press("ctrl+p")
        await at.type("send the draft")
        await at.until_seen("Send the draft as it stands")
        await at.press("down", "enter")

        await at.until_seen("No draft waits")


async def test_a_viewers_keys_are_dimmed_with_the_reason(
    serve: Serve, store: Store, ana: User
) -> None:
    staff_member(store, "vic@seaview.example", "Vic", "viewer")
    answered(store, a_guest_asks(store))

    async with desk(serve(), "vic@seaview.example", size=(100, 50)) as at:
        await at.until_seen("Maria", "take over")
        await at.press("question_mark")

        await at.until_seen("You may look, not act: your role is viewer.")


async def test_the_tabs_can_be_clicked(serve: Serve, ana: User) -> None:
    async with desk(serve()) as at:
        await at.pilot.click("#tab-drafts")
        await at.until_seen("No draft waits")
        await at.pilot.click("#tab-inbox")
        await at.until_seen("Nobody is waiting")
        await at.pilot.click("#view-closed")
        await at.until_seen("Nothing is closed yet")


async def test_while_one_writes_a_question_mark_is_a_letter_and_f1_helps(
    serve: Serve, store: Store, ana: User
) -> None:
    answered(store, a_guest_asks(store))

    async with desk(serve()) as at:
        await at.until_seen("Maria")
        await at.press("enter")
        await at.until_seen("Write to Maria")
        await at.press("i")
        await at.until(lambda: at.bottom.rstrip().endswith("f1 help"))
        await at.press("question_mark")
        await at.until_seen("│ ?")
        await at.press("f1")
        await at.until_seen("Send to the guest")
