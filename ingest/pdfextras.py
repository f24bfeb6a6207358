"""What a PDF says beside its pages' text: bookmarks, and the labels and choices of form fields."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as raw

from ingest.nouns import Block
from ingest.text import fold

MOST_BOOKMARKS = 1_000
DEEPEST = 4
MOST_FIELDS = 400
MOST_OPTIONS = 40
_LONGEST = 1_000


class Bookmark(NamedTuple):
    title: str
    level: int


def bookmarks_of(pdf: Any) -> dict[int, list[Bookmark]]:
    """Bookmarks by their page (0-based), in order; {} when there are none worth having."""
    found: dict[int, list[Bookmark]] = {}
    try:
        for number, mark in enumerate(pdf.get_toc(max_depth=DEEPEST)):
            target = mark.get_dest()
            page = target.get_index() if target is not None else None
            title = fold(mark.get_title())[:120]
            if page is not None and title:
                found.setdefault(page, []).append(Bookmark(title, mark.level + 1))
            if number >= MOST_BOOKMARKS:
                break
    except (pypdfium2.PdfiumError, ValueError, UnicodeError, RecursionError):
        return {}
    return found


def with_bookmarks(blocks: list[Block], marks: Sequence[Bookmark], page: int) -> list[Block]:
    """A line that is a bookmark is a heading; a page's only bookmark heads it when no line is."""
    titles = {mark.title.casefold(): mark for mark in marks}
    out: list[Block] = []
    for block in blocks:
        mark = titles.pop(fold(block.text).casefold(), None)
        if mark is not None and block.kind in ("paragraph", "heading", "item"):
            block = replace(block, kind="heading", level=mark.level, series=0)
        out.append(block)
    if len(marks) == 1 and titles:
        out.insert(0, Block("heading", marks[0].title, marks[0].level, page))
    return out


def fields_of(pdf: Any, page: Any, number: int, known: str) -> list[Block]:
    """What the fields of a form ask and offer, where the page's own text does not say it."""
    form = pdf.formenv
    if form is None:
        return []
    blocks: dict[str, Block] = {}
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), MOST_FIELDS)
    for index in range(count):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            text = _field(form.raw, annotation, known)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if text:
            blocks[text] = Block("form", text, 0, number)
    return list(blocks.values())


def _field(form: Any, annotation: Any, known: str) -> str:
    if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
        return ""
    label = _text(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    count = min(max(raw.FPDFAnnot_GetOptionCount(form, annotation), 0), MOST_OPTIONS)
    options = [_option(form, annotation, n) for n in range(count)]
    if choices := ", ".join(option for option in options if option):
        return f"{label}: {choices}" if label else choices
    value = _text(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    said = f"{label}: {value}" if label and value not in ("", "Off", "Yes") else label
    return "" if fold(said).casefold() in known or len(said) < 4 else said


def _text(ask: Callable[..., int], form: Any, annotation: Any) -> str:
    size = ask(form, annotation, None, 0)
    if size <= 2:
        return ""
    size = min(size, 2 * _LONGEST)
    room = (ctypes.c_ushort * (size // 2 + 1))()
    ask(form, annotation, room, size)
    return fold(bytes(room).decode("utf-16-le", "replace").partition("\x00")[0])


def _option(form: Any, annotation: Any, number: int) -> str:
    size = raw.FPDFAnnot_GetOptionLabel(form, annotation, number, None, 0)
    if size <= 2:
        return ""
    size = min(size, 2 * _LONGEST)
    room = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetOptionLabel(form, annotation, number, room, size)
    return fold(bytes(room).decode("utf-16-le", "replace").partition("\x00")[0])
