"""ICS to a `Document`: one event one row, with its day, times, place and what it is.

Only what the file says of each event: repeats are told as the file puts them ("every week"), not
counted out.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from ingest.nouns import Block, Document, Fetched
from ingest.text import decode, fold, guess_language
from store.errors import Invalid

MOST_EVENTS = 3_000
MOST_LINES = 200_000
_TOLD = ("SUMMARY", "LOCATION", "DESCRIPTION")
_EVERY = {"DAILY": "every day", "WEEKLY": "every week", "MONTHLY": "every month"}
_EVERY["YEARLY"] = "every year"
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?")


def read(fetched: Fetched) -> Document:
    lines = _unfolded(decode(fetched.body, fetched.charset))
    events = [row for row in map(_told, _events(lines)) if row]
    if not events:
        raise Invalid("This calendar holds no events.", "Check that it is the right one.")
    name = next((_value(line) for line in lines[:50] if line.startswith("X-WR-CALNAME")), "")
    title = fold(name)[:200] or fetched.url.rstrip("/").rsplit("/", 1)[-1][:200]
    blocks = [Block("heading", title, 1)]
    blocks += [Block("item", text, 1, series=1) for _, text in sorted(events)]
    document = Document(fetched.url, title, "calendar", blocks)
    document.lang = guess_language(" ".join(b.text for b in blocks[:400]))
    if len(events) >= MOST_EVENTS:
        document.warnings.append(f"Only the first {MOST_EVENTS} events were read.")
    return document


def _unfolded(text: str) -> list[str]:
    """Long lines are folded onto lines that begin with a blank."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n[ \t]", "", text).split("\n")[:MOST_LINES]


def _events(lines: list[str]) -> list[dict[str, str]]:
    events: list[dict[str, str]] = []
    event: dict[str, str] | None = None
    inner = 0
    for line in lines:
        if line.startswith("BEGIN:VEVENT"):
            event, inner = {}, 0
        elif line.startswith("END:VEVENT"):
            if event and len(events) < MOST_EVENTS:
                events.append(event)
            event = None
        elif line.startswith("BEGIN:"):
            inner += 1
        elif line.startswith("END:"):
            inner -= 1
        elif event is not None and inner <= 0:
            name = re.split(r"[;:]", line, maxsplit=1)[0].upper()
            event.setdefault(name, _value(line))
    return events


def _value(line: str) -> str:
    """What follows the first colon that stands outside quotes, its escapes undone."""
    quoted = False
    for place, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            value = line[place + 1 :]
            return re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", " ", value))
    return ""


def _told(event: dict[str, str]) -> tuple[str, str] | None:
    """When it begins (for the order) and the event in one line; None when it says too little."""
    summary, place, about = (fold(event.get(name, "")) for name in _TOLD)
    begins = event.get("DTSTART", "")
    when = _when(begins, event.get("DTEND", ""))
    if not summary or not when or event.get("STATUS", "").upper() == "CANCELLED":
        return None
    repeats = re.search(r"FREQ=(\w+)", event.get("RRULE", "").upper())
    every = _EVERY.get(repeats[1], "") if repeats else ""
    parts = [summary, f"{when}, {every}" if every else when, place, about[:400]]
    return begins, " | ".join(part for part in parts if part)


def _when(begins: str, ends: str) -> str:
    """ "Friday 5 March 2027 18:00-22:00"; "" when the file does not say it in numbers."""
    start, end = _MOMENT.match(begins), _MOMENT.match(ends)
    if start is None:
        return ""
    try:
        day = date(int(start[1]), int(start[2]), int(start[3]))
        said = f"{day:%A} {day.day} {day:%B %Y}"
        if start[4]:
            said += f" {datetime(1, 1, 1, int(start[4]), int(start[5])):%H:%M}"
            if end and end[4] and end.group(1, 2, 3) == start.group(1, 2, 3):
                said += f"-{end[4]}:{end[5]}"
    except ValueError:
        return ""
    return said
