"""What `concierge replay` was asked to use: which conversation, model and generation."""

from __future__ import annotations

from typing import Any

from store import conversations, generations
from store.db import Store
from store.errors import Conflict, Invalid
from store.tables import Conversation


def flags_of(model: str) -> dict[str, Any]:
    """Settings that stand in for the home's own. Raises Invalid for what names no model."""
    if not model:
        return {}
    if model == "none":
        return {"model.provider": "none"}
    provider, _, name = model.partition(":")
    if not name:
        raise Invalid(f"{model!r} names no model.", "Write it like ollama:llama3.2, or none.")
    return {"model.provider": provider, "model.name": name, "model.cheap_name": name}


def found(store: Store, name: str) -> Conversation:
    with store.reading() as tx:
        return conversations.by_public_id(tx, name)


def usable(store: Store, generation: int) -> int | None:
    """None for the published one. Raises NotFound, or Conflict for one that is put away."""
    if not generation:
        return None
    with store.reading() as tx:
        kept = generations.find(tx, generation)
    if not kept.indexed:
        raise Conflict(
            f"Generation {generation} is put away and has no index any more.",
            "`concierge knowledge generations` lists them.",
        )
    return generation
