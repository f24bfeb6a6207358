"""Tables of a web page: one row one block, with the column heads and the section row in force."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from ingest.markup import BLOCKS, Region, attributes, is_dropped
from ingest.nouns import Block
from ingest.text import fold

MOST_ROWS = 5_000
MOST_CELLS = 60
_DIGIT = re.compile(r"\d")

Cell = tuple[str, bool, bool]
"""A cell's text, whether it is a head (`th`), and whether it only goes on from the cell before."""


def is_layout(table: LexborNode, attrs: dict[str, str]) -> bool:
    """A table that only places things on the page; it is walked like any other box."""
    if attrs.get("role") in ("presentation", "none"):
        return True
    if table.css_first("table table, h1, h2, h3, form, article, section") is not None:
        return True
    cells = table.css("td")
    return len(cells) <= 1 and table.css_first("th") is None


def read_table(table: LexborNode, region: Region, anchor: str, series: int) -> list[Block]:
    caption_node = table.css_first("caption")
    caption = fold(_cell_text(caption_node)) if caption_node is not None else ""
    rows = _spread(table)
    blocks: list[Block] = []
    section = ""
    columns: tuple[str, ...] = ()
    heading = False
    width = max((len(row) for row, _ in rows), default=0)
    for number, (row, in_head) in enumerate(rows):
        texts = [cell[0] for cell in row]
        filled = [text for text in texts if text]
        if not filled:
            continue
        following = [r for r, _ in rows[number + 1 : number + 4]]
        if _is_section(row, filled, width, following):
            section = filled[0]
            continue
        if in_head or _is_head(row, first=not blocks and not columns, following=following):
            columns = _under(columns, tuple(texts)) if heading else tuple(texts)
            heading = True
            continue
        heading = False
        over = " > ".join(part for part in (caption, section) if part)
        heads, texts = _once_each(columns, row)
        text = " | ".join(texts) if heads else " | ".join(texts).strip(" |")
        blocks.append(
            Block("row", text, 0, None, anchor, heads, region, caption=over, series=series)
        )
    if not blocks and (columns or section):
        left = " | ".join(c for c in columns if c) or section
        blocks.append(
            Block("row", left, 0, None, anchor, (), region, caption=caption, series=series)
        )
    return blocks


def _under(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    """Two rows of heads as one: "Summer" over "Weekday" is "Summer Weekday"."""
    if len(upper) != len(lower):
        return lower
    return tuple(
        low if high == low or not high else f"{high} {low}".strip()
        for high, low in zip(upper, lower, strict=True)
    )


def _once_each(columns: tuple[str, ...], row: list[Cell]) -> tuple[tuple[str, ...], list[str]]:
    """A cell over several columns is said once, under all their heads; one over the whole row is
    under none."""
    texts = [text for text, _, goes_on in row if not goes_on]
    if len(columns) != len(row) or len(texts) == 1:
        return (() if len(texts) == 1 else columns), texts
    heads: list[list[str]] = []
    for head, (_, _, goes_on) in zip(columns, row, strict=True):
        if goes_on and heads:
            heads[-1].append(head)
        else:
            heads.append([head])
    return tuple(map(_joined, heads)), texts


def _joined(heads: list[str]) -> str:
    """ "Summer Weekday" and "Summer Weekend" are "Summer Weekday / Weekend"."""
    heads = list(dict.fromkeys(heads))
    if len(heads) == 1:
        return heads[0]
    words = [head.split() for head in heads]
    same = 0
    while all(len(w) > same + 1 and w[same] == words[0][same] for w in words):
        same += 1
    rest = " / ".join(" ".join(w[same:]) for w in words)
    return " ".join([*words[0][:same], rest])


def _is_section(
    row: list[Cell], filled: list[str], width: int, following: list[list[Cell]]
) -> bool:
    """One text over the whole width, with rows below it, is what those rows belong to."""
    if width < 2 or not following or len(set(filled)) != 1 or len(filled[0]) > 120:
        return False
    spans = len(filled) == len(row) and len(row) > 1
    alone = len(filled) == 1 and bool(row[0][0])
    return (spans or alone) and any(len({cell[0] for cell in r if cell[0]}) > 1 for r in following)


def _is_head(row: list[Cell], *, first: bool, following: list[list[Cell]]) -> bool:
    filled = [cell for cell in row if cell[0]]
    if len(filled) > 1 and all(cell[1] for cell in filled):
        return True
    if not first or len(filled) < 2 or len(following) < 2:
        return False
    # Without a `th`: words over figures.
    plain = not any(_DIGIT.search(cell[0]) for cell in filled)
    figures = all(any(_DIGIT.search(cell[0]) for cell in r[1:]) for r in following if r)
    return plain and figures and len(row) == len(following[0])


def _spread(table: LexborNode) -> list[tuple[list[Cell], bool]]:
    """Rows with spanning cells written into every place they cover."""
    rows: list[tuple[list[Cell], bool]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for tr in table.css("tr")[:MOST_ROWS]:
        if is_dropped("tr", attributes(tr)):
            continue
        row: list[Cell] = []
        for cell in tr.iter():
            if cell.tag not in ("td", "th") or is_dropped(cell.tag, attributes(cell)):
                continue
            _hang(row, hanging)
            attrs = attributes(cell)
            text, head = fold(_cell_text(cell)), cell.tag == "th"
            down = _span(attrs.get("rowspan", ""))
            for number in range(_span(attrs.get("colspan", ""))):
                if len(row) >= MOST_CELLS:
                    break
                value = (text, head, number > 0)
                if down > 1:
                    hanging[len(row)] = (down - 1, value)
                row.append(value)
        _hang(row, hanging)
        parent = tr.parent
        rows.append((row, parent is not None and parent.tag == "thead"))
    return rows


def _hang(row: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Cells that reach down from rows above."""
    while len(row) in hanging and len(row) < MOST_CELLS:
        left, value = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, value)
        row.append(value)


def _span(value: str) -> int:
    return min(int(value), MOST_CELLS) if value.isdecimal() and len(value) < 4 and int(value) else 1


def _cell_text(cell: LexborNode) -> str:
    """Text of a cell without what is dropped; blocks and breaks inside become blanks."""
    pieces: list[str] = []
    node: LexborNode | None = cell.child
    while node is not None:
        descend = False
        if node.is_text_node:
            pieces.append(node.text_content or "")
        elif node.is_element_node:
            tag = node.tag or ""
            descend = not is_dropped(tag, attributes(node))
            if tag in BLOCKS or tag in ("br", "img", "svg"):
                pieces.append(" ")
        child = node.child if descend else None
        if child is not None:
            node = child
            continue
        while node is not None and node.mem_id != cell.mem_id and node.next is None:
            node = node.parent
            if node is not None and (node.tag or "") in BLOCKS:
                pieces.append(" ")
        node = None if node is None or node.mem_id == cell.mem_id else node.next
    return "".join(pieces)
