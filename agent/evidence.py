"""Which line of which passage answers, and how much of the question it covers.

A line is weighed with the labels above it, its heading and, less, its passage: every term of the
question counts by its rarity, and counts most where it stands in the line itself. A line must hold
the kind of value asked for, or the line next to it must.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.recall import Candidate, Found
from agent.scraps import LONGEST_LABEL, Line, Scrap
from agent.terms import Term
from agent.understand import Understanding
from agent.values import covers, speaks_of_age, speaks_of_people
from agent.words import stem

IN_LABEL, IN_HEADING, IN_CARD, IN_PASSAGE, IN_TITLE = 0.97, 0.92, 0.85, 0.5, 0.6
CARD = 320
SETS_A_LIMIT = 0.85
# What only stands for a word, and only in the heading, may be a figure of speech.
FAR_FETCHED = 0.85
FUSED_SHARE = 0.05
A_PRICE_SAYS = 0.9
WRONG_KIND = 0.45
OTHER_DAY = 0.12
LEGAL = 0.15
# Of the kinds asked for, the first of these that is asked must be there.
MUST = ("price", "phone", "email", "distance", "clock", "time", "count", "person")
NEXT_LINE = 0.08
TELLS_NOTHING = 0.2
# What numbers of a question may count, so that "groups of 8 or more" takes in twelve people.
COUNTED = frozenset({"people", "group", "player", "child", "adult", "team", "holes", "age"})
HARMFUL = frozenset({"allergy", "gluten", "glutenfree", "nut", "halal", "kosher"})
# A question whose words weigh together less than this share of the rarest word says too little of
# what it is about ("the room") to be covered by a line that holds them.
CARRIES = 0.25
A_CONCEPT_THAT_COUNTS = 1.5
FEWEST_NEW = 2
_ON_CONDITION = re.compile(
    r"\W*(?:when|if|unless|wenn|falls|si|cuando|quand|lorsque|se|quando|als|wanneer|אם|כאשר)\b"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`line` is the one that decides, `lines` all that are needed to read it."""

    candidate: Candidate
    line: int
    lines: tuple[int, ...]
    coverage: float
    score: float
    fits: bool
    missing: tuple[Term, ...]

    @property
    def scrap(self) -> Scrap:
        return self.candidate.scrap

    @property
    def lacks_a_concept(self) -> bool:
        """Whether something of the trade that was asked for by name is missing altogether."""
        return any(term.concepts and term.weight >= A_CONCEPT_THAT_COUNTS for term in self.missing)

    @property
    def leaves_a_risk(self) -> bool:
        """Whether it says nothing of what may harm: a wrong word here is worse than none."""
        return any(term.concepts & HARMFUL for term in self.missing)

    @property
    def text(self) -> str:
        return "\n".join(self.scrap.lines[number].text for number in self.lines)


def is_bare(terms: Sequence[Term]) -> bool:
    """Whether it asks for a kind of value alone: "your address?", "where are you? for my GPS"."""
    return all(term.light or not (term.known or term.concepts) for term in terms)


def required(understood: Understanding, terms: Sequence[Term]) -> str:
    """The kind of value an answer must hold; "" when any sentence may do."""
    if "where" in understood.wants and is_bare(terms):
        return "where"
    return next((kind for kind in MUST if kind in understood.wants), "")


def weigh(found: Found, understood: Understanding) -> list[Evidence]:
    """The best line of each passage, best first."""
    kind = required(understood, found.terms)
    total = max(CARRIES * found.rarest, sum(term.weight for term in found.terms)) or 1.0
    weighed = []
    for candidate in found.candidates:
        best = None
        around = _Around(candidate.scrap, found.terms)
        for number in around.lines(candidate.scrap):
            evidence = _weigh_line(candidate, around, number, found.terms, total, kind)
            if best is None or evidence.score > best.score:
                best = evidence
        if best is not None:
            weighed.append(best)
    if understood.age is not None:
        weighed = _narrowest_first(weighed, understood.age)
    weighed.sort(key=lambda evidence: -evidence.score)
    return weighed


def _narrowest_first(weighed: list[Evidence], age: int) -> list[Evidence]:
    """Of "under 18" and "under 21" the first is meant for somebody of 12, even if it has no price
    and the other has."""
    ranges = [covers(line.folded, age, age=True) for one in weighed for line in one.scrap.lines]
    narrowest = min((width for width in ranges if width is not None), default=0)
    kept = []
    for one in weighed:
        own = covers(one.scrap.lines[one.line].folded, age, age=True)
        too_wide = own is not None and own > narrowest
        kept.append(replace(one, fits=False, score=one.score - WRONG_KIND) if too_wide else one)
    return kept


