"""Reports by a clock of our own: restarts, kills in mid-report, an outage, both clock changes."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from reports.kinds import KINDS
from server.clockwork import declare_schedules, run_due
from store import schedules
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from store.tables import Delivery, Report, Schedule

CONFIG = """\
[business]
name = "Seaview"
timezone = "{zone}"

[reports]
daily = "30 2 * * *"
weekly = "0 7 * * 1"
monthly = "0 7 1 * *"
recipients = ["owner@seaview.example"]
week_starts = "monday"

[mail]
host = "127.0.0.1"
sender = "desk@seaview.example"
"""
ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Pacific/Auckland",
)
DAY = timedelta(days=1)


@dataclass
class House:
    """One house under a virtual clock; `off_from` is when its three days in the dark begin."""

    store: Store
    settings: Settings
    begins: datetime
    ends: datetime
    restarts: int
    off_from: datetime
    rng: random.Random = field(default_factory=lambda: random.Random(11))

    def live(self) -> None:
        length = (self.ends - self.begins).total_seconds()
        ups = sorted(
            self.begins + timedelta(seconds=self.rng.random() * length)
            for _ in range(self.restarts)
        )
        self._start(self.begins)
        now, off_until = self.begins, self.off_from + 3 * DAY
        while (due := self._next_due()) is not None and due < self.ends:
            now = max(now, due + timedelta(seconds=self.rng.randint(0, 90)))
            if self.off_from <= now < off_until:
                now = off_until
                self._start(now)
            while ups and ups[0] <= now:
                self._kill_in_mid_report(now)
                self._start(now)
                ups.pop(0)
            run_due(self.store, self.settings, f"w{self.rng.randint(0, 9)}", now)
            # The same minute again: what was made must not be made twice.
            run_due(self.store, self.settings, "again", now + timedelta(seconds=1))

    def _next_due(self) -> datetime | None:
        with self.store.reading() as tx:
            return tx.scalar(select(func.min(Schedule.next_at)).where(Schedule.cron != ""))

    def _kill_in_mid_report(self, now: datetime) -> None:
        """A process took what was due, and died before it kept anything."""
        with self.store.writing() as tx:
            for schedule in schedules.due(tx, now):
                schedules.claim(tx, schedule.id, "killed", now)

    def _start(self, now: datetime) -> None:
        with self.store.writing() as tx:
            schedules.release_all(tx)
        declare_schedules(self.store, self.settings, now)


def made(store: Store, kind: str, settings: Settings) -> list[tuple[date, date, bool]]:
    zone = settings.business.zone
    with store.reading() as tx:
        kept = tx.scalars(select(Report).where(Report.kind == kind).order_by(Report.id)).all()
    return [
        (
            report.period_start.astimezone(zone).date(),
            (report.period_end - timedelta(seconds=1)).astimezone(zone).date(),
            report.late,
        )
        for report in kept
    ]


def assert_told_once(house: House) -> None:
    for kind in ("daily", "weekly", "monthly"):
        told = made(house.store, kind, house.settings)
        gaps = [(one, other) for one, other in pairwise(told) if other[0] != one[1] + DAY]
        assert (kind, gaps) == (kind, []), "every day is told of once, and in order"
        assert (kind, [t for t in told if t[1] >= house.ends.date() + DAY]) == (kind, [])
    daily = made(house.store, "daily", house.settings)
    late = [t for t in daily if t[2]]
    assert len(late) == 1
    first, last, _ = late[0]
    assert (last - first).days in (2, 3), "one report covers the whole outage"
    assert [t for t in daily if not t[2] and t[0] != t[1]] == []
    with house.store.reading() as tx:
        mails = tx.scalar(select(func.count()).select_from(Delivery))
        reports = tx.scalar(select(func.count()).select_from(Report))
        keys = tx.scalar(select(func.count(Delivery.key.distinct())))
        assert tx.scalar(select(func.count()).where(Schedule.error != "")) == 0
    assert mails == reports == keys


def house_in(folder: Path, fresh: Path, zone: str) -> tuple[Store, Settings]:
    home = Home(folder / zone.replace("/", "-")).create()
    home.config.write_text(CONFIG.format(zone=zone))
    shutil.copy(fresh, home.database)
    return open_store(home), read_settings(home)


@pytest.mark.parametrize(
    ("zone", "begins"),
    [("Europe/Madrid", "2026-10-20"), ("Australia/Lord_Howe", "2026-03-28")],
)
def test_every_due_report_comes_once_over_restarts_an_outage_and_a_clock_change(
    tmp_path: Path, fresh_database: Path, zone: str, begins: str
) -> None:
    store, settings = house_in(tmp_path, fresh_database, zone)
    start = datetime.fromisoformat(begins).replace(tzinfo=UTC, hour=15)
    house = House(store, settings, start, start + 24 * DAY, 8, start + 10 * DAY)

    house.live()

    assert_told_once(house)
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("zone", ZONES)
def test_so_they_do_for_a_year_with_a_hundred_restarts(
    tmp_path: Path, fresh_database: Path, zone: str
) -> None:
    store, settings = house_in(tmp_path, fresh_database, zone)
    start = datetime(2026, 1, 1, 15, tzinfo=UTC)
    house = House(store, settings, start, start + 365 * DAY, 100, start + 200 * DAY)

    house.live()

    assert_told_once(house)
    assert len(made(store, "daily", settings)) in (362, 363)
    assert len(made(store, "monthly", settings)) == 12
    store.close()


def test_every_kind_has_a_cron_line_of_its_own() -> None:
    assert set(KINDS) == {
        *("daily", "weekly", "monthly", "missed-revenue", "roi", "service-levels"),
        *("knowledge", "insights"),
    }
