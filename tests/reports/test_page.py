from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from reports import colours, figures, page
from reports import period as periods
from store.db import Store
from store.settings import Settings
from tests.reports.desk import BREAKFAST, Desk

NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
HOSTILE = '<img src=x onerror=alert(1)>"\'><a href="http://evil.example">free</a>'


class Reader(HTMLParser):
    """Collects tags, attributes and text, and whether every tag was closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def told(store: Store, settings: Settings, desk: Desk) -> dict[str, Any]:
    desk.one_question("When is breakfast?", NOON, citations=[BREAKFAST])
    desk.hands_over(desk.asks(desk.opens(NOON), HOSTILE, NOON), NOON, HOSTILE)
    desk.one_question("Pages?", NOON, citations=[{**BREAKFAST, "title": HOSTILE}])
    named = settings.model_copy(
        update={"business": settings.business.model_copy(update={"name": "Fish & <Chips>"})}
    )
    period = periods.days(date(2026, 11, 18), date(2026, 11, 19), settings.business.zone)
    with store.reading() as tx:
        return figures.gather(
            tx, "daily", "Daily report", period, settings=named, now=NOW, late=True
        )


def test_the_page_asks_nobody_for_anything_and_runs_nothing(told: dict[str, Any]) -> None:
    read = Reader(page.to_html(told, "#1f5f5b"))

    tags = {tag for tag, _ in read.tags}
    assert tags <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "body",
            "table",
            "tr",
            "td",
            "div",
            "h1",
            "h2",
            "br",
            "style",
            "main",
            "ol",
            "li",
            "code",
        )
    }
    attributes = {name for _, attrs in read.tags for name in attrs}
    assert not attributes & {"src", "href", "background", "onerror", "class"}
    assert not re.search(r"url\(|@import|javascript:", page.to_html(told, "#1f5f5b"))


def test_the_page_is_well_formed_and_words_of_guests_stay_words(told: dict[str, Any]) -> None:
    read = Reader(page.to_html(told, "#1f5f5b"))

    assert (read.open, read.crossed) == ([], [])
    assert HOSTILE in read.words
    assert any("Fish & <Chips>" in words for words in read.words)


def test_the_page_says_the_same_figures(told: dict[str, Any]) -> None:
    words = " ".join(Reader(page.to_html(told, "#1f5f5b")).words)

    assert "3 conversations, 3 questions; the concierge answered 2 alone (67 %)." in words
    assert "18 to 19 November 2026" in words
    assert "This report is late" in words


@pytest.mark.parametrize("colour", ["#000000", "#1f5f5b", "#c0392b", "#f5e642", "#ffffff"])
def test_every_brand_colour_can_be_read_on_and_seen_on_white(colour: str) -> None:
    ink, bar = colours.ink_on(colour), colours.on_paper(colour)

    assert _contrast(ink, colour) >= 4.5
    assert _contrast(bar, "#ffffff") >= 2.2


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)
