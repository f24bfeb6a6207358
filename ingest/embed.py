"""Vectors for every passage of a generation that has none yet, batch by batch.

Each batch is one short write, so a killed ingest goes on with what is left; and a change of model
is the same work over again.
"""

from __future__ import annotations

from collections.abc import Callable

from models.naming import without_name
from models.protocols import Embedder
from store import library
from store.db import Store

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
) -> int:
    """How many texts were embedded. `embedded(done, total)` is called after each batch is kept."""
    with store.reading() as tx:
        missing = library.unembedded(tx, generation_id, embedder.name)
    texts = [(key, without_name(text, business)) for key, text in missing]
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        vectors = embedder.vectors([text for _, text in batch])
        data = {key: vectors[n].astype("<f4").tobytes() for n, (key, _) in enumerate(batch)}
        with store.writing() as tx:
            library.put_vectors(tx, embedder.name, data)
        embedded(start + len(batch), len(texts))
    return len(texts)
