"""Document and passages to typed facts: hours, telephone, e-mail, address, prices, rules, dates.

Only what is certain becomes a fact, because a fact is said without looking back at the page. Each
carries the words it was read from. JSON-LD is believed like a sentence of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import opening_hours

from ingest.arrivals import arrivals
from ingest.contacts import addresses, emails, phones
from ingest.daywords import CLOSED, MONTH_WORDS, TITLES, UNCERTAIN
from ingest.hours import (
    Rule,
    days_only,
    mentions_hours,
    parse_line,
    season_of,
    times_only,
    validated,
)
from ingest.nouns import Document, Fact, Passage
from ingest.policies import policies
from ingest.priced import currency_of, prices
from ingest.structured import address_of, plain, types_of, walk
from ingest.text import fold
from ingest.validity import limited, validities

MOST_FACTS = 2_000
_DAY_NAMES = {
    name: day
    for day, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
_CLOCK = re.compile(r"[0-2]\d:[0-5]\d")
_CONTACT = re.compile(r"@|://|www\.|(?:\d[\s()/.-]*){5}")
_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_ONE_DAY = f"(?:{'|'.join(_SHORT)})"
_DAYS_FIRST = re.compile(rf"({_ONE_DAY}(?:-{_ONE_DAY})?(?:,{_ONE_DAY}(?:-{_ONE_DAY})?)*) \d")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀ-Þ])")
_OTHER_TIMES = re.compile(
    r"\b(?:summer|winter|spring|autumn|season\w*|(?<!bank )(?<!public )holidays?|sommer|herbst"
    r"|frühling|saison|\w*ferien|verano|invierno|primavera|otoño|temporada|vacaciones|été|hiver"
    r"|vacances|estate|inverno|autunno|ferie|outono|verão|férias|zomer|herfst|vakantie|weather"
    r"|wetter)\b",
    re.IGNORECASE,
)
# Keys of JSON-LD under which stand the parts of a business rather than the business.
_PARTS = ("containsPlace", "department", "subOrganization")


def facts(document: Document, passages: list[Passage], *, region: str = "") -> list[Fact]:
    """`region` is the business's country as two letters; it tells which dollars are meant."""
    found: list[Fact] = []
    headings = {b.text for b in document.blocks if b.kind == "heading"}
    found += _hours(passages, "" if document.title in headings else document.title)
    found += _contacts(passages)
    found += _prices(passages, region)
    found += policies(passages)
    found += arrivals(passages)
    dated = list(validities(document.title, document.lang, passages))
    found = [limited(fact, dated) for fact in found]
    parts = _parts(document.structured)
    for item in walk(document.structured):
        found += _named_hours(_structured(item), item, is_part=id(item) in parts)
    return _once([*dated, *found])[:MOST_FACTS]


def _hours(passages: list[Passage], title: str) -> Iterator[Fact]:
    """All lines under one heading together: one that is not understood spoils the others."""
    for (heading, page), group in groupby(
        _hour_passages(passages), key=lambda p: (p.heading, p.page)
    ):
        lines = list(dict.fromkeys(line for p in group for line in _joined(p.text)))
        yield from _hours_under(heading if heading != title else "", page, lines)


def _hour_passages(passages: list[Passage]) -> list[Passage]:
    chosen = [p for p in passages if p.kind != "qa" and mentions_hours(p.text)]
    places = list(dict.fromkeys((p.heading, p.page) for p in chosen))
    return sorted(chosen, key=lambda p: places.index((p.heading, p.page)))


