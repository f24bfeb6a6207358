"""Opening hours, computed: "are you open tomorrow at 8?" is arithmetic, not retrieval.

    about        which facts the question means: the house, or a part of it by name
    distinct     facts that say the same of the coming week are one
    verdict      open or closed then, and from when to when
    show         the words the hours were read from, so that every figure stands in a source

Facts hold OpenStreetMap's opening_hours grammar. Where two sources cannot both be right is for
`agent.disputes` to say, and for `agent.doubts` to tell the guest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

# Its stubs leave the two names out that its module exports.
from opening_hours import (  # type: ignore[attr-defined]
    OpeningHours,
    ParserError,
)

from agent.composer import Answer
from agent.dates import When
from agent.language import language
from agent.phrases import Phrases
from agent.quoting import LONGEST, cut_short, fact_citation
from agent.recall import KnownFact
from agent.terms import Term
from agent.understand import Understanding
from agent.weekwords import in_words
from agent.words import fold

# What a question about hours may hold without being about a part of the house.
_BESIDE = frozenset(
    {"open", "closed", "hours", "day", "hour", "asked_time", "evening", "morning", "afternoon",
     "night", "lunch", "dinner", "late", "weekend", "week", "hotel", "restaurant", "museum",
     "shop", "club"}
)  # fmt: skip
# What a question after the hours of a part may hold beside the part.
_TIMES = _BESIDE - {"hotel", "restaurant", "museum", "shop", "club", "lunch", "dinner"} | {
    "weekday"}  # fmt: skip
_TAKES_PLACE = re.compile(
    r"serv\w+|start\w*|begin\w*|ends?|ending|finish\w*|early|earliest|late|latest|last|until|runs?"
    r"|offer\w*|available|gibt|beginn\w*|anfang\w*|fangt|ende\w*|aufhor\w*|angebot\w+|sirve\w*"
    r"|empieza\w*|comienza\w*|termina\w*|acaba\w*|ofrece\w*|commence\w*|finit|finissent|propos\w+"
    r"|inizia\w*|comincia\w*|finisce|finiscono|comeca\w*|geserveerd|begint|eindigt|tot"
    r"|מתחיל\w*|נגמר\w*|מוגש\w*|מגישים"
)
DIGITS = 5
LONGEST_NAME = 40
MOST_SHOWN = 6
Span = tuple[datetime, datetime]
# A week's rule says nothing of Christmas; one that names dates or holidays does.
_SPECIAL = re.compile(r"\b(?:PH|SH|easter|Dec \d|Jan \d)\b")


def hours_answer(
    facts: Sequence[KnownFact],
    understood: Understanding,
    terms: Sequence[Term],
    now: datetime,
    said: Phrases,
    contacts: Sequence[KnownFact] = (),
) -> Answer | None:
    """None when it is not the opening that is asked about, or no fact fits. `contacts` are numbers
    and e-mail addresses, which are no parts of a house."""
    if understood.wants & {"price", "person", "count"}:
        return None
    facts = _of_parts(facts, contacts)
    if "open" not in understood.wants:
        return _of_a_part(facts, understood, terms, now, said)
    seasonal = understood.when.month is not None and understood.when.day is None
    if understood.when.holiday:
        facts = [fact for fact in facts if _SPECIAL.search(str(fact.value.get("osm", "")))]
    chosen = _distinct(_about(facts, terms), now.date())[:MOST_SHOWN]
    if not chosen or seasonal:
        return None
    opening, chosen = _verdict(chosen, understood.when, now, said, _until(understood, said))
    several = len({_part(fact) for fact in chosen}) > 1
    text = "\n".join(
        filter(None, [opening, *(_shown(fact, several, said, facts) for fact in chosen)])
    )
    return Answer(
        cut_short(text, LONGEST),
        confidence=0.9 if len(chosen) == 1 else 0.75,
        citations=tuple(fact_citation(fact) for fact in chosen),
        kind="hours",
    )


def _of_a_part(
    facts: Sequence[KnownFact],
    understood: Understanding,
    terms: Sequence[Term],
    now: datetime,
    said: Phrases,
) -> Answer | None:
    """ "Until when is breakfast served on a Sunday?": what has hours of its own and nothing else is
    named. None when more is asked than when it is, or several parts may be meant."""
    when = understood.when
    if not understood.wants & {"time", "clock"} or understood.wants & {"distance", "where"}:
        return None
    if (when.month is not None and when.day is None) or when.holiday:
        return None
    named = [term for term in terms if not _is_beside(term)]
    chosen = [f for f in facts if named and f.subject and all(t.names(_named(f)) for t in named)]
    chosen = _distinct(chosen, now.date())
    if len(chosen) != 1:
        return None
    (fact,) = chosen
    rules, days = _rules(fact), when.days(now.date())
    text = _shown(fact, False, said, facts)
    if rules and len(days) == 1:
        day = name_of(days[0], when, now.date(), said)
        told = _told(fact, rules, days[0], _until(understood, said))
        if not _spans(rules, days[0]):
            text = f"{fact.subject}: {said.closed_day.format(day=day)}\n{text}"
        elif told:
            text = f"{fact.subject}, {day}{told}"
    return Answer(
        cut_short(text, LONGEST), confidence=0.9, citations=(fact_citation(fact),), kind="hours"
    )


def _is_beside(term: Term) -> bool:
    """Whether it only says when, or that something takes place."""
    if any(word.startswith(("wd:", "mo:")) for word in term.strong):
        return True
    if _TAKES_PLACE.fullmatch(term.word):
        return True
    return term.concepts <= _TIMES if term.concepts else term.light


def _of_parts(facts: Sequence[KnownFact], contacts: Sequence[KnownFact]) -> list[KnownFact]:
    """The facts, each named for a part of the house: the line above the hours may have been a
    telephone number or an e-mail address."""
    known = {_squeezed(text) for fact in contacts for text in (fact.text, *fact.value.values())}
    return [
        replace(fact, subject=fact.heading.rsplit(" > ", 1)[-1])
        if _is_a_contact(fact.subject, known)
        else fact
        for fact in facts
    ]


def _is_a_contact(subject: str, known: set[str]) -> bool:
    return "@" in subject or len(re.findall(r"\d", subject)) >= DIGITS or (
        bool(subject) and _squeezed(subject) in known
    )  # fmt: skip


def _squeezed(text: object) -> str:
    return _bare(str(text))


@lru_cache(maxsize=4_096)
def _bare(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


def _about(facts: Sequence[KnownFact], terms: Sequence[Term]) -> list[KnownFact]:
    """Facts about all that the question names besides time itself."""
    named = [term for term in terms if _names_a_part(term, facts)]
    if not named:
        general = [fact for fact in facts if not fact.subject]
        return general or list(facts)
    return [fact for fact in facts if all(_is_about(fact, term) for term in named)]


def _names_a_part(term: Term, facts: Sequence[KnownFact]) -> bool:
    dated = any(word.startswith(("wd:", "mo:")) for word in term.strong)
    if dated or term.number is not None or term.word[:1].isdigit():
        return False
    if not term.light and not term.concepts & _BESIDE:
        return True
    # "Restaurant" is the whole house, unless it is a part of it that has hours of its own.
    return any(fact.subject and term.names(f"{_named(fact)} {fact.title}") for fact in facts)


def _named(fact: KnownFact) -> str:
    """The part's own name and, where the page says so, what it is: "The Mill Restaurant"."""
    return f"{fact.subject} {fact.value.get('what', '')}"


