"""When things run: cron lines in the business's time zone, and the schedules that are due.

    declare_schedules   make the table what the config says
    run_due             claim what is due and run it; called by the server's loop

APScheduler's trigger works times out and holds nothing. Two of its readings differ from the cron
that owners know, and are put right here: it counts weekdays from Monday (cron: 0 and 7 are Sunday),
and it wants day and weekday both to match (cron: either, when both are given).
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from reports.kinds import KINDS
from reports.run import run_scheduled
from store import schedules
from store.crashpoints import reach
from store.db import Store
from store.errors import Invalid
from store.settings import Settings

log = logging.getLogger(__name__)

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Schedules by name, and the kind of report each makes.
REPORTS = {f"report.{kind}": kind for kind in KINDS}
# The schedule that has the sources read again; `server/refreshing.py` runs it.
REFRESH = "ingest.refresh"
# A clock change moves the clock by an hour in most places, and by less than two everywhere.
CLOCK_CHANGE = timedelta(hours=2)


def next_time(cron: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first moment later than `after` that the line names there, in UTC; None: never again.

    An hour the clock skips in spring runs when the clock has moved on; an hour it repeats in autumn
    runs once, unless the line runs in every hour. Raises Invalid for a line that is none.
    """
    named = [_next(trigger, zone, after) for trigger in _triggers(cron)]
    return min((at for at in named if at is not None), default=None)


def _triggers(cron: str) -> list[CronTrigger]:
    fields = cron.split()
    if len(fields) != 5:
        raise _wrong(cron, f"it has {len(fields)} parts, not five")
    minute, hour, day, month, weekday = fields
    weekday = ",".join(_weekdays(part, cron) for part in weekday.split(","))
    lines = [(day, weekday)]
    if not day.startswith("*") and not weekday.startswith("*"):
        lines = [(day, "*"), ("*", weekday)]
    try:
        return [
            CronTrigger.from_crontab(f"{minute} {hour} {of_month} {month} {of_week}", UTC)
            for of_month, of_week in lines
        ]
    except ValueError as error:
        raise _wrong(cron, str(error).rstrip(".")) from error


def _weekdays(part: str, cron: str) -> str:
    """Cron's numbers as a list of names: "1-5/2" becomes "mon,wed,fri"."""
    found = re.fullmatch(r"(\d+)(?:-(\d+))?(?:/(\d+))?", part)
    if not found:
        return part
    first, last, step = (int(number) if number else None for number in found.groups())
    assert first is not None
    if last is None:
        last = first if step is None else 6
    if first > last or last > 7 or step == 0:
        raise _wrong(cron, f"{part!r} is no weekday; 0 and 7 are Sunday, 1 is Monday")
    return ",".join(dict.fromkeys(WEEKDAYS[day] for day in range(first, last + 1, step or 1)))


def _wrong(cron: str, why: str) -> Invalid:
    return Invalid(
        f"{cron!r} is not a cron line: {why}.",
        'Write minute, hour, day, month and weekday, for example "0 7 * * *" for seven each day.',
    )


def _next(trigger: CronTrigger, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The trigger reads the clock on the wall, which knows no changes; here they come in.

    Wall times before `after`'s are looked at too, and some after the first that fits: when the
    clock jumps, the order on the wall is not the order of events.
    """
    wall = _fires(trigger, after.astimezone(zone).replace(tzinfo=UTC) - CLOCK_CHANGE)
    best: tuple[datetime, datetime] | None = None
    while wall is not None and not (best and wall > best[1] + CLOCK_CHANGE):
        for at in _moments(wall, zone, twice=_every_hour(trigger)):
            if at > after and (best is None or at < best[0]):
                best = (at, wall)
        wall = _fires(trigger, wall)
    return best[0] if best else None


def _fires(trigger: CronTrigger, after: datetime) -> datetime | None:
    found: datetime | None = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    return found


def _moments(wall: datetime, zone: ZoneInfo, *, twice: bool) -> list[datetime]:
    """When the clock there shows this. A time it skips is moved on by what it skips (fold 0)."""
    shown = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    first, second = (at.astimezone(UTC) for at in shown)
    return [first, second] if twice and second > first else [first]


def _every_hour(trigger: CronTrigger) -> bool:
    return str(trigger.fields[trigger.FIELD_NAMES.index("hour")]).startswith("*")


def check_lines(settings: Settings) -> None:
    """Raises Invalid, naming the setting, when a cron line of the config is none."""
    lines = {f"reports.{kind.replace('-', '_')}": settings.reports.cron_of(kind) for kind in KINDS}
    lines["ingest.refresh"] = settings.ingest.refresh
    for name, cron in lines.items():
        try:
            if cron.strip():
                next_time(cron.strip(), settings.business.zone, datetime.now(UTC))
        except Invalid as error:
            raise Invalid(f"{name}: {error.message}", error.hint) from error


def declare_schedules(store: Store, settings: Settings, now: datetime) -> None:
    """Raises Invalid when a cron line of the config is none."""
    lines = {name: settings.reports.cron_of(kind) for name, kind in REPORTS.items()}
    lines[REFRESH] = settings.ingest.refresh.strip()
    zone = settings.business.zone
    firsts = {name: next_time(cron, zone, now) for name, cron in lines.items() if cron}
    with store.writing() as tx:
        for name, cron in lines.items():
            if cron:
                schedules.declare(tx, name, cron, settings.business.timezone, firsts[name])
            else:
                schedules.withdraw(tx, name)


def run_due(store: Store, settings: Settings, worker: str, now: datetime) -> int:
    """Run everything that is due, once each, however long ago it was; how many were run."""
    with store.reading() as tx:
        due = [s.id for s in schedules.due(tx, now) if s.name in REPORTS]
    return sum(_run(store, settings, worker, now, schedule_id) for schedule_id in due)


def _run(store: Store, settings: Settings, worker: str, now: datetime, schedule_id: int) -> bool:
    with store.writing() as tx:
        schedule = schedules.claim(tx, schedule_id, worker, now)
    if schedule is None:
        return False
    reach("report.claimed")
    # The config is read anew at each start, so a line that has gone wrong was refused there.
    next_at = next_time(schedule.cron, ZoneInfo(schedule.timezone), now)
    run_scheduled(store, schedule, settings, now, kind=REPORTS[schedule.name], next_at=next_at)
    return True
