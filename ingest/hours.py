"""Opening hours in words to the OpenStreetMap `opening_hours` grammar, when they are certain.

A line counts only if every word of it is understood: "every first Sunday of the month" or "in fine
weather" is not, and then the hours beside it are not certain either. Seven languages, 12 and 24
hours. What comes out has been through the `opening_hours` package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import opening_hours

from ingest.daywords import (
    AND,
    CLOSED,
    DAY_WORDS,
    DAYS,
    EVERY_DAY,
    FILLER,
    HOLIDAYS,
    MONTH_WORDS,
    MONTHS,
    OPEN_END,
    RANGE,
    SHORT_DAYS,
    UNCERTAIN,
    WEEKDAYS,
    WEEKEND,
)

LONGEST_LINE = 300
_NOON = {"noon": 12, "midday": 12, "mittag": 12, "mittags": 12, "mediodía": 12, "mezzogiorno": 12,
         "midi": 12, "midnight": 24, "mitternacht": 24, "medianoche": 24, "mezzanotte": 24,
         "minuit": 24}  # fmt: skip
_TIME = (
    r"(?P<h>\d{1,2})(?:[:.](?P<m>[0-5]\d)|h(?P<m2>[0-5]\d))?\s?(?P<half>[ap]\.?m\.?(?![a-zà-ÿ]))?"
)
_TOKEN = re.compile(
    rf"(?P<time>(?<![\d.,:]){_TIME}(?![\d€$£%]))|(?P<word>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’]*[A-Za-zÀ-ÿ]"
    r"|[A-Za-zÀ-ÿ])|(?P<mark>[-–—−,&+/;:|().•·])|(?P<other>\S)",
    re.IGNORECASE,
)
_PHRASES = [
    (re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE), f" {mark} ")
    for phrases, mark in (
        (EVERY_DAY, "Everyday"), (WEEKDAYS, "Workdays"), (WEEKEND, "Weekenddays"),
        (HOLIDAYS, "Holidays"),
    )
    for phrase in sorted(phrases, key=len, reverse=True)
]  # fmt: skip
# What is said in more words than it needs: "segunda-feira", "maandag tot en met vrijdag".
_WORDY = (
    (re.compile(r"(?<=\w)-feiras?\b", re.IGNORECASE), ""),
    (re.compile(r"\b(?:tot en met|t/m)(?=\s)", re.IGNORECASE), "-"),
)
_SETS = {"everyday": (0, 6), "workdays": (0, 4), "weekenddays": (5, 6)}


@dataclass(slots=True)
class Rule:
    """Days with their times; no times and `closed` says closed. `holidays` adds public holidays."""

    days: list[int] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    closed: bool = False
    holidays: bool = False

    @property
    def complete(self) -> bool:
        return bool(self.days or self.holidays) and (bool(self.times) != self.closed)

    def osm(self) -> str:
        days = _day_list(self.days)
        if self.holidays:
            days = f"{days},PH" if days else "PH"
        return f"{days} {'off' if self.closed else ','.join(self.times)}"


@dataclass(slots=True)
class Line:
    """One line's rules and the words before them, which may name what they are the hours of."""

    rules: list[Rule]
    label: str = ""


def mentions_hours(text: str) -> bool:
    """Whether a line speaks of days together with times or closing, understood or not."""
    words = re.findall(r"[A-Za-zÀ-ÿ]+", text)
    days = any(w.lower() in DAY_WORDS or w in SHORT_DAYS for w in words)
    days = days or any(pattern.search(text) for pattern, _ in _PHRASES)
    closed = any(w.lower() in CLOSED for w in words)
    times = bool(
        re.search(r"\d{1,2}[:.h]\d\d|\d\s?(?:[ap]\.?m\b|uhr|h\b)|\d\s?[-–]\s?\d", text, re.I)
    )
    return days and (closed or times)


def days_only(text: str) -> bool:
    """ "Monday", "Tue - Fri": days and nothing else."""
    words = re.findall(r"[A-Za-zÀ-ÿ]+|\d", text)
    days = [w for w in words if w.lower() in DAY_WORDS or w in SHORT_DAYS]
    rest = [w for w in words if w not in days]
    return bool(days) and all(w.lower() in RANGE or w.lower() in AND for w in rest)


