from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from store import schedules
from store.db import Store
from store.tables import Schedule
from tests.store.talk import NOON, logged

DAY = timedelta(days=1)


@pytest.fixture
def daily(store: Store) -> Schedule:
    with store.writing() as tx:
        schedules.declare(tx, "report.daily", "0 12 * * *", "UTC", NOON)
    return found(store)


def found(store: Store) -> Schedule:
    with store.reading() as tx:
        return tx.query(Schedule).one()


def claimed(store: Store, worker: str, now: datetime) -> Schedule | None:
    with store.writing() as tx:
        due = schedules.due(tx, now)
        return schedules.claim(tx, due[0].id, worker, now) if due else None


def test_a_schedule_is_due_from_its_time_on_and_run_by_one(store: Store, daily: Schedule) -> None:
    assert claimed(store, "early", NOON - timedelta(seconds=1)) is None

    assert claimed(store, "first", NOON)

    assert claimed(store, "second", NOON) is None
    with store.writing() as tx:
        assert schedules.claim(tx, daily.id, "second", NOON) is None


def test_a_lease_ends_so_that_a_killed_run_is_made_again(store: Store, daily: Schedule) -> None:
    assert claimed(store, "dead", NOON)

    assert claimed(store, "alive", NOON + timedelta(minutes=6))


def test_what_was_done_is_due_again_at_the_next_time_only(store: Store, daily: Schedule) -> None:
    schedule = claimed(store, "w", NOON)
    assert schedule

    with store.writing() as tx:
        assert schedules.done(tx, schedule, NOON + DAY, NOON)

    assert claimed(store, "w", NOON + timedelta(hours=23)) is None
    assert claimed(store, "w", NOON + DAY)


def test_whoever_lost_the_lease_cannot_move_the_schedule_on(store: Store, daily: Schedule) -> None:
    slow = claimed(store, "slow", NOON)
    assert slow
    assert claimed(store, "quick", NOON + timedelta(minutes=6))

    with store.writing() as tx:
        assert not schedules.done(tx, slow, NOON + DAY, NOON)

    assert found(store).next_at == NOON


def test_what_was_missed_while_the_house_was_closed_is_still_owed(
    store: Store, daily: Schedule
) -> None:
    with store.writing() as tx:
        schedules.declare(tx, "report.daily", "0 12 * * *", "UTC", NOON + 3 * DAY)

    assert claimed(store, "w", NOON + 2 * DAY)


def test_a_changed_cron_line_counts_from_now_on(store: Store, daily: Schedule) -> None:
    with store.writing() as tx:
        schedules.declare(tx, "report.daily", "0 7 * * *", "UTC", NOON + DAY)

    assert claimed(store, "w", NOON) is None


def test_a_schedule_switched_off_is_never_due(store: Store, daily: Schedule) -> None:
    with store.writing() as tx:
        schedules.withdraw(tx, "report.daily")

    assert claimed(store, "w", NOON + DAY) is None


def test_a_run_that_failed_does_not_stop_the_clock_and_is_told(
    store: Store, daily: Schedule
) -> None:
    schedule = claimed(store, "w", NOON)
    assert schedule

    with store.writing() as tx:
        schedules.failed(tx, schedule, NOON + DAY, "No figures.")

    assert (found(store).error, found(store).next_at) == ("No figures.", NOON + DAY)
    assert logged(store) == ["schedule.failed"]


def test_a_server_that_opens_alone_frees_every_lease_at_once(store: Store, daily: Schedule) -> None:
    assert claimed(store, "dead", NOON)

    with store.writing() as tx:
        schedules.release_all(tx)

    assert claimed(store, "alive", NOON)
