"""`concierge report daily|weekly|monthly|...`, and what stands behind its figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, remark, say, write_json, write_table

if TYPE_CHECKING:
    from reports.period import Period
    from store.settings import Settings
    from store.tables import Report

app = group("What happened, in figures.")

KINDS = {
    "daily": "Yesterday, or another day: conversations, answers, what guests asked.",
    "weekly": "The last whole week, day by day, beside the week before.",
    "monthly": "The last whole month, beside the month before.",
    "missed-revenue": "Inquiries nobody answered, and what they may have been worth.",
    "roi": "What was saved: minutes of staff, and money by your own values.",
    "service-levels": "How long guests waited, and which targets were reached.",
    "knowledge": "What the knowledge answered, what it did not know, what to add.",
    "insights": "Best channel, busiest hours, where guests are lost, ratings.",
}
DayOption = Annotated[
    str,
    typer.Option(
        help="Of this day, or the week or month it is in: 2026-11-20, today.", show_default=False
    ),
]
SinceOption = Annotated[str, typer.Option(help="From this day on.", show_default=False)]
UntilOption = Annotated[
    str, typer.Option(help="To this day; without it yesterday.", show_default=False)
]
SendOption = Annotated[bool, typer.Option("--send", help="Keep it and mail it to its recipients.")]
HtmlOption = Annotated[
    Path | None, typer.Option(help="Write the page into this file.", show_default=False)
]
CsvOption = Annotated[
    Path | None, typer.Option(help="Write the figures as CSV.", show_default=False)
]
PdfOption = Annotated[
    Path | None,
    typer.Option(help="Print the page as PDF, by an installed Chromium.", show_default=False),
]


def _add(kind: str, told: str) -> None:
    """One command for each kind; they differ in nothing but their name."""

    def make(
        day: DayOption = "",
        since: SinceOption = "",
        until: UntilOption = "",
        send: SendOption = False,
        html: HtmlOption = None,
        csv: CsvOption = None,
        pdf: PdfOption = None,
        home: HomeOption = None,
        json: JsonOption = False,
    ) -> None:
        _make(kind, (day, since, until), {"html": html, "csv": csv, "pdf": pdf}, send, home, json)

    example = f"concierge report {kind} --html report.html"
    app.command(kind, help=f"{told}\n\nExample: {example}")(make)


for _kind, _told in KINDS.items():
    _add(_kind, _told)


def _make(
    kind: str,
    wanted: tuple[str, str, str],
    files: dict[str, Path | None],
    send: bool,
    home: Path | None,
    json: bool,
) -> None:
    from reports.run import keep_report, run_report
    from store.tables import utcnow

    now, said = utcnow(), []
    with opened(home) as (settings, store):
        period = _period(kind, settings, *wanted)
        report = run_report(store, kind, period, settings=settings, now=now)
        # Told before it is kept: what is stored belongs to its transaction.
        figures, text = report.figures, report.text
        said += [_write(form, file, report) for form, file in files.items() if file]
        if send:
            with store.writing() as tx:
                said.append(keep_report(tx, report, settings=settings, now=now).told)
    if json:
        write_json({**figures, "told": " ".join(said)})
        return
    say(plain(text, lines=True))
    if said:
        remark(plain(" ".join(said)))


def _period(kind: str, settings: Settings, day: str, since: str, until: str) -> Period:
    from reports.run import period_for, stretch_between
    from store.errors import Invalid
    from store.tables import utcnow

    if day and (since or until):
        raise Invalid("A day and a stretch were named.", "Name --day, or --since and --until.")
    if since or until:
        return stretch_between(settings, utcnow(), since, until)
    return period_for(kind, settings, utcnow(), day)


def _write(form: str, file: Path, report: Report) -> str:
    from reports.printing import to_pdf
    from reports.render import to_csv

    target = file.expanduser()
    if form == "html":
        target.write_text(report.html, encoding="utf-8")
        return f"The page is in {file}."
    if form == "csv":
        target.write_text(to_csv(report.figures), encoding="utf-8", newline="")
        return f"The figures are in {file}."
    target.write_bytes(to_pdf(report.html))
    return f"The PDF is in {file}."


@app.command("figures")
def figures_(
    figure: Annotated[str, typer.Argument(help="One of them, by its id.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Every figure, with what it means and what it is a share of.

    Example: concierge report figures alone_share
    """
    from reports.catalogue import FIGURES
    from store.errors import NotFound

    if figure and figure not in FIGURES:
        raise NotFound(f"There is no figure {figure!r}.", "`concierge report figures` lists them.")
    rows = [found.told() for name, found in FIGURES.items() if figure in ("", name)]
    if json:
        write_json(rows)
        return
    write_table(
        ["figure", "kind", "unit", "out of", "definition"],
        [[r["id"], r["kind"], r["unit"], r["denominator"], r["definition"]] for r in rows],
        empty="There is none.",
    )


@app.command()
def behind(
    figure: Annotated[str, typer.Argument(help="The figure's id: concierge report figures.")],
    since: SinceOption = "",
    until: UntilOption = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 200,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The conversations behind a figure; `concierge conversation show` opens each.

    Example: concierge report behind missed_after_hours --since 2026-11-01
    """
    from itertools import islice

    from reports import days
    from reports.run import stretch_between
    from store import conversations
    from store.tables import utcnow

    now = utcnow()
    with opened(home) as (settings, store), store.reading() as tx:
        zone = settings.business.zone
        stretch = stretch_between(settings, now, since, until)
        first, last = stretch.first_day(zone), stretch.last_day(zone)
        found = list(islice(days.behind(tx, figure, first, last, settings, now), limit))
        rows = [
            {
                "day": str(one.day),
                "conversation": talk.public_id,
                "channel": talk.channel,
                "title": talk.title,
            }
            for one in found
            for talk in [conversations.get(tx, one.conversation_id)]
        ]
    if json:
        write_json(rows)
        return
    write_table(
        ["day", "conversation", "channel", "first words"],
        [list(row.values()) for row in rows],
        empty="No conversation is behind it.",
    )


@app.command()
def recompute(
    since: SinceOption = "",
    until: UntilOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Reckon the kept figures of days again, from their messages.

    Days that lost messages since keep the figures they have.

    Example: concierge report recompute --since 2026-11-01
    """
    from reports import days
    from reports.run import stretch_between
    from store.tables import utcnow

    now = utcnow()
    with opened(home) as (settings, store):
        first = last = None
        if since or until:
            zone = settings.business.zone
            stretch = stretch_between(settings, now, since, until)
            first, last = stretch.first_day(zone), stretch.last_day(zone)
        done = days.recompute(store, settings, now, first, last)
    if json:
        write_json({"written": done.written, "spared": done.spared})
        return
    spared = f"; {done.spared} had lost messages and keep theirs" if done.spared else ""
    say(f"Figures of {done.written} days were reckoned again{spared}.")
