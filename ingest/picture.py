"""A picture of a menu or a notice to a `Document`, when tesseract is installed to read it.

Its size is judged before a single pixel is unpacked: a few bytes may promise gigabytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.nouns import NO_WORDS, NOT_NOW, Document, Fetched
from ingest.ocr import reading_languages, segments_of_image
from ingest.pdfblocks import blocks_of
from ingest.pdflines import lines_of
from ingest.pixels import MOST_PIXELS, as_png, of_file
from ingest.text import guess_language
from store.errors import Invalid, TooLarge, Unavailable

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
MOST_UNPACKED = 60_000_000
FEWEST_PIXELS = 10_000


def read(
    fetched: Fetched,
    *,
    languages: Sequence[str] = ("eng",),
    alive: Callable[[float], None] = lambda _: None,
) -> Document:
    if not languages:
        raise Unavailable(NOT_NOW)
    picture = _opened(fetched.body)
    known = reading_languages(languages)
    if not known:
        raise Unavailable(
            "This is a picture, and tesseract is not installed to read it.",
            "Install tesseract, or give the text as a file.",
        )
    segments = segments_of_image(of_file(picture), known, alive)
    blocks = blocks_of(lines_of(segments), 1)
    if not blocks:
        raise Invalid(NO_WORDS, "Give a sharper one.")
    name = fetched.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    title = next((b.text for b in blocks if b.kind == "heading"), name)
    lang = guess_language(" ".join(b.text for b in blocks))
    return Document(fetched.url, title[:200], "picture", blocks, lang=lang, pictured=[1])


def shown(fetched: Fetched) -> bytes:
    """As PNG, for a model that sees."""
    return as_png(_opened(fetched.body))


def _opened(body: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(body), formats=FORMATS)
            wide, high = picture.size
            if wide * high > MOST_UNPACKED:
                raise TooLarge("This picture is too large to be read.", "Give a smaller one.")
            if wide * high < FEWEST_PIXELS:
                raise Invalid("This picture is too small to hold words.", "Give a larger one.")
            picture.draft("L", (2_800, 4_000))
            grey = ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Invalid("This picture cannot be opened.", "Save it as PNG or JPEG.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Invalid("This picture is damaged and cannot be read.", "Save it again.") from error
    if grey.size[0] * grey.size[1] > MOST_PIXELS:
        shrink = (MOST_PIXELS / (grey.size[0] * grey.size[1])) ** 0.5
        grey = grey.resize((int(grey.size[0] * shrink), int(grey.size[1] * shrink)))
    return grey
