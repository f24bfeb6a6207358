"""What we know of each language, read from `languages/*.toml`, and which one a message is in.

Short messages are hard: a greeting of one word belongs to several languages. So the guess is made
among the languages we speak, the conversation's and the business's come first when it is close, and
a message that says nothing clear keeps the language the conversation had.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agent.words import LANGUAGES, fold, lexicon, stem, tokens

_HEBREW = re.compile(r"[֐-׿]")
_SAID_EVERYWHERE = frozenset({"ok", "okay", "hi", "super", "top", "bravo", "hotel", "taxi", "wifi"})
# Letters and pairs that speak for a language; they weigh less than a whole common word.
_SIGNS = {
    "es": re.compile(r"[ñ¿¡]|ción\b", re.IGNORECASE),
    "fr": re.compile(r"[çœ]|[èêû]|\b[ldjcnsm]'(?=[aeiouh])|-vous\b|eau", re.IGNORECASE),
    "de": re.compile(r"[ßäöü]|\b\w*sch|ei(?:ten|tung)", re.IGNORECASE),
    "it": re.compile(r"\b\w+(?:zione|zz[aoi]|tti|cch\w)\b|\bc'è|ì\b|ò\b|à\b", re.IGNORECASE),
    "pt": re.compile(r"[ãõ]|ção\b|ções\b|\blh|nh[oa]", re.IGNORECASE),
    "nl": re.compile(r"ij|\b\w*aa\w|\b\w*oe[kndr]|\bge\w+d\b", re.IGNORECASE),
}
_PATTERNS = (
    "price",
    "time_asked",
    "clock_asked",
    "until_asked",
    "count",
    "distance",
    "person_asked",
    "where",
    "phone",
    "email",
    "whatsapp",
    "yes_no",
    "open_asked",
    "list_asked",
    "greeting",
    "thanks",
    "goodbye",
    "preface",
    "person",
    "person_alone",
    "how_are_you",
    "robot",
    "abilities",
    "urgent",
    "emergency",
    "angry",
    "follow",
    "yes_words",
    "negative",
    "premise",
    "haggle",
    "today",
    "tomorrow",
    "after_tomorrow",
    "weekend",
    "time",
    "time_after",
)


@dataclass(frozen=True, slots=True)
class Language:
    """Patterns are for folded text."""

    code: str
    stop: frozenset[str]
    light: frozenset[str]
    common: frozenset[str]
    courtesy: frozenset[str]
    numbers: dict[str, float]
    weekdays: dict[str, int]
    months: dict[str, int]
    parts: dict[str, re.Pattern[str]]
    patterns: dict[str, re.Pattern[str]]

    def says(self, pattern: str, folded: str) -> bool:
        return self.patterns[pattern].search(folded) is not None

    def is_only(self, pattern: str, folded: str) -> bool:
        """The whole message says this and nothing else."""
        return self.patterns[pattern].fullmatch(folded) is not None


@cache
def language(code: str) -> Language:
    """What we know of `code`; of English when we do not know it."""
    known = code if code in LANGUAGES else "en"
    data = tomllib.loads((files("agent") / "languages" / f"{known}.toml").read_text("utf-8"))
    return Language(
        known,
        frozenset(data["stop"].split()),
        frozenset(data["light"].split()),
        frozenset(data["common"].split()),
        frozenset(data["courtesy"].split()),
        {fold(word): float(value) for word, value in data["numbers"].items()},
        _by_name(data["weekdays"], 0),
        _by_name(data["months"], 1),
        {part: re.compile(pattern) for part, pattern in data["parts"].items()},
        {name: re.compile(data[name]) for name in _PATTERNS},
    )


def _by_name(lines: list[str], first: int) -> dict[str, int]:
    return {
        fold(name): number for number, line in enumerate(lines, first) for name in line.split("|")
    }


def detect(text: str, likely: Sequence[str] = ()) -> tuple[str, float]:
    """A code and how sure we are (0 to 1). `likely` come first, the likeliest first."""
    likely = [code for code in likely if code in LANGUAGES] or ["en"]
    if _HEBREW.search(text):
        return "he", 1.0
    if _SAID_EVERYWHERE.issuperset(tokens(fold(text))):
        return likely[0], 0.2
    scores = _scores(text)
    best = max(scores.values())
    if best < 1.0:
        # A single word may be enough to choose among the business's own languages.
        likeliest = max(likely, key=lambda code: scores[code])
        return (likeliest, 0.3) if not scores[likely[0]] else (likely[0], 0.2)
    for rank, code in enumerate(likely):
        scores[code] += 0.4 / (rank + 1)
    ranked = sorted(scores, key=lambda code: -scores[code])
    first, second = scores[ranked[0]], scores[ranked[1]]
    return ranked[0], min(1.0, 0.3 + (first - second) / max(first, 1.0))


def _scores(text: str) -> dict[str, float]:
    folded = fold(text)
    words = tokens(folded)
    own = lexicon().by_stem
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for code in LANGUAGES:
        known = language(code)
        for word in words:
            if word in known.common:
                scores[code] += 1.0
            elif word in known.stop:
                scores[code] += 0.6
            elif len(word) > 3 and stem(word) in own[code]:
                scores[code] += 0.5
        if code in _SIGNS:
            scores[code] += 0.7 * min(2, len(_SIGNS[code].findall(text)))
        if any(known.is_only(p, folded.strip(" !.,?")) for p in ("greeting", "thanks", "goodbye")):
            scores[code] += 1.0
    return scores
