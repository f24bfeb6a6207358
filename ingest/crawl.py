"""Which address of a site comes next. Pure: it fetches nothing and knows no clock.

    crawl = Crawl("https://example.com/")
    crawl.robots(text of /robots.txt)             rules, delay and sitemaps
    for address in crawl.sitemaps: ...            crawl.sitemap(its text)
    while address := crawl.next_address():        nearest to the start first
        crawl.found(address, links of the page)

`state()` can be stored as JSON and `Crawl.resume(state)` goes on where it stopped; a page handed
out but not reported `found` is handed out again. `skipped` says of every address that was seen
and not visited why.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from ingest.addresses import key, normal, pagination_of, site, why_not
from ingest.robots import Robots, parse_robots, parse_sitemap
from store.errors import Invalid

MOST_SKIPPED = 2_000
MOST_VARIANTS = 20
"""Addresses that differ only in their query, beyond which a path is taken for a trap."""
MOST_NUMBERED = 60
"""Numbered pages of one list ("/news/page/61"), beyond which it is taken for endless."""
MOST_SITEMAPS = 50
MOST_OPEN = 16
"""Pages being fetched; what failed is never reported found and leaves at this end."""


class Crawl:
    def __init__(self, start_url: str, *, max_pages: int = 500, max_depth: int = 8) -> None:
        start = normal(start_url)
        if not start:
            raise Invalid("This is not a web address.", "Give one like https://example.com.")
        self.start = start
        self.max_pages = max_pages
        self.max_depth = max_depth
        self.delay = 0.0
        self.skipped: dict[str, str] = {}
        self.sitemaps: list[str] = [f"{_root(start)}/sitemap.xml"]
        self._site = site(start)
        self._robots = Robots()
        self._waiting: deque[tuple[str, int]] = deque([(start, 0)])
        self._depths: dict[str, int] = {key(start): 0}
        self._variants: dict[str, int] = {}
        self._given = 0
        self._open: dict[str, int] = {}

    @property
    def robots_address(self) -> str:
        return f"{_root(self.start)}/robots.txt"

    @property
    def ahead(self) -> int:
        """How many pages are still to come, as far as it is known now."""
        left = max(0, self.max_pages - self._given)
        return len(self._open) + min(len(self._waiting), left)

    def allows(self, address: str) -> bool:
        """Whether something a page shows lies on the site and may be fetched."""
        wanted = normal(address)
        return bool(wanted) and site(wanted) == self._site and self._robots.allows(wanted)

    def next_address(self) -> str | None:
        """The next page to visit, or None when all is visited or the limit is reached."""
        while self._waiting:
            address, depth = self._waiting.popleft()
            if not self._robots.allows(address):
                self._skip(address, "robots.txt asks not to")
                continue
            if self._given >= self.max_pages:
                self._skip(address, f"more than {self.max_pages} pages")
                continue
            self._given += 1
            self._open[address] = depth
            if len(self._open) > MOST_OPEN:
                self._open.pop(next(iter(self._open)))
            return address
        return None

    def found(self, url: str, document_links: Iterable[str], nofollow: bool = False) -> None:
        """Takes in the links of a page. `url` may be where redirects led; that is visited too."""
        here = key(normal(url) or self.start)
        asked = next((address for address in self._open if key(address) == here), "")
        asked = asked or next(iter(self._open), "")
        depth = self._depths.setdefault(here, self._open.pop(asked, 0))
        if nofollow:
            return
        for link in document_links:
            self._consider(link, depth + 1)

    def robots(self, text: str) -> None:
        self._robots = parse_robots(text)
        self.delay = self._robots.delay
        for address in self._robots.sitemaps:
            self._add_sitemap(address)

    def sitemap(self, text: str) -> None:
        """Takes in a sitemap; the further ones it names are added to `sitemaps`."""
        pages, more = parse_sitemap(text)
        for address in more:
            self._add_sitemap(address)
        for page in pages[: 4 * self.max_pages]:
            self._consider(page, 1)

    def moved(self, url: str) -> bool:
        """Whether the start redirected to another host of the same business, which is now the site.

        Only the first page may move the site: "example.com" to "www.example-hotel.com".
        """
        address = normal(url)
        if not address or self._given != 1 or site(address) == self._site:
            return False
        self._site = site(address)
        self.start = address
        self.sitemaps = [f"{_root(address)}/sitemap.xml"]
        return True

    def state(self) -> dict[str, Any]:
        """All of it, as JSON can hold it."""
        return {
            "start": self.start,
            "max_pages": self.max_pages,
            "max_depth": self.max_depth,
            "delay": self.delay,
            "skipped": dict(self.skipped),
            "sitemaps": list(self.sitemaps),
            "rules": [list(rule) for rule in self._robots.rules],
            "waiting": [list(entry) for entry in (*self._open.items(), *self._waiting)],
            "depths": dict(self._depths),
            "variants": dict(self._variants),
            "given": self._given - len(self._open),
        }

    @classmethod
    def resume(cls, state: dict[str, Any]) -> Crawl:
        crawl = cls(state["start"], max_pages=state["max_pages"], max_depth=state["max_depth"])
        crawl.delay = state["delay"]
        crawl.skipped = dict(state["skipped"])
        crawl.sitemaps = list(state["sitemaps"])
        crawl._robots = Robots([(bool(a), str(p)) for a, p in state["rules"]], crawl.delay)
        crawl._waiting = deque((str(address), int(depth)) for address, depth in state["waiting"])
        crawl._depths = dict(state["depths"])
        crawl._variants = dict(state["variants"])
        crawl._given = int(state["given"])
        return crawl

    def _consider(self, link: str, depth: int) -> None:
        address = normal(link)
        if not address or site(address) != self._site:
            return
        name = key(address)
        if name in self._depths:
            return
        self._depths[name] = depth
        if reason := self._objection(address, depth):
            self._skip(address, reason)
            return
        self._waiting.append((address, depth))

    def _objection(self, address: str, depth: int) -> str:
        """Why an address of the site is not put on the list, "" when it is."""
        if reason := why_not(address):
            return reason
        if depth > self.max_depth:
            return f"more than {self.max_depth} links from the start"
        if numbered := pagination_of(address):
            self._variants[numbered] = self._variants.get(numbered, 0) + 1
            if self._variants[numbered] > MOST_NUMBERED:
                return "one of a list's endless pages"
        parts = urlsplit(address)
        if parts.query:
            self._variants[parts.path] = self._variants.get(parts.path, 0) + 1
            if self._variants[parts.path] > MOST_VARIANTS:
                return "one of endless variants of a page"
        if len(self._waiting) > 20 * self.max_pages:
            return f"more than {self.max_pages} pages"
        return ""

    def _skip(self, address: str, reason: str) -> None:
        if len(self.skipped) < MOST_SKIPPED:
            self.skipped[address] = reason

    def _add_sitemap(self, address: str) -> None:
        wanted = normal(address)
        known = wanted in self.sitemaps or len(self.sitemaps) >= MOST_SITEMAPS
        if wanted and not known and site(wanted) == self._site:
            self.sitemaps.append(wanted)


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
