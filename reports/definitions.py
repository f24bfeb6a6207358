"""What a figure is: an id, what it means, and how it is told from the things of a day.

Every figure is one of five kinds. The first four are kept for each day and add up; the last is
worked out from them when it is shown, so that a month's share is never a mean of days' shares.

    Count     how many things of a noun fit
    Total     the sum of something about them
    Spread    how long something took: mean, and the times half and 95 % stayed within
    Split     a count for each value of something
    Share     one count out of another: its denominator

`where` is also the drill-down: the things that fit are the conversations behind the number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from reports.facts import Facts

Better = Literal["more", "less", ""]
Unit = Literal["count", "share", "seconds", "tokens", "dollars", "score"]


def anything(_thing: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Figure:
    """`noun` is the list of `Facts` the figure looks at; `better` which way is good, if any."""

    id: str
    title: str
    definition: str
    noun: str = ""
    where: Callable[[Any], bool] = anything
    unit: Unit = "count"
    better: Better = ""

    def things(self, facts: Facts) -> Iterable[Any]:
        return (thing for thing in getattr(facts, self.noun) if self.where(thing))

    @property
    def kind(self) -> str:
        return type(self).__name__.lower()

    def told(self) -> dict[str, str]:
        """What it is, for whoever asks."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "unit": self.unit,
            "denominator": getattr(self, "whole", ""),
            "better": self.better,
            "definition": self.definition,
        }


@dataclass(frozen=True, slots=True)
class Count(Figure):
    """How many."""


@dataclass(frozen=True, slots=True)
class Total(Figure):
    of: Callable[[Any], int] = len


@dataclass(frozen=True, slots=True)
class Spread(Figure):
    of: Callable[[Any], float | None] = lambda _thing: None


@dataclass(frozen=True, slots=True)
class Split(Figure):
    by: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Share(Figure):
    """`part` out of `whole`, both ids of counts or totals."""

    part: str = ""
    whole: str = ""


# Twenty-four steps in each power of ten, as resistors come: none is a tenth above the one before.
STEPS = (
    *(10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75),
    *(82, 91, 100),
)


def rung(milliseconds: int) -> int:
    """Rounded up to the next step: so few values that a year of them is quickly added, and a time
    that is told is never shorter than it was, and a tenth longer at most."""
    if milliseconds <= STEPS[0]:
        return milliseconds
    scale: int = 10 ** (len(str(milliseconds)) - 2)
    return STEPS[bisect_left(STEPS, -(-milliseconds // scale))] * scale
