"""Pictures of a web page that may be a menu, a price list or a timetable, as small places do it.

Reading a picture takes seconds, and most pictures are photographs. What tells: the words of its
name, its description, the link to it or its caption; or a page that shows a large picture and
says next to nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.nouns import Block
from ingest.text import fold, words

MOST_ON_A_PAGE = 4
MOST_LOOKED_AT = 400
LEAST_SIDE = 400
"""Pixels, where the page says how large a picture is shown."""
FEWEST_WORDS = 60
"""A page with fewer words of its own may be its picture."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|tiff?)$", re.IGNORECASE)
_SAYING = re.compile(
    r"men[uùü]|karte\b|karta\b|carta\b|carte\b|speise|getränk|drink|wine|wein|vin[oi]\b|lunch"
    r"|mittag|dinner|preis|price|preci|prix|prezz|tari[fp]|listin|rates?\b|fees?\b|hours|öffnungs"
    r"|oeffnungs|zeiten|horari|horair|orari|schedule|timetable|fahrplan|stundenplan|kursplan|flyer"
    r"|folleto|volantino|programm?e?\b|angebot|oferta|offert|pizza\s?liste|pakete|packages",
    re.IGNORECASE,
)
_DECORATION = re.compile(
    r"logo|icon|favicon|avatar|banner|header|background|hintergrund|sprite|badge|flag|button"
    r"|placeholder|thumb|facebook|instagram|tripadvisor",
    re.IGNORECASE,
)
Joined = Callable[[str, str], str]


def illustrations(
    tree: LexborHTMLParser, blocks: Iterable[Block], base: str, joined: Joined
) -> dict[str, str]:
    """Addresses of pictures worth reading, with what the page says of each."""
    found: dict[str, str] = {}
    for link in tree.css("a[href]")[: 10 * MOST_LOOKED_AT]:
        address = joined(base, link.attributes.get("href") or "")
        about = fold(link.text(deep=True) or _of_picture(link.css_first("img")))
        if _is_picture(address) and says(address, about):
            found[address] = about
    images = tree.css("img")[:MOST_LOOKED_AT]
    for image in images:
        address, about = joined(base, _finest(image)), _about(image)
        if _is_picture(address) and _is_large(image) and says(address, about):
            found.setdefault(address, about)
    if not found and _is_nearly_mute(blocks):
        shown = [image for image in images if _is_large(image) and not _is_decoration(image)]
        if len(shown) == 1 and (address := joined(base, _finest(shown[0]))):
            found[address] = _about(shown[0])
    return dict(list(found.items())[:MOST_ON_A_PAGE])


def says(address: str, about: str) -> bool:
    """Whether a picture's name, or what is said about it, tells of words worth reading."""
    name = unquote(urlsplit(address).path).rsplit("/", 1)[-1]
    telling = re.sub(r"[-_.+\d]+", " ", name)
    return bool(_SAYING.search(f"{telling} {about[:200]}")) and not _DECORATION.search(telling)


def _is_picture(address: str) -> bool:
    return bool(address) and bool(_PICTURE.search(urlsplit(address).path))


def _finest(image: LexborNode) -> str:
    """The largest version a page offers of a picture, also where a script shows it later."""
    attributes = image.attributes
    best, most = "", 0.0
    offered = attributes.get("srcset") or attributes.get("data-srcset") or ""
    for choice in offered.split(", ")[:20]:
        address, _, size = choice.strip().partition(" ")
        width = float(size[:-1]) if re.fullmatch(r"\d{1,5}(?:\.\d)?[wx]", size) else 0.0
        if address and width > most:
            best, most = address, width
    return best or attributes.get("data-src") or attributes.get("src") or ""


def _about(image: LexborNode) -> str:
    """Its description, and the caption of its figure."""
    about = _of_picture(image)
    above = image.parent
    for _ in range(3):
        if above is None or above.tag in ("body", "main"):
            break
        if above.tag == "figure":
            about = f"{about} {above.text(deep=True)}"
            break
        above = above.parent
    return fold(about)[:300]


def _of_picture(image: LexborNode | None) -> str:
    if image is None:
        return ""
    return " ".join(image.attributes.get(name) or "" for name in ("alt", "title"))


def _is_large(image: LexborNode) -> bool:
    """False only where the page says that it is small."""
    for side in ("width", "height"):
        value = (image.attributes.get(side) or "").removesuffix("px").strip()
        if value.isdecimal() and int(value[:6]) < LEAST_SIDE:
            return False
    return True


def _is_decoration(image: LexborNode) -> bool:
    return bool(_DECORATION.search(" ".join(str(v) for v in image.attributes.values() if v)))


def _is_nearly_mute(blocks: Iterable[Block]) -> bool:
    return sum(words(b.text) for b in blocks if b.region == "main") < FEWEST_WORDS
