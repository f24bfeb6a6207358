"""What every page of a site repeats is kept once, so that a footer does not answer every question.

    repeats = Repeats()
    for document in documents: repeats.add(document.address, lines_of(document))
    cleaned = [clean(document, repeats) for document in documents]

`Repeats` can be kept and grown: `state()` and `Repeats.resume(state)`; a page that did not change
needs no second reading, its lines are in there. A line stays on the first page that has it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from ingest.nouns import Block, Document
from ingest.text import fold, has_price

FEWEST_PAGES = 3
FEWEST_LETTERS = 4
FRAME = ("header", "footer", "aside")


class Repeats:
    """Which lines stand on which share of a site's pages, and which page keeps them."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._counts: Counter[str] | None = None
        self._homes: dict[str, str] = {}

    def add(self, address: str, lines: list[str]) -> None:
        """Takes in a page; one already known is replaced."""
        self._lines[address] = list(lines)
        self._counts = None

    def forget(self, address: str) -> None:
        self._lines.pop(address, None)
        self._counts = None

    def belongs_elsewhere(self, line: str, address: str, *, frame: bool) -> bool:
        """Whether over half of the pages say it, and another page is the one to keep it."""
        counts = self._counted()
        pages = len(self._lines)
        if pages < (2 if frame else FEWEST_PAGES) or 2 * counts[line] <= pages:
            return False
        return self._homes.get(line, address) != address

    def state(self) -> dict[str, Any]:
        return {"lines": self._lines}

    @classmethod
    def resume(cls, state: dict[str, Any]) -> Repeats:
        repeats = cls()
        for address, lines in state.get("lines", {}).items():
            repeats.add(address, lines)
        return repeats

    def _counted(self) -> Counter[str]:
        if self._counts is None:
            self._counts = Counter()
            self._homes = {}
            for address, lines in self._lines.items():
                self._counts.update(set(lines))
                for line in lines:
                    self._homes.setdefault(line, address)
        return self._counts


def lines_of(document: Document) -> list[str]:
    """The document's lines as short hashes, in order, each once."""
    marks = _marks(document.blocks)
    return list(
        dict.fromkeys(
            mark
            for block, mark in zip(document.blocks, marks, strict=True)
            if block.region != "nav" and block.text
        )
    )


def clean(document: Document, repeats: Repeats | None = None) -> Document:
    """The document without navigation and without what another page of its site keeps."""
    kept = [b for b in document.blocks if b.region != "nav"]
    if repeats is not None:
        gone = [
            bool(b.text) and _is_elsewhere(b, mark, document.address, repeats)
            for b, mark in zip(kept, _marks(kept), strict=True)
        ]
        kept = [b for b, away in zip(kept, _with_headings(kept, gone), strict=True) if not away]
    return replace(document, blocks=kept)


def _is_elsewhere(block: Block, mark: str, address: str, repeats: Repeats) -> bool:
    return repeats.belongs_elsewhere(mark, address, frame=block.region in FRAME)


def _with_headings(blocks: list[Block], gone: list[bool]) -> list[bool]:
    """A repeated heading goes only with all that stands under it: "Prices" may stand on each page
    over prices of its own."""
    out = list(gone)
    for number, block in enumerate(blocks):
        if block.kind != "heading" or not gone[number]:
            continue
        for later, away in zip(blocks[number + 1 :], gone[number + 1 :], strict=True):
            if later.kind == "heading" and later.level <= block.level:
                break
            if later.region != block.region:
                break
            if not away and later.kind != "heading":
                out[number] = False
                break
    return out


def _marks(blocks: list[Block]) -> list[str]:
    """What tells whether a block stands elsewhere too. The blocks of one card are marked by all of
    them, and a figure alone with what stands over it: "24 €" is another price on each page."""
    cards: dict[int, list[str]] = {}
    for block in blocks:
        if block.group:
            cards.setdefault(block.group, []).append(block.text)
    marks: list[str] = []
    over = ""
    for block in blocks:
        text = block.text
        if block.group:
            text = "\n".join([text, *cards[block.group]])
        elif sum(map(str.isalpha, text)) < FEWEST_LETTERS and has_price(text):
            text = f"{over}\n{text}"
        marks.append(_mark(text))
        over = block.text
    return marks


def _mark(text: str) -> str:
    return blake2b(fold(text).lower().encode(), digest_size=9).hexdigest()
