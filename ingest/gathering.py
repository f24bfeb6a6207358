"""What is met of one source, and what taking it in has in common for websites and files."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.building import Building
from ingest.child import Readers
from ingest.nouns import Document, Fetched
from ingest.pages import Page, Pages, page_of
from ingest.summary import Skipped, SourceSummary, Step
from store.crashpoints import reach
from store.errors import ConciergeError
from store.tables import Source

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

    pictures: dict[str, str] = field(default_factory=dict)
    """Pictures the pages show that may hold words, with their captions."""
    wordless: list[str] = field(default_factory=list)
    """Pictures that were looked at and hold none."""

    def skip(self, address: str, reason: str) -> None:
        self.summary.skipped.append(Skipped(address, reason))

    def fail(self, error: ConciergeError) -> None:
        self.error, self.whole, self.summary.error = error, False, error.message


@dataclass
class Taking:
    """How what was read is taken in."""

    building: Building
    readers: Readers
    anew: bool = False
    mends: bool = False
    """Reads again what had pages that nobody could read; it did not change, but we may have."""
    until: float | None = None
    """By the monotonic clock: what is not in hand by then is left for another time."""

    def is_late(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def leave(self, found: Gathered, addresses: Iterable[str]) -> None:
        for address in addresses:
            found.whole = False
            found.skip(address, NOT_YET)

    def reads_better(self, page: Page) -> bool:
        """Whether pages of it that nobody could read may be read now."""
        return self.mends and bool(page.document.unread)

    def keep(
        self, found: Gathered, pages: Pages, address: str, fetched: Fetched, document: Document
    ) -> Page:
        page = page_of(address, fetched, document)
        pages.keep(page)
        found.addresses.append(address)
        reach("ingest.document_read")
        return page

    def tell(self, found: Gathered, address: str, total: int) -> None:
        done = len(found.addresses)
        self.building.tell(Step("read", found.summary.label, address, done, total))
