"""The generation one ingest builds: its lease, its progress, and short writes into it.

The lease is renewed with every write and every note, and lost when another ingest took over:
then `Conflict` ends this one before it spoils anything.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from ingest.pace import Pace
from ingest.summary import Progress, Step
from store import events, generations
from store.db import Store, Tx
from store.tables import Generation

NOTED_EVERY = 1.0
"""Seconds between two notes of how far a crawl is; what lies between is asked for again."""
SHOWN_EVERY = 1.0
"""Seconds between two notes of the progress, for those who watch from another process."""


@dataclass
class Building:
    store: Store
    id: int
    based_on: int | None
    worker: str
    progress: Progress
    _notes: dict[str, Any] = field(default_factory=dict)
    _noted: float = 0.0
    _pace: Pace = field(default_factory=Pace)
    _shown: float = 0.0
    _stage: str = ""

    @classmethod
    def begin(
        cls,
        tx: Tx,
        store: Store,
        model: str,
        *,
        worker: str,
        resume_key: str,
        without_sources: Sequence[int],
        progress: Progress,
    ) -> Building:
        """A new generation, or the one a killed ingest of the same sources left."""
        generation = generations.begin(tx, worker, model, resume_key=resume_key)
        generations.copy_members(tx, generation, without_sources=without_sources)
        events.happened(tx, "generation.building", generation_id=generation.id)
        notes = dict(generation.progress.get("sources", {}))
        return cls(store, generation.id, generation.based_on, worker, progress, notes)

    def tell(self, step: Step) -> None:
        """To whoever waits here, and now and then to whoever watches. Renews the lease."""
        paced = self._pace.of(step)
        self.progress(paced)
        now = time.monotonic()
        if step.stage == self._stage and now - self._shown < SHOWN_EVERY:
            return
        self._stage, self._shown = step.stage, now
        with self.store.writing() as tx:
            generations.keep_alive(tx, self.id, self.worker, {"now": asdict(paced)})

    @contextmanager
    def writing(self) -> Iterator[tuple[Tx, Generation]]:
        with self.store.writing() as tx:
            yield tx, generations.keep_alive(tx, self.id, self.worker)

    def noted(self, source_id: int) -> dict[str, Any]:
        """How far a killed ingest had come with a source; empty when it had not begun."""
        return dict(self._notes.get(str(source_id), {}))

    def note(self, source_id: int, state: dict[str, Any]) -> None:
        """Write down how far it is."""
        self._notes[str(source_id)] = state
        self._noted = time.monotonic()
        with self.store.writing() as tx:
            generations.keep_alive(tx, self.id, self.worker, {"sources": self._notes})

    def is_note_due(self) -> bool:
        return time.monotonic() - self._noted >= NOTED_EVERY
