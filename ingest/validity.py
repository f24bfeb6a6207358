"""Until when a page says that something holds: "valid until 31.12.2026", "Christmas 2025".

A date in a heading, or in a line of its own, is about all that stands there; a date beside a value
is about that line. A range without a year ("from 1 May to 30 September") comes again every year.
A date that can be read in two ways (4/5/2026) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from ingest.daywords import MONTH_WORDS
from ingest.nouns import Fact, Passage
from ingest.text import PRICE

LONGEST_LABEL = 90
_MONTH = "|".join(sorted(map(re.escape, MONTH_WORDS), key=len, reverse=True))
# "#" becomes the number of the date, since a range has two.
_DAY = r"(?P<d#>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_DATES = (
    r"(?P<iy#>20\d\d)-(?P<im#>\d\d)-(?P<id#>\d\d)",
    r"(?<![\d.])(?P<nd#>\d{1,2})(?P<sep#>[./])(?P<nm#>\d{1,2})(?:(?P=sep#)(?P<ny#>20\d\d)|\.(?!\d))",
    rf"{_DAY}\s?(?:de\s|of\s)?(?P<w#>{_MONTH})\b\.?(?:[,\s]{{1,3}}(?:de\s|del\s)?(?P<y#>20\d\d))?",
    rf"(?P<aw#>{_MONTH})\.?\s(?P<ad#>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<ay#>20\d\d))?(?!\d)",
)


def _a_date(number: int) -> str:
    return f"(?:{'|'.join(_DATES)})".replace("#", str(number))


_HOLDS = (
    r"(?:valid|applicable|in force|gültig|gelten|gilt|valables?|válid[oa]s?|vigentes?|valid[oaie]"
    r"|en vigueur|in vigore|offers?|angebot|oferta|offre|offerta|prices?|preise|tarif\w*|precios"
    r"|prix|prezzi|available|open|geöffnet|abierto|ouvert|aperto|closed|geschlossen|season|saison)"
)
_UNTIL = re.compile(
    rf"\b{_HOLDS}\b[^.\n|]{{0,40}}?\b(?:until|till|through|thru|up to|to"
    rf"|bis(?: zum| einschließlich)?|hasta(?: el)?|jusqu'au|fino al|al|au)\s(?:and including\s)?"
    rf"{_a_date(1)}",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"(?:\b(?:from|between|vom|von|ab|del|desde(?: el)?|du|dal|dall'|entre le|tra il)\s)?"
    rf"{_a_date(1)}\s?"
    r"(?:-|–|—|to|until|till|through|and|bis(?: zum)?|al|hasta(?: el)?|au|et le|e il)"
    rf"\s?{_a_date(2)}",
    re.IGNORECASE,
)
_YEAR = r"(?P<year>20\d\d)(?:\s?[/–-]\s?(?P<next>20\d\d|\d\d))?(?!\d)"
_FEAST = (
    r"(?P<christmas>christmas|xmas|new year(?:'s)?(?: eve)?|advent|weihnacht\w*|silvester|neujahr"
    r"|navidad\w*|nochevieja|no[eë]l|réveillon|natale|capodanno)"
    r"|(?P<easter>easter|ostern|oster\w*|pascua|semana santa|pâques|pasqua)"
    r"|(?P<winter>winter\w*|invierno|hiver|inverno)|(?P<summer>summer|sommer\w*|verano|été|estate)"
    r"|(?P<spring>spring|frühling|frühjahr|primavera|printemps)"
    r"|(?P<autumn>autumn|herbst|otoño|automne|autunno)"
    r"|(?P<list>price ?lists?|packages?|specials?|offers?|angebote?|ofertas?"
    r"|offres?|offert[ae]|pacchetti|forfaits|pauschalen|paquetes|prices|rates|tariffs?|menu|speisekarte|preisliste|preise|tarife"
    r"|tarifas|precios|tarifs|prix|listino(?: prezzi)?|prezzi|tariffe|opening (?:hours|times)"
    r"|öffnungszeiten|horarios?|horaires|orari|season|saison|temporada|stagione)"
)
_NAMED = re.compile(rf"\b(?:{_FEAST})\b[^.\n|\d]{{0,20}}{_YEAR}", re.IGNORECASE)
_NAMED_AFTER = re.compile(rf"\b{_YEAR}\s(?:[^\W\d]+\s)?(?:{_FEAST})\b", re.IGNORECASE)
# A year that tells of what was, and ends nothing.
_HISTORY = re.compile(
    r"\b(?:since|seit|desde|depuis|as of|stand|updated?|renovat\w*|renovier\w*|founded|opened|built"
    r"|awards?|winner|won|best|of the year|des jahres|del año|review\w*|press|news|copyright"
    r"|gegründet|eröffnet|premio\w*|prix du)\b|©",
    re.IGNORECASE,
)
_A_CLOCK = re.compile(r"\d[:.]\d\d|\d\s?(?:am|pm|uhr|h)\b", re.IGNORECASE)
SHORT_LINE = 45
_ENDS = {"easter": (4, 30), "winter": (3, 31), "summer": (9, 30), "spring": (5, 31),
         "autumn": (11, 30), "christmas": (1, 6), "list": (12, 31)}  # fmt: skip
_NEXT_YEAR = {"winter", "christmas"}


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` are whole days, both included; `yearly` ones have the year 2000."""

    first: date | None
    last: date | None
    yearly: bool
    said: str

    def value(self) -> dict[str, Any]:
        return {
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "yearly": self.yearly,
        }


