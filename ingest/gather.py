"""One source's pages, fetched and read: afterwards each lies in `Pages`, whatever its kind.

    website    robots and sitemap, then page after page, politely; while one is fetched, those
               before it are read by the children; then its pictures of menus (gallery.py)
    the rest   files, folders and standard input (filing.py)

No transaction is open here. How far a crawl is, is noted now and then, so that a killed ingest
goes on; a page that says it did not change is not read again.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from ingest.addresses import key, site
from ingest.browser import Browser
from ingest.clean import lines_of
from ingest.crawl import Crawl
from ingest.echoes import kept_as, looks_like, nobodys_address
from ingest.fetch import Fetcher
from ingest.filing import Filing
from ingest.gallery import Gallery
from ingest.gathering import SIDE_BY_SIDE, Gathered, Taking
from ingest.nouns import Document, Fetched
from ingest.pages import Page, Pages, body_hash
from ingest.robots import text_of
from ingest.summary import Skipped, SourceSummary
from ingest.webpage import BROWSER_READ, JAVASCRIPT_ONLY, NOFOLLOW
from store.errors import ConciergeError, Forbidden, Invalid, NotFound, Unavailable
from store.settings import Ingest
from store.tables import Source

log = logging.getLogger(__name__)


@dataclass
class _Visit:
    """One page of a crawl in hand: known already, being read, or refused."""

    address: str
    first: bool
    known: Page | None = None
    fetched: Fetched | None = None
    reading: Future[Document] | None = None
    error: ConciergeError | None = None


@dataclass
class Gatherer:
    """The doors to the outside, and what every source is read with."""

    taking: Taking
    fetcher: Fetcher
    limits: Ingest
    read_stdin: Callable[[int], bytes]
    browser: Browser | None = None
    """Reads the pages that only a script builds; None unless the owner allows it."""

    def gather(self, source: Source, pages: Pages) -> Gathered:
        told = SourceSummary(source.id, source.address, source.label, source.kind)
        found = Gathered(source, told)
        try:
            if source.kind == "website":
                self._crawl(found, pages)
            else:
                Filing(self.taking, found, pages).read(self.read_stdin)
        except ConciergeError as error:
            log.info("%s could not be read: %s", source.address, error)
            found.fail(error)
        return found

    def _crawl(self, found: Gathered, pages: Pages) -> None:
        crawl = self._begun_crawl(found)
        if crawl.delay:
            self.fetcher.delay = max(self.limits.delay, min(crawl.delay, 10.0))
        with ThreadPoolExecutor(self.taking.readers.workers, thread_name_prefix="page") as threads:
            self._walk(found, pages, crawl, threads)
        shown = set(map(key, found.pictures))
        for address, reason in crawl.skipped.items():
            if key(address) not in shown:
                found.skip(address, reason)
        self._leave_out_echoes(found, pages, crawl)
        Gallery(self.taking, self.fetcher, found, pages).look(crawl)
        self._note(found, crawl)
        self.fetcher.delay = self.limits.delay

    def _walk(
        self, found: Gathered, pages: Pages, crawl: Crawl, threads: ThreadPoolExecutor
    ) -> None:
        """Fetches in the crawl's order and takes in, in the same order, what was read of it."""
        in_hand: deque[_Visit] = deque()
        while True:
            room = len(in_hand) < SIDE_BY_SIDE and not self.taking.is_late()
            address = crawl.next_address() if room else None
            if address is not None:
                in_hand.append(self._visited(found, pages, crawl, address, threads))
            if not in_hand:
                break
            if address is None or len(in_hand) == SIDE_BY_SIDE or not found.addresses:
                self._take_in(found, pages, crawl, in_hand.popleft())
        if self.taking.is_late():
            self.taking.leave(found, iter(crawl.next_address, None))

    def _take_in(self, found: Gathered, pages: Pages, crawl: Crawl, visit: _Visit) -> None:
        page = self._read_page(found, pages, visit)
        if page is not None and page.document.kind == "webpage":
            found.lines[visit.address] = (lines_of(page.document), bool(page.document.canonical))
        if visit.fetched is not None:
            pages.let_go(visit.address)
        if page is not None:
            document = page.document
            found.pictures |= document.pictures
            links = [document.canonical, *document.links] if document.canonical else document.links
            crawl.found(document.address, links, NOFOLLOW in document.warnings)
        self.taking.tell(found, visit.address, len(found.addresses) + crawl.ahead)
        if self.taking.building.is_note_due():
            self._note(found, crawl)

    def _leave_out_echoes(self, found: Gathered, pages: Pages, crawl: Crawl) -> None:
        """Pages the site shows for any address, and second addresses of a page that is kept."""
        if len(found.addresses) < 2:
            return
        nothing = self._shown_for_nothing(crawl)
        for address in found.addresses:
            # Those that a killed ingest had met.
            page = None if address in found.lines else pages.get(address)
            if page is not None and page.document.kind == "webpage":
                found.lines[address] = (lines_of(page.document), bool(page.document.canonical))
        lines = {key(address): met[0] for address, met in found.lines.items()}
        kept: list[str] = []
        for number, address in enumerate(found.addresses):
            suspect = address in found.lines and (nothing or found.lines[address][1])
            page = pages.get(address) if suspect else None
            document = page.document if page is not None else None
            if document is None or document.kind != "webpage" or not number:
                kept.append(address)
            elif nothing and looks_like(document, nothing):
                found.skip(address, "The site shows this for addresses that do not exist.")
            elif other := kept_as(document, lines):
                found.skip(address, f"It is another address of {other}.")
            else:
                kept.append(address)
        found.addresses = kept

    def _shown_for_nothing(self, crawl: Crawl) -> list[str]:
        """The lines of what the site answers where it has no page; [] when it says so honestly."""
        root = crawl.robots_address.removesuffix("/robots.txt")
        try:
            fetched = self.fetcher.get(nobodys_address(root))
            return lines_of(self.taking.readers.read(fetched))
        except ConciergeError:
            return []

    def _begun_crawl(self, found: Gathered) -> Crawl:
        """Where a killed ingest stopped, or the start, with what robots.txt and sitemap say."""
        noted = self.taking.building.noted(found.source.id)
        if noted:
            found.addresses = list(noted["addresses"])
            found.pictures = dict(noted.get("pictures", {}))
            found.gone, found.whole = set(noted["gone"]), noted["whole"]
            found.summary.skipped = [Skipped(*pair) for pair in noted["skipped"]]
            return Crawl.resume(noted["crawl"])
        crawl = Crawl(
            found.source.address,
            max_pages=self.limits.max_pages,
            max_depth=self.limits.max_depth,
        )
        crawl.robots(self._text_at(crawl.robots_address))
        for address in crawl.sitemaps:
            crawl.sitemap(self._text_at(address))
        return crawl

    def _text_at(self, address: str) -> str:
        """A robots.txt or sitemap; "" where there is none, or none for us."""
        try:
            return text_of(self.fetcher.get(address).body)
        except ConciergeError:
            return ""

    def _visited(
        self,
        found: Gathered,
        pages: Pages,
        crawl: Crawl,
        address: str,
        threads: ThreadPoolExecutor,
    ) -> _Visit:
        """The page fetched, and its reading begun."""
        visit = _Visit(address, first=not found.addresses and address == crawl.start)
        try:
            self._fetch(pages, crawl, visit)
        except ConciergeError as error:
            visit.error = error
        if visit.fetched is not None and visit.error is None:
            visit.reading = threads.submit(self.taking.readers.read, visit.fetched)
        return visit

    def _fetch(self, pages: Pages, crawl: Crawl, visit: _Visit) -> None:
        """Sets `known` when the page is as it was, else `fetched`."""
        if (held := pages.held(visit.address)) is not None:
            visit.fetched = held
            return
        known = None if self.taking.anew else pages.get(visit.address)
        if known is not None and self.taking.reads_better(known):
            known = None
        fetched = self.fetcher.get(
            visit.address,
            etag=known.etag if known else "",
            last_modified=known.last_modified if known else "",
        )
        if site(fetched.url) != site(crawl.start) and not crawl.moved(fetched.url):
            raise Invalid(f"It leads to another site: {fetched.url[:200]}.")
        same = known and (fetched.status == 304 or known.body_hash == body_hash(fetched))
        if known and same and BROWSER_READ not in known.document.warnings:
            visit.known = known
        else:
            again = fetched.status == 304
            visit.fetched = self.fetcher.get(visit.address) if again else fetched
            pages.hold(visit.address, visit.fetched)

    def _read_page(self, found: Gathered, pages: Pages, visit: _Visit) -> Page | None:
        address = visit.address
        try:
            if visit.error is not None:
                raise visit.error
            if visit.known is not None:
                found.addresses.append(address)
                return visit.known
            assert visit.reading is not None
            assert visit.fetched is not None
            document = self._as_scripts_leave_it(visit.fetched, visit.reading.result())
            return self.taking.keep(found, pages, address, visit.fetched, document)
        except NotFound as error:
            if visit.first:
                raise
            found.gone.add(address)
            found.skip(address, error.message)
        except (Unavailable, Forbidden) as error:
            if visit.first:
                raise
            found.whole = False
            found.skip(address, error.message)
        except ConciergeError as error:
            found.skip(address, error.message)
        return None

    def _as_scripts_leave_it(self, fetched: Fetched, document: Document) -> Document:
        """The page through the browser where its own text is empty; as it came when that fails."""
        if self.browser is None or JAVASCRIPT_ONLY not in document.warnings:
            return document
        try:
            seen = replace(fetched, body=self.browser.page(fetched.url), charset="utf-8")
            built = self.taking.readers.read(seen)
        except ConciergeError as error:
            log.info("%s could not be read by the browser: %s", fetched.url, error)
            return document
        if JAVASCRIPT_ONLY in built.warnings:
            return document
        built.warnings.append(BROWSER_READ)
        return built

    def _note(self, found: Gathered, crawl: Crawl) -> None:
        state = {
            "crawl": crawl.state(),
            "addresses": found.addresses,
            "gone": sorted(found.gone),
            "pictures": found.pictures,
            "whole": found.whole,
            "skipped": [[s.address, s.reason] for s in found.summary.skipped],
        }
        self.taking.building.note(found.source.id, state)
