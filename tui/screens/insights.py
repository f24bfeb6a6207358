"""What happened over days, as plots: how much, when, how quickly, how it ended, what was missing.

The figures are those of the daily reports; days are read one after the other, newest first, and
drawn as they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from server.wire import ReportOut
from tui import plots
from tui import screen_texts as said
from tui.keys import INSIGHTS, bindings
from tui.page_screen import PageScreen
from tui.place import Place
from tui.text import assembled, one_line
from tui.when import age

Parts = list[tuple[str, str]]
Figures = dict[str, Any]
RANGES: Final = (7, 14, 28)
HEIGHT: Final = 4
BAR: Final = 24
MOST: Final = 6


class InsightsScreen(PageScreen):
    KEYS = INSIGHTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(INSIGHTS)

    def __init__(self) -> None:
        super().__init__()
        self._days = RANGES[0]
        self._read: dict[date, Figures] = {}

    def on_screen_resume(self) -> None:
        self.reload_soon()

    def reason_against(self, name: str) -> str:
        if name == "more_days" and self._days == RANGES[-1]:
            return said.MOST_DAYS
        return said.LEAST_DAYS if name == "fewer_days" and self._days == RANGES[0] else ""

    @property
    def today(self) -> date:
        return self.desk.clock.local(self.desk.clock.now()).date()

    def reload(self) -> None:
        # A day that is over stays as it was; today goes on.
        self._read.pop(self.today, None)
        self._draw()
        self._ask_next()

    def _ask_next(self) -> None:
        missing = next((day for day in self._wanted() if day not in self._read), None)
        if missing is not None:
            asked = missing.isoformat()
            self.ask(lambda c: c.daily_report(asked), self._add(missing), group="insights")

    def _wanted(self) -> list[date]:
        return [self.today - timedelta(days=back) for back in range(self._days)]

    def _add(self, day: date) -> Callable[[ReportOut], None]:
        def add(report: ReportOut) -> None:
            self._read[day] = report.figures
            self._draw()
            self._ask_next()

        return add

    def do_more_days(self) -> None:
        self._step(1)

    def do_fewer_days(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        self._days = RANGES[RANGES.index(self._days) + by]
        self._draw()
        self._ask_next()

    # --- drawing -----------------------------------------------------------------------------

    def _draw(self) -> None:
        days = list(reversed(self._wanted()))
        found = [self._read.get(day) for day in days]
        known = [figures for figures in found if figures is not None]
        parts: Parts = [(said.LAST_DAYS.format(days=self._days), "bold")]
        if len(known) < len(days):
            parts.append((f"   {said.DAYS_READ.format(read=len(known), days=len(days))}", "$muted"))
        if known:
            now = self.desk.clock.now()
            parts += [
                *_totals(known, self._read.get(self.today), now),
                *_daily(days, found),
                *_hours(known),
                *_replies(found),
                *_bars(said.OUTCOMES, _summed(f["questions"]["ends"] for f in known)),
                *_bars(said.CHANNELS, _summed(f["conversations"]["by_channel"] for f in known)),
                *_listed(said.GAPS, _counted(known, "gaps", "questions", "question")),
                *_listed(said.CALLS, _counted(known, "escalations", "by_reason", "reason")),
                *_models(known),
            ]
        self.put(assembled(parts))


def _totals(known: Sequence[Figures], today: Figures | None, now: datetime) -> Parts:
    questions = sum(f["questions"]["total"] for f in known)
    alone = sum(f["questions"]["ends"].get("alone", 0) for f in known)
    share = f"{100 * alone / questions:.0f} %" if questions else "–"
    parts: Parts = [("\n\n", "")]
    for figure, name in (
        (f"{sum(f['conversations']['total'] for f in known):,}", said.CONVERSATIONS),
        (f"{questions:,}", said.QUESTIONS),
        (share, said.ALONE),
    ):
        parts += [(figure, "bold $text-primary"), (f" {name}    ", "$muted")]
    if today is not None:
        waiting = today["waiting"]
        since = waiting["oldest_at"]
        waits = age((now - datetime.fromisoformat(since)).total_seconds()) if since else ""
        count = waiting["messages"] + waiting["drafts"] + waiting["escalations"]
        parts += [(f"{count}", "bold $text-warning" if count else "bold")]
        parts += [(f" {said.WAITING}", "$muted")]
        parts += [(f", {said.OLDEST.format(age=waits)}" if waits else "", "$text-warning")]
    return [*parts, ("\n", "")]


def _daily(days: Sequence[date], found: Sequence[Figures | None]) -> Parts:
    talks = [f["conversations"]["total"] if f else None for f in found]
    width = max(2, min(6, 70 // len(days)))
    names = [f"{day.day}" for day in days]
    return [*_plot(said.BY_DAY, talks, width), (plots.labels(names, width) + "\n", "$muted")]


def _hours(known: Sequence[Figures]) -> Parts:
    hours = [sum(f["conversations"]["by_hour"][hour] for f in known) for hour in range(24)]
    names = [f"{hour}" if hour % 3 == 0 else "" for hour in range(24)]
    return [*_plot(said.BY_HOUR, hours, 3), (plots.labels(names, 3) + "\n", "$muted")]


def _plot(head: str, values: Sequence[float | None], width: int) -> Parts:
    most = max((value for value in values if value), default=0)
    parts: Parts = [(f"\n{head}", "bold"), (f"   {said.PEAK.format(most=most)}\n", "$muted")]
    parts += [(f"{line}\n", "$text-primary") for line in plots.columns(values, HEIGHT, width)]
    return parts


def _replies(found: Sequence[Figures | None]) -> Parts:
    parts: Parts = [(f"\n{said.FIRST_REPLY}\n", "bold")]
    for who, name in (("concierge", said.CONCIERGE), ("person", said.PERSON)):
        times = [f["first_reply"][who] if f else None for f in found]
        medians = [told["p50_s"] if told else None for told in times]
        slow = max((t["p95_s"] for t in times if t and t["p95_s"] is not None), default=None)
        usual = sorted(value for value in medians if value is not None)
        parts.append((f"{name:<11}", ""))
        if not usual:
            parts.append((f"{said.NONE_YET}\n", "$muted"))
            continue
        middle = usual[(len(usual) - 1) // 2]
        parts += [
            (plots.columns(medians, 1, 1)[0].ljust(len(medians)), "$text-primary"),
            (f"  {said.USUALLY} {seconds(middle)}", "bold"),
            (f"   {said.SLOWEST} {seconds(slow or 0.0)}\n", "$muted"),
        ]
    return parts


def seconds(value: float) -> str:
    """`0.4 s`, `12 s`, `7 min`, `3 h`."""
    if value < 10:
        return f"{value:.1f} s"
    if value < 120:
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 7_200 else f"{value / 3_600:.0f} h"


def _summed(counts: Iterable[dict[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for one in counts:
        total.update(one)
    return total


def _bars(head: str, counts: Counter[str]) -> Parts:
    most = max(counts.values(), default=0)
    parts: Parts = [(f"\n{head}\n", "bold")]
    shown = [(name, count) for name, count in counts.most_common() if count]
    for name, count in shown:
        label = said.OUTCOME_NAMES.get(name, one_line(name))
        parts += [
            (f"{label[:24]:<25}", ""),
            (f"{plots.lying(count, most, BAR):<{BAR}}", "$text-primary"),
            (f" {count:,}\n", "$muted"),
        ]
    return parts if shown else [*parts, (f"{said.NONE_YET}\n", "$muted")]


def _counted(known: Sequence[Figures], part: str, rows: str, name: str) -> Counter[str]:
    return _summed({row[name]: row["count"]} for f in known for row in f[part][rows])


def _listed(head: str, counts: Counter[str]) -> Parts:
    parts: Parts = [(f"\n{head}\n", "bold")]
    for name, count in counts.most_common(MOST):
        parts += [(f"{count:>4}  ", "$text-accent"), (f"{one_line(name)}\n", "")]
    return parts if counts else [*parts, (f"{said.NONE_YET}\n", "$muted")]


def _models(known: Sequence[Figures]) -> Parts:
    rows = [row for f in known for row in f["versions"]]
    if not rows:
        return []
    total = Counter[str]()
    for row in rows:
        total.update({name: row[name] for name in said.MODEL_FIGURES})
    parts: Parts = [(f"\n{said.MODEL}\n", "bold")]
    for name, label in said.MODEL_FIGURES.items():
        parts += [(f"{total[name]:>9,}  ", "$text-accent"), (f"{label}\n", "$muted")]
    return parts


PLACE = Place("insights", "Insights", "6", "the figures of days, as plots", InsightsScreen, 6)
