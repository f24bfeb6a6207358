from __future__ import annotations

from store import generations, library
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


async def test_a_running_ingest_and_what_the_last_one_changed_are_shown(
    serve: Serve, store: Store, ana: User
) -> None:
    now = {"stage": "embed", "source": "Our website", "done": 40, "total": 120, "left": 20.0}
    with store.writing() as tx:
        library.add_source(tx, "https://seaview.example/", "website", "Our website")
        last = generations.begin(tx, "w", "m", resume_key="1")
        last.summary = {"headline": "3 prices changed", "changes": [{"said": "Soup costs more"}]}
        generations.index(tx, last)
        generations.publish(tx, last)
    house = serve()
    with store.writing() as tx:
        running = generations.begin(tx, "w", "m", resume_key="2")
        generations.keep_alive(tx, running.id, "w", {"now": now})

    async with desk(house) as at:
        await at.press("4")
        await at.until_seen("Understanding: 40 of 120", "about 20 s left", "3 prices changed")
        await at.until_seen("Soup costs more")
