"""Lines of a PDF page to blocks: headings, items with their prices, paragraphs.

A price list has no marks for where an item begins. What tells: bigger or capital letters (a
heading), the gap above a line, a price before or behind the name, a bullet.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator

from ingest.nouns import Block, BlockKind
from ingest.pdfheads import row_text, with_heads
from ingest.pdflines import Line
from ingest.text import PRICE, fold, has_price, words

_BULLET = re.compile(r"^(?:[•·●▪◦■–*+»>-]|\(?\d{1,2}[.)])\s*\S")
_PRICE_FIRST = re.compile(r"^(?:[A-Z*]{1,3}\s+)?(?:€|\$|£|EUR|CHF)\s?\d")
_LEADERS = re.compile(r"\s*(?:…|\.{3,}|\. \. \.)[.…\s]*")
_BLANK_TO_FILL = re.compile(r"_{3,}")
_PHONE_OR_TIME = re.compile(
    r"\d[\d\s/().-]{5,}\d|\d{1,2}[:.]\d\d|\d\s?[ap]\.?m\b|@|www\.", re.IGNORECASE
)
MOST_ITEM_LINES = 14


def blocks_of(lines: list[Line], page: int) -> list[Block]:
    lines = [line for line in lines if any(c.isalnum() for c in line.text)]
    if not lines:
        return []
    return list(_Page(with_heads(lines), page).blocks())


class _Page:
    """One page's measures: the size of its running text, its heading sizes, where prices stand."""

    def __init__(self, lines: list[Line], page: int) -> None:
        self.lines = lines
        self._known: dict[int, bool] = {}
        self.page = page
        weighted = [line.size for line in lines for _ in range(max(1, len(line.text) // 10))]
        self.body = statistics.median(weighted)
        bold = sum(len(line.text) for line in lines if line.bold)
        self.bold_is_rare = bold < 0.4 * sum(len(line.text) for line in lines)
        priced = [line for line in lines if has_price(line.text)]
        first = sum(bool(_PRICE_FIRST.match(line.text)) for line in priced)
        self.price_first = first > 0.5 * len(priced) and first >= 2
        sizes = sorted({round(line.size) for line in lines if self._is_heading(line)}, reverse=True)
        self._heads: tuple[str, ...] = ()
        self.levels = {size: min(number + 1, 5) for number, size in enumerate(sizes)}

    def blocks(self) -> Iterator[Block]:
        series = 0
        for piece in self._pieces():
            if len(piece) == 1 and self._is_heading(piece[0]):
                line = piece[0]
                level = self.levels.get(round(line.size), 5)
                level = min(level + (1 if line.size <= self.body * 1.1 else 0), 6)
                series += 1
                yield Block("heading", _shown(line.text), level, self.page, view="rows")
                continue
            if len(piece) == 1 and piece[0].heads:
                series += self._heads != piece[0].heads
                self._heads = piece[0].heads
                yield Block(
                    "row", row_text(piece[0]), 1, self.page,
                    columns=piece[0].heads, view="rows", series=series + 1,
                )  # fmt: skip
                continue
            text = self._join(piece)
            if any("____" in line.text for line in piece):
                yield Block("form", text, 0, self.page)
            elif has_price(text) or " | " in text:
                kind: BlockKind = "row" if len(piece) == 1 else "item"
                over = " | ".join(piece[0].heads).strip(" |")
                yield Block(kind, text, 1, self.page, view="rows", series=series + 1, caption=over)
            elif _BULLET.match(text):
                yield Block("item", text, 1, self.page, series=series + 1)
            else:
                yield Block("paragraph", text, 0, self.page)

    def _pieces(self) -> Iterator[list[Line]]:
        piece: list[Line] = []
        for number, line in enumerate(self.lines):
            before = self.lines[number - 1] if number else None
            after = self.lines[number + 1] if number + 1 < len(self.lines) else None
            if piece and before is not None and self._begins(line, before, after, piece):
                yield piece
                piece = []
            piece.append(line)
        if piece:
            yield piece

    def _begins(self, line: Line, before: Line, after: Line | None, piece: list[Line]) -> bool:
        """Whether a line starts something new instead of going on with what stands above it."""
        if line.column != before.column or len(piece) >= MOST_ITEM_LINES:
            return True
        gap = before.bottom - line.top
        height = line.top - line.bottom
        if self._stacked_prices(line, before):
            return False
        if _is_price(line.text) and not any(has_price(p.text) for p in piece):
            # A price alone below its text ("Set meal for two ... £29.95").
            return self._is_heading(before) or gap > 2.2 * height
        if self._is_heading(line) or self._is_heading(before) or gap > 0.9 * height:
            return True
        if _BULLET.match(line.text) and not has_price("\n".join(p.text for p in piece)):
            return True
        if self.price_first:
            return bool(_PRICE_FIRST.match(line.text) or line.text.startswith("+"))
        if has_price(line.text):
            return has_price(before.text) or any(has_price(p.text) for p in piece)
        if not any(has_price(p.text) for p in piece):
            return line.size > 1.12 * before.size or " | " in line.text or " | " in before.text
        below = line.bottom - after.top if after and after.column == line.column else 99.0
        return gap > max(1.5 * below, below + 0.25 * height)

    def _stacked_prices(self, line: Line, before: Line) -> bool:
        """A row of prices only, under a row of as many names."""
        names, prices = before.text.split(" | "), line.text.split(" | ")
        return len(names) == len(prices) > 1 and all(_is_price(p) for p in prices)

    def _is_heading(self, line: Line) -> bool:
        """Asked of each line from several sides; the measures it rests on do not change."""
        known = self._known.get(id(line))
        if known is None:
            known = self._known[id(line)] = self._looks_like_heading(line)
        return known

    def _looks_like_heading(self, line: Line) -> bool:
        text = line.text
        if len(text) > 70 or words(text) > 9 or "__" in text or has_price(text):
            return False
        if text[-1] in ".,;" or text[0] in "+*•-–(" or _PHONE_OR_TIME.search(text):
            return False
        if text.count(" | ") > 1:
            return False
        letters = sum(map(str.isalpha, text))
        if letters < 3:
            return False
        capitals = text.isupper() and letters > 3
        bold = line.bold and self.bold_is_rare and " | " not in text
        return line.size >= 1.12 * self.body or capitals or bold

    def _join(self, piece: list[Line]) -> str:
        if len(piece) == 2 and self._stacked_prices(piece[1], piece[0]):
            pairs = zip(piece[0].text.split(" | "), piece[1].text.split(" | "), strict=True)
            return " | ".join(f"{name} {price}" for name, price in pairs)
        out = ""
        for number, line in enumerate(piece):
            text = _shown(line.text)
            if number == 1 and (whole := _unwrapped(piece[0], line)):
                out = whole
                continue
            if not out:
                out = text
            elif out.endswith("-") and out[-2:-1].isalpha() and text[:1].islower():
                out = out[:-1] + text
            else:
                ends = [m for m in PRICE.finditer(out) if m.end() > len(out) - 12]
                out += ("\n" if ends and not self.price_first else " ") + text
        return out


def _unwrapped(first: Line, second: Line) -> str:
    """The name that went on below because its next word had no room before the price, then the
    price; "" when the line below is a description."""
    if len(first.cells) < 2 or len(second.cells) != 1 or first.size != second.size:
        return ""
    name, price = first.cells[-2], first.cells[-1]
    if not _is_price(price.text) or abs(first.cells[0].left - second.left) > 2.0:
        return ""
    letters = max(len(second.text), 1)
    next_word = len(second.text.split()[0]) * (second.right - second.left) / letters
    if second.text[:1].isupper() or price.left - name.right > next_word + 5 * first.size:
        return ""
    before = " | ".join(cell.text for cell in first.cells[:-1])
    return f"{_shown(before)} {_shown(second.text)} {fold(price.text)}"


def _is_price(text: str) -> bool:
    found = PRICE.search(text)
    return found is not None and len(text) - (found.end() - found.start()) <= 3


def _shown(text: str) -> str:
    """Leaders become one ellipsis; a name and its figure are one phrase, not two cells."""
    text = _BLANK_TO_FILL.sub("____", _LEADERS.sub(" … ", text))
    cells = [cell for cell in text.split(" | ") if cell.strip(" _…")]
    if len(cells) == 2 and any(c.isdigit() for c in cells[1]):
        return fold(" ".join(cells))
    return " | ".join(fold(cell) for cell in cells) or fold(text)
