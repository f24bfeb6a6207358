"""Erasing a guest, in every place that holds their words.

    store      words and addresses, in one write (store/erasing.py)
    reports    those that told their questions are written anew from their figures
    files      what they sent, and pages of reports laid into the home
    memory     answers that were kept for asking again

Backups made before still hold what was there then; they go by their date.
"""

from __future__ import annotations

from pathlib import Path

from reports.run import file_for, redraw
from server.uploads import kept_files
from store import erasing
from store.db import Store
from store.erasing import Erased
from store.settings import Settings
from store.tables import Report, User


def forget(store: Store, settings: Settings, contact_id: int, by: User) -> Erased:
    """Raises NotFound for a contact that is not there."""
    laid: dict[Path, str] = {}
    with store.writing() as tx:
        erased = erasing.erase(tx, contact_id, by)
        for report_id in erased.reports:
            report = tx.get_one(Report, report_id)
            redraw(report, settings)
            laid[file_for(report, settings)] = report.html
    for name in erased.files:
        (kept_files(settings.home) / name).unlink(missing_ok=True)
    for path, html in laid.items():
        if path.exists():
            path.write_text(html, encoding="utf-8")
    erasing.sweep(store)
    return erased
