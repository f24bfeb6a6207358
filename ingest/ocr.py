"""Reading a page's picture with the `tesseract` program, when the machine has it.

Two looks at each picture: with its own layout tesseract loses half of a price list's prices; as
"sparse text" it finds words wherever they stand, but spells some worse. Of two readings of one
place the surer stays. Columns and rows are ours to find. 200 dpi found more facts than 300 in our
measurements. One thread: the house has other work.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from ingest.pdflines import Segment
from store.errors import Unavailable

DPI = 200
MOST_PIXELS = 12_000_000
SECONDS = 40
_LEAST_CONFIDENCE = 30.0
_LAYOUTS = ("3", "11")


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
    width, height = page.get_size()
    scale = DPI / 72
    if width * height * scale * scale > MOST_PIXELS:
        scale = (MOST_PIXELS / (width * height)) ** 0.5
    picture = io.BytesIO()
    # Unpacked: packing the picture takes longer than drawing it.
    page.render(scale=scale, grayscale=True).to_pil().save(picture, "PPM")
    return segments_of_image(picture.getvalue(), known, scale, height, alive)


def reading_languages(wanted: Sequence[str]) -> list[str]:
    """Those of the wanted languages tesseract knows here, else English, else none."""
    installed = installed_languages()
    known = [name for name in wanted if name in installed]
    return known or [name for name in ("eng",) if name in installed]


def segments_of_image(
    picture: bytes,
    known: list[str],
    scale: float,
    height: float,
    alive: Callable[[float], None] = lambda _: None,
) -> list[Segment]:
    """`scale` is pixels per point, `height` the picture's height in points."""
    looks: list[list[Segment]] = []
    for layout in _LAYOUTS:
        alive(SECONDS + 5.0)
        table = _tesseract(picture, known, int(72 * scale), layout)
        looks.append(_segments(table, scale, height))
    best = sorted((s for look in looks for s in look), key=lambda s: -s.sure)
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


def _tesseract(picture: bytes, languages: list[str], dpi: int, layout: str) -> str:
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(languages), "--dpi", str(dpi)]
    command += ["--psm", layout, "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            input=picture,
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


def _segments(table: str, scale: float, page_height: float) -> list[Segment]:
    """Words of one tesseract line joined where the gap is narrow."""
    segments: list[Segment] = []
    last: tuple[str, ...] = ()
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        if float(cells[10]) < _LEAST_CONFIDENCE:
            continue
        left, top, width, height = (int(cell) / scale for cell in cells[6:10])
        word = Segment(
            cells[11].strip(),
            left,
            left + width,
            page_height - top - height,
            page_height - top,
            height,
            sure=len(cells[11]) * (float(cells[10]) / 100) ** 2,
        )
        line = tuple(cells[2:5])
        current = segments[-1] if segments else None
        if current and line == last and word.left - current.right < 1.1 * current.height:
            current.text += " " + word.text
            current.right = word.right
            current.bottom = min(current.bottom, word.bottom)
            current.top = max(current.top, word.top)
            current.size = current.height
            current.sure += word.sure
        else:
            segments.append(word)
        last = line
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
