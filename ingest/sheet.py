"""CSV and XLSX to a `Document`: one row one block, under the column heads."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Literal

from ingest.nouns import Block, Document, Fetched
from ingest.text import decode, fold, guess_language
from ingest.word import rows_of
from store.errors import Invalid

MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_EMPTY = 500
MOST_CELL = 2_000


def is_table(text: str) -> bool:
    """Several lines with the same number of the same separator."""
    lines = [line for line in text.splitlines()[:12] if line.strip()][:10]
    for mark in (";", "\t", ","):
        counts = {line.count(mark) for line in lines[:-1] or lines}
        if len(lines) > 2 and len(counts) == 1 and counts.pop() >= (2 if mark == "," else 1):
            return True
    return False


def read(fetched: Fetched, kind: Literal["sheet", "csv"]) -> Document:
    name = fetched.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    document = Document(fetched.url, name[:200], kind, [])
    if kind == "csv":
        document.blocks = _csv(decode(fetched.body, fetched.charset), document)
    else:
        document.blocks = _workbook(fetched.body, document)
    if not document.blocks:
        raise Invalid("This table holds no rows.", "Check that it is the right file.")
    document.lang = guess_language(" ".join(b.text for b in document.blocks[:400]))
    return document


def _csv(text: str, document: Document) -> list[Block]:
    csv.field_size_limit(1_000_000)
    sample = text[:8192]
    mark = max(";\t,|", key=lambda m: min(_counts(sample, m), default=0))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return rows_of(_tidied(rows, document), 1)
    except csv.Error as error:
        raise Invalid("This CSV file is damaged.", "Export it again and retry.") from error


def _counts(sample: str, mark: str) -> list[int]:
    return [line.count(mark) for line in sample.splitlines()[:10] if line.strip()]


def _workbook(body: bytes, document: Document) -> list[Block]:
    # Two thirds of what a reading child spends on starting, and few files are workbooks.
    from openpyxl import load_workbook

    blocks: list[Block] = []
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        for number, sheet in enumerate(book.worksheets[:50]):
            # The sheet's own claim of its size may be a lie of a million rows.
            sheet.reset_dimensions()
            rows = _tidied(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), document)
            if rows:
                blocks.append(Block("heading", fold(sheet.title) or "Sheet", 2))
                blocks += rows_of(rows, number + 1)
        book.close()
    except Invalid:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, AttributeError) as error:
        raise Invalid(
            "This Excel file is damaged and cannot be opened.", "Save it again."
        ) from error
    except SyntaxError as error:  # what XML parsers raise
        raise Invalid(
            "This Excel file is damaged and cannot be opened.", "Save it again."
        ) from error
    return blocks


def _tidied(rows: Iterable[Iterable[Any]], document: Document) -> list[list[str]]:
    """Rows of text without trailing emptiness, at most MOST_ROWS."""
    kept: list[list[str]] = []
    for row in _until_empty(rows):
        if len(kept) >= MOST_ROWS:
            document.warnings.append(f"Only the first {MOST_ROWS} rows were read.")
            break
        kept.append(row)
    width = max((len(row) for row in kept), default=0)
    return [row + [""] * (width - len(row)) for row in kept]


def _until_empty(rows: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    empty = 0
    for row in rows:
        cells = [_shown(cell) for cell in islice(row, MOST_COLUMNS)]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > MOST_EMPTY:
            return
        if cells:
            yield cells


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    if hasattr(cell, "strftime"):
        moment = str(cell)
        return moment.removesuffix(" 00:00:00")
    return fold(str(cell)[:MOST_CELL])
