"""Targets: what the owner aims at, whether it was reached, and since when. Never promised.

They come from the template (`[targets]`) and are overruled by `reports.targets`, figure by figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import days, tally
from reports.catalogue import FIGURES
from reports.definitions import Share, Spread
from reports.period import ONE
from reports.story import seconds
from reports.tally import Tally
from reports.view import View
from store.errors import Invalid
from store.settings import Settings
from templates.industry import template_of

# What templates call a target, and the figure that tells of it.
OF_TEMPLATE = {
    "satisfaction": "satisfaction",
    "replies_changed": "changed_share",
    "cache_hits": "kept_share",
    "tool_calls": "tools_share",
    "returning_guests": "returning_share",
    "first_person_answer_minutes": "first_person",
}
# What opens behind a figure that is not reached: the conversations that spoil it.
SPOILED_BY = {
    "satisfaction": "rated",
    "changed_share": "replies_changed",
    "tools_share": "tool_calls",
    "first_person": "needed_person",
    "first_reply": "inquiries",
    "resolution": "inquiries",
    "alone_share": "needed_person",
}
WEEKS_BACK = 26


@dataclass(frozen=True, slots=True)
class Target:
    """`reached` is None where nothing could be measured; `since` the first day of the first of the
    weeks that have been so, one after the other."""

    figure: str
    name: str
    wanted: str
    now: str
    reached: bool | None
    since: date | None

    @property
    def behind(self) -> str:
        return SPOILED_BY.get(self.figure, self.figure)

    def row(self) -> list[str]:
        said = {True: "yes", False: "no", None: "not measured"}[self.reached]
        return [self.name, self.wanted, self.now, said, str(self.since or "–")]


def wanted(settings: Settings) -> dict[str, float]:
    """By figure; times in seconds. Raises Invalid for a figure that can have none."""
    found: dict[str, float] = {}
    for name, value in template_of(settings).targets.items():
        if name in OF_TEMPLATE:
            seconds_in = 60 if name.endswith("_minutes") else 1
            found[OF_TEMPLATE[name]] = float(value) * seconds_in
    for figure, value in settings.reports.targets.items():
        if not isinstance(FIGURES.get(figure), Share | Spread):
            raise Invalid(
                f"reports.targets: {figure!r} is no share and no time.",
                "`concierge report figures` lists all figures.",
            )
        found[figure] = value
    return found


def reached(view: View) -> list[Target]:
    aims = wanted(view.settings)
    weeks = _weeks_back(view) if aims else []
    return [_target(view, figure, value, weeks) for figure, value in aims.items()]


def _target(view: View, figure: str, aim: float, weeks: list[tuple[date, Tally]]) -> Target:
    now = _measured(view.whole, figure)
    met = _met(figure, now, aim)
    since = None
    for begins, week in weeks:
        was = _met(figure, _measured(week, figure), aim)
        if was is not None and was != met:
            break
        if was is not None:
            since = begins
    return Target(
        figure, FIGURES[figure].title, _shown(figure, aim), _shown(figure, now), met, since
    )


def _weeks_back(view: View) -> list[tuple[date, Tally]]:
    """Stretches of seven days, the newest first, that end where the report does."""
    first = view.last - (7 * WEEKS_BACK - 1) * ONE
    known = days.told(view.tx, first, view.last, view.settings, view.now)
    return [
        (known[at].day, tally.added(day.figures for day in known[at : at + 7]))
        for at in range(len(known) - 7, -1, -7)
    ]


def _measured(of: Tally, figure: str) -> float | None:
    if isinstance(FIGURES[figure], Share):
        return tally.share(of, figure)
    half: Any = tally.spread(of, figure)["p50_s"]
    return None if half is None else float(half)


def _met(figure: str, value: float | None, aim: float) -> bool | None:
    if value is None:
        return None
    return value <= aim if FIGURES[figure].better == "less" else value >= aim


def _shown(figure: str, value: float | None) -> str:
    if value is None:
        return "–"
    if not isinstance(FIGURES[figure], Share):
        return seconds(value)
    return f"{100 * value:.1f}".removesuffix(".0") + " %"
