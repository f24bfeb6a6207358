"""The real desk before a real house, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from server.client import StaffClient
from store import conversations, messages, speakers, turns
from store.db import Store
from store.tables import Conversation, Draft, Message, User
from tests.conftest import PASSWORD, Served
from tui.app import DeskApp
from tui.when import Clock

CITED = [
    {
        "title": "Getting here",
        "url": "https://seaview.example/getting-here",
        "page": 2,
        "quote": "Guests park in the yard behind the house.",
    }
]


@dataclass
class Desk:
    """One member of the staff at the keyboard."""

    app: DeskApp
    pilot: Pilot[int]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)

    async def type(self, text: str) -> None:
        await self.pilot.press(*("space" if c == " " else c for c in text))

    async def until(self, is_so: Callable[[], bool], what: str = "") -> None:
        """Wait for what another thread, the server, has to do."""
        for _ in range(1_000):
            if is_so():
                return
            await self.pilot.pause(0.04)
        raise AssertionError(f"{what or 'it'} did not happen; the screen shows:\n{self.seen}")

    async def until_seen(self, *words: str) -> None:
        for wanted in words:
            await self.until(lambda wanted=wanted: wanted in self.seen, wanted)  # type: ignore[misc]

    async def until_gone(self, words: str) -> None:
        await self.until(lambda: words not in self.seen, f"{words} going")

    @property
    def lines(self) -> list[str]:
        """What the terminal shows, line by line."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def seen(self) -> str:
        return "\n".join(self.lines)

    @property
    def bottom(self) -> str:
        return self.lines[-1]

    @property
    def told(self) -> list[str]:
        """The toasts so far."""
        return [notification.message for notification in self.app._notifications]


@asynccontextmanager
async def desk_of(
    address: str,
    email: str = "ana@seaview.example",
    *,
    size: tuple[int, int] = (80, 24),
    token: str = "",
    password: str = PASSWORD,
    clock: Clock | None = None,
) -> AsyncIterator[Desk]:
    client = StaffClient(address, token=token)
    app = DeskApp(client, email=email, password=password, clock=clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Desk(app, pilot)
    await client.close()


@asynccontextmanager
async def desk(
    served: Served, email: str = "ana@seaview.example", **more: Any
) -> AsyncIterator[Desk]:
    """Signed in, with the inbox up and the line live."""
    async with desk_of(served.address, email, **more) as at:
        await at.until_seen("Open", "● live")
        yield at


def said(text: str, **more: Any) -> turns.Said:
    usual: dict[str, Any] = {"kind": "fact", "mode": "structured", "confidence": 0.62}
    return turns.Said(text, **{**usual, "citations": CITED, **more})


def a_guest_asks(
    store: Store, text: str = "Can we park?", *, name: str = "Maria", channel: str = "widget"
) -> Message:
    """A message whose turn has been taken by nobody yet; the house may not take it either."""
    with store.writing() as tx:
        started = conversations.start(tx, channel=channel, visitor=conversations.Visitor(name))
        return conversations.post(tx, started.conversation, text, "k1", worker="a test")


def answered(store: Store, message: Message, text: str = "Yes, in the yard.", **more: Any) -> None:
    with store.writing() as tx:
        turns.reply(tx, message, said(text, **more))
        turns.release_all(tx)


def drafted(store: Store, message: Message, text: str = "Yes, in the yard.", **more: Any) -> Draft:
    with store.writing() as tx:
        draft = turns.draft(tx, message, said(text, **more), "Less sure than 0.75")
        turns.release_all(tx)
        assert draft is not None
        return draft


def set_aside(store: Store, message: Message, reason: str = "Asked for a person.") -> None:
    with store.writing() as tx:
        turns.set_aside(tx, message, reason)
        turns.release_all(tx)


def conversation_of(store: Store, message: Message) -> Conversation:
    with store.reading() as tx:
        return conversations.get(tx, message.conversation_id)


def messages_of(store: Store, message: Message) -> list[Message]:
    with store.reading() as tx:
        return messages.history(tx, message.conversation_id)


def taken_by(store: Store, message: Message, user: User) -> None:
    with store.writing() as tx:
        speakers.take_over(tx, message.conversation_id, user)


def texts_of(widgets: Iterable[Widget]) -> list[str]:
    found = []
    for widget in widgets:
        assert isinstance(widget, Static)
        visual = widget.content
        found.append(visual.plain if isinstance(visual, Content) else str(visual))
    return found