def _is_about(fact: KnownFact, term: Term) -> bool:
    # A heading that is a whole sentence says when, not where.
    steps = [step for step in fact.heading.split(" > ") if len(step) <= LONGEST_NAME]
    return term.names(" ".join([_named(fact), fact.title, *steps]))


def _distinct(facts: Sequence[KnownFact], today: date) -> list[KnownFact]:
    """Of facts that say the same of the week to come only the first."""
    seen: dict[tuple[str, object], KnownFact] = {}
    # Words a person wrote are shown rather than the grammar of a machine.
    for fact in sorted(facts, key=lambda fact: fact.text == fact.value.get("osm")):
        rules = _rules(fact)
        says: object = tuple(map(tuple, _week(rules, today))) if rules else fact.text
        seen.setdefault((fold(fact.subject), says), fact)
    return list(seen.values())


def unlike_hours(one: KnownFact, other: KnownFact, today: date) -> bool:
    """Whether two facts about one part of the house give other hours for a day both call open, in
    the week to come or in the first week of a coming month."""
    rules, others = _rules(one), _rules(other)
    if rules is None or others is None:
        return False
    first = [today + timedelta(number) for number in range(7)]
    months = (_months_on(today, number) for number in range(1, 12))
    days = [*first, *(day + timedelta(number) for day in months for number in range(7))]
    same_page = (one.address, one.page) == (other.address, other.page)
    for day in days:
        mine, theirs = _spans(rules, day), _spans(others, day)
        # One page may give lunch and dinner apart.
        if mine and theirs and mine != theirs and not (same_page and _apart(mine, theirs)):
            return True
    return False


