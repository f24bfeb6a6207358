"""PPTX to a `Document`: slide after slide, each with its number as the page, tables as rows.

The XML is read as a stream with entities refused, as for Word files; pictures are left alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO
from xml.parsers import expat

from ingest.nouns import Block, Document, Fetched
from ingest.text import fold, guess_language, tidy
from ingest.word import rows_of
from store.errors import Invalid, TooLarge

MOST_SLIDES = 300
MOST_XML = 10 * 1024 * 1024
MOST_DEPTH = 300
_PART = 64 * 1024
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,4})\.xml")
_DAMAGED = ("This PowerPoint file is damaged and cannot be opened.", "Save it again.")


def read(fetched: Fetched) -> Document:
    blocks: list[Block] = []
    try:
        with zipfile.ZipFile(io.BytesIO(fetched.body)) as archive:
            found = [m for m in map(_SLIDE.fullmatch, archive.namelist()) if m]
            names = sorted({int(m[1]): m[0] for m in found}.items())
            for page, (_, name) in enumerate(names[:MOST_SLIDES], 1):
                slide = _Slide(page)
                with archive.open(name) as stream:
                    slide.feed(stream)
                blocks += slide.blocks
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError) as error:
        raise Invalid(*_DAMAGED) from error
    except (expat.ExpatError, NotImplementedError) as error:
        raise Invalid(*_DAMAGED) from error
    if not blocks:
        raise Invalid("This PowerPoint file holds no words.", "Check that it is the right one.")
    title = next((b.text for b in blocks if b.kind == "heading"), "")
    document = Document(fetched.url, title[:200], "slides", blocks, pages=len(names))
    document.lang = guess_language(" ".join(b.text for b in blocks[:400]))
    if len(names) > MOST_SLIDES:
        document.warnings.append(f"Only the first {MOST_SLIDES} slides were read.")
    return document


class _Slide:
    """One slide: its title is a heading, each paragraph a block, each table row a row."""

    def __init__(self, page: int) -> None:
        self.blocks: list[Block] = []
        self._page = page
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity
        self._depth = 0
        self._title = self._in_text = False
        self._text: list[str] = []
        self._cell: list[str] | None = None
        self._rows: list[list[str]] = []

    def feed(self, stream: IO[bytes]) -> None:
        total = 0
        while part := stream.read(_PART):
            total += len(part)
            if total > MOST_XML:
                raise TooLarge("A slide of this file is too long.", "Split it into smaller files.")
            self._parser.Parse(part, False)
        self._parser.Parse(b"", True)

    def _entity(self, *_: object) -> None:
        raise Invalid("This PowerPoint file holds a trap (XML entities).", "Save it again.")

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Invalid("This PowerPoint file is nested too deeply.", "Save it again.")
        tag = name.rsplit(" ", 1)[-1]
        if tag == "sp":
            self._title = False
        elif tag == "ph":
            self._title = attrs.get("type", "") in ("title", "ctrTitle")
        elif tag == "t":
            self._in_text = True
        elif tag == "br":
            self._text.append("\n")
        elif tag == "tbl":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag == "tc":
            self._cell = []

    def _end(self, name: str) -> None:
        self._depth -= 1
        tag = name.rsplit(" ", 1)[-1]
        if tag == "t":
            self._in_text = False
        elif tag == "p":
            self._paragraph()
        elif tag == "tc" and self._cell is not None and self._rows:
            self._rows[-1].append(fold(" ".join(self._cell)))
            self._cell = None
        elif tag == "tbl":
            for row in rows_of(self._rows, 1):
                self.blocks.append(Block("row", row.text, 0, self._page, "", row.columns, series=1))

    def _characters(self, data: str) -> None:
        if self._in_text:
            self._text.append(data)

    def _paragraph(self) -> None:
        text = tidy("".join(self._text))
        self._text.clear()
        if not text:
            return
        if self._cell is not None:
            self._cell.append(text)
        elif self._title:
            self.blocks.append(Block("heading", fold(text), 1, self._page))
        else:
            self.blocks.append(Block("paragraph", text, 0, self._page))
