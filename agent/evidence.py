"""Which line of which passage answers, and how much of the question it covers.

A line is weighed with the labels above it, its heading and, less, its passage: every term of the
question counts by its rarity, and counts most where it stands in the line itself. A line must hold
the kind of value asked for, or the line next to it must.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

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
HOURS_SAY = 0.9
IN_RANGE = 0.1
SAYS_THERE_IS_NONE = 0.7
OPENING = frozenset({"open", "closed", "hours"})
DAYS = frozenset(f"wd:{day}" for day in range(7))
WRONG_KIND = 0.45
OTHER_DAY = 0.12
LEGAL = 0.15
# Of the kinds asked for, the first of these that is asked must be there.
MUST = ("price", "phone", "email", "distance", "clock", "time", "count", "person")
NEXT_LINE = 0.08
TELLS_NOTHING = 0.3
# "Gift Shop" is written like a person's name.
NAMES = frozenset({"person"})
# What numbers of a question may count, so that "groups of 8 or more" takes in twelve people.
COUNTED = frozenset({"people", "group", "player", "child", "adult", "team", "holes", "age"})
HARMFUL = frozenset({"allergy", "gluten", "glutenfree", "nut", "halal", "kosher"})
# A question whose words weigh together less than this share of the rarest word says too little of
# what it is about ("the room") to be covered by a line that holds them.
CARRIES = 0.33
A_CONCEPT_THAT_COUNTS = 1.5
FEWEST_NEW = 2
_THERE_IS_NONE = re.compile(
    r"\b(?:(?:is|are) not (?:allowed|permitted|available|offered|provided|accepted|served|possible)"
    r"|(?:do|does) not (?:offer|have|provide|serve|accept|allow|rent|hire|sell|take)|no longer"
    r"|nicht (?:erlaubt|gestattet|moglich|verfugbar)|nicht an(?:bieten|geboten)|bieten wir nicht an"
    r"|no se (?:permite\w*|admite\w*|ofrece\w*|alquila\w*|vende\w*)|no (?:ofrecemos|tenemos|damos)"
    r"|ne sont pas (?:admis|acceptes|autorises)|n'est pas (?:possible|disponible|propose)"
    r"|non (?:offriamo|abbiamo|noleggiamo|vendiamo|sono ammess\w+|e (?:possibile|disponibile))"
    r"|nao (?:oferecemos|temos|e permitido|sao permitidos)"
    r"|niet (?:toegestaan|mogelijk|beschikbaar))\b"
)
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
    kinds = understood.wants
    if "yes_no" in kinds and any("include" in term.concepts for term in terms):
        # "Is VAT included in your prices?" is no question for a price.
        kinds -= {"price"}
    return next((kind for kind in MUST if kind in kinds), "")


def weigh(found: Found, understood: Understanding) -> list[Evidence]:
    """The best line of each passage, best first."""
    asked = _Asked(found, understood)
    weighed = [best for one in found.candidates if (best := _best_line(one, asked)) is not None]
    if understood.age is not None:
        weighed = _narrowest_first(weighed, understood.age)
    weighed.sort(key=lambda evidence: -evidence.score)
    return weighed


def in_order(found: Found, understood: Understanding) -> Found:
    """The same, its passages as they answer the question and not only as they are near it."""
    candidates = tuple(one.candidate for one in weigh(found, understood))
    return replace(found, candidates=candidates)


class _Asked:
    """A question made ready to be held against many lines."""

    def __init__(self, found: Found, understood: Understanding) -> None:
        terms = self.terms = found.terms
        self.kind = required(understood, terms)
        self.total = max(CARRIES * found.rarest, sum(term.weight for term in terms)) or 1.0
        self.counted = any(term.concepts & COUNTED for term in terms)
        self.age = understood.age
        # An age or a number may be held by a range that names neither.
        self.ranged = [n for n, t in enumerate(terms) if _asks_age(t) or t.number is not None]
        self.free = [n for n, term in enumerate(terms) if "free" in term.concepts]
        self.opening = [n for n, term in enumerate(terms) if term.concepts & OPENING]
        self.days = [
            (n, mark)
            for n, term in enumerate(terms)
            for mark in ("wd:", "mo:")
            if any(word.startswith(mark) for word in term.strong)
        ]

    @cached_property
    def words(self) -> frozenset[str]:
        """The guest's own words, and what stands for them."""
        own = {word for term in self.terms for word in term.strong | term.weak}
        return frozenset(own | {part for t in self.terms for row in t.phrases for part in row})


