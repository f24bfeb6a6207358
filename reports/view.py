"""All that a report of a longer stretch is told from: its days added up, and those before.

A kind of report (`reports/kinds/`) takes a `View` and says what changed, what to do, and shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports import days, figures, odds, tally
from reports import period as periods
from reports.catalogue import FIGURES
from reports.days import Day
from reports.definitions import Share
from reports.period import Period
from reports.story import counted
from reports.tally import Tally
from reports.values import Values
from reports.values import read as read_values
from store.db import Tx
from store.settings import Settings


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do, with the command or the key that does it."""

    what: str
    how: str

    def as_json(self) -> dict[str, str]:
        return {"what": self.what, "how": self.how}


@dataclass(frozen=True, slots=True)
class View:
    tx: Tx
    period: Period
    before: Period
    settings: Settings
    values: Values
    now: datetime
    days: Sequence[Day]
    days_before: Sequence[Day]
    whole: Tally
    whole_before: Tally
    waiting: dict[str, Any]

    @property
    def first(self) -> date:
        return self.period.first_day(self.settings.business.zone)

    @property
    def last(self) -> date:
        return self.period.last_day(self.settings.business.zone)

    @property
    def stretch(self) -> str:
        """For commands."""
        return f"--since {self.first} --until {self.last}"

    @property
    def label_before(self) -> str:
        return periods.label(self.before, self.settings.business.zone)

    @property
    def knows_before(self) -> bool:
        """Whether the house was open then."""
        return bool(self.whole_before["counts"])

    def count(self, figure: str) -> int:
        return tally.count(self.whole, figure)

    def count_before(self, figure: str) -> int:
        return tally.count(self.whole_before, figure)

    def parts(self, figure: str) -> tuple[int, int]:
        """What a share is made of: part and whole."""
        share = FIGURES[figure]
        assert isinstance(share, Share)
        return self.count(share.part), self.count(share.whole)

    def parts_before(self, figure: str) -> tuple[int, int]:
        share = FIGURES[figure]
        assert isinstance(share, Share)
        return self.count_before(share.part), self.count_before(share.whole)

    def spread(self, figure: str) -> dict[str, Any]:
        return tally.spread(self.whole, figure)

    def spread_before(self, figure: str) -> dict[str, Any]:
        return tally.spread(self.whole_before, figure)

    def split(self, figure: str) -> list[tuple[str, int]]:
        """The most frequent first; equals by name."""
        found = tally.split(self.whole, figure)
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    def each_day(self, figure: str) -> list[tuple[date, int]]:
        return [(day.day, tally.count(day.figures, figure)) for day in self.days]

    def trend(self, figure: str) -> str:
        """better, worse or same; "" where neither direction is good or nothing was before."""
        better = FIGURES[figure].better
        if not better or not self.knows_before:
            return ""
        if isinstance(FIGURES[figure], Share):
            (part, whole), (was, of) = self.parts(figure), self.parts_before(figure)
            if not whole or not of:
                return ""
            if not odds.differ((part, whole), (was, of)):
                return "same"
            up = part / whole > was / of
        else:
            if not odds.moved(self.count(figure), self.count_before(figure)):
                return "same"
            up = self.count(figure) > self.count_before(figure)
        return "better" if up == (better == "more") else "worse"


def look(tx: Tx, period: Period, settings: Settings, now: datetime) -> View:
    zone = settings.business.zone
    before = compared_with(period, settings)
    mine = days.told(tx, period.first_day(zone), period.last_day(zone), settings, now)
    theirs = days.told(tx, before.first_day(zone), before.last_day(zone), settings, now)
    return View(
        tx,
        period,
        before,
        settings,
        read_values(settings),
        now,
        mine,
        theirs,
        tally.added(day.figures for day in mine),
        tally.added(day.figures for day in theirs),
        figures.waiting(tx),
    )


def compared_with(period: Period, settings: Settings) -> Period:
    return periods.compared_with(period, settings.business.zone)


def longer(view: View) -> str:
    """How the number of inquiries moved, in words; few say that they are few."""
    now, was = view.count("inquiries"), view.count_before("inquiries")
    told = f"Guests made {counted(now, 'inquiry', 'inquiries')}"
    if not view.knows_before:
        return f"{told}; there is nothing before to hold it against."
    if not odds.moved(now, was):
        near = "as many as" if now == was else "about as many as"
        return f"{told}, {near} before ({was:,})."
    return f"{told}, {'more' if now > was else 'fewer'} than before ({was:,})."


def share_said(view: View, figure: str, sentence: str) -> str:
    """A share in words, with how sure it is and whether it really moved; "" of nothing. `sentence`
    has {} where the share stands."""
    (part, whole), (was, of) = view.parts(figure), view.parts_before(figure)
    if not whole:
        return ""
    told = sentence.format(odds.said(part, whole))
    if not of:
        return f"{told}."
    before = odds.shortly(was, of)
    if not odds.differ((part, whole), (was, of)):
        return f"{told}; no clear change from {before}."
    return f"{told}, {'up' if part / whole > was / of else 'down'} from {before}."


def first_action_for_waiting(view: View) -> list[Action]:
    """What is owed right now comes before all else."""
    waiting, found = view.waiting, []
    if waiting["escalations"]:
        calls = counted(waiting["escalations"], "guest waits", "guests wait")
        found.append(Action(f"{calls} for a person: settle them.", "concierge tui, key 3"))
    if waiting["drafts"]:
        drafts = counted(waiting["drafts"], "draft waits", "drafts wait")
        found.append(Action(f"{drafts} to be decided.", "concierge draft list"))
    return found


def gap_action(view: View) -> list[Action]:
    open_gaps = figures.open_gaps(view.tx)
    if not open_gaps:
        return []
    asked = counted(open_gaps, "question has", "questions have")
    return [Action(f"{asked} no answer yet: answer the most asked first.", "concierge gap list")]
