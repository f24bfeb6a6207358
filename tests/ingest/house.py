"""What the tests of the ingest corridor ask of it."""

from __future__ import annotations

from pathlib import Path

from ingest.run import ingest
from ingest.summary import Summary
from store import generations, library
from store.db import Store
from store.settings import Settings
from tests.fakes import LetterEmbedder


class Ingest:
    """Ingests into one store, and tells what guests are answered from afterwards."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.settings = store, settings
        self.embedder = LetterEmbedder()

    def __call__(self, *addresses: str | Path, **options: object) -> Summary:
        named = [str(address) for address in addresses]
        return ingest(self.store, self.embedder, self.settings, named, **options)  # type: ignore[arg-type]

    def knows(self) -> list[str]:
        with self.store.reading() as tx:
            rows = library.passages(tx, generations.published_id(tx))
            return [passage.text for passage, _, _ in rows]

    def says(self, words: str) -> int:
        return sum(words in text for text in self.knows())

    def published(self) -> int | None:
        with self.store.reading() as tx:
            return generations.published_id(tx)
