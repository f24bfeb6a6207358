"""What is never answered: the template's words that hand a message over, and the sentence for it.

A wrong hand-over costs a person a minute; an answer where none may be given can cost far more. So
the words of all languages are looked for, whichever the guest seems to write in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from templates.schema import IndustryTemplate, Words

URGENT, UPSET = "urgent", "upset"
# Numbers that every telephone of the country reaches, by time zone; where we are not sure: none.
_EUROPE = "112"
_NORTH_AMERICA = "911"
_NINE_ONE_ONE = re.compile(
    r"^(?:US/|Canada/|America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise"
    r"|Indiana/|Kentucky/|North_Dakota/|Menominee|Juneau|Nome|Sitka|Adak|Toronto|Vancouver|Edmonton"
    r"|Winnipeg|Halifax|St_Johns|Regina|Moncton|Whitehorse|Yellowknife|Puerto_Rico"
    r"|Mexico_City)|Pacific/Honolulu)"
)
_GAP = r"\W+(?:\w+\W+){0,4}?"
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_HEBREW_PREFIX = "[והבלכשמ]{0,2}"
_SPELLED = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class Matter:
    """Why a message is handed over. `key` is one of the template's, or URGENT or UPSET; `reason`
    is what staff read, `number` the name of the number to give."""

    key: str
    reason: str
    urgent: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The words of one template, ready to be looked for: made once, asked at every message."""

    matters: tuple[tuple[Matter, re.Pattern[str]], ...]

    def matter_of(self, message: str) -> Matter | None:
        """Why this message must not be answered; None when it may be."""
        said = folded(message)
        return next((matter for matter, words in self.matters if words.search(said)), None)


def watch_over(template: IndustryTemplate) -> Watch:
    """Urgent matters come first, then the never answered, then who is upset."""
    emergency = Matter(URGENT, "The guest writes of an emergency.", urgent=True)
    upset = Matter(UPSET, "The guest is upset.", urgent=False)
    own = [
        (Matter(key, one.reason, one.urgent, one.number), one.words)
        for key, one in template.handed_over.items()
    ]
    listed = [
        *own,
        (emergency, template.escalation.urgent),
        (upset, template.escalation.upset),
    ]
    listed.sort(key=lambda pair: not pair[0].urgent)
    return Watch(
        tuple((matter, pattern_of(_all(words))) for matter, words in listed if any(_all(words)))
    )


def emergency_number(zone: ZoneInfo) -> str:
    """The number of the time zone's country; "" where we are not sure of it."""
    name = zone.key
    if name.startswith("Europe/") or name in ("Atlantic/Madeira", "Atlantic/Canary"):
        return _EUROPE
    return _NORTH_AMERICA if _NINE_ONE_ONE.match(name) else ""


def _all(words: Words) -> list[str]:
    return [word for spoken in words.values() for word in spoken]


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, whole: * is any ending, "..." up to four words between."""
    found = "|".join(sorted({_one(word) for word in words}, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)")


def _one(word: str) -> str:
    prefix = _HEBREW_PREFIX if _HEBREW.match(word) else ""
    parts = (part for part in folded(word).split("...") if part.strip())
    return prefix + _GAP.join(_stretch(part) for part in parts)


def _stretch(part: str) -> str:
    return r"\W+".join(re.escape(word).replace(r"\*", r"\w*") for word in part.split())


def folded(text: str) -> str:
    """Lower case without accents, so that a guest's hurried letters are the template's."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPELLED))
    return "".join(c for c in plain if not unicodedata.combining(c))
