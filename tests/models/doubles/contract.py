"""The vendors' own descriptions of their interfaces, as judges of what is sent and answered."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

FILES = {
    "anthropic": "anthropic/messages.openapi.json",
    "openai": "openai/openapi.yaml",
    "ollama": "ollama/openapi.yaml",
}
# What each call's body, whole answer, and piece of a stream must fit.
SCHEMAS = {
    ("anthropic", "/v1/messages"): ("MessageCreateParams", "MessageResponse", "StreamEvent"),
    ("openai", "/chat/completions"): (
        "CreateChatCompletionRequest",
        "CreateChatCompletionResponse",
        "CreateChatCompletionStreamResponse",
    ),
    ("openai", "/models"): ("", "ListModelsResponse", ""),
    ("ollama", "/api/chat"): ("ChatRequest", "ChatResponse", "ChatStreamEvent"),
    ("ollama", "/api/tags"): ("", "ListResponse", ""),
    ("ollama", "/api/pull"): ("PullRequest", "StatusResponse", "StatusEvent"),
}
ERRORS = {"anthropic": "ErrorResponse", "openai": "ErrorResponse", "ollama": "ErrorResponse"}


class Contract:
    def __init__(self, specs: Path, vendor: str) -> None:
        self.vendor = vendor
        text = (specs / FILES[vendor]).read_text(encoding="utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        document = json.loads(text) if text.startswith("{") else yaml.load(text, loader)
        self._components = _null_told(document["components"])
        self._validators: dict[str, Draft202012Validator] = {}

    def faults(self, schema: str, value: Any) -> list[str]:
        """What in `value` the schema does not allow; none when it fits, or none is named."""
        if not schema:
            return []
        if schema not in self._validators:
            self._validators[schema] = Draft202012Validator(
                {"$ref": f"#/components/schemas/{schema}", "components": self._components}
            )
        return [
            told for fault in self._validators[schema].iter_errors(value) for told in _all(fault)
        ]

    def request(self, path: str, body: Any) -> list[str]:
        return self.faults(SCHEMAS[self.vendor, path][0], body)

    def answer(self, path: str, body: Any) -> list[str]:
        return self.faults(SCHEMAS[self.vendor, path][1], body)

    def piece(self, path: str, body: Any) -> list[str]:
        return self.faults(SCHEMAS[self.vendor, path][2], body)

    def error(self, body: Any) -> list[str]:
        return self.faults(ERRORS[self.vendor], body)


@cache
def contract(specs: Path, vendor: str) -> Contract:
    return Contract(specs, vendor)


def _all(fault: ValidationError) -> list[str]:
    """A fault in a choice of shapes is told with what each shape would not have."""
    inner = [told for choice in fault.context or () for told in _all(choice)]
    return [f"{'.'.join(map(str, fault.absolute_path))}: {fault.message}"[:300], *inner]


def _null_told(node: Any) -> Any:
    """`nullable` is of an older OpenAPI, which validators of this one pass over."""
    if isinstance(node, list):
        return [_null_told(item) for item in node]
    if not isinstance(node, dict):
        return node
    told = {key: _null_told(value) for key, value in node.items()}
    if told.pop("nullable", False) is True:
        return {"anyOf": [told, {"type": "null"}]}
    return told
