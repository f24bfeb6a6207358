"""`concierge report daily`"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, remark, say, write_json

if TYPE_CHECKING:
    from reports.period import Period
    from store.settings import Settings

app = group("What happened, in figures.")


@app.command()
def daily(
    day: Annotated[
        str, typer.Option(help="Of this day: 2026-11-20, today; without it yesterday.")
    ] = "",
    send: Annotated[
        bool, typer.Option("--send", help="Keep it and mail it to those in reports.recipients.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the page into this file.", show_default=False)
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Yesterday, or another day: conversations, answers, what guests asked and nobody knew.

    Example: concierge report daily --day 2026-11-20 --html report.html
    """
    from reports.run import keep_report, run_report
    from store.tables import utcnow

    now = utcnow()
    with opened(home) as (settings, store):
        report = run_report(store, "daily", _period(settings, day, now), settings=settings, now=now)
        told, figures, text, page = "", report.figures, report.text, report.html
        if send:
            with store.writing() as tx:
                told = keep_report(tx, report, settings=settings, now=now).told
    if html is not None:
        html.expanduser().write_text(page, encoding="utf-8")
        told = " ".join(filter(None, [told, f"The page is in {html}."]))
    if json:
        write_json({**figures, "told": told})
        return
    say(plain(text, lines=True))
    if told:
        remark(plain(told))


def _period(settings: Settings, day: str, now: datetime) -> Period:
    from reports import period
    from reports.kinds import daily as kind

    if not day:
        return kind.latest(settings.business.zone, now)
    wanted = period.read_day(day, settings.business.zone, now)
    return period.day(wanted, settings.business.zone)
