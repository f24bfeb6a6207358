"""Price lists as tables: which row is meant, which column, and what follows from them.

    rows        lines of a list as an item with its cells, each under its column's head
    column      the cell whose head the question names: a season, a month, a weekday, a size
    compared    the cheapest and the dearest, with the values they were compared with
    times       so many of them, with the price it was computed from

Figures are the source's own; what is computed shows what it was computed from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agent.scraps import Scrap, Words
from agent.terms import Term
from agent.values import PRICE, calendar_words
from agent.words import fold

_LEADERS = re.compile(r"\s*(?:\.{2,}|…+|:|–|—|-)?\s*$")
_HEADED = re.compile(r"^([^:]{1,60}):\s+(.+)$")
_AMOUNT = re.compile(r"\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?")
# "Delivery is free above £40" names no price of anything.
_SENTENCE = re.compile(
    r"\b(?:is|are|above|over|below|under|costs?|ist|sind|ab|desde|es|est|a partir)$"
    r"|\b(?:is|are|sind|ist|sont|sono) (?!\w+$)",
    re.IGNORECASE,
)
LONGEST_ITEM = 90
SEVERAL = re.compile(r"\b(?:from|ab|desde|a partire? d\w+|a partir de|des|vanaf|from:|about)\b|החל")


@dataclass(frozen=True, slots=True)
class Cell:
    """`head` is the column's, "" where it has none."""

    head: str
    text: str

    @property
    def price(self) -> float | None:
        """Only of a cell that holds one amount and nothing that makes it a lowest one."""
        found = PRICE.findall(fold(self.text))
        return amount(self.text) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """`quote` is the literal line it was read from."""

    item: str
    cells: tuple[Cell, ...]
    quote: str


def amount(text: str) -> float | None:
    """The figure of a price: "£1,230.50" and "1.230,50 €" are the same."""
    match = PRICE.search(fold(text))
    found = _AMOUNT.search(match[0]) if match else None
    if found is None:
        return None
    digits = found[0].replace(" ", "")
    whole, _, cents = digits, "", ""
    if re.search(r"[.,]\d{1,2}$", digits):
        cut = max(digits.rfind("."), digits.rfind(","))
        whole, cents = digits[:cut], digits[cut + 1 :]
    return float(re.sub(r"[.,]", "", whole) + "." + (cents or "0"))


def rows_of(scrap: Scrap) -> tuple[Row, ...]:
    """Rows with prices, in order; of a line alone or of a list under its column heads."""
    heads: list[str] = []
    found: list[Row] = []
    for number, line in enumerate(scrap.lines):
        parts = [part.strip() for part in line.text.split(" | ")]
        if len(parts) > 1 and not any(PRICE.search(fold(part)) for part in parts):
            heads = parts
            continue
        under = heads if len(heads) == len(parts) else []
        if row := _row(line.text, parts, under) or _under(scrap, number):
            found.append(row)
    return tuple(found)


def _under(scrap: Scrap, number: int) -> Row | None:
    """A price alone on its line belongs to the name above it."""
    price = scrap.lines[number].text
    alone = PRICE.fullmatch(fold(price).strip())
    if not alone or not number:
        return None
    name = scrap.lines[number - 1].text
    if len(name) > LONGEST_ITEM or PRICE.search(fold(name)) or " | " in name:
        return None
    return Row(name, (Cell("", price),), f"{name}\n{price}")


def _row(line: str, parts: list[str], heads: list[str]) -> Row | None:
    if len(parts) == 1:
        return _plain(line)
    cells = []
    for number, part in enumerate(parts[1:], 1):
        headed = _HEADED.match(part)
        if headed:
            cells.append(Cell(headed[1], headed[2]))
        else:
            cells.append(Cell(heads[number] if heads else "", part))
    if not any(cell.price is not None for cell in cells):
        return None
    return Row(parts[0], tuple(cells), line)


