"""Made businesses hold ingestion to its bars; `bench/made` says how each is built."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import ingest as bench
from bench.made.pages import Site
from bench.made.sites import SITES
from ingest import read
from ingest.clean import Repeats, clean, lines_of
from ingest.cut import cut
from ingest.nouns import Document, Fetched, Passage

LISTS = Path(__file__).parent / "lists"
ASKED = [json.loads(line) for line in (LISTS / "questions.jsonl").read_text().splitlines()]


def judged(questions: list[dict[str, Any]], passages: dict[str, list[Passage]]) -> list[str]:
    score = bench.Score()
    for question in questions:
        bench._judge(question, passages, score)
    return score.lost


@pytest.mark.parametrize("make", SITES, ids=lambda make: make.__name__)
def test_a_made_site_loses_no_fact_and_no_price(make: Callable[[], Site]) -> None:
    site = make()
    documents: dict[str, Document] = {}
    repeats = Repeats()
    for name, body in site.pages.items():
        document = read.read(Fetched(f"https://business.example/{name}", body))
        repeats.add(document.address, lines_of(document))
        documents[name] = document
    passages = {name: cut(clean(document, repeats)) for name, document in documents.items()}

    assert judged(site.asked, passages) == []


@pytest.mark.parametrize("name", sorted(path.name for path in LISTS.glob("*.pdf")))
def test_a_made_price_list_loses_no_price_and_no_column_head(name: str) -> None:
    document = read.read(Fetched(f"file:///{name}", (LISTS / name).read_bytes()))

    assert judged([q for q in ASKED if q["file"] == name], {name: cut(document)}) == []
    assert not document.unread


def test_each_language_of_a_site_keeps_its_own_and_knows_the_others() -> None:
    site = next(make() for make in SITES if make.__name__ == "winery")
    pages = {
        name: read.read(Fetched(f"https://business.example/{name}", body))
        for name, body in site.pages.items()
    }

    assert {name: page.lang for name, page in pages.items()} == {
        "en.html": "en",
        "de.html": "de",
        "it.html": "it",
    }
    assert pages["en.html"].alternates["de"] == "https://business.example/de.html"
    assert "https://business.example/it.html" in pages["en.html"].links
