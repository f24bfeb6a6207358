"""How much of what guests ask for survives ingestion, and how fast.

    python bench/ingest.py ../shared/samples
    python bench/ingest.py --made [--quick]     businesses made for this (bench/made), no speed

The folder holds one folder per business (pages and PDFs) and `questions.jsonl` with the literal
evidence of each answerable question. Printed per business: evidence found in the passages of its
file, items together with their prices (and column head) in one passage, the right price first after
the item, lines repeated over pages, pages read and unread; then pages per second beside
BeautifulSoup's `get_text` and pdfplumber's `extract_text`
over the same files in the same run.
"""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest import read
from ingest.clean import Repeats, clean, lines_of
from ingest.cut import cut
from ingest.nouns import Document, Fetched, Passage
from ingest.text import PRICE, has_price
from store.errors import ConciergeError

READABLE = (".html", ".pdf")


@dataclass
class Score:
    """One business's figures."""

    found: int = 0
    asked: int = 0
    together: int = 0
    pairs: int = 0
    first: int = 0
    priced: int = 0
    repeated: int = 0
    pages: int = 0
    unread: int = 0
    passages: int = 0
    lost: list[str] = field(default_factory=list)


COUNTED = (
    *("found", "asked", "together", "pairs", "first", "priced"),
    *("repeated", "pages", "unread", "passages"),
)


def main(folder: Path, *, quick: bool = False) -> None:
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open()]
    print(
        f"{'source':20}{'evidence':>10}{'pairs':>9}{'first':>9}"
        f"{'repeats':>8}{'pages':>6}{'unread':>7}{'pass.':>7}"
    )
    total = Score()
    for source in sorted({q["source"] for q in questions}):
        score = _business(folder / source, [q for q in questions if q["source"] == source])
        _row(source, score)
        for name in COUNTED:
            setattr(total, name, getattr(total, name) + getattr(score, name))
        total.lost += score.lost
    _row("all", total)
    for line in total.lost:
        print("lost:", line)
    if not quick:
        _speed(folder)


def _row(name: str, score: Score) -> None:
    print(
        f"{name:20}{score.found:>6}/{score.asked:<3}{score.together:>5}/{score.pairs:<3}"
        f"{score.first:>5}/{score.priced:<3}{score.repeated:>8}{score.pages:>6}{score.unread:>7}{score.passages:>7}"
    )


def _business(folder: Path, questions: list[dict[str, Any]]) -> Score:
    score = Score()
    documents: dict[str, Document] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in READABLE):
        name = str(path.relative_to(folder))
        try:
            document = read.read(_fetched(path, name))
        except ConciergeError as error:
            score.lost.append(f"{folder.name} {name}: refused, {error.message}")
            continue
        documents[name] = document
        score.pages += document.pages
        score.unread += len(document.unread)
    passages = _cut(documents)
    score.passages = sum(len(p) for p in passages.values())
    score.repeated = _repeated(passages)
    for question in questions:
        if question["answerable"]:
            _judge(question, passages, score)
    return score


def _fetched(path: Path, name: str) -> Fetched:
    return Fetched(f"https://business.example/{name}", path.read_bytes())


def _cut(documents: dict[str, Document]) -> dict[str, list[Passage]]:
    repeats = Repeats()
    for document in documents.values():
        repeats.add(document.address, lines_of(document))
    passages = {n: cut(clean(d, repeats)) for n, d in documents.items()}
    return passages


def _judge(question: dict[str, Any], passages: dict[str, list[Passage]], score: Score) -> None:
    own = passages.get(question["file"], [])
    anywhere = [p for ps in passages.values() for p in ps]
    score.asked += 1
    squeezed = _alphanumeric if "letters" in question.get("verified", "") else _squeezed
    evidence = squeezed(question["evidence"])
    if any(evidence in squeezed(f"{p.heading}\n{p.text}") for p in own):
        score.found += 1
    elif any(evidence in squeezed(p.text) for p in anywhere):
        # A repeated line is kept once, on another page: found by a guest all the same.
        score.found += 1
    else:
        score.lost.append(f"{question['id']}: {question['evidence']}")
    if item := question.get("item"):
        score.pairs += 1
        named = _naming(_squeezed(item), question.get("head", ""), own)
        if any(_states(question["facts"], text) for text in named):
            score.together += 1
        else:
            score.lost.append(f"{question['id']}: pair {item} {question.get('head', '')}")
        if not any(c.isdigit() for group in question["facts"] for fact in group for c in fact):
            return  # what is asked for is a name, and no price is right or wrong
        score.priced += 1
        # Of several rows that name the item ("2nd year", "3rd year") the one asked for.
        own_row = [text for text in named if evidence in squeezed(text)]
        after = _first_price(_squeezed(item), question.get("head", ""), own_row or named)
        if _states(question["facts"], after):
            score.first += 1


