"""What an owner changes about a source that is known: its label, its priority, whom it is for.

Whom it is for, and what it weighs against others, decides what guests are answered from, so it is
published like any other knowledge: a generation with the same documents, and indexes of those that
are for guests.
"""

from __future__ import annotations

from ingest.building import Building
from ingest.run import alone, worker_name
from ingest.summary import untold
from store import generations, library
from store.audiences import set_audience
from store.db import Store
from store.settings import Settings
from store.tables import Source


def change_source(
    store: Store,
    settings: Settings,
    name: str,
    *,
    label: str = "",
    audience: str = "",
    priority: int | None = None,
) -> Source:
    """Raises NotFound, Invalid for an audience that is none, Conflict during an ingest."""
    with store.writing() as tx:
        source = library.find_source(tx, name)
        if label:
            library.relabel(tx, source, label)
        audience, rank = audience or source.audience, source.priority
        rank = rank if priority is None else priority
        changes = (audience, rank) != (source.audience, source.priority)
    if changes:
        _show_to(store, settings, source.id, audience, rank)
    with store.reading() as tx:
        return library.find_source(tx, str(source.id))


def _show_to(
    store: Store, settings: Settings, source_id: int, audience: str, priority: int
) -> None:
    with alone(store):
        with store.writing() as tx:
            source = library.find_source(tx, str(source_id))
            set_audience(tx, source, audience)
            source.priority = priority
            model = generations.published_model(tx)
            if not model:
                return
            building = Building.begin(
                tx,
                store,
                model,
                worker=worker_name(),
                resume_key=f"{source_id} for {audience} at {priority}",
                without_sources=[],
                progress=untold,
            )
        with building.writing() as (tx, generation):
            generations.index(tx, generation)
            generations.publish(tx, generation, keep=settings.ingest.keep_generations)