def times_only(text: str) -> bool:
    """ "12:00 - 15:00 • 19:00 - 22:00", "closed": times or closing, and no day."""
    if len(text) > 80:
        return False
    parsed = _Parser(f"Mo {text}").parse()
    return parsed is not None and not parsed.label and len(parsed.rules) == 1


def parse_line(text: str) -> Line | None:
    """None when the line holds no hours or says more than we understand."""
    if len(text) > LONGEST_LINE or not mentions_hours(text):
        return None
    return _Parser(text).parse()


def validated(rules: list[Rule], season: str = "") -> str:
    """The rules in OpenStreetMap's grammar, or "" when they contradict themselves."""
    rules = _merged(rules)
    days = [day for rule in rules for day in rule.days]
    if len(days) != len(set(days)):
        return ""
    if not any(rule.times for rule in rules):
        return ""
    prefix = f"{season} " if season else ""
    text = "; ".join(f"{prefix}{rule.osm()}" for rule in rules)
    return text if opening_hours.validate(text) else ""


def season_of(text: str) -> str:
    """A range of months said plainly ("April bis Oktober", "July 7 to September 4"), or ""."""
    found = re.findall(r"(\d{1,2})?\.?\s*(?:de\s+)?([A-Za-zÀ-ÿ]{3,10})\.?\s*(\d{1,2}(?!\d))?", text)
    months = [(a, MONTH_WORDS[w.lower()], b) for a, w, b in found if w.lower() in MONTH_WORDS]
    joined = re.search(r"[-–—]|\b(?:to|bis|a|al|au|through|until|hasta|à)\b", text.lower())
    if len(months) != 2 or not joined:
        return ""
    ends = [MONTHS[month] + (f" {int(a or b):02d}" if a or b else "") for a, month, b in months]
    with_day = sum(" " in end for end in ends)
    return "-".join(ends) if with_day in (0, 2) else ""


class _Parser:
    """Reads one line's tokens from left to right; gives up at the first word it does not know."""

    def __init__(self, text: str) -> None:
        for pattern, mark in (*_WORDY, *_PHRASES):
            text = pattern.sub(mark, text)
        self._tokens = list(_TOKEN.finditer(text))
        self._text = text
        self._has_unit = bool(
            re.search(r"\d[:.]\d\d|\d\s?(?:[ap]\.?m|uhr|h\b|horas|ore)", text, re.I)
        )
        self._rules: list[Rule] = []
        self._rule = Rule()
        self._range = self._open_end = False
        self._last = ""
        self._time: tuple[int, int, str] | None = None
        self._label_end = 0

    def parse(self) -> Line | None:
        for token in self._tokens:
            if not self._take(token):
                return None
        if not self._end_rule():
            return None
        if not self._rules or not all(rule.complete for rule in self._rules):
            return None
        label = self._text[: self._label_end].strip(" :|-–—,.(")
        if not UNCERTAIN.isdisjoint(label.lower().split()):
            return None
        return Line(self._rules, label if any(c.isalnum() for c in label) else "")

    def _take(self, token: re.Match[str]) -> bool:
        if token["time"]:
            return self._take_time(token)
        word = (token["word"] or token["mark"] or token["other"]).replace("’", "'")
        lower = word.lower()
        if self._take_days(word, lower):
            return True
        if lower in CLOSED:
            if self._rule.times and not self._end_rule():
                return False
            self._rule.closed = True
            self._last = "closed"
            return True
        if lower in _NOON:
            return self._add_time(_NOON[lower], 0, "")
        if lower in RANGE and self._last in ("day", "time"):
            self._range = True
            return True
        if lower in OPEN_END and self._last != "time":
            self._open_end = True
            return True
        if lower in AND or lower in FILLER:
            return True
        if not self._rules and not self._rule.days and self._last == "":
            self._label_end = token.end()
            return True
        return False

    def _take_days(self, word: str, lower: str) -> bool:
        day = DAY_WORDS.get(lower, SHORT_DAYS.get(word))
        if day is None and lower not in _SETS and lower != "holidays":
            return False
        if (self._rule.times or (self._rule.closed and self._rule.days)) and not self._end_rule():
            return False
        if lower == "holidays":
            self._rule.holidays = True
        elif lower in _SETS:
            first, last = _SETS[lower]
            self._rule.days += range(first, last + 1)
        elif day is not None and self._range and self._rule.days:
            start = self._rule.days[-1]
            self._rule.days += [(start + n) % 7 for n in range(1, (day - start) % 7 + 1)]
        elif day is not None:
            self._rule.days.append(day)
        self._range, self._last = False, "day"
        return True

    def _take_time(self, token: re.Match[str]) -> bool:
        minutes = token["m"] or token["m2"]
        half = (token["half"] or "").lower().replace(".", "")
        if not (minutes or half or self._has_unit):
            return False
        return self._add_time(int(token["h"]), int(minutes or 0), half)

    def _add_time(self, hour: int, minute: int, half: str) -> bool:
        if hour > (12 if half else 24) or self._rule.closed:
            return False
        if self._range and self._time is not None:
            start, end = _span(self._time, (hour, minute, half))
            self._rule.times.append(f"{start}-{end}")
            self._time, self._range, self._open_end = None, False, False
        else:
            if self._time is not None and not self._close_open_time():
                return False
            self._time = (hour, minute, half)
        self._last = "time"
        return True

    def _close_open_time(self) -> bool:
        """A time without an end counts only when the line says "from"."""
        if self._time is None:
            return True
        if not self._open_end:
            return False
        self._rule.times.append(f"{_clock(*self._time)}+")
        self._time, self._open_end = None, False
        return True

    def _end_rule(self) -> bool:
        if not self._close_open_time():
            return False
        if self._rule.days or self._rule.holidays or self._rule.times:
            self._rules.append(self._rule)
        self._rule = Rule()
        return True


