"""Finding what may answer a question: house knowledge by words and by meaning, fused.

    terms       each word of the question becomes all its spellings in this business's vocabulary
    candidates  passages with any of them (BM25), and those that mean something near (cosine)
    fuse        0.7 z(cosine) + 0.3 z(BM25) over the candidates

Reciprocal ranks lose to the vectors alone; this sum wins over both. Passages never change once
stored, so each is taken apart once and kept.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

import numpy as np

from agent import linked
from agent.linked import Linked
from agent.nearness import Nearest, Nearness
from agent.scraps import Scrap, take_apart
from agent.terms import Term, terms_of
from agent.understand import Understanding
from agent.vocabulary import Vocabulary
from agent.words import fold, tokens
from models.following import of_model
from models.naming import without_name
from models.protocols import Embedder, Vectors
from store import generations, library, search
from store.db import Store, Tx
from store.tables import Document, Fact

CANDIDATES = 40
KEPT_SCRAPS = 6_000
MOST_HEADS = 2_000
COSINE, WORDS = 0.7, 0.3


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact with the page it was read from. `confirmed_at` is when its source was last read."""

    kind: str
    subject: str
    value: dict[str, object]
    text: str
    heading: str
    title: str
    address: str
    page: int | None
    read_at: datetime | None = None
    confirmed_at: datetime | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    priority: int = 0
    """Of its source: where sources disagree, the highest is right."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer. `fused` is in standard deviations over its rivals."""

    scrap: Scrap
    cosine: float
    bm25: float
    fused: float


