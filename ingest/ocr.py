"""Reading a page's picture with the `tesseract` program, when the machine has it.

Two looks at each picture: with its own layout tesseract loses half of a price list's prices; as
"sparse text" it finds words wherever they stand, but spells some worse. Figures are read a third
time, each by itself, and weighed (`figures.py`); of two other readings of one place the surer
stays. Columns and rows are ours to find. One thread: the house has other work.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from PIL import Image

from ingest.figures import Word, settled
from ingest.pdflines import Segment
from ingest.pixels import DPI, Picture, first_look, of_page, second_look
from store.errors import Unavailable

SECONDS = 40
_LEAST_CONFIDENCE = 30.0
_LAYOUT, _SPARSE, _COLUMN = "3", "11", "6"


@cache
def installed_languages() -> frozenset[str]:
    """The languages tesseract can read here; empty when it is not installed."""
    if shutil.which("tesseract") is None:
        return frozenset()
    try:
        done = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    listed = done.stdout.decode("utf-8", "replace").splitlines()[1:]
    return frozenset(name.strip() for name in listed) - {"osd", ""}


def segments_of_picture(
    page: Any, languages: Sequence[str], alive: Callable[[float], None] = lambda _: None
) -> list[Segment]:
    """What a page's picture says, in the page's own points. Unavailable when nobody can read it."""
    known = reading_languages(languages)
    if not known:
        raise Unavailable("The page is a picture, and tesseract is not installed to read it.")
    return segments_of_image(of_page(page), known, alive)


def reading_languages(wanted: Sequence[str]) -> list[str]:
    """Those of the wanted languages tesseract knows here, else English, else none."""
    installed = installed_languages()
    known = [name for name in wanted if name in installed]
    return known or [name for name in ("eng",) if name in installed]


def segments_of_image(
    picture: Picture, known: list[str], alive: Callable[[float], None] = lambda _: None
) -> list[Segment]:
    """The lines of both looks, the surer of two that say something of one place."""

    def look(view: Picture, layout: str) -> list[Word]:
        alive(SECONDS + 5.0)
        return _words(_tesseract(view.image, known, layout), view)

    first = first_look(picture)
    looks = [look(first, _LAYOUT)]
    second = second_look(picture, first, [word.top - word.bottom for word in looks[0]])
    looks.append(look(second, _SPARSE))

    def reread(column: Image.Image) -> list[Word]:
        alive(SECONDS + 5.0)
        return _words(_tesseract(column, known, _COLUMN), Picture(column, 1.0, 0.0, 0.0), -1)

    looks = settled(looks, second, reread)
    best = sorted((s for look in looks for s in _segments(look)), key=lambda s: -s.sure)
    chosen: list[Segment] = []
    for segment in best:
        chosen = completed(chosen, [segment])
    return chosen


def completed(kept: list[Segment], seen: list[Segment]) -> list[Segment]:
    """What is kept stays; what else was seen fills the places it leaves."""
    return kept + [s for s in seen if not any(_overlap(s, k) for k in kept)]


def _overlap(one: Segment, other: Segment) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    along = min(one.top, other.top) - max(one.bottom, other.bottom)
    return across > 0.3 * min(one.right - one.left, other.right - other.left) and along > 0.3 * min(
        one.height, other.height
    )


def _tesseract(picture: Image.Image, languages: list[str], layout: str) -> str:
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(languages), "--dpi", str(int(DPI))]
    command += ["--psm", layout, "tsv"]
    # Unpacked: packing the picture takes longer than drawing it.
    unpacked = io.BytesIO()
    picture.save(unpacked, "PPM")
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            input=unpacked.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable("Reading the page's picture took too long.") from error
    if done.returncode:
        raise Unavailable("The page's picture could not be read.")
    return done.stdout.decode("utf-8", "replace")


def _words(table: str, picture: Picture, upwards: int = 1) -> list[Word]:
    """Tesseract's table of words, with their boxes in points of the page."""
    words: list[Word] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        if float(cells[10]) < _LEAST_CONFIDENCE:
            continue
        left, top, width, height = (int(cell) / picture.scale for cell in cells[6:10])
        left += picture.left
        top = picture.top - upwards * top
        words.append(
            Word(
                cells[11].strip(),
                left,
                left + width,
                top - upwards * height,
                top,
                float(cells[10]) / 100,
                tuple(cells[2:5]),
            )
        )
    return words


def _segments(words: list[Word]) -> list[Segment]:
    """Words of one tesseract line joined where the gap is narrow."""
    segments: list[Segment] = []
    last: tuple[str, ...] = ()
    for word in words:
        height = word.top - word.bottom
        sure = len(word.text) * word.sure**2
        current = segments[-1] if segments else None
        if current and word.line == last and word.left - current.right < 1.1 * current.height:
            current.text += " " + word.text
            current.right = word.right
            current.bottom = min(current.bottom, word.bottom)
            current.top = max(current.top, word.top)
            current.size = current.height
            current.sure += sure
        else:
            box = (word.left, word.right, word.bottom, word.top)
            segments.append(Segment(word.text, *box, height, sure=sure))
        last = word.line
    for segment in segments:
        _loosen(segment)
    return [s for s in segments if _is_word(s.text)]


def _is_word(text: str) -> bool:
    """Ornaments are read as stray letters."""
    return any(c.isdigit() for c in text) or any(len(w.strip("|_~")) > 2 for w in text.split())


def _loosen(segment: Segment) -> None:
    """Boxes hug the ink: a word without tails or tall letters gets the height it would have."""
    low = any(c in "gjpqy,;()[]$" for c in segment.text)
    tall = any(c.isupper() or c.isdigit() or c in "bdfhklt()[]£$€" for c in segment.text)
    height = segment.height
    full = height / (0.5 + 0.25 * tall + 0.25 * low)
    if not low:
        segment.bottom -= 0.25 * full
    if not tall:
        segment.top += 0.25 * full
    segment.size = max(2.0, round(segment.height / 2.0) * 2.0)
