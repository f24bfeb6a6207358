"""What the made websites are written with: pages, and questions that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bench.made.asked import Fact, question


@dataclass
class Site:
    """One business. `pages` are bytes by file name, in the encoding the page says (or not)."""

    name: str
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def page(self, file: str, html: str, encoding: str = "utf-8") -> None:
        self.pages[file] = html.encode(encoding)

    def price(self, file: str, item: str, price: str, evidence: str = "", head: str = "") -> None:
        """`evidence` is literal text; without one the item itself is."""
        self._ask(file, Fact(item, price, evidence or item, head))

    def said(self, file: str, *evidence: str) -> None:
        for words in evidence:
            self._ask(file, Fact(words, "", words))

    def _ask(self, file: str, fact: Fact) -> None:
        self.asked.append(question(self.name, len(self.asked) + 1, file, fact))


def framed(title: str, body: str, *, lang: str = "en", head: str = "", foot: str = "") -> str:
    """A page of today, with the navigation and footer all pages of its site share."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}"
        '</head><body><header><a href="index.html">Home</a></header>'
        '<nav><ul><li><a href="index.html">Home</a></li>'
        '<li><a href="prices.html">Prices</a></li></ul></nav>'
        f"<main>{body}</main><footer>{foot}</footer></body></html>"
    )
