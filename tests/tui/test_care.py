from __future__ import annotations

from pathlib import Path

import pytest

from ingest.run import ingest
from models.registry import build_embedder
from server.gapkeeper import Gapkeeper
from store import answers, conversations, gaps, turns
from store.db import Store
from store.settings import Settings
from store.tables import User
from tests.conftest import Serve, staff_member
from tests.tui.desk import desk


@pytest.fixture
def torn(settings: Settings, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "house.md").write_text("# The house\n\n## Arrival\n\nCheck-in is from 15:00.\n")
    (folder / "letter.md").write_text("# Letter\n\n## Arrival\n\nCheck-in is from 14:00.\n")
    ingest(store, build_embedder(), settings, [str(folder)])


def unknown(store: Store, *questions: str) -> None:
    with store.writing() as tx:
        for question in questions:
            conversation = conversations.start(tx, channel="widget").conversation
            message = conversations.post(tx, conversation, question, "k", worker="t")
            turns.record_gap(tx, message, question)
            turns.release_all(tx)
    Gapkeeper(store, build_embedder(), "Seaview").step()


async def test_a_gap_is_answered_by_keys_and_the_next_guest_is_told(
    serve: Serve, torn: None, store: Store, ana: User
) -> None:
    unknown(store, "Is there a gym?", "Gym?", "May I bring my own wine?")
    served = serve()

    async with desk(served) as at:
        await at.press("4")
        await at.until_seen("Sources")
        await at.press("g")
        await at.until_seen("Is there a gym?", "2 guests", "How guests put it", "May I bring")
        await at.press("a")
        await at.until_seen("What shall the concierge say")
        await at.type("Yes, in the cellar.")
        await at.press("enter")
        await at.until_gone("2 guests")

        guest = served.guest()
        guest.ask("Have you got a fitness room?", "k1")
        assert "Yes, in the cellar." in guest.read()["messages"][-1]["text"]
    with store.reading() as tx:
        assert [topic.question for topic in gaps.topics(tx)] == ["May I bring my own wine?"]


async def test_a_gap_is_set_aside_after_a_yes(serve: Serve, store: Store, ana: User) -> None:
    unknown(store, "Will you marry me?")

    async with desk(serve()) as at:
        await at.press("4", "g")
        await at.until_seen("Will you marry me?")
        await at.press("d")
        await at.until_seen("Set this question aside")
        await at.press("enter")
        await at.until_seen("No question waits")


async def test_a_contradiction_is_seen_with_both_sides_and_decided_in_place(
    serve: Serve, torn: None, store: Store, ana: User
) -> None:
    served = serve()
    async with desk(served) as at:
        await at.press("4")
        await at.until_seen("Sources")
        await at.press("c")
        await at.until_seen("Sources disagree", "15:00", "14:00", "Letter")
        await at.press("d")
        await at.until_seen("Type a number")
        await at.press("1", "enter")
        await at.until_seen("✓")

        guest = served.guest()
        guest.ask("When is check-in?", "k1")
        assert "14:00" not in guest.read()["messages"][-1]["text"]


async def test_house_answers_are_added_read_and_taken_back(
    serve: Serve, torn: None, store: Store, ana: User
) -> None:
    async with desk(serve()) as at:
        await at.press("4", "a")
        await at.until_seen("No house answer yet")
        await at.press("a")
        await at.until_seen("As a guest would ask it")
        await at.type("Is there a gym?")
        await at.press("enter")
        await at.until_seen("What shall the concierge say")
        await at.type("Yes.")
        await at.press("enter")
        await at.until_seen("Is there a gym?", "always")
        await at.press("x")
        await at.until_seen("Take this answer back")
        await at.press("enter")
        await at.until_seen("No house answer yet")
    with store.reading() as tx:
        assert list(answers.listed(tx)) == []


async def test_facts_are_shown_with_page_and_day(
    serve: Serve, torn: None, store: Store, ana: User
) -> None:
    async with desk(serve()) as at:
        await at.press("4")
        await at.until_seen("Sources")
        await at.press("f")
        await at.until_seen("clock", "check-in", "The house", "read 20")
        await at.press("escape")
        await at.until_seen("Sources")


async def test_a_viewer_may_look_and_not_decide(
    serve: Serve, torn: None, store: Store, ana: User
) -> None:
    staff_member(store, "eva@seaview.example", "Eva", "viewer")
    unknown(store, "Is there a gym?")

    async with desk(serve(), "eva@seaview.example") as at:
        await at.press("4", "g")
        await at.until_seen("Is there a gym?")
        await at.press("a")
        await at.until(lambda: any("viewer" in told for told in at.told))
