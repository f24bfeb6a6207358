"""What disputes do to an answer: one place for contradictions, for what has ended, what is wrong.

decided for one side    the other side is never said again
decided in own words    the owner's words are the answer
open contradiction      both sides are named with their sources, and a person is asked
ended                   never said as current; where nothing else answers, said as past, and a
                        person is asked; decided to be over: not at all
not right any more      the whole page is silent
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from agent.composer import Answer, Citation, public_name, public_url
from agent.disputes import Dispute, Side, find_disputes
from agent.hours import differ_on, told_hours
from agent.house import TITLE
from agent.phrases import Phrases
from agent.quoting import LONGEST, cut_short, fact_citation
from agent.recall import Candidate, Found, KnownFact
from agent.scraps import without_lines
from agent.terms import Term
from agent.understand import Understanding
from agent.words import fold, tokens
from store import settlements
from store.db import Store

LONGEST_SIDE = 130
LONGEST_WORDS = 80
MOST_SIDES = 3
# So much surer must be what is past, to be told (as past) before what holds.
CLEARLY_BETTER = 0.05
ASKED_TO_CONFIRM = "The sources contradict each other: {question}"
ASKED_IF_HOLDS = "Something out of date was asked for: {question}"
_OTHER = {
    "check-in": re.compile(r"check\s?-?out|abreise|depart|salida|partenza|auschecken|leave"),
    "check-out": re.compile(r"check\s?-?in|anreise|arriv|llegada|ankunft|einchecken"),
}


Facts = Mapping[str, Sequence[KnownFact]]


@dataclass(frozen=True, slots=True)
class _Bar:
    """A place that may not be quoted. `scope` is line, heading or document."""

    scope: str
    fact: KnownFact

    def covers(self, heading: str, page: int | None) -> bool:
        if self.scope == "document":
            return True
        if self.fact.page is not None and page != self.fact.page:
            return False
        above = self.fact.heading
        return heading == above or heading.startswith(f"{above} > ")


@dataclass(frozen=True, slots=True)
class Doubts:
    """Of one generation on one day. `never` may not be said at all, `past` not as current."""

    disputes: tuple[Dispute, ...] = ()
    never: dict[str, list[_Bar]] = field(default_factory=dict)
    past: dict[str, list[_Bar]] = field(default_factory=dict)
    held: frozenset[tuple[str, object]] = frozenset()
    today: date = date.min
    kept: dict[bool, tuple[Facts, Facts]] = field(default_factory=dict, compare=False)

    # --- before the answer -----------------------------------------------------------------------

    def current(self, found: Found) -> Found:
        """What may be said as it stands today."""
        return self._without(found, self.never, self.past, over=True)

    def with_past(self, found: Found) -> Found:
        return self._without(found, self.never, {}, over=False)

    def hide(self, found: Found) -> bool:
        """Whether something was left out only because its time is over."""
        return any(c.scrap.address in self.past for c in found.candidates)

    def _without(
        self,
        found: Found,
        never: dict[str, list[_Bar]],
        past: dict[str, list[_Bar]],
        *,
        over: bool,
    ) -> Found:
        if not never and not past and not over:
            return found
        candidates = [self._cleaned(one, never, past) for one in found.candidates]
        facts = self._standing(found.facts, never, over)
        return replace(found, candidates=tuple(c for c in candidates if c), facts=facts)

    def _standing(self, facts: Facts, never: dict[str, list[_Bar]], over: bool) -> Facts:
        """The same for every question while the same facts are known, so it is worked out once."""
        kept = self.kept.get(over)
        if kept is not None and kept[0] is facts:
            return kept[1]
        standing = {
            kind: [f for f in known if not self._barred(f, never) and not (over and self._over(f))]
            for kind, known in facts.items()
        }
        self.kept[over] = (facts, standing)
        return standing

    def _over(self, fact: KnownFact) -> bool:
        if fact.valid_to is None or fact.valid_to.date() >= self.today:
            return False
        return (fact.address, fact.valid_to) not in self.held

    def _barred(self, fact: KnownFact, never: dict[str, list[_Bar]]) -> bool:
        return any(
            bar.fact == fact or (bar.scope != "line" and bar.covers(fact.heading, fact.page))
            for bar in never.get(fact.address, ())
        )

    def _cleaned(
        self, candidate: Candidate, never: dict[str, list[_Bar]], past: dict[str, list[_Bar]]
    ) -> Candidate | None:
        scrap = candidate.scrap
        bars = [*never.get(scrap.address, ()), *past.get(scrap.address, ())]
        if not bars:
            return candidate
        if any(bar.scope != "line" and bar.covers(scrap.heading, scrap.page) for bar in bars):
            return None
        lines = [bar.fact for bar in bars if bar.scope == "line"]
        said = {
            number
            for number, line in enumerate(scrap.lines)
            for fact in lines
            if fact.page in (None, scrap.page) and _says(line.text, fact, scrap.heading)
        }
        if not said:
            return candidate
        left = without_lines(scrap, said)
        return replace(candidate, scrap=left) if left else None

    # --- after it --------------------------------------------------------------------------------

    def as_past(self, answer: Answer, said: Phrases) -> Answer:
        """An answer that stands on something ended, said as what it is."""
        bars = [bar for known in self.past.values() for bar in known]
        for citation in answer.citations:
            for bar in bars:
                if self._stands_on(citation, bar) and bar.fact.valid_to:
                    return _past(answer, bar.fact, said)
        return answer

    def _stands_on(self, citation: Citation, bar: _Bar) -> bool:
        if not _is_of(citation, bar.fact):
            return False
        return bar.scope != "line" or _says(citation.quote, bar.fact, "")

    def named(
        self, answer: Answer, terms: Sequence[Term], asked: Understanding, said: Phrases
    ) -> Answer:
        """The answer, unless it stands on something disputed or decided in the owner's words."""
        days = asked.when.days(self.today)
        if answer.outcome != "answered" or not answer.citations:
            return answer
        for dispute in self.disputes:
            if dispute.settled is not None and not dispute.value:
                continue
            if not any(_stands(citation, s.fact) for citation in answer.citations
                       for s in (dispute.everywhere or dispute.sides)):  # fmt: skip
                continue
            if days and dispute.about == "hours" and not _differ(dispute, days):
                continue
            about = _is_about(dispute, terms, asked.folded)
            if dispute.value and about:
                return _in_own_words(answer, dispute)
            if dispute.open and dispute.kind == "contradiction":
                return _both_sides(answer, dispute, said, alone=about)
        return answer