def period_of(text: str, day_first: bool = False) -> Period | None:
    """What a line says of when it holds; None when it says nothing, or nothing certain."""
    if found := _FROM_TO.search(text):
        return _range(found, day_first)
    if found := _UNTIL.search(text):
        last = _read(found, 1, day_first, None)
        return Period(None, last, False, found[0]) if last else None
    found = _NAMED.search(text) or _NAMED_AFTER.search(text)
    return _named(found) if found and not _HISTORY.search(text) else None


def _in_a_line(line: str, day_first: bool) -> Period | None:
    """In prose a year may be a memory: there it counts beside a value, or in a line of its own."""
    period = period_of(line, day_first)
    if period is None or period.first or not _NAMED.search(period.said):
        return period
    label = len(line) <= SHORT_LINE and not line.endswith(".")
    return period if label or PRICE.search(line) or _A_CLOCK.search(line) else None


def _range(found: re.Match[str], day_first: bool) -> Period | None:
    year = _year(found, 2)
    last = _read(found, 2, day_first, None if year else 2000)
    first = _read(found, 1, day_first, year or 2000)
    if first is None or last is None:
        return None
    if not year and not _year(found, 1):
        return Period(first, last, True, found[0])
    if first > last:
        # "15 December to 6 January 2027" begins the year before.
        first = first.replace(year=first.year - 1) if not _year(found, 1) else first
    return Period(first, last, False, found[0]) if first <= last else None


def _year(found: re.Match[str], n: int) -> int | None:
    said = found.groupdict()
    year = next((said[f"{k}{n}"] for k in ("y", "ay", "ny", "iy") if said.get(f"{k}{n}")), None)
    return int(year) if year else None


def _read(found: re.Match[str], n: int, day_first: bool, default: int | None) -> date | None:
    said = found.groupdict()
    year = _year(found, n) or default
    if year is None:
        return None
    try:
        if said[f"iy{n}"]:
            return date(year, int(said[f"im{n}"]), int(said[f"id{n}"]))
        if said[f"nd{n}"]:
            day, month = int(said[f"nd{n}"]), int(said[f"nm{n}"])
            if said[f"sep{n}"] == "/" and day <= 12 and month <= 12 and not day_first:
                return None if day != month else date(year, month, day)
            return date(year, month, day) if month <= 12 else date(year, day, month)
        word, number = said[f"w{n}"] or said[f"aw{n}"], said[f"d{n}"] or said[f"ad{n}"]
        return date(year, MONTH_WORDS[word.lower()] + 1, int(number))
    except ValueError:
        return None


