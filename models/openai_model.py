"""Models behind `POST /v1/chat/completions`: OpenAI's own, and the many that speak as it does."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, ClassVar
from urllib.parse import urlsplit

from models.door import Door
from models.doorways import client_for_httpx2
from models.model import (
    Event,
    Failed,
    Message,
    Request,
    Stop,
    StopReason,
    TextDelta,
    ToolCall,
    ToolSpec,
    Usage,
)
from models.patience import Limits, Patience
from models.refusals import refused
from models.speaker import Events, Heard, Speaker, as_json, count, read_call

KIND = "openai"
_THINKERS = re.compile(r"gpt-[5-9]|o\d")
_STOPS: dict[str, StopReason] = {
    "stop": "done",
    "tool_calls": "tools",
    "function_call": "tools",
    "length": "length",
    "content_filter": "refused",
}


class OpenAIModel(Speaker):
    """A `base_url` without a path gets /v1: nearly all of them live there."""

    kind = KIND
    address = "https://api.openai.com/v1"
    spare: ClassVar[Mapping[str, str]] = {
        "reasoning_effort": "effort",
        "stream_options": "usage",
        "temperature": "temperature",
        "tool_choice": "choice",
    }

    def __init__(
        self, model: str, base_url: str = "", api_key: str = "", limits: Limits | None = None
    ) -> None:
        bare = base_url and not urlsplit(base_url).path.strip("/")
        whole = base_url.rstrip("/") + "/v1" if bare else base_url
        super().__init__(model, whole, api_key, limits)

    def open(self, door: Door) -> Any:
        from openai import OpenAI

        # The key is put on at the door; what the environment holds for others stays there.
        return OpenAI(
            api_key="at-the-door",
            base_url=self.base_url,
            max_retries=0,
            timeout=None,
            http_client=client_for_httpx2(door),
        )

    def ask(self, request: Request, patience: Patience, heard: Heard) -> Events:
        body = _asked(
            self.model, request, self.without, own=self._own, room=self.most_output(request)
        )
        from openai import Stream

        # Pieces as plain data: a model object of the library's for each cost more than half of
        # what a whole answer takes us (7.6 ms of CPU for 60 pieces, 2.1 without).
        with self.asked(patience):
            stream = self.client().post(
                "/chat/completions",
                body={**body, "stream": True},
                cast_to=object,
                stream=True,
                stream_cls=Stream[object],
            )
        with closing(stream):
            yield from _events(stream, self.name, patience, heard)

    @property
    def _own(self) -> bool:
        return self.base_url == self.address

    @property
    def thinks(self) -> bool:
        """OpenAI's own of the newer lines; what others call so is theirs."""
        return self._own and _THINKERS.match(self.model) is not None

    def names(self) -> list[str]:
        return sorted(model.id for model in self.client().models.list().data)

    def translate(self, error: Exception) -> Failed | None:
        from openai import APIError, APIStatusError

        if isinstance(error, APIStatusError):
            return refused(self.name, error.status_code, _words(error), error.response.headers)
        if isinstance(error, APIError):  # told in the middle of a stream
            return refused(self.name, 200, _words(error))
        return None


def _words(error: Any) -> str:
    return " ".join(str(part) for part in (error.type, error.code, error.message) if part)


# --- the request -------------------------------------------------------------------------------


def _asked(
    model: str, request: Request, without: frozenset[str], *, own: bool, room: int
) -> dict[str, Any]:
    system = "\n\n".join(block.text for block in request.system if block.text)
    messages: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    for message in request.messages:
        messages += _messages(message)
    asked: dict[str, Any] = {
        "model": model,
        "messages": messages,
        # OpenAI's newer models take only the first name, most others only the second.
        "max_completion_tokens" if own else "max_tokens": room,
    }
    if "usage" not in without:
        asked["stream_options"] = {"include_usage": True}
    if own and _THINKERS.match(model) and "effort" not in without:
        asked["reasoning_effort"] = "low"
    # Some servers know no "none"; without tools they cannot call any either.
    if request.tools and (request.may_call or "choice" not in without):
        asked["tools"] = [_tool(tool) for tool in request.tools]
        asked["tool_choice"] = request.tool_choice
    if request.temperature is not None and "temperature" not in without:
        asked["temperature"] = request.temperature
    return asked


def _messages(message: Message) -> list[dict[str, Any]]:
    """Results are messages of their own here, and come before the words."""
    told: list[dict[str, Any]] = [
        {"role": "tool", "tool_call_id": result.call_id, "content": result.text}
        for result in message.results
    ]
    if message.calls:
        told.append(
            {
                "role": "assistant",
                "content": message.text or None,
                "tool_calls": [_call(call) for call in message.calls],
            }
        )
    elif message.pictures:
        parts = [_picture(picture) for picture in message.pictures]
        parts += [{"type": "text", "text": message.text}] if message.text else []
        told.append({"role": message.role, "content": parts})
    elif message.text or not told:
        told.append({"role": message.role, "content": message.text})
    return told


def _picture(picture: bytes) -> dict[str, Any]:
    data = base64.b64encode(picture).decode()
    return {
        "type": "image_url",
        "image_url": {"url": f"data:image/png;base64,{data}", "detail": "high"},
    }


def _call(call: ToolCall) -> dict[str, Any]:
    written = {"name": call.name, "arguments": as_json(call.arguments)}
    return {"id": call.id, "type": "function", "function": written}


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": {"type": "object", **tool.parameters},
        },
    }


# --- the answer --------------------------------------------------------------------------------


class _Calls:
    """Calls arrive in pieces, told apart by their index."""

    def __init__(self) -> None:
        self._begun: dict[int, tuple[list[str], list[str], list[str]]] = {}

    def add(self, piece: Mapping[str, Any]) -> None:
        ids, names, written = self._begun.setdefault(int(piece.get("index") or 0), ([], [], []))
        if piece.get("id") and not ids:
            ids.append(piece["id"])
        called = piece.get("function") or {}
        names += [called["name"]] if called.get("name") and not names else []
        written += [called["arguments"]] if called.get("arguments") else []

    def whole(self) -> Iterator[ToolCall]:
        for index, (ids, names, written) in sorted(self._begun.items()):
            name = "".join(names)
            if name:
                # Some servers give no id; ours only has to come back with the result.
                yield read_call("".join(ids) or f"call_{index}", name, "".join(written))


def _events(stream: Any, name: str, patience: Patience, heard: Heard) -> Iterator[Event]:
    calls, reason, refusing = _Calls(), "", False
    for chunk in stream:
        patience.token()
        if chunk.get("usage"):
            heard.used(_usage(chunk["usage"]), whole=True)
        for choice in (chunk.get("choices") or [])[:1]:
            delta = choice.get("delta") or {}
            if said := delta.get("content"):
                yield TextDelta(_text(said))
            refusing = refusing or bool(delta.get("refusal"))
            for piece in delta.get("tool_calls") or ():
                calls.add(piece)
            reason = choice.get("finish_reason") or reason
    if not reason:
        return
    yield from calls.whole()
    yield Stop("refused" if refusing else _STOPS.get(reason, "refused"), name)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError(f"Words that are {type(said).__name__}")
    return said


def _usage(told: Mapping[str, Any]) -> Usage:
    details = told.get("prompt_tokens_details") or {}
    # The second is how DeepSeek names it.
    kept = details.get("cached_tokens") or told.get("prompt_cache_hit_tokens")
    read = count(told.get("prompt_tokens"))
    cached = min(count(kept), read)
    return Usage(read - cached, count(told.get("completion_tokens")), cached)
