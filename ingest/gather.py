"""One source's pages, fetched and read: afterwards each lies in `Pages`, whatever its kind.

    website    robots and sitemap, then page after page, politely; while one is fetched, those
               before it are read by the children
    folder     every document in it; its web pages are one site
    file, text one document

No transaction is open here. How far a crawl is, is noted now and then, so that a killed ingest
goes on; a page that says it did not change is not read again.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from ingest.addresses import key, site
from ingest.browser import Browser
from ingest.building import Building
from ingest.child import Readers
from ingest.clean import lines_of
from ingest.crawl import Crawl
from ingest.echoes import kept_as, looks_like, nobodys_address
from ingest.fetch import Fetcher
from ingest.files import documents_in, fetch_file, fetch_stdin, home_page_first
from ingest.nouns import Document, Fetched
from ingest.pages import Page, Pages, body_hash, page_of
from ingest.robots import text_of
from ingest.summary import Skipped, SourceSummary, Step
from ingest.webpage import BROWSER_READ, JAVASCRIPT_ONLY, NOFOLLOW
from store.crashpoints import reach
from store.errors import ConciergeError, Forbidden, Invalid, NotFound, Unavailable
from store.settings import Ingest
from store.tables import Source

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 4
"""Files or pages in hand at once: each may be 50 MB, and the crawl's order must not wait long."""
NOT_YET = "There was no time for it yet."


