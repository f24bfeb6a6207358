"""Column heads of a PDF page: which words over a price say what it is the price of.

A line of short cells without prices heads the lines below it whose figures stand under its cells
("Low season | High season", "Glass | Bottle", "26 cm | 32 cm"). Nothing else marks a table there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.pdflines import Cell, Line
from ingest.text import fold, has_price

LONGEST_HEAD = 28
MOST_BETWEEN = 2
"""Lines without figures (descriptions) that may stand between two rows of a table."""
_FIGURE = re.compile(
    r"^(?:[€$£]|EUR|CHF|from|ab|da|desde)?\s?\d[\d.,']*(?:\s?(?:[€$£%]|,-|EUR|CHF|Kč))?\+?$"
)


def with_heads(lines: Sequence[Line]) -> list[Line]:
    """The same lines; rows know their heads, and lines that were only heads are gone."""
    kept: list[Line] = []
    table: _Table | None = None
    for number, line in enumerate(lines):
        if _is_head(line) and (begun := _begun(line, lines[number + 1 :])):
            table = begun
            continue
        if table is not None and table.ends_before(line):
            table = None
        if table is not None and (under := table.under(line)):
            line.heads, line.cells = table.heads, under
        kept.append(line)
    return kept


def row_text(line: Line) -> str:
    """The cells of a row that has heads, each in its place, " | " between them."""
    return " | ".join(fold(cell.text) for cell in line.cells)


@dataclass(frozen=True, slots=True)
class _Table:
    """What a head line says: the word over the names, if any, and the cells over the figures."""

    head: Line
    name: str
    values: tuple[Cell, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return (self.name, *(fold(cell.text) for cell in self.values))

    def under(self, line: Line) -> tuple[Cell, ...]:
        """A row's name and the figure under each head, an empty cell where there is none; () when
        the line is no row of this table."""
        places = _places(line, self.head, self.values)
        if not places:
            return ()
        figures = dict(zip(places, line.cells[1:], strict=True))
        nothing = Cell("", 0.0, 0.0)
        return (line.cells[0], *(figures.get(n, nothing) for n in range(len(self.values))))

    def ends_before(self, line: Line) -> bool:
        """A bigger line is a new heading, another column another table."""
        bigger = line.size > 1.25 * self.head.size and len(line.cells) == 1
        return line.column != self.head.column or bigger


def _is_head(line: Line) -> bool:
    if len(line.cells) < 2 or has_price(line.text):
        return False
    if any(len(cell.text) > LONGEST_HEAD or _FIGURE.match(cell.text) for cell in line.cells):
        return False
    return all(any(c.isalnum() for c in cell.text) for cell in line.cells)


def _begun(head: Line, below: Sequence[Line]) -> _Table | None:
    """The table under a head: two rows or more, whose figures all stand under cells of it."""
    used: set[int] = set()
    rows = 0
    for line in _near(head, below):
        places = _places(line, head, head.cells)
        if not places:
            break
        used.update(places)
        rows += 1
    if rows < 2:
        return None
    first = min(used)
    name = " ".join(fold(cell.text) for cell in head.cells[:first])
    return _Table(head, name, head.cells[first:])


def _near(head: Line, below: Sequence[Line]) -> Iterator[Line]:
    between = 0
    for line in below[:12]:
        if line.column != head.column:
            return
        if any(_FIGURE.match(cell.text) for cell in line.cells[1:]):
            between = 0
            yield line
            continue
        between += 1
        if between > MOST_BETWEEN:
            return


def _places(line: Line, head: Line, heads: Sequence[Cell]) -> list[int]:
    """Which head each figure of a row stands under; [] unless all but its name do."""
    figures = line.cells[1:]
    if not figures or line.column != head.column:
        return []
    if not all(_FIGURE.match(cell.text) for cell in figures):
        return []
    places = [_over(cell, heads) for cell in figures]
    return places if -1 not in places and len(set(places)) == len(places) else []


def _over(cell: Cell, heads: Sequence[Cell]) -> int:
    """The number of the head that covers a cell or stands flush with it, -1 for none."""
    best, nearest = -1, 14.0
    for number, head in enumerate(heads):
        inside = min(cell.right, head.right) - max(cell.left, head.left)
        apart = min(abs(cell.right - head.right), abs(cell.left - head.left))
        if inside < 0 and apart > 6.0:
            continue
        centres = abs(cell.left + cell.right - head.left - head.right) / 2
        if min(apart, centres) < nearest:
            best, nearest = number, min(apart, centres)
    return best
