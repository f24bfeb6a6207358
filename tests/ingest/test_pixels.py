from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import pdf
from ingest.nouns import Fetched
from ingest.ocr import installed_languages
from ingest.pixels import COARSE, looks_at, of_file, of_page
from tests.ingest.papers import pdf as paper

DISHES = [("Onion soup", "6.85"), ("Walnut bread", "3.80"), ("Herring salad", "8.65")]


def scan(dpi: int) -> bytes:
    """A page of a menu as a scanner of so many points an inch leaves it, in a PDF."""
    image = Image.new("L", (6 * 300, 4 * 300), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(40)
    for number, (dish, price) in enumerate(DISHES):
        pen.text((150, 200 + 120 * number), dish, font=font, fill=0)
        pen.text((1_300, 200 + 120 * number), price, font=font, fill=0)
    image = image.resize((6 * dpi, 4 * dpi), Image.Resampling.BOX)
    out = io.BytesIO()
    image.convert("RGB").save(out, "PDF", resolution=dpi)
    return out.getvalue()


def test_a_coarse_scan_is_taken_as_it_is_and_spread() -> None:
    page = pypdfium2.PdfDocument(scan(100))[0]

    own = of_page(page)
    first, second = looks_at(own)

    assert own.image.size == (600, 400)
    assert round(own.dpi) == 100 < COARSE
    assert first.image.size[0] > 1_200 < second.image.size[0]
    assert (round(second.left), round(second.top)) == (0, round(page.get_size()[1]))


def test_a_page_that_is_drawn_is_drawn_finely_enough_and_seen_the_same_twice() -> None:
    page = pypdfium2.PdfDocument(paper([(50, 700, "Soup")]))[0]

    picture = of_page(page)
    first, second = looks_at(picture)

    assert round(picture.dpi) == 200
    assert first is second


def test_a_picture_by_itself_counts_as_a_whole_page() -> None:
    small, large = of_file(Image.new("L", (880, 960))), of_file(Image.new("L", (2_000, 3_000)))

    assert small.dpi < COARSE < large.dpi
    assert looks_at(small)[1].image.size[1] > 2_500


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_prices_of_a_coarse_scan_are_read_with_their_dishes() -> None:
    document = pdf.read(Fetched("file:///scan.pdf", scan(100)))
    found = " ".join(b.text for b in document.blocks)

    assert document.pictured == [1]
    assert all(f"{dish} {price}" in found.replace(" | ", " ") for dish, price in DISHES)