def differ_on(one: KnownFact, other: KnownFact, day: date) -> bool:
    """Whether they give other hours for this day; a day one of them calls closed counts."""
    rules, others = _rules(one), _rules(other)
    return rules is None or others is None or _spans(rules, day) != _spans(others, day)


def _months_on(today: date, number: int) -> date:
    month = today.month - 1 + number
    return date(today.year + month // 12, month % 12 + 1, 1)


def _apart(mine: Sequence[Span], theirs: Sequence[Span]) -> bool:
    return all(a[1] <= b[0] or b[1] <= a[0] for a in mine for b in theirs)


def _part(fact: KnownFact) -> str:
    """Whose hours they are. Without a subject the heading or the page tells parts apart."""
    return fold(fact.subject or fact.heading.rsplit(" > ", 1)[-1] or fact.title)


class _Rules:
    """Opening hours as a whole, and rule by rule."""

    def __init__(self, osm: str) -> None:
        self.whole = OpeningHours(osm)
        self.single = [OpeningHours(rule) for rule in osm.split(";") if rule.strip()]

    def is_open(self, moment: datetime) -> bool:
        return bool(self.whole.is_open(moment))

    def end(self, first: datetime, last: datetime) -> datetime:
        """When an opening really ends: the grammar lets Sunday's rule cut Saturday's short at
        midnight, but who opens until one on Saturday means one o'clock."""
        if last.time() != time():
            return last
        ends = [
            to
            for rule in self.single
            for since, to, state, _ in rule.intervals(first, first + timedelta(hours=24))
            if since == first and _is_open(state)
        ]
        return max(ends, default=last)


def _is_open(state: object) -> bool:
    return "open" in str(state).lower()


def _rules(fact: KnownFact) -> _Rules | None:
    """None when the grammar cannot read them; then they are only quoted."""
    try:
        return _Rules(str(fact.value.get("osm", "")))
    except ParserError:
        return None


def _week(rules: _Rules, today: date) -> list[list[Span]]:
    return [_spans(rules, today + timedelta(number)) for number in range(7)]


def _spans(rules: _Rules, day: date) -> list[Span]:
    """From when to when it is open, for openings that begin on this day."""
    start = datetime.combine(day, time())
    spans: list[Span] = []
    for first, last, state, _ in rules.whole.intervals(start, start + timedelta(hours=36)):
        began_today = first > start or not rules.is_open(start - _A_MINUTE)
        if _is_open(state) and first.date() == day and began_today:
            spans.append((first, rules.end(first, last)))
    return spans


_A_MINUTE = timedelta(minutes=1)


def told_hours(fact: KnownFact, said: Phrases, among: Sequence[KnownFact] = ()) -> str:
    """The source's words; what it wrote for machines in the guest's. `among` all that is known."""
    if fact.text != fact.value.get("osm"):
        return fact.text
    same = [other for other in among if _part(other) == _part(fact)]
    return in_words(fact.text, said, whole=len(same) == 1)


def _shown(fact: KnownFact, several: bool, said: Phrases, among: Sequence[KnownFact]) -> str:
    """The hours, with the part of the house where they do not name it."""
    part = fact.subject or (fact.heading.rsplit(" > ", 1)[-1] if several else "")
    text = told_hours(fact, said, among)
    return text if not part or fold(part) in fold(text) else f"{part}: {text}"


def _until(understood: Understanding, said: Phrases) -> str:
    """How to say when it ends, where only that was asked; else ""."""
    asked = language(understood.lang).says("until_asked", understood.folded)
    return said.until if asked else ""


def _verdict(
    facts: list[KnownFact], when: When, now: datetime, said: Phrases, until: str = ""
) -> tuple[str, list[KnownFact]]:
    """Open or closed then, and the facts that matter for it; "" when no day is named, or when
    parts of the house differ and the guest must read for himself."""
    known = [(fact, rules) for fact in facts if (rules := _rules(fact))]
    if len(known) < len(facts):
        return "", facts
    local = now.replace(tzinfo=None)
    if when.now:
        is_open = any(rules.is_open(local) for _, rules in known)
        return (said.open_now if is_open else said.closed_now), facts
    days = when.days(now.date())
    if not days:
        return "", facts
    day, name = days[0], name_of(days[0], when, now.date(), said)
    opened = [(fact, rules) for fact, rules in known if _opens(rules, day, when)]
    if not opened and when.clock is None:
        # Closed in the afternoon is not closed on Wednesday: then the hours of the day say it.
        opened = [(fact, rules) for fact, rules in known if _spans(rules, day)]
    chosen = [fact for fact, _ in opened] or facts
    if when.clock is not None:
        phrase = said.open_then if opened else said.closed_then
        return phrase.format(day=name, time=when.clock.strftime("%H:%M")), chosen
    if not opened:
        return said.closed_day.format(day=name), chosen
    told = {_told(fact, rules, day, until) for fact, rules in opened}
    if len(told) > 1:
        return "", chosen
    return said.open_day.format(day=name)[:-1] + told.pop() + ".", chosen


def _opens(rules: _Rules, day: date, when: When) -> bool:
    if when.clock is not None:
        return bool(rules.is_open(datetime.combine(day, when.clock)))
    hour = when.likely_hour()
    if hour is None:
        return bool(_spans(rules, day))
    middle = datetime.combine(day, hour)
    # "In the evening" is open if any hour around it is.
    return any(rules.is_open(middle + timedelta(minutes=15 * step)) for step in range(-4, 9))


def _told(fact: KnownFact, rules: _Rules, day: date, until: str = "") -> str:
    """ ": 12 PM – 5 PM", in the source's own way to write times; nothing for an open end. With
    `until`, when it ends, and what that was read from."""
    if "+" in str(fact.value.get("osm", "")):
        return ""
    twelve = re.search(r"\d\s?[ap]\.?m\b", fact.text, re.IGNORECASE) is not None
    spans = _spans(rules, day)
    shown = ", ".join(f"{_written(a, twelve)} – {_written(b, twelve)}" for a, b in spans)
    if until and spans:
        return f", {until.format(time=_written(spans[-1][1], twelve))} ({shown})"
    return f": {shown}"


def _written(moment: datetime, twelve: bool) -> str:
    if not twelve:
        return moment.strftime("%H:%M")
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'AM' if moment.hour < 12 else 'PM'}"


def name_of(day: date, when: When, today: date, said: Phrases) -> str:
    if when.day is not None and day == today:
        return said.today
    if when.day is not None and day == today + timedelta(1):
        return said.tomorrow
    if when.day is not None and (day - today).days > 6:
        return said.date(day)
    return said.days[day.weekday()]
