"""What is different between two generations, page by page: only pages that differ are looked into.

The words an owner reads are made of this in `ingest/changes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sqlalchemy import select

from store.db import Tx
from store.tables import Document, Fact, Membership, Passage

_AT_ONCE = 500


class Held(NamedTuple):
    """A passage as a page holds it: what stands over it, and its words."""

    heading: str
    text: str


@dataclass(slots=True)
class PageDifference:
    """One page that is new, gone or changed, with what it held before and holds now."""

    kind: Literal["new", "gone", "changed"]
    source_id: int
    address: str
    title: str
    facts_before: list[Fact] = field(default_factory=list)
    facts_after: list[Fact] = field(default_factory=list)
    passages_before: list[Held] = field(default_factory=list)
    passages_after: list[Held] = field(default_factory=list)


def between(tx: Tx, old: int | None, new: int | None) -> list[PageDifference]:
    """Pages in the order gone, new, changed; within each by source and address."""
    before, after = _pages(tx, old), _pages(tx, new)
    # A page read anew into the same words keeps its row, so equal ids need no look.
    changed = [k for k in before.keys() & after.keys() if before[k].id != after[k].id]
    changed = [k for k in changed if before[k].content_hash != after[k].content_hash]
    told = [
        *_told("gone", sorted(before.keys() - after.keys()), before),
        *_told("new", sorted(after.keys() - before.keys()), after),
        *_told("changed", sorted(changed), after),
    ]
    _fill(tx, told, before, after)
    return told


class _Page(NamedTuple):
    id: int
    content_hash: str
    title: str


_Key = tuple[int, str]


def _pages(tx: Tx, generation_id: int | None) -> dict[_Key, _Page]:
    rows = tx.execute(
        select(
            Document.id,
            Document.source_id,
            Document.address,
            Document.content_hash,
            Document.title,
        )
        .join(Membership, Membership.document_id == Document.id)
        .where(Membership.generation_id == generation_id)
    )
    return {(r.source_id, r.address): _Page(r.id, r.content_hash, r.title) for r in rows}


def _told(
    kind: Literal["new", "gone", "changed"], keys: Sequence[_Key], pages: dict[_Key, _Page]
) -> list[PageDifference]:
    return [PageDifference(kind, key[0], key[1], pages[key].title) for key in keys]


def _fill(
    tx: Tx, told: list[PageDifference], before: dict[_Key, _Page], after: dict[_Key, _Page]
) -> None:
    for pages, facts_of, passages_of in (
        (before, "facts_before", "passages_before"),
        (after, "facts_after", "passages_after"),
    ):
        by_id = {
            pages[key].id: page for page in told if (key := (page.source_id, page.address)) in pages
        }
        for ids in _chunks(sorted(by_id)):
            facts = select(Fact).where(Fact.document_id.in_(ids)).order_by(Fact.id)
            for fact in tx.scalars(facts):
                getattr(by_id[fact.document_id], facts_of).append(fact)
            passages = (
                select(Passage.document_id, Passage.heading, Passage.text)
                .where(Passage.document_id.in_(ids))
                .order_by(Passage.document_id, Passage.ordinal)
            )
            for row in tx.execute(passages):
                getattr(by_id[row.document_id], passages_of).append(Held(row.heading, row.text))


def _chunks(items: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
