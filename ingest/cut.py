"""Document to passages: what is said together stays together, and nothing is longer than need be.

    heading       opens a path; every passage carries it, joined " > "
    card          one passage: title, price, description
    rows, items   each alone with its column heads, and small tables and lists also whole
    question      with its answer
    short lines   a label with the prices under it ("Walking Rates", "9 Holes $10, 18 Holes $15")
    prose         20 to 150 words, cut at the ends of sentences

Navigation is left out. The same words under the same heading are kept once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.nearly import Nearly
from ingest.nouns import Block, Document, Passage
from ingest.structured import passages_of
from ingest.text import fold, has_price, words

MOST_WORDS = 150
FEWEST_WORDS = 20
WHOLE_LIST_WORDS = 90
MOST_PASSAGES = 20_000
MOST_TABLE_ROWS = 1_000
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\"“«(¿¡]?[A-ZÄÖÜÀ-Ý0-9])")
_ALNUM = re.compile(r"[\W_]+")


def cut(document: Document) -> list[Passage]:
    passages: list[Passage] = []
    for region in ("main", "aside", "header", "footer"):
        blocks = [b for b in document.blocks if b.region == region]
        passages += _Cutter(document, region).cut(blocks)
    passages += passages_of(document)
    if document.pictured:
        seen = set(document.pictured)
        passages = [replace(p, read_by="ocr") if p.page in seen else p for p in passages]
    return _once(passages)[:MOST_PASSAGES]


class _Cutter:
    """Walks the blocks of one region, keeping the path of headings."""

    def __init__(self, document: Document, region: str) -> None:
        self._lang = document.lang
        self._title = document.title if region == "main" else ""
        self._path: list[tuple[int, str]] = []

    def cut(self, blocks: list[Block]) -> Iterator[Passage]:
        for kind, run in groupby(_with_questions(blocks), key=_run_key):
            blocks_of_run = list(run)
            if kind[0] == "heading":
                yield from self._headings(blocks_of_run)
            elif kind[0] == "card":
                yield from self._card(blocks_of_run)
            elif kind[0] == "series":
                yield from self._series(blocks_of_run)
            elif kind[0] == "qa":
                yield from self._answer(blocks_of_run)
            elif kind[0] == "form":
                yield from self._whole(blocks_of_run, "form")
            else:
                yield from self._prose(blocks_of_run)
        yield from self._lonely_heading()

    def _headings(self, blocks: list[Block]) -> Iterator[Passage]:
        for block in blocks:
            level = block.level or 6
            if self._path and self._path[-1][0] >= level:
                yield from self._lonely_heading()
            while self._path and self._path[-1][0] >= level:
                self._path.pop()
            if not block.text:
                continue
            self._path.append((level, fold(block.text)[:200]))
            self._spoken, self._last = False, block

    _spoken = True
    _last: Block | None = None

    def _lonely_heading(self) -> Iterator[Passage]:
        """A heading that says something itself ("Closed on Mondays") and has nothing under it."""
        if not self._spoken and self._last is not None and _tells(self._last.text):
            heading = self._heading(up_to=len(self._path) - 1)
            yield self._passage(self._last.text, "fact", self._last, heading)
            self._spoken = True

    def _heading(self, more: str = "", up_to: int | None = None) -> str:
        parts = [text for _, text in self._path[:up_to]]
        parts += [more] if more else []
        return " > ".join(parts) or self._title

    def _passage(self, text: str, kind: str, block: Block, heading: str | None = None) -> Passage:
        self._spoken = True
        over = self._heading() if heading is None else heading
        return Passage(text, over, kind, block.page, block.anchor, self._lang)

    def _card(self, blocks: list[Block]) -> Iterator[Passage]:
        yield from self._lonely_heading()
        title = next((b for b in blocks if b.kind == "heading"), None)
        if title is not None:
            while self._path and self._path[-1][0] >= (title.level or 6):
                self._path.pop()
        ordered = [title, *(b for b in blocks if b is not title)] if title else blocks
        yield self._passage("\n".join(b.text for b in ordered), "item", blocks[0])
        items = [b for b in blocks if b.kind == "item"]
        if len(items) > 1:
            heading = self._heading(fold(title.text) if title else "")
            for item in items:
                if _stands_alone(item.text):
                    yield self._passage(item.text, "item", item, heading)

    def _series(self, blocks: list[Block]) -> Iterator[Passage]:
        """Rows of a table or items of a list."""
        for caption, run in groupby(blocks, key=lambda b: b.caption):
            part = list(run)
            texts = [_row_text(b) for b in part]
            heading = self._heading(caption)
            size = sum(words(t) for t in texts)
            alone = [_stands_alone(t) or b.kind == "row" for t, b in zip(texts, part, strict=True)]
            if heads := _common_heads(part):
                yield from self._table(part, heads, heading)
            elif len(part) > 1 and (size <= WHOLE_LIST_WORDS or not all(alone)):
                yield from self._chunks(part, texts, "list", heading)
            if len(part) == 1 or size > 12 or part[0].kind == "row":
                for block, text, worth in zip(part, texts, alone, strict=True):
                    if worth or len(part) == 1:
                        kind = "row" if block.kind == "row" else "item"
                        yield from self._split(text, kind, block, heading)

    def _table(self, blocks: list[Block], heads: str, heading: str) -> Iterator[Passage]:
        """Rows as they are printed, their heads above them, a few at a time."""
        most = MOST_WORDS - words(heads)
        held: list[Block] = []
        for block in blocks[:MOST_TABLE_ROWS]:
            if held and sum(words(b.text) for b in held) + words(block.text) > most:
                yield self._rows_under(heads, held, heading)
                held = []
            held.append(block)
        if held:
            yield self._rows_under(heads, held, heading)

    def _rows_under(self, heads: str, blocks: list[Block], heading: str) -> Passage:
        text = "\n".join([heads, *(_printed(b.text) for b in blocks)])
        return self._passage(text, "list", blocks[0], heading)

    def _whole(self, blocks: list[Block], kind: str) -> Iterator[Passage]:
        yield from self._chunks(blocks, [b.text for b in blocks], kind, self._heading())

    def _chunks(
        self, blocks: list[Block], texts: list[str], kind: str, heading: str
    ) -> Iterator[Passage]:
        held: list[str] = []
        first: Block | None = None
        for block, text in zip(blocks, texts, strict=True):
            if held and first and words(" ".join(held)) + words(text) > WHOLE_LIST_WORDS:
                yield self._passage("\n".join(held), kind, first, heading)
                held, first = [], None
            first = first or block
            held += _sentences(text) if words(text) > MOST_WORDS else [text]
        if held and first:
            yield from self._split("\n".join(held), kind, first, heading)

    def _answer(self, blocks: list[Block]) -> Iterator[Passage]:
        yield from self._lonely_heading()
        question = blocks[0]
        answer = "\n".join(_row_text(b) for b in blocks[1:])
        if not answer:
            yield self._passage(question.text, "prose", question)
        elif words(answer) <= MOST_WORDS:
            yield self._passage(f"{question.text}\n{answer}", "qa", question)
        else:
            for piece in _pieces(answer):
                yield self._passage(f"{question.text}\n{piece}", "qa", question)

    def _prose(self, blocks: list[Block]) -> Iterator[Passage]:
        for listing, run in groupby(_lines(blocks), key=lambda pair: pair[2]):
            pairs = list(run)
            if listing:
                yield from self._priced_lines(pairs)
            else:
                yield from self._paragraphs(pairs)

    def _priced_lines(self, pairs: list[tuple[str, Block, bool]]) -> Iterator[Passage]:
        chunks: list[list[tuple[str, Block]]] = []
        after_price = True
        for text, block, _ in pairs:
            priced = has_price(text)
            full = chunks and sum(words(t) for t, _ in chunks[-1]) > 60
            if not chunks or (after_price and not priced) or full:
                chunks.append([])
            chunks[-1].append((text, block))
            after_price = priced
        together = "\n".join(text for text, _, _ in pairs)
        if len(chunks) > 1 and words(together) <= MOST_WORDS:
            yield self._passage(together, "list", pairs[0][1])
        for chunk in chunks:
            yield self._passage("\n".join(t for t, _ in chunk), "row", chunk[0][1])

    def _paragraphs(self, pairs: list[tuple[str, Block, bool]]) -> Iterator[Passage]:
        held: list[str] = []
        first: Block | None = None
        for text, block, _ in pairs:
            count = words(" ".join(held))
            turned = first is not None and block.page != first.page
            if held and first and (turned or count + words(text) > MOST_WORDS) and count:
                yield from self._split("\n".join(held), "prose", first, self._heading())
                held, first = [], None
            first = first or block
            held.append(text)
        if held and first:
            yield from self._split("\n".join(held), "prose", first, self._heading())

    def _split(self, text: str, kind: str, block: Block, heading: str) -> Iterator[Passage]:
        if words(text) <= MOST_WORDS:
            yield self._passage(text, kind, block, heading)
            return
        for piece in _pieces(text):
            yield self._passage(piece, kind, block, heading)


def _with_questions(blocks: list[Block]) -> list[Block]:
    """Headings that ask are questions, and what follows them is marked as their answer."""
    out: list[Block] = []
    for number, block in enumerate(blocks):
        asks = block.kind == "heading" and block.text.rstrip().endswith("?") and not block.group
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if asks and following is not None and following.kind in ("paragraph", "item", "quote"):
            block = Block(
                "question", block.text, 6, block.page, block.anchor, (), block.region, block.view
            )
        out.append(block)
    return _marked_answers(out)


def _marked_answers(blocks: list[Block]) -> list[Block]:
    """Questions and their answers get a negative series, so that they run together."""
    asked = 0
    answering = False
    out: list[Block] = []
    for block in blocks:
        if block.kind == "question":
            asked, answering = asked - 1, True
        elif block.kind in ("heading", "form") or block.group:
            answering = False
        mark = asked if answering else block.series
        out.append(
            block
            if mark == block.series
            else Block(
                block.kind,
                block.text,
                block.level,
                block.page,
                block.anchor,
                block.columns,
                block.region,
                block.view,
                block.caption,
                block.group,
                mark,
            )
        )
    return out


def _run_key(block: Block) -> tuple[str, int]:
    if block.group:
        return ("card", block.group)
    if block.series < 0:
        return ("qa", block.series)
    if block.kind in ("heading", "form"):
        return (block.kind, 0)
    if block.kind in ("row", "item"):
        return ("series", block.series)
    return ("prose", 0)


def _lines(blocks: list[Block]) -> list[tuple[str, Block, bool]]:
    """Text, block, and whether it belongs to a run of short lines with prices."""
    pairs: list[tuple[str, Block]] = []
    for block in blocks:
        lines = block.text.split("\n")
        brief = len(lines) > 1 and all(_is_brief(line) for line in lines)
        if brief and any(has_price(line) for line in lines):
            pairs += [(line, block) for line in lines]
        else:
            pairs.append((block.text, block))
    out: list[tuple[str, Block, bool]] = []
    for brief, run in groupby(pairs, key=lambda pair: _is_brief(pair[0])):
        part = list(run)
        listing = brief and len(part) > 1 and any(has_price(text) for text, _ in part)
        out += [(text, block, listing) for text, block in part]
    return out


def _is_brief(text: str) -> bool:
    return "\n" not in text and words(text) <= 16


def _row_text(block: Block) -> str:
    """A row whose cells say which column they stand in."""
    if block.kind != "row" or not any(block.columns):
        return block.text
    cells = block.text.split(" | ")
    if len(cells) != len(block.columns):
        return block.text
    named = [_cell(cell, head, number) for number, (cell, head) in enumerate(_pairs(cells, block))]
    return " | ".join(cell for cell in named if cell)


def _common_heads(blocks: list[Block]) -> str:
    """The column heads most of several rows share, as a line over them; "" when they do not."""
    counts = Counter(b.columns for b in blocks)
    columns, count = counts.most_common(1)[0]
    if len(blocks) < 2 or not any(columns) or 2 * count < len(blocks):
        return ""
    heads = " | ".join(fold(head) for head in columns if head)
    return heads if words(heads) <= MOST_WORDS // 3 else ""


def _printed(row: str) -> str:
    return " | ".join(cell.strip() for cell in row.split(" | ") if cell.strip(" |"))


def _pairs(cells: list[str], block: Block) -> list[tuple[str, str]]:
    return [(cell.strip(), fold(head)) for cell, head in zip(cells, block.columns, strict=True)]


def _cell(cell: str, head: str, number: int) -> str:
    if not cell or not head or number == 0 or head.lower() in cell.lower():
        return cell
    return f"{head.rstrip(':')}: {cell}"


def _stands_alone(text: str) -> bool:
    return has_price(text) or any(c.isdigit() for c in text) or words(text) >= 5


def _tells(text: str) -> bool:
    return words(text) >= 3 or any(c.isdigit() for c in text)


def _sentences(text: str) -> list[str]:
    return [s for line in text.split("\n") for s in _SENTENCE_END.split(line) if s.strip()]


def _pieces(text: str) -> Iterator[str]:
    """At most MOST_WORDS each, of whole sentences where they are not longer than that."""
    held: list[str] = []
    count = 0
    for sentence in _sentences(text):
        parts = sentence.split(" ")
        while len(parts) > MOST_WORDS:
            if held:
                yield " ".join(held)
                held, count = [], 0
            yield " ".join(parts[:MOST_WORDS])
            parts = parts[MOST_WORDS:]
        if count + len(parts) > MOST_WORDS and count >= FEWEST_WORDS:
            yield " ".join(held)
            held, count = [], 0
        held.append(" ".join(parts))
        count += len(parts)
    if held:
        yield " ".join(held)


def _once(passages: list[Passage]) -> list[Passage]:
    """The same words once: prose anywhere in the document, rows under the same heading; prose that
    says nearly the same goes too."""
    seen: set[tuple[str, str]] = set()
    nearly = Nearly()
    out: list[Passage] = []
    for passage in passages:
        key = _ALNUM.sub("", passage.text.lower()) or passage.text
        place = "" if passage.kind in ("prose", "qa", "form", "fact") else passage.heading
        if (place, key) in seen or not any(c.isalnum() for c in passage.text):
            continue
        seen.add((place, key))
        if passage.kind != "prose" or not nearly.said(passage.text):
            out.append(passage)
    return out