def _hours_under(heading: str, page: int | None, lines: list[str]) -> Iterator[Fact]:
    season = season_of(heading.rpartition(" > ")[2])
    rules: dict[str, list[Rule]] = {}
    said: dict[str, list[str]] = {}
    label = ""
    for line in _plain_hours(lines):
        if days_only(line):
            return
        if not mentions_hours(line):
            # A short line names the hours below it: "Kitchen", "Summer: April to October".
            label = line if len(line) <= 60 and not line.endswith(".") else ""
            continue
        parsed = parse_line(line)
        if parsed is None:
            return
        name = parsed.label or label
        rules.setdefault(name, []).extend(parsed.rules)
        said.setdefault(name, []).append(line)
    for name, named_rules in rules.items():
        osm = validated(named_rules, season or season_of(name))
        if osm:
            subject = _subject(name) or _subject(*reversed(heading.split(" > ")))
            value = {"osm": osm, "subject": subject}
            yield Fact("hours", value, "\n".join(said[name]), subject, heading, page)


def _plain_hours(lines: Sequence[str]) -> Iterator[str]:
    """The lines; of one that says more than hours its sentences, unless one of them speaks of
    another time of the year, or of closing: then the hours beside it may not always hold."""
    for line in lines:
        sentences = _SENTENCE.split(line)
        if len(sentences) < 2 or not mentions_hours(line) or parse_line(line):
            yield line
            continue
        others = [one for one in sentences if not mentions_hours(one)]
        if any(_OTHER_TIMES.search(one) or _closes(one) for one in others):
            yield line
        else:
            yield from (one.rstrip(".") for one in sentences if one not in others)


def _closes(sentence: str) -> bool:
    words = {word.lower() for word in re.findall(r"[^\W\d_]+", sentence)}
    return not words.isdisjoint(CLOSED | UNCERTAIN | MONTH_WORDS.keys())


def _joined(text: str) -> Iterator[str]:
    """Puts a day that stands alone before the times on the line below it."""
    held = ""
    for line in map(fold, text.split("\n")):
        if held and times_only(line):
            yield f"{held} {line}"
            held = ""
            continue
        if held:
            yield held
        held = line if days_only(line) else ""
        if not held:
            yield line
    if held:
        yield held


def _subject(*names: str) -> str:
    """The first name that says more than "opening hours" and is no number or address to reach."""
    for name in names:
        if _CONTACT.search(name):
            continue
        words = [w for w in re.findall(r"[\w'’&-]+", name) if w.lower() not in TITLES]
        if words and len(words) <= 6 and not season_of(name):
            return " ".join(words)
    return ""


def _contacts(passages: list[Passage]) -> Iterator[Fact]:
    for passage in passages:
        lines = [fold(line) for line in passage.text.split("\n")]
        place = {"heading": passage.heading, "page": passage.page}
        for line in lines:
            for number in phones(line):
                yield Fact("phone", {"number": number}, line[:300], **place)  # type: ignore[arg-type]
            for address in emails(line):
                yield Fact("email", {"address": address}, line[:300], **place)  # type: ignore[arg-type]
        for address in addresses(lines):
            yield Fact("address", {"text": address}, address, **place)  # type: ignore[arg-type]


def _prices(passages: list[Passage], region: str) -> Iterator[Fact]:
    home = currency_of(passages, region)
    for passage in passages:
        for price in prices(passage, home, region):
            value = {"amount": price.amount, "currency": price.currency, "item": price.item}
            heading = " > ".join(part for part in (passage.heading, price.label) if part)
            yield Fact("price", value, price.text[:300], price.item, heading, passage.page)


def _parts(data: Any) -> set[int]:
    """Which objects are parts of another, by identity."""
    inside = (value for item in walk(data) for key in _PARTS for value in _each(item.get(key)))
    return {id(value) for value in inside if isinstance(value, dict)}


def _each(value: Any) -> list[Any]:
    return value[:50] if isinstance(value, list) else [value]


def _named_hours(found: Iterable[Fact], item: dict[str, Any], *, is_part: bool) -> Iterator[Fact]:
    """Hours of a part carry its name and what it is: "The Capstan Room", "Restaurant"."""
    name = plain(item.get("name"))
    kinds = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind) for kind in sorted(types_of(item)))
    for fact in found:
        if is_part and name and fact.kind == "hours":
            value = {**fact.value, "subject": name, "what": kinds}
            yield replace(fact, value=value, subject=name)
        else:
            yield fact


