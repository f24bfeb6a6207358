from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest

from ingest import webpage
from ingest.addresses import normal, pagination_of
from ingest.clean import lines_of
from ingest.crawl import MOST_NUMBERED, Crawl
from ingest.echoes import kept_as, looks_like, nobodys_address
from ingest.fetch import Fetcher
from ingest.robots import parse_sitemap, text_of
from tests.ingest.papers import page

SITEMAP = (
    '<urlset xmlns:xhtml="x"><url><loc>https://inn.example/rooms</loc><xhtml:link rel="alternate"'
    ' hreflang="de" href="https://inn.example/de/zimmer"/></url></urlset>'
)


def crawl_of(*links: str) -> Iterator[str]:
    crawl = Crawl("https://inn.example/", max_pages=500)
    crawl.found(crawl.next_address() or "", links)
    while address := crawl.next_address():
        yield address


def test_a_packed_sitemap_is_unpacked_and_a_broken_one_is_none() -> None:
    assert text_of(gzip.compress(SITEMAP.encode())) == SITEMAP
    assert text_of(b"\x1f\x8bbroken") == ""


def test_a_packed_sitemap_unfolds_no_further_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.robots.MOST_UNPACKED", 1_000)

    assert len(text_of(gzip.compress(b"a" * 10_000_000))) == 1_000


def test_a_sitemap_names_the_other_languages_too() -> None:
    pages, _ = parse_sitemap(SITEMAP)

    assert pages == ["https://inn.example/rooms", "https://inn.example/de/zimmer"]


@pytest.mark.parametrize(
    "address",
    [
        "https://inn.example/rooms;jsessionid=ABC123",
        "https://inn.example/(S(abcdefghij0123456789abcd))/rooms",
        "https://inn.example/rooms?PHPSESSID=1&osCsid=2&ASPSESSIONIDQQ=3",
    ],
)
def test_a_session_is_no_part_of_an_address(address: str) -> None:
    assert normal(address) == "https://inn.example/rooms"


def test_a_list_without_end_is_left_at_some_page() -> None:
    links = [f"https://inn.example/news/page/{n}" for n in range(2, 500)]

    assert len(list(crawl_of(*links))) == MOST_NUMBERED
    assert pagination_of("https://inn.example/page-turner") == ""


def test_numbered_pages_of_a_house_are_all_visited() -> None:
    links = [f"https://inn.example/room-{n}.html" for n in range(300)]

    assert len(list(crawl_of(*links))) == 300


def test_a_refresh_and_a_frame_lead_on_like_links() -> None:
    document = webpage.read(
        page(
            '<meta http-equiv="Refresh" content="0; URL=/start.html"><frameset><frame src=menu.htm>'
            "</frameset>"
        )
    )

    assert document.links == ["https://inn.example/start.html", "https://inn.example/menu.htm"]


NOWHERE = "<title>Inn</title><h1>Oh no</h1><p>We looked everywhere.</p><p>Try the home page.</p>"


def test_a_page_like_the_answer_to_an_address_nobody_has_is_no_page() -> None:
    nothing = lines_of(webpage.read(page(NOWHERE)))

    assert looks_like(webpage.read(page(NOWHERE, "https://inn.example/old")), nothing)
    assert not looks_like(webpage.read(page("<h1>Oh no</h1><p>Our bar.</p>")), nothing)
    assert nobodys_address("https://inn.example") == nobodys_address("https://inn.example/")


def test_a_second_address_goes_only_when_it_says_the_same() -> None:
    head = '<link rel="canonical" href="https://inn.example/">'
    home = webpage.read(page("<p>Welcome.</p><p>Nine rooms.</p>", "https://inn.example/"))
    known = {"inn.example/?": lines_of(home)}

    same = webpage.read(page(head + "<p>Welcome.</p><p>Nine rooms.</p>"))
    other = webpage.read(page(head + "<p>Dogs stay for 10 €.</p><p>Cats too.</p>"))

    assert kept_as(same, known) == "https://inn.example/"
    assert kept_as(other, known) == ""


def test_who_asks_us_to_wait_is_asked_less_often_from_then_on() -> None:
    answers = [httpx.Response(429, headers={"retry-after": "2"}), httpx.Response(200, text="ok")]
    slept: list[float] = []
    transport = httpx.MockTransport(lambda _: answers.pop(0))

    with Fetcher(delay=0.2, transport=transport, sleep=slept.append) as fetcher:
        assert fetcher.get("https://inn.example/").body == b"ok"
        assert 2.0 in slept
        assert fetcher.delay == 0.4
