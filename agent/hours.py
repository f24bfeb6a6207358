"""Opening hours, computed: "are you open tomorrow at 8?" is arithmetic, not retrieval.

Facts hold OpenStreetMap's opening_hours grammar. The answer says yes or no, and then the words the
hours were read from, so that every figure shown stands in the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from opening_hours import OpeningHours

from agent.composer import Answer
from agent.dates import When
from agent.phrases import Phrases
from agent.quoting import LONGEST, cut_short, fact_citation
from agent.recall import KnownFact
from agent.terms import Term
from agent.understand import Understanding
from agent.words import fold

# What a question about hours may hold without being about a part of the house.
_BESIDE = frozenset(
    {"open", "closed", "hours", "day", "hour", "asked_time", "evening", "morning", "night",
     "lunch", "dinner", "late", "weekend", "week", "restaurant", "museum", "shop", "club"}
)  # fmt: skip


LONGEST_NAME = 40


def hours_answer(
    facts: Sequence[KnownFact],
    understood: Understanding,
    terms: Sequence[Term],
    now: datetime,
    said: Phrases,
) -> Answer | None:
    """None when it is not the opening that is asked about, or no fact fits."""
    if "open" not in understood.wants or understood.wants & {"price", "person", "count"}:
        return None
    fitting = _about(facts, terms)
    if not fitting:
        return None
    chosen = _distinct(fitting, now)
    at_odds = _contradict(chosen)
    opening = said.conflict if at_odds else ""
    if len(chosen) == 1:
        opening = _verdict(chosen[0], understood.when, now, said)
    text = "\n".join(filter(None, [opening, *(_shown(fact) for fact in chosen)]))
    return Answer(
        cut_short(text, LONGEST),
        confidence=0.9 if len(chosen) == 1 else 0.75,
        citations=tuple(fact_citation(fact) for fact in chosen),
        escalate="The sources give different opening hours." if at_odds else "",
        kind="conflict" if at_odds else "hours",
    )


def _about(facts: Sequence[KnownFact], terms: Sequence[Term]) -> list[KnownFact]:
    """Facts about all that the question names besides time itself."""
    named = [
        term
        for term in terms
        if not (term.concepts and term.concepts & _BESIDE)
        and not any(word.startswith(("wd:", "mo:")) for word in term.strong)
        and term.number is None
    ]
    if not named:
        general = [fact for fact in facts if not fact.subject]
        return general or list(facts)
    return [fact for fact in facts if all(_is_about(fact, term) for term in named)]


def _is_about(fact: KnownFact, term: Term) -> bool:
    # A heading that is a whole sentence says when, not where.
    steps = [step for step in fact.heading.split(" > ") if len(step) <= LONGEST_NAME]
    return term.names(" ".join([fact.subject, fact.title, *steps]))


def _distinct(facts: Sequence[KnownFact], now: datetime) -> list[KnownFact]:
    """Facts that say different things of the week to come, at most three."""
    seen: dict[tuple[str, object], KnownFact] = {}
    for fact in facts:
        seen.setdefault((fold(fact.subject), _week(fact, now)), fact)
    return list(seen.values())[:3]


def _week(fact: KnownFact, now: datetime) -> object:
    """When it is open in the coming week; "Mo-Su" and seven single days are the same."""
    rules = _rules(fact)
    if rules is None:
        return fact.text
    start = datetime.combine(now.date(), time())
    spans = rules.intervals(start, start + timedelta(days=7))
    return tuple((first, last) for first, last, state, _ in spans if _is_open(state))


def _rules(fact: KnownFact) -> OpeningHours | None:
    """None when the grammar cannot read them; then they are only quoted."""
    try:
        return OpeningHours(str(fact.value.get("osm", "")))
    except (ValueError, SyntaxError):
        return None


def _is_open(state: object) -> bool:
    return "open" in str(state).lower()


def _contradict(facts: Sequence[KnownFact]) -> bool:
    subjects = [fold(fact.subject) for fact in facts]
    return len(set(subjects)) < len(subjects)


def _shown(fact: KnownFact) -> str:
    subject = (
        f"{fact.subject}: " if fact.subject and fold(fact.subject) not in fold(fact.text) else ""
    )
    return subject + fact.text


def _verdict(fact: KnownFact, when: When, now: datetime, said: Phrases) -> str:
    """Open or closed then; "" when the rules cannot be read."""
    rules = _rules(fact)
    if rules is None:
        return ""
    if when.now:
        return said.open_now if rules.is_open(now.replace(tzinfo=None)) else said.closed_now
    days = when.days(now.date())
    if not days:
        return ""
    day = days[0]
    name = _name_of(day, when, now.date(), said)
    if when.clock is not None:
        open_then = rules.is_open(datetime.combine(day, when.clock))
        said_then = said.open_then if open_then else said.closed_then
        return said_then.format(day=name, time=when.clock.strftime("%H:%M"))
    if not _opens_on(rules, day, when):
        return said.closed_day.format(day=name)
    return f"{said.open_day.format(day=name)[:-1]}: {_times(rules, day, fact.text)}."


def _times(rules: OpeningHours, day: date, source: str) -> str:
    """The day's hours as the rules have them, in the source's own way to write times."""
    twelve = re.search(r"\d\s?[ap]\.?m\b", source, re.IGNORECASE) is not None
    start = datetime.combine(day, time())
    spans = []
    # A day and a half, so that an evening that ends after midnight is told to its end.
    for first, last, state, _ in rules.intervals(start, start + timedelta(hours=36)):
        began_today = first > start or not rules.is_open(start - timedelta(minutes=1))
        if _is_open(state) and first.date() == day and began_today:
            spans.append(f"{_written(first, twelve)} – {_written(last, twelve)}")
    return ", ".join(spans)


def _written(moment: datetime, twelve: bool) -> str:
    if not twelve:
        return moment.strftime("%H:%M")
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'AM' if moment.hour < 12 else 'PM'}"


def _opens_on(rules: OpeningHours, day: date, when: When) -> bool:
    hour = when.likely_hour()
    first = datetime.combine(day, time(6) if hour is None else hour)
    last = datetime.combine(day, time(23, 59)) if hour is None else first + timedelta(hours=2)
    at = first - (timedelta(hours=1) if hour is not None else timedelta(0))
    while at <= last:
        if rules.is_open(at):
            return True
        at += timedelta(minutes=15)
    return False


def _name_of(day: date, when: When, today: date, said: Phrases) -> str:
    if when.day is not None and day == today:
        return said.today
    if when.day is not None and day == today + timedelta(1):
        return said.tomorrow
    if when.day is not None and (day - today).days > 6:
        return day.isoformat()
    return said.days[day.weekday()]