def _plain(line: str) -> Row | None:
    """ "Skin fade: £27", "Oak room $85", "Helmet (3 € a day)"."""
    prices = list(PRICE.finditer(fold(line)))
    if len(prices) != 1 or len(fold(line)) != len(line):
        return None
    item = _LEADERS.sub("", line[: prices[0].start()].rstrip(" (,"))
    if (
        not item
        or len(item) > LONGEST_ITEM
        or re.search(r"[.!?]\s", item)
        or _SENTENCE.search(item)
    ):
        return None
    return Row(item, (Cell("", line[prices[0].start() :].strip(" )")),), line)


def column(row: Row, terms: Sequence[Term], months: frozenset[str]) -> Cell | None:
    """The cell the question names by its column's head; None when it names none or several.
    `months` are heads that stand for the month or day asked for ("High season")."""
    if len(row.cells) < 2:
        return None
    weights = [_named(cell.head, terms, months) for cell in row.cells]
    best = max(weights)
    chosen = [cell for cell, weight in zip(row.cells, weights, strict=True) if weight == best]
    return chosen[0] if best > 0 and len(chosen) == 1 else None


def _named(head: str, terms: Sequence[Term], months: frozenset[str]) -> float:
    has = Words.of(head)
    weight = sum(max(term.weight, 0.1) * term.held_by(has) for term in terms)
    return weight + (2.0 if fold(head) in months else 0.0)


def seasons(heads: Sequence[str], texts: Sequence[str], day: date | None, month: int | None
            ) -> tuple[frozenset[str], str]:  # fmt: skip
    """Which of the heads stand for the day or month, by a sentence that says when which season is
    ("High season: July, August"), and that sentence."""
    asked = month if month is not None else day.month if day else None
    if asked is None:
        return frozenset(), ""
    for head in heads:
        name = fold(head)
        if len(name) < 4 or calendar_words(name):
            continue
        for text in texts:
            folded = fold(text)
            if (
                name in folded
                and not PRICE.search(folded)
                and f"mo:{asked}" in calendar_words(folded)
            ):
                return frozenset({name}), text
    return frozenset(), ""


def compared(rows: Sequence[Row], *, dearest: bool) -> list[tuple[Row, Cell, float]]:
    """One priced cell of each row, sorted: the one that is asked for first."""
    width = max((len(row.cells) for row in rows), default=0)
    found = []
    for row in rows:
        priced = [(cell, cell.price) for cell in row.cells if cell.price is not None]
        if priced and (width < 3 or len(row.cells) == width):
            cell, price = (max if dearest else min)(priced, key=lambda one: one[1] or 0.0)
            found.append((row, cell, price or 0.0))
    return sorted(found, key=lambda one: -one[2] if dearest else one[2])


def times(cell: Cell, count: int) -> str:
    """ "2 × £9 = £18", written as the price is."""
    price = cell.price
    match = PRICE.search(fold(cell.text))
    if price is None or match is None:
        return ""
    printed = cell.text[match.start() : match.end()].strip()
    figure = _AMOUNT.search(printed)
    if figure is None:
        return ""
    total = f"{price * count:,.2f}"
    if "," in figure[0][-3:]:
        total = total.replace(",", " ").replace(".", ",").replace(" ", ".")
        total = total.removesuffix(",00") if not figure[0].endswith(",00") else total
    elif "." not in figure[0][-3:] and total.endswith(".00"):
        total = total[:-3]
    return f"{count} × {printed} = {printed.replace(figure[0], total)}"


def all_rows(scraps: Sequence[Scrap]) -> Iterator[tuple[Scrap, Row]]:
    """Each row once, though a list and its lines hold it both."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for scrap in sorted(scraps, key=lambda one: one.kind == "list"):
        for row in rows_of(scrap):
            key = (fold(row.item), tuple(fold(cell.text) for cell in row.cells))
            if key not in seen:
                seen.add(key)
                yield scrap, row
