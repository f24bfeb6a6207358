"""Figures read from a picture: every reading of one place is weighed, and what stays in doubt is
not told.

    places    where the looks at a picture saw a figure, with all that they read there
    again     each place is cut out, set in a clean column of its own, and read once more
    verdict   the reading most stand by; "?" when too little or too much stands against it

A misread word is a slip that a guest forgives; a misread price is a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from PIL import Image, ImageOps, ImageStat

from ingest.nouns import DOUBTFUL
from ingest.pixels import Picture

MOST_PLACES = 400
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_SHARE = 0.62
_WEIGHT = 0.5
_SHARED = 0.4
_HIGH = 44
"""Pixels of a figure's height when it is read again; with the margins below the most were right."""
_ABOVE, _BESIDE = 0.35, 0.15
_FRAME = 40


@dataclass(frozen=True, slots=True)
class Word:
    """What one look read in one box, in points, y upwards; `sure` is 0 to 1, `line` its line."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    sure: float
    line: tuple[str, ...] = ()


@dataclass(slots=True)
class Place:
    """A box where a figure stands, and what each look (by number) read there."""

    left: float
    right: float
    bottom: float
    top: float
    readings: list[tuple[int, str, float]] = field(default_factory=list)


Reread = Callable[[Image.Image], Sequence[Word]]


def settled(looks: list[list[Word]], finest: Picture, reread: Reread) -> list[list[Word]]:
    """The same words with their figures as most readings have them. `reread` reads one picture of
    lines, and gives its words in pixels from the upper left."""
    places: list[Place] = []
    stand = [[_placed(places, word, number) for word in look] for number, look in enumerate(looks)]
    if not places:
        return looks
    seen = places[:MOST_PLACES]
    for place, words in zip(seen, _again(seen, finest, reread), strict=True):
        # An empty reading says nothing against the others.
        if again := _nearest([f[0] for w in words for f in _figures(w.text)], place):
            place.readings.append((len(looks), again, min(w.sure for w in words)))
    return [
        [_as_settled(word, at) for word, at in zip(look, where, strict=True)]
        for look, where in zip(looks, stand, strict=True)
    ]


def verdict(readings: Sequence[tuple[int, str, float]]) -> str:
    """One vote a look, weighed by how sure it was."""
    votes: dict[str, float] = {}
    written: dict[str, list[tuple[bool, float, str]]] = {}
    by_look = sorted(readings, key=lambda r: (r[0], -r[2]))
    for _, mine in groupby(by_look, key=lambda r: r[0]):
        _, text, sure = next(mine)
        digits = _digits(text)
        votes[digits] = votes.get(digits, 0.0) + sure**2
        # A point is lost in reading more easily than it is made up.
        written.setdefault(digits, []).append((text != digits, sure, text))
    best = max(votes, key=lambda digits: votes[digits])
    if votes[best] < _WEIGHT or votes[best] < _SHARE * sum(votes.values()):
        return DOUBTFUL
    return max(written[best])[2]


def _figures(text: str) -> Iterator[re.Match[str]]:
    """Figures of two digits and more; a single one is mostly a bullet or an ornament."""
    return (found for found in _FIGURE.finditer(text) if len(_digits(found[0])) > 1)


def _placed(places: list[Place], word: Word, look: int) -> list[Place]:
    """The places of a word's figures, each with this reading noted."""
    wide = (word.right - word.left) / max(1, len(word.text))
    standing: list[Place] = []
    for found in _figures(word.text):
        left, right = word.left + wide * found.start(), word.left + wide * found.end()
        place = Place(left, right, word.bottom, word.top)
        there = _best(places, place, found[0], look)
        if there is None:
            there = place
            places.append(place)
        there.readings.append((look, found[0], word.sure))
        standing.append(there)
    return standing


def _best(places: list[Place], box: Place, text: str, look: int) -> Place | None:
    """The place that shares most with a box, when that is nearly half of both together: two prices
    with a stroke between them must not be taken for one. Nor may two that one look gave one box."""
    best, most = None, _SHARED
    for place in places:
        if any(who == look and _digits(was) != _digits(text) for who, was, _ in place.readings):
            continue
        along = min(box.top, place.top) - max(box.bottom, place.bottom)
        if along <= 0.5 * min(box.top - box.bottom, place.top - place.bottom):
            continue
        across = min(box.right, place.right) - max(box.left, place.left)
        shared = across / (max(box.right, place.right) - min(box.left, place.left))
        shared += any(_digits(was) == _digits(text) for _, was, _ in place.readings) and shared > 0
        if shared > most:
            best, most = place, shared
    return best


def _as_settled(word: Word, places: list[Place]) -> Word:
    text, end = "", 0
    for found, place in zip(_figures(word.text), places, strict=True):
        text += word.text[end : found.start()] + verdict(place.readings)
        end = found.end()
    return replace(word, text=text + word.text[end:]) if end else word


def _nearest(seen: list[str], place: Place) -> str:
    """Of the figures read in a cutting the one the looks had too, else the longest; "" if none."""
    known = {_digits(text) for _, text, _ in place.readings}
    agreeing = [text for text in seen if _digits(text) in known]
    return max(agreeing or seen, key=len, default="")


def _again(places: Sequence[Place], picture: Picture, reread: Reread) -> Iterator[list[Word]]:
    """What each place's cutting says by itself, in one more look at all of them."""
    cuttings = [_cutting(place, picture) for place in places]
    wide = max(cutting.width for cutting in cuttings) + 2 * _FRAME
    high = sum(cutting.height + _FRAME for cutting in cuttings) + _FRAME
    column = Image.new("L", (wide, high), 255)
    bounds: list[tuple[int, int]] = []
    down = _FRAME
    for cutting in cuttings:
        column.paste(cutting, (_FRAME, down))
        bounds.append((down, down + cutting.height))
        down += cutting.height + _FRAME
    words = reread(column)
    for top, bottom in bounds:
        middle = [(w, (w.top + w.bottom) / 2) for w in words]
        yield sorted((w for w, m in middle if top <= m <= bottom), key=lambda w: w.left)


def _cutting(place: Place, picture: Picture) -> Image.Image:
    """Dark on light, whatever it was, and of one height."""
    high = max(2.0, (place.top - place.bottom) * picture.scale)
    left = (place.left - picture.left) * picture.scale
    right = (place.right - picture.left) * picture.scale
    top = (picture.top - place.top) * picture.scale
    box = (left - _BESIDE * high, top - _ABOVE * high,
           right + _BESIDE * high, top + (1 + _ABOVE) * high)  # fmt: skip
    cut = picture.image.crop((int(box[0]), int(box[1]), int(box[2]), int(box[3])))
    if cut.width < 1 or cut.height < 1:
        return Image.new("L", (_HIGH, _HIGH), 255)
    if ImageStat.Stat(cut).median[0] < 110:
        cut = ImageOps.invert(cut)
    cut = ImageOps.autocontrast(cut, cutoff=(2, 10))
    factor = _HIGH / high
    size = (min(2_000, max(1, round(cut.width * factor))), max(1, round(cut.height * factor)))
    return cut.resize(size, Image.Resampling.LANCZOS)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
