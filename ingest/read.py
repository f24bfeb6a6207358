"""Bytes to a `Document`, by what they are and not by what they are called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from ingest import diary, letter, pdf, picture, plain, sheet, slides, webpage, word
from ingest.archive import Packed, looks_packed
from ingest.nouns import Document, Fetched
from ingest.text import decode
from store.errors import Invalid, TooLarge

Kind = Literal[
    "webpage",
    "pdf",
    "word",
    "sheet",
    "slides",
    "csv",
    "text",
    "markdown",
    "picture",
    "letter",
    "calendar",
]

MOST_UNPACKED = 60 * 1024 * 1024
MOST_ENTRIES = 5_000
MOST_RATIO = 200
PACKED, UNPACK = "This is a packed archive.", "Unpack it and give the files in it."
READABLE = "Give a web page, PDF, Word, Excel, PowerPoint, CSV, Markdown or text file."

_PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*")
_RECORDINGS = (b"RIFF", b"\x00\x00\x01\x00", b"ID3", b"OggS", b"fLaC")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
_PACKED = (b"7z\xbc\xaf", b"Rar!", b"(\xb5/\xfd")
_MARKUP = (
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<title",
    "<meta",
    "<div",
    "<p>",
    "<h1",
    "<table",
)


_PLAIN_READERS: dict[str, Callable[[Fetched], Document]] = {
    "webpage": webpage.read,
    "word": word.read,
    "slides": slides.read,
    "letter": letter.read,
    "calendar": diary.read,
}


def read(
    fetched: Fetched,
    *,
    languages: Sequence[str] = ("eng",),
    alive: Callable[[float], None] = lambda _: None,
    seconds: float = pdf.PICTURES_SECONDS,
) -> Document:
    """Invalid or TooLarge, with the reason in one sentence, for what cannot be read."""
    kind = sniff(fetched)
    if kind == "pdf":
        return pdf.read(fetched, languages=languages, alive=alive, seconds=seconds)
    if kind == "picture":
        return picture.read(fetched, languages=languages, alive=alive)
    if kind in _PLAIN_READERS:
        return _PLAIN_READERS[kind](fetched)
    if kind in ("sheet", "csv"):
        return sheet.read(fetched, kind)
    return plain.read(fetched, markdown=kind == "markdown")


def shown(
    fetched: Fetched, pages: Sequence[int], alive: Callable[[float], None] = lambda _: None
) -> Iterator[tuple[int, bytes]]:
    """Pages of a PDF, or the one of a picture, as PNG; nothing of anything else."""
    kind = sniff(fetched)
    if kind == "pdf":
        yield from pdf.shown(fetched, pages, alive)
    if kind == "picture":
        yield 1, picture.shown(fetched)


def sniff(fetched: Fetched) -> Kind:
    body = fetched.body
    head = body[:1024]
    if not body.strip(b"\x00 \r\n\t"):
        raise Invalid("This file is empty.", READABLE)
    if b"%PDF-" in head and not _looks_marked_up(head.split(b"%PDF-")[0]):
        return "pdf"
    if head.startswith(b"PK"):
        return _office(body)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("This is an old Office file.", "Save it as DOCX or XLSX and retry.")
    if _is_picture(head):
        return "picture"
    if looks_packed(body):
        raise Packed(PACKED, UNPACK)
    _refuse_binary(head)
    text = decode(body[:4096], fetched.charset)
    if _is_markup(text):
        return "webpage"
    declared = fetched.content_type.partition(";")[0].strip().lower()
    if declared in ("text/html", "application/xhtml+xml"):
        return "webpage"
    if _binary(text):
        raise Invalid("This file is not a document we can read.", READABLE)
    return _textual(text, fetched, declared)


def _textual(text: str, fetched: Fetched, declared: str) -> Kind:
    start = text.lstrip("\ufeff \r\n\t")
    if start.startswith(("<?xml", "<svg")) or declared in ("application/xml", "text/xml"):
        raise Invalid("This is an XML file, not a page for readers.", READABLE)
    if declared == "application/json" or (start[:1] in "[{" and start[1:2] in '"[{\n '):
        raise Invalid("This is a JSON file, not a page for readers.", READABLE)
    if declared == "application/pdf" or "startxref" in text or " 0 obj" in text:
        raise Invalid("This PDF is damaged and cannot be opened.", "Export it again and retry.")
    if start.startswith("BEGIN:VCALENDAR"):
        return "calendar"
    if declared == "message/rfc822" or letter.is_letter(start):
        return "letter"
    name = fetched.url.partition("?")[0].lower()
    if declared == "text/csv" or name.endswith((".csv", ".tsv")) or sheet.is_table(text):
        return "csv"
    if (
        declared == "text/markdown"
        or name.endswith((".md", ".markdown"))
        or plain.is_markdown(text)
    ):
        return "markdown"
    return "text"


def _looks_marked_up(before: bytes) -> bool:
    return b"<html" in before.lower() or b"<!doctype" in before.lower()


def _is_markup(text: str) -> bool:
    start = text.lstrip("\ufeff \r\n\t").lower()[:2000]
    if start.startswith(("<svg", "<rss", "<feed", "<urlset", "<sitemapindex")):
        return False
    if start.startswith("<?xml"):
        return "<html" in start
    return start.startswith("<") and any(tag in start for tag in _MARKUP)


def _is_picture(head: bytes) -> bool:
    return head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _refuse_binary(head: bytes) -> None:
    if head.startswith(_RECORDINGS):
        raise Invalid("This is a recording or an icon, not a document.", READABLE)
    if head.startswith(_PROGRAMS):
        raise Invalid("This is a program, not a document.", READABLE)
    if head.startswith(_PACKED):
        raise Invalid(PACKED, UNPACK)


def _binary(text: str) -> bool:
    odd = sum(ord(c) < 32 and c not in "\t\n\r\f\x1b\x00" for c in text)
    return odd > 0.05 * len(text) or text.count("\x00") > 0.3 * len(text)


def _office(body: bytes) -> Kind:
    """Which Office file a ZIP container is, after its promised sizes have been checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Invalid("This file is damaged and cannot be opened.", READABLE) from error
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise TooLarge("This file unpacks to more than we accept.", "Split it into smaller files.")
    if unpacked > 10 * 1024 * 1024 and unpacked > MOST_RATIO * len(body):
        raise TooLarge("This file unpacks to more than we accept.", "Export it again and retry.")
    if "word/document.xml" in names:
        return "word"
    if "xl/workbook.xml" in names:
        return "sheet"
    if "ppt/presentation.xml" in names:
        return "slides"
    raise Packed(PACKED, UNPACK)
