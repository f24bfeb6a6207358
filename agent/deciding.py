"""Whether the best evidence may be given as the answer: how sure we are, how sure we must be.

    coverage     how much of the question the best line holds
    lead         how far behind the next line lies
    nearness     how near its meaning comes
    strangers    words that no page has speak against it
    crowd        so does a word that many places hold alike
    reader       a second opinion where it could turn the scales: does this line answer that?

The weights of strangers and of the reader were chosen on businesses of our own and left as they
were on others: together they take away a third of the wrong answers and one right one in a hundred.
Without the reader's file the rest decides alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from agent.evidence import Evidence, is_bare, required
from agent.terms import Term, only_says_when
from agent.understand import Understanding
from agent.words import stem, tokens
from models.naming import without_name

SURE_ENOUGH = 0.65
OF_LEAD, MOST_LEAD = 0.4, 0.5
OF_NEARNESS, NEAR = 0.6, 0.4
OF_STRANGERS = 0.2
LEAST_COVERED = 0.4
OF_A_CROWD, CROWD, ALIKE = 0.25, 3, 0.06
# More is needed when something asked for by name ("gluten", "family") is not there.
FOR_A_CONCEPT = 0.1
# How far the owner's slider moves the limit from end to end.
OF_CAREFULNESS = 0.3
# What the reader takes away for each step of a "no", and adds for each of a clear "yes".
OF_A_NO, MOST_NO = 0.05, 0.12
OF_A_YES, CLEARLY, MOST_YES = 0.03, 1.0, 3.0
# The only language the reader knows.
READS = "en"


class SecondOpinion(Protocol):
    """What `models.reader` is: a logit for each passage, 0 for "not answered here"."""

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """`sure` against `needed`, where nothing forbids to answer. `opinion` is the reader's, None
    where it was not asked; `note` says in words what moved the limit."""

    answers: bool
    sure: float
    needed: float
    opinion: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Safe to share between threads. `carefulness` is the owner's slider, from 0 to 1."""

    business: str = ""
    carefulness: float = 0.5
    reader: SecondOpinion | None = None

    def of(
        self,
        terms: Sequence[Term],
        evidence: Sequence[Evidence],
        understood: Understanding,
        raised: float = 0.0,
    ) -> Judgement:
        """Whether the best covers enough of the question, with the kind of value asked for.
        `raised` is by how much this business needs more than others."""
        needed = sure_enough(self.carefulness) + raised
        if not evidence:
            return Judgement(False, 0.0, needed)
        best = evidence[0]
        kind = required(understood, terms)
        sure = sureness(evidence, terms)
        sure -= OF_A_CROWD if not kind and _is_in_a_crowd(evidence) else 0.0
        needed += FOR_A_CONCEPT if best.lacks_a_concept else 0.0
        if _is_forbidden(best, terms, understood):
            return Judgement(False, sure, needed)
        if kind and (not terms or (kind == "where" and is_bare(terms))):
            return Judgement(True, sure, needed)
        if best.coverage < LEAST_COVERED:
            return Judgement(False, sure, needed)
        opinion = None
        if -OF_A_YES * MOST_YES < sure - needed < MOST_NO:
            opinion = self._opinion(best, understood)
            sure += _weight_of(opinion)
        return Judgement(sure >= needed, sure, needed, opinion)

    def _opinion(self, best: Evidence, understood: Understanding) -> float | None:
        # Letters that were misread from a picture are no sentence to it.
        if self.reader is None or best.scrap.from_picture:
            return None
        if {understood.lang, best.scrap.lang or READS} != {READS}:
            return None
        leaf = best.scrap.heading.rsplit(" > ", 1)[-1]
        line = without_name(f"{leaf}\n{best.text}", self.business)
        return float(self.reader.scores(without_name(understood.asked, self.business), [line])[0])


def _weight_of(opinion: float | None) -> float:
    if opinion is None:
        return 0.0
    if opinion < 0:
        return max(-MOST_NO, OF_A_NO * opinion)
    return OF_A_YES * max(0.0, min(MOST_YES, opinion - CLEARLY))


def sureness(evidence: Sequence[Evidence], terms: Sequence[Term]) -> float:
    """How far the best line may be trusted before a reader looks at it."""
    best = evidence[0]
    said = best.scrap.lines[best.line].text
    rivals = (one for one in evidence[1:] if one.scrap.lines[one.line].text != said)
    lead = best.score - max(0.0, next((one.score for one in rivals), 0.0))
    nearness = max(0.0, best.candidate.cosine - NEAR)
    total = sum(term.weight for term in terms) or 1.0
    strangers = sum(term.weight for term in best.missing if _is_strange(term)) / total
    return (
        best.coverage
        + OF_LEAD * min(max(lead, 0.0), MOST_LEAD)
        + OF_NEARNESS * nearness
        - OF_STRANGERS * strangers
    )


def _is_in_a_crowd(evidence: Sequence[Evidence]) -> bool:
    """Whether places of other headings say it as well and none is near: the word that all of them
    have ("child", of a nursery) is not what was asked for."""
    best = evidence[0]
    alike = {
        one.scrap.heading
        for one in evidence[1:]
        if best.score - one.score < ALIKE and one.scrap.heading != best.scrap.heading
    }
    return len(alike) >= CROWD and best.candidate.cosine < NEAR


def _is_strange(term: Term) -> bool:
    return not (term.light or term.known or term.concepts)


def sure_enough(carefulness: float) -> float:
    """What an answer needs, as the owner's slider has it."""
    return SURE_ENOUGH + OF_CAREFULNESS * (carefulness - 0.5)


def _is_forbidden(best: Evidence, terms: Sequence[Term], understood: Understanding) -> bool:
    if not best.fits or understood.availability or best.leaves_a_risk:
        return True
    if terms and all(only_says_when(term) for term in terms) and not understood.wants - {"yes_no"}:
        # "Will there be snow in February" names nothing that anybody wrote of but the month.
        return True
    if best.missing and (understood.premise or understood.superlative):
        return True
    return _counts_otherwise(best, understood)


def _counts_otherwise(best: Evidence, understood: Understanding) -> bool:
    """Whether it has another number of the same thing: "10 sq ft" for "300 sq ft"."""
    numbers = {t.word for t in best.missing if t.number is not None and not (t.light or t.age)}
    if not numbers:
        return False
    things = {
        stem(thing)
        for number, thing in pairwise(understood.words)
        if number in numbers and thing.isalpha()
    }
    lines = (best.scrap.lines[number].folded for number in best.lines)
    return any(
        other[0].isdigit() and other not in numbers and stem(thing) in things
        for line in lines
        for other, thing in pairwise(tokens(line))
    )
