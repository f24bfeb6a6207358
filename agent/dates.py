"""When a guest means: a small grammar of our own, because the general ones read "friday at 8" as
the twentieth of August and the ages of children as dates.

It knows weekdays, today and its neighbours, day and month, the clock, and parts of the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from agent.language import Language
from agent.words import TOKEN

_DAY_FIRST = re.compile(r"\b(\d{1,2})[./](\d{1,2})\.?(?:(\d{4}|\d\d)\b)?(?![\d€%])")
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
# Days everybody names and no week repeats: what a house does then must be written somewhere.
_HOLIDAYS = (
    (re.compile(r"christmas eve|heiligabend|nochebuena|reveillon de noel|veille de noel"
                r"|vigilia di natale|vespera de natal|kerstavond"), 12, 24),
    (re.compile(r"boxing day|zweite\w* weihnachts\w*|san esteban|santo stefano"
                r"|tweede kerstdag"), 12, 26),
    (re.compile(r"new year.?s eve|silvester|nochevieja|saint-sylvestre|san silvestro"
                r"|ano velho|oudejaars\w*"), 12, 31),
    (re.compile(r"new year.?s(?: day)?\b|neujahr\w*|ano nuevo|nouvel an|jour de l'an|capodanno"
                r"|ano novo|nieuwjaars\w*"), 1, 1),
    (re.compile(r"\bchristmas(?: day)?\b|\bxmas\b|weihnacht\w*|\bnavidad\b|\bnoel\b|\bnatale\b"
                r"|\bnatal\b|\bkerst\w*"), 12, 25),
)  # fmt: skip
_PART_HOURS = {"morning": 10, "noon": 12, "afternoon": 15, "evening": 19, "night": 22}


@dataclass(frozen=True, slots=True)
class When:
    """`day` is a certain date; `weekday` (0 is Monday) is any such day, or the coming one.

    `part` is morning, noon, afternoon, evening or night; `clock` an hour somebody named.
    """

    day: date | None = None
    weekday: int | None = None
    month: int | None = None
    clock: time | None = None
    part: str = ""
    weekend: bool = False
    now: bool = False
    holiday: bool = False

    def __bool__(self) -> bool:
        return self.names_day or self.clock is not None or bool(self.part) or self.month is not None

    @property
    def names_day(self) -> bool:
        return self.day is not None or self.weekday is not None or self.weekend

    def days(self, today: date) -> list[date]:
        """The date or dates meant, from today on; empty when none is named."""
        if self.day is not None:
            return [self.day]
        if self.weekday is not None:
            return [today + timedelta((self.weekday - today.weekday()) % 7)]
        if self.weekend:
            saturday = today + timedelta((5 - today.weekday()) % 7)
            return [saturday, saturday + timedelta(1)]
        return []

    def likely_hour(self) -> time | None:
        if self.clock is not None:
            return self.clock
        hour = _PART_HOURS.get(self.part)
        return None if hour is None else time(hour)


def read_when(folded: str, language: Language, today: date) -> When:
    """What a folded text says about time; a falsy When if nothing."""
    words = TOKEN.findall(folded)
    weekday = _first(words, language.weekdays, folded)
    feast = _holiday(folded, today)
    part = next((name for name, seen in language.parts.items() if seen.search(folded)), "")
    return When(
        day=feast or _day(folded, words, language, today),
        holiday=feast is not None,
        weekday=weekday,
        month=_month(words, language),
        clock=_clock(folded, language, part),
        part=part,
        weekend=language.says("weekend", folded),
        now=re.search(r"\b(now|jetzt|gerade|ahora|maintenant|adesso|agora|nu)\b|עכשיו", folded)
        is not None,
    )


def _holiday(folded: str, today: date) -> date | None:
    found = next(((m, d) for pattern, m, d in _HOLIDAYS if pattern.search(folded)), None)
    return _coming(found[1], found[0], 0, today) if found else None


def _first(words: list[str], names: dict[str, int], folded: str) -> int | None:
    for word in words:
        # Two letters are a weekday on a door, hardly ever in a sentence ("so", "do", "di").
        if len(word) > 2 and word in names:
            return names[word]
    return next((n for name, n in names.items() if " " in name and name in folded), None)


def _month(words: list[str], language: Language) -> int | None:
    for word in words:
        # English "may" and "march" are also other words; only a date makes months of them.
        if word in language.months and word not in ("may", "mar", "march", "mai", "set"):
            return language.months[word]
    return None


def _day(folded: str, words: list[str], language: Language, today: date) -> date | None:
    if language.says("after_tomorrow", folded):
        return today + timedelta(2)
    if language.says("tomorrow", folded):
        return today + timedelta(1)
    if language.says("today", folded):
        return today
    if iso := _ISO.search(folded):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    named = _named_date(words, language, today)
    if named is not None:
        return named
    if written := _DAY_FIRST.search(folded):
        year = int(written[3]) if written[3] else 0
        return _coming(int(written[1]), int(written[2]), year, today)
    return None


def _named_date(words: list[str], language: Language, today: date) -> date | None:
    """ "7 December", "December 7th", "7. Dezember", "7 de diciembre"."""
    for index, word in enumerate(words):
        month = language.months.get(word)
        if month is None:
            continue
        around = words[max(0, index - 2) : index] + words[index + 1 : index + 2]
        for near in around:
            digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er|o|a)?", near)
            if digits and 1 <= int(digits[1]) <= 31:
                return _coming(int(digits[1]), month, 0, today)
    return None


def _coming(day: int, month: int, year: int, today: date) -> date | None:
    if year:
        return _date(year + 2000 if year < 100 else year, month, day)
    this = _date(today.year, month, day)
    return _date(today.year + 1, month, day) if this and this < today else this


def _date(year: int, month: int, day: int) -> date | None:
    """None when there is no such day: "31.2." was not a date after all."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(folded: str, language: Language, part: str) -> time | None:
    for name in ("time", "time_after"):
        found = language.patterns[name].search(folded)
        if found is None:
            continue
        said = {key: value for key, value in found.groupdict().items() if value}
        hour = int(said.get("h") or said.get("h2") or 99)
        minute = int(said.get("m") or said.get("m2") or 0)
        if said.get("half", "").startswith("p") and hour < 12:
            hour += 12
        elif said.get("half", "").startswith("a") and hour == 12:
            hour = 0
        elif not said.get("half") and part in ("afternoon", "evening", "night") and 1 <= hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            return time(hour, minute)
    return None
