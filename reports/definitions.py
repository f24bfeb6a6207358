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


def rung(milliseconds: int) -> int:
    """Rounded up to two significant digits: few enough values to keep for good, and a time that is
    told is never shorter than it was."""
    digits = len(str(milliseconds))
    if digits <= 2:
        return milliseconds
    step: int = 10 ** (digits - 2)
    return -(-milliseconds // step) * step
