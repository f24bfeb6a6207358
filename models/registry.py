"""Which model of each kind this house uses, chosen by its settings."""

from __future__ import annotations

from functools import cache

from models.minilm.embedder import MiniLM
from models.ollama_embedder import KIND as OLLAMA
from models.ollama_embedder import OllamaEmbedder
from models.openai_embedder import KIND as OPENAI
from models.openai_embedder import OpenAIEmbedder
from models.protocols import Embedder
from models.reader.reader import Reader, is_here
from store.errors import Invalid
from store.model_settings import Embedder as EmbedderSettings

EMBEDDERS = ("minilm",)
_REMOTE: dict[str, type[OllamaEmbedder] | type[OpenAIEmbedder]] = {
    OLLAMA: OllamaEmbedder,
    OPENAI: OpenAIEmbedder,
}


@cache
def build_embedder(kind: str = "minilm", threads: int = 1) -> Embedder:
    """The embedder called `kind`; asked for twice it is the same one, since each holds 90 MB."""
    if kind != "minilm":
        raise Invalid(
            f"There is no embedder called {kind!r}.", hint=f"Known: {', '.join(EMBEDDERS)}."
        )
    return MiniLM(threads=threads)


@cache
def chosen_embedder(chosen: EmbedderSettings, threads: int = 1) -> Embedder:
    """The one the settings name: what knowledge is embedded with from now on."""
    remote = _REMOTE.get(chosen.kind)
    if remote is None:
        return build_embedder(threads=threads)
    if not chosen.model:
        raise Invalid(
            f"No model is named for the {chosen.kind} embedder.",
            "concierge config set embedder.model nomic-embed-text",
        )
    return remote(chosen.model, chosen.base_url, chosen.api_key.get_secret_value())


@cache
def embedder_named(name: str, chosen: EmbedderSettings) -> Embedder:
    """The embedder that stored vectors name, at the address the settings give for its kind."""
    kind, _, model = name.partition(":")
    remote = _REMOTE.get(kind)
    if remote is None or not model:
        return build_embedder()
    same = chosen.kind == kind
    return remote(
        model,
        chosen.base_url if same else "",
        chosen.api_key.get_secret_value() if same else "",
    )


@cache
def build_reader(threads: int = 1) -> Reader | None:
    """The reader, always the same one; None where its file was left out, and answers are then
    decided without it."""
    return Reader(threads=threads) if is_here() else None
