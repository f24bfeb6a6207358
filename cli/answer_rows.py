"""House answers as rows of a CSV file, in and out.

A cell that begins like a formula gets an apostrophe before it on the way out, and loses it again on
the way in: a spreadsheet would run it otherwise.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.answers import MAX_ANSWER, MAX_QUESTION, Scope
from store.errors import Invalid, TooLarge

if TYPE_CHECKING:
    from models.protocols import Embedder
    from store.db import Store
    from store.tables import HouseAnswer, User

COLUMNS = ("question", "answer", "lang", "from", "to", "yearly")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5_000
_TRUE, _FALSE = {"1", "yes", "true", "y"}, {"", "0", "no", "false", "n"}


@dataclass(frozen=True, slots=True)
class Row:
    question: str
    answer: str
    scope: Scope


def day_of(text: str) -> date | None:
    """None for "". Raises Invalid for what is no day."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(f"{text!r} is not a day.", "Write it as 2026-12-24.") from error


def scope_of(lang: str, first: str, last: str, yearly: bool) -> Scope:
    lang = lang.strip().lower()
    if lang and not (lang.isalpha() and len(lang) == 2):
        raise Invalid(f"{lang!r} is not a language.", "Write two letters: en, de, es.")
    return Scope(lang, day_of(first), day_of(last), yearly)


def as_csv(answers: Iterable[HouseAnswer]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in answers:
        first = one.valid_from.isoformat() if one.valid_from else ""
        last = one.valid_to.isoformat() if one.valid_to else ""
        cells = [one.question, one.answer, one.lang, first, last, "yes" if one.yearly else ""]
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _as_it_was(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def read_rows(file: Path) -> tuple[list[Row], list[dict[str, Any]]]:
    """Good rows, and those refused with their line and the reason."""
    if file.stat().st_size > LARGEST:
        raise TooLarge(f"{file.name} is larger than {LARGEST // 1024 // 1024} MB.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{file.name} is not in UTF-8.", "Save it as CSV (UTF-8).") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    names = {name.strip().lower() for name in reader.fieldnames or () if name}
    if not {"question", "answer"} <= names:
        raise Invalid(
            f"{file.name} has no columns named question and answer.",
            f"Its first line must be: {','.join(COLUMNS)}",
        )
    rows: list[Row] = []
    refused: list[dict[str, Any]] = []
    try:
        for raw in reader:
            if len(rows) + len(refused) >= MOST_ROWS:
                raise TooLarge(f"{file.name} has more than {MOST_ROWS} rows.")
            try:
                rows.append(_row(raw))
            except Invalid as error:
                refused.append({"line": reader.line_num, "reason": error.message})
    except csv.Error as error:
        raise Invalid(f"{file.name} is not CSV: {error}.") from error
    return rows, refused


def _row(raw: Mapping[str | None, Any]) -> Row:
    cells = {
        str(name).strip().lower(): _as_it_was(value.strip())
        for name, value in raw.items()
        if name is not None and isinstance(value, str)
    }
    question, answer = " ".join(cells.get("question", "").split()), cells.get("answer", "")
    if not question or not answer:
        raise Invalid("The question or the answer is missing.")
    if len(question) > MAX_QUESTION or len(answer) > MAX_ANSWER:
        raise Invalid(f"A question has at most {MAX_QUESTION} signs, an answer {MAX_ANSWER}.")
    yearly = cells.get("yearly", "").lower()
    if yearly not in _TRUE | _FALSE:
        raise Invalid(f"{yearly!r} is neither yes nor no.")
    scope = scope_of(
        cells.get("lang", ""), cells.get("from", ""), cells.get("to", ""), yearly in _TRUE
    )
    return Row(question, answer, scope)


def take_in(
    store: Store,
    embedder: Embedder,
    business: str,
    rows: list[Row],
    by: User,
    *,
    dry_run: bool,
) -> dict[str, int]:
    """Add what is new, change what is known by its question and scope; all of it or nothing."""
    from agent.house import phrased, write_answer
    from store import answers

    counts = {"added": 0, "changed": 0, "unchanged": 0}
    made = None if dry_run or not rows else phrased(embedder, business, [r.question for r in rows])
    with store.reading() if dry_run else store.writing() as tx:
        known = {_place(a.question, _scope(a)): (a.id, a.answer) for a in answers.listed(tx)}
        for row in rows:
            place = _place(row.question, row.scope)
            before = known.get(place)
            if before is not None and before[1] == row.answer:
                counts["unchanged"] += 1
                continue
            counts["changed" if before else "added"] += 1
            if made is None:
                known[place] = (0, row.answer)
            elif before is not None:
                answers.change(tx, before[0], answer=row.answer, by=by)
                known[place] = (before[0], row.answer)
            else:
                keys = {row.question: made.keys[row.question]}
                own = type(made)(keys, {key: made.vectors[key] for key in keys.values()})
                added = write_answer(
                    tx, embedder, own, row.question, row.answer, row.scope, by=by, origin="import"
                )
                known[place] = (added.id, row.answer)
    return counts


def _scope(answer: HouseAnswer) -> Scope:
    return Scope(answer.lang, answer.valid_from, answer.valid_to, answer.yearly)


def _place(question: str, scope: Scope) -> tuple[str, Scope]:
    return question.casefold(), scope