def _naming(item: str, head: str, passages: list[Passage]) -> list[str]:
    """Passages that state a price and name the item, and what the price is true under."""
    texts = [f"{p.heading}\n{p.text}" for p in passages if has_price(p.text)]
    texts = [t for t in texts if item in _squeezed(t) and _squeezed(head) in _squeezed(t)]
    return sorted((" ".join(t.split()) for t in texts), key=len)


def _states(facts: list[list[str]], text: str) -> bool:
    return bool(text) and all(any(re.search(f, text, re.I | re.S) for f in fs) for fs in facts)


def _first_price(item: str, head: str, named: list[str]) -> str:
    """The price a quick reader takes: the first after the item in the shortest passage (after its
    column head, when the row says it), or the last before it where prices stand first."""
    for text in named[:1]:
        words = _squeezed(text)
        begins = words.rindex(item) + len(item)
        named_later = words.find(_squeezed(head), begins) if head else -1
        after = PRICE.search(words, named_later if named_later >= 0 else begins)
        if after is not None:
            return after[0]
        before = list(PRICE.finditer(words[:begins]))
        return before[-1][0] if before else ""
    return ""


def _squeezed(text: str) -> str:
    """Whitespace folded; cell marks and runs of leaders are whitespace too."""
    text = unicodedata.normalize("NFKC", text)
    return " ".join(re.sub(r"\||…|\.{2,}|_{2,}", " ", text).split()).lower()


def _alphanumeric(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _repeated(passages: dict[str, list[Passage]]) -> int:
    """Lines that still stand on over half of a site's pages."""
    if len(passages) < 3:
        return 0
    counts: Counter[str] = Counter()
    for found in passages.values():
        counts.update({line for p in found for line in _squeezed(p.text).split("\n")})
    return sum(2 * count > len(passages) for count in counts.values())


def _speed(folder: Path) -> None:
    import pdfplumber
    from bs4 import BeautifulSoup

    pages = sorted(folder.rglob("*.html"))
    started = time.process_time()
    for page in pages:
        BeautifulSoup(page.read_bytes(), "html.parser").get_text()
    soup = time.process_time() - started
    files = sorted(folder.rglob("*.pdf"))
    started = time.process_time()
    count = 0
    for path in files:
        with pdfplumber.open(path) as pdf:
            for sheet in pdf.pages:
                sheet.extract_text()
                count += 1
    plumber = time.process_time() - started
    started = time.process_time()
    for page in pages:
        cut(read.read(_fetched(page, page.name)))
    ours = time.process_time() - started
    started = time.process_time()
    for path in files:
        cut(read.read(_fetched(path, path.name), languages=()))
    paper = time.process_time() - started
    if pages:
        print(
            f"HTML: {len(pages) / ours:.0f} pages/s read and cut, BeautifulSoup"
            f" {len(pages) / soup:.0f}: {soup / ours:.2f} of it"
        )
    if count:
        print(
            f"PDF: {count / paper:.0f} pages/s read and cut without OCR, pdfplumber"
            f" {count / plumber:.0f}: {plumber / paper:.1f} times it"
        )


def made(*, quick: bool) -> None:
    from bench.made.write import write_papers, write_sites

    with TemporaryDirectory(prefix="concierge-made-") as folder:
        main(write_sites(Path(folder) / "sites"), quick=True)
        main(write_papers(Path(folder) / "papers"), quick=quick)


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    quick = "--quick" in sys.argv
    if "--made" in sys.argv:
        made(quick=quick)
    elif len(given) == 1:
        main(Path(given[0]), quick=quick)
    else:
        sys.exit("usage: python bench/ingest.py FOLDER | --made [--quick]")