def _structured(item: dict[str, Any]) -> Iterator[Fact]:
    if types_of(item) & {"Person", "PostalAddress", "Article", "BlogPosting", "Review"}:
        return
    name = plain(item.get("name"))
    for number in _texts(item.get("telephone")):
        yield Fact("phone", {"number": number}, number, heading=name)
    for address in _texts(item.get("email")):
        address = address.removeprefix("mailto:").lower()
        if "@" in address:
            yield Fact("email", {"address": address}, address, heading=name)
    if address := address_of(item):
        yield Fact("address", {"text": address}, address, heading=name)
    for text in _whole_week(_texts(item.get("openingHours"))):
        if opening_hours.validate(text):
            yield Fact("hours", {"osm": text, "subject": ""}, text, heading=name)
    yield from _specified_hours(item.get("openingHoursSpecification"), name)


def _whole_week(texts: list[str]) -> list[str]:
    """Rules for different days as one; where days come twice they stay apart, because in the
    grammar a later rule replaces an earlier one."""
    days = [day for text in texts for day in _days_of(text)]
    apart = all(_days_of(text) for text in texts) and len(days) == len(set(days))
    return ["; ".join(texts)] if len(texts) > 1 and apart else texts


def _days_of(text: str) -> list[int]:
    """Of a rule for days of the week alone; empty for any other."""
    match = _DAYS_FIRST.match(text)
    if not match or ";" in text:
        return []
    days: list[int] = []
    for part in match[1].split(","):
        first, _, last = part.partition("-")
        start, end = _SHORT.index(first), _SHORT.index(last or first)
        days += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    return days


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [plain(v) for v in values[:20]]
    return [text for text in texts if text]


def _specified_hours(value: Any, name: str) -> Iterator[Fact]:
    given = [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]
    key = lambda v: (plain(v.get("validFrom")), plain(v.get("validThrough")))  # noqa: E731
    for (first, last), group in groupby(sorted(given[:50], key=key), key=key):
        rules = [_specified(v) for v in group]
        osm = validated([rule for rule in rules if rule])
        if all(rules) and osm:
            value_of = {"osm": osm, "subject": ""}
            fact = Fact("hours", value_of, osm, heading=name)
            yield replace(fact, valid_from=_date(first), valid_to=_date(last))


def _specified(given: dict[str, Any]) -> Rule | None:
    """None when the object leaves open which days or times it means."""
    named = [d.rsplit("/", 1)[-1].lower() for d in _texts(given.get("dayOfWeek"))]
    days = [_DAY_NAMES[d] for d in named if d in _DAY_NAMES]
    opens, closes = plain(given.get("opens"))[:5], plain(given.get("closes"))[:5]
    if not days or len(days) != len(named) or not _CLOCK.fullmatch(opens):
        return None
    if not _CLOCK.fullmatch(closes):
        return None
    if opens == closes == "00:00":
        return Rule(sorted(set(days)), closed=True)
    last = "24:00" if closes == "00:00" else closes
    return Rule(sorted(set(days)), [f"{opens}-{last}"])


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def _once(found: Iterable[Fact]) -> list[Fact]:
    """The same value of the same subject once; the first place it was said stays."""
    seen: set[tuple[str, str, str]] = set()
    out: list[Fact] = []
    for fact in found:
        shown = "".join(c for c in str(sorted(fact.value.items())).lower() if c.isalnum())
        if fact.kind == "phone":
            shown = "".join(c for c in fact.value["number"] if c.isdigit())[-7:]
        key = (fact.kind, shown, fact.heading if fact.kind in ("price", "validity") else "")
        if key not in seen:
            seen.add(key)
            out.append(fact)
    return out
