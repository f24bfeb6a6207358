"""Embedders that Ollama runs, over `POST /api/embed`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.embedding_door import RemoteEmbedder

KIND = "ollama"
ADDRESS = "http://127.0.0.1:11434"


class OllamaEmbedder(RemoteEmbedder):
    def __init__(self, model: str, base_url: str = "", api_key: str = "", **door: Any) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        super().__init__(f"{KIND}:{model}", base_url or ADDRESS, headers, **door)
        self._model = model

    def ask(self, texts: Sequence[str]) -> tuple[str, dict[str, Any]]:
        return "/api/embed", {"model": self._model, "input": list(texts), "truncate": True}

    def rows(self, answer: Any) -> list[Any]:
        return list(answer["embeddings"])
