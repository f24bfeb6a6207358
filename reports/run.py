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
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select

from reports import days, figures, page, render, story, telling
from reports import period as periods
from reports.forms import page as pages
from reports.forms.text import to_text
from reports.kinds import Kind, kind_named
from reports.period import Period
from reports.weeks import week_of
from store import events, outbox, schedules
from store.crashpoints import reach
from store.db import Store, Tx
from store.errors import ConciergeError, Conflict, Unavailable
from store.settings import Settings
from store.tables import Report, Schedule

log = logging.getLogger(__name__)

# A report that is made within the hour is on time: a restart or a busy machine is no outage.
LATE_AFTER = timedelta(hours=1)


class Kept(NamedTuple):
    """What became of a report. `told` is one sentence for the person who asked for it.

    `queued` are the recipients a mail is newly owed to; `file` is where the page lies when it could
    not be mailed.
    """

    report: Report
    queued: list[str]
    file: Path | None
    told: str


def period_for(kind: str, settings: Settings, now: datetime, day: str = "") -> Period:
    """The stretch of the kind that holds the day that was named (2026-11-19, today, yesterday); the
    last whole one where none was."""
    named, zone = kind_named(kind), settings.business.zone
    if not day:
        return named.latest(settings, now)
    wanted = periods.read_day(day, zone, now)
    if named.name == "daily":
        return periods.day(wanted, zone)
    if named.name == "weekly":
        return week_of(wanted, settings)
    return periods.month(wanted, zone)


def stretch_between(settings: Settings, now: datetime, since: str, until: str) -> Period:
    """From one day to another, both included; to yesterday where only the first is named."""
    zone = settings.business.zone
    last = periods.read_day(until or "yesterday", zone, now)
    first = periods.read_day(since, zone, now) if since else last
    return periods.days(first, last, zone)


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
    if named.tell is not None:
        days.keep_up(store, settings, now, most=days.AT_A_REPORT)
    with store.reading() as tx:
        told = _gathered(tx, named, period, settings, now, late)
    report = Report(
        kind=named.name,
        period_start=period.start,
        period_end=period.end,
        late=late,
        figures=told,
        created_at=now,
    )
    redraw(report, settings)
    return report


def _gathered(
    tx: Tx, kind: Kind, period: Period, settings: Settings, now: datetime, late: bool
) -> dict[str, Any]:
    if kind.tell is not None:
        return telling.gather(tx, kind, period, settings=settings, now=now, late=late)
    return figures.gather(tx, kind.name, kind.title, period, settings=settings, now=now, late=late)


def redraw(report: Report, settings: Settings) -> None:
    """Page and text anew, from the figures alone."""
    told, colour = report.figures, settings.business.colour
    if kind_named(report.kind).tell is None:
        report.html, report.text = page.to_html(told, colour), render.to_text(told)
    else:
        report.html, report.text = pages.to_html(told, colour), to_text(told)


def subject_of(report: Report) -> str:
    """Of its mail."""
    if kind_named(report.kind).tell is None:
        return story.subject(report.figures)
    return pages.subject(report.figures)


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
    recipients = settings.reports.recipients_for(report.kind)
    if not settings.mail.host or not recipients:
        file = lay_out(report, settings)
        missing = "no mail server is set" if not settings.mail.host else "nobody is set to get it"
        key = "mail.host" if not settings.mail.host else "reports.recipients"
        return Kept(kept, [], file, f"Not mailed, because {missing} ({key}); it lies in {file}.")
    queued = _queue(tx, report, recipients, now)
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


def _queue(tx: Tx, report: Report, recipients: list[str], now: datetime) -> list[str]:
    payload: dict[str, Any] = {
        "subject": subject_of(report),
        "text": report.text,
        "html": report.html,
    }
    slug = report.figures["period"]["slug"]
    if report.figures["period"]["unfinished"]:
        # A look at a day that is not over must not stand in the way of that day's report.
        slug += "-so-far"
    return [
        recipient
        for recipient in dict.fromkeys(address.strip() for address in recipients)
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


def is_told(tx: Tx, kind: str, period: Period) -> bool:
    """Whether a report of this kind, made when the period was over, holds all of it as its end."""
    found = select(Report.id).where(
        Report.kind == kind,
        Report.period_start <= period.start,
        Report.period_end == period.end,
        Report.created_at >= Report.period_end,
    )
    return tx.scalar(found.limit(1)) is not None


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
    bad report does not stop the clock; its days are told by the next one. None then, when the lease
    was lost to another worker, and when a report has told of all there is.
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
) -> Kept | None:
    due = schedule.next_at or now
    with store.reading() as tx:
        told_to = covered_to(tx, kind, now)
        told = is_told(tx, kind, kind_named(kind).latest(settings, now))
    if told:
        # A late one covered it: it would be told twice, and nothing is owed.
        with store.writing() as tx:
            schedules.done(tx, schedule, next_at, now)
        return None
    period = kind_named(kind).owed(settings, due, told_to, now)
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