class _Around:
    """How well the passage, its heading and its title hold each term; the same for every line."""

    def __init__(self, scrap: Scrap, terms: Sequence[Term]) -> None:
        share = IN_CARD if len(scrap.text) <= CARD else IN_PASSAGE
        self.held = [
            max(
                IN_HEADING * _surely(term.held_by(scrap.under)),
                share * term.held_by(scrap.whole),
                IN_TITLE * _surely(term.held_by(scrap.titled)),
            )
            for term in terms
        ]
        self.blank = bool(terms) and not any(self.held)
        self.counted = any(term.concepts & COUNTED for term in terms)

    def lines(self, scrap: Scrap) -> range:
        """The lines worth weighing: just one where nothing that was asked for stands."""
        every = len(scrap.lines)
        return range(min(1, every) if self.blank and not self.counted else every)


def _surely(held: float) -> float:
    return held if held == 1.0 else FAR_FETCHED * held


def _weigh_line(
    candidate: Candidate,
    around: _Around,
    number: int,
    terms: Sequence[Term],
    total: float,
    kind: str,
) -> Evidence:
    scrap = candidate.scrap
    line = scrap.lines[number]
    labels = [scrap.lines[label] for label in line.labels]
    held = [_held(t, line, labels, around.held[n], around.counted) for n, t in enumerate(terms)]
    if kind == "price" and "price" in line.kinds and not _ON_CONDITION.match(line.folded):
        # "Is it free?" is answered by what it costs, not by what it costs when all is full.
        held = [
            max(share, A_PRICE_SAYS) if "free" in term.concepts else share
            for term, share in zip(terms, held, strict=True)
        ]
    coverage = sum(term.weight * share for term, share in zip(terms, held, strict=True)) / total
    shown, fits = _with_value(scrap, number, kind)
    score = coverage + FUSED_SHARE * max(-2.0, min(3.0, candidate.fused))
    score -= 0.0 if fits else WRONG_KIND
    if fits and kind and kind not in line.kinds:
        score -= NEXT_LINE
    if not kind and not line.kinds and _tells_nothing(line, terms):
        score -= TELLS_NOTHING
    score -= LEGAL if scrap.legal else 0.0
    score -= OTHER_DAY * _names_other_days(terms, held, line, scrap)
    missing = tuple(t for t, share in zip(terms, held, strict=True) if share < 0.4)
    return Evidence(candidate, number, shown, coverage, score, fits, missing)


def _held(term: Term, line: Line, labels: Sequence[Line], around: float, counted: bool) -> float:
    own = term.held_by(line.has)
    if own == 1.0:
        return own
    number = term.number
    ranged = number is not None and (term.age or (counted and speaks_of_people(line.folded)))
    if ranged and covers(line.folded, int(number or 0), age=term.age) is not None:
        return 1.0
    if term.age and speaks_of_age(line.folded):
        return SETS_A_LIMIT
    above = max((term.held_by(one.has) for one in labels), default=0.0)
    return max(own, IN_LABEL * above, around)


def _with_value(scrap: Scrap, number: int, kind: str) -> tuple[tuple[int, ...], bool]:
    """The lines to show, and whether the kind of value asked for stands in them."""
    line = scrap.lines[number]
    own = (*line.labels, number)
    if not kind or kind in line.kinds:
        return own, True
    for near in (number + 1, number + 2, number - 1):
        if 0 <= near < len(scrap.lines) and kind in scrap.lines[near].kinds:
            first, last = min(near, number), max(near, number)
            return tuple(sorted({*line.labels, *range(first, last + 1)})), True
    if any(kind in scrap.lines[label].kinds for label in line.labels) or kind in scrap.above:
        return own, True
    return own, False


def _tells_nothing(line: Line, terms: Sequence[Term]) -> bool:
    """A line that only says the guest's own words again: a heading, a button."""
    asked = {word for term in terms for word in term.strong | term.weak}
    asked |= {part for term in terms for row in term.phrases for part in row}
    new = [word for word in line.has.words if word not in asked and stem(word) not in asked]
    return len(new) < FEWEST_NEW and len(line.text) < LONGEST_LABEL


def _names_other_days(
    terms: Sequence[Term], held: Sequence[float], line: Line, scrap: Scrap
) -> int:
    """How many of the question's days or months it misses while naming others."""
    count = 0
    for term, share in zip(terms, held, strict=True):
        for mark in ("wd:", "mo:"):
            asked = any(word.startswith(mark) for word in term.strong)
            names = line.has.words if mark == "wd:" else scrap.whole.words
            if asked and share < 0.4 and any(word.startswith(mark) for word in names):
                count += 1
    return count