@dataclass
class Gathered:
    """What was met of one source. `addresses` are in `Pages`, in reading order; `whole` says that
    nothing that might be there was out of reach; `error` that nothing could be read at all."""

    source: Source
    summary: SourceSummary
    addresses: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    whole: bool = True
    error: ConciergeError | None = None
    lines: dict[str, tuple[list[str], bool]] = field(default_factory=dict)
    """Of each web page met: its lines, and whether it names another address as its own."""

    def skip(self, address: str, reason: str) -> None:
        self.summary.skipped.append(Skipped(address, reason))

    def fail(self, error: ConciergeError) -> None:
        self.error, self.whole, self.summary.error = error, False, error.message


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

    building: Building
    fetcher: Fetcher
    readers: Readers
    limits: Ingest
    read_stdin: Callable[[int], bytes]
    anew: bool = False
    mends: bool = False
    """Reads again what had pages that nobody could read; it did not change, but we may have."""
    browser: Browser | None = None
    """Reads the pages that only a script builds; None unless the owner allows it."""
    until: float | None = None
    """By the monotonic clock: what is not in hand by then is left for another time."""

    def gather(self, source: Source, pages: Pages) -> Gathered:
        told = SourceSummary(source.id, source.address, source.label, source.kind)
        found = Gathered(source, told)
        try:
            if source.kind == "website":
                self._crawl(found, pages)
            else:
                self._read_files(found, pages)
        except ConciergeError as error:
            log.info("%s could not be read: %s", source.address, error)
            found.fail(error)
        return found

    # --- files ------------------------------------------------------------------------------

    def _read_files(self, found: Gathered, pages: Pages) -> None:
        source = found.source
        if source.kind == "text":
            self._read_all(found, pages, [fetch_stdin(self.read_stdin)], alone=True)
        elif source.kind == "file":
            self._read_all(found, pages, [fetch_file(Path(source.address))], alone=True)
        else:
            paths, skipped = documents_in(Path(source.address))
            found.summary.skipped += skipped
            paths = home_page_first(paths)
            total = len(paths)
            waiting = iter(paths)
            while some := list(islice(waiting, SIDE_BY_SIDE)):
                if self._is_late() and found.addresses:
                    self._leave(found, map(str, [*some, *waiting]))
                    break
                self._read_all(found, pages, _fetched(found, some), total=total)
            # In one order whatever was known already: what repeats stays on the first page.
            met = set(found.addresses)
            found.addresses = [str(path) for path in paths if str(path) in met]

    def _read_all(
        self,
        found: Gathered,
        pages: Pages,
        many: Iterable[Fetched],
        *,
        alone: bool = False,
        total: int = 1,
    ) -> None:
        changed = [f for f in many if not self._is_known(found, pages, f.url, f)]
        for fetched, outcome in self.readers.map(changed):
            if isinstance(outcome, ConciergeError):
                if alone:
                    raise _named(outcome, found.summary.label)
                found.skip(fetched.url, outcome.message)
            else:
                self._keep(found, pages, fetched.url, fetched, outcome)
            self._told(found, fetched.url, total)

    def _is_known(self, found: Gathered, pages: Pages, address: str, fetched: Fetched) -> bool:
        page = None if self.anew else pages.get(address)
        if page is None or page.body_hash != body_hash(fetched) or self._reads_better(page):
            return False
        found.addresses.append(address)
        return True

    # --- websites ---------------------------------------------------------------------------

    def _crawl(self, found: Gathered, pages: Pages) -> None:
        crawl = self._begun_crawl(found)
        if crawl.delay:
            self.fetcher.delay = max(self.limits.delay, min(crawl.delay, 10.0))
        with ThreadPoolExecutor(self.readers.workers, thread_name_prefix="page") as threads:
            self._walk(found, pages, crawl, threads)
        for address, reason in crawl.skipped.items():
            found.skip(address, reason)
        self._leave_out_echoes(found, pages, crawl)
        self._note(found, crawl)
        self.fetcher.delay = self.limits.delay

    def _walk(
        self, found: Gathered, pages: Pages, crawl: Crawl, threads: ThreadPoolExecutor
    ) -> None:
        """Fetches in the crawl's order and takes in, in the same order, what was read of it."""
        in_hand: deque[_Visit] = deque()
        while True:
            room = len(in_hand) < SIDE_BY_SIDE and not self._is_late()
            address = crawl.next_address() if room else None
            if address is not None:
                in_hand.append(self._visited(found, pages, crawl, address, threads))
            if not in_hand:
                break
            if address is None or len(in_hand) == SIDE_BY_SIDE or not found.addresses:
                self._take_in(found, pages, crawl, in_hand.popleft())
        if self._is_late():
            self._leave(found, iter(crawl.next_address, None))

    def _take_in(self, found: Gathered, pages: Pages, crawl: Crawl, visit: _Visit) -> None:
        page = self._read_page(found, pages, visit)
        if page is not None and page.document.kind == "webpage":
            found.lines[visit.address] = (lines_of(page.document), bool(page.document.canonical))
        if visit.fetched is not None:
            pages.let_go(visit.address)
        if page is not None:
            document = page.document
            links = [document.canonical, *document.links] if document.canonical else document.links
            crawl.found(document.address, links, NOFOLLOW in document.warnings)
        self._told(found, visit.address, len(found.addresses) + crawl.ahead)
        if self.building.is_note_due():
            self._note(found, crawl)

    def _is_late(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def _leave(self, found: Gathered, addresses: Iterable[str]) -> None:
        for address in addresses:
            found.whole = False
            found.skip(address, NOT_YET)

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
            return lines_of(self.readers.read(fetched))
        except ConciergeError:
            return []

    def _begun_crawl(self, found: Gathered) -> Crawl:
        """Where a killed ingest stopped, or the start, with what robots.txt and sitemap say."""
        noted = self.building.noted(found.source.id)
        if noted:
            found.addresses = list(noted["addresses"])
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
            visit.reading = threads.submit(self.readers.read, visit.fetched)
        return visit

    def _fetch(self, pages: Pages, crawl: Crawl, visit: _Visit) -> None:
        """Sets `known` when the page is as it was, else `fetched`."""
        if (held := pages.held(visit.address)) is not None:
            visit.fetched = held
            return
        known = None if self.anew else pages.get(visit.address)
        if known is not None and self._reads_better(known):
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

    def _reads_better(self, page: Page) -> bool:
        """Whether pages of it that nobody could read may be read now."""
        return self.mends and bool(page.document.unread)

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
            return self._keep(found, pages, address, visit.fetched, document)
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
            built = self.readers.read(seen)
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
            "whole": found.whole,
            "skipped": [[s.address, s.reason] for s in found.summary.skipped],
        }
        self.building.note(found.source.id, state)

    # --- both -------------------------------------------------------------------------------

    def _keep(
        self, found: Gathered, pages: Pages, address: str, fetched: Fetched, document: Document
    ) -> Page:
        page = page_of(address, fetched, document)
        pages.keep(page)
        found.addresses.append(address)
        reach("ingest.document_read")
        return page

    def _told(self, found: Gathered, address: str, total: int) -> None:
        done = len(found.addresses)
        self.building.tell(Step("read", found.summary.label, address, done, total))


def _named(error: ConciergeError, label: str) -> ConciergeError:
    """The same error, saying of which file."""
    if label in error.message:
        return error
    return type(error)(f"{label}: {error.message}", error.hint)


def _fetched(found: Gathered, paths: Iterable[Path]) -> Iterator[Fetched]:
    for path in paths:
        try:
            yield fetch_file(path)
        except ConciergeError as error:
            found.whole = found.whole and isinstance(error, NotFound)
            found.skip(str(path), error.message)
