"""The visual lines of a PDF page, in reading order, from the boxes of its characters.

    characters   unicode, loose box, size and weight, as drawn (drawing order may be any order)
    segments     runs of characters on one baseline without a wide gap; text that runs up, down or
                 upside down is turned first, whether the page or its maker turned it
    columns      a gutter with text of its own kind on both sides splits the page; a gutter between
                 items and their prices does not
    lines        segments whose centres overlap, from left to right, a wide gap written " | "

Coordinates are points, y upwards, as PDF has them.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2.raw as raw

from ingest.text import has_price, tidy

MOST_CHARACTERS = 60_000
_EMPTY_CELLS = re.compile(r"(?: \|)+(?: [-–—•·|])?(?: \|)+ ")
WIDE_GAP = 1.6
"""Gap, in line heights, that separates cells of a row."""
NARROWEST_GUTTER = 9.0


@dataclass(slots=True)
class Segment:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    font: str = ""
    sure: float = 0.0
    """How much a reader of pictures stands by it; the text layer has no doubts and says 0."""
    turn: int = 0
    """Quarter turns its text is drawn with; its box is given as if there were none."""

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        height = self.top - self.bottom
        return height if height > 1.0 else 1.0


@dataclass(slots=True)
class Cell:
    """A part of a line between wide gaps."""

    text: str
    left: float
    right: float


@dataclass(slots=True)
class Line:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    column: int = 0
    cells: tuple[Cell, ...] = ()
    heads: tuple[str, ...] = ()
    """Column heads over `cells`, one for each, when a line above names them."""


def lines_of(segments: list[Segment]) -> list[Line]:
    lines: list[Line] = []
    for number, column in enumerate(_columns(segments)):
        for row in _rows(column):
            line = _line(row)
            line.column = number
            if line.text:
                lines.append(line)
    return lines


def segments_of(textpage: Any) -> list[Segment]:
    """One pass over the characters. It is the hottest loop of reading, so it asks pdfium as little
    as it can: size, weight, font and angle once a segment."""
    page = textpage.raw
    count = min(raw.FPDFText_CountChars(page), MOST_CHARACTERS)
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    box = raw.FS_RECTF()
    place = ctypes.byref(box)
    segments: list[Segment] = []
    current: Segment | None = None
    pending_blank = False
    for index in range(count):
        code = unicode_of(page, index)
        if code <= 32 or (code > 126 and (code >= 0xD800 or chr(code).isspace())):
            if code in (10, 13):
                current, pending_blank = None, False
                continue
            if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
                continue
            if chr(code).isspace():
                pending_blank = True
                continue
        if not box_of(page, index, place):
            continue
        char = "-" if code == 2 else chr(code)
        left, right, bottom, top = edges = box.left, box.right, box.bottom, box.top
        if current is not None and current.turn:
            left, right, bottom, top = _turned(current.turn, *edges)
        if current is not None and _goes_on(current, left, bottom, top):
            if pending_blank or left - current.right > 0.25 * (current.top - current.bottom):
                char = " " + char
            current.text += char
            if right > current.right:
                current.right = right
            if bottom < current.bottom:
                current.bottom = bottom
            if top > current.top:
                current.top = top
        else:
            current = _begun(page, index, char, edges)
            segments.append(current)
        pending_blank = False
    return [s for s in segments if s.text.strip()]


def _begun(page: Any, index: int, char: str, edges: tuple[float, float, float, float]) -> Segment:
    turn = _turn_of(page, index)
    left, right, bottom, top = _turned(turn, *edges)
    size = raw.FPDFText_GetFontSize(page, index) or 1.0
    height = max(top - bottom, 1.0)
    # A font's own matrix may scale a size of 1: the box tells the size that is seen.
    seen = size if 0.5 < size / height < 2.0 else height
    bold = raw.FPDFText_GetFontWeight(page, index) >= 600
    return Segment(char, left, right, bottom, top, seen, bold, _font(page, index), turn=turn)


def _turn_of(page: Any, index: int) -> int:
    """pdfium tells how far a character is turned clockwise; we count the other way."""
    angle = raw.FPDFText_GetCharAngle(page, index)
    return -round(angle / (math.pi / 2)) % 4 if angle > 0 else 0


def _turned(
    turn: int, left: float, right: float, bottom: float, top: float
) -> tuple[float, float, float, float]:
    """The box as it lies when the text drawn with so many quarter turns stands upright."""
    if turn == 0:
        return left, right, bottom, top
    if turn == 1:
        return bottom, top, -right, -left
    if turn == 2:
        return -right, -left, -top, -bottom
    return -top, -bottom, left, right


def unturned(segment: Segment) -> tuple[float, float, float, float]:
    """Left, right, bottom and top on the page itself."""
    return _turned(-segment.turn % 4, segment.left, segment.right, segment.bottom, segment.top)


_NAME = ctypes.create_string_buffer(96)
_FLAGS = ctypes.c_int()


def _font(page: Any, index: int) -> str:
    """Not from several threads: pdfium is for one thread anyway."""
    _NAME.value = b""
    raw.FPDFText_GetFontInfo(page, index, _NAME, 96, ctypes.byref(_FLAGS))
    return _NAME.value.decode("utf-8", "replace")


def _goes_on(current: Segment, left: float, bottom: float, top: float) -> bool:
    height = current.top - current.bottom
    if height < 1.0:
        height = 1.0
    aside = bottom + top - current.top - current.bottom
    if aside > height or -aside > height:
        return False
    return -0.6 * height < left - current.right < WIDE_GAP * height * 0.75


def _rows(segments: list[Segment]) -> list[list[Segment]]:
    """Segments whose centres overlap, top to bottom, each row from left to right."""
    rows: list[list[Segment]] = []
    widest = tallest = Segment("", 0.0, 0.0, 0.0, 0.0, 0.0)
    for segment in sorted(segments, key=_down_then_right):
        if rows and _on_row(tallest, widest.centre, segment):
            rows[-1].append(segment)
            widest = segment if len(segment.text) > len(widest.text) else widest
            tallest = segment if segment.height > tallest.height else tallest
        else:
            rows.append([segment])
            widest = tallest = segment
    for row in rows:
        if len(row) > 1:
            row.sort(key=_left)
    return rows


def _down_then_right(segment: Segment) -> tuple[float, float]:
    return -(segment.top + segment.bottom), segment.left


def _left(segment: Segment) -> float:
    return segment.left


def _on_row(tallest: Segment, centre: float, segment: Segment) -> bool:
    apart = centre - segment.centre
    if apart > tallest.height:
        return False
    low, high = (segment, tallest) if segment.height < tallest.height else (tallest, segment)
    if -0.45 * low.height < apart < 0.45 * low.height:
        return True
    # A raised "st" or "nd" sits beside the upper half of its line.
    near = low.left < high.right + high.height and low.right > high.left - high.height
    raised = high.centre < low.centre < high.top
    return low.height < 0.8 * high.height and len(low.text) <= 3 and raised and near


def _line(row: list[Segment]) -> Line:
    cells: list[Cell] = []
    for segment in row:
        gap = segment.left - cells[-1].right if cells else 0.0
        if not cells or gap > WIDE_GAP * segment.height * 0.75:
            cells.append(Cell(segment.text, segment.left, segment.right))
            continue
        cell = cells[-1]
        apart = gap > 0.15 * segment.height or gap < -0.5 * segment.height
        cell.text += f" {segment.text}" if apart else segment.text
        cell.right = max(cell.right, segment.right)
    text = _EMPTY_CELLS.sub(" | ", " | ".join(cell.text for cell in cells))
    longest = max(row, key=lambda s: len(s.text))
    return Line(
        text=tidy(text),
        left=row[0].left,
        right=max(s.right for s in row),
        bottom=min(s.bottom for s in row),
        top=max(s.top for s in row),
        size=longest.size,
        bold=longest.bold,
        cells=tuple(cells),
    )


def _columns(segments: list[Segment], depth: int = 0) -> list[list[Segment]]:
    """The page cut along its gutters; lines that cross one (titles, footers) part the bands."""
    if depth > 4 or len(segments) < 6:
        return [segments] if segments else []
    gutter = _gutter(segments)
    if gutter is None:
        return [segments]
    crossing = [s for s in segments if s.left < gutter < s.right]
    columns: list[list[Segment]] = []
    for band in _bands(segments, crossing):
        if any(s.left < gutter < s.right for s in band):
            columns.append(band)
            continue
        left = [s for s in band if s.right <= gutter]
        right = [s for s in band if s.left >= gutter]
        columns += _columns(left, depth + 1) + _columns(right, depth + 1)
    return columns


def _bands(segments: list[Segment], crossing: list[Segment]) -> list[list[Segment]]:
    """From top to bottom: what crosses the gutter, and what lies between two crossings."""
    edges = sorted({round(s.centre, 1) for s in crossing}, reverse=True)
    bands: list[list[Segment]] = []
    rest = sorted(segments, key=lambda s: -s.centre)
    members = {id(s) for s in crossing}
    for edge in edges:
        above = [s for s in rest if s.centre > edge + 2 and id(s) not in members]
        across = [
            s for s in rest if abs(s.centre - edge) <= 2 or (id(s) in members and s.centre >= edge)
        ]
        taken = {id(s) for s in (*above, *across)}
        rest = [s for s in rest if id(s) not in taken]
        bands += [band for band in (above, across) if band]
    return [*bands, rest] if rest else bands


def _gutter(segments: list[Segment]) -> float | None:
    """The x of the widest upright stripe that parts two columns; None when there is none."""
    low, high = min(s.left for s in segments), max(s.right for s in segments)
    rows = _rows(segments)
    allowed = max(1, int(0.12 * len(rows)))
    step = 3.0
    marks = int((high - low) / step)
    crossed = [0] * (marks + 2)
    for segment in segments:
        first = int((segment.left - low) / step)
        last = min(int((segment.right - low) / step), marks)
        for mark in range(first, last + 1):
            crossed[mark] += 1
    best: tuple[float, float] | None = None
    for first, end in _stripes(crossed[: marks + 1], allowed):
        width, x = (end - first) * step, low + (first + end) / 2 * step
        if width >= NARROWEST_GUTTER and _parts_columns(segments, x):
            score = width * min(x - low, high - x)
            best = max(best, (score, x)) if best else (score, x)
    return best[1] if best else None


def _stripes(crossed: list[int], allowed: int) -> Iterator[tuple[int, int]]:
    """In each run that few segments cross, the parts that the fewest cross: titles cross all of
    a gutter, prices beside it only some of it."""
    mark = 0
    for passable, run in groupby(crossed, key=lambda count: count <= allowed):
        counts = list(run)
        if passable:
            least, place = min(counts), mark
            for count, part in groupby(counts):
                size = len(list(part))
                if count == least:
                    yield place, place + size
                place += size
        mark += len(counts)


def _parts_columns(segments: list[Segment], x: float) -> bool:
    left = [s for s in segments if s.right <= x]
    right = [s for s in segments if s.left >= x]
    if min(len(left), len(right)) < 3:
        return False
    left_rows, right_rows = _rows(left), _rows(right)
    if _leads_to_prices(left_rows, right_rows):
        return False
    if min(len(left_rows), len(right_rows)) < 3:
        return False
    left_kind, right_kind = _kind(left_rows), _kind(right_rows)
    if "prices" in (left_kind, right_kind):
        return False
    if "cells" in (left_kind, right_kind):
        # Labels beside long texts form a table when nearly every label has its text at its height.
        few, many = sorted((left_rows, right_rows), key=len)
        tops = [max(s.top for s in row) for row in many]
        level = sum(any(abs(max(s.top for s in row) - t) < 2.5 for t in tops) for row in few)
        return level < (0.5 if left_kind == right_kind else 0.8) * len(few)
    return True


def _leads_to_prices(left_rows: list[list[Segment]], right_rows: list[list[Segment]]) -> bool:
    """Whether the gap is the one between items and their prices, on three lines or more."""
    firsts = [row[0] for row in right_rows if len(row[0].text) <= 14 and _is_figure(row[0].text)]
    led = 0
    for row in left_rows:
        last = row[-1]
        if not firsts or _is_figure(last.text):
            continue
        centre, near = last.centre, 0.4 * last.height
        if any(abs(f.centre - centre) < min(near, 0.4 * f.height) for f in firsts):
            led += 1
            if led == 3:
                return True
    return False


def _kind(rows: list[list[Segment]]) -> str:
    """What a side holds: "prices" only, "list" (words with prices), "prose" or "cells"."""
    texts = [" ".join(s.text for s in row) for row in rows]
    priced = sum(has_price(t) or _is_figure(t) for t in texts)
    letters = sum(sum(map(str.isalpha, t)) for t in texts) / len(texts)
    if priced >= 0.6 * len(texts) and letters < 6:
        return "prices"
    if priced >= 0.2 * len(texts) and letters >= 6:
        return "list"
    return "prose" if letters >= 20 else "cells"


def _is_figure(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return digits > 0 and digits >= sum(map(str.isalpha, text))
