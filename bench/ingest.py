"""How much of what guests ask for survives ingestion, and how fast.

    python bench/ingest.py ../shared/samples

The folder holds one folder per business (pages and PDFs) and `questions.jsonl` with the literal
evidence of each answerable question. Printed per business: evidence found in the passages of its
file, items together with their prices in one passage, lines repeated over pages, pages read and
unread; then pages per second beside BeautifulSoup's `get_text` and pdfplumber's `extract_text`
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
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest import read
from ingest.clean import Repeats, clean, lines_of
from ingest.cut import cut
from ingest.nouns import Document, Fetched, Passage
from ingest.text import has_price
from store.errors import ConciergeError

READABLE = (".html", ".pdf")


@dataclass
class Score:
    """One business's figures."""

    found: int = 0
    asked: int = 0
    together: int = 0
    pairs: int = 0
    repeated: int = 0
    pages: int = 0
    unread: int = 0
    passages: int = 0
    lost: list[str] = field(default_factory=list)


def main(folder: Path) -> None:
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open()]
    spent: dict[str, float] = {}
    print(
        f"{'source':20}{'evidence':>10}{'pairs':>8}{'repeats':>8}{'pages':>6}{'unread':>7}{'pass.':>7}"
    )
    total = Score()
    for source in sorted({q["source"] for q in questions}):
        score = _business(folder / source, [q for q in questions if q["source"] == source], spent)
        _row(source, score)
        for name in (
            "found",
            "asked",
            "together",
            "pairs",
            "repeated",
            "pages",
            "unread",
            "passages",
        ):
            setattr(total, name, getattr(total, name) + getattr(score, name))
        total.lost += score.lost
    _row("all", total)
    for line in total.lost:
        print("lost:", line)
    _speed(folder, spent)


def _row(name: str, score: Score) -> None:
    print(
        f"{name:20}{score.found:>6}/{score.asked:<3}{score.together:>5}/{score.pairs:<3}"
        f"{score.repeated:>6}{score.pages:>7}{score.unread:>6}{score.passages:>8}"
    )


def _business(folder: Path, questions: list[dict[str, Any]], spent: dict[str, float]) -> Score:
    score = Score()
    documents: dict[str, Document] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in READABLE):
        name = str(path.relative_to(folder))
        started = time.process_time()
        try:
            document = read.read(_fetched(path, name))
        except ConciergeError as error:
            score.lost.append(f"{folder.name} {name}: refused, {error.message}")
            continue
        spent[path.suffix] = spent.get(path.suffix, 0.0) + time.process_time() - started
        documents[name] = document
        score.pages += document.pages
        score.unread += len(document.unread)
    passages = _cut(documents, spent)
    score.passages = sum(len(p) for p in passages.values())
    score.repeated = _repeated(passages)
    for question in questions:
        if question["answerable"]:
            _judge(question, passages, score)
    return score


def _fetched(path: Path, name: str) -> Fetched:
    return Fetched(f"https://business.example/{name}", path.read_bytes())


def _cut(documents: dict[str, Document], spent: dict[str, float]) -> dict[str, list[Passage]]:
    started = time.process_time()
    repeats = Repeats()
    for document in documents.values():
        repeats.add(document.address, lines_of(document))
    passages = {n: cut(clean(d, repeats)) for n, d in documents.items()}
    spent["cut"] = spent.get("cut", 0.0) + time.process_time() - started
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
        if _paired(_squeezed(item), question["facts"], own):
            score.together += 1
        else:
            score.lost.append(f"{question['id']}: pair {item}")


def _paired(item: str, facts: list[list[str]], passages: list[Passage]) -> bool:
    """One passage of row kind that names the item and states the price asked for."""
    for passage in passages:
        text = f"{passage.heading}\n{passage.text}"
        if item in _squeezed(text) and has_price(passage.text):
            folded = " ".join(text.split())
            if all(any(re.search(f, folded, re.I | re.S) for f in group) for group in facts):
                return True
    return False


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


def _speed(folder: Path, spent: dict[str, float]) -> None:
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
    ours = spent.get(".html", 0.0) + spent.get("cut", 0.0)
    print(
        f"HTML: {len(pages) / ours:.0f} pages/s read and cut, BeautifulSoup {len(pages) / soup:.0f}"
    )
    read_at, plumbed = count / spent[".pdf"], count / plumber
    print(f"PDF: {read_at:.0f} pages/s (OCR's own time left out), pdfplumber {plumbed:.0f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python bench/ingest.py FOLDER")
    main(Path(sys.argv[1]))
