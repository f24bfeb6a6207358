"""The report of a refresh: what guests are told differently, and which sources could not be read.

It is kept and mailed when something changed or a new trouble arose; what is the same as last time
is only an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from sqlalchemy import select

from ingest.changes import Changes
from reports.run import lay_out
from store import events, outbox
from store.db import Tx
from store.settings import Settings
from store.tables import Report

KIND = "refresh"
TOLD_FROM = "refresh_told_from"
"""The pointer to the generation that guests were answered from before the refresh began."""
MOST_LINES = 60


def made(
    found: Changes, trouble: Sequence[str], due: datetime, settings: Settings, now: datetime
) -> Report:
    """The report, not kept yet."""
    local = now.astimezone(settings.business.zone)
    lines = [change.said for change in found.told[:MOST_LINES]]
    if (more := len(found.told) + found.untold - len(lines)) > 0:
        lines.append(f"... and {more} more: concierge knowledge diff")
    title = f"{settings.business.name}: {found.headline or 'sources that could not be read'}"
    figures = {
        "title": title,
        "headline": found.headline,
        "lines": lines,
        "trouble": list(trouble),
        "generation_id": found.new,
        "period": {"slug": local.strftime("%Y-%m-%d-%H%M"), "label": local.strftime("%d %B %Y")},
    }
    return Report(
        kind=KIND,
        period_start=due,
        period_end=now,
        figures=figures,
        text=_text(title, lines, trouble),
        html=_html(title, lines, trouble, settings.business.colour),
        created_at=now,
    )


def keep(tx: Tx, report: Report, settings: Settings, now: datetime) -> bool:
    """The event in any case; True when the report was kept too."""
    told = report.figures
    events.happened(
        tx,
        "source.refreshed",
        at=now,
        generation_id=told["generation_id"],
        headline=told["headline"],
        trouble=told["trouble"],
    )
    if not told["headline"] and told["trouble"] == _last_trouble(tx):
        return False
    tx.add(report)
    tx.flush()
    events.happened(tx, "report.ready", at=now, report_id=report.id)
    if not settings.mail.host or not settings.reports.recipients:
        lay_out(report, settings)
        return True
    payload = {"subject": told["title"][:180], "text": report.text, "html": report.html}
    for recipient in dict.fromkeys(address.strip() for address in settings.reports.recipients):
        key = f"report:{KIND}:{told['period']['slug']}:{recipient.lower()}"
        outbox.queue(tx, "mail", recipient, payload, key=key, now=now)
    return True


def _last_trouble(tx: Tx) -> list[str]:
    last = tx.scalars(
        select(Report).where(Report.kind == KIND).order_by(Report.id.desc()).limit(1)
    ).first()
    return list(last.figures["trouble"]) if last else []


def _text(title: str, lines: Sequence[str], trouble: Sequence[str]) -> str:
    parts = [title, ""]
    if lines:
        parts += ["Guests are told from now on:", *(f"- {line}" for line in lines), ""]
    if trouble:
        parts += ["Could not be read; what was known stays:", *(f"- {t}" for t in trouble), ""]
    parts.append("To go back to what was known before: concierge knowledge rollback")
    return "\n".join(parts) + "\n"


def _html(title: str, lines: Sequence[str], trouble: Sequence[str], colour: str) -> str:
    def listed(head: str, items: Sequence[str]) -> str:
        rows = "".join(f"<li>{escape(item)}</li>" for item in items)
        return f"<h2>{head}</h2><ul>{rows}</ul>" if items else ""

    return (
        "<!doctype html><html><head><meta charset='utf-8'>"
        f"<title>{escape(title)}</title></head>"
        "<body style='font-family:sans-serif;max-width:40em;margin:2em auto;line-height:1.5'>"
        f"<h1 style='color:{escape(colour)};font-size:1.3em'>{escape(title)}</h1>"
        f"{listed('Guests are told from now on', lines)}"
        f"{listed('Could not be read; what was known stays', trouble)}"
        "<p>To go back to what was known before: <code>concierge knowledge rollback</code></p>"
        "</body></html>"
    )
