from __future__ import annotations

from store import library
from store.db import Store
from store.tables import Gap, User, utcnow
from tests.conftest import Serve
from tests.tui.desk import desk


async def test_a_house_that_has_read_nothing_says_how_to_begin(serve: Serve, ana: User) -> None:
    async with desk(serve()) as at:
        await at.press("4")
        await at.until_seen("The concierge has read nothing yet", "concierge ingest https://")


async def test_sources_and_open_questions_are_shown(serve: Serve, store: Store, ana: User) -> None:
    with store.writing() as tx:
        library.add_source(tx, "https://seaview.example/", "website", "Our website")
        tx.add(Gap(question="Is there a sauna?", created_at=utcnow()))

    async with desk(serve()) as at:
        await at.press("4")
        await at.until_seen("Our website", "https://seaview.example/", "? Is there a sauna?")


async def test_a_source_that_changes_is_read_again(serve: Serve, store: Store, ana: User) -> None:
    with store.writing() as tx:
        source = library.add_source(tx, "https://seaview.example/", "website", "Our website")

    async with desk(serve()) as at:
        await at.press("4")
        await at.until_seen("· active")
        with store.writing() as tx:
            library.set_status(tx, library.find_source(tx, source.address), "paused")

        await at.until_seen("· paused")
