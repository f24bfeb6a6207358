"""A page of a demonstration's website as its tests see it: tags, attributes, plain words."""

from __future__ import annotations

from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
from selectolax.lexbor import LexborHTMLParser

VOID = {"meta", "link", "img", "br", "input", "hr"}


class Outline(HTMLParser):
    """Every tag in order, with a stack that must come out even."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.astray: list[str] = []
        self.counted: Counter[str] = Counter()
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counted[tag] += 1
        self.attributes.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.astray.append(tag)

    def values(self, *names: str) -> list[str]:
        return [having[name] for _, having in self.attributes for name in names if name in having]


@cache
def outline(page: Path) -> Outline:
    return Outline(page.read_text(encoding="utf-8"))


def words(text: str) -> str:
    return " ".join(text.split())


@cache
def text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as pdf:
            return words("\n".join(page.get_textpage().get_text_range() for page in pdf))
    tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
    return words(tree.body.text(separator=" ") if tree.body else "")
