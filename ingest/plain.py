"""Plain text and Markdown to a `Document`."""

from __future__ import annotations

import re

from ingest.nouns import CUT_SHORT, Block, Document, Fetched
from ingest.text import decode, fold, guess_language, tidy, words
from store.errors import Invalid

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(.+)$")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LINK = re.compile(r"!?\[([^\]]{0,300})\]\((?:<[^>]{0,500}>|[^)\s]{0,500})(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"(\*\*|__|`|~~)(.+?)\1")
_EMPHASIS = re.compile(r"(?<!\w)([*_])(\S(?:.*?\S)?)\1(?!\w)")
MOST_LINES = 50_000


def is_markdown(text: str) -> bool:
    lines = text.splitlines()[:200]
    headings = sum(bool(_HEADING.match(line)) for line in lines)
    return headings > 0 and (headings > 1 or any(_ITEM.match(line) for line in lines))


def read(fetched: Fetched, *, markdown: bool = False) -> Document:
    text = decode(fetched.body, fetched.charset).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")[:MOST_LINES]
    blocks = _Reader(markdown).read(lines)
    if not blocks:
        raise Invalid("This file holds no words.", "Check that it is the right one.")
    title = next((b.text for b in blocks if b.kind == "heading"), "")
    name = fetched.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return Document(
        address=fetched.url,
        title=(title or name)[:200],
        kind="markdown" if markdown else "text",
        blocks=blocks,
        lang=guess_language(text[:20_000]),
        warnings=[CUT_SHORT] if text.count("\n") >= MOST_LINES else [],
    )


def blocks_of_markdown(text: str) -> list[Block]:
    """What somebody else wrote down of a page; [] when there are no words."""
    return _Reader(markdown=True).read(text.splitlines()[:MOST_LINES])


class _Reader:
    """Line by line: a paragraph ends at an empty line, a heading, an item or a table."""

    def __init__(self, markdown: bool) -> None:
        self._markdown = markdown
        self._blocks: list[Block] = []
        self._held: list[str] = []
        self._columns: tuple[str, ...] = ()
        self._series = 0
        self._in_series = False

    def read(self, lines: list[str]) -> list[Block]:
        for number, line in enumerate(lines):
            following = lines[number + 1] if number + 1 < len(lines) else ""
            self._line(line, following)
        self._flush()
        return self._blocks

    def _line(self, line: str, following: str) -> None:
        if not line.strip():
            self._flush()
            self._in_series, self._columns = False, ()
        elif self._markdown and (found := _HEADING.match(line)):
            self._flush()
            self._add(Block("heading", self._clean(found.group(2)), len(found.group(1))))
        elif _RULE.match(line) and not (self._markdown and _TABLE_RULE.match(line) and "|" in line):
            if len(self._held) == 1 and line.strip()[0] in "=-" and words(self._held[0]) <= 12:
                title = self._held.pop()
                self._add(Block("heading", self._clean(title), 1 if "=" in line else 2))
            self._flush()
        elif "|" in line and self._markdown and line.count("|") >= 2:
            self._row(line, following)
        elif found := _ITEM.match(line):
            self._flush()
            self._begin_series()
            depth = 1 + min(len(found.group(1)) // 2, 5)
            self._add(Block("item", self._clean(found.group(2)), depth, series=self._series))
        else:
            self._held.append(line)

    def _row(self, line: str, following: str) -> None:
        if _TABLE_RULE.match(line):
            return
        self._flush()
        self._begin_series()
        cells = [self._clean(cell) for cell in line.strip().strip("|").split("|")]
        if _TABLE_RULE.match(following) and "-" in following:
            self._columns = tuple(cells)
            return
        text = " | ".join(cells)
        self._add(Block("row", text, columns=self._columns, series=self._series))

    def _begin_series(self) -> None:
        if not self._in_series:
            self._series += 1
            self._in_series = True

    def _flush(self) -> None:
        if self._held:
            lines = [self._clean(line) for line in self._held]
            self._held.clear()
            short = sum(words(line) <= 10 for line in lines) > 0.6 * len(lines)
            self._add(Block("paragraph", tidy(("\n" if short else " ").join(lines))))

    def _add(self, block: Block) -> None:
        if any(c.isalnum() for c in block.text):
            self._blocks.append(block)

    def _clean(self, text: str) -> str:
        if self._markdown:
            text = _LINK.sub(r"\1", text)
            text = _EMPHASIS.sub(r"\2", _MARKS.sub(r"\2", text)).lstrip("> ")
        return fold(text)
