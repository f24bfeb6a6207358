"""Which model of each kind this house uses, chosen by its settings."""

from __future__ import annotations

from functools import cache

from models.minilm.embedder import MiniLM
from models.protocols import Embedder
from models.reader.reader import Reader, is_here
from store.errors import Invalid

EMBEDDERS = ("minilm",)


@cache
def build_embedder(kind: str = "minilm", threads: int = 1) -> Embedder:
    """The embedder called `kind`; asked for twice it is the same one, since each holds 90 MB."""
    if kind != "minilm":
        raise Invalid(
            f"There is no embedder called {kind!r}.", hint=f"Known: {', '.join(EMBEDDERS)}."
        )
    return MiniLM(threads=threads)


@cache
def build_reader(threads: int = 1) -> Reader | None:
    """The reader, always the same one; None where its file was left out, and answers are then
    decided without it."""
    return Reader(threads=threads) if is_here() else None
