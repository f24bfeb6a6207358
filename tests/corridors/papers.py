"""Generated folders and websites in two editions, and what a house knows of them.

A seed decides what they say. The second edition changes some pages, loses one and gains one.
"""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import text

from store import generations, library
from store.db import Store
from tests.websites import page

PAGES = 4
TOPICS = ("Breakfast", "Parking", "Dogs", "Sauna", "Bicycles", "Late arrival", "Cots", "Boats")


def edition(seed: int, number: int) -> dict[str, str]:
    """Pages by path, "/" among them; `number` is 1 or 2."""
    chance = random.Random(seed)
    topics = chance.sample(TOPICS, PAGES)
    pages = {}
    for place, topic in enumerate(topics):
        again = number if place % 2 else 1
        pages[f"/{topic.lower().replace(' ', '-')}.html"] = page(topic, _said(seed, topic, again))
    if number == 2:
        gone = sorted(pages)[seed % PAGES]
        del pages[gone]
        pages["/news.html"] = page("News", _said(seed, "News", 2))
    links = " ".join(f"<a href='{path}'>{path}</a>" for path in pages)
    pages["/"] = page("Welcome", f"<p>Edition {number} of house {seed}.</p><p>{links}</p>")
    return pages


def _said(seed: int, topic: str, number: int) -> str:
    chance = random.Random(f"{seed} {topic} {number}")
    price, hour = chance.randrange(5, 90), chance.randrange(6, 12)
    rows = "".join(
        f"<tr><td>{topic} for {n}</td><td>£{price * n}.00</td></tr>" for n in range(1, 4)
    )
    return (
        f"<h2>When is {topic.lower()} possible?</h2><p>From {hour}:00 to {hour + 8}:30 daily.</p>"
        f"<table><tr><th>What</th><th>Price</th></tr>{rows}</table>"
    )


def write_folder(folder: Path, pages: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for path, html in pages.items():
        (folder / (path.strip("/") or "index.html")).write_text(html)


def knowledge(store: Store) -> list[tuple[object, ...]]:
    """All that guests are answered from, without the numbers of rows."""
    with store.reading() as tx:
        published = generations.published_id(tx)
        passages = [
            (d.address, d.title, d.content_hash, p.ordinal, p.kind, p.heading, p.text, p.body_key)
            for p, d, _ in library.passages(tx, published)
        ]
        facts = [
            (d.address, f.kind, f.subject, str(f.value), f.text)
            for f, d in library.facts(tx, published)
        ]
        vectors = tx.execute(text("SELECT text_key, hex(data) FROM vectors")).all()
    keys = {str(row[-1]) for row in passages}
    kept = [(key, data) for key, data in vectors if key in keys]
    return [*sorted(passages, key=str), *sorted(facts, key=str), *sorted(kept)]
