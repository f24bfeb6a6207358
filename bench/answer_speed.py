"""Milliseconds of a structured turn by the size of the business, on one core, without the disk.

The passages are lines of our own made businesses, each under another heading and with some words
changed; their vectors are random, which costs a search the same. What is measured is the CPU time
of `compose`: understanding, searching, weighing, putting into words.
"""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from agent.composer import Turn
from agent.modes.structured import Desk, StructuredComposer
from agent.recall import Recall
from bench.businesses import QUESTIONS, questions
from models.registry import build_embedder, build_reader
from store import generations, library
from store.db import Store
from store.home import Home
from store.library import NewDocument, NewPassage
from store.migrate import open_store

SIZES = (100, 1_000, 5_000, 20_000)
ASKED = 120
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
PER_PAGE = 25


def print_speed(folder: Path, sizes: tuple[int, ...] = SIZES) -> None:
    print("passages   p50 ms  p95 ms  p99 ms   (CPU; every question new)")
    for size in sizes:
        spent = sorted(_measured(folder / f"speed-{size}", size))
        cuts = [spent[min(len(spent) - 1, int(len(spent) * share))] for share in (0.95, 0.99)]
        print(f"{size:>8} {statistics.median(spent):>8.1f} {cuts[0]:>7.1f} {cuts[1]:>7.1f}")


def _measured(folder: Path, size: int) -> Iterator[float]:
    desk = desk_of(folder, size)
    asked = [q["question"] for name in ("known", "unseen") for q in questions(name, None)]
    random.Random(7).shuffle(asked)
    for question in asked[:40]:
        desk.compose(Turn(question, NOW))
    for question in asked[40 : 40 + ASKED]:
        began = time.process_time()
        desk.compose(Turn(question, NOW))
        yield (time.process_time() - began) * 1000


def desk_of(folder: Path, size: int) -> StructuredComposer:
    """A desk over so many passages; made once, then kept in the folder."""
    home = Home(folder)
    if not home.config.exists():
        folder.mkdir(parents=True)
        home.config.write_text('[business]\nname = "Speed"\n', "utf-8")
    store = open_store(home, create=True)
    with store.reading() as tx:
        empty = generations.published_id(tx) is None
    if empty:
        _fill(store, size)
    recall = Recall(store, build_embedder(threads=1), "Speed")
    desk = Desk("Speed", ZoneInfo("UTC"), ("en", "de", "es"))
    return StructuredComposer(recall, desk, reader=build_reader())


def _fill(store: Store, size: int) -> None:
    chance = random.Random(3)
    lines = [line for sheet in sorted(QUESTIONS.glob("*/*.md")) for line in _lines(sheet)]
    model = build_embedder().name
    made = [_passage(chance.choice(lines), number, chance) for number in range(size)]
    vectors = np.random.default_rng(5).standard_normal((2 * size, 384)).astype("<f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with store.writing() as tx:
        generation = generations.begin(tx, "speed", model, resume_key=str(size))
        source = library.add_source(tx, "https://speed.example/", "website", "Speed")
        tx.flush()
        for start in range(0, size, PER_PAGE):
            address = f"https://speed.example/{start}"
            pages = made[start : start + PER_PAGE]
            library.put_document(
                tx, generation, source,
                NewDocument(address, f"Page {start}", "webpage", str(start), "en", passages=pages,
                            facts=[]),
            )  # fmt: skip
        keys = list(dict.fromkeys(k for p in made for k in (p.body_key, p.heading_key) if k))
        library.put_vectors(tx, model, {k: vectors[n].tobytes() for n, k in enumerate(keys)})
        generations.index(tx, generation)
        generations.publish(tx, generation)


def _lines(sheet: Path) -> list[str]:
    text = sheet.read_text("utf-8")
    return [line for line in text.split("\n")[1:] if len(line) > 30 and not line.startswith("| -")]


def _passage(line: str, number: int, chance: random.Random) -> NewPassage:
    words = re.sub(r"\d+", lambda m: str(int(m[0][:6]) + number % 97), line.strip("| "))
    text = f"{words}\nNote {number}: {chance.choice('abcdefgh')}{number % 4001} applies."
    heading = f"Part {number // 8} > Section {number % 211}"
    return NewPassage(
        text, heading, "prose", None, "", "en",
        library.text_key(text), library.text_key(heading),
    )  # fmt: skip