def _clock(hour: int, minute: int, half: str) -> str:
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}"


def _span(start: tuple[int, int, str], end: tuple[int, int, str]) -> tuple[str, str]:
    """ "12 - 2pm" starts at noon, "9 - 5pm" in the morning."""
    if end[2] and not start[2]:
        earlier = (start[0] % 12, start[1]) < (end[0] % 12, end[1])
        half = end[2] if earlier else ("am" if end[2] == "pm" else "pm")
        start = (start[0], start[1], half)
    last = _clock(*end)
    return _clock(*start), "24:00" if last == "00:00" else last


def _merged(rules: list[Rule]) -> list[Rule]:
    """Lunch and dinner of the same days become one rule: a later rule would replace the first."""
    merged: dict[tuple[int, ...], Rule] = {}
    for rule in rules:
        key = tuple(sorted({*rule.days, *([7] if rule.holidays else [])}))
        known = merged.get(key)
        if known is None or known.closed or rule.closed:
            merged[(*key, len(merged)) if known else key] = rule
        else:
            times = sorted(dict.fromkeys([*known.times, *rule.times]))
            merged[key] = Rule(known.days, times, False, known.holidays)
    return sorted(_alike(list(merged.values())), key=lambda r: min(r.days, default=7))


def _alike(rules: list[Rule]) -> list[Rule]:
    """Days with the same times in one rule."""
    alike: dict[tuple[tuple[str, ...], bool], Rule] = {}
    for rule in rules:
        key = (tuple(rule.times), rule.closed)
        known = alike.get(key)
        if known is None:
            alike[key] = rule
        else:
            days, holidays = [*known.days, *rule.days], known.holidays or rule.holidays
            alike[key] = Rule(days, rule.times, rule.closed, holidays)
    return list(alike.values())


def _day_list(days: list[int]) -> str:
    ordered = sorted(set(days))
    runs: list[list[int]] = []
    for day in ordered:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [
        DAYS[r[0]] if len(r) == 1 else f"{DAYS[r[0]]}{'-' if len(r) > 2 else ','}{DAYS[r[-1]]}"
        for r in runs
    ]
    return ",".join(names)
