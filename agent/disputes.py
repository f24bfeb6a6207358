"""What the owner should be asked about the knowledge: contradictions, what has ended, what is old.

    contradictions   facts of one kind and subject whose values cannot both hold
    expired          dates that have passed, where the page still says so
    stale            documents nobody has confirmed for long

`find_disputes` is pure over facts. A contradiction between sources of different priority is decided
by it, unless the owner decided otherwise. Each dispute has a key made of its kind, subject and
values, so that a decision is known again after every re-ingest. Several telephone numbers are no
contradiction, nor are two prices of one page: a page that names both means two things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from agent.hours import unlike_hours
from agent.recall import KnownFact, known_facts
from agent.words import fold, tokens
from store import generations, settlements
from store.db import Tx
from store.errors import Invalid, NotFound
from store.settlements import dispute_key
from store.tables import Settlement, User

STALE_AFTER = timedelta(days=365)
FEWEST_NAMED = 2
LONGEST_SHOWN = 160
_YEARS = re.compile(r"\b20\d\d\b")
_SEASONS = (
    "summer sommer verano ete estate winter invierno hiver inverno high low haupt neben alta baja "
    "haute basse bassa saison season weekend weekday wochenende weekends weekdays holiday feiertag "
    "lunch dinner mittag abend evening online member members group groups child children student "
    "senior reduced single half full small large"
)
_QUALIFIERS = frozenset(_SEASONS.split())
_LISTS = (
    "price prices rate rates list our menu tariff tariffs preise preisliste preis unsere karte "
    "speisekarte tarifas precios tarifs prix listino prezzi tariffe carta overview und and the "
    "de la le of per night pro nacht por noche par nuit notte"
)
_TITLES = frozenset(_LISTS.split())
# Headings and titles that say nothing of whose hours stand under them.
_GENERAL = (
    "opening hours times time open visit us contact home welcome info information about our the we "
    "are offnungszeiten offnungszeit kontakt startseite willkommen impressum unsere horario "
    "horarios apertura contacto inicio orari orario contatti horaires ouverture accueil is it and "
    "de la of daily today location find here where page index start"
)
_NOBODYS = frozenset(_GENERAL.split())


@dataclass(frozen=True, slots=True)
class Side:
    """One value that stands against another, with where it stands. `value` is what is compared,
    `shown` what a person reads."""

    value: str
    shown: str
    fact: KnownFact

    @property
    def source(self) -> str:
        fact = self.fact
        page = f", page {fact.page}" if fact.page else ""
        read = f", read {fact.read_at.date().isoformat()}" if fact.read_at else ""
        return f"{fact.title or fact.address}{page}{read}"


@dataclass(frozen=True, slots=True)
class Dispute:
    """`kind` is contradiction, expired or stale; `about` the kind of fact. `settled` is what the
    owner decided, None while it is open. `sides` has each value once, `everywhere` each place."""

    key: str
    kind: str
    about: str
    subject: str
    sides: tuple[Side, ...]
    question: str
    settled: Mapping[str, Any] | None = None
    everywhere: tuple[Side, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen by number, from 1 on."""
        if self.kind == "contradiction":
            return tuple(side.shown for side in self.sides)
        if self.kind == "expired":
            return ("It still holds.", "It is over.")
        return ("It is still right.", "It is not right any more.")

    @property
    def value(self) -> str:
        """The owner's own words in place of all sides; "" when there are none."""
        return str((self.settled or {}).get("value", ""))

    @property
    def open(self) -> bool:
        return self.settled is None


def disputes_of(tx: Tx, today: date) -> list[Dispute]:
    """All disputes of the published knowledge, with what was decided of them."""
    facts = known_facts(tx, generations.published_id(tx))
    return find_disputes(facts, today, settlements.all_of(tx))


def find_dispute(tx: Tx, key: str, today: date) -> Dispute:
    found = next((one for one in disputes_of(tx, today) if one.key == key), None)
    if found is None:
        raise NotFound(f"There is no question {key!r}.", "See `concierge knowledge check`.")
    return found


def settle(
    tx: Tx, dispute: Dispute, decision: dict[str, Any], by: User | None = None
) -> Settlement:
    """Keep a decision. It holds from the next answer on, and after every re-ingest."""
    return settlements.settle(tx, dispute.key, dispute.kind, dispute.subject, decision, by=by)


def chosen(
    dispute: Dispute, number: int | None = None, value: str = "", *, both: bool = False
) -> dict[str, Any]:
    """A decision in the form it is kept. Raises Invalid for one that is none."""
    if sum((number is not None, bool(value.strip()), both)) != 1:
        raise Invalid("Decide one way: choose a number, give a value, or say that both hold.")
    if value.strip():
        return {"value": value.strip()[:1000]}
    if both:
        if dispute.kind != "contradiction":
            raise Invalid("Only of a contradiction can both sides hold.", "Choose a number.")
        return {"both": True}
    assert number is not None
    if not 1 <= number <= len(dispute.choices):
        raise Invalid(f"There are {len(dispute.choices)} choices.", "Choose one of their numbers.")
    if dispute.kind == "contradiction":
        return {"side": dispute.sides[number - 1].value}
    return {"holds": number == 1}


