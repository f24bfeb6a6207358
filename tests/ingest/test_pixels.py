from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image

from ingest import pdf
from ingest.nouns import Fetched
from ingest.ocr import installed_languages
from ingest.pixels import COARSE, first_look, of_file, of_page, second_look
from tests.ingest.papers import DISHES, scan
from tests.ingest.papers import pdf as paper


def test_a_coarse_scan_is_taken_as_it_is_and_spread() -> None:
    page = pypdfium2.PdfDocument(scan(100))[0]

    own = of_page(page)
    first = first_look(own)
    second = second_look(own, first, [8.0])

    assert own.image.size == (600, 400)
    assert round(own.dpi) == 100 < COARSE
    assert first.image.size[0] > 1_200 < second.image.size[0]
    assert (round(second.left), round(second.top)) == (0, round(page.get_size()[1]))


def test_large_letters_of_a_coarse_picture_are_not_spread_twice() -> None:
    poster = of_file(Image.new("L", (880, 960)))

    assert second_look(poster, first_look(poster), [30.0, 31.0, 8.0]) is poster


def test_a_page_that_is_drawn_is_drawn_finely_enough_and_seen_the_same_twice() -> None:
    page = pypdfium2.PdfDocument(paper([(50, 700, "Soup")]))[0]

    picture = of_page(page)
    first = first_look(picture)

    assert round(picture.dpi) == 200
    assert second_look(picture, first, [8.0]) is first


def test_a_picture_by_itself_counts_as_a_whole_page() -> None:
    small, large = of_file(Image.new("L", (880, 960))), of_file(Image.new("L", (2_000, 3_000)))

    assert small.dpi < COARSE < large.dpi
    assert second_look(small, first_look(small), [8.0]).image.size[1] > 2_500


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_prices_of_a_coarse_scan_are_read_with_their_dishes() -> None:
    document = pdf.read(Fetched("file:///scan.pdf", scan(100)))
    found = " ".join(b.text for b in document.blocks)

    assert document.pictured == [1]
    assert all(f"{dish} {price}" in found.replace(" | ", " ") for dish, price in DISHES)


@pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")
def test_in_a_hurry_one_picture_is_read_and_the_others_are_named() -> None:
    document = pdf.read(Fetched("file:///scan.pdf", scan(100, pages=3)), seconds=0)

    assert document.pictured == [1]
    assert list(document.unread) == [2, 3]
    assert "no time" in document.unread[2]


def test_where_pictures_are_left_for_later_their_pages_say_so() -> None:
    document = pdf.read(Fetched("file:///scan.pdf", scan(100)), languages=())

    assert document.unread == {
        1: "The page has no text, only a picture. Pictures were not read this time."
    }
