"""DOCX to a `Document`: the body in its order, tables between paragraphs, no fields executed.

python-docx is not asked for text: it spends gigabytes on hostile bodies. The XML is read as a
stream with entities refused, and only what a reader sees is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from ingest.nouns import CUT_SHORT, Block, Document, Fetched
from ingest.text import fold, guess_language, tidy
from store.errors import Invalid, TooLarge

MOST_XML = 40 * 1024 * 1024
MOST_BLOCKS = 20_000
MOST_DEPTH = 500
_HEADING = re.compile(
    r"^(?:heading|überschrift|berschrift|titolo|titre|ttulo|título)\s?(\d)", re.IGNORECASE
)
_PART = 64 * 1024


def read(fetched: Fetched) -> Document:
    body = _Body()
    try:
        with zipfile.ZipFile(io.BytesIO(fetched.body)) as archive:
            with archive.open("word/document.xml") as stream:
                body.feed(stream)
            title = _title(archive)
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as e:
        raise Invalid("This Word file is damaged and cannot be opened.", "Save it again.") from e
    except expat.ExpatError as error:
        raise Invalid(
            "This Word file is damaged and cannot be opened.", "Save it again."
        ) from error
    if not body.blocks:
        raise Invalid("This Word file holds no words.", "Check that it is the right one.")
    heading = next((b.text for b in body.blocks if b.kind == "heading"), "")
    text = " ".join(b.text for b in body.blocks[:400])
    document = Document(fetched.url, (title or heading)[:200], "word", body.blocks)
    document.lang = guess_language(text)
    if len(body.blocks) >= MOST_BLOCKS:
        document.warnings.append(CUT_SHORT)
    return document


def _title(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("docProps/core.xml") as stream:
            core = stream.read(_PART).decode("utf-8", "replace")
    except KeyError:
        return ""
    found = re.search(r"<dc:title>([^<]{1,200})</dc:title>", core)
    return fold(found.group(1)) if found else ""


class _Body:
    """Reads the body as a stream of tags: paragraphs, list items, table rows."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity
        self._text: list[str] = []
        self._style = ""
        self._listed = self._hidden = self._in_text = False
        self._depth = self._tables = self._series = 0
        self._rows: list[list[str]] = []
        self._cell: list[str] = []

    def feed(self, stream: object) -> None:
        total = 0
        while part := stream.read(_PART):  # type: ignore[attr-defined]
            total += len(part)
            if total > MOST_XML:
                raise TooLarge("This Word file is too long.", "Split it into smaller files.")
            self._parser.Parse(part, False)
        self._parser.Parse(b"", True)

    def _entity(self, *_: object) -> None:
        raise Invalid("This Word file holds a trap (XML entities).", "Save it again from Word.")

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Invalid("This Word file is nested too deeply.", "Save it again from Word.")
        tag = name.rsplit(" ", 1)[-1]
        value = next((v for k, v in attrs.items() if k.endswith(" val")), "")
        if tag == "p":
            self._style, self._listed = "", False
        elif tag == "r":
            self._hidden = False
        elif tag in ("vanish", "webHidden"):
            self._hidden = value not in ("0", "false")
        elif tag == "pStyle":
            self._style = value
        elif tag == "numPr":
            self._listed = True
        elif tag == "t":
            self._in_text = True
        elif tag in ("br", "cr"):
            self._text.append("\n")
        elif tag == "tab":
            self._text.append("\t")
        elif tag == "tbl":
            self._tables += 1
            if self._tables == 1:
                self._rows = []
        elif tag == "tr" and self._tables == 1:
            self._rows.append([])
        elif tag == "tc" and self._tables == 1:
            self._cell = []

    def _end(self, name: str) -> None:
        self._depth -= 1
        tag = name.rsplit(" ", 1)[-1]
        if tag == "t":
            self._in_text = False
        elif tag == "p":
            self._paragraph()
        elif tag == "tc" and self._tables == 1 and self._rows:
            self._rows[-1].append(fold(" ".join(self._cell)))
        elif tag == "tbl":
            self._tables -= 1
            if not self._tables:
                self._table()

    def _characters(self, data: str) -> None:
        if self._in_text and not self._hidden:
            self._text.append(data)

    def _paragraph(self) -> None:
        text = tidy("".join(self._text).replace("\t", " | " if self._tables == 0 else " "))
        self._text.clear()
        if not text or len(self.blocks) >= MOST_BLOCKS:
            return
        if self._tables:
            self._cell.append(text)
            return
        found = _HEADING.match(self._style)
        if found or self._style.lower() == "title":
            self.blocks.append(Block("heading", text, int(found.group(1)) if found else 1))
            self._series += 1
        elif self._listed:
            self.blocks.append(Block("item", text, 1, series=self._series + 1))
        else:
            self.blocks.append(Block("paragraph", text))

    def _table(self) -> None:
        self._series += 2
        self.blocks += rows_of(self._rows, self._series)
        self._rows = []


def rows_of(rows: list[list[str]], series: int) -> list[Block]:
    """Rows under a first row of words without figures, which then names the columns."""
    filled = [row for row in rows if any(row)]
    columns: tuple[str, ...] = ()
    caption = ""
    blocks: list[Block] = []
    for number, row in enumerate(filled):
        full = [cell for cell in row if cell]
        if number == 0 and len(filled) > 1 and len(full) > 1 and _is_head(row, filled[1:4]):
            columns = tuple(row)
        elif len(full) == 1 and len(row) > 1 and number + 1 < len(filled) and row[0]:
            caption = full[0]
        else:
            text = " | ".join(row) if columns else " | ".join(full)
            blocks.append(Block("row", text, columns=columns, caption=caption, series=series))
    return blocks


def _is_head(row: list[str], following: list[list[str]]) -> bool:
    if any(any(c.isdigit() for c in cell) for cell in row):
        return False
    return any(any(c.isdigit() for c in " ".join(r)) for r in following) or all(row)
