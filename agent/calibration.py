"""What this business's own words show of how far the limit for an answer may be trusted.

    cases     names of things it tells about: headings, and the items of its lists
    robbed    each is asked for with every passage taken out that holds it
    fooled    what would then be answered all the same
    shift     where that is more than a third of enough cases, the limit is raised a little

Businesses differ less than their few cases do: on thirty-four of them no bolder rule took away a
wrong answer without a right one, and lowering the limit only let wrong answers through. So it is
never lowered, and what it is raised by is small; the owner's slider moves it further.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.deciding import SURE_ENOUGH, sureness
from agent.evidence import weigh
from agent.recall import Found, Recall
from agent.scraps import Scrap
from agent.terms import Term
from agent.understand import Understanding, understand

CASES = 16
FEWEST = 10
# So many of the robbed cases may be answered by what lies near: that is what near things do.
MAY_BE_FOOLED = 1 / 3
MOST_SHIFT = 0.03
SHORTEST, LONGEST, MOST_WORDS = 4, 40, 5
HELD = 0.9


@dataclass(frozen=True, slots=True)
class Calibration:
    """`shift` is added to the limit, because `fooled` of `cases` were answered without what
    answers them. With too few cases nothing is shifted."""

    shift: float = 0.0
    cases: int = 0
    fooled: int = 0

    def in_words(self) -> str:
        if not self.shift:
            return ""
        return (
            f"; {self.shift:.2f} of that because {self.fooled} of {self.cases} of this business's "
            "own questions would be answered without what answers them"
        )


class Calibrator:
    """Keeps the calibration of the generation in use. Safe to share between threads."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._lock = threading.Lock()
        self._kept: tuple[int | None, Calibration] = (None, Calibration())

    def of(self, generation_id: int | None, today: date) -> Calibration:
        """Some tenths of a second for the first question to a generation, nothing for others."""
        if generation_id is None:
            return Calibration()
        with self._lock:
            if self._kept[0] != generation_id:
                self._kept = (generation_id, calibrated(self._recall, today))
            return self._kept[1]


def calibrated(recall: Recall, today: date) -> Calibration:
    """From what is published now."""
    likely = recall.languages()
    surest: list[float] = []
    for name, lang in _spread(list(_names(recall))):
        understood = understand(name, today, lang, likely)
        found = recall.look_up(name, understood)
        if any(not term.light for term in found.terms):
            surest.append(_without_it(found, understood))
    limit = sorted(surest)[int(len(surest) * (1 - MAY_BE_FOOLED))] if len(surest) >= FEWEST else 0.0
    shift = round(max(0.0, min(MOST_SHIFT, limit - SURE_ENOUGH)), 3)
    return Calibration(shift, len(surest), sum(sure >= SURE_ENOUGH for sure in surest))


def _names(recall: Recall) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for heading, line, lang in recall.heads():
        item = line.partition(" | ")[0].partition(":")[0]
        for name in (heading.rsplit(" > ", 1)[-1].strip(), item.strip()):
            plain = not any(character.isdigit() for character in name)
            fits = SHORTEST <= len(name) <= LONGEST and len(name.split()) <= MOST_WORDS
            if plain and fits and name.casefold() not in seen:
                seen.add(name.casefold())
                yield name, lang


def _spread(names: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """So many of them, from all over the pages."""
    return names[:: max(1, len(names) // CASES)][:CASES]


def _without_it(found: Found, understood: Understanding) -> float:
    """How sure an answer would be if nobody had written of it."""
    heavy = [term for term in found.terms if not term.light]
    left = tuple(one for one in found.candidates if not _has(one.scrap, heavy))
    evidence = weigh(replace(found, candidates=left), understood)
    return sureness(evidence, found.terms) if evidence and evidence[0].fits else 0.0


def _has(scrap: Scrap, terms: Sequence[Term]) -> bool:
    places = (scrap.whole, scrap.under, scrap.titled)
    return all(any(term.held_by(place) >= HELD for place in places) for term in terms)