def find_disputes(
    facts: Iterable[KnownFact],
    today: date,
    settlements: Iterable[Settlement] = (),
    *,
    stale_after: timedelta = STALE_AFTER,
) -> list[Dispute]:
    """All of them, decided ones too: contradictions first, then what ended, then what is old."""
    known = list(facts)
    current = [fact for fact in known if not _is_over(fact, today)]
    found = [
        *_contradictions(current, today),
        *_expired(known, today),
        *_stale(known, today, stale_after),
    ]
    decided = {one.key: one for one in settlements}
    unique = {dispute.key: dispute for dispute in found}
    return [
        replace(dispute, settled=_still(decided.get(dispute.key), today, stale_after, dispute))
        for dispute in unique.values()
    ]


def _still(
    settlement: Settlement | None, today: date, stale_after: timedelta, dispute: Dispute
) -> Mapping[str, Any] | None:
    if settlement is None:
        return _by_priority(dispute)
    old = today - settlement.decided_at.date() > stale_after
    # That something old is still right is true for as long as it would have been when new.
    return None if dispute.kind == "stale" and old else settlement.chosen


def _by_priority(dispute: Dispute) -> Mapping[str, Any] | None:
    """Decided by the owner's order of the sources, where the highest of them says one thing."""
    if dispute.kind != "contradiction":
        return None
    ranks: dict[str, int] = {}
    for side in (*dispute.sides, *dispute.everywhere):
        ranks[side.value] = max(side.fact.priority, ranks.get(side.value, side.fact.priority))
    highest = max(ranks.values())
    right = [value for value, rank in ranks.items() if rank == highest]
    return {"side": right[0], "by": "priority"} if len(right) == 1 else None


# --- contradictions -----------------------------------------------------------------------------


def _contradictions(facts: Sequence[KnownFact], today: date) -> Iterator[Dispute]:
    groups: dict[tuple[str, ...], list[Side]] = {}
    common = _common_words(facts)
    for fact in facts:
        for place, side in _sides(fact, common):
            groups.setdefault(place, []).append(side)
    for place, sides in groups.items():
        if at_odds := _at_odds(place[0], sides, today):
            values = {side.value for side in at_odds}
            everywhere = tuple(side for side in sides if side.value in values)
            yield replace(_contradiction(place, at_odds), everywhere=everywhere)


def _common_words(facts: Sequence[KnownFact]) -> frozenset[str]:
    """Words most titles share: the business's own name."""
    titles = {fact.address: set(tokens(fold(fact.title))) for fact in facts}
    counts = Counter(word for words in titles.values() for word in words)
    return frozenset(w for w, count in counts.items() if count > 1 and 2 * count >= len(titles))


def _part(fact: KnownFact, everywhere: frozenset[str]) -> str:
    """Whose hours they are; "" for the whole house. A file's title is a name, not a part."""
    web = fact.address.startswith(("http://", "https://"))
    names = (fact.subject, fact.heading.rpartition(" > ")[2], fact.title if web else "")
    for name in names:
        left = [w for w in tokens(fold(name)) if w not in _NOBODYS and w not in everywhere]
        if left:
            return " ".join(left)
    return ""


def _sides(fact: KnownFact, everywhere: frozenset[str]) -> Iterator[tuple[tuple[str, ...], Side]]:
    """What the fact says, each under the place where another may say something else."""
    value = {name: str(said) for name, said in fact.value.items()}
    if fact.kind == "hours":
        yield ("hours", _part(fact, everywhere)), Side(value.get("osm", ""), fact.text, fact)
    elif fact.kind == "clock":
        place = ("clock", f"{value['topic']} {value['bound']}")
        yield place, Side(value["time"], value["time"], fact)
    elif fact.kind == "price" and (named := _priced(fact)):
        shown = f"{value['amount']} {value['currency']}"
        yield ("price", named, value["currency"]), Side(value["amount"], shown, fact)
    elif fact.kind == "capacity":
        place = ("capacity", fold(value["item"]))
        yield place, Side(value["people"], f"{value['people']} people", fact)
    elif fact.kind == "policy":
        if value.get("allowed"):
            yield ("policy", value["topic"]), Side(value["allowed"], fact.text, fact)
        for name in ("limit", "amount"):
            if value.get(name):
                place = ("policy", f"{value['topic']} {name}")
                yield place, Side(value[name], fact.text, fact)


