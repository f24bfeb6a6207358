"""A week of hours in a guest's language, where the source has only the grammar of a machine.

"Tu-Su 18:00-21:30" becomes "Tuesday to Sunday 18:00 – 21:30; Monday closed". The figures
stay as they are, so that they stand in the citation.
"""

from __future__ import annotations

import re

from agent.phrases import Phrases

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY, _MONTH = "|".join(_DAYS), "|".join(_MONTHS)
# More days than these are told by the days that are left.
MOST_DAYS_OFF = 2
_TIME = r"\d\d:\d\d(?:-\d\d:\d\d)?\+?"
_RULE = re.compile(
    rf"(?:(?P<months>(?:{_MONTH})(?: \d+)?(?:-(?:{_MONTH})(?: \d+)?)?):? )?"
    rf"(?:(?P<days>(?:(?:{_DAY})(?:-(?:{_DAY}))?|PH)(?:, ?(?:(?:{_DAY})(?:-(?:{_DAY}))?|PH))*) ?)?"
    rf"(?P<times>24/7|off|closed|{_TIME}(?:, ?{_TIME})*)"
)


def in_words(grammar: str, said: Phrases, *, whole: bool = False) -> str:
    """The grammar itself where it says more than days, months and times. `whole`: nothing else
    tells of this week, so that a day it leaves out is one to be called closed."""
    rules = [rule.strip() for rule in grammar.split(";") if rule.strip()]
    found = [_RULE.fullmatch(rule) for rule in rules]
    if not all(found):
        return grammar
    told = [_rule(match, said) for match in found if match]
    off = _days_off([match for match in found if match], said) if whole else []
    return "; ".join([*told, *off])


def _days_off(rules: list[re.Match[str]], said: Phrases) -> list[str]:
    """The day or two that no rule names; a week with seasons leaves them open."""
    if any(rule["months"] or not rule["days"] for rule in rules):
        return []
    named = {day for rule in rules for part in rule["days"].split(",") for day in _within(part)}
    left = [said.weekdays[number] for number in range(len(_DAYS)) if number not in named]
    return [f"{', '.join(left)} {said.closed}"] if 0 < len(left) <= MOST_DAYS_OFF else []


def _within(written: str) -> list[int]:
    if written.strip() == "PH":
        return []
    ends = [_DAYS.index(day) for day in written.strip().split("-")]
    return [(ends[0] + number) % 7 for number in range((ends[-1] - ends[0]) % 7 + 1)]


def _rule(match: re.Match[str], said: Phrases) -> str:
    parts = []
    if match["months"]:
        parts.append(_span([_month(end, said) for end in match["months"].split("-")], said))
    if match["days"]:
        parts.append(", ".join(_some_days(part.strip(), said) for part in match["days"].split(",")))
    elif not match["months"] and match["times"] not in ("off", "closed", "24/7"):
        parts.append(said.every_day)
    return " ".join([*parts, _times(match["times"], said)])


def _some_days(written: str, said: Phrases) -> str:
    if written == "PH":
        return said.holidays
    if written == "Mo-Su":
        return said.every_day
    return _span([said.weekdays[_DAYS.index(day)] for day in written.split("-")], said)


def _month(written: str, said: Phrases) -> str:
    name, _, day = written.partition(" ")
    month = said.months[_MONTHS.index(name)]
    return f"{int(day)} {month}" if day else month


def _span(ends: list[str], said: Phrases) -> str:
    return said.span.format(first=ends[0], last=ends[1]) if len(ends) == 2 else ends[0]


def _times(written: str, said: Phrases) -> str:
    if written in ("off", "closed"):
        return said.closed
    return re.sub(r", ?", ", ", written).replace("-", " – ")
