"""The pages of one source to documents of a generation: clean, cut, find facts, keep.

    count     which lines the site repeats, over all its pages, changed or not
    distil    each page: unchanged is one row of membership; else one short write
    leave     what is gone

What a document holds depends on the pages alone, so a killed ingest ends at the same knowledge.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from ingest.building import Building
from ingest.clean import Repeats, clean, lines_of
from ingest.cut import MOST_PASSAGES, cut
from ingest.embed import keys
from ingest.facts import facts
from ingest.files import STDIN
from ingest.finding import FactFinder
from ingest.gathering import Gathered
from ingest.nouns import CUT_SHORT, Document, Fact, Passage
from ingest.pages import Page, Pages
from ingest.parcel import pack
from ingest.summary import SourceSummary, Step, Unread
from ingest.webpage import JAVASCRIPT_ONLY
from store import library
from store.crashpoints import reach
from store.errors import ConciergeError, Invalid
from store.library import NewDocument, NewFact, NewPassage
from store.tables import Document as Known

CUTTER = "4"
"""Raised when cleaning, cutting or fact finding learn something: documents are made again."""

MENDED = "Give another version of it, or another source."
SAID_OF_WARNINGS = {
    JAVASCRIPT_ONLY: "is built by JavaScript, so most of it could not be read",
    CUT_SHORT: "was too large to be read to its end",
}


def distil(
    building: Building,
    found: Gathered,
    pages: Pages,
    business: str,
    finder: FactFinder | None = None,
) -> SourceSummary:
    """`finder` looks for facts in what the rules leave; only where a page is new or changed."""
    told = found.summary
    with building.store.reading() as tx:
        known = {d.address: d for d in library.documents(tx, building.based_on, found.source.id)}
    site = Distillery(pages, business, finder)
    addresses = site.count(found)
    kept: dict[str, int] = {}
    for done, address in enumerate(addresses, 1):
        document, fingerprint = site.distilled(address)
        before = known.get(document.address)
        if before is not None and before.content_hash == fingerprint:
            told.unchanged += 1
            kept[document.address] = before.id
        else:
            told.read += 1
            kept[document.address] = _stored(building, found, site, address, document, fingerprint)
            reach("ingest.document_stored")
        building.tell(Step("store", told.label, document.address, done, len(addresses)))
    _settle(building, found, known, kept)
    if finder is not None and finder.failure:
        told.warnings.append(f"{told.label}: the model found no more facts: {finder.failure}")
    return told


class Distillery:
    """What is known of one source's pages as a whole."""

    def __init__(self, pages: Pages, business: str, finder: FactFinder | None = None) -> None:
        self._pages = pages
        self._business = business
        self._finder = finder
        self._repeats = Repeats()

    def count(self, found: Gathered) -> list[str]:
        """Takes in every page; returns the addresses worth keeping. Fails a source that says
        nothing."""
        first: dict[str, str] = {}
        worth: list[str] = []
        unreadable = 0
        for address in found.addresses:
            document = self._page(address).document
            words = hashlib.sha256(repr(document.blocks).encode()).hexdigest()
            same = first.setdefault(words, document.address)
            here = first.setdefault(document.address, address)
            if (same != document.address and document.blocks) or here != address:
                found.skip(address, f"It says the same as {same}.")
                continue
            worth.append(address)
            _account(found.summary, document)
            unreadable += JAVASCRIPT_ONLY in document.warnings or not document.blocks
            if document.kind == "webpage":
                self._repeats.add(document.address, lines_of(document))
        if found.error is None and unreadable == len(worth):
            found.fail(self._nothing(found, worth))
        return worth if found.error is None else []

    def _nothing(self, found: Gathered, worth: list[str]) -> ConciergeError:
        label = found.summary.label
        documents = [self._page(address).document for address in worth]
        if any(JAVASCRIPT_ONLY in d.warnings for d in documents):
            return Invalid(
                f"{label} is built by JavaScript, so there is no text to read in it.",
                "Give its texts as files, or ask its maker for pages that work without JavaScript.",
            )
        reasons = [why for d in documents for why in d.unread.values()]
        if reasons:
            return Invalid(f"No page of {label} could be read: {reasons[0]}", MENDED)
        skipped = found.summary.skipped
        if skipped and not worth:
            return Invalid(f"Nothing of {label} could be read: {skipped[0].reason}", MENDED)
        return Invalid(f"There is no text in {label}.", MENDED)

    def distilled(self, address: str) -> tuple[Document, str]:
        """The cleaned document and the mark of all that its passages and facts depend on."""
        document = self._page(address).document
        document = clean(document, self._repeats if document.kind == "webpage" else None)
        by = f"\0{self._finder.name}" if self._finder else ""
        mark = hashlib.sha256(f"{CUTTER}\0{self._business}\0{by}".encode() + pack(document))
        return document, mark.hexdigest()

    def made(self, address: str, document: Document, fingerprint: str) -> NewDocument:
        page = self._page(address)
        passages = cut(document)
        found = facts(document, passages)
        if self._finder is not None:
            found += self._finder.more(passages, found)
        return NewDocument(
            address=document.address,
            title=self._title(document),
            kind=document.kind,
            content_hash=fingerprint,
            lang=document.lang,
            etag=page.etag,
            last_modified=page.last_modified,
            links=document.links,
            pages=document.pages,
            unread=document.unread,
            warnings=document.warnings,
            alternates=document.alternates,
            passages=[self._new_passage(p) for p in passages],
            facts=[_new_fact(fact) for fact in found],
        )

    def _title(self, document: Document) -> str:
        """What guests are told a reply stands on. What nobody named is what the business says."""
        if document.address == STDIN and document.title in ("", STDIN):
            return self._business
        return document.title or PurePath(document.address).name or document.address

    def _new_passage(self, passage: Passage) -> NewPassage:
        body_key, heading_key = keys(passage.text, passage.heading, self._business)
        return NewPassage(
            text=passage.text,
            heading=passage.heading,
            kind=passage.kind,
            page=passage.page,
            anchor=passage.anchor,
            lang=passage.lang,
            body_key=body_key,
            heading_key=heading_key,
            read_by=passage.read_by,
        )

    def _page(self, address: str) -> Page:
        page = self._pages.get(address)
        if page is None:
            raise RuntimeError(f"the page {address} was gathered and is not there")
        return page


