"""Pages that are no pages: what a site shows for addresses it does not have, and second addresses.

A "soft 404" answers 200 and says that nothing is there. The site is asked once for an address
nobody has; what looks like that answer is no page. A page whose canonical address is another, and
which says the same, is kept under that one only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from ingest.addresses import key, normal
from ingest.clean import lines_of
from ingest.nouns import Document

ALIKE = 0.9
FEWEST_LINES = 2


def nobodys_address(root: str) -> str:
    """An address of the site that does not exist: always the same, so that an ingest that goes on
    after a kill asks for nothing new."""
    root = root.rstrip("/")
    mark = hashlib.sha256(root.encode()).hexdigest()[:12]
    return f"{root}/concierge-asks-for-no-page-{mark}"


def looks_like(document: Document, other: Collection[str]) -> bool:
    """Whether nearly all lines of either stand in both."""
    lines = set(lines_of(document))
    if min(len(lines), len(other)) < FEWEST_LINES:
        return bool(lines) and lines == set(other)
    return len(lines & set(other)) >= ALIKE * max(len(lines), len(other))


def kept_as(document: Document, lines: Mapping[str, Collection[str]]) -> str:
    """The canonical address under which the same words are kept already, "" when there is none.
    `lines` is by `key`. Sites that name their home page on every page are not believed."""
    canonical = normal(document.canonical) if document.canonical else ""
    if not canonical or key(canonical) == key(normal(document.address) or document.address):
        return ""
    other = lines.get(key(canonical))
    return canonical if other is not None and looks_like(document, other) else ""
