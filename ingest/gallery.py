"""Pictures of a website that may be a menu, a price list or a timetable, read after its pages.

Each is a document of its own, under its own address. One without words is remembered, so that it
is not looked at again until it changes.
"""

from __future__ import annotations

from ingest.crawl import Crawl
from ingest.fetch import Fetcher
from ingest.gathering import Gathered, Taking
from ingest.nouns import NO_WORDS, Document, Fetched
from ingest.pages import Page, Pages, body_hash, page_of
from store.errors import ConciergeError, Invalid, NotFound, Unavailable

MOST_OF_A_SITE = 20
LEAST_BYTES = 20_000
"""Smaller pictures are ornaments, or thumbnails of what is linked."""
FEWEST_WORDS = 6


class Gallery:
    def __init__(self, taking: Taking, fetcher: Fetcher, found: Gathered, pages: Pages) -> None:
        self._taking = taking
        self._fetcher = fetcher
        self._found = found
        self._pages = pages

    def look(self, crawl: Crawl) -> None:
        """Reads what the pages met show, as far as the site allows it."""
        met = set(self._found.addresses)
        wanted = [
            (address, about)
            for address, about in self._found.pictures.items()
            if address not in met and crawl.allows(address)
        ]
        for address, _ in wanted[MOST_OF_A_SITE:]:
            self._found.skip(address, f"more than {MOST_OF_A_SITE} pictures")
        if self._taking.until is not None:
            # In a hurry words come first.
            self._taking.leave(self._found, (address for address, _ in wanted[:MOST_OF_A_SITE]))
            return
        for address, about in wanted[:MOST_OF_A_SITE]:
            try:
                self._take(address, about)
            except NotFound as error:
                self._found.gone.add(address)
                self._found.skip(address, error.message)
            except ConciergeError as error:
                # What was known of it stays when its server is away.
                self._found.whole = self._found.whole and not isinstance(error, Unavailable)
                self._found.skip(address, error.message)
            self._taking.tell(self._found, address, len(met) + len(wanted))

    def _take(self, address: str, about: str) -> None:
        known = None if self._taking.anew else self._pages.get(address)
        fetched = self._fetcher.get(
            address,
            etag=known.etag if known else "",
            last_modified=known.last_modified if known else "",
        )
        if known and (fetched.status == 304 or known.body_hash == body_hash(fetched)):
            self._keep(known)
            return
        document = self._read(address, about, fetched)
        self._keep(page_of(address, fetched, document))

    def _read(self, address: str, about: str, fetched: Fetched) -> Document:
        if len(fetched.body) < LEAST_BYTES:
            return Document(address, about, "picture", [])
        try:
            document = self._taking.readers.read(fetched)
        except Unavailable as error:
            # It is our reader that is missing, not the picture.
            raise Invalid(error.message) from error
        except Invalid:
            return Document(address, about, "picture", [])
        if document.kind != "picture":
            raise Invalid("It is no picture.")
        document.address, document.title = address, about[:200] or document.title
        return document

    def _keep(self, page: Page) -> None:
        self._pages.keep(page)
        said = " ".join(block.text for block in page.document.blocks)
        if len(said.split()) < FEWEST_WORDS:
            self._found.wordless.append(page.address)
            self._found.skip(page.address, NO_WORDS)
        else:
            self._found.addresses.append(page.address)
