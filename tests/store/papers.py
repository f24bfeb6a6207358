"""Small documents for the store's tests, with vectors of two numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from store import generations, library
from store.db import Store, Tx
from store.library import NewDocument, NewPassage, text_key
from store.tables import Generation, Source

MODEL = "two numbers"


def document(address: str, *texts: str, heading: str = "", mark: str = "") -> NewDocument:
    return NewDocument(
        address=address,
        title=address,
        kind="text",
        content_hash=mark or text_key("\n".join(texts)),
        passages=[
            NewPassage(
                text=text,
                heading=heading,
                kind="prose",
                page=None,
                anchor="",
                lang="en",
                body_key=text_key(text),
                heading_key=text_key(heading) if heading else "",
            )
            for text in texts
        ],
    )


def vector(x: float, y: float) -> bytes:
    raw = np.array([x, y], "<f4")
    data: bytes = (raw / np.linalg.norm(raw)).astype("<f4").tobytes()
    return data


def source(store: Store, address: str = "https://seaview.example/") -> Source:
    with store.writing() as tx:
        return library.add_source(tx, address, "website", address)


def built(
    tx: Tx,
    origin: Source,
    documents: Sequence[NewDocument],
    *,
    worker: str = "w",
    resume_key: str = "k",
) -> Generation:
    """A generation with these documents of one source and all of the others', not published."""
    generation = generations.begin(tx, worker, MODEL, resume_key=resume_key)
    generations.copy_members(tx, generation, without_sources=[origin.id])
    for new in documents:
        library.put_document(tx, generation, origin, new)
    for number, (key, _) in enumerate(library.unembedded(tx, generation.id, MODEL), 1):
        library.put_vectors(tx, MODEL, {key: vector(number, 1)})
    return generation


def published(store: Store, origin: Source, *documents: NewDocument, keep: int = 3) -> Generation:
    with store.writing() as tx:
        generation = built(tx, origin, documents)
        generations.index(tx, generation)
        return generations.publish(tx, generation, keep=keep)


def texts(store: Store) -> list[str]:
    """What guests are answered from."""
    with store.reading() as tx:
        found = library.passages(tx, generations.published_id(tx))
        return [passage.text for passage, _, _ in found]
