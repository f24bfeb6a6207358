"""An owner's questions, asked of a composer and judged: what stands, what fails, what got worse.

    trials      questions with what an answer must hold (files are read in `agent.trials`)
    judge       right, wrong, missed (answerable, not answered), honest, invented
    evaluate    ask them all, each in a conversation of its own
    compare     two runs of the same questions: better, worse, changed

A verdict is a floor, told by patterns and figures; it is steady, so it can tell that something got
worse. The publishing gate stands on it too.
"""

from __future__ import annotations

import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from agent.composer import Answer, Composer, Turn
from agent.language import detect, language
from agent.words import fold, stem, tokens
from store.errors import Invalid, Unavailable
from store.tables import Case

Verdict = Literal["right", "wrong", "missed", "honest", "invented"]
GOOD: frozenset[str] = frozenset({"right", "honest"})
# The worst come first: a false answer costs more than none.
WORST = ("wrong", "invented", "missed", "right", "honest")
ENOUGH_WORDS = 0.5
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Trial:
    """One question. `answerable` None: whatever holds nothing of `must_not` will do."""

    id: str
    question: str
    lang: str = ""
    source: str = ""
    type: str = ""
    answerable: bool | None = True
    facts: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one trial. `cost` is in the model's currency, 0 without a model."""

    id: str
    question: str
    source: str
    type: str
    verdict: Verdict
    outcome: str
    kind: str
    answer: str
    confidence: float
    latency_ms: float
    cost: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """All results of one evaluation."""

    results: tuple[Result, ...] = ()
    name: str = ""
    asked_at: str = ""

    def worst(self) -> list[Result]:
        """Those that failed, the worst first, and of like ones the surest first."""
        failed = [r for r in self.results if r.verdict not in GOOD]
        return sorted(failed, key=lambda r: (WORST.index(r.verdict), -r.confidence))

    def by(self, what: Literal["source", "type"]) -> dict[str, dict[str, int]]:
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in self.results:
            groups[getattr(result, what) or "-"].append(result)
        return {name: _counts(groups[name]) for name in sorted(groups)}

    def figures(self) -> dict[str, Any]:
        counts = _counts(self.results)
        spent = [r.latency_ms for r in self.results]
        return {
            **counts,
            "right_share": _share(counts["right"], counts["answerable"]),
            "honest_share": _share(counts["honest"], counts["unanswerable"]),
            "latency_p50_ms": round(statistics.median(spent), 2) if spent else 0.0,
            "latency_p95_ms": round(_at(spent, 0.95), 2),
            "cost": round(sum(r.cost for r in self.results), 6),
        }

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "asked_at": self.asked_at,
            "figures": self.figures(),
            "by_type": self.by("type"),
            "by_source": self.by("source"),
            "results": [asdict(result) for result in self.results],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same questions in two runs. `changed` said something else of the same verdict."""

    better: list[tuple[Result, Result]] = field(default_factory=list)
    worse: list[tuple[Result, Result]] = field(default_factory=list)
    changed: list[tuple[Result, Result]] = field(default_factory=list)
    same: int = 0
    only_one: int = 0


def _counts(results: Sequence[Result]) -> dict[str, int]:
    counts = {v: sum(r.verdict == v for r in results) for v in WORST}
    return {
        "questions": len(results),
        "answerable": counts["right"] + counts["wrong"] + counts["missed"],
        "unanswerable": counts["honest"] + counts["invented"],
        **counts,
    }


def _share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None


def _at(values: Sequence[float], quantile: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * quantile))] if ordered else 0.0


def trials_of(cases: Iterable[Case]) -> list[Trial]:
    """The owner's stored cases, ready to be asked."""
    return [
        Trial(
            id=f"case-{case.id}",
            question=case.question,
            lang=case.lang,
            source=case.origin,
            type=case.kind or case.origin,
            answerable=case.answerable,
            facts=tuple(tuple(group) for group in case.facts),
            must_not=tuple(case.must_not),
            reference=case.reference,
        )
        for case in cases
    ]


def judge(trial: Trial, answer: Answer) -> Verdict:
    answered = answer.outcome == "answered"
    if any(_says(pattern, answer.text) for pattern in trial.must_not) and (
        answered or trial.answerable is None
    ):
        return "wrong"
    if trial.answerable is None:
        return "right"
    if not trial.answerable:
        return "invented" if answered else "honest"
    if not answered:
        return "missed"
    groups = all(any(_says(p, answer.text) for p in group) for group in trial.facts)
    agreed = not trial.reference or agrees(trial.reference, answer.text)
    return "right" if groups and agreed else "wrong"


def _says(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def agrees(reference: str, said: str) -> bool:
    """Whether an answer says what a reference says: all its figures, and most of its words."""
    wanted, given = " ".join(fold(reference).split()), " ".join(fold(said).split())
    if wanted in given:
        return True
    if not set(_FIGURE.findall(wanted)) <= set(_FIGURE.findall(given)):
        return False
    little = language(detect(reference)[0]).stop
    heavy = {stem(w) for w in tokens(wanted) if w not in little and not w[0].isdigit()}
    held = heavy & {stem(w) for w in tokens(given)}
    return not heavy or len(held) >= ENOUGH_WORDS * len(heavy)


def evaluate(
    composer: Composer,
    trials: Sequence[Trial],
    now: datetime,
    *,
    name: str = "",
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Run:
    """Ask them all. A composer that cannot answer just now has missed the question."""
    results = []
    for number, trial in enumerate(trials, 1):
        results.append(_ask(composer, trial, now))
        told(number, len(trials))
    return Run(tuple(results), name, now.isoformat())


def _ask(composer: Composer, trial: Trial, now: datetime) -> Result:
    began = time.perf_counter()
    try:
        answer = composer.compose(Turn(trial.question, now, lang=trial.lang))
    except Unavailable as error:
        answer = Answer("", outcome="handed_over", kind="unavailable", escalate=error.message)
    spent = (time.perf_counter() - began) * 1000
    cost = answer.trace.get("cost", 0.0)
    return Result(
        trial.id,
        trial.question,
        trial.source,
        trial.type,
        judge(trial, answer),
        answer.outcome,
        answer.kind,
        answer.text,
        round(answer.confidence, 4),
        round(spent, 2),
        float(cost) if isinstance(cost, int | float) else 0.0,
        str(answer.trace.get("decision", "")),
    )


def compare(old: Run, new: Run) -> Comparison:
    """By id and question. Worse is a step down from good, or from silence to a false answer."""
    before = {(r.id, r.question): r for r in old.results}
    found = Comparison(only_one=len(before.keys() ^ {(r.id, r.question) for r in new.results}))
    same = 0
    for result in new.results:
        earlier = before.get((result.id, result.question))
        if earlier is None:
            continue
        step = _rank(result) - _rank(earlier)
        if step:
            (found.better if step > 0 else found.worse).append((earlier, result))
        elif result.answer != earlier.answer:
            found.changed.append((earlier, result))
        else:
            same += 1
    return replace(found, same=same)


def _rank(result: Result) -> int:
    return {"wrong": 0, "invented": 0, "missed": 1, "right": 2, "honest": 2}[result.verdict]


def run_from(saved: object) -> Run:
    """A run as `as_dict` wrote it. Raises Invalid for anything else."""
    try:
        assert isinstance(saved, dict)
        results = tuple(Result(**result) for result in saved["results"])
        return Run(results, str(saved.get("name", "")), str(saved.get("asked_at", "")))
    except (AssertionError, KeyError, TypeError) as error:
        raise Invalid(
            "This is not a saved evaluation.", "Make one with `concierge eval FILE --save RUN`."
        ) from error
