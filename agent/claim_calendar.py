"""Weekdays and months as words of a text, with the ranges between them filled in.

Short forms mean different things in different languages ("mar" is a Tuesday in Spanish, March in
English; "so" is a Sunday on a German door), so those count beside a figure, a dash or another such
word, and a text whose language is known is read in that one first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.language import language
from agent.words import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(
    r"\.?,?\s?(?:-|–|—|‑|\bto\b|\bthru\b|\bthrough\b|\btill\b|\buntil\b|\bbis\b|\ba\b|\bal\b"
    r"|\bau\b|\bt/m\b|\btot(?: en met)?\b"
    r"|\bfino a[l]?\b|\bate\b|עד)\s?(?:the |el |la |le |il |o |à |a |al )?"
)
_COMMON_WORDS = frozenset(
    [
        "mar",
        "may",
        "mai",
        "set",
        "dom",
        "out",
        "gen",
        "ago",
        "sun",
        "sat",
        "mart",
        "do",
        "so",
        "di",
        "mi",
        "fr",
        "ma",
        "vr",
        "wo",
        "za",
        "zo",
        "mo",
        "sa",
        "lun",
        "mer",
        "mon",
        "sam",
        "marco",
        "march",
        "sext",
        "terca",
        "segunda",
        "quarta",
        "quinta",
        "sexta",
        "segundas",
        "mie",
        "ven",
    ]
)
_WEEKEND = re.compile(
    r"\bweek-?ends?\b|wochenende|fine? de semana|\bfinde\b|fine settimana|fim de semana|סוף שבוע"
)
_EVERY_DAY = re.compile(
    r"\b(?:daily|every day|seven days|7 days a week|taglich|jeden tag|todos los dias|cada dia"
    r"|a diario|tous les jours"
    r"|chaque jour|ogni giorno|tutti i giorni|todos os dias|diariamente|dagelijks|elke dag)\b"
    r"|כל יום|כל ימות"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A weekday ("wd:0" is Monday) or a month ("mo:1") as it stands in a text; `upto` fills the
    days or months since the one before it, where the text says "Monday to Friday"."""

    name: str
    start: int
    end: int
    upto: frozenset[str] = frozenset()


def calendar_names(folded: str, lang: str = "") -> list[Named]:
    """All weekdays and months of a folded text, in order."""
    found: list[Named] = []
    done = 0
    for match in _WORD.finditer(folded):
        if match.start() < done:
            continue
        known = _known(match[0], folded, match.end(), lang)
        if known is None:
            continue
        name, end, sure = known
        if not sure and not _beside_a_figure(folded, match.start(), end, found):
            continue
        done = end
        found.append(Named(name, match.start(), end, _range(found, name, folded, match.start())))
    return found


def spans_weekend(folded: str) -> bool:
    return _WEEKEND.search(folded) is not None


def is_every_day(folded: str) -> bool:
    return _EVERY_DAY.search(folded) is not None


def _known(word: str, folded: str, end: int, lang: str) -> tuple[str, int, bool] | None:
    for rest, name, sure in _names(lang).get(word, ()):
        if not rest:
            return name, end, sure
        if folded.startswith(rest, end):
            return name, end + len(rest), True
    return None


@lru_cache(maxsize=16)
def _names(lang: str) -> dict[str, tuple[tuple[str, str, bool], ...]]:
    """By first word: what follows it, which day or month it is, and whether that is sure."""
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    codes = [lang, *LANGUAGES] if lang in LANGUAGES else LANGUAGES
    for code in codes:
        known = language(code)
        own = code == lang
        for prefix, names in (("wd", known.weekdays), ("mo", known.months)):
            for text, number in names.items():
                first = _WORD.match(text)
                if first is None:
                    continue
                rest = text[first.end() :]
                sure = len(text) > 3 and text not in _COMMON_WORDS
                sure = sure or (own and len(text) > 3)
                found.setdefault(first[0], {}).setdefault(rest, (f"{prefix}:{number}", sure))
    return {
        first: tuple(
            (rest, name, sure)
            for rest, (name, sure) in sorted(ways.items(), key=lambda one: -len(one[0]))
        )
        for first, ways in found.items()
    }


def _beside_a_figure(folded: str, start: int, end: int, found: list[Named]) -> bool:
    before, after = folded[max(0, start - 4) : start], folded[end : end + 4]
    if re.search(r"\d[.\s]?(?:de |of )?$|[-–/:]\s?$", before) or re.match(
        r"\.?:?\s?[\d]|\.?\s?[-–/:]", after
    ):
        return True
    # "Mo, Di, Mi": short forms keep company with short forms.
    near = bool(found) and found[-1].end >= start - 5
    return near and found[-1].end - found[-1].start <= 3


def _range(found: list[Named], name: str, folded: str, start: int) -> frozenset[str]:
    if not found or found[-1].name[:2] != name[:2]:
        return frozenset()
    # Between two months stand their days: "7 July to 4 September".
    between = re.sub(
        r"\d{1,2}(?:st|nd|rd|th|er)?\.?(?: de | of )?", "", folded[found[-1].end : start]
    )
    if not _BETWEEN.fullmatch(between):
        return frozenset()
    kind, first, last = name[:3], int(found[-1].name[3:]), int(name[3:])
    size, base = (7, 0) if kind == "wd:" else (12, 1)
    return frozenset(
        f"{kind}{(first - base + n) % size + base}" for n in range((last - first) % size + 1)
    )
