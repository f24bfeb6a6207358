"""PDF to a `Document`, page by page, with the page numbers a citation needs.

    segments   from the characters' boxes (`pdflines.py`)
    trust      a text layer may be missing, have a wrong character map, or blanks inside words
    OCR        for what the text layer does not tell (`ocr.py`), else the page is named as unread
    blocks     columns, rows, items with their prices (`pdfblocks.py`)

pdfium is not thread-safe and was written for trusted files: call this in the child process only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from ingest.nouns import NO_WORDS_IN_PDF, NOT_NOW, Block, Document, Fetched
from ingest.ocr import completed, segments_of_picture
from ingest.pdfblocks import blocks_of
from ingest.pdfextras import Bookmark, bookmarks_of, fields_of, with_bookmarks
from ingest.pdflines import Segment, lines_of, segments_of, unturned
from ingest.pixels import as_png, of_page
from ingest.text import fold, guess_language, has_price
from store.errors import Invalid, Unavailable

MOST_PAGES = 500
MOST_PICTURES = 60
PICTURES_SECONDS = 180.0
"""All of a file must be read in 300 s."""
PAGE_SECONDS = 20.0
LEAST_CHARACTERS = 20
_ODD = frozenset("¯`^\\{}<>[]~|¤¦¬±µ¶§ÆÝÊË¢¥©®°²³¹º»¼½¾¿×÷\ufffd")
_PASSWORD = 4


def read(
    fetched: Fetched,
    *,
    languages: Sequence[str] = ("eng",),
    alive: Callable[[float], None] = lambda _: None,
    seconds: float = PICTURES_SECONDS,
) -> Document:
    """After `seconds` no further picture is begun. `alive` is called before each slow step with
    the seconds it may take, so that a slow but honest file is not taken for a trap."""
    pdf = _open(fetched.body)
    try:
        count = len(pdf)
        if count < 1:
            raise Invalid("This PDF has no pages.", "Export it again and retry.")
        document = Document(fetched.url, _title(pdf), "pdf", [], pages=min(count, MOST_PAGES))
        if count > MOST_PAGES:
            document.warnings.append(f"Only the first {MOST_PAGES} of its {count} pages were read.")
        pictures = _Pictures(languages, seconds)
        marks = bookmarks_of(pdf)
        for number in range(document.pages):
            alive(PAGE_SECONDS)
            _read_page(pdf, number, document, pictures, alive, marks)
    finally:
        pdf.close()
    if not document.blocks and not document.unread and not document.pictured:
        raise Invalid(NO_WORDS_IN_PDF, "Check that it is the right one.")
    document.lang = guess_language(" ".join(b.text for b in document.blocks[:400]))
    if not document.title:
        document.title = next((b.text for b in document.blocks if b.kind == "heading"), "")[:200]
    return document


def shown(
    fetched: Fetched, pages: Sequence[int], alive: Callable[[float], None] = lambda _: None
) -> Iterator[tuple[int, bytes]]:
    """These pages (1-based) as PNG for a model that sees, without those that cannot be drawn."""
    pdf = _open(fetched.body)
    try:
        for number in pages:
            alive(PAGE_SECONDS)
            try:
                page = pdf[number - 1]
            except pypdfium2.PdfiumError:
                continue
            try:
                yield number, as_png(of_page(page).image)
            except pypdfium2.PdfiumError:
                continue
            finally:
                page.close()
    finally:
        pdf.close()


def _open(body: bytes) -> Any:
    if not body.strip():
        raise Invalid("This PDF is empty.", "Export it again and retry.")
    try:
        pdf = pypdfium2.PdfDocument(body)
        if pdf.get_formtype():
            pdf.init_forms()
        return pdf
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise Invalid(
                "This PDF is locked with a password.", "Save a copy without a password."
            ) from error
        raise Invalid(
            "This PDF is damaged and cannot be opened.", "Export it again and retry."
        ) from error


def _title(pdf: Any) -> str:
    try:
        title = fold(pdf.get_metadata_value("Title"))[:200]
    except (pypdfium2.PdfiumError, ValueError, UnicodeError):
        return ""
    # What programs write there by themselves is no title.
    dull = title.lower().endswith((".doc", ".docx", ".indd", ".ai", ".pub", ".pdf", ".qxd"))
    return "" if dull or title.lower().startswith(("microsoft", "untitled", "unbenannt")) else title


def _read_page(
    pdf: Any,
    number: int,
    document: Document,
    pictures: _Pictures,
    alive: Callable[[float], None],
    marks: dict[int, list[Bookmark]],
) -> None:
    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        document.unread[number + 1] = "The page is damaged."
        return
    try:
        segments, reason = _trusted(page)
        if reason:
            try:
                seen = pictures.read(page, alive)
                # On a turned page the picture stands upright and the text layer does not.
                segments = completed([] if page.get_rotation() else segments, seen)
                document.pictured.append(number + 1)
            except (Unavailable, pypdfium2.PdfiumError) as error:
                document.unread[number + 1] = f"{reason} {error}"
        blocks = [b for part in _by_turn(segments) for b in blocks_of(lines_of(part), number + 1)]
        blocks = with_bookmarks(_one_copy(blocks), marks.get(number, ()), number + 1)
        if pdf.formenv is not None:
            known = fold(" ".join(b.text for b in blocks)).casefold()
            blocks += fields_of(pdf, page, number + 1, known)
        document.blocks += blocks
    finally:
        page.close()


class _Pictures:
    """Reads pages' pictures until a file has had its share."""

    def __init__(self, languages: Sequence[str], seconds: float) -> None:
        self._languages = languages
        self._left = MOST_PICTURES
        self._ends = time.monotonic() + seconds

    def read(self, page: Any, alive: Callable[[float], None]) -> list[Segment]:
        if not self._languages:
            raise Unavailable(NOT_NOW)
        if not self._left:
            raise Unavailable("This file has too many pages of pictures.")
        if self._left < MOST_PICTURES and time.monotonic() > self._ends:
            raise Unavailable("There was no time for more pages of pictures.")
        seen = segments_of_picture(page, self._languages, alive)
        self._left -= 1
        return seen


