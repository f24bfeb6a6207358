"""The scheduled refresh: in a process of its own, told when something changed, never in the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.run import ingest
from models.registry import build_embedder
from server.clockwork import REFRESH, declare_schedules
from server.house import House, open_house
from server.refreshing import Refresher
from store import generations
from store.db import Store
from store.home import Home, IngestLock
from store.settings import read_settings
from store.tables import Delivery, Event, Report, Schedule, utcnow
from tests.conftest import CONFIG
from tests.fakes import EchoComposer
from tests.websites import Website, page, seaview, served

REFRESHED = (
    CONFIG
    + """\
recipients = ["owner@seaview.example"]

[mail]
host = "127.0.0.1"
sender = "desk@seaview.example"

[ingest]
allow_private = true
delay = 0
refresh = "0 3 * * *"
"""
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home").create()
    made.config.write_text(REFRESHED)
    return made


@pytest.fixture
def site() -> Iterator[Website]:
    with served(Website(seaview())) as website:
        yield website


@pytest.fixture
def house(store: Store, home: Home, site: Website) -> House:
    """A house that knows the site, and whose refresh is due."""
    settings = read_settings(home)
    ingest(store, build_embedder(), settings, [site.address])
    declare_schedules(store, settings, utcnow())
    make_due(store)
    return open_house(settings, composer=EchoComposer(), store=store)


def make_due(store: Store) -> None:
    with store.writing() as tx:
        schedule = tx.scalars(select(Schedule).where(Schedule.name == REFRESH)).one()
        schedule.next_at = utcnow() - timedelta(minutes=1)


def until(refresher: Refresher, happened: Callable[[], bool]) -> None:
    for _ in range(600):
        refresher.step()
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("it never happened")


def events(store: Store, kind: str) -> list[dict[str, object]]:
    with store.reading() as tx:
        return [e.data for e in tx.scalars(select(Event).where(Event.kind == kind))]


def refresh(house: House) -> dict[str, object]:
    """Let it run to its end; returns the event it told."""
    before = len(events(house.store, "source.refreshed"))
    until(Refresher(house), lambda: len(events(house.store, "source.refreshed")) > before)
    return events(house.store, "source.refreshed")[-1]


def schedule_of(store: Store) -> Schedule:
    with store.reading() as tx:
        return tx.scalars(select(Schedule).where(Schedule.name == REFRESH)).one()


def test_what_changed_is_kept_mailed_and_told_and_the_clock_goes_on(
    house: House, site: Website
) -> None:
    site.pages["/rates.html"] = page("Rates", "<p>The double room costs £135.00 a night.</p>")

    told = refresh(house)

    assert "changed" in str(told["headline"])
    with house.store.reading() as tx:
        report = tx.scalars(select(Report).where(Report.kind == "refresh")).one()
        mail = tx.scalars(select(Delivery)).one()
        assert generations.published_id(tx) == told["generation_id"] == 2
        assert generations.noted(tx, "refresh_told_from") is None
    assert "135.00" in report.text
    assert (mail.recipient, mail.payload["text"]) == ("owner@seaview.example", report.text)
    schedule = schedule_of(house.store)
    assert schedule.next_at is not None
    assert schedule.next_at > utcnow()
    assert (schedule.leased_by, schedule.error) == ("", "")


def test_nothing_new_is_an_event_and_no_mail(house: House) -> None:
    told = refresh(house)

    assert (told["headline"], told["trouble"]) == ("", [])
    with house.store.reading() as tx:
        assert list(tx.scalars(select(Report))) == []
        assert list(tx.scalars(select(Delivery))) == []


def test_an_unreachable_site_changes_nothing_and_is_told_once(house: House, site: Website) -> None:
    site.down = True

    first = refresh(house)
    make_due(house.store)
    refresh(house)

    assert "could be read" in str(first["trouble"])
    with house.store.reading() as tx:
        assert generations.published_id(tx) == 1
        assert len(list(tx.scalars(select(Report)))) == 1
        assert len(list(tx.scalars(select(Delivery)))) == 1
    schedule = schedule_of(house.store)
    assert schedule.error
    assert schedule.next_at is not None
    assert schedule.next_at > utcnow()


def test_while_another_ingest_is_at_work_the_refresh_stays_owed(house: House, home: Home) -> None:
    lock = IngestLock(home)
    lock.take("another")
    refresher = Refresher(house)
    try:
        refresher.step()
        assert schedule_of(house.store).leased_by == house.worker
        until(refresher, lambda: refresher._running is None)
    finally:
        lock.release()

    assert events(house.store, "source.refreshed") == []
    schedule = schedule_of(house.store)
    assert schedule.next_at is not None
    assert schedule.next_at < utcnow()


def test_a_house_that_closes_ends_its_refresh_and_still_owes_it(house: House) -> None:
    refresher = Refresher(house)
    refresher.step()
    running = refresher._running
    assert running is not None

    refresher.stop()

    assert running.process.poll() is not None
    assert events(house.store, "source.refreshed") == []
    schedule = schedule_of(house.store)
    assert schedule.next_at is not None
    assert schedule.next_at < utcnow()