def _says(text: str, fact: KnownFact, heading: str) -> bool:
    """Whether a text says what the fact says: its words, whole, or a line of them with a figure."""
    folded = fold(text)
    if fold(fact.text) in folded:
        return True
    lines = [line for line in fold(fact.text).split("\n") if line.strip()]
    if len(lines) > 1 and any(len(line) > 5 and line in folded for line in lines):
        return True
    own = set(tokens(fold(fact.text)))
    return len(own) > 1 and own <= set(tokens(f"{folded} {fold(heading)}"))


def _stands(citation: Citation, fact: KnownFact) -> bool:
    return _is_of(citation, fact) and _says(citation.quote, fact, "")


def _is_of(citation: Citation, fact: KnownFact) -> bool:
    """Whether it quotes the page this fact was read from; guests see no paths of files."""
    if citation.url != public_url(fact.address):
        return False
    if citation.title != (fact.title or public_name(fact.address)):
        return False
    return fact.page is None or citation.page in (None, fact.page)


def _differ(dispute: Dispute, days: Sequence[date]) -> bool:
    first, *others = (side.fact for side in dispute.sides)
    return any(differ_on(first, other, day) for other in others for day in days)


def _is_about(dispute: Dispute, terms: Sequence[Term], question: str) -> bool:
    """Whether the question asks for what is disputed, and not for something beside it."""
    if dispute.about == "clock":
        topic = str(dispute.sides[0].fact.value.get("topic", ""))
        other, own = _OTHER[topic], next(p for name, p in _OTHER.items() if name != topic)
        return not other.search(question) or own.search(question) is not None
    if dispute.about in ("price", "capacity"):
        heavy = [term for term in terms if not term.light]
        return not heavy or any(term.names(dispute.subject) for term in heavy)
    return True


def _both_sides(answer: Answer, dispute: Dispute, said: Phrases, *, alone: bool) -> Answer:
    shown: list[Side] = list(dispute.sides[:MOST_SIDES])
    text = "\n".join([said.conflict, *_told(shown, LONGEST - len(said.conflict), said)])
    cited = tuple(fact_citation(side.fact) for side in shown)
    return replace(
        answer,
        text=text if alone else f"{answer.text}\n{text}",
        confidence=min(answer.confidence, 0.75),
        citations=cited if alone else (*answer.citations, *cited),
        quick_replies=(said.ask_person,),
        escalate=ASKED_TO_CONFIRM.format(question=dispute.question),
        kind="conflict",
    )