def _best_line(candidate: Candidate, asked: _Asked) -> Evidence | None:
    scrap = candidate.scrap
    around = _Around(scrap, asked)
    best: _Weight | None = None
    for number in around.lines(scrap):
        weight = _weigh_line(scrap, around, number, asked)
        if best is None or weight.score > best.score:
            best = weight
    if best is None:
        return None
    held = best.held
    return Evidence(
        candidate,
        best.line,
        best.shown,
        best.coverage,
        best.score + FUSED_SHARE * max(-2.0, min(3.0, candidate.fused)),
        best.fits,
        tuple(t for t, share in zip(asked.terms, held, strict=True) if share < 0.4),
    )


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
    """How well the passage, its heading and its title hold each term; the same for every line.
    `inside` are the terms that a line may hold itself: those that the passage holds."""

    def __init__(self, scrap: Scrap, asked: _Asked) -> None:
        share = IN_CARD if len(scrap.text) <= CARD else IN_PASSAGE
        if scrap.kind == "qa":
            # A question and its answer are read as one.
            share = IN_LABEL
        whole, under, titled = scrap.whole, scrap.under, scrap.titled
        self.held: list[float] = []
        self.inside: list[int] = []
        for number, term in enumerate(asked.terms):
            held = 0.0
            if there := term.held_by(whole):
                self.inside.append(number)
                held = share * there
            if above := term.held_by(under):
                held = max(held, IN_HEADING * _surely(above))
            if named := term.held_by(titled):
                held = max(held, IN_TITLE * _surely(named))
            self.held.append(held)
        self.blank = bool(asked.terms) and not any(self.held) and not asked.counted
        if asked.ranged:
            self.inside = sorted({*self.inside, *asked.ranged})

    def lines(self, scrap: Scrap) -> range:
        """The lines worth weighing: just one where nothing that was asked for stands."""
        every = len(scrap.lines)
        return range(min(1, every) if self.blank else every)


def _surely(held: float) -> float:
    return held if held == 1.0 else FAR_FETCHED * held


class _Weight(NamedTuple):
    """What one line weighs. `held` is the share of each term, `shown` what must be read with it."""

    line: int
    score: float
    coverage: float
    shown: tuple[int, ...]
    fits: bool
    held: list[float]


def _weigh_line(scrap: Scrap, around: _Around, number: int, asked: _Asked) -> _Weight:
    terms, kind = asked.terms, asked.kind
    line = scrap.lines[number]
    held = around.held
    if around.inside:
        held = held.copy()
        labels = [scrap.lines[label] for label in line.labels]
        for n in around.inside:
            held[n] = _held(terms[n], line, labels, held[n], asked.counted)
    priced = asked.free and kind == "price" and "price" in line.kinds
    if priced and not _ON_CONDITION.match(line.folded):
        # "Is it free?" is answered by what it costs, not by what it costs when all is full.
        held = held.copy()
        for n in asked.free:
            held[n] = max(held[n], A_PRICE_SAYS)
    if asked.opening and "clock" in line.kinds and not line.has.words.isdisjoint(DAYS):
        # Nobody writes "open" beside the days and hours under "Opening hours".
        held = held.copy()
        for n in asked.opening:
            held[n] = max(held[n], HOURS_SAY)
    covered = sum([term.weight * share for term, share in zip(terms, held, strict=True) if share])
    coverage = covered / asked.total
    shown, fits = _with_value(scrap, number, kind)
    if not fits and kind == "price" and coverage >= SAYS_THERE_IS_NONE:
        # What is not there has no price.
        fits = _THERE_IS_NONE.search(line.folded) is not None
    score = coverage
    if not fits:
        score -= WRONG_KIND
    elif kind and kind not in line.kinds:
        score -= NEXT_LINE
    if not kind and line.kinds <= NAMES and _tells_nothing(line, asked.words):
        score -= TELLS_NOTHING
    if scrap.legal:
        score -= LEGAL
    if asked.age is not None:
        # Of "under 3" and "under 16" the first is meant for somebody of 2.
        width = covers(line.folded, asked.age, age=True)
        score += 0.0 if width is None else IN_RANGE - min(width, 100) / 1_000
    if asked.days:
        score -= OTHER_DAY * _names_other_days(asked, held, line, scrap)
    return _Weight(number, score, coverage, shown, fits, held)


def _held(term: Term, line: Line, labels: Sequence[Line], around: float, counted: bool) -> float:
    own = term.held_by(line.has)
    if own == 1.0:
        return own
    number = term.number
    ranged = number is not None and (term.age or (counted and speaks_of_people(line.folded)))
    if ranged and covers(line.folded, int(number or 0), age=term.age) is not None:
        return 1.0
    if _asks_age(term) and speaks_of_age(line.folded):
        return SETS_A_LIMIT
    above = max([term.held_by(one.has) for one in labels], default=0.0)
    return max(own, IN_LABEL * above, around)


def _asks_age(term: Term) -> bool:
    """Somebody's age, or "how old do I have to be"."""
    return term.age or "age" in term.concepts


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


def _tells_nothing(line: Line, asked: frozenset[str]) -> bool:
    """A line that only says the guest's own words again: a heading, a button."""
    if len(line.text) >= LONGEST_LABEL:
        return False
    new = 0
    for word in line.has.words:
        if word not in asked and stem(word) not in asked:
            new += 1
            if new == FEWEST_NEW:
                return False
    return True


def _names_other_days(asked: _Asked, held: Sequence[float], line: Line, scrap: Scrap) -> int:
    """How many of the question's days or months it misses while naming others."""
    count = 0
    for number, mark in asked.days:
        if held[number] < 0.4:
            names = line.has.words if mark == "wd:" else scrap.whole.words
            count += any(word.startswith(mark) for word in names)
    return count
