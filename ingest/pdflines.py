"""The visual lines of a PDF page, in reading order, from the boxes of its characters.

    characters   unicode, loose box, size and weight, as drawn (drawing order may be any order)
    segments     runs of characters on one baseline without a wide gap
    columns      a gutter with text of its own kind on both sides splits the page; a gutter between
                 items and their prices does not
    lines        segments whose centres overlap, from left to right, a wide gap written " | "

Coordinates are points, y upwards, as PDF has them.
"""

from __future__ import annotations

import ctypes
import re
import statistics
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

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


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
    count = min(raw.FPDFText_CountChars(textpage), MOST_CHARACTERS)
    box = raw.FS_RECTF()
    segments: list[Segment] = []
    current: Segment | None = None
    pending_blank = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (0, 10, 13, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            if code in (10, 13):
                current, pending_blank = None, False
            continue
        char = "-" if code == 2 else chr(code)
        if char.isspace() or code == 0xA0:
            pending_blank = True
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if current is not None and _goes_on(current, left, bottom, top):
            gap = left - current.right
            if pending_blank or gap > 0.25 * current.height:
                current.text += " "
            current.text += char
            current.right = max(current.right, right)
            current.bottom, current.top = min(current.bottom, bottom), max(current.top, top)
        else:
            size = raw.FPDFText_GetFontSize(textpage, index) or 1.0
            weight = raw.FPDFText_GetFontWeight(textpage, index)
            height = max(top - bottom, 1.0)
            # A font's own matrix may scale a size of 1: the box tells the size that is seen.
            seen = size if 0.5 < size / height < 2.0 else height
            current = Segment(
                char, left, right, bottom, top, seen, weight >= 600, _font(textpage, index)
            )
            segments.append(current)
        pending_blank = False
    return [s for s in segments if s.text.strip()]


def _font(textpage: Any, index: int) -> str:
    name = ctypes.create_string_buffer(96)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, 96, ctypes.byref(flags))
    return name.value.decode("utf-8", "replace")


def _goes_on(current: Segment, left: float, bottom: float, top: float) -> bool:
    height = current.height
    centre = (bottom + top) / 2
    if abs(centre - current.centre) > 0.5 * height:
        return False
    gap = left - current.right
    return -0.6 * height < gap < WIDE_GAP * height * 0.75


def _rows(segments: list[Segment]) -> list[list[Segment]]:
    """Segments whose centres overlap, top to bottom, each row from left to right."""
    rows: list[list[Segment]] = []
    centres: list[float] = []
    for segment in sorted(segments, key=lambda s: (-s.centre, s.left)):
        if rows and _on_row(rows[-1], centres[-1], segment):
            rows[-1].append(segment)
            widest = max(rows[-1], key=lambda s: len(s.text))
            centres[-1] = widest.centre
        else:
            rows.append([segment])
            centres.append(segment.centre)
    for row in rows:
        row.sort(key=lambda s: s.left)
    return rows


def _on_row(row: list[Segment], centre: float, segment: Segment) -> bool:
    tallest = max(row, key=lambda s: s.height)
    low, high = sorted((tallest, segment), key=lambda s: s.height)
    if abs(centre - segment.centre) < 0.45 * low.height:
        return True
    # A raised "st" or "nd" sits beside the upper half of its line.
    near = low.left < high.right + high.height and low.right > high.left - high.height
    raised = high.centre < low.centre < high.top
    return low.height < 0.8 * high.height and len(low.text) <= 3 and raised and near


def _line(row: list[Segment]) -> Line:
    text, right = "", 0.0
    for segment in row:
        if text:
            gap = segment.left - right
            if gap > WIDE_GAP * segment.height * 0.75:
                text += " | "
            elif gap > 0.15 * segment.height or gap < -0.5 * segment.height:
                text += " "
        text += segment.text
        right = max(right, segment.right)
    text = _EMPTY_CELLS.sub(" | ", text)
    longest = max(row, key=lambda s: len(s.text))
    return Line(
        tidy(text), row[0].left, right, min(s.bottom for s in row), max(s.top for s in row),
        longest.size, longest.bold,
    )  # fmt: skip


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
    led = 0
    for row in left_rows:
        last = row[-1]
        if _is_figure(last.text):
            continue
        for other in right_rows:
            first = other[0]
            level = abs(first.centre - last.centre) < 0.4 * min(first.height, last.height)
            if level and len(first.text) <= 14 and _is_figure(first.text):
                led += 1
                break
    return led >= 3


def _kind(rows: list[list[Segment]]) -> str:
    """What a side holds: "prices" only, "list" (words with prices), "prose" or "cells"."""
    texts = [" ".join(s.text for s in row) for row in rows]
    priced = sum(has_price(t) or _is_figure(t) for t in texts)
    letters = statistics.mean(sum(c.isalpha() for c in t) for t in texts)
    if priced >= 0.6 * len(texts) and letters < 6:
        return "prices"
    if priced >= 0.2 * len(texts) and letters >= 6:
        return "list"
    return "prose" if letters >= 20 else "cells"


def _is_figure(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    return digits > 0 and digits >= sum(c.isalpha() for c in text)
