"""The nouns of ingestion: what is fetched, what is read out of it, and what is kept.

    Fetched → Document (blocks) → Passage and Fact

Readers (`webpage.py`, `pdf.py`, ...) turn bytes into a `Document`; `clean.py` takes away what every
page of a site repeats; `cut.py` makes passages and `facts.py` facts. All of it is pure and
picklable, because reading happens in a child process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "item", "row", "question", "quote", "form"]
FactKind = Literal[
    "hours", "price", "phone", "email", "address", "policy", "clock", "capacity", "payment",
    "validity", "link", "name",
]  # fmt: skip

MOST_PAGE = 10 * 1024 * 1024
"""Bytes of a web page that are fetched and read; what comes after is told to be missing."""
NOT_NOW = "Pictures were not read this time."
NO_WORDS = "No words could be read in this picture."
NO_WORDS_IN_PDF = "This PDF holds no words."
DOUBTFUL = "?"
"""Stands for a figure whose readings disagree."""
CUT_SHORT = "cut-short"
"""A warning of a document: there was more of it than is read."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes as they came, and what the server said. `url` is the address after redirects."""

    url: str
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    status: int = 200
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One visual piece in reading order. `level` is 1-6 for headings, depth for items.
    A heading without text ends the sections of its level and below.

    A table row is one block whose text joins its cells with " | "; `columns` then holds the
    column heads in force, so that a row never loses the meaning of its cells, and `caption` what
    stands over it (a caption, a season's section row). Blocks of one card (a dish, its price, its
    description) share a `group` above 0. Rows and items of one table or list share `series`.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    anchor: str = ""
    columns: tuple[str, ...] = ()
    region: Literal["main", "header", "footer", "nav", "aside"] = "main"
    view: Literal["text", "rows"] = "text"
    caption: str = ""
    group: int = 0
    series: int = 0


@dataclass(slots=True)
class Document:
    """One page or file, read. `unread` names pages (1-based) nobody could read, with the reason."""

    address: str
    title: str
    kind: str
    blocks: list[Block]
    lang: str = ""
    links: list[str] = field(default_factory=list)
    structured: list[dict[str, Any]] = field(default_factory=list)
    pages: int = 1
    unread: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    canonical: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    """Addresses of the same page in other languages (hreflang), by language code."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Addresses of pictures shown on it that may be a menu or a price list, with their captions."""
    pictured: list[int] = field(default_factory=list)
    """Pages (1-based) whose words were read from their picture: a figure there may be misread."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrievable piece. `heading` is the path joined with " > "; `page` is 1-based or None."""

    text: str
    heading: str = ""
    kind: str = "prose"
    page: int | None = None
    anchor: str = ""
    lang: str = ""
    read_by: Literal["text", "ocr"] = "text"
    """`ocr`: read from a picture, where a figure may be misread."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed value read out of a document, with the words it was read from.

    value by kind: hours {"osm": "Mo-Fr 09:00-17:00", "subject": "restaurant"} (OpenStreetMap
    opening_hours grammar); price {"amount": "15.00", "currency": "USD", "item": "18 Holes"};
    phone {"number": "+1 812 358 4529"}; email {"address": ...}; address {"text": ...};
    policy {"topic": "pets", "text": ..., "allowed": "yes"} (also "limit" in hours, "amount");
    clock {"topic": "check-in", "bound": "from", "time": "15:00", "said": "3 pm"};
    capacity {"people": "80", "item": "Garden room"}; payment {"methods": ["Visa", "cash"]};
    validity {"from", "to", "yearly", "scope": "heading", "said"}; link {"url", "label"};
    name {"text": ...}.
    """

    kind: FactKind
    value: dict[str, Any]
    text: str
    subject: str = ""
    heading: str = ""
    page: int | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