def _named(found: re.Match[str]) -> Period | None:
    kind = next(name for name in _ENDS if found[name])
    year = int(found["year"])
    if found["next"]:
        year = int(f"20{found['next'][-2:]}")
    elif kind in _NEXT_YEAR:
        year += 1
    month, day = _ENDS[kind]
    return Period(None, date(year, month, day), False, found[0])


# --- facts ------------------------------------------------------------------------------------


def validities(title: str, lang: str, passages: Iterable[Passage]) -> Iterator[Fact]:
    """One fact for each place that says how long something holds. `scope` in its value says of
    what: "line", "heading" (all under it) or "document"."""
    day_first = lang[:2] in ("de", "es", "fr", "it", "pt", "nl")
    if period := _dated_title(title, day_first):
        yield _fact(period, "document", title, "", None)
    seen: set[tuple[str, str, int | None]] = set()
    for passage in passages:
        for path in _paths(passage.heading):
            step = path.rpartition(" > ")[2]
            if ("heading", path, passage.page) not in seen:
                seen.add(("heading", path, passage.page))
                if period := period_of(step, day_first):
                    yield _fact(period, "heading", step, path, passage.page)
        for line in passage.text.split("\n"):
            key = (line, passage.heading, passage.page)
            period = _in_a_line(line, day_first) if key not in seen else None
            seen.add(key)
            if period:
                alone = len(line) <= LONGEST_LABEL and not PRICE.search(line)
                alone = alone and not _says_more(line, period)
                yield _fact(
                    period, "heading" if alone else "line", line, passage.heading, passage.page
                )


def _dated_title(title: str, day_first: bool) -> Period | None:
    period = period_of(title, day_first)
    return period if period and not period.yearly else None


def _paths(heading: str) -> Iterator[str]:
    steps = heading.split(" > ") if heading else []
    for number in range(1, len(steps) + 1):
        yield " > ".join(steps[:number])


def _says_more(line: str, period: Period) -> bool:
    """ "Prices valid until 31.12.2026" says no more; "From 1 May to 30 September: 9-17" does."""
    rest = line.replace(period.said, " ")
    return bool(re.search(r"\d", rest)) or len(re.findall(r"[^\W\d_]{2,}", rest)) > 4


def _fact(period: Period, scope: str, said: str, heading: str, page: int | None) -> Fact:
    value = {**period.value(), "scope": scope, "said": period.said}
    fact = Fact("validity", value, said[:300], heading=heading, page=page)
    return _limited(fact, period.first, period.last, period.yearly)


def _limited(fact: Fact, first: date | None, last: date | None, yearly: bool) -> Fact:
    if yearly:
        return fact
    return replace(fact, valid_from=_instant(first), valid_to=_instant(last))


def _instant(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def limited(fact: Fact, dated: Iterable[Fact]) -> Fact:
    """The fact with the dates of the narrowest place that speaks of it."""
    for one in sorted(dated, key=lambda d: ("line", "heading", "document").index(d.value["scope"])):
        if one.value["yearly"] or fact.valid_to or fact.valid_from:
            continue
        if _speaks_of(one, fact):
            return replace(fact, valid_from=one.valid_from, valid_to=one.valid_to)
    return fact


def _speaks_of(dated: Fact, fact: Fact) -> bool:
    scope = dated.value["scope"]
    if scope == "document":
        return True
    if dated.page != fact.page:
        return False
    if scope == "line":
        return dated.text in fact.text or fact.text in dated.text
    return fact.heading == dated.heading or fact.heading.startswith(f"{dated.heading} > ")