@dataclass(frozen=True, slots=True)
class Found:
    """What looking up gave: the question's terms, the candidates, best first, and all facts by
    kind, every one of the same generation. `rarest` is the weight of a word found nowhere;
    `by_meaning` is False where the embedder was away, and words alone found what there is."""

    terms: tuple[Term, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    facts: Mapping[str, Sequence[KnownFact]] = field(default_factory=dict)
    rarest: float = 1.0
    generation_id: int | None = None
    by_meaning: bool = True


@dataclass(slots=True)
class _Shelf:
    """What is kept of one generation between questions."""

    generation_id: int
    vocabulary: Vocabulary
    facts: dict[str, tuple[KnownFact, ...]]
    langs: tuple[str, ...]
    nearness: Nearness
    embedder: Embedder
    scraps: OrderedDict[int, Scrap] = field(default_factory=OrderedDict)
    linked: Linked = field(default_factory=Linked)


class Recall:
    """Looks things up in the published generation, or always in the one that is named. Safe to
    share between threads."""

    def __init__(
        self, store: Store, embedder: Embedder, business: str, *, generation: int | None = None
    ) -> None:
        self._store = store
        self._only = generation
        self._embedder = embedder
        self._business = business
        self._shelf: _Shelf | None = None
        self._lock = threading.Lock()

    @property
    def store(self) -> Store:
        return self._store

    def languages(self) -> tuple[str, ...]:
        """Languages of the documents, the commonest first."""
        shelf = self._shelf
        if shelf is None:
            with self._store.reading() as tx:
                shelf = self._shelf_of(tx)
        # May be a generation old: it is only a hint, and not worth a transaction.
        return shelf.langs if shelf else ()

    def meaning(self, question: str) -> Vectors:
        """The business's own name tells passages apart from nothing, so it becomes "it"."""
        shelf = self._shelf
        embedder = shelf.embedder if shelf else self._embedder
        return embedder.query(without_name(question, self._business))

    def look_up(self, question: str, understood: Understanding) -> Found:
        asked, before = self.meaning(question), self._shelf
        with self._store.reading() as tx:
            shelf = self._shelf_of(tx)
            if shelf is None:
                return Found()
            # A generation published meanwhile may have vectors of another model.
            query = asked if shelf is before else self.meaning(question)
            rarest = shelf.vocabulary.rarest
            terms = terms_of(understood, shelf.vocabulary, self._business)
            spellings = sorted({raw for term in terms for raw in term.spellings})
            by_words = search.by_words(tx, shelf.generation_id, spellings[:200], CANDIDATES)
            # Zeros mean that the embedder is away: then words alone decide.
            near = (
                shelf.nearness.nearest(
                    query, CANDIDATES, partial(search.vectors, tx, shelf.embedder.name)
                )
                if query.any()
                else Nearest([])
            )
            twins = shelf.linked.twins(tx, shelf.generation_id, understood.lang)
            met = [*(hit.passage_id for hit in by_words), *near.passages]
            ids = list(dict.fromkeys([*met, *(twins[one] for one in met if one in twins)]))
            scraps = self._scraps(tx, shelf, ids)
            facts = shelf.linked.known(tx, shelf.generation_id, understood.lang, shelf.facts)
        bm25 = {hit.passage_id: hit.score for hit in by_words}
        cosines = [_cosine(scrap, shelf.nearness, near, query) for scrap in scraps]
        if twins:
            scraps, cosines, bm25 = linked.told(scraps, cosines, bm25, twins)
        fused, meant = _fused(scraps, cosines, bm25), bool(query.any())
        return Found(terms, fused, facts, rarest, shelf.generation_id, meant)

    def heads(self) -> list[tuple[str, str, str]]:
        """Heading, first line and language of the passages; of a very large house its beginning."""
        with self._store.reading() as tx:
            shelf = self._shelf_of(tx)
            if shelf is None:
                return []
            passages = islice(library.passages(tx, shelf.generation_id), MOST_HEADS)
            return [
                (p.heading, p.text.partition("\n")[0], p.lang or d.lang) for p, d, _ in passages
            ]

    def with_words(self, text: str, limit: int = 12) -> list[Scrap]:
        """Passages that hold these words, by BM25 alone: what an answer needs beside its line."""
        with self._store.reading() as tx:
            shelf = self._shelf_of(tx)
            if shelf is None:
                return []
            words = {word for word in tokens(fold(text)) if word.isalpha()}
            spellings = sorted(shelf.vocabulary.spellings(words))
            hits = search.by_words(tx, shelf.generation_id, spellings, limit)
            return self._scraps(tx, shelf, [hit.passage_id for hit in hits])

    def _shelf_of(self, tx: Tx) -> _Shelf | None:
        current = self._only or generations.published_id(tx)
        if current is None:
            return None
        with self._lock:
            if self._shelf is None or self._shelf.generation_id != current:
                model = generations.find(tx, current).model
                self._shelf = _open_shelf(tx, current, of_model(self._embedder, model))
            return self._shelf

    def _scraps(self, tx: Tx, shelf: _Shelf, ids: Sequence[int]) -> list[Scrap]:
        with self._lock:
            kept = {number: shelf.scraps[number] for number in ids if number in shelf.scraps}
        missing = [number for number in ids if number not in kept]
        fresh = self._fetch(tx, missing, shelf.embedder.name)
        with self._lock:
            shelf.scraps.update(fresh)
            while len(shelf.scraps) > KEPT_SCRAPS:
                shelf.scraps.popitem(last=False)
        kept.update(fresh)
        return [kept[number] for number in ids if number in kept]

    def _fetch(self, tx: Tx, ids: Sequence[int], model: str) -> dict[int, Scrap]:
        if not ids:
            return {}
        found = search.fetch(tx, ids)
        keys = [key for f in found.values() for key in (f.passage.body_key, f.passage.heading_key)]
        vectors = search.vectors(tx, model, keys)
        return {
            number: take_apart(
                f.passage,
                f.document,
                [
                    vectors[key]
                    for key in (f.passage.body_key, f.passage.heading_key)
                    if key in vectors
                ],
            )
            for number, f in found.items()
        }


def _open_shelf(tx: Tx, generation_id: int, embedder: Embedder) -> _Shelf:
    facts: dict[str, list[KnownFact]] = {}
    for known in known_facts(tx, generation_id):
        facts.setdefault(known.kind, []).append(known)
    counts: dict[str, int] = {}
    for document in library.documents(tx, generation_id):
        if document.lang:
            code = document.lang[:2].lower()
            counts[code] = counts.get(code, 0) + 1
    langs = tuple(sorted(counts, key=lambda code: -counts[code]))
    passages = library.totals(tx, generation_id)["passages"]
    return _Shelf(
        generation_id,
        Vocabulary(search.vocabulary(tx, generation_id), passages, langs),
        {kind: tuple(known) for kind, known in facts.items()},
        langs,
        Nearness(*search.all_vectors(tx, generation_id, embedder.name)),
        embedder,
    )


def known_facts(tx: Tx, generation_id: int | None) -> list[KnownFact]:
    """All facts of a generation, and one of kind "document" for each page guests are answered
    from."""
    confirmed = library.confirmed(tx, generation_id)
    ranks = {source.id: source.priority for source in library.sources(tx)}
    found = [
        _known(f, d, confirmed.get(d.id), ranks.get(d.source_id, 0))
        for f, d in library.facts(tx, generation_id)
    ]
    for document in library.documents(tx, generation_id):
        if (at := confirmed.get(document.id)) is not None:
            whole = Fact(kind="document", subject="", value={}, text=document.title, heading="")
            found.append(_known(whole, document, at))
    return found


def _known(
    fact: Fact, document: Document, confirmed_at: datetime | None, priority: int = 0
) -> KnownFact:
    return KnownFact(
        fact.kind,
        fact.subject,
        fact.value,
        fact.text,
        fact.heading,
        document.title,
        document.address,
        fact.page,
        document.read_at,
        confirmed_at,
        fact.valid_from,
        fact.valid_to,
        priority,
    )


def _cosine(scrap: Scrap, nearness: Nearness, found: Nearest, query: Vectors) -> float:
    known = nearness.cosine(scrap.passage_id, found)
    if known is not None:
        return known
    return max((float(vector @ query) for vector in scrap.vectors), default=0.0)


def _fused(
    scraps: Sequence[Scrap], near: Sequence[float], bm25: dict[int, float]
) -> tuple[Candidate, ...]:
    if not scraps:
        return ()
    cosines = np.array(near)
    words = np.array([bm25.get(scrap.passage_id, 0.0) for scrap in scraps])
    fused = COSINE * _z(cosines) + WORDS * _z(words)
    order = np.argsort(-fused, kind="stable")
    return tuple(
        Candidate(scraps[i], float(cosines[i]), float(words[i]), float(fused[i])) for i in order
    )


def _z(values: Vectors) -> Vectors:
    apart = values - float(values.sum()) / len(values)
    spread = math.sqrt(float(apart @ apart) / len(values))
    return apart / spread if spread > 1e-6 else values * 0.0
