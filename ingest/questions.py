"""Some questions the concierge can answer now: the sources' own, and those their facts answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store import library
from store.db import Tx

MOST = 8
_PLAIN = re.compile(r"^[^\W\d_][\w\s'’&,-]{2,50}\Z")
_BY_FACT = {
    "hours": "When are you open?",
    "phone": "What is your telephone number?",
    "email": "What is your e-mail address?",
    "address": "Where are you?",
}


def answerable(tx: Tx, generation_id: int, source_ids: Sequence[int]) -> list[str]:
    """At most eight, without doubles; the sources' own wording where they ask themselves."""
    own = list(dict.fromkeys(_asked(tx, generation_id, source_ids)))[: MOST // 2]
    return list(dict.fromkeys([*own, *_of_facts(tx, generation_id, source_ids)]))[:MOST]


def _asked(tx: Tx, generation_id: int, source_ids: Sequence[int]) -> Iterator[str]:
    for passage, _, source in library.passages(tx, generation_id):
        if source.id in source_ids and source.audience == "guests" and passage.kind == "qa":
            question = passage.text.partition("\n")[0].strip()
            if 8 <= len(question) <= 120:
                yield question


def _of_facts(tx: Tx, generation_id: int, source_ids: Sequence[int]) -> Iterator[str]:
    prices = 0
    for fact, document in library.facts(tx, generation_id):
        if document.source_id not in source_ids:
            continue
        if question := _BY_FACT.get(fact.kind):
            yield question
        item = str(fact.value.get("item", "")).strip()
        if fact.kind == "price" and _PLAIN.match(item) and prices < 3:
            prices += 1
            yield f"How much is {item}?"
        topic = str(fact.value.get("topic", "")).strip()
        if fact.kind == "policy" and topic:
            yield f"What is your policy on {topic.replace('_', ' ')}?"
