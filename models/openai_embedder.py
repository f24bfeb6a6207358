"""Embedders behind `POST /v1/embeddings`: OpenAI's own, and the many that speak as it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.embedding_door import RemoteEmbedder

KIND = "openai"
ADDRESS = "https://api.openai.com"


class OpenAIEmbedder(RemoteEmbedder):
    def __init__(self, model: str, base_url: str = "", api_key: str = "", **door: Any) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        base = (base_url or ADDRESS).rstrip("/").removesuffix("/v1")
        super().__init__(f"{KIND}:{model}", base, headers, **door)
        self._model = model

    def ask(self, texts: Sequence[str]) -> tuple[str, dict[str, Any]]:
        asked = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        return "/v1/embeddings", asked

    def rows(self, answer: Any) -> list[Any]:
        return [row["embedding"] for row in sorted(answer["data"], key=lambda row: row["index"])]