def _priced(fact: KnownFact) -> str:
    """Item, season and unit as one comparable name; "" when it names too little to compare."""
    item = [word for word in tokens(fold(str(fact.value.get("item", "")))) if word not in _TITLES]
    leaf = fact.heading.rpartition(" > ")[2]
    above = [word for word in tokens(fold(leaf)) if word not in _TITLES and not word.isdigit()]
    season = [word for word in tokens(fold(fact.heading)) if word in _QUALIFIERS]
    if len(item) < FEWEST_NAMED:
        # "Adults" is a price of something; only under the same heading is it the same.
        if not above or not item:
            return ""
        item = [*above, "/", *item]
    unit = [word for word in tokens(fold(fact.text)) if word in _QUALIFIERS]
    return " ".join([*item, "|", *sorted({*season, *unit} - set(item))])


def _at_odds(kind: str, sides: list[Side], today: date) -> list[Side]:
    """One side for each value, when there are values that cannot both hold."""
    if kind == "price":
        # A page that names one item at two prices means two things by it.
        amounts: dict[str, set[str]] = {}
        for side in sides:
            amounts.setdefault(side.fact.address, set()).add(side.value)
        sides = [side for side in sides if len(amounts[side.fact.address]) == 1]
    distinct = {side.value: side for side in reversed(sides)}
    if len(distinct) < 2:
        return []
    kept = list(reversed(distinct.values()))
    if kind == "hours":
        return [
            one
            for one in kept
            if any(
                unlike_hours(one.fact, other.fact, today)
                for other in kept
                if other.value != one.value
            )
        ]
    return kept


_NAMES = {
    "hours": "the opening hours{of}",
    "price": "the price of {subject}",
    "clock": "{subject}",
    "capacity": "how many people fit into {subject}",
    "policy": "{subject}",
}
_POLICIES = {
    "pets": "whether pets are allowed",
    "smoking": "whether smoking is allowed",
    "children": "whether children are welcome",
    "accessibility": "whether the house is accessible",
    "cancellation limit": "until when a booking can be cancelled",
    "deposit amount": "how much the deposit is",
}


def _contradiction(place: tuple[str, ...], sides: list[Side]) -> Dispute:
    about = place[0]
    fact = sides[0].fact
    subject = str(fact.value.get("item", "")) if about == "price" else place[1]
    if about == "hours":
        subject = fact.subject
    named = _POLICIES.get(place[1], place[1]) if about == "policy" else subject
    asked = _NAMES[about].format(subject=named, of=f" of {subject}" if subject else "")
    told = " or ".join(f"“{_short(side.shown)}” ({side.source})" for side in sides)
    key = dispute_key("contradiction", "/".join(place), (side.value for side in sides))
    question = f"Our sources disagree about {asked}: which is right, {told}?"
    return Dispute(key, "contradiction", about, subject, tuple(sides), question)


def _short(text: str) -> str:
    line = " / ".join(text.split("\n"))
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1].rstrip() + "…"


# --- what has ended, what is old ----------------------------------------------------------------


def _is_over(fact: KnownFact, today: date) -> bool:
    return fact.valid_to is not None and fact.valid_to.date() < today


def _expired(facts: Sequence[KnownFact], today: date) -> Iterator[Dispute]:
    """One question for each place that says it has ended; facts under it are part of it."""
    places = [f for f in facts if f.kind == "validity" and _is_over(f, today)]
    told = {(f.address, f.valid_to) for f in places}
    rest = [
        fact
        for fact in facts
        if fact.kind != "validity" and _is_over(fact, today)
        and (fact.address, fact.valid_to) not in told
    ]  # fmt: skip
    for fact in (*places, *rest):
        assert fact.valid_to is not None
        last = fact.valid_to.date().isoformat()
        side = Side(last, fact.text, fact)
        key = dispute_key("expired", f"{fact.address}/{fact.heading}/{fact.text}", [last])
        question = (
            f"“{_short(fact.text)}” ({side.source}) ended on {last}: does it still hold, or is it "
            "over?"
        )
        yield Dispute(key, "expired", fact.kind, fact.heading, (side,), question)


def _stale(facts: Sequence[KnownFact], today: date, after: timedelta) -> Iterator[Dispute]:
    for fact in facts:
        confirmed = fact.confirmed_at
        if fact.kind != "document" or confirmed is None or today - confirmed.date() <= after:
            continue
        last = confirmed.date().isoformat()
        side = Side(last, fact.title or fact.address, fact)
        days = (today - confirmed.date()).days
        key = dispute_key("stale", fact.address, [last])
        question = (
            f"{fact.title or fact.address} ({fact.address}) was last read on {last}, {days} days "
            "ago: is it still right?"
        )
        yield Dispute(key, "stale", "document", "", (side,), question)
