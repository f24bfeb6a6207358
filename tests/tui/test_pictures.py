"""The desk as pictures: a change of look is seen, and looked at, before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from server.client import StaffClient
from store import conversations, escalations, speakers, turns
from store.db import Store
from store.tables import Gap, User
from tests.conftest import PASSWORD, Serve, staff_member
from tests.tui.desk import Desk
from tui.app import DeskApp
from tui.when import Clock

# Far ahead, because the house closes what has been quiet for a day by its own clock.
NOW = datetime(2126, 5, 6, 9, 30, tzinfo=UTC)
CITED = [
    {
        "title": "Getting here",
        "url": "https://seaview.example/getting-here",
        "page": 2,
        "quote": "Guests park in the yard behind the house for 12 € a night; the gate is 2.4 m.",
    }
]
ASKED = (
    ("Maria López", "widget", "Do you have parking for a van? It is about 2.6 m high.", "draft"),
    ("", "widget", "When is breakfast?", "reply"),
    ("Jean-Luc", "mail", "Bonjour, avez-vous une chambre pour deux ce week-end ?", "staff"),
    ("Aiko 愛子", "whatsapp", "チェックインは何時ですか？", "reply"),
    ("Tom", "widget", "Can we bring our dog?", "draft"),
    ("[b]Eve[/b]", "widget", "[red]PWNED[/] \x1b[31m user\u202egnp.exe", "aside"),
    ("Olaf", "whatsapp", "I want to speak to a human, please!", "aside"),
    ("Sam", "widget", "I am locked out of my room", "urgent"),
)
Shot = Callable[..., bool]


@pytest.fixture
def busy(store: Store, ana: User) -> Store:
    """A morning at the desk, at fixed times."""
    ben = staff_member(store, "ben@seaview.example", "Ben Okafor", "agent")
    with store.writing() as tx:
        for number, (name, channel, text, then) in enumerate(ASKED):
            at = NOW - timedelta(minutes=3 + 17 * number)
            mail = f"{name.split()[0].lower()}@example.com" if name.isascii() and name else ""
            visitor = conversations.Visitor(name, mail if "[" not in mail else "")
            started = conversations.start(
                tx, channel=channel, visitor=visitor, locale="en", now=at
            ).conversation
            asked = conversations.post(tx, started, text, f"k{number}", worker="a test", now=at)
            said = turns.Said(
                "Yes. You can park in our yard for 12 € a night; the gate is 2.4 m wide.\n"
                "Please ring us before you arrive.",
                kind="fact",
                mode="structured",
                confidence=0.62,
                citations=CITED,
            )
            soon = at + timedelta(seconds=20)
            if then == "draft":
                turns.draft(tx, asked, said, "Less sure than 0.75", now=soon)
            elif then == "reply":
                turns.reply(tx, asked, said, now=soon)
            elif then == "staff":
                speakers.say(tx, started.id, ben, "Oui, la chambre bleue.", now=soon)
            else:
                if then == "urgent":
                    escalations.escalate(tx, started.id, "An emergency.", priority=1, now=soon)
                turns.set_aside(tx, asked, "Asked for a person.", now=soon)
        turns.release_all(tx)
        tx.add(Gap(question="Is there a sauna?", created_at=NOW))
    return store


SCREENS: list[tuple[str, list[str], str]] = [
    ("inbox", [], "Sam"),
    ("conversation", ["enter", "s"], "“Guests park"),
    ("drafts", ["2"], "The concierge would say"),
    ("editing", ["2", "e"], "Your text"),
    ("escalations", ["3"], "An emergency."),
    ("help", ["question_mark"], "On this screen"),
]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
@pytest.mark.parametrize(("name", "keys", "words"), SCREENS, ids=[name for name, *_ in SCREENS])
def test_a_screen_looks_as_it_was_drawn(
    snap_compare: Shot,
    serve: Serve,
    busy: Store,
    name: str,
    keys: list[str],
    words: str,
    size: tuple[int, int],
) -> None:
    client = StaffClient(serve().address)
    clock = Clock(lambda: NOW, UTC)
    app = DeskApp(client, email="ana@seaview.example", password=PASSWORD, clock=clock)

    async def arrive(pilot: Pilot[Any]) -> None:
        at = Desk(app, pilot)
        await at.until_seen("● live", "Maria López", "Tom")
        for key in keys:
            await at.press(key)
            await pilot.pause(0.3)
        await at.until_seen(words)
        for box in app.screen.query(TextArea):
            box.cursor_blink = False
        await at.until(lambda: app.counts.drafts == 2 and app.counts.escalated == 3)
        await pilot.pause(0.6)

    assert snap_compare(app, terminal_size=size, run_before=arrive)
