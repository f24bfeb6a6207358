"""Vectors for every passage of a generation that has none yet, batch by batch.

Each batch is one short write, so a killed ingest goes on with what is left; and a change of model
is the same work over again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from models.naming import without_name
from models.protocols import Embedder
from store import library
from store.db import Store, Tx
from store.errors import Invalid

BATCH = 64


def keys(text: str, heading: str, business: str) -> tuple[str, str]:
    """What finds the vectors of a passage's body and heading; "" where there is no heading."""
    body = library.text_key(without_name(text, business))
    return body, library.text_key(without_name(heading, business)) if heading else ""


def embed_missing(
    store: Store,
    generation_id: int,
    embedder: Embedder,
    business: str,
    embedded: Callable[[int, int], None],
    until: float | None = None,
) -> int:
    """How many texts were embedded. `embedded(done, total)` is called after each batch is kept.
    After `until`, by the monotonic clock, the rest is left; it is found by its words meanwhile."""
    with store.reading() as tx:
        missing = library.unembedded(tx, generation_id, embedder.name)
    texts = [(key, without_name(text, business)) for key, text in missing]
    return _embed(store, embedder, texts, embedded, until)


def embed_spoken(store: Store, embedder: Embedder, business: str) -> int:
    """The same for what staff answered and guests asked in vain: it is compared by meaning too."""
    with store.reading() as tx:
        missing = library.unembedded_questions(tx, embedder.name)
    texts = [(key, without_name(text, business)) for key, text in missing]
    return _embed(store, embedder, texts, lambda done, total: None)


def _embed(
    store: Store,
    embedder: Embedder,
    texts: Sequence[tuple[str, str]],
    embedded: Callable[[int, int], None],
    until: float | None = None,
) -> int:
    for start in range(0, len(texts), BATCH):
        if until is not None and time.monotonic() > until:
            return start
        batch = texts[start : start + BATCH]
        vectors = embedder.vectors([text for _, text in batch])
        data = {key: vectors[n].astype("<f4").tobytes() for n, (key, _) in enumerate(batch)}
        with store.writing() as tx:
            _refuse_other_size(tx, embedder.name, vectors.shape[1])
            library.put_vectors(tx, embedder.name, data)
        embedded(start + len(batch), len(texts))
    return len(texts)


def _refuse_other_size(tx: Tx, model: str, size: int) -> None:
    """The same name with vectors of another size is another model, and must not be mixed in."""
    known = library.vector_size(tx, model)
    if known and known != size:
        raise Invalid(
            f"The embedder {model} gives vectors of {size} numbers, and gave {known} before.",
            "Give the model another name at its server, and set embedder.model to that.",
        )
