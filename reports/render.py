"""Figures to text for a terminal, JSON and CSV; `page.py` makes the HTML. Pure: no clock, no store.

The text is plain: no colours and no control characters, at most 80 columns, so it reads the same in
a terminal, a log and a mail.
"""

from __future__ import annotations

import csv
import io
import json
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from reports import story
from reports.closed import sentence
from reports.story import Figures, percent
from reports.versions import sentence as of_version

WIDTH = 80
BAR = 28
EIGHTHS = " ▁▂▃▄▅▆▇█"


def to_json(figures: Figures) -> str:
    return json.dumps(figures, ensure_ascii=False, indent=2)


def to_csv(figures: Figures) -> str:
    """Two columns, one figure a line, named by its path: `questions.ends.alone,24`.

    A cell that a spreadsheet would take for a formula gets a quote before it: guests' words are in
    here, and a spreadsheet would run them.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["figure", "value"])
    for path, value in _flat("", figures):
        writer.writerow([_harmless(path), _harmless(value)])
    return out.getvalue()


def _flat(path: str, value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(f"{path}.{number}", inner)
    else:
        yield path, value


def _harmless(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    first = unicodedata.normalize("NFKC", value).lstrip()[:1]
    risky = first in {"=", "+", "-", "@", "|", "%"} or value[:1] in {"\t", "\r", "\n"}
    return f"'{value}" if risky else value


def to_text(figures: Figures) -> str:
    """What `concierge report` prints and the mail's plain part says."""
    sections = [
        _head(figures),
        _todo(figures),
        _attention(figures),
        _questions(figures),
        _conversations(figures),
        _hours(figures),
        _days(figures),
        _listed("WHAT GUESTS ASKED", figures["asked"], "question"),
        _gaps(figures),
        _closed(figures),
        _listed("WHY A PERSON WAS ASKED FOR", figures["escalations"]["by_reason"], "reason"),
        _staff(figures),
        _versions(figures),
        _listed("MESSAGES SET ASIDE", figures["trouble"]["set_aside"], "reason"),
        _foot(figures),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(figures: Figures) -> str:
    title = f"{figures['title']} · {figures['period']['label']}"
    lines = [figures["business"], title, "═" * WIDTH, *wrapped(story.headline(figures))]
    if figures["conversations"]["total"] or figures["compared"]["conversations"]:
        lines += wrapped(f"Before, {story.compared(figures)}")
    return "\n".join(fit(line, WIDTH) for line in lines)


def _todo(figures: Figures) -> str:
    # Reports made before there were summaries have none.
    summary = figures.get("summary") or {"paragraph": "", "actions": []}
    lines = wrapped(summary["paragraph"])
    for place, action in enumerate(summary["actions"], 1):
        lines += [*wrapped(action["what"], f"{place}. "), f"     {action['how']}"]
    return "\n".join(lines)


def _attention(figures: Figures) -> str:
    said = story.attention(figures)
    return _section("TO LOOK AT", [line for one in said for line in wrapped(one, "! ")])


def _questions(figures: Figures) -> str:
    questions = figures["questions"]
    shown = [(story.QUESTION_WORDS[e], n) for e, n in questions["ends"].items() if n]
    lines = _bars(shown, questions["total"])
    if lines:
        lines += ["", *wrapped(story.HONESTY)]
    return _section(f"QUESTIONS: {questions['total']:,}", lines)


def _conversations(figures: Figures) -> str:
    talks = figures["conversations"]
    if not talks["total"]:
        return ""
    shown = [(story.CONVERSATION_WORDS[e], n) for e, n in talks["ends"].items() if n]
    lines = _bars(shown, talks["total"])
    if talks["confirmed"]:
        thanked = story.thanked(talks["confirmed"])
        lines += ["", *wrapped(thanked)]
    channels = ", ".join(f"{name} {n:,}" for name, n in talks["by_channel"].items())
    first = figures["first_reply"]
    lines += [
        "",
        *wrapped(f"By channel: {channels}. New: {talks['new']:,}."),
        *wrapped(f"First reply: {story.times(first['concierge'])}."),
        *wrapped(f"First reply by a person, when needed: {story.times(first['person'])}."),
    ]
    return _section(f"CONVERSATIONS: {talks['total']:,}", lines)


def _hours(figures: Figures) -> str:
    hours = figures["conversations"]["by_hour"]
    most = max(hours)
    if not most:
        return ""
    bars = "".join(eighth(count, most) * 2 + " " for count in hours)
    scale = "".join(f"{hour:02d} " if hour % 3 == 0 else "   " for hour in range(24))
    busiest = hours.index(most)
    said = f"Busiest: {busiest:02d}:00 to {busiest + 1:02d}:00, {story.counted(most, 'message')}."
    return _section("WHEN GUESTS WROTE", [bars.rstrip(), scale.rstrip(), said])


def eighth(count: int, most: int) -> str:
    """Anything above nothing shows as something."""
    return EIGHTHS[-(-count * 8 // most)]


def _days(figures: Figures) -> str:
    days = figures["conversations"]["by_day"]
    if len(days) < 2:
        return ""
    most = max(day["conversations"] for day in days) or 1
    lines = [
        f"{story.short_day(day['day']):<12}{day['conversations']:>13,}{day['questions']:>11,}  "
        f"{_bar(day['conversations'], most, BAR)}".rstrip()
        for day in days
    ]
    return _section("DAY BY DAY  conversations  questions", lines)


def _gaps(figures: Figures) -> str:
    gaps = figures["gaps"]
    section = _listed("WHAT THE CONCIERGE DID NOT KNOW", gaps["questions"], "question")
    if section and gaps["open"]:
        still = f"{story.counted(gaps['open'], 'question')} of all days still without an answer."
        section += "\n" + "\n".join(wrapped(still))
    return section


def _closed(figures: Figures) -> str:
    # Reports made before gaps could be closed have no such figure.
    lines = [line for row in figures.get("closed", ()) for line in wrapped(sentence(row))]
    return _section("GAPS CLOSED BY STAFF", lines)


def _staff(figures: Figures) -> str:
    people = figures["staff"]["people"]
    return _section(
        "STAFF",
        [
            f"{fit(p['name'], 32):<32} {story.counted(p['replies'], 'reply', 'replies'):>12}"
            f"  {story.counted(p['decided'], 'draft decided', 'drafts decided'):>18}"
            for p in people
        ],
    )


def _versions(figures: Figures) -> str:
    lines = [line for row in figures.get("versions", ()) for line in wrapped(of_version(row))]
    return _section("REPLIES OF THE LANGUAGE MODEL", lines)


def _foot(figures: Figures) -> str:
    made = f"Made {story.local(figures, figures['made_at'])}, times in {figures['timezone']}."
    return "\n".join(["─" * WIDTH, *wrapped(f"Knowledge: {story.knowledge(figures)}"), made])


def _listed(title: str, rows: Sequence[dict[str, Any]], key: str) -> str:
    lines = []
    for row in rows:
        first, *rest = textwrap.wrap(row[key], WIDTH - 7, max_lines=2, placeholder=" …") or [""]
        lines += [f"{row['count']:>5,}  {fit(first, WIDTH - 7)}"]
        lines += [f"{'':7}{fit(line, WIDTH - 7)}" for line in rest]
    return _section(title, lines)


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *lines]) if lines else ""


def _bars(rows: Sequence[tuple[str, int]], whole: int) -> list[str]:
    return [
        f"{name:<33}{count:>6,} {percent(count, whole):>6}  {_bar(count, whole, BAR)}".rstrip()
        for name, count in rows
    ]


def _bar(count: int, whole: int, width: int) -> str:
    if not count:
        return ""
    return "█" * max(1, round(width * count / whole))


def wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_long_words=True
    )


def fit(text: str, width: int) -> str:
    """Cut to columns; wide letters (CJK, many emoji) take two."""
    used, kept = 0, ""
    for letter in text:
        used += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used > width:
            return kept[:-1].rstrip() + "…"
        kept += letter
    return kept
