"""Files of questions, as owners write them: lines of JSON, or a sheet of two columns.

A line of JSON has `question`, and may have `id`, `source`, `type`, `lang`, `answerable`, `facts`
(groups of regular expressions, of which each group must match), `must_not` and `expected`, which is
an answer in words. A sheet has a question and what is expected; where that is empty or "-", the
right answer is not to answer. Faults name the line.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from agent.evaluation import Trial
from store.errors import Invalid, NotFound, TooLarge

MOST = 20_000_000
NOTHING = frozenset({"", "-", "?", "none", "unanswerable"})
_HEADS = frozenset({"question", "questions", "frage", "pregunta", "domanda", "vraag", "pergunta"})


def read_trials(path: Path) -> list[Trial]:
    """Raises NotFound, TooLarge or Invalid, with the line that is wrong."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Name a .jsonl or .csv file of questions.")
    if path.stat().st_size > MOST:
        raise TooLarge(f"{path} is larger than 20 MB.", "Ask its questions in parts.")
    text = path.read_text("utf-8-sig", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = _from_json(path, text) if first.lstrip().startswith("{") else _from_sheet(path, text)
    if not found:
        raise Invalid(f"{path} holds no question.", "Write one a line: question,expected answer.")
    return found


def _from_json(path: Path, text: str) -> list[Trial]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Invalid(f"{where} is not valid JSON.") from error
        found.append(_trial(said, where, str(number)))
    return found


def _trial(said: Any, where: str, number: str) -> Trial:
    if not isinstance(said, dict) or not _is_text(said.get("question")):
        raise Invalid(f'{where} has no "question" that is text.')
    answerable = said.get("answerable", True)
    facts, must_not = said.get("facts") or [], said.get("must_not") or []
    facts = [[group] if isinstance(group, str) else group for group in facts]
    flat = [pattern for group in facts for pattern in group] + list(must_not)
    if answerable not in (True, False, None) or not all(isinstance(p, str) for p in flat):
        raise Invalid(f'{where}: "answerable" is true or false, "facts" and "must_not" are texts.')
    _check_patterns(flat, where)
    return Trial(
        id=str(said.get("id", number)),
        question=said["question"],
        lang=str(said.get("lang") or ""),
        source=str(said.get("source") or ""),
        type=str(said.get("type") or ""),
        answerable=answerable,
        facts=tuple(tuple(group) for group in facts),
        must_not=tuple(must_not),
        reference=str(said.get("expected") or ""),
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _check_patterns(patterns: list[str], where: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise Invalid(f"{where}: {pattern!r} is no regular expression: {error}.") from error


def _from_sheet(path: Path, text: str) -> list[Trial]:
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    comma = ";" if first.count(";") > first.count(",") else "\t" if "\t" in first else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True))
    except csv.Error as error:
        raise Invalid(f"{path} is not a sheet of two columns: {error}.") from error
    found = []
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].casefold() in _HEADS):
            continue
        found.append(_from_row(cells, f"{path}, row {number}", str(number)))
    return found


def _from_row(cells: list[str], where: str, number: str) -> Trial:
    if len(cells) > 2 and any(cells[2:]):
        raise Invalid(
            f"{where} has {len(cells)} columns.",
            "Two are wanted, question and expected; put words with commas in quotes.",
        )
    expected = cells[1] if len(cells) > 1 else ""
    if not cells[0]:
        raise Invalid(f"{where} has no question.")
    if expected.casefold() in NOTHING:
        return Trial(number, cells[0], answerable=False)
    if len(expected) > 2 and expected[0] == expected[-1] == "/":
        _check_patterns([expected[1:-1]], where)
        return Trial(number, cells[0], facts=((expected[1:-1],),))
    return Trial(number, cells[0], reference=expected)
