"""Days a page calls closed: "closed from 6 to 24 January", "Fermé le 25 décembre".

Weekly hours say nothing of them, so whoever asks for a date is told of these first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from agent.language import language
from agent.recall import Candidate
from agent.scraps import Scrap, Words
from agent.terms import Term
from agent.words import LANGUAGES, fold

_CLOSED = re.compile(
    r"\b(?:closed|closes?|shut|geschlossen|schliess\w*|ruhetag\w*|cerrad[oa]s?|cerramos|cierra|ferme\w*"
    r"|chius\w+|chiude|fechad[oa]s?|encerrad[oa]s?|gesloten)\b|סגור"
)
_AND = frozenset({"and", "und", "y", "et", "e", "en", ",", "&"})
_SENTENCE = re.compile(r"(?<=[.!;])\s+")
Span = tuple[tuple[int, int], tuple[int, int]]


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for code in LANGUAGES:
        for name, number in language(code).months.items():
            names.setdefault(name, number)
    return names


@lru_cache(maxsize=1)
def _dates() -> re.Pattern[str]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    day = r"(\d{1,2})(?:st|nd|rd|th|\.|er|o)?"
    link = r"(to|until|till|through|bis|zum|al|a|au|ate|tot|t/m|-|–|and|und|y|et|e|en|,|&)"
    article = r"(?:the |dem |zum |el |le |il |o |de |of |di |ב)?"
    return re.compile(
        rf"\b{day}\s?{article}(?:({month})\b)?\s?{link}\s?{article}{day}\s?{article}({month})\b"
        rf"|\b{day}\s?{article}({month})\b|\b({month}) {day}\b"
    )


def spans(folded: str) -> Iterator[Span]:
    """From and to, as month and day; a single day is both."""
    for found in _dates().finditer(folded):
        if found[4]:
            month = _months()[found[5]]
            first = (_months()[found[2]] if found[2] else month, int(found[1]))
            last = (month, int(found[4]))
            if found[3] in _AND:
                yield first, first
                yield last, last
            else:
                yield first, last
        elif found[6]:
            only = (_months()[found[7]], int(found[6]))
            yield only, only
        else:
            only = (_months()[found[8]], int(found[9]))
            yield only, only


def closed_on(
    candidates: Sequence[Candidate], terms: Sequence[Term], day: date
) -> tuple[Scrap, str] | None:
    """The sentence that calls this day closed, and where it stands. What the question names must
    stand there too: the house may be open while its restaurant is not."""
    asked = (day.month, day.day)
    named = [t for t in terms if not t.light and not t.concepts & {"open", "closed"} and _names(t)]
    for candidate in candidates:
        scrap = candidate.scrap
        for line in scrap.lines:
            for sentence in _SENTENCE.split(line.text):
                folded = fold(sentence)
                if not _CLOSED.search(folded):
                    continue
                about = Words.of(f"{sentence} {scrap.heading} {scrap.title}")
                if all(term.held_by(about) for term in named) and any(
                    _within(asked, first, last) for first, last in spans(folded)
                ):
                    return scrap, sentence
    return None


def _names(term: Term) -> bool:
    dated = any(word.startswith(("wd:", "mo:")) for word in term.strong)
    return not dated and term.number is None and bool(term.known or term.concepts)


def _within(asked: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    if first <= last:
        return first <= asked <= last
    return asked >= first or asked <= last
