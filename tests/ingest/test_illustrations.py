from __future__ import annotations

import pytest

from ingest import webpage
from ingest.ocr import installed_languages
from tests.ingest.house import Ingest
from tests.ingest.papers import page, poster
from tests.websites import Website

WORDS = "<p>" + "We cook what the farms around us bring, and bake our own bread every day. " * 6
needs_tesseract = pytest.mark.skipif(not installed_languages(), reason="tesseract is not installed")


def shown(html: str) -> dict[str, str]:
    return webpage.read(page(html)).pictures


def test_a_link_to_a_picture_of_the_menu_is_noted() -> None:
    assert shown(f"{WORDS}<a href='/img/scan1.jpg'>Unsere Speisekarte</a>") == {
        "https://inn.example/img/scan1.jpg": "Unsere Speisekarte"
    }


def test_a_picture_that_is_named_as_a_price_list_is_noted_in_its_finest_version() -> None:
    found = shown(
        f"{WORDS}<figure><img src='s.jpg' srcset='/preisliste-480.jpg 480w, /preisliste.jpg 1600w'"
        " alt=''><figcaption>Preise 2026</figcaption></figure>"
    )

    assert found == {"https://inn.example/preisliste.jpg": "Preise 2026"}


def test_photographs_logos_and_small_pictures_are_left_alone() -> None:
    assert not shown(
        f"{WORDS}<img src='/garden.jpg' alt='Our garden'><img src='/menu-icon.png' alt='Menu'>"
        "<img src='/menu.jpg' width=120 alt='Menu'><a href='/room.jpg'><img src='/room-s.jpg'></a>"
    )


def test_a_page_that_says_nothing_is_its_one_large_picture() -> None:
    assert shown("<h1>Today</h1><img src='/upload/4711.jpg' width=1100>") == {
        "https://inn.example/upload/4711.jpg": ""
    }
    assert not shown("<h1>Rooms</h1><img src='/1.jpg'><img src='/2.jpg'>")


def illustrated(site: Website) -> None:
    link = "<main><a href='/menu.png'>Menu</a> <a href='/lunch.png'>Lunch</a>"
    site.pages["/"] = (site.pages["/"] or "").replace("<main>", link)
    site.files["/menu.png"] = poster(
        "Onion soup     6.85", "Herring salad     8.65", "Walnut bread     3.80"
    )
    site.files["/lunch.png"] = poster()


@needs_tesseract
def test_a_picture_of_the_menu_is_known_under_its_own_address(run: Ingest, site: Website) -> None:
    illustrated(site)

    told = run(site.address).sources[0]

    assert any("Herring salad" in text and "8.65" in text for text in run.knows())
    assert [s.reason for s in told.skipped if s.address.endswith("/lunch.png")] == [
        "No words could be read in this picture."
    ]
    assert any(f"{site.address}menu.png" in warning for warning in told.warnings)
    assert not run(site.address).changed


def test_where_pictures_are_not_read_they_are_named(run: Ingest, site: Website) -> None:
    illustrated(site)
    limits = run.settings.ingest.model_copy(update={"ocr_languages": []})
    run.settings = run.settings.model_copy(update={"ingest": limits})

    told = run(site.address).sources[0]

    assert {s.address.removeprefix(site.address) for s in told.skipped} == {"menu.png", "lunch.png"}


def test_a_picture_that_robots_txt_keeps_is_not_fetched(run: Ingest, site: Website) -> None:
    illustrated(site)
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /menu.png\nDisallow: /lunch.png\n"

    run(site.address)

    assert "/menu.png" not in site.sent
