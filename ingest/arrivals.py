"""Check-in and check-out times, where a line says one plainly.

"Check-in from 3 pm, check-out by 11 am" is two facts. Early, late and express ones are extras, and
a line with more times than one range is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.nouns import Fact, Passage
from ingest.text import PRICE, fold

LONGEST = 300
_TOPIC = re.compile(
    r"(?P<out>check[\s-]?out|départ\b|abreise\b|salida\b|partenza\b)"
    r"|(?P<in>check[\s-]?in|anreise\b|llegada\b|arrivée\b|arrivo\b)",
    re.IGNORECASE,
)
# Words of the language that mean other things as well count only beside the hotel's own word.
_SURE = re.compile(r"check[\s-]?(?:in|out)", re.IGNORECASE)
_EXTRA = re.compile(
    r"\b(?:early|late|self|express|online|früh\w*|spät\w*|temprano|tardío|anticipad[oa]|tardif"
    r"|anticipato|posticipato)[\s-]*$|^[\s-]*(?:tardío|tardif|anticipé|anticipado|anticipato|desk"
    r"|counter|online|posticipato)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.,:])(?P<h>\d{1,2})(?:[:.h](?P<m>[0-5]\d))?\s?(?:(?P<half>[ap]\.?m\.?(?![a-z]))"
    r"|(?P<unit>uhr|h\b|hs\b|horas|heures|ore\b|o'clock))?(?![\d€$£%])|(?P<noon>\bnoon\b|\bmittags?\b"
    r"|\bmediodía\b|\bmidi\b|\bmezzogiorno\b)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:by|until|till|before|latest|bis|spätestens|vor|hasta|antes de|avant|jusqu'à|entro|fino a"
    r"|prima delle)\b[^\d]{0,15}$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|after|as of|starts?|begins?|ab|von|nach|desde|a partir de|à partir de|dès|dalle|da)"
    r"\b[^\d]{0,15}$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s?(?:-|–|—|to|until|till|and|bis|a|à|al|alle|hasta|et|e|y|und)\s?$", re.I)


def arrivals(passages: list[Passage]) -> Iterator[Fact]:
    for passage in passages:
        for line in passage.text.split("\n"):
            yield from _of_line(fold(line), passage)


def _of_line(line: str, passage: Passage) -> Iterator[Fact]:
    if len(line) > LONGEST or PRICE.search(line) or not _SURE.search(line):
        return
    topics = list(_TOPIC.finditer(line))
    for number, topic in enumerate(topics):
        end = topics[number + 1].start() if number + 1 < len(topics) else len(line)
        after = re.split(r"[;.](?=\s|$)", line[topic.end() : end])[0]
        if _EXTRA.search(line[: topic.start()]) or _EXTRA.search(after):
            continue
        name = "check-out" if topic["out"] else "check-in"
        for bound, clock, said in _bounds(after, name):
            value = {"topic": name, "bound": bound, "time": clock, "said": said}
            yield Fact("clock", value, line, name, passage.heading, passage.page)


def _bounds(text: str, topic: str) -> list[tuple[str, str, str]]:
    """(from or until, HH:MM, as written) for a text with one time, or one range."""
    found = [m for m in _TIME.finditer(text) if m["noon"] or m["m"] or m["half"] or m["unit"]]
    # "3 - 6 pm": the first takes its half of the day from the second.
    if len(found) == 1:
        found = [m for m in _TIME.finditer(text) if m.end() <= found[0].end()]
    if len(found) == 2 and _RANGE.match(text[found[0].end() : found[1].start()]):
        half = found[1]["half"] or ""
        clocks = [_clock(found[0], half), _clock(found[1], "")]
        return [
            (bound, clock, m[0].strip())
            for bound, clock, m in zip(("from", "until"), clocks, found, strict=True)
            if clock
        ]
    if len(found) != 1 or not (clock := _clock(found[0], "")):
        return []
    before = text[: found[0].start()]
    usual = "from" if topic == "check-in" else "until"
    bound = "until" if _UNTIL.search(before) else "from" if _FROM.search(before) else usual
    return [(bound, clock, found[0][0].strip())]


def _clock(found: re.Match[str], half: str) -> str:
    if found["noon"]:
        return "12:00"
    hour, minute = int(found["h"]), int(found["m"] or 0)
    half = (found["half"] or half).lower().replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 else ""
