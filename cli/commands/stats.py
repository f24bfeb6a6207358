"""`concierge stats`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, single
from cli.output import plain, say, write_json, write_line

if TYPE_CHECKING:
    from reports.tally import Tally
    from store.db import Store
    from store.settings import Settings

app = single()

WIDTH = 80
COUNTS = (
    ("inquiries", "Inquiries"),
    ("alone", "Resolved alone"),
    ("assisted", "Resolved with a person"),
    ("abandoned", "Ended without an answer"),
    ("left_waiting", "Still owed an answer"),
    ("questions", "Questions"),
    ("gaps", "Not known"),
    ("escalations", "Calls for a person"),
    ("messages", "Messages"),
)
SPREADS = (
    ("first_reply", "First reply, half within"),
    ("first_person", "By a person, half within"),
)
WAITING = (("messages", "Messages"), ("drafts", "Drafts"), ("escalations", "Guests for a person"))
CLEAR = "\x1b[H\x1b[2J"


@app.command()
def stats(
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it again and again, until Ctrl-C.")
    ] = False,
    every: Annotated[
        float, typer.Option(min=0.2, max=3600, help="Seconds between two looks.")
    ] = 5.0,
    rounds: Annotated[int, typer.Option(min=0, help="Looks until it ends by itself; 0: none.")] = 0,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """How the house stands now: today, yesterday, the last seven days, and what waits.

    Works beside a running server, and without one. With --watch --json each look is a line.

    Example: concierge stats --watch
    """
    import sys
    import time

    with opened(home) as (settings, store):
        seen = 0
        while True:
            told = _told(store, settings)
            seen += 1
            if json:
                (write_line if watch else write_json)(told)
            else:
                # A look takes the place of the one before only where a person watches.
                clear = CLEAR if watch and sys.stdout.isatty() else ""
                say(clear + plain(_drawn(told), lines=True))
            if not watch or seen == rounds:
                return
            sys.stdout.flush()
            time.sleep(every)


def _told(store: Store, settings: Settings) -> dict[str, Any]:
    from reports import days, figures, tally
    from reports.period import ONE, today
    from store.tables import utcnow

    now = utcnow()
    last = today(settings.business.zone, now)
    with store.reading() as tx:
        known = [day.figures for day in days.told(tx, last - 7 * ONE, last, settings, now)]
        waiting, gaps = figures.waiting(tx), figures.open_gaps(tx)
    return {
        "business": settings.business.name,
        "at": now.astimezone(settings.business.zone).isoformat(timespec="seconds"),
        "today": _figures(known[-1]),
        "yesterday": _figures(known[-2]),
        "seven_days": _figures(tally.added(known[:-1])),
        "waiting": {**waiting, "gaps": gaps},
        "each_day": [tally.count(day, "inquiries") for day in known],
    }


def _figures(of: Tally) -> dict[str, Any]:
    from reports import tally

    return {
        **{name: tally.count(of, name) for name, _ in COUNTS},
        **{name: tally.spread(of, name)["p50_s"] for name, _ in SPREADS},
    }


def _drawn(told: dict[str, Any]) -> str:
    from reports.render import eighth, fit
    from reports.story import counted, seconds

    columns = ("today", "yesterday", "seven_days")
    lines = [
        fit(f"{told['business']} · {told['at'][:16].replace('T', ' ')}", WIDTH),
        "═" * WIDTH,
        f"{'':<32}{'today':>14}{'yesterday':>14}{'7 days before':>16}",
    ]
    for name, words in COUNTS:
        today, yesterday, week = (told[column][name] for column in columns)
        lines.append(f"{words:<32}{today:>14,}{yesterday:>14,}{week:>16,}")
    for name, words in SPREADS:
        spans = [told[column][name] for column in columns]
        today, yesterday, week = ("–" if span is None else seconds(span) for span in spans)
        lines.append(f"{words:<32}{today:>14}{yesterday:>14}{week:>16}")
    most = max(told["each_day"]) or 1
    plot = " ".join(eighth(number, most) * 3 for number in told["each_day"])
    waiting = told["waiting"]
    owed = ", ".join(f"{words.lower()} {waiting[name]:,}" for name, words in WAITING)
    since = (
        f"; the oldest since {waiting['oldest_at'][:16].replace('T', ' ')} UTC"
        if waiting["oldest_at"]
        else ""
    )
    gaps = counted(waiting["gaps"], "question has", "questions have")
    return "\n".join(
        [
            *lines,
            "",
            f"Inquiries of the last eight days  {plot}".rstrip(),
            fit(f"Waiting now: {owed}{since}.", WIDTH),
            f"{gaps} no answer yet.",
        ]
    )