def _told(shown: Sequence[Side], room: int, said: Phrases) -> Iterator[str]:
    """A line of each side, none of them so long that another one is cut."""
    each = room // len(shown)
    for side in shown:
        place = f"({cut_short(_place(side.fact), each // 2)})"
        most = min(LONGEST_SIDE, each - len(place) - len("\n-  "))
        yield f"- {cut_short(_line(side, said), most)} {place}"


def _line(side: Side, said: Phrases) -> str:
    text = " / ".join(told_hours(side.fact, said).split("\n"))
    subject = side.fact.subject if side.fact.kind == "hours" else ""
    return f"{subject}: {text}" if subject and fold(subject) not in fold(text) else text


def _place(fact: KnownFact) -> str:
    return f"{fact.title or public_name(fact.address)}{f', p. {fact.page}' if fact.page else ''}"


def _in_own_words(answer: Answer, dispute: Dispute) -> Answer:
    words = dispute.value
    cited = (Citation(TITLE, "", None, words),)
    return replace(answer, text=words, citations=cited, confidence=0.95, kind="house", escalate="")


def _past(answer: Answer, fact: KnownFact, said: Phrases) -> Answer:
    """In the source's own words for the time it held, so that the date stands in a citation."""
    words = cut_short(str(fact.value.get("said") or told_hours(fact, said)), LONGEST_WORDS)
    opening = said.past.format(words=" ".join(words.split()))
    asked = f"{_place(fact)}: “{cut_short(fact.text, LONGEST_SIDE)}”"
    cited = fact_citation(fact)
    return replace(
        answer,
        text=f"{opening}\n{answer.text}",
        citations=tuple(dict.fromkeys((*answer.citations, cited))),
        confidence=min(answer.confidence, 0.6),
        quick_replies=(said.ask_person,),
        escalate=ASKED_IF_HOLDS.format(question=asked),
        kind="past",
    )


# --- made ------------------------------------------------------------------------------------


def doubts_of(disputes: Iterable[Dispute], facts: Iterable[KnownFact], today: date) -> Doubts:
    """What these disputes mean for answers given on this day."""
    found = tuple(disputes)
    never: dict[str, list[_Bar]] = {}
    past: dict[str, list[_Bar]] = {}
    held: set[tuple[str, object]] = set()

    def bar(where: dict[str, list[_Bar]], scope: str, fact: KnownFact) -> None:
        where.setdefault(fact.address, []).append(_Bar(scope, fact))

    for dispute in found:
        settled = dispute.settled
        fact = dispute.sides[0].fact
        if dispute.kind == "contradiction" and settled and "side" in settled:
            for side in dispute.everywhere:
                if side.value != settled["side"]:
                    bar(never, "line", side.fact)
        elif dispute.kind == "stale" and settled and settled.get("holds") is False:
            bar(never, "document", fact)
        elif dispute.kind == "expired":
            if settled and (settled.get("holds") or settled.get("value")):
                held.add((fact.address, fact.valid_to))
            elif settled:
                bar(never, _scope(fact), fact)
            else:
                bar(past, _scope(fact), fact)
    return Doubts(found, never, past, frozenset(held), today)


def _scope(fact: KnownFact) -> str:
    return str(fact.value.get("scope", "line"))


class DoubtKeeper:
    """Keeps the doubts of a generation until a decision, the day or the generation changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: tuple[object, Doubts] = (None, Doubts())

    def about(self, found: Found, today: date) -> Doubts:
        with self._store.reading() as tx:
            key = (found.generation_id, settlements.version(tx), today)
            if key == self._kept[0]:
                return self._kept[1]
            decided = list(settlements.all_of(tx))
        facts = [fact for known in found.facts.values() for fact in known]
        doubts = doubts_of(find_disputes(facts, today, decided), facts, today)
        with self._lock:
            self._kept = (key, doubts)
        return doubts


Compose = Callable[[Found], Answer]


def answered(
    found: Found, doubts: Doubts, compose: Compose, asked: Understanding, said: Phrases
) -> Answer:
    """Compose from what holds today; from what is past when that answers and nothing of today
    does as well."""
    answer = compose(doubts.current(found))
    if doubts.hide(found):
        past = compose(doubts.with_past(found))
        better = past.confidence > answer.confidence + CLEARLY_BETTER
        if past.outcome == "answered" and (better or answer.outcome != "answered"):
            answer = doubts.as_past(past, said)
    return doubts.named(answer, found.terms, asked, said)
