"""From a period to a kept report: figures in one read, words, and one write that owes the mails.

    run_report      figures and their forms; writes nothing
    keep_report     the report, its event and a delivery for each recipient, in the caller's write
    run_scheduled   both, and the schedule's next time in the same write

A kill before that write loses nothing: the lease ends and the schedule runs again. A kill after it
loses nothing either: report, deliveries and next time are all there.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from reports import figures, page, render, story
from reports import period as periods
from reports.kinds import daily
from reports.period import Period
from store import events, outbox, schedules
from store.crashpoints import reach
from store.db import Store, Tx
from store.errors import ConciergeError, Conflict, NotFound, Unavailable
from store.settings import Settings
from store.tables import Report, Schedule

log = logging.getLogger(__name__)

# A report that is made within the hour is on time: a restart or a busy machine is no outage.
LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is particular to a kind of report: its name, its title and the days it covers."""

    name: str
    title: str
    latest: Callable[[ZoneInfo, datetime], Period]
    owed: Callable[[ZoneInfo, datetime, datetime | None, datetime], Period]


KINDS: Mapping[str, Kind] = {
    daily.NAME: Kind(daily.NAME, daily.TITLE, daily.latest, daily.owed),
}


class Kept(NamedTuple):
    """What became of a report. `told` is one sentence for the person who asked for it.

    `queued` are the recipients a mail is newly owed to; `file` is where the page lies when it could
    not be mailed.
    """

    report: Report
    queued: list[str]
    file: Path | None
    told: str


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"There is no report {name!r}.", f"There are: {', '.join(KINDS)}.")
    return KINDS[name]


def period_for(kind: str, settings: Settings, now: datetime, day: str = "") -> Period:
    """The day that was named (2026-11-19, today, yesterday), or the last whole one."""
    zone = settings.business.zone
    if not day:
        return kind_named(kind).latest(zone, now)
    return periods.day(periods.read_day(day, zone, now), zone)


def run_report(
    store: Store,
    kind: str,
    period: Period,
    *,
    settings: Settings,
    now: datetime,
    late: bool = False,
) -> Report:
    """The report, not kept yet. Anything it says comes from one consistent view of the store."""
    named = kind_named(kind)
    with store.reading() as tx:
        told = figures.gather(
            tx, named.name, named.title, period, settings=settings, now=now, late=late
        )
    return Report(
        kind=named.name,
        period_start=period.start,
        period_end=period.end,
        late=late,
        figures=told,
        html=page.to_html(told, settings.business.colour),
        text=render.to_text(told),
        created_at=now,
    )


def keep_report(
    tx: Tx, report: Report, *, settings: Settings, now: datetime, send: bool = True
) -> Kept:
    """Store it and owe its mails. The same kind and period again replaces what was kept, and owes
    a mail only to those who were not owed one. Where no mail can go out, the page is laid into the
    home before the transaction ends, so that a report which is kept can also be read.
    """
    kept = _stored(tx, report)
    events.happened(tx, "report.ready", at=now, report_id=kept.id)
    if not send:
        return Kept(kept, [], None, "The report is kept; nothing was sent.")
    if not settings.mail.host or not settings.reports.recipients:
        file = lay_out(report, settings)
        missing = "no mail server is set" if not settings.mail.host else "nobody is set to get it"
        key = "mail.host" if not settings.mail.host else "reports.recipients"
        return Kept(kept, [], file, f"Not mailed, because {missing} ({key}); it lies in {file}.")
    queued = _queue(tx, report, settings, now)
    return Kept(kept, queued, None, _told(queued))


def _stored(tx: Tx, report: Report) -> Report:
    known = tx.scalars(
        select(Report).where(
            Report.kind == report.kind,
            Report.period_start == report.period_start,
            Report.period_end == report.period_end,
        )
    ).first()
    if known is None:
        tx.add(report)
        tx.flush()
        return report
    for name in ("late", "figures", "html", "text", "created_at"):
        setattr(known, name, getattr(report, name))
    return known


def _queue(tx: Tx, report: Report, settings: Settings, now: datetime) -> list[str]:
    payload: dict[str, Any] = {
        "subject": story.subject(report.figures),
        "text": report.text,
        "html": report.html,
    }
    slug = report.figures["period"]["slug"]
    if report.figures["period"]["unfinished"]:
        # A look at a day that is not over must not stand in the way of that day's report.
        slug += "-so-far"
    recipients = dict.fromkeys(address.strip() for address in settings.reports.recipients)
    return [
        recipient
        for recipient in recipients
        if outbox.queue(
            tx,
            "mail",
            recipient,
            payload,
            key=f"report:{report.kind}:{slug}:{recipient.lower()}",
            now=now,
        )
    ]


def _told(queued: list[str]) -> str:
    if not queued:
        return "Nothing new was sent: everybody has been sent this report already."
    return f"Queued for {', '.join(queued)}; the running server sends it."


def file_for(report: Report, settings: Settings) -> Path:
    slug = report.figures["period"]["slug"]
    return settings.home.reports / f"{report.kind}-{slug}.html"


def lay_out(report: Report, settings: Settings) -> Path:
    """Write the page into the home, whole or not at all, for its owner's eyes alone."""
    target = file_for(report, settings)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".report-", suffix=".html")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(report.html)
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unavailable(
            f"The report cannot be written to {target}: {error.strerror}.",
            "Free some space or mend the rights of that folder.",
        ) from error
    return target


def covered_to(tx: Tx, kind: str, now: datetime) -> datetime | None:
    """Up to where reports of this kind have told already; None before the first."""
    return tx.scalar(
        select(func.max(Report.period_end)).where(
            Report.kind == kind,
            Report.period_end <= now,
            # One that was made before its day was over has not told of the rest.
            Report.created_at >= Report.period_end,
        )
    )


def run_scheduled(
    store: Store,
    schedule: Schedule,
    settings: Settings,
    now: datetime,
    *,
    kind: str,
    next_at: datetime | None,
) -> Kept | None:
    """Make the report that is owed for a schedule whose lease is ours, and move the schedule on.

    A report that fails moves it on too, with the reason on the schedule and in the events, so one
    bad report does not stop the clock; its days are told by the next one. None then, and when the
    lease was lost to another worker.
    """
    try:
        return _make(store, schedule, settings, now, kind, next_at)
    except Conflict as error:
        log.warning("The %s report was left to another worker: %s", kind, error)
    except Exception as error:
        log.exception("The %s report failed.", kind)
        reason = error.message if isinstance(error, ConciergeError) else f"{error!r}"
        with store.writing() as tx:
            schedules.failed(tx, schedule, next_at, reason)
    return None


def _make(
    store: Store,
    schedule: Schedule,
    settings: Settings,
    now: datetime,
    kind: str,
    next_at: datetime | None,
) -> Kept:
    due = schedule.next_at or now
    with store.reading() as tx:
        told_to = covered_to(tx, kind, now)
    period = kind_named(kind).owed(settings.business.zone, due, told_to, now)
    report = run_report(
        store, kind, period, settings=settings, now=now, late=now - due > LATE_AFTER
    )
    reach("report.figured")
    with store.writing() as tx:
        kept = keep_report(tx, report, settings=settings, now=now)
        if not schedules.done(tx, schedule, next_at, now):
            raise Conflict("The lease of the schedule ended before the report was kept.")
        reach("report.before_commit")
    reach("report.stored")
    log.info("The %s report of %s: %s", kind, report.figures["period"]["label"], kept.told)
    return kept
