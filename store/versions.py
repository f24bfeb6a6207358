"""One page in several languages: which document says in a guest's language what another says.

A site names its versions (hreflang), and `documents.alternates` keeps what it named. Versions
belong together only where both pages name each other: many sites lead every page to the home page
of the other language, which says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.db import Tx
from store.library import documents
from store.tables import Document

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


def in_language(tx: Tx, generation_id: int | None, lang: str) -> dict[int, int]:
    """Documents in other languages by id, with the id of their version in `lang` ("de"). What is
    found in such a document is better told from its version, where that was found too."""
    wanted = lang[:2].lower()
    known = [d for d in documents(tx, generation_id) if d.alternates and d.lang]
    by_address = {_plain(document.address): document for document in known}
    found: dict[int, int] = {}
    for document in known:
        if document.lang[:2].lower() == wanted:
            continue
        for other in _named(document, by_address):
            if other.lang[:2].lower() == wanted and document in _named(other, by_address):
                found[document.id] = other.id
    return found


def _named(document: Document, by_address: dict[str, Document]) -> Iterator[Document]:
    """The versions a page names, each in the language it is named for."""
    for code, address in document.alternates.items():
        other = by_address.get(_plain(str(address)))
        if other is not None and other.lang[:2].lower() == code[:2].lower():
            yield other


def _plain(address: str) -> str:
    """However a page wrote the address of another."""
    address = address.partition("#")[0].partition("://")[2] or address
    return _INDEX.sub("/", address.lower()).rstrip("/")
