"""Files what nobody knew under topics, by meaning, a few seconds after it was asked.

    read      gaps without a topic, oldest first
    embed     their questions; slow, so no transaction is open
    file      under the topic that means the same, or a new one

A turn never waits for this. A crash between the steps files the same gaps again, each once.
"""

from __future__ import annotations

import re

import numpy as np

from agent.house import Phrased, phrased
from agent.likeness import Wording, alike, opposed, worded
from models.following import of_model
from models.naming import without_name
from models.protocols import Embedder, Vectors
from store import gaps, library
from store.db import Store, Tx
from store.tables import Gap, GapTopic

AT_ONCE = 8
CLEAR_LENGTH = 120
FEWEST_WORDS = 3
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|evening|day)|hallo|guten tag|hola|buenos dias"
    r"|bonjour|ciao|buongiorno)\b",
    re.IGNORECASE,
)


class Gapkeeper:
    """One loop's step; keeps the topics in memory as they are compared."""

    def __init__(self, store: Store, embedder: Embedder, business: str) -> None:
        self._store = store
        self._embedder = self._model = embedder
        self._business = business
        self._worded: dict[tuple[int, str], Wording] = {}

    def step(self) -> bool:
        """File what waits; True while there may be more."""
        with self._store.reading() as tx:
            waiting = gaps.unfiled(tx, limit=AT_ONCE)
        if not waiting:
            return False
        # One model for the whole batch: to ask each time which one is published costs a look.
        self._model = of_model(self._embedder, self._embedder.name)
        made = phrased(self._model, self._business, [gap.question for gap in waiting])
        with self._store.reading() as tx:
            known = [
                (topic.id, self._of_topic(topic, data))
                for topic, data in gaps.topic_vectors(tx, self._model.name)
            ]
        for gap in waiting:
            wording = self._of_gap(gap, made)
            topic_id = self._topic_of(wording, known)
            with self._store.writing() as tx:
                topic = self._filed(tx, gap.id, topic_id, made)
            if topic is not None and topic_id is None:
                known.append((topic.id, wording))
        return len(waiting) == AT_ONCE

    def _topic_of(self, asked: Wording, known: list[tuple[int, Wording]]) -> int | None:
        likenesses = [(alike(asked, wording, self._meaning), row) for row, wording in known]
        for likeness, topic_id in sorted(likenesses, reverse=True):
            if likeness <= 0:
                return None
            if not self._speaks_against(asked, topic_id):
                return topic_id
        return None

    def _speaks_against(self, asked: Wording, topic_id: int) -> bool:
        with self._store.reading() as tx:
            held = {gap.question: gap.lang for gap in gaps.questions(tx, topic_id)}
        members = (worded(text, asked.vector, lang[:2]) for text, lang in held.items())
        return any(opposed(asked, member, self._meaning) for member in members)

    def _filed(self, tx: Tx, gap_id: int, topic_id: int | None, made: Phrased) -> GapTopic | None:
        """None when another process filed it meanwhile."""
        gap = tx.get_one(Gap, gap_id)
        if gap.topic_id is not None:
            return None
        key = _key(gap, made)
        library.put_vectors(tx, self._model.name, {key: made.vectors[key]})
        if topic_id is None:
            return gaps.file_new(tx, gap, key)
        topic = gaps.find(tx, topic_id)
        gaps.file_under(tx, gap, topic)
        if _clearness(gap.question) < _clearness(topic.question):
            gaps.put_as(tx, topic, gap.question, key)
        return topic

    def _of_gap(self, gap: Gap, made: Phrased) -> Wording:
        vector = np.frombuffer(made.vectors[_key(gap, made)], "<f4")
        return worded(gap.question, vector, gap.lang[:2])

    def _of_topic(self, topic: GapTopic, data: bytes) -> Wording:
        found = self._worded.get((topic.id, topic.key))
        if found is None:
            found = worded(topic.question, np.frombuffer(data, "<f4"), topic.lang[:2])
            self._worded[topic.id, topic.key] = found
        return found

    def _meaning(self, text: str) -> Vectors:
        return self._model.query(without_name(text, self._business))


def _key(gap: Gap, made: Phrased) -> str:
    return made.keys[" ".join(gap.question.split())]


def _clearness(question: str) -> tuple[bool, int]:
    """The shortest full sentence is the clearest; less is clearer."""
    words = question.split()
    sentence = (
        len(words) >= FEWEST_WORDS
        and len(question) <= CLEAR_LENGTH
        and question.rstrip().endswith(("?", "؟"))
        and not _GREETING.match(question)
        and question.count("?") == 1
    )
    return not sentence, len(question)
