"""The same knowledge with another model's vectors: built aside, published when it is whole.

Vectors are kept by model and text, batch by batch, so a killed one goes on where it stopped; until
the end guests are answered from the old generation with the old model.
"""

from __future__ import annotations

import time

from ingest.building import Building
from ingest.embed import embed_missing, embed_spoken
from ingest.run import alone, telling, worker_name
from ingest.summary import Progress, Step, Summary, untold
from models.protocols import Embedder
from store import generations, library
from store.db import Store
from store.errors import NotFound
from store.settings import Settings


def reembed(
    store: Store, embedder: Embedder, settings: Settings, *, progress: Progress = untold
) -> Summary:
    """Raises NotFound when nothing is published, Unavailable when the embedder does not answer."""
    began = time.monotonic()
    business = settings.business.name
    with alone(store):
        with store.writing() as tx:
            if generations.published_id(tx) is None:
                raise NotFound("No knowledge is published yet.", "Read some: `concierge ingest`.")
            building = Building.begin(
                tx,
                store,
                embedder.name,
                worker=worker_name(),
                resume_key="reembed",
                without_sources=[],
                progress=progress,
            )
        tell = telling(building)
        embedded = embed_missing(store, building.id, embedder, business, tell)
        embedded += embed_spoken(store, embedder, business)
        building.tell(Step("index"))
        summary = Summary(embedded=embedded)
        with building.writing() as (tx, generation):
            assert generation.based_on is not None
            before = generations.find(tx, generation.based_on)
            summary.changed = before.model != generation.model or embedded > 0
            totals = library.totals(tx, generation.id)
            summary.documents, summary.passages = totals["documents"], totals["passages"]
            summary.facts = totals["facts"]
            summary.seconds = round(time.monotonic() - began, 2)
            summary.generation_id = generation.id if summary.changed else before.id
            if summary.changed:
                generation.summary = summary.as_dict()
                generations.index(tx, generation)
                generations.publish(tx, generation, keep=settings.ingest.keep_generations)
            else:
                generations.abandon(tx, generation)
    return summary
