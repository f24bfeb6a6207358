"""Schedules: what runs when, held in a table so that a kill loses nothing.

The server works `next_at` out from the cron line; here it is only kept, claimed and moved on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from store import events
from store.db import Tx, changed
from store.tables import Schedule, utcnow

LEASE = timedelta(minutes=5)


def declare(tx: Tx, name: str, cron: str, timezone: str, next_at: datetime | None) -> Schedule:
    """Make the schedule what the config says.

    An unchanged one keeps its next time, even a past one: what was missed is still owed.
    """
    known = tx.scalars(select(Schedule).where(Schedule.name == name)).first()
    if known is None:
        known = Schedule(name=name, cron=cron, timezone=timezone, next_at=next_at)
        tx.add(known)
    elif (known.cron, known.timezone) != (cron, timezone):
        known.cron, known.timezone, known.next_at = cron, timezone, next_at
    return known


def withdraw(tx: Tx, name: str) -> None:
    tx.execute(update(Schedule).where(Schedule.name == name).values(next_at=None, cron=""))


def next_of(tx: Tx, name: str) -> datetime | None:
    """When a schedule runs next; None when it is switched off."""
    return tx.scalar(select(Schedule.next_at).where(Schedule.name == name, Schedule.cron != ""))


def due(tx: Tx, now: datetime) -> Sequence[Schedule]:
    return tx.scalars(
        select(Schedule).where(Schedule.next_at <= now, _free(now)).order_by(Schedule.next_at)
    ).all()


def _free(now: datetime) -> ColumnElement[bool]:
    return (Schedule.leased_by == "") | (Schedule.leased_until < now)


def claim(tx: Tx, schedule_id: int, worker: str, now: datetime) -> Schedule | None:
    """Take it for five minutes; None when another worker was first."""
    won = tx.execute(
        update(Schedule)
        .where(Schedule.id == schedule_id, Schedule.next_at <= now, _free(now))
        .values(leased_by=worker, leased_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    if changed(won) != 1:
        return None
    return tx.get(Schedule, schedule_id, populate_existing=True)


def renew(tx: Tx, schedule: Schedule, now: datetime) -> None:
    """Hold on to it for another five minutes, if it is still ours."""
    tx.execute(
        update(Schedule)
        .where(Schedule.id == schedule.id, Schedule.leased_by == schedule.leased_by)
        .values(leased_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )


def done(tx: Tx, schedule: Schedule, next_at: datetime | None, ran_at: datetime) -> bool:
    """Move on, in the transaction that keeps what was made. False when the lease was lost."""
    won = tx.execute(
        update(Schedule)
        .where(Schedule.id == schedule.id, Schedule.leased_by == schedule.leased_by)
        .values(leased_by="", leased_until=None, next_at=next_at, last_at=ran_at, error="")
        .execution_options(synchronize_session=False)
    )
    return changed(won) == 1


def failed(tx: Tx, schedule: Schedule, next_at: datetime | None, error: str) -> None:
    """Move on all the same, so that one bad report does not stop the clock."""
    if not done(tx, schedule, next_at, utcnow()):
        return
    tx.execute(update(Schedule).where(Schedule.id == schedule.id).values(error=error[:500]))
    events.happened(tx, "schedule.failed", name=schedule.name)


def release_all(tx: Tx) -> None:
    """Free every lease. Only for a server that holds the home alone."""
    tx.execute(
        update(Schedule).where(Schedule.leased_by != "").values(leased_by="", leased_until=None)
    )
