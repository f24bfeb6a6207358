from __future__ import annotations

import json

import pytest

from ingest.crawl import Crawl
from store.errors import Invalid

START = "https://inn.example/"


def visit(crawl: Crawl, site: dict[str, list[str]]) -> list[str]:
    seen = []
    while address := crawl.next_address():
        seen.append(address)
        crawl.found(address, site.get(address, []))
    return seen


def test_pages_come_nearest_first_and_each_once() -> None:
    site = {
        START: [f"{START}a", f"{START}b#top", f"{START}a?utm_source=x", "https://other.example/"],
        f"{START}a": [f"{START}c", START, "https://www.inn.example/b", "http://inn.example/a/"],
    }

    assert visit(Crawl(START), site) == [START, f"{START}a", f"{START}b", f"{START}c"]


def test_robots_txt_is_obeyed_and_its_delay_kept() -> None:
    crawl = Crawl(START)
    crawl.robots(
        "User-agent: evil\nDisallow: /\n\nUser-agent: *\nCrawl-delay: 3\nDisallow: /private\n"
        "Disallow: /*.pdf$\nAllow: /private/menu\nSitemap: https://inn.example/map.xml\n"
    )

    seen = visit(
        crawl, {START: [f"{START}{p}" for p in ("private/x", "private/menu", "a.pdf", "a")]}
    )

    assert seen == [START, f"{START}private/menu", f"{START}a"]
    assert crawl.delay == 3.0
    assert crawl.sitemaps[-1] == "https://inn.example/map.xml"
    assert crawl.skipped[f"{START}a.pdf"] == "robots.txt asks not to"


def test_a_group_that_names_us_is_ours() -> None:
    crawl = Crawl(START)
    crawl.robots("User-agent: *\nDisallow: /\n\nUser-agent: ConciergeBot\nDisallow: /x\n")

    assert visit(crawl, {START: [f"{START}x", f"{START}y"]}) == [START, f"{START}y"]


def test_a_sitemap_and_the_sitemaps_it_names_add_pages() -> None:
    crawl = Crawl(START)
    crawl.sitemap(
        "<sitemapindex><sitemap><loc>https://inn.example/s2.xml</loc></sitemap>"
        "<sitemap><loc>https://evil.example/s.xml</loc></sitemap></sitemapindex>"
    )
    crawl.sitemap("<urlset><url><loc> https://inn.example/a?b=1&amp;c=2 </loc></url></urlset>")

    assert crawl.sitemaps == ["https://inn.example/sitemap.xml", "https://inn.example/s2.xml"]
    assert visit(crawl, {}) == [START, "https://inn.example/a?b=1&c=2"]


@pytest.mark.parametrize(
    "path",
    [
        "logout", "wp-login.php", "cart", "photo.jpg", "style.css", "events?date=2026-01-01",
        "calendar/2026-05", "2026/05/", "shop?orderby=price", "?s=pizza", "a/b/a/b/a/b",
        "x?a=1&b=2&c=3&d=4",
    ],
)  # fmt: skip
def test_what_no_visitor_calls_a_page_is_skipped_with_a_reason(path: str) -> None:
    crawl = Crawl(START)

    assert visit(crawl, {START: [START + path]}) == [START]
    assert list(crawl.skipped.values()) != [""]
    assert len(crawl.skipped) == 1


@pytest.mark.parametrize(
    "path", ["menu.pdf", "rooms?lang=de", "2026/05/summer-menu", "events", "a.docx"]
)
def test_what_a_visitor_calls_a_page_is_visited(path: str) -> None:
    assert visit(Crawl(START), {START: [START + path]}) == [START, START + path]


def test_endless_variants_of_one_page_end() -> None:
    crawl = Crawl(START)

    seen = visit(crawl, {START: [f"{START}list?page={n}" for n in range(500)]})

    assert len(seen) < 30


def test_a_site_without_end_ends_at_the_limits() -> None:
    pages = Crawl(START, max_pages=10)
    seen = visit(pages, {START: [f"{START}{n}" for n in range(100)]})
    deep = Crawl(START, max_depth=2)
    chain = {START: [f"{START}1"], f"{START}1": [f"{START}2"], f"{START}2": [f"{START}3"]}

    assert len(seen) == 10
    assert "more than 10 pages" in pages.skipped.values()
    assert visit(deep, chain) == [START, f"{START}1", f"{START}2"]


def test_a_page_that_asks_not_to_be_followed_is_not() -> None:
    crawl = Crawl(START)
    crawl.next_address()
    crawl.found(START, [f"{START}a"], nofollow=True)

    assert crawl.next_address() is None


def test_a_stopped_crawl_goes_on_where_it_stopped() -> None:
    crawl = Crawl(START)
    crawl.robots("User-agent: *\nDisallow: /x\n")
    crawl.next_address()
    crawl.found(START, [f"{START}a", f"{START}b", f"{START}x"])
    interrupted = crawl.next_address()

    resumed = Crawl.resume(json.loads(json.dumps(crawl.state())))

    assert interrupted == f"{START}a"
    assert visit(resumed, {}) == [f"{START}a", f"{START}b"]


def test_a_redirected_page_is_not_visited_twice() -> None:
    crawl = Crawl(START)
    crawl.next_address()
    crawl.found("https://inn.example/en/home", ["https://inn.example/en/home", f"{START}a"])

    assert visit(crawl, {}) == [f"{START}a"]


def test_the_first_page_may_move_the_site_to_its_real_host() -> None:
    crawl = Crawl("http://inn.example")
    crawl.next_address()

    assert crawl.moved("https://grand-hotel.example/")
    crawl.found("https://grand-hotel.example/", ["https://grand-hotel.example/rooms"])
    assert crawl.next_address() == "https://grand-hotel.example/rooms"


@pytest.mark.parametrize(
    "url", ["", "inn", "ftp://inn.example", "http://[::1", "file:///etc/passwd"]
)
def test_what_is_no_web_address_is_no_start(url: str) -> None:
    with pytest.raises(Invalid):
        Crawl(url)