def _new_fact(fact: Fact) -> NewFact:
    return NewFact(
        kind=fact.kind,
        subject=fact.subject,
        value=fact.value,
        text=fact.text,
        heading=fact.heading,
        page=fact.page,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
    )


def _account(told: SourceSummary, document: Document) -> None:
    """Every page is accounted for, in the words of the person who reads the summary."""
    for warning in document.warnings:
        if said := SAID_OF_WARNINGS.get(warning):
            told.warnings.append(f"{document.address} {said}.")
        elif " " in warning:
            told.warnings.append(f"{document.address}: {warning}")
    if document.pictured:
        pages = ", ".join(map(str, document.pictured[:20]))
        which = "it was" if document.kind == "picture" else f"pages {pages} were"
        told.warnings.append(
            f"{document.address}: {which} read as a picture. A figure there may be misread, and "
            'one in doubt is kept as "?".'
        )
    told.unread += [Unread(document.address, page, why) for page, why in document.unread.items()]


def _stored(
    building: Building,
    found: Gathered,
    site: Distillery,
    address: str,
    document: Document,
    fingerprint: str,
) -> int:
    """The id of the document as it is kept now; a killed ingest may have kept it already."""
    with building.store.reading() as tx:
        there = library.document_at(tx, building.id, found.source.id, document.address)
    if there is not None and there.content_hash == fingerprint:
        return there.id
    new = site.made(address, document, fingerprint)
    if len(new.passages) >= MOST_PASSAGES:
        most = f"only its first {MOST_PASSAGES:,} passages are kept"
        found.summary.warnings.append(f"{document.address} is very large: {most}.")
    with building.writing() as (tx, generation):
        return library.put_document(tx, generation, found.source, new).id


def _settle(
    building: Building, found: Gathered, known: dict[str, Known], kept: dict[str, int]
) -> None:
    """Unchanged pages stay; what was known and was not met again goes, but only when nothing that
    might be there was out of reach."""
    told = found.summary
    missing = {address for address in known if address not in kept}
    out_of_reach = {a for a in missing if not found.whole and a not in found.gone}
    ids = {*kept.values(), *(known[address].id for address in out_of_reach)}
    with building.writing() as (tx, generation):
        for document in known.values():
            if document.id in ids:
                library.keep_document(tx, generation, document)
        library.leave_out(tx, generation, found.source.id, all_but=ids)
        counted = library.totals(tx, generation.id, found.source.id)
    told.kept, told.gone = len(out_of_reach), sorted(missing - out_of_reach)
    told.passages, told.facts = counted["passages"], counted["facts"]