def _trusted(page: Any) -> tuple[list[Segment], str]:
    """The believable part of the text layer, and why it is not the whole page ("" when it is)."""
    textpage = page.get_textpage()
    try:
        segments = _visible(segments_of(textpage), page.get_cropbox())
    finally:
        textpage.close()
    text = " ".join(s.text for s in segments)
    if len(text) < LEAST_CHARACTERS:
        return segments, "The page has no text, only a picture." if _has_picture(page) else ""
    bad = _bad_fonts(segments)
    if bad:
        clean = [s for s in segments if s.font not in bad or _is_clean(s.text)]
        return clean, "Part of the page's text has a wrong character map."
    tokens = [t for t in text.split() if any(c.isalpha() for c in t)]
    single = sum(len(t) == 1 for t in tokens)
    if len(tokens) >= 40 and single > 0.18 * len(tokens) and _has_letterspacing(segments):
        return [], "The page's text has blanks inside its words."
    return segments, ""


def _visible(segments: list[Segment], crop: tuple[float, float, float, float]) -> list[Segment]:
    """Without what lies off the page or is too small for any eye."""
    least_x, least_y, most_x, most_y = crop
    kept: list[Segment] = []
    for segment in segments:
        left, right, bottom, top = unturned(segment)
        inside = right > least_x and left < most_x and top > least_y and bottom < most_y
        if inside and segment.height > 1.5:
            kept.append(segment)
    return kept


def _by_turn(segments: list[Segment]) -> list[list[Segment]]:
    """What runs in one direction is read together, the direction with most text first."""
    parts: dict[int, list[Segment]] = {}
    for segment in segments:
        parts.setdefault(segment.turn, []).append(segment)
    return sorted(parts.values(), key=lambda part: -sum(len(s.text) for s in part))


def _bad_fonts(segments: list[Segment]) -> set[str]:
    """Fonts whose character map gives symbols where letters are drawn."""
    counts: dict[str, list[int]] = {}
    for segment in segments:
        seen = counts.setdefault(segment.font, [0, 0])
        seen[0] += sum(map(_ODD.__contains__, segment.text))
        seen[1] += len(segment.text) - segment.text.count(" ")
    return {f for f, (odd, total) in counts.items() if total >= 20 and odd > 0.06 * total}


def _is_clean(text: str) -> bool:
    """Words or a price without a single odd symbol, in a font that is not to be trusted.

    Fonts without a name share one entry: the good one beside the bad must not be lost with it.
    """
    if any(c in _ODD for c in text):
        return False
    return has_price(text) or any(len(w) > 3 and w.isalpha() for w in text.split())


def _has_letterspacing(segments: list[Segment]) -> bool:
    """More than a spaced-out title: many segments made of single letters."""
    spaced = sum(len(s.text) > 5 and s.text[1::2].isspace() for s in segments)
    return spaced >= 0.2 * len(segments)


def _has_picture(page: Any) -> bool:
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
    try:
        return any(True for _ in page.get_objects(filter=kinds, max_depth=3))
    except pypdfium2.PdfiumError:
        return False


def _one_copy(blocks: list[Block]) -> list[Block]:
    """A sheet printed several times side by side, to be cut apart, is read once."""
    size = len(blocks)
    for copies in (4, 3, 2):
        part, rest = divmod(size, copies)
        if rest or part < 4:
            continue
        texts = [fold(b.text) for b in blocks]
        if all(texts[:part] == texts[n * part : (n + 1) * part] for n in range(1, copies)):
            return blocks[:part]
    return blocks
