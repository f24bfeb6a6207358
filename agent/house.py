"""House answers in a turn: what staff answered once is given from then on, in their words.

    keep      every phrasing with its vector, in memory, until any house answer changes
    scope     only what holds today, in the business's own days, and for the guest's language
    match     the phrasing that means the same; of two such the narrower, then the newer

They outrank every passage: a person of the house wrote them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from agent.composer import Answer, Citation
from agent.likeness import Wording, alike, worded
from agent.understand import Understanding
from models.naming import without_name
from models.protocols import Embedder, Vectors
from store import answers, gaps, library
from store.db import Store, Tx
from store.tables import HouseAnswer, User

TITLE = "House answer"
SUREST, LEAST_SURE = 0.99, 0.9


@dataclass(frozen=True, slots=True)
class Phrased:
    """Phrasings ready to be stored: the key of each, and the vectors by key."""

    keys: Mapping[str, str]
    vectors: Mapping[str, bytes]


def phrased(embedder: Embedder, business: str, texts: Iterable[str]) -> Phrased:
    """Embeds questions as they are compared. Slow; never inside a transaction."""
    kept = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    plain = {text: without_name(text, business) for text in kept}
    keys = {text: library.text_key(words) for text, words in plain.items()}
    rows = embedder.vectors([plain[text] for text in kept])
    vectors = {keys[t]: rows[n].astype("<f4").tobytes() for n, t in enumerate(kept)}
    return Phrased(keys, vectors)


def write_answer(
    tx: Tx,
    embedder: Embedder,
    made: Phrased,
    question: str,
    answer: str,
    scope: answers.Scope | None = None,
    *,
    by: User | None = None,
    origin: str = "staff",
) -> HouseAnswer:
    """Store a house answer with its phrasings and their vectors."""
    library.put_vectors(tx, embedder.name, made.vectors)
    asked = " ".join(question.split())
    return answers.add(tx, asked, answer, made.keys, scope=scope, by=by, origin=origin)


def phrased_gap(
    store: Store, embedder: Embedder, business: str, topic_id: int, question: str = ""
) -> Phrased:
    """All ways guests put an open topic, and `question` first where staff put it better."""
    with store.reading() as tx:
        topic = gaps.find(tx, topic_id)
        ways = [gap.question for gap in gaps.questions(tx, topic_id)]
    return phrased(embedder, business, [question or topic.question, *ways])


def answer_gap(
    tx: Tx,
    embedder: Embedder,
    made: Phrased,
    topic_id: int,
    answer: str,
    *,
    question: str = "",
    scope: answers.Scope | None = None,
    by: User | None = None,
) -> HouseAnswer:
    """Close a topic with a house answer. Raises Conflict when a colleague was first."""
    topic = gaps.find(tx, topic_id)
    asked = question or topic.question
    given = write_answer(tx, embedder, made, asked, answer, scope, by=by, origin="gap")
    gaps.close(tx, topic_id, "answered", by, answer_id=given.id)
    return given


@dataclass(frozen=True, slots=True)
class Given:
    """A house answer that fits, and how surely."""

    answer: HouseAnswer
    phrasing: str
    likeness: float


class HouseAnswers:
    """Safe to share between threads."""

    def __init__(self, store: Store, embedder: Embedder, business: str) -> None:
        self._store = store
        self._embedder = embedder
        self._business = business
        self._lock = threading.Lock()
        self._version: object = None
        self._known: tuple[tuple[HouseAnswer, Wording], ...] = ()

    def find(self, question: str, understood: Understanding, today: date) -> Given | None:
        """The house answer to this question; None when there is none."""
        known = [
            (answer, wording)
            for answer, wording in self._all()
            if answers.holds(answer, today, understood.lang)
        ]
        if not known:
            return None
        asked = worded(question, self._meaning(question), understood.lang)
        fits = [
            (Given(answer, wording.text, sure), wording)
            for answer, wording in known
            if (sure := alike(asked, wording, self._meaning, answer.answer)) > 0
        ]
        if not fits:
            return None
        nearest = max(fits, key=lambda fit: fit[0].likeness)[1]
        # Others may answer the very same question: the one made for these days or this language
        # is meant before one for all, and the newest word of staff before an older one.
        same = [given for given, wording in fits if alike(nearest, wording, self._meaning) > 0]
        return max(same, key=lambda g: (_narrowness(g.answer), g.answer.changed_at, g.likeness))

    def _all(self) -> tuple[tuple[HouseAnswer, Wording], ...]:
        with self._store.reading() as tx:
            version = answers.version(tx)
            if version == self._version:
                return self._known
            rows = answers.with_vectors(tx, self._embedder.name)
        known = tuple(
            (answer, worded(text, self._vector(text, data), answer.lang))
            for answer, text, data in rows
        )
        with self._lock:
            self._version, self._known = version, known
        return known

    def _vector(self, text: str, data: bytes | None) -> Vectors:
        if data is None:
            # The model was changed since; a few hundred questions take a second, once.
            return self._meaning(text)
        return np.frombuffer(data, "<f4")

    def _meaning(self, text: str) -> Vectors:
        return self._embedder.query(without_name(text, self._business))


def _narrowness(answer: HouseAnswer) -> int:
    return bool(answer.lang) + 2 * bool(answer.valid_from or answer.valid_to)


def house_reply(given: Given) -> Answer:
    """In the very words of the house answer."""
    sure = LEAST_SURE + (SUREST - LEAST_SURE) * min(1.0, given.likeness)
    said = given.answer.answer
    return Answer(
        said,
        confidence=round(sure, 3),
        citations=(Citation(TITLE, "", None, said),),
        kind="house",
        trace={
            "house_answer": given.answer.id,
            "phrasing": given.phrasing,
            "likeness": round(given.likeness, 3),
            "decision": "Staff have answered this question.",
        },
    )
